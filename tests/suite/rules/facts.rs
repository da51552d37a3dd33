//! What is wrong in the facts of a server costs its own part, and no other rule its answer.

use serde_json::{json, Value};

use super::*;

const RULE: &str = "services-left-disabled";

/// The server of a public case whose security update left six services disabled.
fn server() -> (tempfile::TempDir, Value) {
    let case = root().join("tests/public-cases/14-su-cancelled-then-ok");
    let folder = tempfile::tempdir().unwrap();
    let log = "C/ExchangeSetupLogs/ServiceControl.log";
    put(folder.path(), &[(log, &fs::read(case.join(log)).unwrap())]);
    let facts = fs::read(case.join("facts.json")).unwrap();
    (folder, serde_json::from_slice(&facts).unwrap())
}

fn outcome(pack: &RulePack, folder: &Path, facts: &Value) -> (Outcome, usize, String) {
    put(folder, &[("facts.json", facts.to_string().as_bytes())]);
    let result = triage_server(pack, folder).remove(RULE).unwrap();
    (result.outcome, result.findings.len(), result.reason)
}

/// JSON of each kind, none of which is right for a section of the facts.
fn kinds() -> [Value; 12] {
    [
        json!(null),
        json!(true),
        json!(false),
        json!(5),
        json!(-1.5e300),
        json!("text"),
        json!(""),
        json!([]),
        json!([1, [2]]),
        json!({}),
        json!({ "strange": 1 }),
        json!({ "unknown": "access is denied" }),
    ]
}

#[test]
fn one_member_of_the_wrong_kind_costs_nothing_but_itself() {
    let pack = shipped();
    let (folder, whole) = server();
    assert_eq!(outcome(&pack, folder.path(), &whole).1, 6);
    for key in [
        "server",
        "exchange",
        "activeDirectory",
        "locale",
        "user",
        "registry",
        "updates",
        "probes",
        "value",
        "unknown",
        "name",
        "status",
        "PSComputerName",
        "Count",
        "strange",
        "services",
    ] {
        for kind in kinds() {
            let mut facts = whole.clone();
            facts[key] = kind.clone();
            let (outcome, findings, reason) = outcome(&pack, folder.path(), &facts);
            if key == "services" {
                assert_eq!(outcome, Outcome::Unknown, "{key}: {kind}: {reason}");
            } else {
                assert_eq!((outcome, findings), (Outcome::Detected, 6), "{key}: {kind}: {reason}");
            }
        }
    }
    for member in ["installed", "generation", "build", "install", "roles", "strange"] {
        // That there is no Exchange is no wrong kind of value.
        for kind in kinds().into_iter().filter(|kind| *kind != json!(false)) {
            let mut facts = whole.clone();
            facts["exchange"][member] = kind.clone();
            let (outcome, findings, reason) = outcome(&pack, folder.path(), &facts);
            assert_eq!((outcome, findings), (Outcome::Detected, 6), "{member}: {kind}: {reason}");
        }
    }
}

#[test]
fn one_wrong_service_costs_nothing_but_itself() {
    let pack = shipped();
    let (folder, whole) = server();
    for kind in kinds() {
        for member in ["name", "startType", "status", "displayName"] {
            let mut facts = whole.clone();
            // A service that is disabled, of six.
            facts["services"][0][member] = kind.clone();
            let (outcome, _, reason) = outcome(&pack, folder.path(), &facts);
            assert_eq!(outcome, Outcome::Detected, "{member}: {kind}: {reason}");
            let told = triage_server(&pack, folder.path()).remove(RULE).unwrap();
            let fms = told.findings.iter().filter(|found| found.message.contains("FMS")).count();
            assert_eq!((fms, told.findings.len()), (1, 6), "{member}: {kind}: {told:#?}");
        }
        let mut facts = whole.clone();
        facts["services"].as_array_mut().unwrap().push(kind.clone());
        let (outcome, findings, reason) = outcome(&pack, folder.path(), &facts);
        assert_eq!((outcome, findings), (Outcome::Detected, 6), "{kind}: {reason}");
    }
}

#[test]
fn whether_exchange_is_installed_need_not_be_said_where_it_shows() {
    let pack = shipped();
    let (folder, whole) = server();
    let with = |installed: Option<Value>| {
        let mut facts = whole.clone();
        facts.as_object_mut().unwrap().remove("exchange");
        if let Some(installed) = installed {
            facts["exchange"] = json!({ "installed": installed });
        }
        outcome(&pack, folder.path(), &facts)
    };
    for unsaid in [None, Some(json!({ "unknown": "no rights" })), Some(json!(null))] {
        let (outcome, findings, reason) = with(unsaid);
        assert_eq!((outcome, findings), (Outcome::Detected, 6), "{reason}");
    }
    assert_eq!(with(Some(json!(false))).0, Outcome::NotApplicable);
}

#[test]
fn a_build_that_is_not_in_the_table_is_told_with_the_day_of_the_table() {
    let pack = shipped();
    let supported = fs::read_to_string(root().join("tests/builds/supported.csv")).unwrap();
    let day = supported.lines().last().unwrap().rsplit(',').next().unwrap().trim();
    let (folder, mut facts) = server();
    for build in ["15.2.9999.1", "15.1.2507.9999", "15.0.1497.99"] {
        facts["exchange"]["build"] = json!(build);
        put(folder.path(), &[("facts.json", facts.to_string().as_bytes())]);
        let results = triage_server(&pack, folder.path());
        for rule in ["security-update-missing", "security-update-outdated"] {
            let result = &results[rule];
            assert_eq!(result.outcome, Outcome::Unknown, "{build}: {rule}: {}", result.reason);
            assert!(result.reason.contains(day), "{build}: {rule}: {} lacks {day}", result.reason);
        }
    }
}
