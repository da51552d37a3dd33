//! One value, as people's tools write it. There is always an answer: what is wrong is unknown, with
//! its place.

use std::fmt;
use std::sync::Arc;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use time::format_description::well_known::Rfc3339;
use time::OffsetDateTime;

use super::context::{short, Context, MAX_TEXT};
use super::key::{nearest, Key};
use crate::evidence::facts::shape::Words;
use crate::evidence::facts::GENERATIONS;
use crate::model::{Value, ValueType, Version};

/// Items of a list that is a fact.
const MAX_ITEMS: usize = 1_000;

/// What a value should be.
#[derive(Clone, Copy)]
pub(super) enum Shape {
    Of(ValueType),
    Word(&'static Words),
}

/// Reads the value of the member at `path`.
#[derive(Clone, Copy)]
pub(super) struct Scalar<'s, 'c> {
    pub(super) context: &'s Context<'c>,
    pub(super) path: &'s str,
    pub(super) shape: Shape,
}

impl Scalar<'_, '_> {
    fn expected(self) -> &'static str {
        match self.shape {
            Shape::Of(ValueType::List) => "a list",
            Shape::Of(ValueType::Bool) => "true or false",
            Shape::Of(ValueType::Number | ValueType::Size) => "a number",
            Shape::Of(ValueType::Version) => {
                "a build number in quotes, such as \"15.2.792.10\": a JSON number cannot have four \
                 parts"
            }
            Shape::Of(ValueType::Time) => "a time such as \"2021-03-09T14:00:00Z\"",
            Shape::Of(_) => "text",
            Shape::Word(_) => "a word",
        }
    }

    fn wrong(self, what: &str) -> Value {
        self.context.wrong(self.path, what, self.context.here())
    }

    fn unexpected(self, found: &str) -> Value {
        self.wrong(&format!("this should be {}, not {found}", self.expected()))
    }

    fn number(self, number: f64) -> Value {
        let wrong = |what: &str| self.context.wrong(self.path, what, self.context.number());
        match self.shape {
            Shape::Of(ValueType::Number)
                if self.path == "exchange.generation"
                    && !GENERATIONS.iter().any(|known| f64::from(*known) == number) =>
            {
                let known: Vec<_> = GENERATIONS.iter().map(ToString::to_string).collect();
                wrong(&format!("{number} is not one of {}", known.join(", ")))
            }
            Shape::Of(ValueType::Number) => Value::Number(number),
            Shape::Word(words) => {
                let word = words.numbers.iter().find(|(known, _)| *known as f64 == number);
                match word {
                    Some((_, "")) => Value::Missing,
                    Some((_, word)) => Value::from(*word),
                    None => wrong(&format!("{number} is the number of no known value")),
                }
            }
            _ => wrong(&format!("this should be {}, not a number", self.expected())),
        }
    }

    fn text(self, text: &str) -> Value {
        if text.len() > MAX_TEXT {
            return self.wrong(&format!("this is longer than {MAX_TEXT} bytes"));
        }
        if text.contains('\u{FFFD}') {
            return self.wrong("there are bytes in it that are no text");
        }
        match self.shape {
            Shape::Of(ValueType::Text) if self.path == "server.systemDrive" => match drive(text) {
                Some(drive) => Value::from(drive),
                None => self.wrong(&format!("`{}` is not a drive such as C:", short(text))),
            },
            Shape::Of(ValueType::Text) => Value::from(text),
            // PowerShell writes the roles of a server as one text, and a list of one without its
            // brackets.
            Shape::Of(ValueType::List) => {
                Value::List(text.split(',').map(|item| Value::from(item.trim())).collect())
            }
            Shape::Of(ValueType::Version) => match Version::parse(text) {
                Some(version) => Value::Version(version),
                None => self
                    .wrong(&format!("`{}` is not a build number such as 15.2.792.10", short(text))),
            },
            Shape::Of(ValueType::Time) => match time(text) {
                Some(time) => Value::Time(time),
                None => self.wrong(&format!(
                    "`{}` is not a time such as 2021-03-09T14:00:00Z",
                    short(text)
                )),
            },
            Shape::Word(words) => self.word(words, text),
            Shape::Of(_) => self.unexpected("text"),
        }
    }

    fn word(self, words: &'static Words, text: &str) -> Value {
        let bare: String = text.chars().filter(|c| *c != ' ').collect();
        let is = |word: &str| word.eq_ignore_ascii_case(&bare);
        let alias = words.aliases.iter().find(|(alias, _)| is(alias)).map(|(_, word)| *word);
        if let Some(word) = words.names.iter().copied().find(|word| is(word)).or(alias) {
            return Value::from(word);
        }
        if words.silent.iter().any(|word| is(word)) {
            return Value::Missing;
        }
        let names = words.names.join(", ");
        let hint = nearest(&bare, words.names.iter().copied())
            .map(|name| format!("; did you mean `{name}`?"))
            .unwrap_or_default();
        self.wrong(&format!("`{}` is not one of {names}{hint}", short(text)))
    }

