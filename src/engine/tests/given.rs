//! What a test of a rule can be given of one row.

use std::sync::Arc;

use crate::diagnostic::SourceText;
use crate::engine::{run_tests, Selection, Tested};
use crate::language::compile;

const RULE: &str = "rule stopped 'A service is stopped' {
  detect {
    $off = rows of service where Status -eq 'Stopped'
    $old = file 'C:\\a.dll'
    when exists $off -or $old.Version -lt 15.2.1
  }
  finding 'found'
}
";

/// The outcome of the rule, or why its test failed.
fn outcome(given: &str) -> String {
    let text = format!("{RULE}test 'given' for stopped {{\n{given}\n  expect blocked\n}}\n");
    let source = SourceText { origin: "a.exrule".into(), text };
    let compiled = compile(&[Arc::new(source)]);
    let mut said = String::new();
    let report = &mut |tested| {
        if let Tested::Test(test) = tested {
            said = test.reason.to_string();
        }
    };
    run_tests(&Arc::new(compiled.pack), &Selection::default(), report, &|| false).unwrap();
    said
}

#[test]
fn a_column_is_given_as_missing_or_unknown() {
    let file = "  given file 'C:\\a.dll' { Version = 15.2.1.0 }\n";
    for (status, seen) in [
        ("'Stopped'", "Detected"),
        ("'Running'", "Clear"),
        ("missing", "Unknown"),
        ("unknown", "Unknown"),
    ] {
        let said = outcome(&format!("{file}  given service 'FMS' {{ Status = {status} }}"));
        assert!(said.contains(seen), "{status}: {said}");
        assert_eq!(
            said.contains("Status cannot be read, as the test says"),
            status == "unknown",
            "{said}"
        );
    }
    let running = "  given service 'FMS' { Status = 'Running' }\n";
    for (version, seen) in
        [("15.2.0.9", "Detected"), ("missing", "Unknown"), ("unknown", "Unknown")]
    {
        let said = outcome(&format!("{running}  given file 'C:\\a.dll' {{ Version = {version} }}"));
        assert!(said.contains(seen), "{version}: {said}");
    }
}
