//! Rules.

use arbitrary::Result;
use extriage::model::ValueType;

use crate::writer::{Column, Holds, Variable, Writer};

impl Writer<'_, '_> {
    /// A rule with its parts, most of them at choice.
    pub(crate) fn rule(&mut self) -> Result<()> {
        self.variables.clear();
        let number = self.rules;
        self.rules += 1;
        self.out.push_str(&format!("\nrule rule-{number} 'Rule {number}' {{"));
        for _ in 0..self.below(4)? {
            let clause = self.one(&[
                "severity high",
                "phase after",
                "tags one, two-words",
                "cve CVE-2021-26855",
                "help 'It''s complete.'",
                "ref 'https://learn.microsoft.com/exchange/' as 'Help'",
                "formerly old-name",
                "# a comment",
                "<# a comment\n over lines #>",
            ])?;
            self.line(clause);
        }
        if number > 0 && self.once_in(3)? {
            let other = self.below(number)?;
            self.line(&format!("needs rule-{other}"));
        }
        for _ in 0..self.below(3)? {
            self.param()?;
        }
        if self.once_in(3)? {
            self.line("applies when");
            self.condition(1)?;
        }
        self.line("detect {");
        for _ in 0..self.below(5)? {
            self.binding()?;
        }
        for _ in 0..1 + self.below(3)? {
            self.line("when");
            if self.once_in(2)? {
                self.pick(&["'a label'", "grade probe", "'both' grade compromise"])?;
            }
            self.condition(0)?;
        }
        self.line("}");
        for _ in 0..1 + self.below(2)? {
            self.finding()?;
        }
        if self.once_in(2)? {
            self.remedy()?;
        }
        self.out.push_str("\n}\n");
        Ok(())
    }

    fn param(&mut self) -> Result<()> {
        let name = format!("p{}", self.variables.len());
        let value = self.one(&[&ValueType::List, &ValueType::Text, &ValueType::Number])?;
        self.line(&format!("param ${name} ="));
        self.plain(*value)?;
        if self.once_in(2)? {
            self.word("'What it is'");
        }
        self.variables.push(Variable { name, holds: Holds::Value(*value) });
        Ok(())
    }

    fn finding(&mut self) -> Result<()> {
        self.line("finding");
        let each = if self.once_in(2)? { self.rows()? } else { None };
        if let Some((name, columns)) = &each {
            self.word(&format!("for each $row in ${name}"));
            self.row(columns);
        }
        self.text()?;
        if self.once_in(2)? {
            self.word("{");
            if self.once_in(2)? {
                self.line("when");
                self.condition(1)?;
            }
            if let Some((name, columns)) = self.found()? {
                self.line(&format!("evidence ${name}"));
                let at = self.below(columns.len())?;
                if let Some(column) = columns.get(at) {
                    self.word(&format!("columns {}", column.name));
                }
                if self.once_in(2)? {
                    self.word("limit 2");
                }
            }
            self.line("}");
        }
        if each.is_some() {
            self.variables.pop();
        }
        Ok(())
    }

    /// `$row` of `for each`.
    fn row(&mut self, columns: &[Column]) {
        let holds = Holds::Row(columns.to_vec());
        self.variables.push(Variable { name: String::from("row"), holds });
    }

    fn remedy(&mut self) -> Result<()> {
        self.line("remediate 'Mend it' {");
        self.line("impact 'Services restart.'");
        if self.once_in(2)? {
            let confirm = self.one(&["confirm always", "confirm once", "confirm never"])?;
            self.line(confirm);
        }
        for _ in 0..1 + self.below(4)? {
            let each = if self.once_in(3)? { self.rows()? } else { None };
            match each {
                Some((name, columns)) => {
                    self.line(&format!("for each $row in ${name} {{"));
                    self.row(&columns);
                    self.step()?;
                    self.variables.pop();
                    self.line("}");
                }
                None => self.step()?,
            }
        }
        self.line("verify clear");
        let undo = self.one(&["undo none because 'It stays.'", "undo automatic"])?;
        self.line(undo);
        self.line("}");
        Ok(())
    }

    /// A step of a remedy or of an expected plan.
    pub(crate) fn step(&mut self) -> Result<()> {
        self.line("step");
        match self.below(6)? {
            0 => {
                self.word("set service");
                self.value(ValueType::Text)?;
                self.word("StartType = 'Automatic'");
            }
            1 => {
                self.pick(&["start service", "stop service", "restart service"])?;
                self.value(ValueType::Text)?;
            }
            2 => {
                self.word("set registry 'HKLM:\\SOFTWARE\\Example' Name =");
                self.pick(&["1", "'text'", "0"])?;
            }
            3 => self.word("backup file \"${exchange.install}\\ClientAccess\\*.config\""),
            4 => self.pick(&["iisreset", "reboot", "rename file 'C:\\a.txt' to 'b.txt'"])?,
            _ => {
                self.word("manual");
                self.text()?;
            }
        }
        if self.once_in(4)? {
            self.word("within 120s");
        }
        Ok(())
    }
}
