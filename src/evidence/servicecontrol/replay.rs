//! What the lines of ServiceControl.ps1 did to the start types, one after another.

use std::collections::HashMap;

use super::entry::{record_name, Entry};
use super::event::Event;
use super::order::Log;

/// Services that are followed; no server has so many of Exchange's.
const MAX_SERVICES: usize = 2048;

/// Why a service ends disabled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    /// It was disabled, and nothing enabled it.
    NotEnabled,
    /// The script says that it could not enable it.
    UnableToEnable,
    /// The record from which services are enabled does not have it.
    NotInRecord,
    /// The record was made while the service was disabled, so that enabling it disabled it.
    RecordedWhileDisabled,
}

/// The start type of a service as far as the logs tell it. Steps are places in the order of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// As it was before the script touched it.
    AsBefore,
    /// Disabled, by which step, and by which step the record was made where that is the cause.
    Disabled { reason: Reason, step: usize, record: Option<usize> },
    /// The step cannot be followed.
    Lost { step: usize },
}

/// A record of start types: made at which step; `None` in it where it is empty.
type Record = Option<usize>;

/// The replay of one order of events.
#[derive(Debug, Default)]
pub(super) struct Replay {
    /// All states that each service had, with their steps.
    histories: HashMap<String, History>,
    records: HashMap<String, Record>,
    patch: Script,
    setup: Script,
}

#[derive(Debug, Default)]
struct History {
    /// The name as the log writes it first.
    name: String,
    states: Vec<(usize, State)>,
    /// The state before the last attempt to change it.
    before: Option<State>,
    /// Whether that attempt was to enable it.
    enabling: bool,
}

/// The script, as one log shows it.
#[derive(Debug, Default)]
struct Script {
    /// Name of the record that it writes now.
    record: String,
    /// The record that it has read; the outer `None` where it has read none, the inner where the
    /// logs do not have its making.
    loaded: Option<Option<Record>>,
    /// The service that it disabled last, while nothing else was told.
    disabling: Option<String>,
}

impl Replay {
    pub(super) fn of(events: &[(Log, &Event)]) -> Self {
        let mut replay = Self::default();
        for (step, (log, event)) in events.iter().enumerate() {
            replay.take(step, *log, &event.entry);
        }
        replay
    }

    /// The services that it followed, with the names that the log gives them.
    pub(super) fn services(&self) -> impl Iterator<Item = (&str, &str)> {
        self.histories.iter().map(|(key, history)| (key.as_str(), history.name.as_str()))
    }

    /// Where a service ends, by its name in small letters; `None` where nothing touched it.
    pub(super) fn state(&self, service: &str) -> Option<State> {
        self.histories.get(service)?.states.last().map(|(_, state)| *state)
    }

    /// The state that a service had when the record of that name was made, where that is known.
    pub(super) fn recorded(&self, record: &str, service: &str) -> Option<State> {
        let step = (*self.records.get(record)?)?;
        Some(self.state_at(service, step))
    }

    fn state_at(&self, service: &str, step: usize) -> State {
        let Some(history) = self.histories.get(service) else { return State::AsBefore };
        let place = history.states.partition_point(|(at, _)| *at < step);
        let found = place.checked_sub(1).and_then(|place| history.states.get(place));
        found.map_or(State::AsBefore, |(_, state)| *state)
    }

    fn script(&mut self, log: Log) -> &mut Script {
        match log {
            Log::Patch => &mut self.patch,
            Log::Setup => &mut self.setup,
        }
    }

