//! The list of services.

use std::collections::hash_map::{Entry, HashMap};
use std::fmt;
use std::sync::Arc;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::context::{short, Context};
use super::key::Key;
use super::scalar::{Scalar, Shape};
use super::service::Draft;
use crate::evidence::facts::shape::{SERVICE, SERVICES};
use crate::evidence::facts::{Facts, Service};
use crate::evidence::Look;
use crate::model::{Value, ValueType};

/// Services of a list. No Windows has a tenth of them.
const MAX_SERVICES: usize = 20_000;

/// Services as they were read.
#[derive(Default)]
pub(super) struct List {
    services: Vec<(Option<Arc<str>>, Service)>,
    /// Why there may be more of them.
    doubt: Option<Arc<str>>,
    /// Why none of them counts.
    unknown: Option<Arc<str>>,
}

impl List {
    pub(super) fn push(&mut self, context: &Context<'_>, draft: Draft<'_, '_>) {
        let computer = draft.computer.clone();
        match draft.finish() {
            Ok(service) if self.services.len() < MAX_SERVICES => {
                self.services.push((computer, service));
            }
            Ok(_) => {
                let what = format!("there are more than {MAX_SERVICES} services");
                let reason = || context.reason(SERVICES, &what, context.here());
                self.unknown.get_or_insert_with(reason);
            }
            Err(reason) => {
                self.doubt.get_or_insert(reason);
            }
        }
    }

    /// Whether it has no service that counts.
    pub(super) fn is_empty(&self) -> bool {
        self.unknown.is_some() || self.services.is_empty()
    }

    pub(super) fn unknown(reason: Arc<str>) -> Self {
        Self { unknown: Some(reason), ..Self::default() }
    }

    /// Hands the services to the facts, when all of the file was read.
    pub(super) fn give(self, facts: &mut Facts, origin: &str) {
        let Self { services, doubt, unknown } = self;
        let services = match unknown {
            Some(reason) => Err(reason),
            None => of_one_computer(services, facts, origin),
        };
        let services = services.and_then(|services| match (services.as_slice(), &doubt) {
            // There is no Windows without services: a list without any was not collected.
            ([], None) => Err(Arc::from(format!("{origin} lists no services"))),
            ([], Some(reason)) => Err(reason.clone()),
            _ => Ok(each_once(services, origin)),
        });
        facts.services = Some(services.map_or_else(Look::Unknown, Look::Found));
        facts.services_doubt = doubt;
    }
}

/// The services of the server where a list has the ones of several computers.
fn of_one_computer(
    services: Vec<(Option<Arc<str>>, Service)>,
    facts: &Facts,
    origin: &str,
) -> Result<Vec<Service>, Arc<str>> {
    let mut computers: Vec<&str> = Vec::new();
    for (computer, _) in &services {
        let computer = computer.as_deref().unwrap_or(".");
        if computers.len() < 10 && !computers.contains(&computer) {
            computers.push(computer);
        }
    }
    let server = match facts.get("server.name") {
        Value::Text(name) => name.to_lowercase(),
        _ => String::new(),
    };
    let keep = match computers.as_slice() {
        [] | [_] => None,
        several if several.contains(&&*server) => Some(server),
        several => {
            let several = several.join(", ");
            return Err(Arc::from(format!(
                "{origin} lists the services of several computers ({several}), and server.name is \
                 none of them"
            )));
        }
    };
    let counts = |computer: &Option<Arc<str>>| {
        keep.as_deref().is_none_or(|keep| computer.as_deref().unwrap_or(".") == keep)
    };
    Ok(services.into_iter().filter_map(|(of, service)| counts(&of).then_some(service)).collect())
}

/// Two services of one name are none of one Windows, and nothing says which of them counts, unless
/// they say the same.
fn each_once(services: Vec<Service>, origin: &str) -> Vec<Service> {
    let mut kept: Vec<Service> = Vec::with_capacity(services.len());
    let mut places: HashMap<String, usize> = HashMap::new();
    for service in services {
        match places.entry(service.name.to_lowercase()) {
            Entry::Vacant(place) => {
                place.insert(kept.len());
                kept.push(service);
            }
            Entry::Occupied(place) => {
                let Some(first) = kept.get_mut(*place.get()) else { continue };
                for (what, one, other) in [
                    ("startType", &mut first.start_type, &service.start_type),
                    ("status", &mut first.status, &service.status),
                ] {
                    if said(one) != said(other) {
                        *one = Look::unknown(format!(
                            "{origin} lists the service {} twice, with {what} {} and {}",
                            service.name,
                            said(one),
                            said(other)
                        ));
                    }
                }
            }
        }
    }
    kept
}

