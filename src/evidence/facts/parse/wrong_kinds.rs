//! One part of the facts is of the wrong kind: every other part says what it said before.

use std::collections::BTreeMap;

use serde_json::{json, Map, Value};

use crate::evidence::facts::shape::{OF_POWERSHELL, SECTIONS, SERVICE, SERVICES, UNREAD};
use crate::evidence::facts::Facts;
use crate::evidence::Look;
use crate::model::{fact_schemas, ValueType};

/// A file that gives every fact there is, and some services.
fn whole() -> Value {
    let mut file = Map::new();
    for fact in fact_schemas() {
        let (section, member) = fact.path.split_once('.').unwrap();
        let value = match fact.value_type {
            ValueType::Bool => json!(true),
            ValueType::Number if member == "generation" => json!(2016),
            ValueType::Number => json!(1),
            ValueType::Version => json!("15.1.2106.2"),
            ValueType::List => json!(["a"]),
            ValueType::Time => json!("2021-03-09T14:00:00Z"),
            _ if member == "systemDrive" => json!("D:"),
            _ => json!(format!("the {member}")),
        };
        let section = file.entry(section).or_insert_with(|| json!({}));
        section[member] = value;
    }
    let service =
        |name: &str| json!({ "name": name, "startType": "Disabled", "status": "Stopped" });
    let services = ["FMS", "MSExchangeIS", "pla"].map(service);
    file.insert(String::from(SERVICES), json!(services));
    Value::Object(file)
}

/// What each fact says, and the services one by one.
fn said(file: &Value) -> BTreeMap<String, String> {
    let facts = Facts::read(file.to_string().as_bytes(), "facts.json", &|| false).unwrap();
    let values = fact_schemas().iter().map(|fact| (fact.path.to_owned(), facts.get(fact.path)));
    let mut said: BTreeMap<_, _> = values.map(|(path, value)| (path, value.to_string())).collect();
    if let Look::Found(services) = facts.services() {
        for service in services {
            said.insert(format!("services.{}", service.name), format!("{service:?}"));
        }
    }
    said
}

/// Values of every kind that JSON has.
fn kinds() -> Vec<Value> {
    let mut deep = json!(1);
    (0..200).for_each(|_| deep = json!([deep]));
    vec![
        json!(null),
        json!(true),
        json!(5),
        json!(-0.5),
        json!(1e300),
        json!(""),
        json!("text"),
        json!("\u{0}\u{fffd}"),
        json!([]),
        json!([5, null]),
        json!([{ "x": 1 }]),
        json!({}),
        json!({ "x": { "y": [] } }),
        json!({ "unknown": "why" }),
        json!({ "unknown": 5 }),
        deep,
    ]
}

/// What is said where one part is replaced must be what was said, but for the part itself.
fn costs_only(whole: &BTreeMap<String, String>, file: &Value, part: &str, what: &Value) {
    let found = said(file);
    let prefix = format!("{part}.");
    for (path, value) in
        whole.iter().filter(|(path, _)| *path != part && !path.starts_with(&prefix))
    {
        assert_eq!(found.get(path), Some(value), "{path}, where {part} is {what}");
    }
}

#[test]
fn a_member_of_the_file_costs_itself() {
    let file = whole();
    let before = said(&file);
    assert!(
        before.len() > 20 && before.values().all(|value| !value.contains("unknown:")),
        "{before:#?}"
    );
    let sections = SECTIONS.iter().map(|(name, _)| *name);
    let of_services = SERVICE.iter().map(|(name, _)| *name);
    let more = ["value", "unknown", "Count", "strange", "Server "];
    let keys = sections.chain([SERVICES]).chain(UNREAD.iter().copied());
    for key in keys.chain(OF_POWERSHELL.iter().copied()).chain(of_services).chain(more) {
        for kind in kinds() {
            let mut changed = file.clone();
            changed[key] = kind.clone();
            costs_only(&before, &changed, key, &kind);
            // The same where it comes first.
            let Value::Object(members) = &mut changed else { unreachable!() };
            members.shift_insert(0, String::from(key), kind.clone());
            costs_only(&before, &changed, key, &kind);
        }
    }
}

#[test]
fn a_fact_costs_itself() {
    let file = whole();
    let before = said(&file);
    for fact in fact_schemas() {
        let (section, member) = fact.path.split_once('.').unwrap();
        for kind in kinds() {
            let mut changed = file.clone();
            changed[section][member] = kind.clone();
            costs_only(&before, &changed, fact.path, &kind);
        }
    }
}

#[test]
fn a_service_costs_itself() {
    let file = whole();
    let before = said(&file);
    for (member, _) in SERVICE {
        // A computer is of all of them: a list of several computers is none of one server.
        if ["MachineName", "SystemName", "PSComputerName"].contains(member) {
            continue;
        }
        for kind in kinds() {
            let mut changed = file.clone();
            changed[SERVICES][0][*member] = kind.clone();
            costs_only(&before, &changed, "services.FMS", &kind);
        }
    }
    for kind in kinds() {
        let mut changed = file.clone();
        changed[SERVICES].as_array_mut().unwrap().insert(1, kind.clone());
        costs_only(&before, &changed, "", &kind);
    }
}