    /// What the members of an object say of one value.
    fn object(self, read: Object) -> Value {
        let Object { unknown, values, parts } = read;
        let mut values = values.into_iter();
        if let Some(reason) = unknown {
            return Value::Unknown(reason);
        }
        if let Some(first) = values.next() {
            // An enumeration has its number as `value` and its name as `Value`.
            let differs = values.find(|value| value.to_string() != first.to_string());
            return match differs {
                Some(other) => self.wrong(&format!("it is both {first} and {other}")),
                None => first,
            };
        }
        if let [Some(major), Some(minor), Some(build), revision] = parts {
            return Value::Version(Version([major, minor, build, revision.unwrap_or(0)]));
        }
        self.unexpected("an object")
    }
}

/// What was found in an object where one value should stand.
#[derive(Default)]
struct Object {
    unknown: Option<Arc<str>>,
    values: Vec<Value>,
    /// The parts of a `System.Version`.
    parts: [Option<u32>; 4],
}

impl<'de> DeserializeSeed<'de> for Scalar<'_, '_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Scalar<'_, '_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected())
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Missing)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(match self.shape {
            Shape::Of(ValueType::Bool) => Value::Bool(value),
            _ => self.unexpected(if value { "true" } else { "false" }),
        })
    }

    #[expect(clippy::cast_precision_loss, reason = "no fact has more than 2^53")]
    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(self.number(value as f64))
    }

    #[expect(clippy::cast_precision_loss, reason = "no fact has more than 2^53")]
    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(self.number(value as f64))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(self.number(value))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(self.text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let place = self.context.here();
        let mut items = Vec::new();
        let is_list = matches!(self.shape, Shape::Of(ValueType::List));
        let item = Self { shape: Shape::Of(ValueType::Text), ..self };
        while is_list && items.len() < MAX_ITEMS {
            match access.next_element_seed(item)? {
                Some(Value::Missing) => items.push(self.wrong("null in a list")),
                Some(value) => items.push(value),
                None => return Ok(Value::List(items.into())),
            }
        }
        let mut more = false;
        while access.next_element::<IgnoredAny>()?.is_some() {
            more = true;
        }
        Ok(if !is_list {
            let what = format!("this should be {}, not a list", self.expected());
            self.context.wrong(self.path, &what, place)
        } else if more {
            self.wrong(&format!("there are more than {MAX_ITEMS} items"))
        } else {
            Value::List(items.into())
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        const PARTS: [&str; 4] = ["Major", "Minor", "Build", "Revision"];
        let is_version = matches!(self.shape, Shape::Of(ValueType::Version));
        let text = Self { shape: Shape::Of(ValueType::Text), ..self };
        let mut read = Object::default();
        while let Some(key) = access.next_key::<Key>()? {
            let part = PARTS.iter().zip(&mut read.parts).find(|(name, _)| key.is(name));
            if key.is("unknown") {
                read.unknown = Some(match access.next_value_seed(text)? {
                    Value::Text(reason) => short(&reason),
                    Value::Unknown(reason) => reason,
                    _ => Arc::from("no reason is given"),
                });
            } else if key.is("value") {
                let value = access.next_value_seed(self)?;
                // Two say the same of an enumeration; more is something else.
                if read.values.len() < 3 {
                    read.values.push(value);
                }
            } else if let (true, Some((_, part))) = (is_version, part) {
                let number = Self { shape: Shape::Of(ValueType::Number), ..self };
                *part = match access.next_value_seed(number)? {
                    #[expect(
                        clippy::cast_possible_truncation,
                        clippy::cast_sign_loss,
                        reason = "a whole number of the range"
                    )]
                    Value::Number(part)
                        if part.fract() == 0.0 && (0.0..=65535.0).contains(&part) =>
                    {
                        Some(part as u32)
                    }
                    // .NET says -1 where a version has fewer parts.
                    _ => None,
                };
            } else {
                access.next_value::<IgnoredAny>()?;
            }
        }
        Ok(self.object(read))
    }
}

/// The drive in any of the forms in which people write it.
fn drive(text: &str) -> Option<String> {
    match text.trim().trim_end_matches(['\\', '/', ':']).as_bytes() {
        [letter] if letter.is_ascii_alphabetic() && text.trim().len() <= 3 => {
            Some(format!("{}:", char::from(letter.to_ascii_uppercase())))
        }
        _ => None,
    }
}

/// A time with its zone, also in the form of Windows PowerShell: milliseconds since 1970 in UTC.
fn time(text: &str) -> Option<OffsetDateTime> {
    let text = text.trim();
    let Some(inside) = text.strip_prefix("/Date(") else {
        return OffsetDateTime::parse(text, &Rfc3339).ok();
    };
    let inside = inside.strip_suffix(")/")?;
    // What follows is the zone in which it was shown.
    let digits = inside
        .get(1..)?
        .find(['+', '-'])
        .map_or(inside, |end| inside.get(..=end).unwrap_or_default());
    let milliseconds: i64 = digits.parse().ok()?;
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(milliseconds) * 1_000_000).ok()
}
