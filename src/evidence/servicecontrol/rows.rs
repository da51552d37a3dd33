//! One row for each service: what the replay, the records and the list of services say together.

use std::collections::BTreeMap;
use std::sync::Arc;

use time::OffsetDateTime;

use super::end::{End, Known};
use super::entry::{record_name, Entry};
use super::order::orders;
use super::patch_log::PatchLog;
use super::record::{self, Record};
use super::replay::{Reason, Replay};
use super::setup_events::SetupEvents;
use crate::evidence::columns::{number, Columns};
use crate::evidence::{Look, Service, Target, WindowsPath};
use crate::model::{join_reasons, Completeness, Location, Row, Rows, Value};

/// Records that are read: one a version of Exchange, and one of security updates.
const MAX_RECORDS: usize = 16;

/// The rows of the source.
pub(super) fn rows(
    folder: Option<WindowsPath>,
    patch: &PatchLog,
    setup: &SetupEvents,
    unread: &[Arc<str>],
    target: &dyn Target,
    latest: Option<OffsetDateTime>,
) -> Rows {
    let orders = orders(&patch.runs, &setup.events, setup.zone, latest);
    let replays = orders.into_iter().map(|order| {
        let replay = Replay::of(&order);
        (order, replay)
    });
    let doubts = unread.iter().cloned().chain(patch.doubts.reason()).chain(setup.doubts.reason());
    let doubt_before = doubts.reduce(|told, reason| join_reasons(&told, &reason));
    let doubts = doubt_before.iter().cloned().chain(patch.endings.reason());
    let known = Known {
        patch,
        setup,
        replays: replays.collect(),
        records: folder.map(|folder| records(&folder, patch, setup, target)).unwrap_or_default(),
        doubt: doubts.reduce(|told, reason| join_reasons(&told, &reason)),
        doubt_before,
    };
    let facts = target.facts();
    let (list, unlisted): (&[Service], Arc<str>) = match facts.services() {
        Look::Found(list) => {
            let lacks = || Arc::from("the list of services does not have it");
            (list, facts.services_doubt().unwrap_or_else(lacks))
        }
        Look::Missing => (&[], Arc::from("there is no list of services")),
        Look::Unknown(reason) => (&[], reason),
    };
    let columns = Columns::new("servicecontrol", []);
    let origin = facts.origin().unwrap_or_default();
    let rows: Vec<_> = services(&known, list)
        .into_iter()
        .map(|(key, (name, service))| {
            let start_type = match service.map(|service| &service.start_type) {
                Some(Look::Found(text)) => Value::Text(text.clone()),
                Some(Look::Missing) => Value::Missing,
                Some(Look::Unknown(reason)) => Value::Unknown(reason.clone()),
                None => {
                    Value::unknown(format!("whether {name} is disabled is not known: {unlisted}"))
                }
            };
            Arc::new(known.row(&columns, &key, &name, start_type, &origin))
        })
        .collect();
    // What the logs may not show can be about services that a list without them does not show either.
    let exchange = |service: &Service| {
        service.name.get(..10).is_some_and(|head| head.eq_ignore_ascii_case("MSExchange"))
    };
    let completeness = match known.doubt {
        Some(_) if list.is_empty() => Completeness::Partial(unlisted),
        Some(_) if !list.iter().any(exchange) => {
            Completeness::Partial(Arc::from("the list of services has none of Exchange's"))
        }
        _ => Completeness::Complete,
    };
    Rows { total: rows.len() as u64, rows, completeness }
}

/// The services of the list, and those that the logs name, by name in small letters.
fn services<'a>(
    known: &Known<'_>,
    list: &'a [Service],
) -> BTreeMap<String, (Arc<str>, Option<&'a Service>)> {
    let mut all = BTreeMap::new();
    for service in list {
        all.insert(service.name.to_ascii_lowercase(), (service.name.clone(), Some(service)));
    }
    for (_, replay) in &known.replays {
        for (key, name) in replay.services() {
            all.entry(key.to_owned()).or_insert_with(|| (Arc::from(name), None));
        }
    }
    all
}

