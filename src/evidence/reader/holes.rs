//! What of a log is left out as a hole: NULs, as a crash leaves them, and single bytes that are lost.

use std::ops::Range;

use super::lines::Lines;
use super::Given;
use crate::evidence::damage::{Damage, DamageKind, WHOLE_LINE};

/// As many NULs inside a line are a hole in it, and not some damaged letters.
pub(super) const HOLE: usize = WHOLE_LINE as usize;

impl Lines {
    /// Where the next hole begins.
    pub(super) fn next_hole(&self, data: &[u8], range: Range<usize>) -> Option<usize> {
        let width = self.encoding.width();
        let line = data.get(range.clone()).unwrap_or_default();
        memchr::memchr(0, line)?;
        let mut nuls = 0;
        for (index, unit) in line.chunks_exact(width).enumerate() {
            nuls = if is_nul(unit) { nuls + 1 } else { 0 };
            if nuls == HOLE {
                return Some(range.start + (index + 1 - HOLE) * width);
            }
        }
        None
    }

    /// Leaves out the NULs at the start of a line, or of what stands behind a hole.
    pub(super) fn leave_out_nuls(&mut self, data: &[u8], at: usize) -> usize {
        let rest = data.get(at..).unwrap_or_default();
        let width = self.encoding.width();
        let length = leading_nuls(rest) / width * width;
        if length > 0 {
            let (line, offset) = (self.next_number(), self.offset + at as u64);
            let kind = DamageKind::Nul;
            let hole = self.hole.get_or_insert(Damage { line, offset, length: 0, kind });
            hole.length += length as u64;
        }
        length
    }

    pub(super) fn leave_out_half(&mut self, at: usize, is_nul: bool) -> usize {
        let (line, offset) = (self.next_number(), self.offset + at as u64);
        let kind = if is_nul { DamageKind::Nul } else { DamageKind::Undecodable };
        let hole = self.hole.get_or_insert(Damage { line, offset, length: 0, kind });
        hole.length += 1;
        1
    }

    pub(super) fn tell_hole(&mut self, give: &mut dyn FnMut(Given<'_>)) -> bool {
        let hole = self.hole.take();
        if let Some(hole) = hole {
            self.tell(hole, give);
        }
        hole.is_some()
    }
}

/// How many NUL bytes stand at the start; of holes of gigabytes many at once.
fn leading_nuls(data: &[u8]) -> usize {
    const NULS: [u8; 4096] = [0; 4096];
    let is_hole = |part: &&[u8]| NULS.get(..part.len()) == Some(*part);
    let holes = data.chunks(NULS.len()).take_while(is_hole).map(<[u8]>::len).sum();
    let rest = data.get(holes..).unwrap_or_default();
    holes + rest.iter().take_while(|byte| **byte == 0).count()
}

fn is_nul(unit: &[u8]) -> bool {
    unit.iter().all(|byte| *byte == 0)
}
