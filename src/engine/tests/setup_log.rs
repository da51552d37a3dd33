//! Setup logs in rules: records that are cut, patterns, and runs of which nobody can say how they
//! ended.

use super::*;
use crate::engine::{evaluate, Observer, Selection};
use crate::evidence::{FolderTarget, MemoryFile, MemoryTarget, WindowsPath};
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
    let banner = "[0] Starting Microsoft Exchange Server 2016 Setup";
    let mut log = String::new();
    for record in [banner]
        .iter()
        .chain(records)
        .chain(&["[0] CurrentResult main.run:235: 1", "[0] End of Setup"])
    {
        log.push_str(&format!("[03/06/2021 15:14:57.0546] {record}\r\n"));
    }
    detect_in(&log, detect, finding)
}

/// What it says about this log.
fn detect_in(log: &str, detect: &str, finding: &str) -> RuleResult {
    let text = format!(
        "rule sample 'Sample' {{\n  severity low\n  help 'Help.'\n  detect {{\n{detect}\n  }}\n  finding {finding}\n}}\n"
    );
    let compiled = compile(&[Arc::new(SourceText { origin: "rules/x.exrule".into(), text })]);
    let errors =
        compiled.diagnostics.iter().filter(|found| found.level == crate::diagnostic::Level::Error);
    let errors: Vec<_> = errors.map(|found| &found.message).collect();
    assert!(errors.is_empty(), "{errors:#?}");
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

#[test]
fn a_pattern_chooses_rows_and_its_groups_are_columns() {
    let records = [
        "[2] [ServiceControl.ps1] Disabling service 'FMS'.",
        "[1] [ERROR] Service 'Search' (HostControllerService) could not be started.",
        "[1] [ERROR] Something else.",
        "[1] [ERROR] Service 'Transport' (MSExchangeTransport) could not be started.",
        "[1] Failed [Rule:ProcessNeedsToBeClosed] [Message:the powershell (19404) has open files]",
    ];
    let names = |query: &str| {
        let rule =
            format!("$found = matches of setuplog.{query}\nwhen 'there are some' exists $found");
        let finding = "for each $one in $found \"$one.Name2\" { evidence $one columns Line }";
        let result = detect(&records, &rule, finding);
        let messages = result.findings.iter().map(|finding| finding.message.clone());
        (result.outcome, messages.collect::<Vec<_>>())
    };
    let detected = |names: &[&str]| {
        (Outcome::Detected, names.iter().map(ToString::to_string).collect::<Vec<_>>())
    };
    assert_eq!(
        names(r"errors pattern '\((?<Name2>\w+)\)'"),
        detected(&["HostControllerService", "MSExchangeTransport"])
    );
    assert_eq!(
        names(r"errors pattern '\((?<Name2>\w+)\)' where Name2 -like 'MS*'"),
        detected(&["MSExchangeTransport"])
    );
    assert_eq!(
        names(r"records pattern 'disabling service ''(?<Name2>[^'']+)''' where Level -ne 'Error'"),
        detected(&["FMS"])
    );
    assert_eq!(names(r"failures pattern '\((?<Name2>\d+)\)'"), detected(&["19404"]));
    assert_eq!(names(r"errors pattern '(?<Name2>nothing)'"), (Outcome::Clear, Vec::new()));
}

#[test]
fn a_pattern_that_is_not_found_in_a_record_that_was_cut_may_be_there() {
    let record = long("[2] [ERROR] ");
    let ask = |question: &str| {
        let rule =
            format!("$found = matches of setuplog.errors {question}\nwhen 'there' exists $found");
        detect(&[&record], &rule, "'Found.'")
    };
    for question in [r"pattern 'needle'", r"pattern '(?<Word>needle)' where Word -eq 'needle'"] {
        let result = ask(question);
        assert_eq!(result.outcome, Outcome::Unknown, "{question}: {}", result.reason);
        assert!(result.reason.contains(TOO_LONG), "{question}: {}", result.reason);
    }
    assert_eq!(ask("pattern 'xxx'").outcome, Outcome::Detected);
    assert_eq!(ask("pattern 'needle' where Line -eq 1000").outcome, Outcome::Clear);
}

#[test]
fn views_without_text_take_no_pattern() {
    for view in ["rules", "settings", "runs", "references"] {
        let query = format!("$found = matches of setuplog.{view} pattern 'x'");
        let text = format!("rule sample 'S' {{\n  severity low\n  help 'H.'\n  detect {{\n{query}\nwhen 'there' exists $found\n  }}\n  finding 'Found.'\n}}\n");
        let compiled = compile(&[Arc::new(SourceText { origin: "x.exrule".into(), text })]);
        let messages = compiled.diagnostics.iter().map(|d| d.message.to_string());
        let messages: Vec<_> = messages.collect();
        assert!(
            messages.contains(&String::from("this source has no lines for a pattern")),
            "{messages:?}"
        );
    }
}

#[test]
fn a_log_that_is_missing_is_told_with_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("C")).unwrap();
    let target = FolderTarget::open(Some(folder.path()), &[], None).unwrap();
    let file = Query { quantity: Quantity::Whole, ..query("file", r"C:\x.exe") };
    let bindings = vec![("log", query("setuplog.runs", r"C:\gone.log")), ("file", file)];
    let version = binary(
        variable("file.Version"),
        Operator::Equal { case: false },
        expr(ExprKind::Literal(Value::from("1.2.3.4"))),
    );
    let condition = binary(exists("log"), Operator::Or, version);
    let mut last = Last(None);
    let pack = pack([rule("x", bindings, condition)]);
    evaluate(&pack, &target, &Selection::default(), &mut last).unwrap();
    let root = folder.path().display();
    assert_eq!(
        last.0.unwrap().reason,
        format!(
            r"Unknown, because C:\gone.log was not found in {root}; C:\x.exe was not found in {root}."
        )
    );
}

