//! How a run went, by what setup writes in every language: its own results and a few English lines.

use super::record::{Level, Record};
use crate::model::Value;

/// `CurrentResult console.ProcessRunInternal:198: 1`.
#[derive(Debug, PartialEq, Eq)]
struct CurrentResult<'a> {
    /// Where in setup's source: `console.ProcessRunInternal`.
    place: &'a str,
    /// The line there.
    number: u32,
    verdict: Verdict,
}

/// What a result says.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Success,
    Failure,
    /// Setup renewed its own files and asks to be started again.
    Restart,
}

/// Where setup is refused for its command line or its updates, by the line in `main.run`.
const REFUSED: [u32; 4] = [185, 196, 214, 223];

/// Places of the console's result that are left only where something failed.
const FAILING: [(&str, &[u32]); 2] =
    [("console.ProcessRunInternal", &[90, 136, 167, 198]), ("main.run", &REFUSED)];

impl<'a> CurrentResult<'a> {
    fn parse(message: &'a str) -> Option<Self> {
        let (place, value) =
            message.strip_prefix("CurrentResult ")?.trim_end().rsplit_once(": ")?;
        let (place, number) = place.rsplit_once(':')?;
        let number = number.parse().ok()?;
        let verdict = match value.trim() {
            "0" | "Success" => Verdict::Success,
            "Restart" => Verdict::Restart,
            _ => Verdict::Failure,
        };
        Some(Self { place, number, verdict })
    }

    /// Whether a success here is that of the run. The wizard's results are 0 however it went.
    fn decides(&self) -> bool {
        let failing = FAILING.iter().find(|(place, _)| *place == self.place);
        failing.is_some_and(|(_, numbers)| !numbers.contains(&self.number))
    }

    fn is(&self, place: &str, number: u32) -> bool {
        self.place == place && self.number == number
    }

    /// Whether setup was refused at its start.
    fn is_refusal(&self) -> bool {
        self.verdict == Verdict::Failure
            && (self.is("setupbase.maincore", 380) || self.is("setupbase.maincore", 353))
    }

    /// Whether it was refused for its command line, for its updates, or for what it was given.
    fn refuses(&self) -> bool {
        let numbers = match self.place {
            "main.run" => REFUSED.contains(&self.number),
            "main.checkforupdates" => true,
            "launcherbase.maincore" => (115..=171).contains(&self.number),
            "console.ProcessRunInternal" => self.number == 90,
            _ => false,
        };
        self.verdict == Verdict::Failure && numbers
    }
}

/// Whether this is the result of a setup that was refused before it did anything, as a second one is
/// while the first runs.
pub(super) fn is_refusal(message: &str) -> bool {
    CurrentResult::parse(message).is_some_and(|result| result.is_refusal())
}

/// What one run's records say of how it went. Each is the line of the record.
#[derive(Debug, Clone, Default)]
pub(super) struct Outcome {
    /// The first result of each kind.
    success: Option<u64>,
    failure: Option<u64>,
    restart: Option<u64>,
    /// Where prerequisites are evaluated behind a success: another run whose head is lost.
    again: Option<u64>,
    /// Prerequisites failed, configuration failed, by the console's result.
    prerequisites_failed: Option<u64>,
    configuration_failed: Option<u64>,
    /// Whether there is any result.
    any: bool,
    /// A prerequisite of the last analysis was not met.
    refused: Option<u64>,
    /// The last error that no analysis came after.
    error: Option<u64>,
    /// Whether setup was inside of a task; Setup.exe itself has none.
    tasks: bool,
    /// The last record that setup writes only where a step ended it.
    fatal: Option<u64>,
    /// Whether the run has any error or warning at all.
    errors: bool,
    warnings: bool,
    /// Setup's last step began, and the run was done.
    last_step: Option<u64>,
    done: Option<u64>,
    /// Whether setup did more than look.
    worked: bool,
    /// Whether it began to look at prerequisites, and whether it evaluated any.
    looked: bool,
    analysed: bool,
    /// Whether a result says that it was refused before it did either.
    was_refused: bool,
}

/// The tasks that change nothing.
const LOOKING: [&str; 2] = ["test-SetupPrerequisites", "Start-PreConfiguration"];

