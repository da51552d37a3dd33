//! "Did you mean" and lists of alternatives.

use std::fmt;
use std::ops::Deref;

use crate::diagnostic::Replacement;
use crate::model::ColumnSchema;

/// A word that another one was probably meant to be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Near<'a> {
    text: &'a str,
    /// Whether it is so near, and so alone there, that nothing else can have been meant.
    certain: bool,
}

impl<'a> Near<'a> {
    /// A word that is known to be meant.
    pub(super) fn certain(text: &'a str) -> Self {
        Self { text, certain: true }
    }

    /// The same with something around it.
    pub(super) fn written(self, text: String) -> Replacement {
        Replacement { text, certain: self.certain }
    }
}

impl Deref for Near<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        self.text
    }
}

impl fmt::Display for Near<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text)
    }
}

impl From<Near<'_>> for Replacement {
    fn from(near: Near<'_>) -> Self {
        near.written(near.text.to_owned())
    }
}

/// The candidate that `word` was probably meant to be, if one is near enough.
pub(crate) fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<Near<'a>> {
    // Edit distance takes the product of both lengths; nobody mistypes a name of this length.
    if word.len() > 100 {
        return None;
    }
    let lower = word.to_ascii_lowercase();
    let allowed = match lower.len() {
        0..=4 => 1,
        5..=9 => 2,
        _ => 3,
    };
    let mut best: Option<(usize, Near<'a>)> = None;
    for candidate in candidates {
        // So many letters too many or too few are as many mistakes; their count costs nothing.
        if candidate.len().abs_diff(lower.len()) > allowed {
            continue;
        }
        let distance = strsim::osa_distance(&lower, &candidate.to_ascii_lowercase());
        if distance > allowed || distance >= candidate.len() {
            continue;
        }
        match &mut best {
            Some((least, _)) if *least < distance => {}
            // The first of several that are as near; which one was meant cannot be known.
            Some((least, near)) if *least == distance => near.certain &= near.text == candidate,
            _ => {
                // One slip in a word of some length; two could be another word.
                let certain = distance == 0 || (distance == 1 && lower.len() >= 4);
                best = Some((distance, Near { text: candidate, certain }));
            }
        }
    }
    best.map(|(_, near)| near)
}

/// A word that a column never holds.
pub(super) struct Never {
    /// What is wrong.
    pub(super) message: String,
    /// The word that was meant, or all that there are.
    pub(super) help: String,
    /// The word that was meant, in quotes.
    pub(super) instead: Option<String>,
}

impl Never {
    /// `None` where the column may hold the word.
    pub(super) fn of(column: &ColumnSchema, word: &str) -> Option<Self> {
        let values = column.values;
        if values.is_empty() || values.iter().any(|value| value.eq_ignore_ascii_case(word)) {
            return None;
        }
        let shown: String = word.chars().take(40).collect();
        let instead = nearest(word, values.iter().copied()).map(|near| format!("'{near}'"));
        let help = match &instead {
            Some(instead) => format!("did you mean {instead}?"),
            None => format!("it is {}", any_of(values)),
        };
        Some(Self { message: format!("`{}` is never '{shown}'", column.name), help, instead })
    }
}

/// `a, b or c`.
pub(super) fn any_of<T: AsRef<str>>(words: &[T]) -> String {
    match words {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [head @ .., last] => {
            let head: Vec<&str> = head.iter().map(AsRef::as_ref).collect();
            format!("{} or {}", head.join(", "), last.as_ref())
        }
    }
}

/// The only candidate that shares a long piece with `word`: its start, or all of one of them.
fn alike<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_ascii_lowercase();
    let mut found = candidates.into_iter().filter(|candidate| {
        let candidate = candidate.to_ascii_lowercase();
        let shorter = word.len().min(candidate.len());
        let start = word.bytes().zip(candidate.bytes()).take_while(|(a, b)| a == b).count();
        let inside = candidate.contains(&word) || word.contains(&candidate);
        shorter >= 4
            && (inside || start.max(4) * 2 >= word.len().max(candidate.len()) && start >= 4)
    });
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// `did you mean X?`, or what there is, at most a line's worth of it.
pub(super) fn help<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str> + Clone,
    lead: &str,
) -> Option<String> {
    if let Some(near) = nearest(word, candidates.clone()) {
        return Some(format!("did you mean `{near}`?"));
    }
    let guess = alike(word, candidates.clone());
    let guess = guess.map_or_else(String::new, |meant| format!("did you mean `{meant}`? "));
    let all: Vec<&str> = candidates.into_iter().collect();
    match all.len() {
        0 => None,
        1..=20 => Some(format!("{guess}{lead}: {}", all.join(", "))),
        more => Some(format!("{guess}{lead}: {} and {} more", all[..20].join(", "), more - 20)),
    }
}

#[cfg(test)]
mod tests {
    use super::{alike, any_of, nearest};

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let names = ["Version", "LastWriteTime", "Path"];
        let found = |word, names: &[&'static str]| {
            nearest(word, names.iter().copied()).map(|near| near.text)
        };
        assert_eq!(found("Verison", &names), Some("Version"));
        assert_eq!(found("version", &names), Some("Version"));
        assert_eq!(found("Colour", &names), None);
        assert_eq!(found("x", &["of", "in"]), None);
    }

    #[test]
    fn a_word_is_certain_where_it_is_near_and_alone() {
        let certain = |word, names: &[&'static str]| {
            nearest(word, names.iter().copied()).map(|near| near.certain)
        };
        assert_eq!(certain("hihg", &["high", "low"]), Some(true));
        assert_eq!(certain("StartTime", &["StartType", "EndTime"]), Some(false));
        assert_eq!(certain("Name3", &["Name1", "Name2"]), Some(false));
        assert_eq!(certain("Name3", &["Name1", "Name1"]), Some(true));
        assert_eq!(certain("hgh", &["high"]), Some(false));
        assert_eq!(certain("wehn", &["when", "where"]), Some(true));
        assert_eq!(certain("LOW", &["low"]), Some(true));
    }

    #[test]
    fn a_long_shared_piece_makes_names_alike() {
        let columns = ["Name", "DisplayName", "StartMode", "Status"];
        assert_eq!(alike("StartType", columns), Some("StartMode"));
        assert_eq!(alike("Colour", columns), None);
        assert_eq!(alike("ServiceStatus", columns), Some("Status"));
        assert_eq!(alike("Names", columns), Some("Name"));
    }

    #[test]
    fn lists_read_as_sentences() {
        assert_eq!(any_of(&["a", "b", "c"]), "a, b or c");
    }
}
