//! A run that begins where the one before it has no end: another setup that was refused at once, as
//! a second one is while the first runs, or a run that follows one that was broken off.

use super::record::Record;
use super::result::is_refusal;

/// How many records a setup writes at most that is refused at once, and how long they are in all.
const MAX_RECORDS: usize = 40;
const MAX_BYTES: usize = 256 * 1024;

/// What a run turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Not known yet.
    Open,
    /// It was refused; what ran before it goes on.
    Refused,
    /// It is a run like others.
    Run,
}

/// The first records of such a run.
#[derive(Debug)]
pub(super) struct Attempt {
    /// All of them, beginning with the frame of the banner.
    pub(super) records: Vec<Record>,
    bytes: usize,
    refused: bool,
}

impl Attempt {
    /// Begins with its banner, and with the line before it.
    pub(super) fn new(frame: Record, banner: Record) -> Self {
        Self { records: vec![frame, banner], bytes: 0, refused: false }
    }

    /// Takes the next record and says what the run is.
    pub(super) fn add(&mut self, record: Record) -> Kind {
        let (_, _, message) = record.parts();
        let works = record.depth > 0 || message.starts_with("RuntimeAssembly was started");
        self.refused |= is_refusal(message);
        let ended = message.trim_end() == "End of Setup";
        self.bytes += record.text.len();
        self.records.push(record);
        let full = self.records.len() >= MAX_RECORDS || self.bytes > MAX_BYTES;
        match (ended, self.refused) {
            (true, true) => Kind::Refused,
            (true, false) => Kind::Run,
            (false, _) if works || full => Kind::Run,
            (false, _) => Kind::Open,
        }
    }
}
