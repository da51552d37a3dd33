//! Profiles, waivers, parameters, the target's clock, and plans that are tried in a test.

use std::sync::Arc;

use time::macros::datetime;
use time::OffsetDateTime;

use crate::diagnostic::{Level, SourceText};
use crate::engine::rules::Kept;
use crate::engine::{evaluate, run_tests, Selection, Tested};
use crate::evidence::{MemoryFile, MemoryTarget, WindowsPath};
use crate::language::ast::RulePack;
use crate::language::compile;
use crate::model::{Outcome, RuleResult, RuleTestResult, Value};

const RULES: &str = "
rule named 'The server has the name' {
  severity high
  tags     first
  param $Name = 'EX01'
  param $Many = 3
  detect { when 'it has the name' server.name -eq $Name -and $Many -eq 3 }
  finding 'found'
}

rule other 'Another one' {
  severity low
  detect { when server.name -eq 'EX01' }
  finding 'found'
}

rule dependent 'It needs the first' {
  needs named
  detect { when server.name -eq 'EX01' }
  finding 'found'
}
";

fn pack(more: &str) -> Arc<RulePack> {
    let text = format!("{RULES}\n{more}");
    let origin = String::from("own.exrule");
    let compilation = compile(&[Arc::new(SourceText { origin, text })]);
    let errors = compilation.diagnostics.iter().filter(|found| found.level == Level::Error);
    let errors: Vec<String> = errors.map(crate::diagnostic::Diagnostic::render).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    Arc::new(compilation.pack)
}

fn server(name: &str) -> MemoryTarget {
    let mut target = MemoryTarget::new("test");
    target.fact("server.name", Value::from(name));
    target
}

fn triage(more: &str, target: &MemoryTarget, selection: Selection) -> Vec<RuleResult> {
    let mut results = Kept::default();
    evaluate(&pack(more), target, &selection, &mut results).unwrap();
    results.0
}

fn outcomes(results: &[RuleResult]) -> Vec<(&str, Outcome)> {
    results.iter().map(|result| (&*result.rule_id, result.outcome)).collect()
}

fn on(now: OffsetDateTime) -> Selection {
    Selection { now: Some(now), ..Selection::default() }
}

fn with_profile(name: &str) -> Selection {
    Selection { profile: Some(name.to_owned()), ..Selection::default() }
}

#[test]
fn a_waived_rule_keeps_its_findings_and_says_why_and_until_when() {
    let waiver = "waive named until 2027-06-30 because 'The lab is rebuilt.'";
    let results = triage(waiver, &server("EX01"), on(datetime!(2027-06-30 23:59 UTC)));
    assert_eq!(
        outcomes(&results),
        // The issue is accepted and still there: what needs it gone is blocked as before.
        [("named", Outcome::Waived), ("other", Outcome::Detected), ("dependent", Outcome::Blocked)]
    );
    assert_eq!(results[2].reason, "named must be clear first, and it is Waived.");
    assert!(results[2].explanation[1].contains("The lab is rebuilt."), "{:?}", results[2]);
    assert_eq!(
        results[0].reason,
        "Waived until 2027-06-30 (own.exrule:23): The lab is rebuilt. It has the name."
    );
    assert_eq!(results[0].findings.len(), 1);
    assert!(results[0].explanation[0].contains("is true"));
}

#[test]
fn a_waiver_that_has_ended_or_is_for_another_server_changes_nothing_and_is_told() {
    let waiver = "waive named until 2027-06-30 because 'The lab is rebuilt.'";
    let ended = triage(waiver, &server("EX01"), on(datetime!(2027-07-01 0:00 UTC)));
    assert_eq!(ended[0].outcome, Outcome::Detected);
    assert_eq!(ended[0].reason, "It has the name. Its waiver ended on 2027-06-30 (own.exrule:23).");
    // The last day ends in UTC, whatever the clock's own zone is.
    let late = triage(waiver, &server("EX01"), on(datetime!(2027-07-01 1:00 +2)));
    assert_eq!(late[0].outcome, Outcome::Waived);

    let other = "waive named on server.name -like 'LAB-*' until 2027-06-30 because 'Lab.'";
    let results = triage(other, &server("EX01"), on(datetime!(2027-01-01 0:00 UTC)));
    assert_eq!((results[0].outcome, &*results[0].reason), (Outcome::Detected, "It has the name."));

    let unknown = "waive named on server.site -eq 'Lab' until 2027-06-30 because 'Lab.'";
    let results = triage(unknown, &server("EX01"), on(datetime!(2027-01-01 0:00 UTC)));
    assert_eq!(results[0].outcome, Outcome::Detected);
    assert!(results[0].reason.contains("Whether it is waived cannot be said"));
    assert!(results[0].reason.contains("server.site"), "{}", results[0].reason);

    let clear = triage(waiver, &server("EX02"), on(datetime!(2027-01-01 0:00 UTC)));
    assert_eq!(clear[0].outcome, Outcome::Clear);
    // Without a clock no waiver counts.
    let results = triage(waiver, &server("EX01"), Selection::default());
    assert_eq!(results[0].outcome, Outcome::Detected);
}