/// The records of start types that are still in the folder.
fn records(
    folder: &WindowsPath,
    patch: &PatchLog,
    setup: &SetupEvents,
    target: &dyn Target,
) -> Vec<(String, Arc<str>, Record)> {
    let mut names = vec![record_name("ServiceState.xml")];
    let events = patch.runs.iter().flat_map(|run| &run.events).chain(&setup.events);
    for event in events {
        let (Entry::StateFile(path) | Entry::Reading(path)) = &event.entry else { continue };
        let name = record_name(path);
        if !name.is_empty() && !names.contains(&name) && names.len() < MAX_RECORDS {
            names.push(name);
        }
    }
    let read = |name: String| {
        let path = WindowsPath::parse(&format!("{folder}\\{name}")).ok()?;
        let (found_at, record) = record::read(target, &path)?;
        Some((name, found_at, record))
    };
    names.into_iter().filter_map(read).collect()
}

impl Known<'_> {
    fn row(
        &self,
        columns: &Columns,
        key: &str,
        name: &Arc<str>,
        now: Value,
        origin: &Arc<str>,
    ) -> Row {
        let end = self.end(key, is_disabled(&now));
        let proof = match &end {
            End::Disabled { proof, .. } => proof.as_ref(),
            _ => None,
        };
        let location = match (end.by(), proof) {
            (Some((log, event)), _) => self.location(log, event),
            // The script deletes the record when it gives the start types back.
            (None, Some((path, mode))) => Location {
                path: Arc::from(*path),
                text: Arc::from(format!("{name}: {mode}")),
                ..Location::default()
            },
            (None, None) => Location {
                path: origin.clone(),
                text: Arc::from(format!("{name}: ServiceControl.ps1 does not name it")),
                ..Location::default()
            },
        };
        let (ends_as, reason, recorded, record_line) = match &end {
            End::Disabled { reason, record, start_type, .. } => (
                Value::from("Disabled"),
                Value::from(word(*reason)),
                start_type.map_or(Value::Missing, Value::from),
                record.map_or(Value::Missing, |event| number(event.line)),
            ),
            End::AsBefore { .. } => {
                (Value::from("AsBefore"), Value::Missing, Value::Missing, Value::Missing)
            }
            End::Unknown { why, .. } => {
                (Value::Unknown(why.clone()), Value::Missing, Value::Missing, Value::Missing)
            }
        };
        let doubt = doubt(&ends_as, &now).map_or(Value::Missing, Value::Text);
        let line = location.line.map_or(Value::Missing, number);
        let time = location.time.map_or(Value::Missing, Value::Time);
        let path = if location.line.is_some() {
            Value::Text(location.server_path.clone())
        } else {
            Value::Missing
        };
        let text = Value::Text(location.text.clone());
        let service = Value::Text(name.clone());
        columns.row(
            [service, ends_as, reason, now, doubt, recorded, path, line, time, text, record_line],
            location,
        )
    }
}

fn is_disabled(start_type: &Value) -> bool {
    matches!(start_type, Value::Text(text) if text.eq_ignore_ascii_case("Disabled"))
}

/// Why it is not known whether setup left a service disabled that is disabled still; `None` where
/// that is known.
fn doubt(ends_as: &Value, now: &Value) -> Option<Arc<str>> {
    let may_be_disabled = is_disabled(now) || matches!(now, Value::Unknown(_) | Value::Missing);
    match (ends_as, now) {
        (Value::Unknown(why), Value::Unknown(unlisted)) => Some(join_reasons(why, unlisted)),
        (Value::Unknown(why), _) if may_be_disabled => Some(why.clone()),
        (Value::Text(_), Value::Unknown(why)) if is_disabled(ends_as) => Some(why.clone()),
        (Value::Text(_), Value::Missing) if is_disabled(ends_as) => {
            Some(Arc::from("its start type is missing"))
        }
        _ => None,
    }
}

fn word(reason: Reason) -> &'static str {
    match reason {
        Reason::NotEnabled => "NotEnabled",
        Reason::UnableToEnable => "UnableToEnable",
        Reason::NotInRecord => "NotInRecord",
        Reason::RecordedWhileDisabled => "RecordedWhileDisabled",
    }
}
