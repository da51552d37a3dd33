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

/// The outcome of a rule with that detection, of a test with that evidence.
fn detected(detect: &str, given: &str) -> String {
    let text = format!(
        "rule r 'R' {{\n  detect {{\n{detect}\n  }}\n  finding 'found'\n}}\ntest 't' for r {{\n{given}\n  \
         expect blocked\n}}\n"
    );
    reason_of(&text)
}

#[test]
fn a_missing_value_in_a_list_is_not_passed_over() {
    let given = "  given server.name = 'b'\n  given server.site = missing";
    let said = detected("    when server.name -in @('a', server.site)", given);
    assert!(said.contains("it is Unknown"), "{said}");
    let said = detected("    when server.name -in @('b', server.site)", given);
    assert!(said.contains("it is Detected"), "{said}");
}

#[test]
fn a_row_that_may_take_the_place_of_others_leaves_all_of_them_in_doubt() {
    let given = |start: &str| {
        format!(
            "  given service 'B' {{ StartType = 'Manual' Status = 'Stopped' }}\n  given service 'C' {{ \
             StartType = {start} Status = 'Running' }}"
        )
    };
    let detect = "    $r = last of service per StartType\n    $off = rows of $r where Status -eq \
                  'Stopped'\n    when exists $off";
    for (start, outcome) in
        [("'Disabled'", "Detected"), ("'Manual'", "Clear"), ("unknown", "Unknown")]
    {
        let said = detected(detect, &given(start));
        assert!(said.contains(&format!("it is {outcome}")), "{start}: {said}");
    }
}
