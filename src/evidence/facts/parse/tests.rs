use proptest::prelude::*;

use super::*;
use crate::model::ValueType;

fn facts(json: &str) -> Facts {
    parse(json).unwrap()
}

fn error(json: &str) -> String {
    parse(json).map(|_| String::from("no error")).unwrap_or_else(|error| error.to_string())
}

#[test]
fn two_services_of_one_name_are_an_error() {
    let error = parse(r#"{"services":[{"name":"FMS"},{"name":"W3SVC"},{"name":"fms"}]}"#);
    let message = "services[0] and services[2] are one service: FMS and fms";
    assert_eq!(error.unwrap_err().to_string(), message);
}

#[test]
fn a_whole_file_is_read() {
    let facts = facts(
        r#"{
  "server": { "name": "EX01", "systemDrive": "D:", "site": null },
  "exchange": {
    "installed": true, "generation": 2016, "build": "15.01.2106.002",
    "roles": ["Mailbox", "ClientAccess"],
    "servers": [{ "name": "EX02", "build": "15.1.2106.2", "roles": ["Mailbox"], "internetFacing": true }]
  },
  "activeDirectory": { "unknown": "the domain could not be contacted" },
  "services": [
    { "Name": "FMS", "DisplayName": null, "StartType": 4, "Status": 1 },
    { "name": "W3SVC", "startType": "automatic", "status": { "unknown": "access is denied" } }
  ],
  "registry": { "HKLM\\SOFTWARE": { "State": 146432, "List": ["a", 1] } },
  "updates": [{ "id": "KB5000871", "installedOn": "2021-03-05" }],
  "locale": null,
  "user": { "groups": [] },
  "probes": { "https://localhost/owa/": { "status": 500 } }
}"#,
    );
    for (path, shown) in [
        ("server.name", "EX01"),
        ("server.systemDrive", "D:"),
        ("server.site", "(missing)"),
        ("server.domain", "(unknown: facts.json does not give server.domain)"),
        ("exchange.build", "15.1.2106.2"),
        ("exchange.product", "Exchange Server 2016"),
        ("exchange.roles", "Mailbox, ClientAccess"),
        ("activeDirectory.forest", "(unknown: the domain could not be contacted)"),
        ("locale.ansiCodePage", "(missing)"),
        ("user.groups", ""),
    ] {
        assert_eq!(facts.get(path).to_string(), shown, "{path}");
    }
    let Look::Found(services) = facts.services() else { panic!() };
    assert_eq!(services.len(), 2);
    assert!(matches!(&services[0].start_type, Look::Found(text) if &**text == "Disabled"));
    assert!(matches!(&services[0].status, Look::Found(text) if &**text == "Stopped"));
    assert!(matches!(&services[1].start_type, Look::Found(text) if &**text == "Automatic"));
    assert!(matches!(&services[1].status, Look::Unknown(text) if &**text == "access is denied"));
}

