//! A server whose services setup left disabled, with its list of services and its logs cut, damaged
//! and mangled: that they are disabled is never hidden.

use serde_json::{json, Value};

use super::*;
use extriage::model::Finding;

const RULE: &str = "services-left-disabled";
const LOG: &str = "C/ExchangeSetupLogs/ServiceControl.log";
const SETUP: &str = "C/ExchangeSetupLogs/ExchangeSetup.log";

struct Server {
    pack: Arc<RulePack>,
    folder: tempfile::TempDir,
    facts: Value,
    log: Vec<u8>,
}

impl Server {
    fn new() -> Self {
        let sample = root().join("tests/servers/ex01");
        let read = |name: &str| fs::read(sample.join(name)).unwrap();
        let (facts, log) = (serde_json::from_slice(&read("facts.json")).unwrap(), read(LOG));
        let server = Self { pack: shipped(), folder: tempfile::tempdir().unwrap(), facts, log };
        put(server.folder.path(), &[(SETUP, &read(SETUP))]);
        server
    }

    fn result(&self, facts: &Value, log: &[u8]) -> RuleResult {
        let facts = facts.to_string();
        put(self.folder.path(), &[("facts.json", facts.as_bytes()), (LOG, log)]);
        triage_server(&self.pack, self.folder.path()).remove(RULE).unwrap()
    }

    fn with_services(&self, change: impl Fn(&mut Vec<Value>)) -> Value {
        let mut facts = self.facts.clone();
        change(facts["services"].as_array_mut().unwrap());
        facts
    }

    fn with_each(&self, change: impl Fn(&mut serde_json::Map<String, Value>)) -> Value {
        let object = |service: &mut Value| change(service.as_object_mut().unwrap());
        self.with_services(|services| services.iter_mut().for_each(object))
    }
}

fn at(log: &[u8], text: &str) -> usize {
    memchr::memmem::find(log, text.as_bytes()).unwrap()
}

#[test]
fn a_list_of_services_that_is_mangled_hides_nothing() {
    let server = Server::new();
    let disabled = |service: &Value| service["startType"] == json!("Disabled");
    let set = |section: &str, member: &str, value: Value| {
        let mut facts = server.facts.clone();
        facts[section][member] = value;
        facts
    };
    let whole = server.result(&server.facts, &server.log);
    assert_eq!(whole.outcome, Outcome::Detected);
    let foreign = json!({ "name": "RemoteAccess", "startType": "Disabled", "status": "Stopped" });
    for (what, facts, expected) in [
        ("no services", server.with_services(Vec::clear), Outcome::Unknown),
        (
            "a foreign one",
            server.with_services(|list| *list = vec![foreign.clone()]),
            Outcome::Unknown,
        ),
        (
            "no start types",
            server.with_each(|service| drop(service.remove("startType"))),
            Outcome::Unknown,
        ),
        ("null", server.with_each(|service| service["startType"] = Value::Null), Outcome::Unknown),
        (
            "not known",
            server.with_each(|service| service["startType"] = json!({ "unknown": "no" })),
            Outcome::Unknown,
        ),
        (
            "the disabled ones are gone",
            server.with_services(|list| list.retain(|service| !disabled(service))),
            Outcome::Unknown,
        ),
        (
            "the disabled ones say nothing",
            server.with_services(|list| {
                for service in list.iter_mut().filter(|service| disabled(service)) {
                    service.as_object_mut().unwrap().remove("startType");
                }
            }),
            Outcome::Unknown,
        ),
        ("numbers", server.with_each(|service| service["startType"] = json!(4)), Outcome::Detected),
        (
            "blanks",
            server.with_each(|service| {
                service["name"] = json!(format!("{} ", service["name"].as_str().unwrap()));
            }),
            Outcome::Detected,
        ),
        (
            "upper case",
            server.with_each(|service| {
                service["name"] = json!(service["name"].as_str().unwrap().to_uppercase());
            }),
            Outcome::Detected,
        ),
        ("another drive", set("exchange", "install", json!("E:\\Exchange")), Outcome::Detected),
        ("not installed", set("exchange", "installed", json!(false)), Outcome::NotApplicable),
        ("another version", set("exchange", "generation", json!(2010)), Outcome::Detected),
        ("Windows elsewhere", set("server", "systemDrive", json!("D:")), Outcome::Unknown),
    ] {
        let result = server.result(&facts, &server.log);
        assert_eq!(result.outcome, expected, "{what}: {}", result.reason);
    }
    // Part of the list: what is left of it is told, and what is gone is doubted.
    for keep in 1..server.facts["services"].as_array().unwrap().len() {
        let facts = server.with_services(|list| list.truncate(keep));
        let result = server.result(&facts, &server.log);
        let is_told = |finding: &Finding| {
            let service = finding.message.split(' ').next().unwrap();
            result.findings.iter().any(|told| told.message.contains(service))
        };
        let all = result.outcome == Outcome::Detected && whole.findings.iter().all(is_told);
        assert!(all || result.outcome == Outcome::Unknown, "{keep}: {result:#?}");
    }
}

#[test]
fn a_log_that_is_cut_or_damaged_hides_nothing() {
    let server = Server::new();
    let log = &server.log;
    let text = String::from_utf8(log.clone()).unwrap();
    let head: Vec<u8> = text[..300].encode_utf16().flat_map(u16::to_le_bytes).collect();
    let line = "[21:49:12] Disabling service 'MSExchangeTransport'";
    let service = at(log, "Disabling service 'MSExchangeTransport'");
    let mut erased = log.clone();
    erased[service..service + 500].fill(0xFF);
    let mut nuls = log.clone();
    nuls[service..].fill(0);
    assert!(text.contains(line) || text.contains("Disabling service 'MSExchangeTransport'"));
    for (what, log) in [
        ("its head is cut", log[at(log, "Enabling")..].to_vec()),
        ("it ends before services are disabled", log[..at(log, "Disabling service '")].to_vec()),
        ("it ends amid a line", log[..service + 22].to_vec()),
        ("UTF-16, then ASCII", [b"\xff\xfe", &head[..], &log[300..]].concat()),
        ("an erased page", erased),
        ("NULs", nuls),
        ("a line of it", b"[21:49:12] x\r\n".to_vec()),
        ("nothing", Vec::new()),
        ("other words", text.replace("Disabling service", "Dienst wird deaktiviert:").into_bytes()),
    ] {
        let result = server.result(&server.facts, &log);
        assert_ne!(result.outcome, Outcome::Clear, "{what}");
        assert!(result.reason.len() > 20, "{what}: {}", result.reason);
    }
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    for place in 0..lines.len() {
        let without = [&lines[..place], &lines[place + 1..]].concat().concat();
        for (what, log) in [
            ("cut before", lines[..place].concat()),
            ("cut behind", lines[place..].concat()),
            ("without", without),
        ] {
            let result = server.result(&server.facts, log.as_bytes());
            assert_ne!(result.outcome, Outcome::Clear, "{what} line {}", place + 1);
        }
    }
}
