//! What the language's documents say about missing values and limits, asked of tests of rules.

use std::sync::Arc;

use extriage::diagnostic::{Level, SourceText};
use extriage::engine::{run_tests, Selection, Tested};
use extriage::language::compile;

/// Runs one rule of this condition over some services and a log of five lines; gives what differs.
fn outcome(bindings: &str, condition: &str, expected: &str) -> String {
    let text = format!(
        "rule sample 'A sample' {{\n  detect {{\n    {bindings}\n    when {condition}\n  }}\n  \
         finding for each $line in $lines \"$line.Text\"\n}}\n\
         test 'a test' for sample {{\n  given service 'A' {{ Status = 'Running' }}\n  given textlog 'C:\\a.log' @'\na1\na2\na3\na4\n\
         a5\n'@\n  {expected}\n}}\n"
    );
    let source = SourceText { origin: "a.exrule".into(), text };
    let compiled = compile(&[Arc::new(source)]);
    let errors = compiled.diagnostics.iter().filter(|found| found.level == Level::Error);
    let problems: Vec<String> = errors.map(|error| error.render()).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    let mut reasons = Vec::new();
    let report = &mut |tested: Tested| {
        if let Tested::Test(test) = tested {
            reasons.push(test.reason.to_string());
        }
    };
    run_tests(&Arc::new(compiled.pack), &Selection::default(), report, &|| false).unwrap();
    assert_eq!(reasons.len(), 1);
    reasons.remove(0)
}

const LINES: &str = "$lines = rows of textlog 'C:\\a.log' pattern '^a(?<Number>\\d)$' limit 2";

#[test]
fn comparing_a_missing_value_is_unknown() {
    let bindings = &format!("{LINES}\n    $row = first of service where Name -eq 'B'");
    for (condition, expected) in [
        ("$row.Status -eq 'Stopped'", "unknown"),
        ("$row.Status -ne 'Stopped'", "unknown"),
        ("-not ($row.Status -eq 'Stopped')", "unknown"),
        ("$row.Status -in @('Stopped')", "unknown"),
        ("$row.Status -match 'Stopped'", "unknown"),
        ("exists $row", "clear"),
        ("exists $row -and $row.Status -eq 'Stopped'", "clear"),
        ("-not exists $row -or $row.Status -eq 'Stopped'", "detected"),
        ("($row.Status ?? 'none') -eq 'Stopped'", "clear"),
        ("($row.Status ?? 'none') -eq 'none'", "detected"),
        ("$row.Status -in @()", "clear"),
    ] {
        assert_eq!(outcome(bindings, condition, &format!("expect {expected}")), "", "{condition}");
    }
}

#[test]
fn a_limit_bounds_what_is_kept_and_not_what_is_counted() {
    let bindings = &format!("{LINES}\n    $kept = rows of $lines where Number -eq '2'\n    $other = rows of $lines where Number -eq '5'");
    for (condition, expected) in [
        ("count $lines -eq 5", "detected"),
        ("$lines.Count -eq 5", "detected"),
        ("exists $lines", "detected"),
        ("exists $kept", "detected"),
        ("exists $other", "unknown"),
        ("count $kept -eq 1", "unknown"),
        ("'2' -in $lines.Number", "detected"),
        ("'5' -in $lines.Number", "unknown"),
        ("exists lookup($lines, 'C:\\b.log', 'Text')", "unknown"),
    ] {
        assert_eq!(outcome(bindings, condition, &format!("expect {expected}")), "", "{condition}");
    }
    let listed = "expect detected with 3 findings\n  expect message -eq 'a2'\n  \
                  expect message -eq '3 more of them are not listed.'";
    assert_eq!(outcome(bindings, "exists $lines", listed), "");
}
