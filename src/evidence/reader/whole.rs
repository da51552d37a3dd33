//! Many sound lines at once.

use super::lines::Lines;
use super::{Given, MAX_TEXT};
use crate::evidence::block::{self, LineBlock};

/// About how much text is given together before the caller is asked, as for lines.
const PART: usize = 32 * 1024;

/// The block that is being cut.
#[derive(Clone, Copy)]
pub(super) struct Block<'a> {
    pub(super) data: &'a [u8],
    /// The part of it, from its start, that is text as it stands.
    pub(super) sound: &'a str,
    /// Whether nothing in that part is damaged.
    pub(super) plain: bool,
}

impl Lines {
    /// Gives the lines from `at` on together, where all of them are sound and none is too long.
    /// Returns where the next line starts.
    pub(super) fn whole_lines(
        &mut self,
        block: Block<'_>,
        at: usize,
        ended: bool,
        give: &mut dyn FnMut(Given<'_>),
    ) -> usize {
        let Block { data, sound, .. } = block;
        let last = memchr::memrchr2(b'\n', b'\r', data).filter(|last| *last >= at);
        let Some(mut end) = last.map(|last| last + 1) else { return at };
        if end == data.len() && data.ends_with(b"\r") && !ended {
            // Whether it is alone is not known yet.
            let before = data.get(at..end - 1).unwrap_or_default();
            let Some(last) = memchr::memrchr2(b'\n', b'\r', before) else { return at };
            end = at + last + 1;
        }
        let Some(text) = sound.get(at..end) else { return at };
        let mut start = at;
        while start < end {
            let most = data.get(start..end.min(start + MAX_TEXT + 1)).unwrap_or_default();
            match memchr::memrchr2(b'\n', b'\r', most) {
                Some(found) => start += found + 1,
                None => return at,
            }
        }
        if text.ends_with('\r') && end < data.len() {
            // What follows decides whether it is alone.
            return at;
        }
        let mut from = at;
        while from < end {
            let rest = data.get((from + PART).min(end)..end).unwrap_or_default();
            let to = memchr::memchr(b'\n', rest).map_or(end, |found| end - rest.len() + found + 1);
            let text = sound.get(from..to).unwrap_or_default();
            let (number, offset) = (self.number + 1, self.offset + from as u64);
            let (lines, lone) = block::count(text.as_bytes());
            let has_lf = self.has_lf || lone < lines;
            if lone > 0 && has_lf {
                return from;
            }
            self.has_lf = has_lf;
            give(Given::Block(LineBlock { text, number, offset }));
            self.number += lines;
            from = to;
        }
        end
    }
}
