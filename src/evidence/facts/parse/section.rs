//! The file as a whole, and the objects in it that hold facts.

use std::fmt;
use std::sync::Arc;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::context::Context;
use super::key::Key;
use super::scalar::{Scalar, Shape};
use super::service::Draft;
use super::services::{List, Services};
use crate::evidence::facts::shape::{members, OF_POWERSHELL, SECTIONS, SERVICE, SERVICES, UNREAD};
use crate::evidence::facts::source::Place;
use crate::model::{Value, ValueType};

/// Reads the whole file: an object with sections, or what a command wrote that lists services.
#[derive(Clone, Copy)]
pub(super) struct Document<'s, 'c> {
    pub(super) context: &'s Context<'c>,
}

impl Document<'_, '_> {
    fn known() -> impl Iterator<Item = &'static str> + Clone {
        let sections = SECTIONS.iter().map(|(name, _)| *name);
        sections.chain([SERVICES]).chain(UNREAD.iter().copied())
    }

    /// The file is something else altogether.
    fn refuse(self, found: &str) {
        let what = format!("this should be an object, not {found}");
        let reason = self.context.reason("", &what, self.context.here());
        self.unknown(reason);
    }

    fn unknown(self, reason: Arc<str>) {
        self.context.found(|facts| facts.unread = Some(reason));
    }

    /// The reason in a member `unknown`.
    fn reason<'de, A: MapAccess<'de>>(self, access: &mut A) -> Result<Arc<str>, A::Error> {
        let shape = Shape::Of(ValueType::Text);
        let text = Scalar { context: self.context, path: "unknown", shape };
        Ok(match access.next_value_seed(text)? {
            Value::Text(reason) => super::context::short(&reason),
            Value::Unknown(reason) => reason,
            _ => Arc::from("no reason is given"),
        })
    }
}

impl<'de> DeserializeSeed<'de> for Document<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Document<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.refuse("null");
        Ok(())
    }

    refuse_scalars!();

    fn visit_seq<A: SeqAccess<'de>>(self, access: A) -> Result<(), A::Error> {
        Services { context: self.context, path: "", clothed: false }.visit_seq(access)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        let context = self.context;
        let mut service = Draft::new(context, String::new());
        let mut strange: Vec<(String, Place)> = Vec::new();
        let mut is_service = true;
        while let Some(key) = access.next_key::<Key>()? {
            let place = context.here();
            let section = SECTIONS.iter().find(|(name, _)| key.is(name));
            if let Some((name, more)) = section {
                access.next_value_seed(Section { context, name, more })?;
                is_service = false;
            } else if key.is(SERVICES) || key.is("value") {
                let clothed = !key.is(SERVICES);
                access.next_value_seed(Services { context, path: SERVICES, clothed })?;
                is_service = false;
            } else if key.is("unknown") {
                let reason = self.reason(&mut access)?;
                self.unknown(reason);
                is_service = false;
            } else if let Some((_, what)) = SERVICE.iter().find(|(name, _)| key.is(name)) {
                service.member(*what, &mut access)?;
            } else {
                access.next_value::<IgnoredAny>()?;
                is_service &= !UNREAD.iter().any(|name| key.is(name));
                let expected = Self::known().chain(OF_POWERSHELL.iter().copied()).chain(["Count"]);
                if strange.len() < 2 && !expected.clone().any(|name| key.is(name)) {
                    strange.push((key.unknown(Self::known()), place));
                }
            }
        }
        if is_service && service.is_named() {
            let mut list = List::default();
            list.push(context, service);
            context.services(list, false);
        } else {
            if service.is_named() {
                let what = String::from("a service stands beside the members of the file");
                strange.push((what, context.here()));
            }
            strange.iter().for_each(|(what, place)| context.fault("", what, *place));
        }
        Ok(())
    }
}

/// Reads an object that holds facts.
#[derive(Clone, Copy)]
struct Section<'s, 'c> {
    context: &'s Context<'c>,
    name: &'static str,
    /// Members that no fact is read from yet.
    more: &'static [&'static str],
}

impl Section<'_, '_> {
    /// A section that is missing or unknown says so for each of its facts that is not given.
    fn all(self, value: &Value) {
        self.context.found(|facts| {
            // Where nothing says that Windows is elsewhere, it is on C:.
            let others = members(self.name).filter(|(_, path, _)| *path != "server.systemDrive");
            for (_, path, _) in others {
                if !facts.gives(path) {
                    facts.set(path, value.clone());
                }
            }
        });
    }

    fn refuse(self, found: &str) {
        let what = format!("this should be an object, not {found}");
        let value = self.context.wrong(self.name, &what, self.context.here());
        self.all(&value);
    }
}

impl<'de> DeserializeSeed<'de> for Section<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Section<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.all(&Value::Missing);
        Ok(())
    }

    refuse_scalars!();

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        self.refuse("a list");
        while access.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        let context = self.context;
        let mut unknown = None;
        while let Some(key) = access.next_key::<Key>()? {
            let place = context.here();
            let member = members(self.name).find(|(name, ..)| key.is(name));
            if let Some((_, path, value_type)) = member {
                let shape = Shape::Of(value_type);
                let value = access.next_value_seed(Scalar { context, path, shape })?;
                let given = context.found(|facts| facts.gives(path).then(|| facts.get(path)));
                let value = match given {
                    Some(before) if before.to_string() != value.to_string() => {
                        let what = format!("it is given twice, as {before} and as {value}");
                        context.wrong(path, &what, context.here())
                    }
                    _ => value,
                };
                context.found(|facts| facts.set(path, value));
            } else if key.is("unknown") {
                unknown = Some(Document { context }.reason(&mut access)?);
            } else {
                access.next_value::<IgnoredAny>()?;
                if !self.more.iter().chain(OF_POWERSHELL).any(|name| key.is(name)) {
                    let known = members(self.name).map(|(name, ..)| name);
                    let known = known.chain(self.more.iter().copied());
                    context.fault(self.name, &key.unknown(known), place);
                }
            }
        }
        if let Some(reason) = unknown {
            self.all(&Value::Unknown(reason));
        }
        Ok(())
    }
}