#[test]
fn a_profile_chooses_rules_and_says_what_it_leaves_out() {
    let profiles = "
profile by-condition {
  include rules where Severity -eq 'high' -or Tags -contains 'first'
}
profile by-id {
  include named, other
  exclude other because 'Not here.'
}
profile without {
  exclude rules where Severity -in @('low', 'high')
}
profile tuned {
  param named $Name = 'EX02'
}";
    let of = |name| triage(profiles, &server("EX01"), with_profile(name));
    let by_condition = of("by-condition");
    assert_eq!(
        outcomes(&by_condition),
        [
            ("named", Outcome::Detected),
            ("other", Outcome::NotApplicable),
            ("dependent", Outcome::NotApplicable)
        ]
    );
    assert_eq!(by_condition[1].reason, "The profile by-condition does not include it.");
    let by_id = of("By-Id");
    assert_eq!(by_id[0].outcome, Outcome::Detected);
    assert_eq!(by_id[1].outcome, Outcome::NotApplicable);
    assert_eq!(by_id[1].reason, "The profile by-id leaves it out: Not here.");
    let without = of("without");
    assert_eq!(
        outcomes(&without),
        [
            ("named", Outcome::NotApplicable),
            ("other", Outcome::NotApplicable),
            // What it needs is evaluated all the same, and stands in its way.
            ("dependent", Outcome::Blocked),
        ]
    );
    assert_eq!(without[0].reason, "The profile without leaves it out.");
    assert_eq!(
        without[2].explanation[0],
        "needs named, which is Detected; it is left out of this run and evaluated for this rule"
    );
    assert_eq!(of("tuned")[0].outcome, Outcome::Clear);
    let wrong = with_profile("by-idd").check(&pack(profiles)).unwrap_err().to_string();
    assert_eq!(wrong, "there is no profile by-idd; there is by-condition, by-id, without, tuned");
}

#[test]
fn parameters_are_given_by_whoever_runs_the_rules() {
    let given = |rule: &str, name: &str, value: serde_json::Value| Selection {
        parameters: vec![(rule.to_owned(), name.to_owned(), value)],
        ..Selection::default()
    };
    let selection = given("NAMED", "name", "EX02".into());
    assert_eq!(triage("", &server("EX02"), selection)[0].outcome, Outcome::Detected);
    let tuned = "profile tuned {\n  param named $Name = 'EX02'\n}";
    // Who runs the rules has the last word.
    let selection =
        Selection { profile: Some(String::from("tuned")), ..given("named", "Name", "EX03".into()) };
    assert_eq!(triage(tuned, &server("EX03"), selection)[0].outcome, Outcome::Detected);
    for (selection, said) in [
        (
            given("nemad", "Name", "x".into()),
            "there is no rule nemad, for which a parameter is given. Did you mean named?",
        ),
        (
            given("named", "Nmae", "x".into()),
            "named has no parameter Nmae; there is Name, Many. Did you mean Name?",
        ),
        (given("other", "Name", "x".into()), "other has no parameter Name; there are none"),
        (
            given("named", "Name", 5.into()),
            "the parameter Name of named is text, and the number 5 was given",
        ),
        (
            given("named", "Many", "5".into()),
            "the parameter Many of named is a number, and the text '5' was given",
        ),
    ] {
        assert_eq!(selection.check(&pack("")).unwrap_err().to_string(), said);
    }
}

const LISTS: &str = "
rule listed 'One of the names' {
  severity low
  param $Names = @('EX01', 'EX02')
  param $Off   = @('EX09')
  param $Also  = @('EX03')
  param $Path  = 'C:\\logs'
  param $Least = 2d
  param $Free  = @()
  detect {
    $rows = rows of service where Name -in $Names -and Status -eq 'Stopped'
    $more = rows of service where Name -notin $Off -and (Name -in $Also -or Name -like 'MS*')
    $lines = rows of textlog $Path
    when exists $rows -or exists $more -or exists $lines -or server.name -in $Free
  }
  finding 'found'
}
";

