//! Which runs of a setup log are in doubt because the log is damaged.

use std::sync::LazyLock;

use regex::Regex;

use crate::evidence::damage::{Damage, Damages};
use crate::evidence::scan::{Line, Soundness};
use crate::model::Completeness;

/// What a banner says, with each of its characters perhaps lost. `None` would be a mistake in the
/// pattern, which a test excludes; then every damage may hide a banner.
static BANNER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let letter = |c: char| format!("[{}\u{FFFD}]", regex::escape(&c.to_string()));
    Regex::new(&"Starting Microsoft Exchange ".chars().map(letter).collect::<String>()).ok()
});

/// Damage of the log, parted by the run in which it lies.
#[derive(Debug, Default)]
pub(super) struct Doubts {
    /// In the run that is being read.
    run: Damages,
    /// Of that, what may hide the banner of another run.
    banner: Damages,
    /// In the runs before it.
    before: Damages,
    /// The last one.
    last: Option<Damage>,
}

impl Doubts {
    /// The log is damaged here.
    pub(super) fn damage(&mut self, damage: &Damage) {
        self.run.add(*damage);
        if damage.may_hide_lines() {
            self.banner.add(*damage);
        }
        self.last = Some(*damage);
    }

    /// A line in which something is damaged.
    pub(super) fn line(&mut self, line: &Line<'_>) {
        if line.soundness != Soundness::Damaged {
            return;
        }
        let may_be = BANNER.as_ref().is_none_or(|banner| banner.is_match(line.text));
        let Some(damage) = self.last.filter(|damage| may_be && !damage.may_hide_lines()) else {
            return;
        };
        self.banner.add(damage);
    }

    /// A run begins with the record at `offset`.
    pub(super) fn begin_run(&mut self, offset: u64) {
        let before = self.run.take_before(offset);
        self.before.append(before);
        self.banner.take_before(offset);
    }

    /// Whether all runs can have been seen, whether all of the last one, and whether the last one
    /// that was seen is the last.
    pub(super) fn completeness(&self, path: &str) -> [Completeness; 3] {
        let mut all = self.before.clone();
        all.append(self.run.clone());
        [&all, &self.run, &self.banner].map(|damages| damages.completeness(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_banner_is_a_pattern() {
        let banner = BANNER.as_ref().unwrap();
        assert!(banner.is_match("x [0] Starting Micr\u{FFFD}s\u{FFFD}ft Exchange \u{FFFD}"));
        assert!(!banner.is_match("[0] Starting M\u{FFFD} Exchange Server"));
    }
}
