//! Lines that are longer than what is kept of them. One long text is as setup writes it; a record
//! in the rest of a line stands there because a line break was lost.

use super::odd::Odd;
use super::stamp::inner_stamp;
use super::words;
use crate::evidence::reader::cut_text;
use crate::evidence::scan::Line;

/// How much of one part is searched together with the next one: more than what tells a record.
const SEAM: usize = 256;

/// The end of what was given of a line.
#[derive(Debug, Default)]
pub(super) struct Rest {
    before: String,
}

impl Rest {
    /// A line of which more follows.
    pub(super) fn begin(&mut self, line: &Line<'_>) {
        self.before.clear();
        self.before.push_str(end_of(line.text));
    }

    /// Searches the next part.
    pub(super) fn search(&mut self, part: &Line<'_>, odd: &mut Odd) {
        let length = self.before.len();
        self.before.push_str(cut_text(part.text, SEAM));
        let found = found(&self.before).map(|at| at.saturating_sub(length));
        if let Some(at) = found.or_else(|| self::found(part.text)) {
            let what = format!(
                "a record begins in the middle of a line, behind its first 64 KiB (byte {} of the log)",
                part.offset + at as u64
            );
            odd.note(part.number, &what);
        }
        self.before.clear();
        self.before.push_str(end_of(part.text));
    }
}

/// Where a record begins, by its stamp or by its words.
fn found(text: &str) -> Option<usize> {
    inner_stamp(text).or_else(|| words::record_in(text))
}

fn end_of(text: &str) -> &str {
    let from = text.len().saturating_sub(SEAM);
    let from = (from..=text.len()).find(|at| text.is_char_boundary(*at));
    text.get(from.unwrap_or(text.len())..).unwrap_or_default()
}
