//! Bindings: a name of the rule and what it stands for, out of evidence, tables, results of other
//! rules and earlier bindings.

use std::sync::Arc;

use super::expression::Context;
use super::plan::{is_log, path, QueryId};
use super::query;
use super::rule::Inputs;
use super::scope::Scope;
use super::Cancelled;
use crate::evidence::{file_row, service_rows, Look};
use crate::language::ast::{Binding, BindingValue, Query, QuerySource, Rule};
use crate::model::{source_schema, Location, Row, Rows, RuleResult, SourceSchema, Value};

impl Inputs<'_> {
    /// Gives the name of a binding its value.
    ///
    /// # Errors
    /// When the observer asked to stop.
    pub(super) fn bind(
        &self,
        id: QueryId,
        binding: &Binding,
        scope: &mut Scope<'_>,
    ) -> Result<(), Cancelled> {
        let name = &binding.name.text;
        let query = match &binding.value {
            BindingValue::Expr(expr) => {
                let value = Context::new(scope).value(expr);
                scope.bind(name, value);
                return Ok(());
            }
            BindingValue::Query(query) => query,
        };
        let (value, absence) = self.query(id, query, scope)?;
        if let Some(watch) = scope.watch {
            match &value {
                Value::Rows(rows) => rows.rows.iter().for_each(|row| watch.chose(row)),
                Value::Row(row) => watch.chose(row),
                _ => {}
            }
        }
        match absence {
            Some(absence) => scope.bind_absent(name, value, absence),
            None => scope.bind(name, value),
        }
        Ok(())
    }

    /// The value of a query, and what to say where it is missing.
    fn query(
        &self,
        id: QueryId,
        query: &Query,
        scope: &Scope<'_>,
    ) -> Result<(Value, Option<Arc<str>>), Cancelled> {
        let stop = || self.run.is_cancelled();
        let of = |name: &str| Some(format!("{name} has no such row").into());
        Ok(match &query.source {
            QuerySource::Evidence(source) if source.single => self.file(query, source, scope)?,
            QuerySource::Evidence(source) => {
                let rows = self.evidence(id, query, source, scope)?;
                let place = query.argument.as_ref().map(|path| Context::new(scope).value(path));
                let named = place
                    .map_or(source.name.to_owned(), |place| format!("{} {place}", source.name));
                (query::value(query, rows), of(&named))
            }
            QuerySource::Table(name) => match self.tables.get(&name.text).map(|t| &t.value) {
                Some(Value::Rows(rows)) => {
                    let named = dated(&name.text, rows);
                    (query::value(query, query::select(query, rows, scope, &stop)?), of(&named))
                }
                _ => {
                    let reason = format!("the table {} has errors and was not loaded", name.text);
                    (Value::unknown(reason), None)
                }
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
                (query::value(query, query::select(query, rows, scope, &stop)?), of(&named))
            }
        })
    }

    /// The rows of a source that has many.
    fn evidence(
        &self,
        id: QueryId,
        query: &Query,
        source: &SourceSchema,
        scope: &Scope<'_>,
    ) -> Result<Rows, Cancelled> {
        let stop = || self.run.is_cancelled();
        match self.answers.get(&id) {
            Some(answer) if answer.decided => return Ok(answer.rows.clone()),
            Some(answer) => return query::select(query, &answer.rows, scope, &stop),
            None if is_log(source) => {
                return Ok(Rows::unreadable(format!("{} was not read", source.name)));
            }
            None => {}
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
        query::select(query, &rows, scope, &stop)
    }

    /// One file as a row.
    fn file(
        &self,
        query: &Query,
        source: &SourceSchema,
        scope: &Scope<'_>,
    ) -> Result<(Value, Option<Arc<str>>), Cancelled> {
        let path = match path(query, source, scope) {
            Ok(path) => path,
            Err(reason) => return Ok((Value::Unknown(reason), None)),
        };
        let mut files = self.files.borrow_mut();
        let look = files.entry(path.clone()).or_insert_with(|| match self.target.file(&path) {
            Look::Found(info) => Look::Found(Arc::new(file_row(&path, &info))),
            Look::Missing => Look::Missing,
            Look::Unknown(reason) => Look::Unknown(reason),
        });
        let absence = Some(self.target.absence(&path).into());
        let rows = match look {
            Look::Found(row) => Rows { rows: vec![row.clone()], total: 1, ..Rows::default() },
            Look::Missing => Rows::default(),
            Look::Unknown(reason) => Rows::unreadable(reason.clone()),
        };
        let rows = query::select(query, &rows, scope, &|| self.run.is_cancelled())?;
        Ok((query::value(query, rows), absence))
    }
}

/// The name of a table, with the day on which it was looked up where a column `asOf` says it: what
/// came after that day cannot be in it.
fn dated(name: &str, rows: &Rows) -> String {
    match rows.rows.last().and_then(|row| row.get("asOf")) {
        Some(day) => format!("{name}, as of {day},"),
        None => name.to_owned(),
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
        let location = Location { text, ..Location::default() };
        Arc::new(Row { source, columns, location, cut: false, code_page: false })
    };
    let rows: Vec<_> = results.into_iter().map(row).collect();
    Rows { total: rows.len() as u64, rows, ..Rows::default() }
}
