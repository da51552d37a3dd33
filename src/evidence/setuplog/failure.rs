//! Error blocks: errors, and the reference that closes their block and names the failed component.

use std::collections::VecDeque;
use std::sync::Arc;

use super::causes::{Cause, Kind};
use super::record::Record;
use super::views::{CAUSES, ERRORS};
use super::{number, SetupLog, SetupLogRows};
use crate::model::Value;

/// How much the errors of one block may hold while its reference is awaited, in bytes of text.
const MAX_PENDING_BYTES: usize = 4 * 1024 * 1024;

/// How many errors of one block may wait.
const MAX_PENDING: usize = 4096;

/// The start of the error that quotes a script and its exception.
const BLOCK: &str = "The following error was generated when ";

/// What stands between the script and its exception.
pub(super) const WAS_RUN: &str = "\" was run: \"";

/// How many nested exceptions of one error are looked at.
const MAX_NESTED: usize = 16;

/// `Id=ADSchemaComponent___f5739a... Component=...`.
#[derive(Debug)]
pub(super) struct Reference {
    /// The whole id; some are plain numbers.
    pub(super) id: Arc<str>,
}

impl Reference {
    /// Reads what stands behind the tag.
    pub(super) fn parse(message: &str) -> Self {
        let rest = message.strip_prefix("Id=").unwrap_or(message);
        let id = rest.split_once(" Component=").map_or(rest, |(id, _)| id);
        Self { id: Arc::from(id.trim()) }
    }

    /// The setup component: the id's part before `___`.
    pub(super) fn component(&self) -> Value {
        match self.id.split_once("___") {
            Some((component, _)) if !component.is_empty() => Value::from(component),
            _ => Value::Missing,
        }
    }
}

/// An error that waits for its reference.
#[derive(Debug)]
struct Pending {
    record: Record,
    text: Arc<str>,
    exception: Option<Arc<str>>,
    /// Whether it repeats an inner exception of the block before it.
    inner: bool,
}

/// An error with all of its columns.
pub(super) struct Complete {
    record: Record,
    text: Arc<str>,
    exception: Value,
    reference: Value,
    component: Value,
    inner: bool,
}

impl Complete {
    fn new(pending: Pending, reference: Value, component: Value) -> Self {
        let exception = match pending.exception {
            Some(name) => Value::Text(name),
            None if pending.record.truncated => {
                Value::unknown("the error is longer than 64 KiB; its exception may be cut off")
            }
            None => Value::Missing,
        };
        let Pending { record, text, inner, .. } = pending;
        Self { record, text, exception, reference, component, inner }
    }

    /// Gives its row, and notes it as a cause.
    pub(super) fn give<R: SetupLogRows>(self, log: &mut SetupLog<R>) {
        if !self.inner && log.wanted(CAUSES) {
            log.causes.add(Cause {
                kind: Kind::Error,
                name: self.exception.clone(),
                component: self.component.clone(),
                record: self.record.clone(),
                text: self.text.clone(),
            });
        }
        let values = [
            Value::Text(self.text.clone()),
            self.exception,
            self.reference,
            self.component,
            number(self.record.line),
            self.record.time_value(),
        ];
        log.give(ERRORS, &self.record, self.text, values);
    }
}

/// The errors of the block that is being read.
#[derive(Debug, Default)]
pub(super) struct Errors {
    pending: VecDeque<Pending>,
    bytes: usize,
    /// Exceptions of the block, outermost first, with the first line of their message.
    chain: Vec<(Arc<str>, String)>,
}

impl Errors {
    /// Whether setup goes on to something else after this record, so that a later reference does
    /// not speak of the errors before it.
    pub(super) fn closes_block(record: &Record, message: &str) -> bool {
        record.depth == 0
            || (record.depth == 1
                && (message.starts_with("Executing")
                    || message.starts_with("Processing component")))
    }

    /// Whether no error waits for its reference.
    pub(super) fn is_empty(&self) -> bool {
        self.pending.is_empty()
    }

    /// Takes an error; gives back those for which there is no more room.
    pub(super) fn add(&mut self, record: &Record, message: &str) -> Vec<Complete> {
        let run = was_run(message);
        let starts_block = message.starts_with(BLOCK);
        let inner = !starts_block && find(&self.chain, message).is_some();
        if starts_block {
            if let Some(run) = run {
                self.chain = nested(run);
                for pending in self.pending.iter_mut().filter(|error| error.exception.is_none()) {
                    pending.exception = find(&self.chain, &pending.text);
                }
            }
        }
        let exception = match run {
            Some(run) => exception(run).map(|(name, _)| Arc::from(name)),
            None => exception(message)
                .map(|(name, _)| Arc::from(name))
                .or_else(|| find(&self.chain, message)),
        };
        let mut record = record.clone();
        record.text = String::new();
        self.bytes += message.len();
        self.pending.push_back(Pending { record, text: Arc::from(message), exception, inner });
        let mut full = Vec::new();
        while self.bytes > MAX_PENDING_BYTES || self.pending.len() > MAX_PENDING {
            let Some(oldest) = self.pending.pop_front() else { break };
            self.bytes -= oldest.text.len();
            let lost = Value::unknown("too many errors stand before the reference of their block");
            full.push(Complete::new(oldest, lost.clone(), lost));
        }
        full
    }

