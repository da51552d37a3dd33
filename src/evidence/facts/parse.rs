//! Reading `facts.json`, or what stands for it. What is wrong costs its own part only, and says
//! where it is.

/// What a place says to a value that cannot stand there: `refuse` takes the words for it.
macro_rules! refuse_scalars {
    () => {
        fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Self::Value, E> {
            Ok(self.refuse(if value { "true" } else { "false" }))
        }

        fn visit_u64<E: serde::de::Error>(self, _: u64) -> Result<Self::Value, E> {
            Ok(self.refuse("a number"))
        }

        fn visit_i64<E: serde::de::Error>(self, _: i64) -> Result<Self::Value, E> {
            Ok(self.refuse("a number"))
        }

        fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<Self::Value, E> {
            Ok(self.refuse("a number"))
        }

        fn visit_str<E: serde::de::Error>(self, _: &str) -> Result<Self::Value, E> {
            Ok(self.refuse("text"))
        }
    };
}

mod context;
mod key;
mod scalar;
mod section;
mod service;
mod services;

use std::sync::Arc;

use serde::de::DeserializeSeed;
use serde_json::error::Category;

use super::source::{encodings, Position, Source};
use super::Facts;
use context::Context;

impl Facts {
    /// Reads the content of a `facts.json` at `origin`; `None` where the caller asked to stop.
    pub(in crate::evidence) fn read(
        content: &[u8],
        origin: &str,
        cancelled: &dyn Fn() -> bool,
    ) -> Option<Self> {
        let encodings = encodings(content);
        let mut first = None;
        for encoding in &encodings {
            let position = Position::default();
            let source = Source::new(content, encoding, &position, cancelled);
            let context = Context::new(origin, &position, encodings.len() > 1);
            let mut reader = serde_json::Deserializer::from_reader(source);
            let read = section::Document { context: &context }
                .deserialize(&mut reader)
                .and_then(|()| reader.end());
            match read {
                Ok(()) => return Some(context.into_facts()),
                Err(error) if error.classify() == Category::Io => return None,
                Err(error) => {
                    first.get_or_insert_with(|| no_json(origin, &error));
                }
            }
        }
        Some(first.unwrap_or_default())
    }
}

/// All facts unknown: what is no JSON from some place on says nothing for certain before it, either,
/// as a later member could take its place.
fn no_json(origin: &str, error: &serde_json::Error) -> Facts {
    let text = error.to_string();
    let what = text.rsplit_once(" at line ").map_or(text.as_str(), |(what, _)| what);
    let what = match error.classify() {
        Category::Eof if (error.line(), error.column()) <= (1, 0) => "it is empty",
        Category::Eof => "it ends in the middle of its JSON",
        _ => what,
    };
    let at = format!("line {}, column {}", error.line(), error.column());
    let reason: Arc<str> = Arc::from(format!("{origin} cannot be read: {what} ({at})"));
    let mut facts = Facts::empty(&context::not_given(origin));
    facts.unread = Some(reason);
    facts
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod wrong_kinds;
