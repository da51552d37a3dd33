//! Packs, profiles and waivers.

use arbitrary::Result;

use crate::writer::Writer;

impl Writer<'_, '_> {
    /// What the pack is, and what its rules must have.
    pub(crate) fn pack(&mut self) -> Result<()> {
        self.out.push_str("\npack fuzzed-rules {");
        for _ in 0..self.below(4)? {
            let setting = self.one(&[
                "version 1.2.0",
                "engine 0.1.0",
                "publisher 'Contoso Messaging'",
                "require severity, tags, ref",
                "ids '^rule-'",
            ])?;
            self.line(setting);
        }
        self.out.push_str("\n}\n");
        Ok(())
    }

    /// Which rules to run.
    pub(crate) fn profile(&mut self, number: usize) -> Result<()> {
        self.out.push_str(&format!("\nprofile profile-{number} 'What to look at' {{"));
        for _ in 0..1 + self.below(3)? {
            let rule = self.below(self.rules)?;
            match self.below(4)? {
                0 => self.line(&format!("include rule-{rule}")),
                1 => self.line("include rules where Severity -in @('High', 'Critical')"),
                2 => {
                    self.line("exclude rules where Tags -contains 'slow' because 'Too slow here.'")
                }
                _ => self.line(&format!("exclude rule-{rule} because 'No probes here.'")),
            }
        }
        self.out.push_str("\n}\n");
        Ok(())
    }

    /// A rule that may be detected until a day.
    pub(crate) fn waiver(&mut self) -> Result<()> {
        let rule = self.below(self.rules)?;
        self.out.push_str(&format!("\nwaive rule-{rule}"));
        if self.once_in(2)? {
            self.word("on");
            self.variables.clear();
            self.condition(2)?;
        }
        self.pick(&["until 2027-06-30", "until 2020-01-01"])?;
        self.word("because 'The lab is rebuilt every week.'\n");
        Ok(())
    }
}
