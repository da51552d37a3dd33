//! Where bytes of one line are damaged.

use std::ops::Range;

use crate::evidence::damage::DamageKind;

/// Sound bytes between two damaged ones that are no help: both belong to one damage.
const GAP: usize = 4;

/// Damaged parts of one line, in order.
#[derive(Debug, Default)]
pub(super) struct Spans(Vec<(Range<usize>, DamageKind)>);

impl Spans {
    /// Forgets those of the line before.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// Adds bytes behind those that are known.
    pub(super) fn add(&mut self, bytes: Range<usize>, kind: DamageKind) {
        match self.0.last_mut() {
            Some((last, known)) if bytes.start < last.end + GAP => {
                last.end = bytes.end;
                if *known != kind {
                    *known = DamageKind::Undecodable;
                }
            }
            _ => self.0.push((bytes, kind)),
        }
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The parts and what they are.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Range<usize>, DamageKind)> + '_ {
        self.0.iter().cloned()
    }
}
