//! One setup run: from its banner to `End of Setup`, or to where the log leaves off.

use std::sync::Arc;

use time::OffsetDateTime;

use super::record::{Level, Record};
use crate::evidence::columns::number;
use crate::model::{Value, Version};

/// What the log says about a run as a whole.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) number: u64,
    /// From the banner; `None` for what stands before the log's first banner.
    pub(super) product: Option<Arc<str>>,
    /// The banner, or the first record of a log without its head.
    pub(super) first: Record,
    /// Whether the run's end is there.
    pub(super) ended: bool,
    last_time: Option<OffsetDateTime>,
    /// What setup said last about its outcome.
    succeeded: Option<bool>,
    /// Whether setup wrote what it writes only where the run as a whole failed.
    failed: bool,
    /// Whether a prerequisite was not met; setup may be told to go on.
    refused: bool,
    setup_version: Option<Value>,
    installed: Option<Value>,
    backup: Option<Value>,
    mode: Option<Value>,
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
            succeeded: None,
            failed: false,
            refused: false,
            setup_version: None,
            installed: None,
            backup: None,
            mode: None,
            user: None,
        }
    }

    /// Takes what a record says about the run.
    pub(super) fn read(&mut self, record: &Record, level: Level, message: &str) {
        self.last_time = record.time.or(self.last_time);
        match level {
            Level::ErrorReference => self.failed = true,
            // Deeper errors are those of one task, which setup may handle before it goes on.
            Level::Error => self.failed |= record.depth <= 1,
            Level::Required => self.refused = true,
            Level::Information => self.refused |= message.starts_with("Failed [Rule:"),
            _ => {}
        }
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
        } else if message.starts_with("The Exchange Server setup operation completed successfully")
        {
            self.succeeded = Some(true);
        } else if message.starts_with("The Exchange Server setup operation didn") {
            self.succeeded = Some(false);
        } else if is_exit_with_failure(message) {
            self.failed = true;
        } else if let Some(text) = between("Setup version: ", ".") {
            self.setup_version = Some(version(text));
        } else if let Some(text) = between("Logged on user: ", ".") {
            self.user = Some(Value::from(text));
        } else if let Some(text) = between("Command Line Parameter Name='mode', Value='", "'.") {
            self.mode = Some(Value::from(text));
        } else if let Some(text) = between("The locally installed version is ", ".") {
            self.installed = Some(version(text));
        } else if let Some(text) =
            between("The backup copy of the previously installed version is '", "'.")
        {
            self.backup = Some(version(text));
        }
    }

    /// Success and failure are what the log says in a form that is known here. Setup's sentences
    /// are translated; its tags, its prerequisites and its exit code are not.
    fn result(&self) -> Value {
        match self.succeeded {
            Some(true) => Value::from("Succeeded"),
            Some(false) => Value::from("Failed"),
            None if self.failed || (self.refused && self.ended) => Value::from("Failed"),
            None if self.ended => {
                Value::unknown("the log does not say in a form known here how the run ended")
            }
            None => Value::from("Unfinished"),
        }
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
        let result = match self.result() {
            Value::Unknown(reason) => reason.to_string(),
            known => known.to_string(),
        };
        text.push_str(&format!("setup, started {}: {result}", self.first.time_value()));
        let end_time = self.last_time.map_or_else(|| self.first.time_value(), Value::Time);
        let values = vec![
            number(self.number),
            self.first.time_value(),
            end_time,
            self.result(),
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

/// `CurrentResult main.run:235: 1`: the code with which setup ends, other than 0.
fn is_exit_with_failure(message: &str) -> bool {
    let code = message
        .strip_prefix("CurrentResult main.run:")
        .and_then(|rest| rest.trim_end().split_once(": "))
        .filter(|(place, _)| place.bytes().all(|byte| byte.is_ascii_digit()));
    code.and_then(|(_, code)| code.parse::<i64>().ok()).is_some_and(|code| code != 0)
}
