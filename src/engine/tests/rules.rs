//! [`Rules`], as a program that embeds the engine uses it.

use crate::diagnostic::SourceText;
use crate::engine::{Rules, Selection, TriageError};
use crate::evidence::MemoryTarget;
use crate::model::{Outcome, Value};

const FILE: &str = "
rule named 'The server has the name' {
  severity high
  detect { when 'it has the name' server.name -eq 'EX01' }
  finding 'found'
}

rule spoilt 'A rule with a mistake' {
  severity hihg
  detect { when server.name -eq 'EX01' }
  finding 'found'
}

test 'the name' for named {
  given server.name = 'EX01'
  expect detected
}

test 'wrong on purpose' for named {
  given server.name = 'EX02'
  expect detected
}

waive named until 2099-12-31 because 'It is the name.'
";

fn compiled() -> Rules {
    let (origin, text) = (String::from("own.exrule"), String::from(FILE));
    // On a stack that is too small for the parser.
    let compile = || Rules::compile([SourceText { origin, text }]);
    std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().stack_size(128 << 10);
        builder.spawn_scoped(scope, compile).unwrap().join().unwrap().unwrap()
    })
}

fn target() -> MemoryTarget {
    let mut target = MemoryTarget::new("EX01");
    target.fact("server.name", Value::from("EX01"));
    target
}

#[test]
fn what_is_wrong_is_told_and_the_rest_is_evaluated() {
    let rules = compiled();
    assert!(rules.diagnostics().iter().any(|problem| problem.message.contains("hihg")));
    assert_eq!(rules.count(), 1);
    let results = rules.triage(&target(), &Selection::default()).unwrap();
    // The waiver counts, by the clock.
    let outcomes: Vec<_> =
        results.iter().map(|result| (&*result.rule_id, result.outcome)).collect();
    assert_eq!(outcomes, [("named", Outcome::Waived)]);
}

#[test]
fn a_selection_of_what_is_not_there_is_an_error() {
    let selection = Selection { profile: Some(String::from("none")), ..Selection::default() };
    let error = compiled().triage(&target(), &selection).unwrap_err();
    assert!(matches!(error, TriageError::Selection(_)), "{error}");
}

#[test]
fn the_tests_in_the_files_are_run() {
    let tests = compiled().test().unwrap();
    let told: Vec<_> = tests.iter().map(|test| (test.name.as_str(), test.passed)).collect();
    assert_eq!(told, [("the name", true), ("wrong on purpose", false)]);
}
