//! What of a log is not as it was written, and where.

use std::fmt;
use std::sync::Arc;

use crate::model::Completeness;

/// As many bytes may stand for a whole line of a log that says what matters, and for what is around
/// it.
pub(super) const WHOLE_LINE: u64 = 24;

/// How many places are kept, and how many of them are told.
const KEPT: usize = 64;
const TOLD: usize = 3;

/// Bytes of a log that are not what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Damage {
    /// Number of the line in which they begin, from 1.
    pub line: u64,
    /// Offset of the first of them in the file.
    pub offset: u64,
    /// How many bytes, sound ones between them included.
    pub length: u64,
    /// What they are.
    pub kind: DamageKind,
}

/// What is wrong with bytes of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DamageKind {
    /// NUL bytes, as a crash leaves them.
    Nul,
    /// Bytes that are no text.
    Undecodable,
    /// A carriage return inside of a line, in a log whose lines end otherwise.
    LoneCr,
}

impl Damage {
    /// Whether they may stand for whole lines, whatever is left around them.
    pub fn may_hide_lines(&self) -> bool {
        self.length >= WHOLE_LINE
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, offset, length, kind } = self;
        let what = match kind {
            DamageKind::Nul => "NUL, as a crash leaves them",
            DamageKind::Undecodable => "no text",
            DamageKind::LoneCr => "a carriage return without line feed",
        };
        let last = offset + length.saturating_sub(1);
        if last == *offset {
            return write!(f, "line {line}: byte {offset} is {what}");
        }
        write!(f, "line {line}: bytes {offset} to {last} are {what}")
    }
}

/// Places of damage, in the order of the file. Many of them are counted and not kept.
#[derive(Debug, Clone, Default)]
pub(super) struct Damages {
    kept: Vec<Damage>,
    /// How many there are behind those, and where the last of them is.
    more: u64,
    last: u64,
}

impl Damages {
    /// Adds the next one.
    pub(super) fn add(&mut self, damage: Damage) {
        if self.kept.len() < KEPT {
            self.kept.push(damage);
        } else {
            self.more += 1;
            self.last = damage.offset;
        }
    }

    /// Takes out those that begin before `offset`. Where they cannot be told apart any more, what
    /// is left counts as behind it.
    pub(super) fn take_before(&mut self, offset: u64) -> Self {
        if self.more > 0 && self.last < offset {
            return std::mem::take(self);
        }
        let at = self.kept.partition_point(|damage| damage.offset < offset);
        let behind = self.kept.split_off(at);
        let before = std::mem::replace(&mut self.kept, behind);
        Self { kept: before, more: 0, last: 0 }
    }

    /// Adds those of `later`.
    pub(super) fn append(&mut self, later: Self) {
        later.kept.into_iter().for_each(|damage| self.add(damage));
        if later.more > 0 {
            self.more += later.more;
            self.last = later.last;
        }
    }

    /// Partial where there are any, with the places.
    pub(super) fn completeness(&self, path: &str) -> Completeness {
        if self.kept.is_empty() {
            return Completeness::Complete;
        }
        let told: Vec<_> = self.kept.iter().take(TOLD).map(ToString::to_string).collect();
        let more = (self.kept.len() - told.len()) as u64 + self.more;
        let more = match more {
            0 => String::new(),
            1 => String::from("; and one more place"),
            more => format!("; and {more} more places"),
        };
        let text = format!("{path} is damaged, and what stood there is lost: ");
        Completeness::Partial(Arc::from(text + &told.join("; ") + &more))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn damage(line: u64, offset: u64, length: u64) -> Damage {
        Damage { line, offset, length, kind: DamageKind::Nul }
    }

    fn text(damages: &Damages) -> String {
        match damages.completeness("x.log") {
            Completeness::Complete => String::new(),
            Completeness::Partial(text) => text.to_string(),
        }
    }

    #[test]
    fn the_first_places_are_told() {
        let mut damages = Damages::default();
        assert_eq!(text(&damages), "");
        damages.add(damage(3, 100, 1));
        damages.add(Damage { kind: DamageKind::Undecodable, ..damage(4, 120, 10) });
        assert_eq!(
            text(&damages),
            "x.log is damaged, and what stood there is lost: line 3: byte 100 is NUL, as a crash \
             leaves them; line 4: bytes 120 to 129 are no text"
        );
        (5..1000).for_each(|line| damages.add(damage(line, line * 100, 1)));
        assert!(text(&damages).ends_with("; and 994 more places"), "{}", text(&damages));
    }

    #[test]
    fn they_are_parted_by_their_place() {
        for count in [0, 1, 10, 64, 65, 200] {
            for at in [0, 1, 5, 64, 100, 200, 300] {
                let mut behind = Damages::default();
                (0..count).for_each(|line| behind.add(damage(line, line, 1)));
                let mut before = behind.take_before(at);
                let number = |some: &Damages| some.kept.len() as u64 + some.more;
                assert!(before.kept.iter().all(|damage| damage.offset < at));
                assert_eq!(number(&before) + number(&behind), count);
                if count <= 64 || at >= count {
                    assert_eq!(number(&before), at.min(count));
                }
                before.append(behind);
                assert_eq!(number(&before), count);
            }
        }
    }
}