fn said(look: &Look<Arc<str>>) -> &str {
    match look {
        Look::Found(text) => text,
        Look::Missing | Look::Unknown(_) => "unknown",
    }
}

/// Reads the list of services at `path`.
#[derive(Clone, Copy)]
pub(super) struct Services<'s, 'c> {
    pub(super) context: &'s Context<'c>,
    pub(super) path: &'static str,
    /// Whether it is the `value` of an object, as Windows PowerShell dresses lists.
    pub(super) clothed: bool,
}

impl Services<'_, '_> {
    fn give(self, list: List) {
        self.context.services(list, self.clothed);
    }

    fn refuse(self, found: &str) {
        let what = format!("this should be a list, not {found}");
        let reason = self.context.reason(self.path, &what, self.context.here());
        self.give(List::unknown(reason));
    }
}

impl<'de> DeserializeSeed<'de> for Services<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Services<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.give(List::default());
        Ok(())
    }

    refuse_scalars!();

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        let mut list = List::default();
        let mut index = 0_u64;
        loop {
            let path = format!("{}[{index}]", self.path);
            index += 1;
            let element = Element { context: self.context, path };
            match access.next_element_seed(element)? {
                Some(Ok(draft)) => list.push(self.context, draft),
                Some(Err(reason)) => {
                    list.doubt.get_or_insert(reason);
                }
                None => break,
            }
            if list.unknown.is_some() {
                while access.next_element::<IgnoredAny>()?.is_some() {}
            }
        }
        self.give(list);
        Ok(())
    }

    /// A list in the clothes of Windows PowerShell, one service without its list, or why there is
    /// none.
    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        let context = self.context;
        let mut service = Draft::new(context, self.path.to_owned());
        let mut is_told = false;
        while let Some(key) = access.next_key::<Key>()? {
            if key.is("unknown") {
                let shape = Shape::Of(ValueType::Text);
                let reason = Scalar { context, path: "unknown", shape };
                let reason = match access.next_value_seed(reason)? {
                    Value::Text(reason) => short(&reason),
                    Value::Unknown(reason) => reason,
                    _ => Arc::from("no reason is given"),
                };
                self.give(List::unknown(reason));
                is_told = true;
            } else if key.is("value") {
                access.next_value_seed(self)?;
                is_told = true;
            } else if let Some((_, what)) = SERVICE.iter().find(|(name, _)| key.is(name)) {
                service.member(*what, &mut access)?;
            } else {
                access.next_value::<IgnoredAny>()?;
            }
        }
        if service.is_named() {
            let mut list = List::default();
            list.push(context, service);
            self.give(list);
        } else if !is_told {
            self.refuse("an object");
        }
        Ok(())
    }
}

/// Reads one item of the list.
struct Element<'s, 'c> {
    context: &'s Context<'c>,
    path: String,
}

impl<'s, 'c> Element<'s, 'c> {
    fn refuse(self, found: &str) -> Result<Draft<'s, 'c>, Arc<str>> {
        let what = format!("this should be an object, not {found}");
        Err(self.context.reason(&self.path, &what, self.context.here()))
    }
}

impl<'de, 's, 'c> DeserializeSeed<'de> for Element<'s, 'c> {
    type Value = Result<Draft<'s, 'c>, Arc<str>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, 's, 'c> Visitor<'de> for Element<'s, 'c> {
    type Value = Result<Draft<'s, 'c>, Arc<str>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a service")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(self.refuse("null"))
    }

    refuse_scalars!();

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        while access.next_element::<IgnoredAny>()?.is_some() {}
        Ok(self.refuse("a list"))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut draft = Draft::new(self.context, self.path);
        while let Some(key) = access.next_key::<Key>()? {
            match SERVICE.iter().find(|(name, _)| key.is(name)) {
                Some((_, what)) => draft.member(*what, &mut access)?,
                None => {
                    access.next_value::<IgnoredAny>()?;
                    draft.strange(&key);
                }
            }
        }
        Ok(Ok(draft))
    }
}
