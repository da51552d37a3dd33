//! Names of members, of any length, of which a bounded part is kept and compared.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};

/// Characters of a name that are kept.
const MAX_NAME: usize = 60;

/// The name of a member.
#[derive(Debug)]
pub(super) struct Key {
    name: String,
    is_cut: bool,
}

impl Key {
    /// Whether this is the member of that name, in whatever case.
    pub(super) fn is(&self, name: &str) -> bool {
        !self.is_cut && self.name.eq_ignore_ascii_case(name)
    }

    /// What to say of a name that nobody knows, with what was probably meant or what is known.
    pub(super) fn unknown(&self, known: impl Iterator<Item = &'static str> + Clone) -> String {
        let hint = match self.nearest(known.clone()) {
            Some(name) => format!("did you mean `{name}`?"),
            None => format!("the members are {}", known.collect::<Vec<_>>().join(", ")),
        };
        format!("there is no member `{self}`; {hint}")
    }

    /// The known name that is spelled most like this one, if one is close.
    pub(super) fn nearest(
        &self,
        known: impl Iterator<Item = &'static str>,
    ) -> Option<&'static str> {
        if self.is_cut {
            None
        } else {
            nearest(&self.name, known)
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        f.write_str(if self.is_cut { "..." } else { "" })
    }
}

/// The known word that is spelled most like `word`, if one is close. No distance to a long text is
/// computed, which takes a time that grows with its length.
pub(super) fn nearest(
    word: &str,
    known: impl Iterator<Item = &'static str>,
) -> Option<&'static str> {
    if word.len() > MAX_NAME {
        return None;
    }
    let word = word.to_ascii_lowercase();
    known
        .map(|known| (strsim::damerau_levenshtein(&word, &known.to_ascii_lowercase()), known))
        .filter(|(distance, known)| *distance <= 1 + known.len() / 4)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Keep)
    }
}

struct Keep;

impl Visitor<'_> for Keep {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Key, E> {
        let is_cut = name.chars().nth(MAX_NAME).is_some();
        let shown = name.chars().take(MAX_NAME);
        Ok(Key {
            name: shown.map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect(),
            is_cut,
        })
    }
}
