//! Values as text, written out no further than somebody reads.

use std::fmt::{Display, Write};

use super::cut;

/// Text that ends at a bound.
struct Bounded {
    text: String,
    room: usize,
}

impl Write for Bounded {
    fn write_str(&mut self, piece: &str) -> std::fmt::Result {
        let fits = piece.char_indices().nth(self.room).map_or(piece.len(), |(end, _)| end);
        let (fitting, rest) = piece.split_at_checked(fits).unwrap_or_default();
        self.text.push_str(fitting);
        self.room -= fitting.chars().count();
        // Whoever writes is told to stop.
        if rest.is_empty() {
            Ok(())
        } else {
            Err(std::fmt::Error)
        }
    }
}

/// At most `limit` characters of a value on one line, with an ellipsis where more was there.
pub(in crate::engine) fn shown(value: &impl Display, limit: usize) -> String {
    // One more tells that there is more.
    let mut out = Bounded { text: String::new(), room: limit + 1 };
    let _ = write!(out, "{value}");
    cut(&out.text, limit)
}

/// The whole text of a value; `None` where it has more than `limit` characters.
pub(in crate::engine) fn within(value: &impl Display, limit: usize) -> Option<String> {
    let mut out = Bounded { text: String::new(), room: limit };
    write!(out, "{value}").ok().map(|()| out.text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Value;

    #[test]
    fn no_more_is_written_than_is_shown() {
        struct Endless(std::cell::Cell<usize>);
        impl Display for Endless {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                loop {
                    self.0.set(self.0.get() + 1);
                    assert!(self.0.get() < 100, "it is written on and on");
                    f.write_str("\u{e4}bc")?;
                }
            }
        }
        assert_eq!(shown(&Endless(0.into()), 4), "\u{e4}bc\u{e4}\u{2026}");
        assert_eq!(within(&Endless(0.into()), 4), None);
    }

    #[test]
    fn what_fits_is_whole() {
        let list = Value::List(vec![Value::from("a"), Value::from("b\nc")].into());
        assert_eq!(shown(&list, 6), "a, b c");
        assert_eq!(shown(&list, 5), "a, b \u{2026}");
        assert_eq!(within(&list, 6).as_deref(), Some("a, b\nc"));
        assert_eq!(within(&list, 5), None);
        assert_eq!(shown(&Value::from(""), 0), "");
    }
}