/// Whether this is a result in the form of setup.
pub(super) fn is_result(message: &str) -> bool {
    CurrentResult::parse(message).is_some()
}

/// Whether this is a result that says failure.
pub(super) fn is_failing(message: &str) -> bool {
    CurrentResult::parse(message).is_some_and(|result| result.verdict == Verdict::Failure)
}

/// Whether an analysis of the prerequisites begins here.
pub(super) fn begins_analysis(message: &str) -> bool {
    message.starts_with("Started [Analysis:Prereq]")
        || message.trim_end() == "Beginning processing test-SetupPrerequisites"
}

/// Whether an analysis of the prerequisites is at its end here.
pub(super) fn ends_analysis(message: &str) -> bool {
    message.starts_with("Finished [Analysis:Prereq]")
        || message.trim_end() == "Ending processing test-SetupPrerequisites"
}

impl Outcome {
    /// Takes what a record says of how its run went.
    pub(super) fn read(&mut self, record: &Record, level: Level, message: &str) {
        let line = Some(record.line);
        self.tasks |= record.depth > 0;
        match level {
            Level::ErrorReference => self.fatal = line,
            Level::Error => {
                self.errors = true;
                // Deeper errors are those of one task, which setup may handle before it goes on.
                if record.depth <= 1 {
                    self.error = line;
                }
            }
            Level::Required => self.refused = line,
            Level::Warning => self.warnings = true,
            Level::Recommended => {}
            Level::Information => self.read_text(record, message),
        }
    }

    fn read_text(&mut self, record: &Record, message: &str) {
        let line = Some(record.line);
        let text = message.trim_end();
        let analyses = begins_analysis(message) || message.starts_with("Evaluated [Rule:");
        if analyses && self.success.is_some() {
            self.again = self.again.or(line);
        }
        if let Some(result) = CurrentResult::parse(message) {
            self.read_result(record, &result);
        } else if begins_analysis(message) {
            // Setup went on, whatever stood before; the wizard's Retry begins all of it again.
            (self.error, self.fatal, self.refused) = (None, None, None);
            self.looked = true;
        } else if message.starts_with("Evaluated [Rule:") {
            self.analysed = true;
        } else if message.starts_with("Failed [Rule:") {
            self.refused = line;
        } else if text.starts_with("Setup is stopping now because of one or more critical errors") {
            self.fatal = line;
        } else if text.starts_with("Install is complete.") {
            self.done = line;
        } else if text == "Beginning processing Start-PostSetup" {
            self.last_step = line;
        } else if text == "Ending processing Start-PostSetup" {
            if self.fatal.max(self.error) <= self.last_step {
                self.done = line;
            }
        } else if let Some(task) = text.strip_prefix("Setup will run the task '") {
            let looks = LOOKING.iter().any(|name| task.trim_end_matches('\'') == *name);
            self.worked |= !looks;
        }
    }

    fn read_result(&mut self, record: &Record, result: &CurrentResult<'_>) {
        let line = record.line;
        self.any = true;
        let of_run = record.depth == 0 && record.stamped;
        match result.verdict {
            Verdict::Restart => self.restart = self.restart.or(Some(line)),
            // What the launchers hand on after a request to start again is no failure.
            Verdict::Failure if self.restart.is_some() && result.place != "main.run" => {
                let handed_on = result.place == "setupbase.maincore";
                self.failure = self.failure.or(Some(line).filter(|_| !handed_on));
            }
            Verdict::Failure => self.failure = self.failure.or(Some(line)),
            Verdict::Success if of_run && result.decides() => {
                self.success = self.success.or(Some(line));
            }
            Verdict::Success => {}
        }
        self.was_refused |= result.is_refusal() || result.refuses();
        if result.is("console.ProcessRunInternal", 136) {
            self.prerequisites_failed = Some(line);
        } else if result.is("console.ProcessRunInternal", 198) {
            self.configuration_failed = Some(line);
        }
    }

