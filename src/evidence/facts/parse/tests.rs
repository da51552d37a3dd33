use proptest::prelude::*;

use super::*;
use crate::evidence::{Look, Service};
use crate::model::{fact_schemas, Value, ValueType};

fn read(content: &[u8]) -> Facts {
    Facts::read(content, "facts.json", &|| false).unwrap()
}

fn facts(json: &str) -> Facts {
    read(json.as_bytes())
}

fn services(facts: &Facts) -> Vec<String> {
    match facts.services() {
        Look::Found(services) => services.iter().map(shown).collect(),
        Look::Missing => panic!("services are never missing"),
        Look::Unknown(reason) => vec![reason.to_string()],
    }
}

fn shown(service: &Service) -> String {
    let look = |look: &Look<Arc<str>>| match look {
        Look::Found(text) => text.to_string(),
        Look::Missing => String::from("missing"),
        Look::Unknown(reason) => format!("({reason})"),
    };
    format!("{} {} {}", service.name, look(&service.start_type), look(&service.status))
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
    let expected = ["FMS Disabled Stopped", "W3SVC Automatic (access is denied)"];
    assert_eq!(services(&facts), expected);
}

/// The fact at `path` is unknown for this reason, and the rest of the file is read all the same.
#[track_caller]
fn costs_its_part(json: &str, path: &'static str, expected: &str) {
    let facts = facts(json);
    let shown = match path {
        "services" => services(&facts).join("\n"),
        path => facts.get(path).to_string(),
    };
    let columns = regex::Regex::new(r", column \d+\)").unwrap();
    let shown = columns.replace_all(&shown, ")");
    let shown = shown.trim_start_matches("(unknown: ").trim_end_matches(')');
    assert_eq!(shown, expected.trim_end_matches(')'), "{json}");
    assert_eq!(facts.get("locale.culture").to_string(), "de-DE", "{json}");
}

#[test]
fn what_is_wrong_costs_its_part_and_has_its_place_and_a_hint() {
    const REST: &str = "\"locale\": { \"culture\": \"de-DE\" }";
    for (part, path, expected) in [
        (
            "\"exchange\": { \"biuld\": \"15.1.2106.2\" }",
            "exchange.build",
            "facts.json does not give exchange.build; there is no member `biuld`; did you mean \
             `build`? (line 2)",
        ),
        (
            "\"exchange\": { \"build\": 15.1 }",
            "exchange.build",
            "facts.json: exchange.build: this should be a build number in quotes, such as \
             \"15.2.792.10\": a JSON number cannot have four parts, not a number (line 2)",
        ),
        (
            "\"exchange\": { \"build\": \"15.1\" }",
            "exchange.build",
            "facts.json: exchange.build: `15.1` is not a build number such as 15.2.792.10 (line 2)",
        ),
        (
            "\"exchange\": { \"generation\": 2018 }",
            "exchange.generation",
            "facts.json: exchange.generation: 2018 is not one of 2010, 2013, 2016, 2019, 2025 \
             (line 2)",
        ),
        (
            "\"exchange\": 5",
            "exchange.roles",
            "facts.json: exchange: this should be an object, not a number (line 2)",
        ),
        (
            "\"server\": { \"name\": { \"first\": 1 } }",
            "server.name",
            "facts.json: server.name: this should be text, not an object (line 2)",
        ),
        (
            "\"server\": { \"name\": \"a\", \"Name\": \"b\" }",
            "server.name",
            "facts.json: server.name: it is given twice, as a and as b (line 2)",
        ),
        (
            "\"user\": { \"elevated\": \"yes\" }",
            "user.elevated",
            "facts.json: user.elevated: this should be true or false, not text (line 2)",
        ),
        (
            "\"server\": { \"time\": \"2021-03-09T14:00:00\" }",
            "server.time",
            "facts.json: server.time: `2021-03-09T14:00:00` is not a time such as \
             2021-03-09T14:00:00Z (line 2)",
        ),
        (
            "\"services\": \"none\"",
            "services",
            "facts.json: services: this should be a list, not text (line 2)",
        ),
        (
            "\"servces\": []",
            "services",
            "facts.json does not give services; there is no member `servces`; did you mean \
             `services`? (line 2)",
        ),
        (
            "\"services\": [{ \"name\": \"a\", \"startType\": \"Disbled\", \"status\": 9 }]",
            "services",
            "a (facts.json: services[0].startType: `Disbled` is not one of Boot, System, Automatic, \
             Manual, Disabled; did you mean `Disabled`? (line 2)) (facts.json: \
             services[0].status: 9 is the number of no known value (line 2))",
        ),
        (
            "\"services\": [{ \"name\": \"a\", \"startTyp\": 4, \"status\": 4 }]",
            "services",
            "a (facts.json does not give startType of the service a; did you mean `startType` by \
             `startTyp`?) Running",
        ),
        (
            "\"services\": [{ \"status\": 1 }]",
            "services",
            "facts.json: services[0]: a service needs its `name` (line 2)",
        ),
        (
            "\"services\": [null]",
            "services",
            "facts.json: services[0]: this should be an object, not null (line 2)",
        ),
    ] {
        costs_its_part(&format!("{{\n {part},\n {REST}\n}}").replace("\n}", "}"), path, expected);
    }
}

