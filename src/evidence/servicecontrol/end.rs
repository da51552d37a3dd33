//! Where a service ends, by the replay of both logs and by the records that are still there.

use std::sync::Arc;

use super::entry::Entry;
use super::event::Event;
use super::order::Log;
use super::patch_log::PatchLog;
use super::record::Record;
use super::replay::{Reason, Replay, State};
use super::setup_events::SetupEvents;
use crate::model::{join_reasons, Location};

/// A line of one of the logs.
pub(super) type At<'a> = (Log, &'a Event);

/// Where a service ends.
#[derive(Clone)]
pub(super) enum End<'a> {
    /// Setup left it disabled.
    Disabled {
        reason: Reason,
        by: Option<At<'a>>,
        /// The line by which the record was made where that is the cause.
        record: Option<&'a Event>,
        /// What a record says that it was before.
        start_type: Option<&'static str>,
        /// The record that proves it where the logs do not.
        proof: Option<(&'a str, String)>,
    },
    /// As it was before setup touched it; whether a record that is still there says that it was
    /// disabled then.
    AsBefore { by: Option<At<'a>>, recorded: bool },
    /// The logs do not tell; whether the lines that are there enabled it from a good record.
    Unknown { why: Arc<str>, by: Option<At<'a>>, enabled: bool },
}

impl<'a> End<'a> {
    /// The line that decides.
    pub(super) fn by(&self) -> Option<At<'a>> {
        match self {
            Self::Disabled { by, .. } | Self::AsBefore { by, .. } | Self::Unknown { by, .. } => *by,
        }
    }
}

/// Everything that is known of the start types.
pub(super) struct Known<'a> {
    pub(super) patch: &'a PatchLog,
    pub(super) setup: &'a SetupEvents,
    /// Every order in which the events can have happened, with what came of it.
    pub(super) replays: Vec<(Vec<At<'a>>, Replay)>,
    /// The records that are still there: name, place on this machine, content.
    pub(super) records: Vec<(String, Arc<str>, Record)>,
    /// Why something may have happened that the logs do not show.
    pub(super) doubt: Option<Arc<str>>,
    /// The same without what may have followed the end of ServiceControl.log.
    pub(super) doubt_before: Option<Arc<str>>,
}

/// The start type as Windows calls it, where a record says one with which a service can start.
fn start_type(mode: &str) -> Option<&'static str> {
    let modes = [("Auto", "Automatic"), ("Automatic", "Automatic"), ("Manual", "Manual")];
    modes.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(mode)).map(|(_, name)| name)
}

fn is_disabled(mode: &str) -> bool {
    mode.eq_ignore_ascii_case("Disabled")
}

/// Whether a record was made while services were disabled: nobody runs Exchange with half of its
/// services disabled. POP3 and IMAP4 are off on most servers and prove nothing.
fn is_poisoned(record: &Record) -> bool {
    let off =
        |name: &str| name.starts_with("msexchangepop3") || name.starts_with("msexchangeimap4");
    let of_exchange =
        record.iter().filter(|(name, _)| name.starts_with("msexchange") && !off(name));
    let (mut all, mut disabled) = (0, 0);
    for (_, mode) in of_exchange {
        all += 1;
        disabled += usize::from(is_disabled(mode));
    }
    disabled >= 2 && disabled * 2 >= all
}