    /// The block ends without a reference, or the log ends before the block does.
    pub(super) fn close(&mut self, lost: bool) -> Vec<Complete> {
        let reference = if lost {
            Value::unknown("the log ends before the block of this error does")
        } else {
            Value::Missing
        };
        self.drain(&reference, &reference)
    }

    /// The block ends with a reference.
    pub(super) fn refer(&mut self, reference: &Reference) -> Vec<Complete> {
        self.drain(&Value::Text(reference.id.clone()), &reference.component())
    }

    fn drain(&mut self, reference: &Value, component: &Value) -> Vec<Complete> {
        self.chain.clear();
        self.bytes = 0;
        self.pending
            .drain(..)
            .map(|pending| Complete::new(pending, reference.clone(), component.clone()))
            .collect()
    }
}

/// Whether a block lacks its exception, or the end of it: `".` behind the last stack frame, and an
/// inner exception for each end of an inner stack trace.
pub(super) fn is_torn(message: &str) -> bool {
    if !message.starts_with(BLOCK) {
        return false;
    }
    let Some(run) = was_run(message) else { return true };
    let is_end = |line: &&str| {
        line.starts_with("   --- ") && line.trim_end_matches(['"', '.']).ends_with(" ---")
    };
    let ends = run.lines().filter(is_end).count();
    let first = run.lines().next().unwrap_or_default();
    let is_closed = |text: &str| text.trim_end().ends_with("\".");
    // A name of a type that ends with its line; one that ends the block has no message.
    let cut_name = exception(run).is_none()
        && first.contains('.')
        && !first.contains(' ')
        && !is_closed(first);
    !is_closed(run) || run.matches(" ---> ").count() < ends || cut_name
}

/// What stands behind the script of a block: `" was run: "`, which begins a line there.
fn was_run(message: &str) -> Option<&str> {
    let begins_line = |at: &usize| {
        let before = message.get(..*at).unwrap_or_default().trim_end_matches([' ', '\t']);
        before.ends_with('\n')
    };
    let all = || message.match_indices(WAS_RUN).map(|(at, _)| at);
    let at = all().find(begins_line).or_else(|| all().next())?;
    message.get(at + WAS_RUN.len()..)
}

/// The type of the exception whose message begins like this error.
fn find(chain: &[(Arc<str>, String)], text: &str) -> Option<Arc<str>> {
    let first = text.lines().next()?.trim();
    chain.iter().find(|(_, message)| message == first).map(|(name, _)| name.clone())
}

/// The exceptions of `A.BException: text ---> C.DException: text`.
fn nested(text: &str) -> Vec<(Arc<str>, String)> {
    text.split(" ---> ")
        .filter_map(exception)
        .take(MAX_NESTED)
        .map(|(name, message)| {
            let first = message.lines().next().unwrap_or_default().trim();
            (Arc::from(name), first.strip_suffix("\".").unwrap_or(first).to_owned())
        })
        .collect()
}

/// The type name before the first colon, where it is one, and the message behind it.
fn exception(text: &str) -> Option<(&str, &str)> {
    let (name, message) = text.split_once(": ").or_else(|| text.split_once(":\n"))?;
    // Some exceptions carry their code: `COMException (0x800706D9): ...`.
    let name = name.split_once(" (0x").map_or(name, |(name, _)| name);
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || b"_.+`".contains(&byte);
    let dotted = name.split('.').count() > 1 && name.split('.').all(|part| !part.is_empty());
    let known = dotted
        && name.bytes().all(letter)
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.ends_with(|c: char| c.is_ascii_alphanumeric());
    known.then_some((name, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_name_their_component() {
        let full = Reference::parse(r"Id=ADSchemaComponent___f57 Component=EXCHANGE14:\Current");
        assert_eq!(full.id.as_ref(), "ADSchemaComponent___f57");
        assert_eq!(full.component().to_string(), "ADSchemaComponent");
        let bare = Reference::parse("Id=443949901 Component=");
        assert_eq!(bare.id.as_ref(), "443949901");
        assert!(matches!(bare.component(), Value::Missing));
    }

    #[test]
    fn a_block_that_is_torn_is_told() {
        let whole = "The following error was generated when \"$error.Clear(); \n  x\n  \" was run: \"A.B: c ---> D.E: f\n   \
                     at x.y()\n   --- End of inner exception stack trace ---\n   at z()\".";
        assert!(!is_torn(whole) && !is_torn("Another error.") && !is_torn(&format!("{whole}\n")));
        let (script, _) = whole.split_once("A.B").unwrap();
        let bare = format!("{script}System.Management.Automation.RemoteException\".");
        assert!(!is_torn(&bare), "{bare}");
        for torn in [
            &whole[..70],
            &whole[..whole.len() - 1],
            &whole.replace(" ---> D.E: f", ""),
            &whole.replace(": c ---> D.E: f", ""),
            &whole.replace("was run", "was"),
        ] {
            assert!(is_torn(torn), "{torn}");
        }
    }

    #[test]
    fn exceptions_are_dotted_type_names() {
        let name = |text| exception(text).map(|(name, _)| name);
        assert_eq!(name("System.Exception: x"), Some("System.Exception"));
        assert_eq!(
            name("System.Runtime.InteropServices.COMException (0x800706D9): There are no more"),
            Some("System.Runtime.InteropServices.COMException")
        );
        assert_eq!(name("There was an error: System.Exception: x"), None);
        assert_eq!(name("Setup: x"), None);
        assert_eq!(name("Database is mandatory on UserMailbox."), None);
        assert_eq!(name("a..b: x"), None);
    }
}