#[test]
fn what_cannot_be_read_in_a_list_leaves_the_others_as_they_are() {
    let facts = facts(r#"{ "services": [7, { "name": "FMS", "startType": 4, "status": 1 }, {}] }"#);
    assert_eq!(services(&facts), ["FMS Disabled Stopped"]);
    let doubt = facts.services_doubt().unwrap();
    assert!(doubt.contains("services[0]") && doubt.contains("not a number"), "{doubt}");
}

#[test]
fn what_is_no_json_leaves_every_fact_unknown() {
    for (json, expected) in [
        ("", "it is empty (line 1, column 0)"),
        (" \r\n", "it ends in the middle of its JSON (line 2, column 0)"),
        (
            "{ \"server\": { \"name\": \"EX01\" },",
            "it ends in the middle of its JSON (line 1, column 31)",
        ),
        ("{} x", "trailing characters (line 1, column 4)"),
        ("Status Name", "expected value (line 1, column 1)"),
    ] {
        let facts = facts(json);
        let reason = format!("facts.json cannot be read: {expected}");
        assert_eq!(services(&facts), [reason.as_str()]);
        assert_eq!(facts.get("server.name").to_string(), format!("(unknown: {reason})"));
        // Nothing says that Windows is elsewhere.
        assert_eq!(facts.get("server.systemDrive").to_string(), "C:");
    }
    for (json, expected) in [("5", "a number"), ("null", "null"), ("\"x\"", "text")] {
        let shown = facts(json).get("exchange.build").to_string();
        assert!(shown.contains("should be an object") && shown.contains(expected), "{shown}");
    }
    let deep = |member: &str| {
        let (open, close) = ("[".repeat(100_000), "]".repeat(100_000));
        facts(&format!("{{ \"{member}\": {open}1{close}, \"server\": {{ \"name\": \"A\" }} }}"))
    };
    assert_eq!(deep("registry").get("server.name").to_string(), "A");
    assert_eq!(deep("services").get("server.name").to_string(), "A");
}

#[test]
fn services_that_are_listed_twice_are_in_doubt_where_they_differ() {
    let twice = |second: &str| {
        services(&facts(&format!(
            r#"{{"services":[{{"name":"FMS","startType":"Manual","status":4}},{{"name":"fms",{second}}}]}}"#
        )))
    };
    assert_eq!(twice(r#""startType":3,"status":"Running""#), ["FMS Manual Running"]);
    assert_eq!(
        twice(r#""startType":4,"status":"Running""#),
        ["FMS (facts.json lists the service fms twice, with startType Manual and Disabled) Running"]
    );
}

#[test]
fn one_of_several_computers_is_the_server() {
    let list = r#"[{"Name":"FMS","StartType":4,"Status":1,"PSComputerName":"ex01.example.org"},
                   {"Name":"FMS","StartType":2,"Status":4,"PSComputerName":"EX02"}]"#;
    let of = |server: &str| {
        services(&facts(&format!(r#"{{"services":{list},"server":{{"name":"{server}"}}}}"#)))
    };
    assert_eq!(of("EX01"), ["FMS Disabled Stopped"]);
    assert_eq!(of("EX02"), ["FMS Automatic Running"]);
    let doubt = services(&facts(list));
    assert!(doubt[0].contains("several computers (ex01, ex02)"), "{doubt:?}");
}

#[test]
fn members_of_one_meaning_must_agree() {
    for (members, expected) in [
        (r#""StartType":2,"StartupType":10"#, "a Automatic Running"),
        (r#""StartType":null,"StartMode":"Auto""#, "a Automatic Running"),
        (r#""StartupType":-1,"StartMode":"Disabled""#, "a Disabled Running"),
        (
            r#""StartType":4,"StartupType":2"#,
            "a (facts.json: [0]: its startType is both Disabled and Automatic (line 1, column 2)) Running",
        ),
        (r#""StartType":{"value":4,"Value":"Disabled"}"#, "a Disabled Running"),
        (
            r#""StartType":{"value":4,"Value":"Manual"}"#,
            "a (facts.json: [0].startType: it is both Disabled and Manual (line 1, column 86)) Running",
        ),
        (r#""StartType":null"#, "a (facts.json does not give startType of the service a) Running"),
        (r#""StartType":"""#, "a (facts.json does not give startType of the service a) Running"),
    ] {
        let json = format!(r#"[{{"Name":"a ","Status":"OK","State":"Running",{members}}}]"#);
        assert_eq!(services(&facts(&json)), [expected], "{members}");
    }
}

#[test]
fn values_are_read_as_powershell_writes_them() {
    for (path, value, expected) in [
        ("server.systemDrive", r#""d:\\""#, "D:"),
        ("server.systemDrive", r#""C""#, "C:"),
        ("server.time", r#""\/Date(1615298400000)\/""#, "2021-03-09T14:00:00Z"),
        ("server.time", r#""/Date(1615298400000+0100)/""#, "2021-03-09T14:00:00Z"),
        (
            "server.time",
            r#"{"value":"\/Date(1615298400000)\/","DisplayHint":2,"DateTime":"Tuesday"}"#,
            "2021-03-09T14:00:00Z",
        ),
        ("server.time", r#""2021-03-09T15:00:00.1234567+01:00""#, "2021-03-09T14:00:00.1234567Z"),
        ("server.name", r#"{"value":"EX01","PSComputerName":"EX01","RunspaceId":"x"}"#, "EX01"),
        ("exchange.roles", r#""Mailbox, ClientAccess""#, "Mailbox, ClientAccess"),
        ("exchange.roles", r#"{"value":["Mailbox"],"Count":1}"#, "Mailbox"),
        (
            "exchange.build",
            r#"{"Major":15,"Minor":1,"Build":2106,"Revision":2,"MajorRevision":0,"MinorRevision":2}"#,
            "15.1.2106.2",
        ),
        (
            "server.osVersion",
            r#"{"Major":10,"Minor":0,"Build":17763,"Revision":-1}"#,
            "10.0.17763.0",
        ),
    ] {
        let (section, member) = path.split_once('.').unwrap();
        let facts =
            facts(&format!(r#"{{"{section}":{{"{member}":{value},"PSComputerName":"x"}}}}"#));
        assert_eq!(facts.get(path).to_string(), expected, "{value}");
    }
}

#[test]
fn what_is_too_long_or_too_much_is_not_kept() {
    let long = "x".repeat(100_000);
    for (json, path) in [
        (format!(r#"{{"server":{{"name":"{long}"}}}}"#), "server.name"),
        (
            format!(r#"{{"exchange":{{"roles":[{}"x"]}}}}"#, r#""x","#.repeat(1_000)),
            "exchange.roles",
        ),
        (format!(r#"{{"{long}":1}}"#), "server.name"),
        (
            format!(r#"{{"server":{{"name":{{"unknown":"{}"}}}}}}"#, "y".repeat(10_000)),
            "server.name",
        ),
    ] {
        let shown = facts(&json).get(path).to_string();
        assert!(shown.starts_with("(unknown: ") && shown.len() < 1_200, "{shown}");
    }
    let many = r#"{"name":"a"},"#.repeat(20_001);
    let reasons = services(&facts(&format!(r#"{{"services":[{many}5]}}"#)));
    assert!(reasons[0].contains("more than 20000 services"), "{reasons:?}");
    let word = format!(r#"[{{"name":"a","startType":"{long}"}}]"#);
    assert!(services(&facts(&word))[0].contains("longer than"));
}

#[test]
fn reading_stops_when_it_is_asked_to() {
    let calls = std::cell::Cell::new(0);
    let cancelled = || {
        calls.set(calls.get() + 1);
        calls.get() > 3
    };
    let long = format!("{{ \"{}\": 1 }}", "x".repeat(1 << 20));
    assert!(Facts::read(long.as_bytes(), "facts.json", &cancelled).is_none());
    // Each open bracket may ask once more.
    assert!(calls.get() < 8, "{}", calls.get());
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
    let json = "[{ \"Name\": \"FMS\", \"DisplayName\": \"\u{c4}\u{8868}\", \"StartType\": 4, \"Status\": 1 }]";
    let utf16 = |big: bool| -> Vec<u8> {
        let units = std::iter::once(0xFEFF).chain(json.encode_utf16());
        units.flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
    };
    for content in [
        json.as_bytes().to_vec(),
        [b"\xEF\xBB\xBF", json.as_bytes()].concat(),
        utf16(true),
        utf16(false),
        utf16(true).split_off(2),
        utf16(false).split_off(2),
    ] {
        let facts = read(&content);
        assert_eq!(services(&facts), ["FMS Disabled Stopped"]);
        let Look::Found([service]) = facts.services() else { panic!() };
        assert_eq!(service.display_name.as_deref(), Some("\u{c4}\u{8868}"));
    }
    // Code pages: of Western Europe, and of Japan, where the second byte can be a backslash.
    for name in [&b"Dienst f\xFCr"[..], b"\x95\x5C\x8E\xA6"] {
        let content =
            [br#"[{"Name":"FMS","DisplayName":""#, name, br#"","StartType":4,"Status":1}]"#];
        assert_eq!(services(&read(&content.concat())), ["FMS Disabled Stopped"]);
    }
    let content = b"[{\"Name\":\"F\xCDS\",\"StartType\":4,\"Status\":1}]";
    assert!(services(&read(content))[0].contains("the encoding of this name is not known"));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_text_never_panics(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "{", "}", "[", "]", ",", ":", "\"server\"", "\"services\"", "\"name\"", "\"unknown\"",
            "null", "1", "-1e9", "1e400", "true", "\"x\"", "\"\\u0000\"", "\"startType\"", "\u{e4}",
            "\"registry\"", "\"exchange\"", "\"build\"", "\"value\"", "\"time\"", "\"/Date(1)/\"", "\"/Date(\"",
        ]), 0..40)
    ) {
        let _ = facts(&pieces.concat());
    }
}
