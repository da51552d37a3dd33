//! Reads each value by the shape that it must have, and knows where it is.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use time::format_description::well_known::Rfc3339;
use time::OffsetDateTime;

use super::{Node, Place};
use crate::evidence::facts::shape::{members, Shape};
use crate::evidence::facts::GENERATIONS;
use crate::model::{Value, ValueType, Version};

/// What must stand at the place where the reader is.
#[derive(Clone, Copy)]
pub(super) struct Seed<'p> {
    pub(super) shape: Shape,
    pub(super) place: &'p Place,
}

impl<'p> Seed<'p> {
    fn inside(self, shape: Shape) -> Self {
        Self { shape, ..self }
    }

    fn hint<T, E>(self, hint: impl Into<String>, error: E) -> Result<T, E> {
        *self.place.hint.borrow_mut() = Some(hint.into());
        Err(error)
    }

    /// Reads a member with its name on the path; after an error the path stays as it is.
    fn at<T, E>(self, name: String, read: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        self.place.path.borrow_mut().push(name);
        let result = read()?;
        self.place.path.borrow_mut().pop();
        Ok(result)
    }

    fn expected(self) -> &'static str {
        match self.shape {
            Shape::Object(_) | Shape::Section(..) | Shape::Map(_) => "an object",
            Shape::List(_) | Shape::Value(ValueType::List) => "a list",
            Shape::Value(ValueType::Bool) => "true or false",
            Shape::Value(ValueType::Number | ValueType::Size) => "a number",
            Shape::Value(ValueType::Version) => "a build number in quotes, such as \"15.2.792.10\"",
            Shape::Value(ValueType::Time) => "a time such as \"2021-03-09T14:00:00Z\"",
            Shape::Value(_) => "text",
            Shape::Word(_) => "a word",
        }
    }

    /// Whether this is an object in a list: there, nothing is not an answer.
    fn is_listed_object(self) -> bool {
        let path = self.place.path.borrow();
        matches!(self.shape, Shape::Object(_))
            && path.last().is_some_and(|name| name.starts_with('['))
    }

    /// A value, where it is one that its fact can have.
    fn checked<E: Error>(self, value: Value) -> Result<Node, E> {
        let path = self.place.path.borrow();
        let [section, member] = path.as_slice() else { return Ok(Node::Value(value)) };
        match (section.as_str(), member.as_str(), &value) {
            ("exchange", "generation", Value::Number(year))
                if !GENERATIONS.iter().any(|known| f64::from(*known) == *year) =>
            {
                let known: Vec<_> = GENERATIONS.iter().map(ToString::to_string).collect();
                let known = known.join(", ");
                Err(E::custom(format_args!("{year} is not one of {known}")))
            }
            ("server", "systemDrive", Value::Text(drive)) if !is_drive(drive) => {
                Err(E::custom(format_args!("`{drive}` is not a drive such as C:")))
            }
            _ => Ok(Node::Value(value)),
        }
    }

    fn wrong<T, E: Error>(self, found: &str) -> Result<T, E> {
        Err(E::custom(format_args!("this should be {}, not {found}", self.expected())))
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected())
    }

    fn visit_unit<E: Error>(self) -> Result<Node, E> {
        if self.is_listed_object() {
            return self.wrong("null");
        }
        Ok(Node::Value(Value::Missing))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Node, E> {
        match self.shape {
            Shape::Value(ValueType::Bool | ValueType::Any) => Ok(Node::Value(Value::Bool(value))),
            _ => self.wrong(if value { "true" } else { "false" }),
        }
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Node, E> {
        if let Shape::Word(words) = self.shape {
            let word = usize::try_from(value).ok().and_then(|place| words.get(place));
            return match word.filter(|word| !word.is_empty()) {
                Some(word) => Ok(Node::Value(Value::from(*word))),
                None => Err(E::custom(format_args!("{value} is the number of no known value"))),
            };
        }
        #[expect(clippy::cast_precision_loss, reason = "no fact has more than 2^53")]
        self.visit_f64(value as f64)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Node, E> {
        #[expect(clippy::cast_precision_loss, reason = "no fact has more than 2^53")]
        self.visit_f64(value as f64)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Node, E> {
        match self.shape {
            Shape::Value(ValueType::Number | ValueType::Any) => self.checked(Value::Number(value)),
            Shape::Value(ValueType::Version) => {
                let error = self.wrong("a number");
                self.hint("put it in quotes: a JSON number cannot have four parts", ()).or(error)
            }
            _ => self.wrong("a number"),
        }
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Node, E> {
        match self.shape {
            Shape::Value(ValueType::Text | ValueType::Any) => self.checked(Value::from(text)),
            Shape::Value(ValueType::Version) => match Version::parse(text) {
                Some(version) => Ok(Node::Value(Value::Version(version))),
                None => Err(E::custom(format_args!(
                    "`{text}` is not a build number such as 15.2.792.10"
                ))),
            },
            Shape::Value(ValueType::Time) => match OffsetDateTime::parse(text, &Rfc3339) {
                Ok(time) => Ok(Node::Value(Value::Time(time))),
                Err(_) => Err(E::custom(format_args!(
                    "`{text}` is not a time such as 2021-03-09T14:00:00Z"
                ))),
            },
            Shape::Word(words) => {
                let known = words.iter().find(|word| word.eq_ignore_ascii_case(text));
                match known.filter(|word| !word.is_empty()) {
                    Some(word) => Ok(Node::Value(Value::from(*word))),
                    None => {
                        let names: Vec<_> =
                            words.iter().filter(|w| !w.is_empty()).copied().collect();
                        let error =
                            E::custom(format_args!("`{text}` is not one of {}", names.join(", ")));
                        match nearest(text, names.into_iter()) {
                            Some(name) => self.hint(format!("did you mean `{name}`?"), error),
                            None => Err(error),
                        }
                    }
                }
            }
            Shape::Value(ValueType::List) | Shape::List(_) => {
                let error = self.wrong("text");
                self.hint("put it in square brackets", ()).or(error)
            }
            _ => self.wrong("text"),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
        let item = match self.shape {
            Shape::List(item) => *item,
            Shape::Value(ValueType::List) => Shape::Value(ValueType::Text),
            Shape::Value(ValueType::Any) => Shape::Value(ValueType::Any),
            _ => return self.wrong("a list"),
        };
        let mut items = Vec::new();
        loop {
            let name = format!("[{}]", items.len());
            match self.at(name, || access.next_element_seed(self.inside(item)))? {
                Some(node) => items.push(node),
                None => break,
            }
        }
        if matches!(self.shape, Shape::List(_)) {
            return Ok(Node::List(items));
        }
        let values = items.into_iter().map(|item| match item {
            Node::Value(value) => value,
            _ => Value::Missing,
        });
        Ok(Node::Value(Value::List(values.collect())))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
        let known = members(self.shape);
        let mut found: Vec<(&'static str, Node)> = Vec::new();
        let mut keys = 0;
        while let Some(key) = access.next_key::<String>()? {
            keys += 1;
            let may_be_unknown = !self.is_listed_object();
            if key == "unknown"
                && may_be_unknown
                && !known.iter().any(|(name, _)| *name == "unknown")
            {
                let reason: String = self.at(key, || access.next_value())?;
                if keys > 1 || access.next_key::<String>()?.is_some() {
                    return Err(A::Error::custom("`unknown` stands alone in its object"));
                }
                return Ok(Node::Value(Value::unknown(reason)));
            }
            if let Shape::Map(item) = self.shape {
                self.at(key, || access.next_value_seed(self.inside(*item)))?;
                continue;
            }
            let Some((name, shape)) =
                known.iter().find(|(name, _)| name.eq_ignore_ascii_case(&key)).copied()
            else {
                if known.is_empty() {
                    return self.wrong("an object");
                }
                let error = A::Error::custom(format_args!("there is no member `{key}` here"));
                let names = known.iter().map(|(name, _)| *name);
                return match nearest(&key, names.clone()) {
                    Some(name) => self.hint(format!("did you mean `{name}`?"), error),
                    None => {
                        let names: Vec<_> = names.collect();
                        self.hint(format!("the members are {}", names.join(", ")), error)
                    }
                };
            };
            if found.iter().any(|(other, _)| *other == name) {
                return Err(A::Error::custom(format_args!("`{name}` is given twice")));
            }
            let node = self.at(name.to_owned(), || access.next_value_seed(self.inside(shape)))?;
            found.push((name, node));
        }
        if keys == 0 && known.is_empty() && !matches!(self.shape, Shape::Map(_)) {
            return self.wrong("an object");
        }
        let service = known.iter().any(|(name, _)| *name == "startType");
        let named = |(name, node): &(&str, Node)| {
            *name == "name" && matches!(node, Node::Value(Value::Text(text)) if !text.is_empty())
        };
        if service && !found.iter().any(named) {
            return Err(A::Error::custom("a service needs its `name`"));
        }
        Ok(Node::Object(found))
    }
}

fn is_drive(text: &str) -> bool {
    matches!(text.as_bytes(), [letter, b':'] if letter.is_ascii_alphabetic())
}

/// The known name that is spelled most like `name`, if one is close.
fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let name = name.to_ascii_lowercase();
    known
        .map(|known| (strsim::damerau_levenshtein(&name, &known.to_ascii_lowercase()), known))
        .filter(|(distance, known)| *distance <= 1 + known.len() / 4)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}
