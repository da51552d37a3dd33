//! The events of a job, one JSON object a line.

use serde::Serialize;

use super::{CompileReport, RewriteReport};
use crate::model::{RuleCoverage, RuleResult, RuleTestResult};

/// Something that a job tells.
#[derive(Debug, Serialize)]
#[serde(tag = "Event", rename_all = "lowercase", rename_all_fields = "PascalCase")]
pub enum Event<'a> {
    /// So many bytes of so many were read.
    Progress {
        /// Bytes that were read.
        read: u64,
        /// Bytes to read in all; may grow while files grow.
        total: u64,
        /// The file that is being read.
        current: &'a str,
    },
    /// One rule is done.
    Result {
        /// What it says.
        result: &'a RuleResult,
    },
    /// One test of a rule is done.
    Test {
        /// How it went.
        test: &'a RuleTestResult,
    },
    /// All tests of a rule are done, or it has none.
    Coverage {
        /// What they have seen of it.
        coverage: &'a RuleCoverage,
    },
    /// Rule files were compiled.
    Compiled {
        /// What that gave, beside the rules.
        report: &'a CompileReport<'a>,
    },
    /// Rule files were formatted, or had fixes made.
    Rewritten {
        /// Their new texts.
        report: &'a RewriteReport,
    },
    /// The engine met a fault and the job is over.
    Fault {
        /// What it said.
        message: &'a str,
    },
}

impl Event<'_> {
    /// The event with its line break.
    pub fn to_line(&self) -> Vec<u8> {
        let mut line = serde_json::to_vec(self).unwrap_or_else(|error| {
            // Only a value that has no JSON form ends here, and numbers that are none become null.
            serde_json::json!({ "Event": "fault", "Message": error.to_string() })
                .to_string()
                .into_bytes()
        });
        line.push(b'\n');
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_line_whatever_is_in_it() {
        let line = Event::Fault { message: "a\r\nb\u{2028}\u{0}\u{1b}[31m\u{fffe}" }.to_line();
        assert_eq!(
            String::from_utf8(line).unwrap(),
            "{\"Event\":\"fault\",\"Message\":\"a\\r\\nb\u{2028}\\u0000\\u001b[31m\u{fffe}\"}\n"
        );
    }

    #[test]
    fn progress_has_the_members_that_the_module_reads() {
        let line = Event::Progress { read: 1, total: 2, current: r"C:\a" }.to_line();
        assert_eq!(
            String::from_utf8(line).unwrap(),
            "{\"Event\":\"progress\",\"Read\":1,\"Total\":2,\"Current\":\"C:\\\\a\"}\n"
        );
    }
}
