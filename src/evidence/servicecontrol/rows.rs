//! One row for each service: what the replay, the records and the list of services say together.

use std::collections::BTreeMap;
use std::sync::Arc;

use time::OffsetDateTime;

use super::entry::{record_name, Entry};
use super::event::Event;
use super::order::{orders, Log};
use super::patch_log::PatchLog;
use super::record::{self, Record};
use super::replay::{Reason, Replay, State};
use super::setup_events::SetupEvents;
use crate::evidence::columns::{number, Columns};
use crate::evidence::{Look, Service, Target, WindowsPath};
use crate::model::{join_reasons, Completeness, Location, Row, Rows, Value};

/// Records that are read: one a version of Exchange, and one of security updates.
const MAX_RECORDS: usize = 16;

/// Where a service ends.
enum End<'a> {
    Disabled {
        reason: Reason,
        by: Option<(Log, &'a Event)>,
        record: Option<&'a Event>,
        start_type: Option<&'static str>,
    },
    AsBefore {
        by: Option<(Log, &'a Event)>,
    },
    Unknown {
        why: Arc<str>,
        by: Option<(Log, &'a Event)>,
    },
}

/// Everything that rows are made of.
struct Known<'a> {
    patch: &'a PatchLog,
    setup: &'a SetupEvents,
    replays: Vec<(Vec<(Log, &'a Event)>, Replay)>,
    records: Vec<(String, Arc<str>, Record)>,
    doubt: Option<Arc<str>>,
}

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
    let known = Known {
        patch,
        setup,
        replays: replays.collect(),
        records: folder.map(|folder| records(&folder, patch, setup, target)).unwrap_or_default(),
        doubt: doubts.reduce(|told, reason| join_reasons(&told, &reason)),
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

/// The start type as Windows calls it, where a record says one with which a service can start.
fn start_type(mode: &str) -> Option<&'static str> {
    let modes = [("Auto", "Automatic"), ("Automatic", "Automatic"), ("Manual", "Manual")];
    modes.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(mode)).map(|(_, name)| name)
}

impl<'a> Known<'a> {
    /// Where a service ends by one order of the events.
    fn end(&self, order: &[(Log, &'a Event)], replay: &Replay, key: &str) -> End<'a> {
        let at = |step: usize| order.get(step).copied();
        match replay.state(key) {
            None | Some(State::AsBefore) => End::AsBefore { by: last_line(order, key) },
            Some(State::Lost { step }) => {
                let Some((log, event)) = at(step) else { return End::AsBefore { by: None } };
                let path = self.location(log, event).path;
                let why: Arc<str> = format!(
                    "what ServiceControl.ps1 did by line {} of {path} depends on a record that is not in the logs",
                    event.line
                )
                .into();
                let why =
                    self.doubt.as_ref().map_or(why.clone(), |doubt| join_reasons(&why, doubt));
                End::Unknown { why, by: Some((log, event)) }
            }
            Some(State::Disabled { reason, step, record }) => {
                let mut found = None;
                for (name, _, modes) in &self.records {
                    let Some(mode) = modes.get(key) else { continue };
                    let recorded = replay.recorded(name, key);
                    if mode.eq_ignore_ascii_case("Disabled") && recorded == Some(State::AsBefore) {
                        return End::AsBefore { by: at(step) };
                    }
                    found = found.or(start_type(mode));
                }
                let record = record.and_then(at).map(|(_, event)| event);
                End::Disabled { reason, by: at(step), record, start_type: found }
            }
        }
    }

    /// Where a service ends by all orders that are possible.
    fn ends(&self, key: &str) -> End<'a> {
        let mut ends = self.replays.iter().map(|(order, replay)| self.end(order, replay, key));
        let first = ends.next().unwrap_or(End::AsBefore { by: None });
        let differs = |end: &End<'a>| std::mem::discriminant(end) != std::mem::discriminant(&first);
        if ends.any(|end| differs(&end)) {
            let why = "the dates of ServiceControl.log do not tell whether it was written before or after the \
                       lines of ExchangeSetup.log, and that decides";
            let by = match first {
                End::Disabled { by, .. } | End::AsBefore { by } | End::Unknown { by, .. } => by,
            };
            return End::Unknown { why: Arc::from(why), by };
        }
        let End::AsBefore { by } = first else { return first };
        let stopped =
            self.patch.only_stopped.iter().find(|(name, _)| name.eq_ignore_ascii_case(key));
        match (&self.doubt, stopped) {
            (Some(doubt), _) => End::Unknown { why: doubt.clone(), by },
            (None, Some((_, line))) if by.is_none() => {
                let why = format!("line {line} of ServiceControl.log stopped it, and no line says whether it was disabled");
                End::Unknown { why: why.into(), by }
            }
            _ => End::AsBefore { by },
        }
    }

    fn row(
        &self,
        columns: &Columns,
        key: &str,
        name: &Arc<str>,
        now: Value,
        origin: &Arc<str>,
    ) -> Row {
        let end = self.ends(key);
        let by = match &end {
            End::Disabled { by, .. } | End::AsBefore { by } | End::Unknown { by, .. } => *by,
        };
        let mut location = match by {
            Some((log, event)) => self.location(log, event),
            None => Location {
                path: origin.clone(),
                text: Arc::from(format!("{name}: ServiceControl.ps1 does not name it")),
                ..Location::default()
            },
        };
        let proof = match (&end, by) {
            (End::Unknown { .. }, None) if is_disabled(&now) => self.proof(key),
            _ => None,
        };
        let (ends_as, reason, recorded, record_line) = match (&end, proof) {
            (_, Some((path, mode))) => {
                // The script deletes the record when it gives the start types back.
                location = Location {
                    path: path.clone(),
                    text: Arc::from(format!("{name}: {mode}")),
                    ..Location::default()
                };
                (
                    Value::from("Disabled"),
                    Value::from("NotEnabled"),
                    Value::from(mode),
                    Value::Missing,
                )
            }
            (End::Disabled { reason, record, start_type, .. }, None) => (
                Value::from("Disabled"),
                Value::from(word(*reason)),
                start_type.map_or(Value::Missing, Value::from),
                record.map_or(Value::Missing, |event| number(event.line)),
            ),
            (End::AsBefore { .. }, None) => {
                (Value::from("AsBefore"), Value::Missing, Value::Missing, Value::Missing)
            }
            (End::Unknown { why, .. }, None) => {
                (Value::Unknown(why.clone()), Value::Missing, Value::Missing, Value::Missing)
            }
        };
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
            [service, ends_as, reason, now, recorded, path, line, time, text, record_line],
            location,
        )
    }

    /// A record that is still there and has a service that is to be enabled.
    fn proof(&self, key: &str) -> Option<(&Arc<str>, &'static str)> {
        self.records.iter().find_map(|(_, path, modes)| Some((path, start_type(modes.get(key)?)?)))
    }

    fn location(&self, log: Log, event: &Event) -> Location {
        let paths = match log {
            Log::Patch => {
                self.patch.file.as_ref().map(|file| (file.path.clone(), file.server_path.clone()))
            }
            Log::Setup => self.setup.paths.clone(),
        };
        let (path, server_path) = paths.unwrap_or_default();
        let text = event.text.clone();
        Location {
            path,
            server_path,
            line: Some(event.line),
            offset: Some(event.offset),
            time: event.time,
            text,
        }
    }
}

fn is_disabled(start_type: &Value) -> bool {
    matches!(start_type, Value::Text(text) if text.eq_ignore_ascii_case("Disabled"))
}

/// The last line that changed the start type of a service.
fn last_line<'a>(order: &[(Log, &'a Event)], key: &str) -> Option<(Log, &'a Event)> {
    let changes = |event: &Event| match &event.entry {
        Entry::Disabling(name) | Entry::Enabling(name) => name.eq_ignore_ascii_case(key),
        _ => false,
    };
    order.iter().rev().find(|(_, event)| changes(event)).copied()
}

fn word(reason: Reason) -> &'static str {
    match reason {
        Reason::NotEnabled => "NotEnabled",
        Reason::UnableToEnable => "UnableToEnable",
        Reason::NotInRecord => "NotInRecord",
        Reason::RecordedWhileDisabled => "RecordedWhileDisabled",
    }
}
