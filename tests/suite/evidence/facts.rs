//! `facts.json` as people's commands write it.

use super::*;

/// Each file of `tests/facts` is named by the command that writes such a file.
const SERVER: [&str; 2] = ["FMS Disabled Stopped", "MSExchangeTransport Automatic Running"];
const FILES: [(&str, &[&str]); 10] = [
    ("5.1 - ConvertTo-Json of a list with Count", &["FMS Disabled Stopped"]),
    (
        "5.1 - Get-CimInstance Win32_Service - ConvertTo-Json",
        &["FMS Disabled Stopped", "MSExchangeTransport Automatic StartPending"],
    ),
    ("5.1 - Get-Service - ConvertTo-Json - Set-Content", &SERVER),
    ("5.1 - Get-Service - ConvertTo-Json - redirected", &SERVER),
    ("5.1 - Get-Service FMS - ConvertTo-Json", &["FMS Disabled Stopped"]),
    ("5.1 - Invoke-Command Get-Service - ConvertTo-Json", &SERVER),
    ("7 - Get-Service - ConvertTo-Json", &["BITS Manual Stopped", "Eventlog Automatic Running"]),
    ("7 - Get-Service - ConvertTo-Json -EnumsAsStrings", &SERVER),
    ("7 - Get-Service BITS - ConvertTo-Json", &["BITS Manual Stopped"]),
    ("7 - Import-Clixml - ConvertTo-Json", &["BITS Manual Stopped", "Eventlog Automatic Running"]),
];

fn services(content: &[u8]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("facts.json"), content).unwrap();
    let target = FolderTarget::open(Some(folder.path()), &[], None).unwrap();
    assert!(target.facts().services_doubt().is_none());
    let word = |look: &Look<Arc<str>>| match look {
        Look::Found(word) => word.to_string(),
        other => format!("{other:?}"),
    };
    match target.facts().services() {
        Look::Found(services) => services
            .iter()
            .map(|it| format!("{} {} {}", it.name, word(&it.start_type), word(&it.status)))
            .collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_commands_write_is_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/facts");
    for (name, expected) in FILES {
        let content = fs::read(folder.join(format!("{name}.json"))).unwrap();
        assert_eq!(services(&content), expected, "{name}");
    }
    assert_eq!(fs::read_dir(folder).unwrap().count(), FILES.len());
}

#[test]
fn opening_facts_stops_when_it_is_asked_to() {
    let folder = tempfile::tempdir().unwrap();
    let long = format!("{{ \"{}\": 1 }}", "x".repeat(8 << 20));
    fs::write(folder.path().join("facts.json"), long).unwrap();
    for most in [0, 3, 100] {
        let calls = std::cell::Cell::new(0);
        let cancelled = || {
            calls.set(calls.get() + 1);
            calls.get() > most
        };
        let opened = FolderTarget::open_unless(Some(folder.path()), &[], None, &cancelled);
        assert!(matches!(opened, Err(TargetError::Cancelled)));
        assert!(calls.get() < most + 5, "{} after {most}", calls.get());
    }
}