#[test]
fn a_value_that_is_none_for_its_parameter_is_an_error_and_never_clear() {
    use serde_json::json;
    let pack = pack(LISTS);
    let check = |name: &str, value: serde_json::Value| {
        let parameters = vec![(String::from("listed"), name.to_owned(), value)];
        let selection = Selection { parameters, ..Selection::default() };
        selection.check(&pack).map_err(|error| error.to_string())
    };
    let long = vec![json!("x"); 10_001];
    for (name, value, said) in [
        ("Names", json!({"given": "a table"}), "a list of text, and a table was given"),
        ("Names", json!({"x": 1}), "a list of text, and an object was given"),
        ("Names", json!([["EX01"]]), "a list of text, and a list was given"),
        ("Names", json!(null), "a list of text, and nothing was given"),
        ("Names", json!(["EX01", null]), "a list of text, and nothing was given"),
        ("Names", json!([true]), "a list of text, and true was given"),
        ("Names", json!(""), "a list of text, and the text '' was given, which says nothing"),
        (
            "Names",
            json!("EX01 "),
            "a list of text, and the text 'EX01 ' was given, which has blanks at its ends",
        ),
        (
            "Off",
            json!("EX*"),
            "a list of text, and the text 'EX*' was given, which is compared as it is written: \
             no wildcards are known here",
        ),
        (
            "Names",
            json!([]),
            "a list of text, and an empty list was given, with which the rule would look for nothing",
        ),
        ("Names", json!(long), "a list of text, and 10001 values were given; 10000 may be"),
        ("Path", json!(["C:\\x"]), "text, and a list was given"),
        ("Least", json!("2d"), "a number of seconds, and the text '2d' was given"),
        ("Least", json!(-1), "a number of seconds, and the number -1 was given"),
    ] {
        let expected = format!("the parameter {name} of listed is {said}");
        assert_eq!(check(name, value), Err(expected));
    }
    for (name, value) in [
        ("Names", json!("EX01")),
        ("Names", json!(["EX01"])),
        // Without them the rule asks for more, or for other things still.
        ("Off", json!([])),
        ("Also", json!([])),
        ("Free", json!([])),
        // A path may have what names compare with none.
        ("Path", json!("C:\\logs\\*.log")),
        ("Least", json!(0.5)),
    ] {
        assert_eq!(check(name, value), Ok(()), "{name}");
    }
}

const RUN: &str = "[03/06/2021 15:14:57.0552] [0] **********************************************
[03/06/2021 15:14:57.0552] [0] Starting Microsoft Exchange Server 2016 Setup
[03/06/2021 15:14:57.0552] [0] **********************************************
[03/06/2021 15:15:57.0552] [0] [ERROR] Access is denied
[03/06/2021 15:16:57.0552] [0] CurrentResult main.run:235: 1
[03/06/2021 15:16:57.0552] [0] End of Setup
[03/06/2021 15:16:57.0552] [0] **********************************************
";

#[test]
fn within_counts_from_the_targets_own_clock() {
    let rule = |days: u32| {
        format!(
            "rule recent 'Recent errors' {{\n  detect {{\n    $rows = rows of setuplog.errors where \
             Text -match 'denied' within {days}d\n    when exists $rows\n  }}\n  finding 'found'\n}}"
        )
    };
    let recent = |days: u32, clock: Option<OffsetDateTime>| {
        let mut target = server("EX01");
        let path = WindowsPath::parse(r"C:\ExchangeSetupLogs\ExchangeSetup.log").unwrap();
        target.put(path, MemoryFile::Text(Arc::from(RUN)));
        if let Some(clock) = clock {
            target.fact("server.time", Value::Time(clock));
        }
        let selection = Selection { ids: vec![String::from("recent")], ..Selection::default() };
        triage(&rule(days), &target, selection).pop().unwrap()
    };
    let clock = Some(datetime!(2021-03-09 15:15:57 UTC));
    assert_eq!(recent(4, clock).outcome, Outcome::Detected);
    assert_eq!(recent(2, clock).outcome, Outcome::Clear);
    let unknown = recent(4, None);
    assert_eq!(unknown.outcome, Outcome::Unknown);
    assert!(unknown.reason.contains("server.time"), "{}", unknown.reason);
}

