//! How much a result lists: what nobody reads to its end is cut, and its counts stay exact.

use super::meter::Meter;
use crate::model::Evidence;

/// How much one result may list, in bytes of its JSON: thousands of lines of evidence, and still read
/// by PowerShell in a moment.
pub(super) const RESULT_BYTES: usize = 4 << 20;

/// What one result lists.
pub(super) struct Listing<'a> {
    meter: Option<&'a Meter<'a>>,
    bytes: usize,
    cut: bool,
}

impl<'a> Listing<'a> {
    /// Nothing yet.
    pub(super) fn new(meter: Option<&'a Meter<'a>>) -> Self {
        Self { meter, bytes: 0, cut: false }
    }

    /// Lists so many bytes more, if there is room for them. Where there was none once, there is none
    /// for what follows, so that a list has no holes.
    pub(super) fn has_room(&mut self, bytes: usize) -> bool {
        let fits = !self.cut
            && self.bytes + bytes <= RESULT_BYTES
            && self.meter.is_none_or(|meter| meter.take(bytes));
        if fits {
            self.bytes += bytes;
        } else {
            self.cut = true;
        }
        fits
    }

    /// Whether to go on at all.
    pub(super) fn goes_on(&self) -> bool {
        self.meter.is_none_or(|meter| meter.end().is_none())
    }

    /// What is listed, in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Whether something was left out.
    pub(super) fn is_cut(&self) -> bool {
        self.cut
    }
}

/// What a piece of evidence takes as JSON; `values` is its columns as JSON.
pub(super) fn size(evidence: &Evidence, values: &str) -> usize {
    let texts = [&evidence.path, &evidence.server_path, &evidence.text];
    160 + values.len() + texts.into_iter().map(|text| in_json(text)).sum::<usize>()
}

/// What a text takes in JSON, where control characters are written out.
pub(super) fn in_json(text: &str) -> usize {
    let byte = |byte: u8| match byte {
        b'"' | b'\\' => 2,
        0..=0x1f => 6,
        _ => 1,
    };
    text.bytes().map(byte).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_takes_at_most_what_is_reckoned() {
        for text in ["", "plain", "a\"b\\c", "\u{0}\u{1b}\r\n\t", "\u{e4}\u{2028}"] {
            let json = serde_json::to_string(text).unwrap();
            assert!(json.len() - 2 <= in_json(text), "{json}");
        }
    }

    #[test]
    fn a_list_has_no_holes() {
        let mut listing = Listing::new(None);
        assert!(listing.has_room(RESULT_BYTES - 10) && !listing.is_cut());
        assert!(!listing.has_room(11));
        assert!(!listing.has_room(1));
        assert_eq!((listing.bytes(), listing.is_cut()), (RESULT_BYTES - 10, true));
    }
}
