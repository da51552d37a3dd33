//! What stands between two tokens: comments, line ends and blank lines.

use memchr::{memchr2, memmem};

use crate::language::parse::Remark;

/// A comment, as it is written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Comment<'a> {
    /// Its text; without the blanks that end its line.
    pub(super) text: &'a str,
    /// Whether it begins its line.
    pub(super) leads: bool,
    /// Whether a blank line stands before it.
    pub(super) after_blank: bool,
    /// Whether the rest of its line belongs to it.
    pub(super) to_line_end: bool,
}

/// The space before a token.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Gap<'a> {
    pub(super) comments: Vec<Comment<'a>>,
    /// Whether the token begins a line.
    pub(super) leads: bool,
    /// Whether a blank line stands right before the token.
    pub(super) after_blank: bool,
}

impl Comment<'_> {
    /// Whether it counts for the line that it ends: a suppression with code before it.
    pub(super) fn counts_for_line(&self) -> bool {
        self.suppresses() && !self.leads
    }

    /// Whether it is a suppression.
    pub(super) fn suppresses(&self) -> bool {
        self.text.as_bytes().strip_prefix(b"#").is_some_and(Remark::begins)
    }
}

impl<'a> Gap<'a> {
    /// Reads the text between two tokens; `None` where something else than space is in it.
    pub(super) fn read(text: &'a str) -> Option<Self> {
        let bytes = text.as_bytes();
        let mut gap = Self::default();
        let (mut at, mut lines) = (0, 0);
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            let length = match rest {
                [b'\r', b'\n', ..] => 2,
                [b'\r' | b'\n' | b' ' | b'\t', ..] => 1,
                [0xEF, 0xBB, 0xBF, ..] => 3,
                [b'#', ..] => memchr2(b'\n', b'\r', rest).unwrap_or(rest.len()),
                [b'<', b'#', inner @ ..] => memmem::find(inner, b"#>")? + 4,
                _ => return None,
            };
            match rest {
                [b'\r' | b'\n', ..] => lines += 1,
                [b'#' | b'<', ..] => {
                    gap.comments.push(Comment {
                        text: text.get(at..at + length)?.trim_ascii_end(),
                        leads: lines > 0,
                        after_blank: lines > 1,
                        to_line_end: rest.first() == Some(&b'#'),
                    });
                    lines = 0;
                }
                _ => {}
            }
            at += length;
        }
        gap.leads = lines > 0;
        gap.after_blank = lines > 1;
        Some(gap)
    }

    /// Whether the token cannot stand on the line of the one before it.
    pub(super) fn breaks(&self) -> bool {
        self.comments.iter().any(|comment| comment.leads || comment.to_line_end)
    }
}

#[cfg(test)]
mod tests {
    use super::Gap;

    #[test]
    fn comments_know_where_they_stand() {
        let gap = Gap::read("  # one \r\n\r\n\t<# two\n#> <# three #>\n").unwrap();
        let seen: Vec<_> =
            gap.comments.iter().map(|c| (c.text, c.leads, c.after_blank, c.to_line_end)).collect();
        assert_eq!(
            seen,
            [
                ("# one", false, false, true),
                ("<# two\n#>", true, true, false),
                ("<# three #>", false, false, false),
            ]
        );
        assert!(gap.leads && !gap.after_blank && gap.breaks());
    }

    #[test]
    fn what_is_no_space_is_refused() {
        assert_eq!(Gap::read(" x "), None);
        assert_eq!(Gap::read("<# no end"), None);
        assert_eq!(Gap::read("< "), None);
        assert_eq!(Gap::read(" \u{FEFF} "), Some(Gap::default()));
    }
}
