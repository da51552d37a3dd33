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
    reason_of(&format!("{RULE}test 'given' for stopped {{\n{given}\n  expect blocked\n}}\n"))
}

/// Why the last test of the file failed; nothing where it passed.
fn reason_of(text: &str) -> String {
    let text = text.to_owned();
    let source = SourceText { origin: "a.exrule".into(), text };
    let compiled = compile(&[Arc::new(source)]);
    let mut said = None;
    let report = &mut |tested| {
        if let Tested::Test(test) = tested {
            said = Some(test.reason);
        }
    };
    let pack = Arc::new(compiled.pack);
    run_tests(&pack, &Selection::default(), report, &|| false).unwrap();
    said.unwrap_or_else(|| {
        let found: Vec<String> = compiled.diagnostics.iter().map(|found| found.render()).collect();
        panic!("no test was run:\n{}", found.join("\n"))
    })
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

#[test]
fn a_plan_is_expected_without_regard_to_case() {
    let plan = |name: &str| {
        let text = format!(
            "rule off 'Off' {{\n  detect {{\n    $off = rows of service where StartType -eq \
             'Disabled'\n    when exists $off\n  }}\n  finding 'found'\n  remediate 'x' {{\n    impact \
             'None.'\n    for each $s in $off {{ step set service $s.Name StartType = 'Automatic' \
             }}\n    verify clear\n    undo automatic\n  }}\n}}\ntest 'plan' for off {{\n  given \
             service 'W3SVC' {{ StartType = 'Disabled' }}\n  expect plan {{\n    step set service \
             '{name}' StartType = 'Automatic'\n  }}\n}}\n"
        );
        reason_of(&text)
    };
    assert_eq!(plan("w3svc"), "");
    assert!(plan("w3svcs").contains("'set service W3SVC StartType = Automatic'"));
}
