//! `examples/triage.rs`: what it says about a drive copy and a log, and that it says it safely.

#[cfg(unix)]
use std::fs;
use std::path::Path;
use std::process::ExitCode;

#[path = "../../examples/triage.rs"]
#[allow(dead_code, reason = "the example's main is not called here")]
mod triage;

fn shown(argument: &Path) -> String {
    let mut out = Vec::new();
    let code = triage::run(argument, &mut out).unwrap();
    let out = String::from_utf8(out).unwrap();
    assert_eq!(format!("{code:?}"), format!("{:?}", ExitCode::SUCCESS), "{out}");
    out
}

/// The outcome of each rule, by the words of the table.
fn outcomes(shown: &str) -> Vec<(&str, &str)> {
    let table = shown.lines().skip_while(|line| !line.starts_with("-------")).skip(1);
    let words = table.take_while(|line| !line.is_empty()).filter(|line| !line.starts_with(' '));
    words.map(|line| (line[26..58].trim(), line[..13].trim())).collect()
}

fn server() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/servers/ex01"))
}

#[test]
fn a_drive_copy_is_triaged() {
    let shown = shown(server());
    assert!(shown.contains("Target: EX01"), "{shown}");
    let outcomes = outcomes(&shown);
    assert!(outcomes.len() >= 7, "{shown}");
    for rule in ["services-left-disabled", "setup-service-disabled", "security-update-missing"] {
        assert!(outcomes.contains(&(rule, "Detected")), "{shown}");
    }
    assert!(outcomes.contains(&("setup-pending-reboot", "Clear")), "{shown}");
    assert!(shown.contains("ExchangeSetup.log:232 "), "{shown}");
    assert!(shown.contains("The service cannot be started"), "{shown}");
    assert!(shown.contains("To do: manual "), "{shown}");
    let widest = shown.lines().map(|line| line.chars().count()).max();
    assert!(shown.lines().take(20).all(|line| line.chars().count() <= 115), "{widest:?}\n{shown}");
}

#[test]
fn a_log_is_triaged_and_what_is_not_in_it_is_unknown() {
    let shown = shown(&server().join("C/ExchangeSetupLogs/ExchangeSetup.log"));
    let outcomes = outcomes(&shown);
    assert!(outcomes.contains(&("setup-service-disabled", "Detected")), "{shown}");
    assert!(outcomes.contains(&("setup-pending-reboot", "Clear")), "{shown}");
    assert!(outcomes.contains(&("security-update-missing", "Unknown")), "{shown}");
}

// Windows has no such names.
#[cfg(unix)]
#[test]
fn what_a_terminal_obeys_is_written_out() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("a\u{1b}]0;owned\u{7}.log");
    let text = fs::read_to_string(server().join("C/ExchangeSetupLogs/ExchangeSetup.log")).unwrap();
    // Control characters inside of a log are damage; the marks of direction are not.
    let known = "$frontEnd = get-service ";
    let hostile = text.replace(known, "$frontEnd = get-service \u{202e}");
    assert_ne!(hostile, text);
    fs::write(&log, hostile).unwrap();
    let shown = shown(&log);
    assert!(shown.contains("a\\x1B]0;owned\\x07.log:"), "{shown}");
    assert!(shown.contains("\\u202EMSExchangeFrontEndTransport"), "{shown}");
    let bare = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
    assert!(!shown.contains(bare), "{shown:?}");
}

#[test]
fn the_tests_of_the_rules_are_counted() {
    let shown = shown(Path::new("--test-rules"));
    let words: Vec<&str> = shown.trim_end().split(' ').collect();
    assert!(
        matches!(words[..], [count, "passed,", "0", "failed"] if count.parse::<u32>().unwrap() > 20),
        "{shown}"
    );
}

#[test]
fn what_is_not_there_is_an_error() {
    let problem = triage::run(Path::new("not/there"), &mut Vec::new()).unwrap_err();
    assert_eq!(problem.to_string(), "not/there does not exist");
}
