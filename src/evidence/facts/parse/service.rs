//! One service, as any of Windows' tools writes it.

use std::sync::Arc;

use serde::de::MapAccess;

use super::context::Context;
use super::key::Key;
use super::scalar::{Scalar, Shape};
use crate::evidence::facts::shape::{OfService, START_TYPES, STATUSES};
use crate::evidence::facts::source::Place;
use crate::evidence::facts::Service;
use crate::evidence::Look;
use crate::model::{Value, ValueType};

/// What was read of a service so far.
pub(super) struct Draft<'s, 'c> {
    context: &'s Context<'c>,
    /// Where it stands in the list.
    path: String,
    begin: Place,
    names: Vec<Value>,
    display_name: Option<Arc<str>>,
    start_types: Vec<Value>,
    statuses: Vec<Value>,
    pub(super) computer: Option<Arc<str>>,
    /// What members with a name close to these were probably meant to be.
    hints: Vec<(&'static str, String)>,
}

/// Values of one member that are kept: no tool writes more.
const MAX_VALUES: usize = 4;

impl<'s, 'c> Draft<'s, 'c> {
    pub(super) fn new(context: &'s Context<'c>, path: String) -> Self {
        Self {
            context,
            path,
            begin: context.here(),
            names: Vec::new(),
            display_name: None,
            start_types: Vec::new(),
            statuses: Vec::new(),
            computer: None,
            hints: Vec::new(),
        }
    }

    /// Reads one of its members.
    pub(super) fn member<'de, A: MapAccess<'de>>(
        &mut self,
        what: OfService,
        access: &mut A,
    ) -> Result<(), A::Error> {
        let (word, shape) = match what {
            OfService::Name => ("name", Shape::Of(ValueType::Text)),
            OfService::DisplayName => ("displayName", Shape::Of(ValueType::Text)),
            OfService::StartType => ("startType", Shape::Word(&START_TYPES)),
            OfService::Status => ("status", Shape::Word(&STATUSES)),
            OfService::Computer => ("computer", Shape::Of(ValueType::Text)),
        };
        let path =
            if self.path.is_empty() { word.to_owned() } else { format!("{}.{word}", self.path) };
        let value = access.next_value_seed(Scalar { context: self.context, path: &path, shape })?;
        let values = match what {
            OfService::Name => &mut self.names,
            OfService::StartType => &mut self.start_types,
            OfService::Status => &mut self.statuses,
            OfService::DisplayName => {
                if let Value::Text(text) = value {
                    self.display_name = Some(text);
                }
                return Ok(());
            }
            OfService::Computer => {
                if let Value::Text(text) = value {
                    self.computer = Some(computer(&text));
                }
                return Ok(());
            }
        };
        // null, or a word that stands for nothing, leaves it to the other members.
        if !matches!(value, Value::Missing) && values.len() < MAX_VALUES {
            values.push(value);
        }
        Ok(())
    }

    /// A member that is none of these: PowerShell's own, or a misspelt one.
    pub(super) fn strange(&mut self, key: &Key) {
        const OURS: [&str; 3] = ["name", "startType", "status"];
        if let (Some(meant), true) = (key.nearest(OURS.into_iter()), self.hints.len() < MAX_VALUES)
        {
            self.hints.push((meant, key.to_string()));
        }
    }

    pub(super) fn is_named(&self) -> bool {
        !self.names.is_empty()
    }

    /// The service, or why it is not known which one it is.
    pub(super) fn finish(self) -> Result<Service, Arc<str>> {
        let hint = |meant: &str| match self.hints.iter().find(|(hint, _)| *hint == meant) {
            Some((_, key)) => format!("; did you mean `{meant}` by `{key}`?"),
            None => String::new(),
        };
        let wrong = |what: &str| self.context.reason(&self.path, what, self.begin);
        let name = match self.agreed("name", &self.names) {
            Look::Found(name) => Arc::from(name.trim()),
            Look::Missing => {
                return Err(wrong(&format!("a service needs its `name`{}", hint("name"))));
            }
            Look::Unknown(reason) => return Err(reason),
        };
        match &*name {
            "" => return Err(wrong("a service needs its `name`")),
            long if long.chars().count() > 256 => {
                return Err(wrong("no name of a service is longer than 256 characters"));
            }
            foreign if self.context.is_guess && !foreign.is_ascii() => {
                return Err(wrong(
                    "the encoding of this name is not known; save the file as UTF-8",
                ));
            }
            _ => {}
        }
        let known = |what: &str, values: &[Value]| match self.agreed(what, values) {
            Look::Missing => {
                let whose = format!("{what} of the service {name}{}", hint(what));
                Look::Unknown(self.context.absent(&whose))
            }
            found => found,
        };
        let start_type = known("startType", &self.start_types);
        let status = known("status", &self.statuses);
        Ok(Service { name, display_name: self.display_name, start_type, status })
    }

    /// What all members say that mean the same.
    fn agreed(&self, what: &str, values: &[Value]) -> Look<Arc<str>> {
        let mut agreed: Option<&Arc<str>> = None;
        for value in values {
            match (value, agreed) {
                (Value::Text(text), None) => agreed = Some(text),
                (Value::Text(text), Some(before))
                    if text.trim().eq_ignore_ascii_case(before.trim()) => {}
                (Value::Text(text), Some(before)) => {
                    let what = format!("its {what} is both {before} and {text}");
                    return Look::Unknown(self.context.reason(&self.path, &what, self.begin));
                }
                (Value::Unknown(reason), _) => return Look::Unknown(reason.clone()),
                _ => {}
            }
        }
        agreed.map_or(Look::Missing, |text| Look::Found(text.clone()))
    }
}

/// The computer of a service, without its domain; this one has no name.
fn computer(name: &str) -> Arc<str> {
    let name = name.trim().to_lowercase();
    let is_address = name.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ':'));
    let host = if is_address { &*name } else { name.split('.').next().unwrap_or_default() };
    Arc::from(if host == "localhost" { "." } else { host })
}
