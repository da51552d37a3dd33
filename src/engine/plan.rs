//! What has to be read: the questions of all rules, grouped by file, before anything is read.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use super::expression::Context;
use super::meter::Meter;
use super::rule::parameters;
use super::scope::{Scope, Tables};
use super::stream::Stream;
use super::Terms;
use crate::evidence::{Look, ServiceControl, Target, WindowsPath};
use crate::language::ast::{BindingValue, Query, QuerySource, Rule, RulePack};
use crate::model::{fact_schema, ArgumentKind, Rows, SourceSchema, Truth, Value};

/// The source that is read out of two logs.
const SERVICE_CONTROL: &str = "servicecontrol";

/// One query of the pack: the rule's index and the binding's.
pub(super) type QueryId = (usize, usize);

/// What was found out before anything was read, and what is to be read.
#[derive(Default)]
pub(super) struct Plan<'a> {
    /// Every log that is asked for, once.
    pub(super) logs: Vec<Log<'a>>,
    /// Who replays ServiceControl.ps1, where a query asks for that, and these queries.
    pub(super) service_control: Option<(ServiceControl, Vec<QueryId>)>,
    /// Queries whose log cannot even be named, with the reason as their rows.
    pub(super) unreadable: Vec<(QueryId, Rows)>,
}

/// One log and everybody who asks for its rows.
pub(super) struct Log<'a> {
    /// Where it is.
    pub(super) path: WindowsPath,
    /// Its size before it is read, in bytes; zero where that is not known.
    pub(super) size: u64,
    /// The questions.
    pub(super) streams: Vec<Stream<'a>>,
}

/// Plans the queries of `rules`, by index into the pack. A rule that does not apply asks nothing.
pub(super) fn plan<'a>(
    pack: &'a RulePack,
    rules: impl IntoIterator<Item = usize>,
    target: &'a dyn Target,
    tables: &'a Tables,
    terms: &'a Terms<'a>,
    meters: &'a [Meter<'a>],
) -> Plan<'a> {
    let mut plan = Plan::default();
    let mut log_of: HashMap<WindowsPath, usize> = HashMap::new();
    for (index, rule) in rules.into_iter().filter_map(|i| Some((i, pack.rules.get(i)?.as_ref()))) {
        let scope = parameters(rule, index, target.facts(), tables, terms);
        let scope = Rc::new(scope.measured_by(meters.get(index)));
        let applies = rule.applies.as_ref().map(|applies| Context::new(&scope).truth(applies));
        if applies == Some(Truth::False) {
            continue;
        }
        for (id, source, query) in evidence_queries(index, rule) {
            if source.name == SERVICE_CONTROL {
                let (_, asking) = plan.service_control.get_or_insert_with(|| {
                    (ServiceControl::new(path(query, source, &scope)), Vec::new())
                });
                asking.push(id);
                continue;
            }
            if !is_log(source) {
                continue;
            }
            match path(query, source, &scope) {
                Err(reason) => plan.unreadable.push((id, Rows::unreadable(reason))),
                Ok(path) => {
                    if let Some(log) = plan.log(&mut log_of, target, path) {
                        log.streams.push(Stream::new(id, source, query, rule, scope.clone()));
                    }
                }
            }
        }
    }
    for path in
        plan.service_control.iter().flat_map(|(control, _)| control.logs()).collect::<Vec<_>>()
    {
        plan.log(&mut log_of, target, path);
    }
    plan
}

impl<'a> Plan<'a> {
    /// The log at that path, which is read once whoever asks.
    fn log(
        &mut self,
        log_of: &mut HashMap<WindowsPath, usize>,
        target: &dyn Target,
        path: WindowsPath,
    ) -> Option<&mut Log<'a>> {
        let log = *log_of.entry(path.clone()).or_insert_with(|| {
            let size = size(target, &path);
            self.logs.push(Log { path, size, streams: Vec::new() });
            self.logs.len() - 1
        });
        self.logs.get_mut(log)
    }
}

/// The queries of a rule that read evidence.
fn evidence_queries(
    index: usize,
    rule: &Rule,
) -> impl Iterator<Item = (QueryId, &'static SourceSchema, &Query)> {
    rule.bindings.iter().enumerate().filter_map(move |(binding, each)| match &each.value {
        BindingValue::Query(query) => match query.source {
            QuerySource::Evidence(source) => Some(((index, binding), source, query)),
            _ => None,
        },
        BindingValue::Expr(_) => None,
    })
}

/// Whether a source is the lines of a file, which are read in one pass for everybody.
pub(super) fn is_log(source: &SourceSchema) -> bool {
    let has_path = matches!(source.argument, ArgumentKind::Path | ArgumentKind::OptionalPath);
    has_path && !source.single
}

/// The path that a query reads, or why it has none.
pub(super) fn path(
    query: &Query,
    source: &SourceSchema,
    scope: &Scope<'_>,
) -> Result<WindowsPath, Arc<str>> {
    let text = match (&query.argument, source.default_path) {
        (Some(argument), _) => Context::new(scope).present(argument)?.to_string(),
        (None, Some(default)) => fill_in(default, scope)?,
        (None, None) => return Err(format!("{} was asked for without a path", source.name).into()),
    };
    WindowsPath::parse(&text).map_err(|error| error.to_string().into())
}

/// A default path with its `${facts}` filled in.
pub(super) fn fill_in(default: &str, scope: &Scope<'_>) -> Result<String, Arc<str>> {
    let mut text = String::new();
    let mut rest = default;
    while let Some((before, (name, after))) =
        rest.split_once("${").and_then(|(before, behind)| Some((before, behind.split_once('}')?)))
    {
        text.push_str(before);
        match fact_schema(name).map(|fact| scope.facts.get(fact.path)) {
            Some(Value::Unknown(reason)) => return Err(reason),
            None | Some(Value::Missing) => return Err(format!("the fact {name} is missing").into()),
            Some(value) => text.push_str(&value.to_string()),
        }
        rest = after;
    }
    text.push_str(rest);
    Ok(text)
}

fn size(target: &dyn Target, path: &WindowsPath) -> u64 {
    match target.size(path) {
        Look::Found(size) => size,
        Look::Missing | Look::Unknown(_) => 0,
    }
}
