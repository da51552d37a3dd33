//! What ServiceControl.ps1 wrote to ExchangeSetup.log, which it does during a cumulative update.

use super::entry::Entry;
use super::event::{Doubts, Event, MAX_EVENTS};
use crate::evidence::SetupLogRows;
use crate::model::{Completeness, Row, Value};

const SCRIPT: &str = "ServiceControl.ps1";
const ZONE: &str = "Local time zone: (UTC";

/// What stands in each line that counts: the script's name, or what its warnings say instead of it;
/// and what it writes at each change, should a letter of its name be damaged.
const WORDS: [&str; 5] = [
    SCRIPT,
    "abling service",
    ZONE,
    "' did not exist, this is not an error",
    "' has unrecognized ",
];

/// Takes the script's records of all setup runs.
#[derive(Debug, Default)]
pub(super) struct SetupEvents {
    /// Oldest first.
    pub(super) events: Vec<Event>,
    /// Why something may have happened that the log does not show.
    pub(super) doubts: Doubts,
    /// The server's distance from UTC in minutes, without summer time.
    pub(super) zone: Option<i32>,
    /// Where the log is on this machine, and on the server.
    pub(super) paths: Option<(std::sync::Arc<str>, std::sync::Arc<str>)>,
}

impl SetupLogRows for SetupEvents {
    fn wants(&self, view: &str) -> bool {
        view == "setuplog.records"
    }

    fn wants_record(&self, text: &str) -> bool {
        text.starts_with(ZONE) || Entry::parse(text).is_some()
    }

    fn record_words(&self) -> Option<&'static [&'static str]> {
        Some(&WORDS)
    }

    fn forget(&mut self, _: &str) {}

    fn keep(&mut self, _: &str) {}

    fn row(&mut self, _: &'static str, row: Row) {
        let text = &row.location.text;
        if let Some(zone) = text.strip_prefix(ZONE) {
            self.zone = minutes(zone).or(self.zone);
            return;
        }
        let by_script = matches!(row.get("Script"), Some(Value::Text(script)) if script.eq_ignore_ascii_case(SCRIPT));
        let Some(entry) = Entry::parse(text) else { return };
        // Warnings do not name the script.
        if !by_script && !matches!(entry, Entry::NotInRecord(_)) {
            return;
        }
        if self.events.len() >= MAX_EVENTS {
            let path = &row.location.path;
            return self
                .doubts
                .add(format!("{path} holds more lines of ServiceControl.ps1 than are examined"));
        }
        self.paths = Some((row.location.path.clone(), row.location.server_path.clone()));
        let (line, offset) = (row.location.line.unwrap_or(0), row.location.offset.unwrap_or(0));
        let event = Event::new(entry, line, offset, text);
        self.events.push(Event { time: row.location.time, ..event });
    }

    fn end(&mut self, runs: &Completeness, last_run: &Completeness, _: &Completeness) {
        for completeness in [runs, last_run] {
            if let Completeness::Partial(reason) = completeness {
                self.doubts.add(reason.to_string());
            }
        }
    }
}

/// The minutes of `+01:00) Amsterdam, ...`.
fn minutes(zone: &str) -> Option<i32> {
    let (offset, _) = zone.split_once(')')?;
    if offset.is_empty() {
        return Some(0);
    }
    let (hours, minutes) = offset.split_once(':')?;
    let sign = if hours.starts_with('-') { -1 } else { 1 };
    let hours: i32 = hours.trim_start_matches(['+', '-']).parse().ok()?;
    let minutes: i32 = minutes.parse().ok()?;
    ((0..=14).contains(&hours) && (0..60).contains(&minutes))
        .then_some(sign * (hours * 60 + minutes))
}

#[cfg(test)]
mod tests {
    use super::minutes;

    #[test]
    fn the_zone_is_read() {
        for (zone, expected) in [
            ("+01:00) Amsterdam, Berlin", Some(60)),
            ("-08:00) Pacific Time", Some(-480)),
            ("+05:30) Chennai", Some(330)),
            ("-03:30) Newfoundland", Some(-210)),
            (") Coordinated Universal Time", Some(0)),
            ("x) y", None),
            ("+99:00) y", None),
        ] {
            assert_eq!(minutes(zone), expected, "{zone}");
        }
    }
}
