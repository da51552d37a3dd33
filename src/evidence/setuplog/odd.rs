//! What stands in a log otherwise than setup writes it, and what may be hidden by it.

use std::sync::Arc;

use crate::model::Completeness;

/// How many places are kept, and how many of them are told; the others are counted.
const KEPT: usize = 64;
const TOLD: usize = 3;

/// Places of one kind of doubt.
#[derive(Debug, Clone, Default)]
pub(super) struct Notes {
    /// Their lines, and what is odd there.
    kept: Vec<(u64, String)>,
    /// How many there are besides, and the last line of those.
    more: u64,
    last: u64,
}

impl Notes {
    /// Adds a place; a second one in the same line says nothing new.
    pub(super) fn add(&mut self, line: u64, what: &str) {
        if (self.more > 0 && self.last == line) || self.kept.iter().any(|(kept, _)| *kept == line) {
            return;
        }
        if self.kept.len() < KEPT {
            self.kept.push((line, what.to_owned()));
        } else {
            self.more += 1;
            self.last = self.last.max(line);
        }
    }

    /// Takes out those of the lines before `line`. Where they cannot be told apart any more, what
    /// is left counts as behind it.
    fn take_before(&mut self, line: u64) -> Self {
        if self.more > 0 && self.last < line && self.kept.iter().all(|(kept, _)| *kept < line) {
            return std::mem::take(self);
        }
        let (before, kept) =
            std::mem::take(&mut self.kept).into_iter().partition(|(at, _)| *at < line);
        self.kept = kept;
        Self { kept: before, more: 0, last: 0 }
    }

    fn append(&mut self, other: &Self) {
        other.kept.iter().for_each(|(line, what)| self.add(*line, what));
        self.more += other.more;
        self.last = self.last.max(other.last);
    }

    /// Partial where there are any.
    pub(super) fn completeness(&self, path: &str) -> Completeness {
        if self.kept.is_empty() && self.more == 0 {
            return Completeness::Complete;
        }
        let mut kept: Vec<_> = self.kept.iter().collect();
        kept.sort_by_key(|(line, _)| *line);
        let told = kept.iter().take(TOLD).map(|(line, what)| format!("line {line}: {what}"));
        let told: Vec<_> = told.collect();
        let more = match (self.kept.len() - told.len()) as u64 + self.more {
            0 => String::new(),
            1 => String::from("; and one more place"),
            more => format!("; and {more} more places"),
        };
        let text = format!("{path} is not as setup writes it: {}{more}", told.join("; "));
        Completeness::Partial(Arc::from(text))
    }
}

/// All that is odd about a log.
#[derive(Debug, Default)]
pub(super) struct Odd {
    /// In the run that is being read.
    run: Notes,
    /// From the judged run on, in the runs before that one.
    judged: Notes,
    /// In the runs before the judged one.
    before: Notes,
    /// Why the last run that was seen may not be the last one.
    last: Notes,
}

impl Odd {
    /// Something in the run that is being read is odd.
    pub(super) fn note(&mut self, line: u64, what: &str) {
        self.run.add(line, what);
    }

    /// Another run may be the last one.
    pub(super) fn doubt_last(&mut self, line: u64, what: &str) {
        self.last.add(line, what);
    }

    /// Another run begins in this line. What is behind it may have been seen already.
    pub(super) fn begin_run(&mut self, line: u64) {
        let before = self.run.take_before(line);
        self.judged.append(&before);
    }

    /// The run that is being read is the judged one.
    pub(super) fn judge(&mut self) {
        self.before.append(&std::mem::take(&mut self.judged));
    }

    /// Whether all runs can have been seen, whether all from the judged one on, and whether the last
    /// one that was seen is the last.
    pub(super) fn completeness(&self, path: &str) -> [Completeness; 3] {
        let mut all = self.before.clone();
        let mut run = self.judged.clone();
        run.append(&self.run);
        all.append(&run);
        all.append(&self.last);
        run.append(&self.last);
        [&all, &run, &self.last].map(|notes| notes.completeness(path))
    }
}
