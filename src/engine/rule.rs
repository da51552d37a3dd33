//! One rule: from its parameters to its outcome.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use super::expression::Context;
use super::finding::findings;
use super::plan::{is_log, path, QueryId};
use super::scope::{Scope, Tables};
use super::stream::Answer;
use super::{explain, query, steps};
use crate::evidence::{file_row, service_rows, Facts, Look, Target, WindowsPath};
use crate::language::ast::{Binding, BindingValue, Query, QuerySource, Rule, RulePack, When};
use crate::model::{
    join_reasons, source_schema, Location, Outcome, Row, Rows, RuleResult, SourceSchema, Truth,
    Value,
};

/// What every rule of a run is evaluated over.
pub(super) struct Inputs<'a> {
    /// The rules.
    pub(super) pack: &'a RulePack,
    /// What is looked at.
    pub(super) target: &'a dyn Target,
    /// The pack's tables.
    pub(super) tables: &'a Tables,
    /// What was found in the logs.
    pub(super) answers: HashMap<QueryId, Answer>,
    /// The results so far, by the rule's index.
    pub(super) results: Vec<Option<RuleResult>>,
    /// The results that other rules may read, once they are all there.
    pub(super) readable: Rows,
    /// Files that were looked at, so that each is examined once.
    pub(super) files: RefCell<HashMap<WindowsPath, Look<Arc<Row>>>>,
}

/// The names that a rule has before anything is read: its parameters.
pub(super) fn parameters<'a>(rule: &Rule, facts: &'a Facts, tables: &'a Tables) -> Scope<'a> {
    let mut scope = Scope::new(facts, tables);
    for param in &rule.params {
        let value = Context::new(&scope).value(&param.default);
        scope.bind(&param.name.text, value);
    }
    scope
}

/// A result with nothing in it but its outcome and the reason.
pub(super) fn plain(
    rule: &Rule,
    target: &dyn Target,
    outcome: Outcome,
    reason: String,
) -> RuleResult {
    RuleResult {
        rule_id: rule.id.text.clone(),
        title: rule.title.clone(),
        outcome,
        severity: rule.severity,
        target: target.name(),
        findings: Vec::new(),
        reason,
        explanation: Vec::new(),
        remedy: None,
    }
}

impl Inputs<'_> {
    /// Evaluates the rule of that index.
    pub(super) fn evaluate(&self, index: usize, rule: &Rule) -> RuleResult {
        let result = |outcome, reason| plain(rule, self.target, outcome, reason);
        let mut scope = parameters(rule, self.target.facts(), self.tables);
        if let Some(applies) = &rule.applies {
            let truth = Context::new(&scope).truth(applies);
            let explanation = explain::clause("applies when", applies, &truth, rule, &scope);
            let (outcome, reason) = match &truth {
                Truth::True => (None, String::new()),
                Truth::False => {
                    let leaves = explain::leaves(applies, &truth, rule, &scope).join("; ");
                    (Some(Outcome::NotApplicable), format!("It does not apply: {leaves} is false."))
                }
                Truth::Unknown(reason) => {
                    let reason = format!("Whether it applies is unknown, because {reason}.");
                    (Some(Outcome::Unknown), reason)
                }
            };
            if let Some(outcome) = outcome {
                return RuleResult { explanation, ..result(outcome, reason) };
            }
        }
        if let Some(reason) = self.blocked(rule) {
            return result(Outcome::Blocked, reason);
        }
        for (at, binding) in rule.bindings.iter().enumerate() {
            self.bind((index, at), binding, &mut scope);
        }
        self.decide(rule, &mut scope)
    }

    /// Why the rules that this one needs stand in its way.
    fn blocked(&self, rule: &Rule) -> Option<String> {
        let blocking = |id: &str| {
            let needed = self.pack.rule(id);
            let result = self
                .results
                .iter()
                .flatten()
                .find(|result| needed.is_some_and(|needed| needed.id.text == result.rule_id));
            match result.map(|result| result.outcome) {
                Some(Outcome::Clear | Outcome::NotApplicable | Outcome::Waived) => None,
                Some(outcome) => Some(format!("{id} must be clear first, and it is {outcome:?}")),
                None => Some(format!("{id} must be clear first, and it was not evaluated")),
            }
        };
        let reasons: Vec<_> = rule.needs.iter().filter_map(|need| blocking(&need.text)).collect();
        (!reasons.is_empty()).then(|| format!("{}.", reasons.join("; ")))
    }

    fn bind(&self, id: QueryId, binding: &Binding, scope: &mut Scope<'_>) {
        let name = &binding.name.text;
        let query = match &binding.value {
            BindingValue::Expr(expr) => {
                let value = Context::new(scope).value(expr);
                return scope.bind(name, value);
            }
            BindingValue::Query(query) => query,
        };
        let (value, absence) = self.query(id, query, scope);
        match absence {
            Some(absence) => scope.bind_absent(name, value, absence),
            None => scope.bind(name, value),
        }
    }

    /// The value of a query, and what to say where it is missing.
    fn query(&self, id: QueryId, query: &Query, scope: &Scope<'_>) -> (Value, Option<Arc<str>>) {
        let of = |name: &str| Some(format!("{name} has no such row").into());
        match &query.source {
            QuerySource::Evidence(source) if source.single => file(self, query, source, scope),
            QuerySource::Evidence(source) => {
                let rows = self.evidence(id, query, source, scope);
                (query::value(query, rows), of(source.name))
            }
            QuerySource::Table(name) => match self.tables.get(&name.text).map(|t| &t.value) {
                Some(Value::Rows(rows)) => {
                    (query::value(query, query::select(query, rows, scope)), of(&name.text))
                }
                _ => (Value::unknown(format!("there is no table {}", name.text)), None),
            },
            QuerySource::Variable(name) => {
                let one;
                let rows = match scope.get(&name.text).map(|bound| &bound.value) {
                    Some(Value::Rows(rows)) => rows.as_ref(),
                    Some(Value::Row(row)) => {
                        one = Rows { rows: vec![row.clone()], total: 1, ..Rows::default() };
                        &one
                    }
                    Some(Value::Unknown(reason)) => {
                        one = Rows::unreadable(reason.clone());
                        &one
                    }
                    _ => &Rows::default(),
                };
                let named = format!("${}", name.text);
                (query::value(query, query::select(query, rows, scope)), of(&named))
            }
        }
    }

    /// The rows of a source that has many.
    fn evidence(
        &self,
        id: QueryId,
        query: &Query,
        source: &SourceSchema,
        scope: &Scope<'_>,
    ) -> Rows {
        if is_log(source) {
            return match self.answers.get(&id) {
                Some(answer) if answer.decided => answer.rows.clone(),
                Some(answer) => query::select(query, &answer.rows, scope),
                None => Rows::unreadable(format!("{} was not read", source.name)),
            };
        }
        let name = query.argument.as_ref().map(|argument| Context::new(scope).present(argument));
        let rows = match (source.name, name) {
            (_, Some(Err(reason))) => Rows::unreadable(reason),
            ("service", name) => {
                let name = name.and_then(Result::ok).map(|name| name.to_string());
                service_rows(self.target, name.as_deref())
            }
            ("result", _) => self.readable.clone(),
            (other, _) => Rows::unreadable(format!("{other} cannot be read yet")),
        };
        query::select(query, &rows, scope)
    }

    fn decide(&self, rule: &Rule, scope: &mut Scope<'_>) -> RuleResult {
        let mut explanation = Vec::new();
        let mut holding: Vec<&When> = Vec::new();
        let mut doubt: Option<Arc<str>> = None;
        for when in &rule.whens {
            let truth = Context::new(scope).truth(&when.condition);
            let name = when.label.as_ref().map_or_else(
                || format!("when on line {}", when.line),
                |label| format!("when '{label}'"),
            );
            explanation.extend(explain::clause(&name, &when.condition, &truth, rule, scope));
            match truth {
                Truth::True => holding.push(when),
                Truth::False => {}
                Truth::Unknown(reason) => {
                    doubt = Some(doubt.map_or(reason.clone(), |told| join_reasons(&told, &reason)));
                }
            }
        }
        if holding.is_empty() {
            let (outcome, reason) = match doubt {
                Some(reason) => (Outcome::Unknown, format!("Unknown, because {reason}.")),
                None => {
                    let reason = "No condition holds, and everything that decides was examined.";
                    (Outcome::Clear, reason.to_owned())
                }
            };
            return RuleResult { explanation, ..plain(rule, self.target, outcome, reason) };
        }
        let labels: Vec<_> = holding.iter().filter_map(|when| when.label.as_deref()).collect();
        let reason = sentence(&labels.join("; "), "The rule's condition holds");
        let grade = holding.iter().filter_map(|when| when.grade).max();
        RuleResult {
            findings: findings(rule, scope, grade, &reason),
            remedy: rule.remedy.as_ref().and_then(|remedy| steps::plan(remedy, scope)),
            explanation,
            ..plain(rule, self.target, Outcome::Detected, reason)
        }
    }
}

