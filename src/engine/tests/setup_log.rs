//! Setup logs in rules: records that are cut, patterns, and runs of which nobody can say how they
//! ended.

use super::*;
use crate::engine::{evaluate, Observer, Selection};
use crate::evidence::{MemoryFile, MemoryTarget, WindowsPath};
use crate::language::compile;

struct Last(Option<RuleResult>);

impl Observer for Last {
    fn progress(&mut self, _: u64, _: u64, _: &str) {}

    fn result(&mut self, result: RuleResult) {
        self.0 = Some(result);
    }

    fn cancelled(&self) -> bool {
        false
    }
}

/// What a rule with this `detect` and this finding says about a run with these records.
fn detect(records: &[&str], detect: &str, finding: &str) -> RuleResult {
    let text = format!(
        "rule sample 'Sample' {{\n  severity low\n  help 'Help.'\n  detect {{\n{detect}\n  }}\n  finding {finding}\n}}\n"
    );
    let compiled = compile(&[Arc::new(SourceText { origin: "rules/x.exrule".into(), text })]);
    let problems: Vec<_> = compiled.diagnostics.iter().map(|d| &d.message).collect();
    assert!(problems.is_empty(), "{problems:#?}");
    let mut log = String::new();
    let banner = "[0] Starting Microsoft Exchange Server 2016 Setup";
    for record in [banner].iter().chain(records).chain(&["[0] End of Setup"]) {
        log.push_str(&format!("[03/06/2021 15:14:57.0546] {record}\r\n"));
    }
    let mut target = MemoryTarget::new("EX01");
    let path = WindowsPath::parse(r"C:\ExchangeSetupLogs\ExchangeSetup.log").unwrap();
    target.put(path, MemoryFile::Text(log.into()));
    let mut last = Last(None);
    evaluate(&compiled.pack, &target, &Selection::default(), &mut last).unwrap();
    last.0.unwrap()
}

fn long(head: &str) -> String {
    format!("{head}{}[needle]]", "x".repeat(70_000))
}

const TOO_LONG: &str =
    r"line 2 of C:\ExchangeSetupLogs\ExchangeSetup.log is too long to be examined whole";

#[test]
fn what_is_not_found_in_a_record_that_was_cut_may_be_there() {
    for (view, column, head) in [
        ("records", "Text", "[2] "),
        ("errors", "Text", "[2] [ERROR] "),
        ("failures", "Message", "[1] Failed [Rule:A] [Message:"),
    ] {
        let ask = |question: &str| {
            let rule = format!(
                "$rows = rows of setuplog.{view} where {question}\nwhen 'it is there' exists $rows"
            );
            let record = long(head);
            detect(&[&record], &rule, "'Found.'")
        };
        for question in [
            format!("{column} -match 'needle'"),
            format!("{column} -like '*needle*'"),
            format!("{column} -eq 'needle'"),
            format!("{column} -in @('needle')"),
            format!("Line -eq 2 -and {column} -notmatch 'needle'"),
            format!("Line -eq 2 -and ({column} ?? '') -notlike '*needle*'"),
        ] {
            let result = ask(&question);
            assert_eq!(result.outcome, Outcome::Unknown, "{question}: {}", result.reason);
            assert!(result.reason.contains(TOO_LONG), "{question}: {}", result.reason);
        }
        // What was found is there, and other columns are whole.
        for (question, outcome) in [
            (format!("{column} -match 'xxx'"), Outcome::Detected),
            (format!("Line -eq 1000 -and {column} -match 'needle'"), Outcome::Clear),
            (format!("{column} -match 'needle' -and Line -eq 1000"), Outcome::Clear),
        ] {
            let result = ask(&question);
            assert_eq!(result.outcome, outcome, "{question}: {}", result.reason);
        }
    }
    // The same holds where the row has a name.
    let record = long("[2] [ERROR] ");
    let rule = "$one = last of setuplog.errors\nwhen 'it is there' $one.Text -match 'needle'";
    let result = detect(&[&record], rule, "'Found.'");
    assert_eq!(result.outcome, Outcome::Unknown, "{}", result.reason);
}
