//! Tests and fixtures.

use arbitrary::Result;
use extriage::model::{fact_schemas, ValueType};

use crate::writer::Writer;

/// Lines of logs, sound and broken.
const LINES: [&str; 12] = [
    "[03/06/2021 15:14:57.0552] [0] Starting Microsoft Exchange Server 2016 Setup",
    "[03/06/2021 15:14:58.0001] [0] Setup version: 15.1.2106.2.",
    "[03/06/2021 15:15:00.0001] [1] Evaluated [Setting:Name] [HasException:False] [Value:\"True\"] [ParentValue:\"<NULL>\"] [Thread:12] [Duration:00:00:00.0090005]",
    "[03/06/2021 15:15:01.0001] [1] Evaluated [Rule:Name] [HasException:False] [Value:\"True\"] [ParentValue:\"<NULL>\"] [Thread:12] [Duration:00:00:00]",
    "[03/06/2021 15:15:02.0001] [1] [ERROR] System.Exception: Service 'W3SVC' failed.",
    "[03/06/2021 15:15:03.0001] [1] [ERROR-REFERENCE] Id=AllADRoles___ee47 Component=EXCHANGE14:\\Current",
    "[03/06/2021 15:15:04.0001] [2] [ServiceControl.ps1] Disabling service 'W3SVC'.",
    "          a line that goes on",
    "[03/06/2021 15:15:05.0001] [0] End of Setup",
    "[13/36/2021 99:99:99.9999] [9] [ERROR]",
    "[01:00:41] Disabling service 'FMS'.",
    "",
];

impl Writer<'_, '_> {
    /// A test of one of the rules.
    pub(crate) fn test(&mut self, number: usize) -> Result<()> {
        self.variables.clear();
        let rule = self.below(self.rules)?;
        self.out.push_str(&format!("\ntest 'test {number}' for rule-{rule} {{"));
        if self.fixtures > 0 && self.once_in(4)? {
            self.line("given fixture fixture-0");
        }
        let cases = self.once_in(4)?;
        if cases {
            self.line("cases ($case, $outcome) {");
            for _ in 0..1 + self.below(3)? {
                self.line("|");
                self.plain(ValueType::Text)?;
                self.pick(&["| detected |", "| clear |", "| unknown |", "| notApplicable |"])?;
            }
            self.line("}");
            self.line("given server.name = $case");
        }
        for _ in 0..self.below(6)? {
            self.line("given");
            self.given()?;
        }
        for _ in 0..1 + self.below(2)? {
            self.line("expect");
            match self.below(5)? {
                0 if cases => self.word("$outcome"),
                0 | 1 => self.pick(&["detected", "clear", "unknown", "blocked", "error"])?,
                2 => self.pick(&["detected with 1 findings", "detected with 0 findings"])?,
                3 => self.pick(&["message -like '*a*'", "message -match 'a'"])?,
                _ => {
                    self.word("plan {");
                    for _ in 0..self.below(3)? {
                        self.step()?;
                    }
                    self.word("}");
                }
            }
        }
        self.out.push_str("\n}\n");
        Ok(())
    }

    /// A fixture that tests may be given.
    pub(crate) fn fixture(&mut self) -> Result<()> {
        self.out.push_str(&format!("\nfixture fixture-{} {{", self.fixtures));
        self.fixtures += 1;
        for _ in 0..self.below(5)? {
            self.line("");
            self.given()?;
        }
        self.out.push_str("\n}\n");
        Ok(())
    }

    fn given(&mut self) -> Result<()> {
        match self.below(6)? {
            0 | 1 => {
                let at = self.below(fact_schemas().len())?;
                let fact = &fact_schemas()[at];
                self.word(&format!("{} =", fact.path));
                if self.once_in(4)? {
                    return self.pick(&["missing", "unknown"]);
                }
                self.plain(fact.value_type)
            }
            2 => {
                self.word("service");
                self.pick(&[
                    "'W3SVC' { StartType = 'Disabled' Status = 'Stopped' }",
                    "'FMS' { Status = 'Running' }",
                    "'W3SVC' missing",
                    "unknown",
                ])
            }
            3 => {
                self.word("file");
                self.pick(&["'C:\\Windows\\explorer.exe'", "'C:\\Exchange\\Bin\\ExSetup.exe'"])?;
                self.pick(&[
                    "{ Version = 15.2.721.12 }",
                    "{ Size = 5MB LastWriteTime = 2021-03-02 }",
                    "missing",
                    "unknown",
                ])
            }
            choice => {
                let log = if choice == 4 { "setuplog" } else { "textlog" };
                self.word(log);
                if log == "textlog" || self.once_in(2)? {
                    self.pick(&[
                        "'C:\\ExchangeSetupLogs\\ServiceControl.log'",
                        "'C:\\ExchangeSetupLogs\\ExchangeSetup.log'",
                        "'C:\\a.log'",
                    ])?;
                }
                if self.once_in(5)? {
                    return self.pick(&["missing", "unknown"]);
                }
                self.word("@'");
                for _ in 0..self.below(12)? {
                    let at = self.below(LINES.len())?;
                    self.out.push('\n');
                    self.out.push_str(LINES[at]);
                }
                self.out.push_str("\n'@");
                Ok(())
            }
        }
    }
}