#[test]
fn a_log_that_starts_too_late_says_how_far_back_it_reaches() {
    let rule =
        "rule no-run 'No run' {\n  detect {\n    $runs = rows of setuplog.runs within 7d\n    \
                when count $runs -gt 5\n  }\n  finding 'found'\n}";
    let mut target = server("EX01");
    let path = WindowsPath::parse(r"C:\ExchangeSetupLogs\ExchangeSetup.log").unwrap();
    target.put(path, MemoryFile::Text(Arc::from(RUN)));
    let selection = || Selection { ids: vec![String::from("no-run")], ..Selection::default() };
    target.fact("server.time", Value::Time(datetime!(2021-03-09 15:15:57 UTC)));
    let result = triage(rule, &target, selection()).pop().unwrap();
    assert_eq!(result.outcome, Outcome::Unknown);
    assert!(
        result.reason.contains("reaches back only to 2021-03-06T15:14:57"),
        "{}",
        result.reason
    );
    target.fact("server.time", Value::Time(datetime!(2021-03-19 15:15:57 UTC)));
    let result = triage(rule, &target, selection()).pop().unwrap();
    assert_eq!(result.outcome, Outcome::Clear, "{}", result.reason);
}

fn tests_of(text: &str) -> Vec<RuleTestResult> {
    let mut results = Vec::new();
    let selection = Selection { ids: vec![String::from("stuck")], ..Selection::default() };
    let report = &mut |tested| {
        if let Tested::Test(result) = tested {
            results.push(result);
        }
    };
    run_tests(&pack(text), &selection, report, &|| false).unwrap();
    results
}

#[test]
fn a_plan_is_tried_in_a_test() {
    let rule = |steps: &str| {
        format!(
            "rule stuck 'Stuck' {{\n  detect {{\n    $off = rows of service where StartType -eq \
             'Disabled' -or Status -eq 'Stopped'\n    when exists $off\n  }}\n  finding 'found'\n  \
             remediate 'Mend it' {{\n    impact 'None.'\n    for each $s in $off {{\n{steps}\n    }}\n    \
             undo none because 'x'\n  }}\n}}\ntest 'mended' for stuck {{\n  given service 'FMS' \
             {{ StartType = 'Disabled' Status = 'Stopped' }}\n  expect clear after remediate\n  \
             expect detected with 0 rows\n}}\n"
        )
    };
    let set = "step set service $s.Name StartType = 'Automatic'";
    let start = "step start service $s.Name";
    let reason = |steps: &str| {
        let results = tests_of(&rule(steps));
        assert_eq!(results.len(), 1);
        assert_eq!(results[0].passed, results[0].reason.is_empty());
        results[0].reason.clone()
    };
    assert_eq!(reason(&format!("{set}\n{start}")), "");
    assert_eq!(
        reason(set),
        "expected Clear after remediate, but it is Detected: The rule's condition holds."
    );
    assert_eq!(
        reason(start),
        "expected Clear after remediate, but step 1 would fail: FMS is disabled"
    );
    assert_eq!(
        reason(&format!("{set}\n{start}\nstep manual 'Look.'")),
        "expected Clear after remediate, but step 3 'manual' cannot be tried in a test"
    );
}

#[test]
fn a_pack_speaks_for_its_folder_and_below() {
    let source = |origin: &str, text: &str| {
        Arc::new(SourceText { origin: origin.to_owned(), text: text.to_owned() })
    };
    let packs = compile(&[
        source(r"C:\rules\pack.exrule", "pack outer {\n  version 1.0.0\n}"),
        source(r"C:\rules\inner\pack.exrule", "pack inner {\n  version 2.0.0\n}"),
    ]);
    let of = |origin: &str| packs.pack.pack_of(origin).map(|pack| pack.name.text.to_string());
    assert_eq!(of(r"C:\rules\a.exrule").as_deref(), Some("outer"));
    assert_eq!(of(r"C:\rules\inner\deep\a.exrule").as_deref(), Some("inner"));
    assert_eq!(of(r"C:\rules-of-others\a.exrule"), None);
}

#[test]
fn a_file_is_not_renamed_onto_another_one() {
    let rule = r"rule stuck 'Stuck' {
  detect {
    $file = file 'C:\a\b.txt'
    when exists $file
  }
  finding 'found'
  remediate 'Rename it' {
    impact 'None.'
    step rename file 'C:\a\b.txt' to 'c.txt'
    undo none because 'x'
  }
}
test 'renamed' for stuck {
  given file 'C:\a\b.txt' { }
  expect clear after remediate
}
";
    let alone = tests_of(rule);
    assert!(alone[0].passed, "{}", alone[0].reason);
    let clash = rule.replace("{ }\n", "{ }\n  given file 'C:\\a\\c.txt' { }\n");
    let clash = tests_of(&clash);
    assert!(clash[0].reason.contains(r"C:\a\c.txt is there already"), "{}", clash[0].reason);
}
