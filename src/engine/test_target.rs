//! The target of a rule's own test: what its `given` clauses say, and nothing else.

use std::sync::Arc;

use super::expression::Context;
use super::plan::fill_in;
use super::scope::{Scope, Tables};
use crate::evidence::{Look, MemoryFile, MemoryTarget, Service, Target, WindowsPath};
use crate::language::ast::{
    Case, Cases, Expr, Given, GivenContent, GivenSource, GivenValue, Name, RulePack, Test,
};
use crate::model::{source_schema, Value};

/// Where a log stands that a test gives without a path.
const SETUP_LOG_VIEW: &str = "setuplog.runs";

/// The target that a test describes, for one of its cases.
pub(super) fn target(
    pack: &RulePack,
    tables: &Tables,
    test: &Test,
    case: Option<(&Cases, &Case)>,
) -> Result<MemoryTarget, String> {
    let mut target = MemoryTarget::new("test");
    let givens = flatten(pack, test)?;

    // Facts first: paths may be made of them.
    let nothing = MemoryTarget::new("test");
    let mut scope = Scope::new(nothing.facts(), tables);
    bind_case(&mut scope, case);
    for given in &givens {
        if let Given::Fact { path, value } = given {
            let value = match value {
                GivenValue::Value(expr) => Context::new(&scope).value(expr),
                GivenValue::Missing => Value::Missing,
                GivenValue::Unknown => Value::Unknown(unreadable(path)),
            };
            target.fact(path, value);
        }
    }

    let facts = target.facts().clone();
    let mut scope = Scope::new(&facts, tables);
    bind_case(&mut scope, case);
    let mut services = Services::default();
    for given in givens {
        let Given::Source { source, argument, content, .. } = given else { continue };
        let argument = argument.as_ref().map(|argument| text(argument, &scope)).transpose()?;
        match source {
            GivenSource::Service => services.give(argument, content, &scope)?,
            GivenSource::File | GivenSource::TextLog | GivenSource::SetupLog => {
                let path = match argument {
                    Some(path) => path,
                    None => default_path(*source, &scope)?,
                };
                let path = WindowsPath::parse(&path).map_err(|error| error.to_string())?;
                let file = file(&path, content, &scope);
                target.put(path, file);
            }
            GivenSource::Other(source) => {
                return Err(format!("a test cannot give {}", source.name));
            }
        }
    }
    services.put(&mut target);
    Ok(target)
}

/// Gives the variables of `cases` the values of one row.
pub(super) fn bind_case(scope: &mut Scope<'_>, case: Option<(&Cases, &Case)>) {
    if let Some((cases, case)) = case {
        for (name, value) in cases.variables.iter().zip(&case.values) {
            scope.bind(&name.text, value.clone());
        }
    }
}

/// What a test gives, with its fixtures in their places.
fn flatten<'a>(pack: &'a RulePack, test: &'a Test) -> Result<Vec<&'a Given>, String> {
    let mut givens = Vec::new();
    for given in &test.givens {
        let Given::Fixture(name) = given else {
            givens.push(given);
            continue;
        };
        let fixture = pack.fixture(&name.text);
        let fixture = fixture.ok_or_else(|| format!("there is no fixture {}", name.text))?;
        // A fixture holds no fixtures.
        givens.extend(fixture.givens.iter().filter(|given| !matches!(given, Given::Fixture(_))));
    }
    Ok(givens)
}

fn text(expr: &Expr, scope: &Scope<'_>) -> Result<String, String> {
    let value = Context::new(scope).present(expr).map_err(|reason| reason.to_string())?;
    Ok(value.to_string())
}

fn default_path(source: GivenSource, scope: &Scope<'_>) -> Result<String, String> {
    let default = match source {
        GivenSource::SetupLog => source_schema(SETUP_LOG_VIEW).and_then(|view| view.default_path),
        _ => None,
    };
    let default = default.ok_or("a file or log is given without its path")?;
    fill_in(default, scope).map_err(|reason| reason.to_string())
}

fn file(path: &WindowsPath, content: &GivenContent, scope: &Scope<'_>) -> MemoryFile {
    match content {
        GivenContent::Text(text) => MemoryFile::Text(text.clone()),
        GivenContent::Record(columns) => {
            let context = Context::new(scope);
            let column = |(name, value): &(Name, Expr)| (name.text.clone(), context.value(value));
            MemoryFile::Columns(columns.iter().map(column).collect())
        }
        GivenContent::Missing => MemoryFile::Missing,
        GivenContent::Unknown => MemoryFile::Unknown(unreadable(path.as_str())),
    }
}

fn unreadable(what: &str) -> Arc<str> {
    format!("{what} cannot be read, as the test says").into()
}

/// The services that a test gives. With the first one the list is known.
#[derive(Default)]
struct Services {
    listed: bool,
    services: Vec<Service>,
}

impl Services {
    fn give(
        &mut self,
        name: Option<String>,
        content: &GivenContent,
        scope: &Scope<'_>,
    ) -> Result<(), String> {
        let Some(name) = name else {
            // Without a name it is about the whole list.
            self.services.clear();
            self.listed = matches!(content, GivenContent::Missing);
            return match content {
                GivenContent::Missing | GivenContent::Unknown => Ok(()),
                _ => Err(String::from("a service is given without its name")),
            };
        };
        self.listed = true;
        self.services.retain(|service| !service.name.eq_ignore_ascii_case(&name));
        let column = |wanted: &str| match content {
            GivenContent::Record(columns) => {
                let same = |(name, _): &&(Name, Expr)| name.text.eq_ignore_ascii_case(wanted);
                columns.iter().find(same).map_or_else(
                    || Look::unknown(format!("the test does not give {wanted} of {name}")),
                    |(_, value)| match Context::new(scope).value(value) {
                        Value::Missing => Look::Missing,
                        Value::Unknown(reason) => Look::Unknown(reason),
                        value => Look::Found(Arc::from(value.to_string())),
                    },
                )
            }
            _ => Look::Unknown(unreadable(&name)),
        };
        if matches!(content, GivenContent::Missing) {
            return Ok(());
        }
        let display_name = match column("DisplayName") {
            Look::Found(name) => Some(name),
            Look::Missing | Look::Unknown(_) => None,
        };
        self.services.push(Service {
            start_type: column("StartType"),
            status: column("Status"),
            display_name,
            name: name.into(),
        });
        Ok(())
    }

    fn put(self, target: &mut MemoryTarget) {
        if self.listed {
            // Even a list without any service is a list.
            target.no_service("");
        }
        for service in self.services {
            target.service(service);
        }
    }
}
