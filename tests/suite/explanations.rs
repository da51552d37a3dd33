//! Every outcome says why, and shows the values that decided.

use extriage::diagnostic::SourceText;
use extriage::engine::{Rules, Selection};
use extriage::evidence::{MemoryFile, MemoryTarget, WindowsPath};
use extriage::model::{Outcome, RuleResult, Value};
use time::macros::datetime;

const LOG: &str = "
  detect {
    $lines = rows of textlog 'C:\\a.log' pattern 'needle'
    when 'the needle is there' exists $lines
  }
  finding 'Found.'
";

/// What the last of the rules says about a server with one log and two facts.
fn result(rules: &str) -> RuleResult {
    result_of(rules, None)
}

/// The same by the choice of a profile, in 2026.
fn result_of(rules: &str, profile: Option<&str>) -> RuleResult {
    let source = SourceText { origin: "a.exrule".into(), text: rules.into() };
    let compiled = Rules::compile([source]).unwrap();
    let rejected: Vec<_> = compiled.diagnostics().iter().map(|found| &found.message).collect();
    let written = rules.lines().filter(|line| line.starts_with("rule ")).count();
    assert_eq!(compiled.count(), written, "{rejected:?}");
    let mut target = MemoryTarget::new("EX01");
    target.fact("exchange.installed", Value::Bool(true));
    target.fact("exchange.generation", Value::Number(2010.0));
    target.fact("exchange.build", Value::Missing);
    let path = WindowsPath::parse(r"C:\a.log").unwrap();
    target.put(path, MemoryFile::Text("hay\nneedle\n".into()));
    let path = WindowsPath::parse(r"C:\gone.log").unwrap();
    target.put(path, MemoryFile::Missing);
    let profile = profile.map(String::from);
    let now = Some(datetime!(2026-06-01 12:00 UTC));
    let selection = Selection { profile, now, ..Selection::default() };
    compiled.triage(&target, &selection).unwrap().pop().unwrap()
}

#[test]
fn detected_says_its_labels_and_what_holds() {
    let result = result(&format!("rule found 'A' {{{LOG}}}"));
    assert_eq!((result.outcome, &*result.reason), (Outcome::Detected, "The needle is there."));
    assert_eq!(
        result.explanation,
        ["when 'the needle is there' is true", r"  exists $lines: C:\a.log:2"]
    );
}

#[test]
fn clear_shows_the_first_false_part_of_each_condition() {
    let result = result(
        r"rule clear 'A' {
  detect {
    $lines = rows of textlog 'C:\a.log' pattern 'nothing'
    $hay   = rows of textlog 'C:\a.log' pattern 'hay'
    when 'both' exists $hay -and count $hay -gt 3 -and exists $lines
    when 'either' exists $lines -or count $hay -gt 4
  }
  finding 'Found.'
}",
    );
    let reason = "Examined, and no condition holds.";
    assert_eq!((result.outcome, &*result.reason), (Outcome::Clear, reason));
    assert_eq!(
        result.explanation,
        [
            "when 'both' is false",
            "  count $hay = 1 -gt 3",
            "when 'either' is false",
            "  exists $lines: no rows",
            "  count $hay = 1 -gt 4",
        ]
    );
}

#[test]
fn unknown_shows_every_part_that_is_unknown_with_its_reason() {
    let result = result(
        r"rule unknown 'A' {
  detect {
    $hay     = rows of textlog 'C:\a.log' pattern 'hay'
    $gone    = rows of textlog 'C:\gone.log' pattern 'hay'
    $program = file 'C:\x.exe'
    when 'all of it' exists $hay -and exists $gone -and $program.Version -lt 15.1.2.3
    when 'a fact' exchange.build -lt 15.1.2.3
    when 'known' count $hay -gt 2
  }
  finding 'Found.'
}",
    );
    assert_eq!(result.outcome, Outcome::Unknown);
    let program = r"the test does not give C:\x.exe";
    assert_eq!(
        result.explanation,
        [
            "when 'all of it' is unknown",
            r"  exists $gone is unknown: C:\gone.log was not found",
            &format!("  $program.Version -lt 15.1.2.3 is unknown: {program}"),
            "when 'a fact' is unknown",
            "  exchange.build = (missing) -lt 15.1.2.3 is unknown: the fact exchange.build is missing",
            "when 'known' is false",
            "  count $hay = 1 -gt 2",
        ]
    );
    for part in [r"C:\gone.log was not found", program, "the fact exchange.build is missing"] {
        assert!(result.reason.contains(part), "{}", result.reason);
    }
}

#[test]
fn not_applicable_shows_the_condition_and_the_values_it_saw() {
    let result = result(&format!(
        "rule other 'A' {{\n  applies when exchange.installed -and exchange.generation -ge 2013\n{LOG}}}"
    ));
    let reason = "It does not apply: exchange.generation = 2010 -ge 2013 is false.";
    assert_eq!((result.outcome, &*result.reason), (Outcome::NotApplicable, reason));
    assert_eq!(
        result.explanation,
        ["applies when is false", "  exchange.generation = 2010 -ge 2013"]
    );
}

#[test]
fn whether_it_applies_may_be_unknown() {
    let result =
        result(&format!("rule other 'A' {{\n  applies when exchange.build -ge 15.1.2.3\n{LOG}}}"));
    let reason = "Whether it applies is unknown, because the fact exchange.build is missing.";
    assert_eq!((result.outcome, &*result.reason), (Outcome::Unknown, reason));
    let leaf =
        "  exchange.build = (missing) -ge 15.1.2.3 is unknown: the fact exchange.build is missing";
    assert_eq!(result.explanation, ["applies when is unknown", leaf]);
}

#[test]
fn blocked_names_each_rule_in_the_way_with_its_outcome_and_why() {
    let gone = LOG.replace("a.log", "gone.log");
    let clear = LOG.replace("needle'", "nothing'");
    let result = result(&format!(
        "rule found 'A' {{{LOG}}}\nrule doubtful 'A' {{{gone}}}\nrule clear 'A' {{{clear}}}\n\
         rule waiting 'A' {{\n  needs found, clear, doubtful\n{LOG}}}"
    ));
    let reason =
        "found must be clear first, and it is Detected; doubtful must be clear first, and it is Unknown.";
    assert_eq!((result.outcome, &*result.reason), (Outcome::Blocked, reason));
    assert_eq!(
        result.explanation,
        [
            "needs found, which is Detected",
            "  The needle is there.",
            "needs doubtful, which is Unknown",
            r"  Unknown, because C:\gone.log was not found.",
        ]
    );
}

#[test]
fn waived_says_until_when_and_why_and_what_was_found() {
    let result = result(&format!(
        "rule found 'A' {{{LOG}}}\nwaive found until 2026-06-30 because 'The lab is rebuilt.'"
    ));
    let reason = "Waived until 2026-06-30 (a.exrule:8): The lab is rebuilt. The needle is there.";
    assert_eq!((result.outcome, &*result.reason), (Outcome::Waived, reason));
    assert_eq!(
        result.explanation,
        ["when 'the needle is there' is true", r"  exists $lines: C:\a.log:2"]
    );
}

#[test]
fn a_rule_that_the_profile_leaves_out_says_so() {
    let profile = "profile short 'Short' {\n  exclude found because 'Too slow here.'\n}";
    let result = result_of(&format!("rule found 'A' {{{LOG}}}\n{profile}"), Some("short"));
    assert_eq!(result.outcome, Outcome::NotApplicable);
    assert!(result.reason.contains("short") && result.reason.contains("Too slow here"));
    assert_eq!(result.explanation, [result.reason]);
}