impl<'a> Known<'a> {
    /// Where a service ends, by its name in small letters; `disabled` where the server says that it
    /// is disabled now.
    pub(super) fn end<'s>(&'s self, key: &str, disabled: bool) -> End<'s> {
        let end: End<'s> = self.by_the_logs(key);
        let proved = match &end {
            _ if !disabled => None,
            End::AsBefore { by, recorded: true } => self.poisoned(key, *by),
            // Who disabled it after that was not setup.
            End::Disabled { .. } | End::AsBefore { .. } | End::Unknown { enabled: true, .. } => {
                None
            }
            End::Unknown { by, .. } => self.recorded(key, *by).or_else(|| self.poisoned(key, *by)),
        };
        proved.unwrap_or(end)
    }

    /// A record has the service as one that is to be enabled, and it is disabled.
    fn recorded<'s>(&'s self, key: &str, by: Option<At<'s>>) -> Option<End<'s>> {
        let (place, mode) = self
            .records
            .iter()
            .find_map(|(_, place, modes)| Some((place.as_ref(), start_type(modes.get(key)?)?)))?;
        let reason = match by {
            Some((_, Event { entry: Entry::Enabling(_), .. })) => Reason::UnableToEnable,
            _ => Reason::NotEnabled,
        };
        let proof = Some((place, mode.to_owned()));
        Some(End::Disabled { reason, by, record: None, start_type: Some(mode), proof })
    }

    /// A record was made while services were disabled, this one among them. Others than those of
    /// Exchange count only where a log names them.
    fn poisoned<'s>(&'s self, key: &str, by: Option<At<'s>>) -> Option<End<'s>> {
        if by.is_none() && !key.starts_with("msexchange") {
            return None;
        }
        let (place, mode) = self.records.iter().find_map(|(_, place, modes)| {
            let mode = modes.get(key).filter(|mode| is_disabled(mode))?;
            is_poisoned(modes).then_some((place.as_ref(), mode.clone()))
        })?;
        let reason = Reason::RecordedWhileDisabled;
        Some(End::Disabled {
            reason,
            by,
            record: None,
            start_type: None,
            proof: Some((place, mode)),
        })
    }

    /// Where a service ends by all orders that are possible.
    fn by_the_logs(&self, key: &str) -> End<'a> {
        let mut ends = self.replays.iter().map(|(order, replay)| self.by_order(order, replay, key));
        let first = ends.next().unwrap_or(End::AsBefore { by: None, recorded: false });
        let differs = |end: &End<'a>| std::mem::discriminant(end) != std::mem::discriminant(&first);
        if ends.any(|end| differs(&end)) {
            let why = "the dates of ServiceControl.log do not tell whether it was written before or after the \
                       lines of ExchangeSetup.log, and that decides";
            return End::Unknown { why: Arc::from(why), by: first.by(), enabled: false };
        }
        let End::AsBefore { by, recorded } = first else { return first };
        // Whatever followed, the script gives back what it has recorded.
        let doubt = if recorded { &self.doubt_before } else { &self.doubt };
        let enables = |(_, event): At<'_>| matches!(event.entry, Entry::Enabling(_));
        let enabled = !recorded && by.is_some_and(enables);
        let stopped =
            self.patch.only_stopped.iter().find(|(name, _)| name.eq_ignore_ascii_case(key));
        match (doubt, stopped) {
            (Some(doubt), _) => End::Unknown { why: doubt.clone(), by, enabled },
            (None, Some((_, line))) if by.is_none() => {
                let why = format!("line {line} of ServiceControl.log stopped it, and no line says whether it was disabled");
                End::Unknown { why: why.into(), by, enabled }
            }
            _ => End::AsBefore { by, recorded },
        }
    }

    /// Where a service ends by one order of the events.
    fn by_order(&self, order: &[At<'a>], replay: &Replay, key: &str) -> End<'a> {
        let at = |step: usize| order.get(step).copied();
        match replay.state(key) {
            None | Some(State::AsBefore) => {
                let by = last_line(order, key);
                let recorded = by.is_some() && self.had_it_disabled(replay, key);
                End::AsBefore { by, recorded }
            }
            Some(State::Lost { step }) => {
                let Some((log, event)) = at(step) else {
                    return End::AsBefore { by: None, recorded: false };
                };
                let path = self.location(log, event).path;
                let why: Arc<str> = format!(
                    "what ServiceControl.ps1 did by line {} of {path} depends on a record that is not in the logs",
                    event.line
                )
                .into();
                let why =
                    self.doubt.as_ref().map_or(why.clone(), |doubt| join_reasons(&why, doubt));
                End::Unknown { why, by: Some((log, event)), enabled: false }
            }
            Some(State::Disabled { reason, step, record }) => {
                if self.had_it_disabled(replay, key) {
                    return End::AsBefore { by: at(step), recorded: true };
                }
                let mut modes = self.records.iter().filter_map(|(_, _, modes)| modes.get(key));
                let found = modes.find_map(|mode| start_type(mode));
                let record = record.and_then(at).map(|(_, event)| event);
                End::Disabled { reason, by: at(step), record, start_type: found, proof: None }
            }
        }
    }

    /// Whether a record that was made before the script touched the service has it as disabled.
    fn had_it_disabled(&self, replay: &Replay, key: &str) -> bool {
        self.records.iter().any(|(name, _, modes)| {
            modes.get(key).is_some_and(|mode| is_disabled(mode))
                && replay.recorded(name, key) == Some(State::AsBefore)
        })
    }

    /// Where a line stands.
    pub(super) fn location(&self, log: Log, event: &Event) -> Location {
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

/// The last line that changed the start type of a service.
fn last_line<'a>(order: &[At<'a>], key: &str) -> Option<At<'a>> {
    let changes = |event: &Event| match &event.entry {
        Entry::Disabling(name) | Entry::Enabling(name) => name.eq_ignore_ascii_case(key),
        _ => false,
    };
    order.iter().rev().find(|(_, event)| changes(event)).copied()
}
