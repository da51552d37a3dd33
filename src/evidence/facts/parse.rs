//! Reading `facts.json` by its description, with the place of everything that is wrong.

mod seed;

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use serde::de::DeserializeSeed;

use super::shape::FACTS;
use super::{Facts, FactsError, Service};
use crate::evidence::Look;
use crate::model::{fact_schemas, Value};
use seed::Seed;

/// What was read at one place.
#[derive(Debug)]
enum Node {
    Value(Value),
    Object(Vec<(&'static str, Node)>),
    List(Vec<Node>),
}

/// Where the reader is, and what it would advise.
#[derive(Default)]
struct Place {
    path: RefCell<Vec<String>>,
    hint: RefCell<Option<String>>,
}

/// Reads facts.
pub(super) fn parse(json: &str) -> Result<Facts, FactsError> {
    if json.trim().is_empty() {
        return Err(FactsError { message: String::from("facts.json is empty"), hint: None });
    }
    let place = Place::default();
    let mut reader = serde_json::Deserializer::from_str(json);
    let seed = Seed { shape: FACTS, place: &place };
    let node = seed.deserialize(&mut reader).and_then(|node| reader.end().map(|()| node));
    let node = node.map_err(|error| {
        let at = format!("line {}, column {}", error.line(), error.column());
        let text = error.to_string();
        let what = text.rsplit_once(" at line ").map_or(text.as_str(), |(what, _)| what);
        let path = place.path.borrow().join(".").replace(".[", "[");
        let path = if path.is_empty() { path } else { format!("{path}: ") };
        FactsError { message: format!("{path}{what} ({at})"), hint: place.hint.take() }
    })?;
    let mut facts = Facts::empty("facts.json does not give");
    match node {
        Node::Object(sections) => {
            for (name, node) in sections {
                section(&mut facts, name, node)?;
            }
        }
        Node::Value(value) => {
            for fact in fact_schemas() {
                facts.set(fact.path, value.clone());
            }
            section(&mut facts, "services", Node::Value(value))?;
        }
        Node::List(_) => {}
    }
    Ok(facts)
}

/// Takes over what one section gives. What no source reads yet was checked and is left out.
fn section(facts: &mut Facts, name: &str, node: Node) -> Result<(), FactsError> {
    match node {
        Node::Value(value) if name == "services" => {
            facts.services = Some(match value {
                Value::Unknown(reason) => Look::Unknown(reason),
                _ => no_services(),
            });
        }
        // A whole section that is missing or unknown says so for each of its facts.
        Node::Value(value) => {
            for fact in fact_schemas() {
                let inside = fact.path.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
                if inside {
                    facts.set(fact.path, value.clone());
                }
            }
        }
        Node::Object(members) => {
            for (member, node) in members {
                if let Node::Value(value) = node {
                    facts.set(&format!("{name}.{member}"), value);
                }
            }
        }
        Node::List(items) if name == "services" => {
            // Every item was checked to be an object with a name.
            let services: Vec<_> = items.into_iter().filter_map(service).collect();
            each_once(&services)?;
            let found = if services.is_empty() { no_services() } else { Look::Found(services) };
            facts.services = Some(found);
        }
        Node::List(_) => {}
    }
    Ok(())
}

/// Two services of one name are none of one Windows, and nothing says which of them counts.
fn each_once(services: &[Service]) -> Result<(), FactsError> {
    let mut seen: HashMap<String, (usize, &str)> = HashMap::new();
    for (index, service) in services.iter().enumerate() {
        let name = service.name.as_ref();
        if let Some((first, other)) = seen.insert(name.to_lowercase(), (index, name)) {
            let message = format!(
                "services[{first}] and services[{index}] are one service: {other} and {name}"
            );
            return Err(FactsError { message, hint: None });
        }
    }
    Ok(())
}

/// There is no Windows without services: a list without any was not collected.
fn no_services() -> Look<Vec<Service>> {
    Look::unknown("facts.json lists no services")
}

fn service(node: Node) -> Option<Service> {
    let Node::Object(members) = node else { return None };
    let member = |wanted: &str| {
        members.iter().find(|(member, _)| *member == wanted).and_then(|(_, node)| match node {
            Node::Value(value) => Some(value),
            _ => None,
        })
    };
    let Some(Value::Text(name)) = member("name") else { return None };
    let text = |wanted: &str| match member(wanted) {
        Some(Value::Text(text)) => Look::Found(text.clone()),
        Some(Value::Unknown(reason)) => Look::Unknown(reason.clone()),
        Some(Value::Missing) => Look::Missing,
        _ => Look::unknown(format!("facts.json does not give {wanted} of the service {name}")),
    };
    let display_name = match text("displayName") {
        Look::Found(text) => Some(text),
        _ => None,
    };
    let (start_type, status) = (text("startType"), text("status"));
    Some(Service { name: name.clone(), display_name, start_type, status })
}

/// Text from a file that Windows tools wrote: UTF-8 or, with a byte order mark, UTF-16.
pub(super) fn text(content: &[u8]) -> Result<String, FactsError> {
    let utf16 = |raw, big| {
        let mut text = String::new();
        crate::evidence::reader::decode(raw, big, &mut text);
        text
    };
    match content {
        [0xFF, 0xFE, rest @ ..] => Ok(utf16(rest, false)),
        [0xFE, 0xFF, rest @ ..] => Ok(utf16(rest, true)),
        _ => {
            let content = content.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(content);
            std::str::from_utf8(content).map(str::to_owned).map_err(|error| FactsError {
                message: format!("byte {} is not UTF-8", error.valid_up_to()),
                hint: Some(String::from("save the file as UTF-8")),
            })
        }
    }
}

impl Facts {
    /// Reads the content of a `facts.json` at `origin`.
    pub(in crate::evidence) fn read(content: &[u8], origin: &Arc<str>) -> Result<Self, FactsError> {
        let mut facts = parse(&text(content)?)?;
        facts.set_origin(origin.clone());
        Ok(facts)
    }
}

#[cfg(test)]
mod tests;