#[test]
fn what_is_wrong_has_its_place_and_a_hint() {
    let mut wrong = Vec::new();
    for (json, expected) in [
        (
            "{\n  \"exchange\": { \"biuld\": \"15.1.2106.2\" }\n}",
            "exchange: there is no member `biuld` here (line 2, column 23); did you mean `build`?",
        ),
        (
            "{ \"exchange\": { \"build\": 15.1 } }",
            "exchange.build: this should be a build number in quotes, such as \"15.2.792.10\", \
             not a number (line 1, column 29); put it in quotes: a JSON number cannot have four \
             parts",
        ),
        (
            "{ \"exchange\": { \"build\": \"15.1\" } }",
            "exchange.build: `15.1` is not a build number such as 15.2.792.10 (line 1, column 31)",
        ),
        (
            "{ \"services\": [{ \"name\": \"a\" }, { \"name\": \"b\", \"startType\": \"Disbled\" }] }",
            "services[1].startType: `Disbled` is not one of Boot, System, Automatic, Manual, \
             Disabled (line 1, column 69); did you mean `Disabled`?",
        ),
        (
            "{ \"services\": [{ \"name\": \"a\", \"status\": 0 }] }",
            "services[0].status: 0 is the number of no known value (line 1, column 41)",
        ),
        (
            "{ \"services\": [{ \"status\": 1 }] }",
            "services[0]: a service needs its `name` (line 1, column 30)",
        ),
        (
            "{ \"server\": { \"name\": \"a\", \"Name\": \"b\" } }",
            "server: `name` is given twice (line 1, column 33)",
        ),
        (
            "{ \"exchange\": { \"roles\": \"Mailbox\" } }",
            "exchange.roles: this should be a list, not text (line 1, column 34); put it in \
             square brackets",
        ),
        (
            "{ \"services\": [null] }",
            "services[0]: this should be an object, not null (line 1, column 19)",
        ),
        (
            "{ \"services\": [{ \"name\": \"a\" }, { \"unknown\": \"why\" }] }",
            "services[1]: there is no member `unknown` here (line 1, column 43); the members are \
             name, displayName, startType, status",
        ),
        (
            "{ \"exchange\": { \"generation\": 2018 } }",
            "exchange.generation: 2018 is not one of 2010, 2013, 2016, 2019, 2025 (line 1, column \
             34)",
        ),
        ("[]", "this should be an object, not a list (line 1, column 2)"),
        ("", "facts.json is empty"),
        (" \r\n", "facts.json is empty"),
        ("{", "EOF while parsing an object (line 1, column 1)"),
        (
            "{ \"server\": { \"systemDrive\": \"C:\\\\\" } }",
            "server.systemDrive: `C:\\` is not a drive such as C: (line 1, column 35)",
        ),
        ("{} x", "trailing characters (line 1, column 4)"),
        (
            "{ \"user\": { \"elevated\": \"yes\" } }",
            "user.elevated: this should be true or false, not text (line 1, column 29)",
        ),
        (
            "{ \"server\": { \"name\": { \"first\": 1 } } }",
            "server.name: this should be text, not an object (line 1, column 31)",
        ),
        (
            "{ \"server\": { \"unknown\": \"a\", \"name\": \"b\" } }",
            "server: `unknown` stands alone in its object (line 1, column 36)",
        ),
    ] {
        wrong.extend((error(json) != expected).then(|| (error(json), expected)));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(error("{ \"zzzzzzzzz\": 1 }").contains("the members are server, exchange,"));
    let deep = format!("{{ \"registry\": {}1{} }}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(error(&deep).contains("registry"));
}

#[test]
fn a_list_without_services_was_not_collected() {
    for (json, expected) in [
        ("{}", "facts.json does not give services"),
        (r#"{ "services": null }"#, "facts.json lists no services"),
        (r#"{ "services": [] }"#, "facts.json lists no services"),
        (r#"{ "services": { "unknown": "why" } }"#, "why"),
        (r#"{ "unknown": "why" }"#, "why"),
    ] {
        match facts(json).services() {
            Look::Unknown(reason) => assert_eq!(reason.as_ref(), expected, "{json}"),
            other => panic!("{json}: {other:?}"),
        }
    }
}

#[test]
fn what_is_not_said_of_a_service_names_it() {
    let facts = facts(r#"{ "services": [{ "name": "FMS" }] }"#);
    let Look::Found([service]) = facts.services() else { panic!() };
    let Look::Unknown(reason) = &service.start_type else { panic!() };
    assert_eq!(reason.as_ref(), "facts.json does not give startType of the service FMS");
}

#[test]
fn every_fact_of_the_schema_can_be_given() {
    for fact in fact_schemas() {
        let (section, member) = fact.path.split_once('.').unwrap();
        let value = match fact.value_type {
            ValueType::Bool => "true",
            ValueType::Number if member == "generation" => "2016",
            ValueType::Number => "1",
            ValueType::Version => "\"15.1.2106.2\"",
            ValueType::List => "[\"a\"]",
            ValueType::Time => "\"2021-03-09T14:00:00+01:00\"",
            _ if member == "systemDrive" => "\"d:\"",
            _ => "\"a\"",
        };
        let facts = facts(&format!("{{ \"{section}\": {{ \"{member}\": {value} }} }}"));
        assert!(!matches!(facts.get(fact.path), Value::Unknown(_)), "{}", fact.path);
    }
}

#[test]
fn windows_encodings_are_read() {
    let json = "{ \"server\": { \"name\": \"EX\u{e4}\" } }";
    let utf16 = |big: bool| -> Vec<u8> {
        let units = std::iter::once(0xFEFF).chain(json.encode_utf16());
        units.flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
    };
    let origin: Arc<str> = Arc::from("/copy/facts.json");
    for content in [
        json.as_bytes().to_vec(),
        [b"\xEF\xBB\xBF", json.as_bytes()].concat(),
        utf16(true),
        utf16(false),
    ] {
        let facts = Facts::read(&content, &origin).unwrap();
        assert_eq!(facts.get("server.name").to_string(), "EX\u{e4}");
        assert_eq!(
            facts.get("server.site").to_string(),
            "(unknown: /copy/facts.json does not give server.site)"
        );
    }
    let broken = Facts::read(b"{ \"server\": \xE4 }", &origin).unwrap_err();
    assert_eq!(broken.to_string(), "byte 12 is not UTF-8; save the file as UTF-8");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_text_never_panics(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "{", "}", "[", "]", ",", ":", "\"server\"", "\"services\"", "\"name\"", "\"unknown\"",
            "null", "1", "-1e9", "1e400", "true", "\"x\"", "\"\\u0000\"", "\"startType\"", "\u{e4}",
            "\"registry\"", "\"exchange\"", "\"build\"",
        ]), 0..40)
    ) {
        let _ = parse(&pieces.concat());
    }
}