    fn take(&mut self, step: usize, log: Log, entry: &Entry) {
        let disabling = self.script(log).disabling.take();
        match entry {
            Entry::Head(_) => {
                let script = self.script(log);
                (script.record, script.loaded) = (String::new(), None);
            }
            Entry::StateFile(path) => self.script(log).record = record_name(path),
            Entry::Saved => {
                let name = self.script(log).record.clone();
                let name = if name.is_empty() && log == Log::Patch {
                    record_name("ServiceState.xml")
                } else {
                    name
                };
                if self.records.len() < MAX_SERVICES || self.records.contains_key(&name) {
                    self.records.insert(name, Some(step));
                }
            }
            Entry::Disabling(name) => {
                self.change(
                    name,
                    State::Disabled { reason: Reason::NotEnabled, step, record: None },
                    step,
                );
                self.script(log).disabling = Some(name.to_ascii_lowercase());
            }
            Entry::Ignoring(name) => self.back(name, step, |state| state),
            Entry::UnableToDisable | Entry::Error => {
                if let Some(name) = disabling {
                    let lost = |before| match before {
                        State::AsBefore => State::Lost { step },
                        other => other,
                    };
                    self.back(&name, step, lost);
                }
            }
            Entry::EnablingBegins => self.script(log).loaded = None,
            Entry::Reading(path) => {
                let record = self.find(&record_name(path));
                self.script(log).loaded = Some(record);
            }
            Entry::Loaded(0) | Entry::NoRecord => self.script(log).loaded = Some(Some(None)),
            Entry::Enabling(name) => self.enable(step, log, name),
            Entry::NotInRecord(name) => self.not_enabled(name, step, Reason::NotInRecord),
            Entry::UnableToEnable(names) => {
                for name in names {
                    self.not_enabled(name, step, Reason::UnableToEnable);
                }
            }
            Entry::Removed(path) => {
                self.records.remove(&record_name(path));
            }
            Entry::Loaded(_)
            | Entry::Completed
            | Entry::DisablingBegins
            | Entry::Stopping(_)
            | Entry::UnableToStop
            | Entry::Enabled => {}
        }
    }

    /// The record of that name, or the one whose name the log does not tell.
    fn find(&self, name: &str) -> Option<Record> {
        self.records.get(name).or_else(|| self.records.get("")).copied()
    }

    fn enable(&mut self, step: usize, log: Log, name: &str) {
        let key = name.to_ascii_lowercase();
        let record = match self.script(log).loaded {
            Some(record) => record,
            None => {
                let record = self.script(log).record.clone();
                self.find(&record)
            }
        };
        let state = match record {
            None => State::Lost { step },
            Some(None) => {
                let now = self.state_at(&key, step);
                because(Reason::NotInRecord, step)(now)
            }
            Some(Some(made)) => match self.state_at(&key, made) {
                State::Disabled { .. } => State::Disabled {
                    reason: Reason::RecordedWhileDisabled,
                    step,
                    record: Some(made),
                },
                State::AsBefore => State::AsBefore,
                State::Lost { .. } => State::Lost { step },
            },
        };
        self.change(name, state, step);
        if let Some(history) = self.histories.get_mut(&key) {
            history.enabling = true;
        }
    }

    /// A service stays as it was before it was to be enabled. Where the log does not have that
    /// attempt, it stays as it is.
    fn not_enabled(&mut self, name: &str, step: usize, reason: Reason) {
        if self.histories.get(&name.to_ascii_lowercase()).is_some_and(|history| !history.enabling) {
            let now = self.state_at(&name.to_ascii_lowercase(), step);
            self.change(name, because(reason, step)(now), step);
        } else {
            self.back(name, step, because(reason, step));
        }
    }

    fn change(&mut self, name: &str, state: State, step: usize) {
        let key = name.to_ascii_lowercase();
        if self.histories.len() >= MAX_SERVICES && !self.histories.contains_key(&key) {
            return;
        }
        let history = self
            .histories
            .entry(key)
            .or_insert_with(|| History { name: name.to_owned(), ..History::default() });
        history.before = Some(history.states.last().map_or(State::AsBefore, |(_, state)| *state));
        history.states.push((step, state));
        history.enabling = false;
    }

    /// The last change of a service did not happen.
    fn back(&mut self, name: &str, step: usize, made: impl FnOnce(State) -> State) {
        if let Some(history) = self.histories.get_mut(&name.to_ascii_lowercase()) {
            if let Some(before) = history.before {
                history.states.push((step, made(before)));
            }
        }
    }
}

/// A state that stays, for another reason where it is disabled.
fn because(reason: Reason, step: usize) -> impl FnOnce(State) -> State {
    move |state| match state {
        State::Disabled { record, .. } => State::Disabled { reason, step, record },
        other => other,
    }
}
