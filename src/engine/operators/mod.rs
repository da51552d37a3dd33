//! What the operators of the rule language do with values.

mod compare;
mod like;
mod text;

pub(super) use compare::{equal, key, order};
pub(super) use like::Wildcard;

use crate::model::Value;

/// How much of a value explanations and sentences show, in characters.
const SHOWN: usize = 200;

/// The value as explanations show it: on one line, and cut where it is long.
pub(super) fn brief(value: &Value) -> String {
    cut(&value.to_string(), SHOWN)
}

/// At most `limit` characters of the text on one line, with an ellipsis where more was there.
pub(super) fn cut(text: &str, limit: usize) -> String {
    let one_line = |c: char| if c.is_control() { ' ' } else { c };
    let mut shown: String = text.chars().take(limit).map(one_line).collect();
    if text.chars().nth(limit).is_some() {
        shown.push('…');
    }
    shown
}