#[test]
fn a_gap_in_the_log_takes_nothing_back_that_was_found() {
    let record = |text: &str| format!("[03/06/2021 15:14:57.0546] {text}\r\n");
    let head = record("[0] Starting Microsoft Exchange Server 2016 Setup");
    let failed = record("[1] Failed [Rule:RebootPending] [Message:Reboot.]");
    let end = record("[0] CurrentResult main.run:235: 1") + &record("[0] End of Setup");
    let rule = "$run = last of setuplog.runs\n\
                $found = rows of setuplog.failures where Name -eq 'RebootPending'\n\
                when 'it is there' exists $run.StartTime -and exists $found";
    let outcome = |log: &str| detect_in(log, rule, "'Found.'").outcome;
    let gap = "\0".repeat(5000);
    for nul in ["\0", gap.as_str()] {
        // What is lost before the banner was no part of the run.
        let before = format!("{nul}{head}{failed}{end}");
        assert_eq!(outcome(&before), Outcome::Detected);
        assert_eq!(outcome(&before.replace("RebootPending", "Other")), Outcome::Clear);
        for log in [
            format!("{head}{nul}{failed}{end}"),
            format!("{head}{failed}[03/06/2021 15:14{nul}:57.0546] [2] x\r\n{end}"),
        ] {
            // A gap that has room for a banner leaves in doubt which run is the last.
            let expected = if nul.len() == 1 { Outcome::Detected } else { Outcome::Unknown };
            assert_eq!(outcome(&log), expected, "{}", log.replace('\0', "0"));
            // What is not found may have stood in the gap.
            let without = log.replace("RebootPending", "Other");
            assert_eq!(outcome(&without), Outcome::Unknown);
        }
    }
    assert_eq!(outcome(&format!("{head}{failed}{end}\0")), Outcome::Detected);
    // The end of the log is lost, and with it perhaps a whole run.
    assert_eq!(outcome(&format!("{head}{failed}{end}{gap}")), Outcome::Unknown);
    assert_eq!(outcome(&format!("{head}{end}")), Outcome::Clear);
}
