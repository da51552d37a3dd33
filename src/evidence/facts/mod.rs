//! Facts: what is known about the server that is not in its files.

mod parse;
mod shape;
mod source;

use std::collections::HashMap;
use std::sync::Arc;

use super::Look;
use crate::model::{fact_schema, Value, Version};

/// How the names of Exchange's own services begin; the management tools alone have none.
const EXCHANGE_SERVICE: &str = "MSExchange";

/// One Windows service.
#[derive(Debug, Clone)]
pub struct Service {
    /// Service name.
    pub name: Arc<str>,
    /// Name that services.msc shows.
    pub display_name: Option<Arc<str>>,
    /// Automatic, Manual, Disabled ...
    pub start_type: Look<Arc<str>>,
    /// Running, Stopped ...
    pub status: Look<Arc<str>>,
}

/// The facts of one target; schema in `powershell/ExTriage/en-US/about_ExTriage_Facts.help.txt`.
#[derive(Debug, Clone)]
pub struct Facts {
    values: HashMap<&'static str, Value>,
    services: Option<Look<Vec<Service>>>,
    /// Why there may be services that are not in the list.
    services_doubt: Option<Arc<str>>,
    origin: Option<Arc<str>>,
    /// Why nothing that was given could be read.
    unread: Option<Arc<str>>,
    /// Members that nobody knows, each with its section; none for the file itself.
    faults: Vec<(&'static str, Arc<str>)>,
    /// What stands before the path of a fact that nobody gave.
    absent: Arc<str>,
}

impl Default for Facts {
    fn default() -> Self {
        Self::empty("there are no facts, which would give")
    }
}

impl Facts {
    /// No facts; `absent` stands before the path of each in the reason why it is unknown.
    pub(super) fn empty(absent: &str) -> Self {
        Self {
            values: HashMap::new(),
            services: None,
            services_doubt: None,
            origin: None,
            unread: None,
            faults: Vec::new(),
            absent: Arc::from(absent),
        }
    }

    /// Nothing of what was given could be read; the reason is ready to be shown.
    pub(super) fn unread(origin: Arc<str>, reason: Arc<str>) -> Self {
        let mut facts = Self::empty(&format!("{origin} does not give"));
        (facts.origin, facts.unread) = (Some(origin), Some(reason));
        facts
    }

    /// The fact of that schema path; unknown with a reason where nothing gives it. Some follow from
    /// others: the product from the build, `exchange.bin` from `exchange.install`.
    pub fn get(&self, path: &'static str) -> Value {
        let given = self.values.get(path);
        match given {
            // What could not be said of it may follow from others all the same.
            Some(Value::Missing | Value::Unknown(_)) if path == "exchange.installed" => {}
            Some(value) => return value.clone(),
            None => {}
        }
        let derived = match path {
            "server.systemDrive" => Some(Value::from("C:")),
            "exchange.bin" => self.follow("exchange.install", |install| match install {
                Value::Text(folder) => {
                    Some(Value::from(format!("{}\\Bin", folder.trim_end_matches('\\'))))
                }
                _ => None,
            }),
            "exchange.installed" if self.shows_exchange() => Some(Value::Bool(true)),
            "exchange.installed" if given.is_none() => self.follow("exchange.install", |_| None),
            "exchange.generation" => self.follow("exchange.build", |build| match build {
                Value::Version(build) => Some(generation(*build).map_or_else(
                    || unknown_build(*build),
                    |(year, _)| Value::Number(f64::from(year)),
                )),
                _ => None,
            }),
            "exchange.product" => self.follow("exchange.build", |build| match build {
                Value::Version(build) => Some(
                    generation(*build)
                        .map_or_else(|| unknown_build(*build), |(_, name)| Value::from(name)),
                ),
                _ => None,
            }),
            _ => None,
        };
        let known = derived.or_else(|| given.cloned());
        known.unwrap_or_else(|| Value::Unknown(self.absence(path)))
    }