/// One file as a row.
fn file(
    inputs: &Inputs<'_>,
    query: &Query,
    source: &SourceSchema,
    scope: &Scope<'_>,
) -> (Value, Option<Arc<str>>) {
    let path = match path(query, source, scope) {
        Ok(path) => path,
        Err(reason) => return (Value::Unknown(reason), None),
    };
    let mut files = inputs.files.borrow_mut();
    let look = files.entry(path.clone()).or_insert_with(|| match inputs.target.file(&path) {
        Look::Found(info) => Look::Found(Arc::new(file_row(&path, &info))),
        Look::Missing => Look::Missing,
        Look::Unknown(reason) => Look::Unknown(reason),
    });
    let absence = Some(format!("{} was not found", path.as_str()).into());
    let rows = match look {
        Look::Found(row) => Rows { rows: vec![row.clone()], total: 1, ..Rows::default() },
        Look::Missing => Rows::default(),
        Look::Unknown(reason) => Rows::unreadable(reason.clone()),
    };
    let rows = query::select(query, &rows, scope);
    (query::value(query, rows), absence)
}

/// The words as a sentence; the other ones where there are none.
fn sentence(words: &str, otherwise: &str) -> String {
    let mut characters = words.chars();
    match characters.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), characters.as_str()),
        None => format!("{otherwise}."),
    }
}

/// The results of rules as rows of source `result`.
pub(super) fn result_rows<'a>(
    results: impl IntoIterator<Item = (&'a Rule, &'a RuleResult)>,
) -> Rows {
    let source = source_schema("result");
    let row = |(rule, result): (&Rule, &RuleResult)| {
        let tags = rule.tags.iter().map(|tag| Value::Text(tag.clone())).collect();
        let columns = [
            ("RuleId", Value::Text(result.rule_id.clone())),
            ("Outcome", Value::from(format!("{:?}", result.outcome))),
            ("Severity", Value::from(format!("{:?}", result.severity))),
            ("Tags", Value::List(tags)),
        ];
        let text = format!("{}: {:?}", result.rule_id, result.outcome).into();
        let columns = columns.into_iter().map(|(name, value)| (Arc::from(name), value)).collect();
        Arc::new(Row { source, columns, location: Location { text, ..Location::default() } })
    };
    let rows: Vec<_> = results.into_iter().map(row).collect();
    Rows { total: rows.len() as u64, rows, ..Rows::default() }
}