    /// The result; `ended` says whether the log has the run's end.
    pub(super) fn result(&self, ended: bool) -> Value {
        if let (Some(good), Some(again)) = (self.success, self.again) {
            return Value::unknown(format!(
                "line {good} says that the run succeeded, and setup goes on in line {again}"
            ));
        }
        let bad = self.failure.or(self.fatal).or(self.refused);
        if let (Some(good), Some(bad)) = (self.success, bad) {
            return Value::unknown(format!(
                "line {good} says that the run succeeded, and line {bad} that it failed"
            ));
        }
        let told = if self.failure.is_some() {
            Some("Failed")
        } else if self.success.is_some() {
            Some("Succeeded")
        } else {
            self.restart.map(|_| "Restart")
        };
        if let Some(told) = told {
            return Value::from(told);
        }
        // The wizard's way: by what it did.
        let stopped = self.fatal.max(self.error);
        if ended && self.is_of_another_log() {
            return Value::unknown(
                "the run has an end and no result, as in ExchangeSetupBootStrapper.log, which says \
                 nothing of a setup run",
            );
        }
        if self.done > stopped && self.done > self.refused {
            return Value::from("Succeeded");
        }
        if stopped.is_some() || (self.refused.is_some() && ended) {
            return Value::from("Failed");
        }
        match (ended, self.any) {
            (false, _) => Value::from("Unfinished"),
            (true, true) if !self.worked => Value::from("Cancelled"),
            (true, _) => Value::unknown("the log does not say how the run ended"),
        }
    }

    /// Whether it looked at prerequisites.
    pub(super) fn looked(&self) -> bool {
        self.looked || self.analysed
    }

    /// Whether it changed something, or a step failed.
    pub(super) fn worked(&self) -> bool {
        self.worked || self.fatal.is_some()
    }

    /// Whether it was refused at its start.
    pub(super) fn was_refused(&self) -> bool {
        self.was_refused
    }

    /// Whether the log says that nothing stopped the run.
    pub(super) fn nothing_failed(&self, ended: bool) -> bool {
        let well = ["Succeeded", "Restart", "Cancelled"];
        matches!(self.result(ended), Value::Text(text) if well.contains(&text.as_ref()))
    }

    /// Whether the run has an end and nothing that setup itself writes about its work.
    pub(super) fn is_of_another_log(&self) -> bool {
        let worked = self.worked() || self.analysed;
        !self.any && !worked && self.refused.is_none() && !self.tasks
    }

    /// Where the log says that something failed and does not have what failed.
    pub(super) fn lost(&self) -> Option<(u64, &'static str)> {
        if let Some(line) = self.prerequisites_failed.filter(|_| self.refused.is_none()) {
            return Some((line, "prerequisites failed, and no record says which"));
        }
        if let Some(line) = self.fatal.filter(|_| !self.errors) {
            return Some((line, "a step failed, and no record says why"));
        }
        let configuration = self.configuration_failed.filter(|_| !self.errors && !self.warnings);
        configuration.map(|line| (line, "setup failed, and no record says why"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_have_a_place_and_a_value() {
        let verdict = |text: String| {
            CurrentResult::parse(&text).map(|result| (result.decides(), result.verdict))
        };
        for (text, expected) in [
            ("console.ProcessRunInternal:205: 0", Some((true, Verdict::Success))),
            ("console.ProcessRunInternal:198: 1", Some((false, Verdict::Failure))),
            ("main.run:235: 0", Some((true, Verdict::Success))),
            ("main.run:235: Success", Some((true, Verdict::Success))),
            ("main.run:235: -1", Some((true, Verdict::Failure))),
            ("main.run:185: Error", Some((false, Verdict::Failure))),
            ("main.run:214: Restart", Some((false, Verdict::Restart))),
            ("launcherbase.maincore:90: 0", Some((false, Verdict::Success))),
            ("setupbase.maincore:396: 0", Some((false, Verdict::Success))),
            ("setupbase.maincore", None),
            ("main.run:x: 0", None),
        ] {
            assert_eq!(verdict(format!("CurrentResult {text}")), expected, "{text}");
        }
        assert!(is_refusal("CurrentResult setupbase.maincore:380: 1"));
        assert!(is_refusal("CurrentResult setupbase.maincore:353: Error"));
        assert!(!is_refusal("CurrentResult setupbase.maincore:396: 1"));
    }
}