    /// Whether there is a folder, a build or a service that only a server with Exchange has.
    fn shows_exchange(&self) -> bool {
        let is_known = |path: &str| {
            let value = self.values.get(path);
            value.is_some_and(|value| matches!(value, Value::Text(_) | Value::Version(_)))
        };
        let of_exchange = |service: &Service| {
            let head = service.name.get(..EXCHANGE_SERVICE.len());
            head.is_some_and(|head| head.eq_ignore_ascii_case(EXCHANGE_SERVICE))
        };
        let services = match &self.services {
            Some(Look::Found(services)) => services.as_slice(),
            _ => &[],
        };
        is_known("exchange.install")
            || is_known("exchange.build")
            || services.iter().any(of_exchange)
    }

    /// Why a fact is not known that nobody gave: a misspelt member may have been meant for it.
    pub(super) fn absence(&self, path: &str) -> Arc<str> {
        if let Some(reason) = &self.unread {
            return reason.clone();
        }
        let of = |section: &str| {
            let rest = path.strip_prefix(section);
            section.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let faults = self.faults.iter().filter(|(section, _)| of(section));
        let faults: String = faults.map(|(_, fault)| format!("; {fault}")).collect();
        Arc::from(format!("{} {path}{faults}", self.absent))
    }

    /// What follows from another fact; missing and unknown follow as they are.
    fn follow(&self, from: &str, derive: impl FnOnce(&Value) -> Option<Value>) -> Option<Value> {
        match self.values.get(from)? {
            value @ (Value::Missing | Value::Unknown(_)) => Some(value.clone()),
            value => derive(value),
        }
    }

    /// The services, where they were collected.
    pub fn services(&self) -> Look<&[Service]> {
        match &self.services {
            Some(Look::Found(services)) => Look::Found(services),
            Some(Look::Missing) => Look::Missing,
            Some(Look::Unknown(reason)) => Look::Unknown(reason.clone()),
            None => Look::Unknown(self.absence("services")),
        }
    }

    /// Why a service that is not among them may be there all the same.
    pub fn services_doubt(&self) -> Option<Arc<str>> {
        self.services_doubt.clone()
    }

    /// The file that the facts came from, as the user can open it; `None` for facts that were
    /// handed over.
    pub fn origin(&self) -> Option<Arc<str>> {
        self.origin.clone()
    }

    /// Whether something says what this fact is, be it missing or unknown.
    pub(super) fn gives(&self, path: &str) -> bool {
        self.values.contains_key(path)
    }

    pub(super) fn set(&mut self, path: &str, value: Value) {
        if let Some(fact) = fact_schema(path) {
            // The registry of a setup that failed may hold an empty one; `\Bin` is no folder of Exchange.
            let is_empty = |folder: &str| folder.trim_matches(['\\', '/', ' ']).is_empty();
            let value = match value {
                Value::Text(folder) if fact.path == "exchange.install" && is_empty(&folder) => {
                    Value::unknown("the folder that is given for exchange.install is empty")
                }
                value => value,
            };
            self.values.insert(fact.path, value);
        }
    }

    /// These facts, from a file that the user can open.
    pub(super) fn with_origin(mut self, origin: Arc<str>) -> Self {
        self.origin = Some(origin);
        self
    }

    pub(super) fn add_service(&mut self, service: Service) {
        self.remove_service(&service.name);
        if let Some(Look::Found(services)) = &mut self.services {
            services.push(service);
        }
    }

    pub(super) fn remove_service(&mut self, name: &str) {
        match &mut self.services {
            Some(Look::Found(services)) => {
                services.retain(|service| !service.name.eq_ignore_ascii_case(name));
            }
            other => *other = Some(Look::Found(Vec::new())),
        }
    }

    /// These facts, and behind them the ones of `other`.
    pub(super) fn over(mut self, other: Self) -> Self {
        for (path, value) in other.values {
            self.values.entry(path).or_insert(value);
        }
        if self.services.is_none() {
            self.services = other.services;
            self.services_doubt = other.services_doubt;
            self.origin = other.origin;
        }
        self.unread = self.unread.or(other.unread);
        self.faults.extend(other.faults);
        self.absent = other.absent;
        self
    }
}

fn unknown_build(build: Version) -> Value {
    Value::unknown(format!("{build} is a build of no Exchange Server that is known here"))
}

/// What `exchange.generation` can be; 2025 stands for Subscription Edition.
const GENERATIONS: [u16; 5] = [2010, 2013, 2016, 2019, 2025];

/// The generation's number in rules and the product's name.
fn generation(build: Version) -> Option<(u16, &'static str)> {
    let Version([major, minor, number, _]) = build;
    match (major, minor) {
        (14, _) => Some((2010, "Exchange Server 2010")),
        (15, 0) => Some((2013, "Exchange Server 2013")),
        (15, 1) => Some((2016, "Exchange Server 2016")),
        (15, 2) if number < 2562 => Some((2019, "Exchange Server 2019")),
        (15, 2) => Some((2025, "Exchange Server SE")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_follow_from_others() {
        let mut facts = Facts::empty("the test does not give");
        assert_eq!(facts.get("server.systemDrive").to_string(), "C:");
        assert!(facts.get("exchange.product").to_string().contains("does not give"));
        for (build, year, product) in [
            ([14, 3, 513, 0], 2010.0, "Exchange Server 2010"),
            ([15, 0, 1497, 12], 2013.0, "Exchange Server 2013"),
            ([15, 1, 2106, 2], 2016.0, "Exchange Server 2016"),
            ([15, 2, 1748, 10], 2019.0, "Exchange Server 2019"),
            ([15, 2, 2562, 17], 2025.0, "Exchange Server SE"),
        ] {
            facts.set("exchange.build", Value::Version(Version(build)));
            assert!(matches!(facts.get("exchange.generation"), Value::Number(n) if n == year));
            assert_eq!(facts.get("exchange.product").to_string(), product);
        }
        facts.set("exchange.build", Value::Version(Version([8, 3, 83, 6])));
        assert!(matches!(facts.get("exchange.product"), Value::Unknown(_)));
        facts.set("exchange.build", Value::Missing);
        facts.set("exchange.install", Value::from(r"D:\Exchange\"));
        assert_eq!(facts.get("exchange.bin").to_string(), r"D:\Exchange\Bin");
        assert!(matches!(facts.get("exchange.installed"), Value::Bool(true)));
        for empty in ["", " ", r"\"] {
            facts.set("exchange.install", Value::from(empty));
            for fact in ["exchange.install", "exchange.bin", "exchange.installed"] {
                assert!(matches!(facts.get(fact), Value::Unknown(_)), "{fact} for '{empty}'");
            }
        }
        facts.set("exchange.install", Value::unknown("not looked at"));
        assert_eq!(facts.get("exchange.installed").to_string(), "(unknown: not looked at)");
    }

    #[test]
    fn what_only_a_server_with_exchange_has_says_that_it_is_installed() {
        let service = |name: &str| Service {
            name: Arc::from(name),
            display_name: None,
            start_type: Look::Missing,
            status: Look::Missing,
        };
        let installed = |facts: &Facts| facts.get("exchange.installed").to_string();
        for said in [None, Some(Value::unknown("no rights")), Some(Value::Missing)] {
            let mut facts = Facts::empty("the test does not give");
            if let Some(said) = said {
                facts.set("exchange.installed", said);
            }
            let before = installed(&facts);
            assert_ne!(before, "True");
            for foreign in ["pla", "W3Svc", "MSExch"] {
                facts.add_service(service(foreign));
                assert_eq!(installed(&facts), before, "{foreign}");
            }
            let mut with_build = facts.clone();
            with_build.set("exchange.build", Value::Version(Version([15, 1, 2106, 2])));
            assert_eq!(installed(&with_build), "True");
            facts.add_service(service("msexchangeTransport"));
            assert_eq!(installed(&facts), "True");
            facts.set("exchange.installed", Value::Bool(false));
            assert_eq!(installed(&facts), "False");
        }
    }
}
