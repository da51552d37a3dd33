//! One setup run: from its banner to `End of Setup`, or to where the log leaves off.

use std::sync::Arc;

use time::OffsetDateTime;

use super::record::{Level, Record};
use super::result::Outcome;
use crate::evidence::columns::number;
use crate::model::{Value, Version};

/// Parameters of the command line that stand for a mode other than those of this server.
const ELSEWHERE: [&str; 9] = [
    "preparead",
    "prepareschema",
    "preparedomain",
    "preparealldomains",
    "preparesct",
    "newprovisionedserver",
    "addumlanguagepack",
    "removeumlanguagepack",
    "languagepack",
];

/// What the log says about a run as a whole.
#[derive(Debug, Clone)]
pub(super) struct Run {
    pub(super) number: u64,
    /// From the banner; `None` for what stands before the log's first banner.
    pub(super) product: Option<Arc<str>>,
    /// The banner, or the first record of a log without its head.
    pub(super) first: Record,
    /// Whether the run's end is there.
    pub(super) ended: bool,
    last_time: Option<OffsetDateTime>,
    /// How it went.
    pub(super) outcome: Outcome,
    /// Whether it begins where the run before it has no end.
    pub(super) amid: bool,
    setup_version: Option<Value>,
    installed: Option<Value>,
    backup: Option<Value>,
    mode: Option<Value>,
    /// Whether it works on the directory, on languages or on another computer, not on this server.
    elsewhere: bool,
    user: Option<Value>,
}

impl Run {
    /// A run that begins with this record.
    pub(super) fn new(number: u64, product: Option<Arc<str>>, first: &Record) -> Self {
        Self {
            number,
            product,
            first: first.clone(),
            ended: false,
            last_time: None,
            outcome: Outcome::default(),
            amid: false,
            setup_version: None,
            installed: None,
            backup: None,
            mode: None,
            elsewhere: false,
            user: None,
        }
    }

    /// Takes what a record says about the run.
    pub(super) fn read(&mut self, record: &Record, level: Level, message: &str) {
        self.last_time = record.time.or(self.last_time);
        self.outcome.read(record, level, message);
        let between = |from: &str, to: &str| {
            let rest = message.strip_prefix(from)?.trim_end();
            Some(rest.strip_suffix(to).unwrap_or(rest)).filter(|text| !text.is_empty())
        };
        let version = |text: &str| {
            Version::parse(text).map_or_else(
                || Value::unknown(format!("setup wrote the version as `{text}`")),
                Value::Version,
            )
        };
        // Only the outermost level speaks of the run.
        if record.depth > 0 || level != Level::Information {
            return;
        }
        if message.trim_end() == "End of Setup" {
            self.ended = true;
        } else if let Some(text) = between("Setup version: ", ".") {
            self.setup_version = Some(version(text));
        } else if let Some(text) = between("Logged on user: ", ".") {
            self.user = Some(Value::from(text));
        } else if let Some(text) = between("Command Line Parameter Name='mode', Value='", "'.") {
            self.mode = Some(Value::from(text));
        } else if let Some(text) = between("Command Line Parameter Name='", "'.") {
            let name = text.split('\'').next().unwrap_or_default();
            self.elsewhere |= ELSEWHERE.iter().any(|mode| name.eq_ignore_ascii_case(mode));
        } else if let Some(text) = between("The locally installed version is ", ".") {
            self.installed = Some(version(text));
        } else if let Some(text) =
            between("The backup copy of the previously installed version is '", "'.")
        {
            self.backup = Some(version(text));
        }
    }

    /// Whether this run counts, and not the one that came `later`: it did not end well, and the
    /// later one decided nothing about that.
    pub(super) fn stands_before(&self, later: &Self) -> bool {
        if self.outcome.nothing_failed(self.ended) {
            return false;
        }
        let result = later.outcome.result(later.ended);
        match &result {
            // What it found to be met is met now; what stopped a step may be as it was.
            Value::Text(text) if **text == *"Cancelled" => {
                !later.outcome.looked() || self.outcome.worked()
            }
            Value::Text(text) if **text == *"Restart" => true,
            Value::Text(text) if **text == *"Succeeded" => {
                later.is_elsewhere() && !self.is_elsewhere()
            }
            _ => {
                let idle = !later.outcome.looked() && !later.outcome.worked();
                idle && (!later.ended || later.outcome.was_refused())
            }
        }
    }

    fn is_elsewhere(&self) -> bool {
        self.elsewhere && self.mode.is_none()
    }

    /// Whether the log has the head of the run, with what setup says of itself.
    pub(super) fn has_head(&self) -> bool {
        self.product.is_some() && self.setup_version.is_some()
    }

    /// The columns of the run's row, and its text.
    pub(super) fn row(&self) -> (Vec<Value>, Arc<str>) {
        // What is not said may have stood in the part that is not there.
        let or_lost = |value: &Option<Value>| match value {
            Some(value) => value.clone(),
            None if self.product.is_none() => {
                Value::unknown("the head of the setup run is not in the log")
            }
            None if !self.ended => Value::unknown("the log ends before it says so"),
            None => Value::Missing,
        };
        let product = self.product.clone().map(Value::Text);
        let mode = or_lost(&self.mode);
        let setup_version = or_lost(&self.setup_version);
        let mut text = String::from("Exchange ");
        for value in [product.as_ref(), Some(&setup_version), Some(&mode)].into_iter().flatten() {
            if !matches!(value, Value::Missing | Value::Unknown(_)) {
                text.push_str(&format!("{value} "));
            }
        }
        let result = match self.outcome.result(self.ended) {
            Value::Unknown(reason) => reason.to_string(),
            known => known.to_string(),
        };
        text.push_str(&format!("setup, started {}: {result}", self.first.time_value()));
        let end_time = self.last_time.map_or_else(|| self.first.time_value(), Value::Time);
        let values = vec![
            number(self.number),
            self.first.time_value(),
            end_time,
            self.outcome.result(self.ended),
            Value::Bool(self.ended),
            or_lost(&product),
            setup_version,
            or_lost(&self.backup.clone().or_else(|| self.installed.clone())),
            mode,
            or_lost(&self.user),
        ];
        (values, Arc::from(text))
    }
}
