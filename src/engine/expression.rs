//! Expressions: from the tree to a value, or to truth in three values.
//!
//! What is missing and what is unknown stay apart until somebody asks for truth: `exists` and `??`
//! ask whether a value is there, every comparison needs it.

use std::sync::Arc;

use super::operators::{as_text, compare_while, equal, negate_if, shown, within, UNFINISHED};
use super::presence::{count, exists, member};
use super::scope::Scope;
use crate::language::ast::{Expr, ExprKind, LookupRows, Name, Operator, Pattern, TextPiece};
use crate::model::{join_reasons, ArgumentKind, Completeness, Row, Truth, Value};

/// How much of one value a message shows, in characters.
const SHOWN_IN_MESSAGE: usize = 500;
/// How long a message gets, in bytes.
const LONGEST_MESSAGE: usize = 16 << 10;
/// How long a text gets that is put together to be compared, in characters.
const LONGEST_TEXT: usize = 1 << 20;

/// Where an expression is evaluated: the rule's names, and inside `where` the row.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    /// The names.
    pub(super) scope: &'a Scope<'a>,
    /// The row whose columns bare names are.
    pub(super) row: Option<&'a Row>,
}

impl<'a> Context<'a> {
    /// A context without a row.
    pub(super) fn new(scope: &'a Scope<'a>) -> Self {
        Self { scope, row: None }
    }

    /// The value of an expression.
    pub(super) fn value(&self, expr: &Expr) -> Value {
        match &expr.kind {
            ExprKind::Literal(value) => value.clone(),
            ExprKind::Text(pieces) => self.text(pieces),
            ExprKind::List(items) => Value::List(items.iter().map(|i| self.value(i)).collect()),
            ExprKind::Variable { name, path } => self.variable(name, path),
            ExprKind::Column(name) => {
                self.row.and_then(|row| row.get(&name.text)).cloned().unwrap_or(Value::Missing)
            }
            ExprKind::Fact(path) => self.scope.facts.get(path),
            ExprKind::Lookup { rows, key, column } => self.lookup(rows, key, column),
            ExprKind::Count(rows) => count(&self.value(rows)),
            ExprKind::Binary { operator: Operator::Coalesce, left, right } => {
                match self.value(left) {
                    Value::Missing => self.value(right),
                    value => value,
                }
            }
            ExprKind::Not(_)
            | ExprKind::Exists(_)
            | ExprKind::Binary { .. }
            | ExprKind::Match { .. } => match self.truth(expr) {
                Truth::True => Value::Bool(true),
                Truth::False => Value::Bool(false),
                Truth::Unknown(reason) => Value::Unknown(reason),
            },
        }
    }

    /// Whether a condition holds.
    pub(super) fn truth(&self, expr: &Expr) -> Truth {
        if !self.scope.goes_on() {
            return Truth::unknown(UNFINISHED);
        }
        match &expr.kind {
            ExprKind::Not(inner) => !self.truth(inner),
            ExprKind::Exists(inner) => exists(&self.value(inner)),
            ExprKind::Match { negated, text, pattern } => {
                let found = self.matches(text, pattern);
                negate_if(*negated, self.undamaged(self.whole(found, &[text]), text, pattern))
            }
            ExprKind::Binary { operator, left, right } => self.binary(expr, *operator, left, right),
            _ => self.truth_of_value(expr),
        }
    }

    fn binary(&self, expr: &Expr, operator: Operator, left: &Expr, right: &Expr) -> Truth {
        match operator {
            Operator::And => match self.truth(left) {
                Truth::False => Truth::False,
                truth => truth.and(self.truth(right)),
            },
            Operator::Or => match self.truth(left) {
                Truth::True => Truth::True,
                truth => truth.or(self.truth(right)),
            },
            Operator::Coalesce => self.truth_of_value(expr),
            Operator::Equal { .. } if is_null(right) => self.is_missing(left),
            Operator::Equal { .. } if is_null(left) => self.is_missing(right),
            Operator::NotEqual { .. } if is_null(right) => !self.is_missing(left),
            Operator::NotEqual { .. } if is_null(left) => !self.is_missing(right),
            Operator::In { case, negated } => {
                negate_if(negated, self.whole(self.contains(right, left, case), &[left, right]))
            }
            Operator::Contains { case, negated } => {
                negate_if(negated, self.whole(self.contains(left, right, case), &[left, right]))
            }
            _ => {
                let truth = match (self.present(left), self.present(right)) {
                    (Ok(left), Ok(right)) => self.compare(operator, &left, &right),
                    (Err(a), Err(b)) => Truth::Unknown(join_reasons(&a, &b)),
                    (Err(reason), _) | (_, Err(reason)) => Truth::Unknown(reason),
                };
                let negated = matches!(
                    operator,
                    Operator::NotEqual { .. } | Operator::Like { negated: true, .. }
                );
                negate_if(negated, self.whole(negate_if(negated, truth), &[left, right]))
            }
        }
    }

    fn compare(&self, operator: Operator, left: &Value, right: &Value) -> Truth {
        let go_on = |characters| self.scope.looks_at(characters);
        if let (Value::Text(left), Value::Text(_)) = (left, right) {
            if !go_on(left.len()) {
                return Truth::unknown(UNFINISHED);
            }
        }
        compare_while(operator, left, right, &self.scope.wildcards, &go_on)
    }

    /// What was not found in text that is not whole may stand in the part that was left out.
    fn whole(&self, truth: Truth, sides: &[&Expr]) -> Truth {
        if truth != Truth::False {
            return truth;
        }
        let cut = sides.iter().find_map(|side| self.cut(side));
        cut.map_or(Truth::False, Truth::Unknown)
    }

    /// What does not match may have matched before letters of a row were damaged.
    fn undamaged(&self, truth: Truth, text: &Expr, pattern: &Pattern) -> Truth {
        let row = match &text.kind {
            ExprKind::Column(_) => self.row,
            ExprKind::Variable { name, path } if !path.is_empty() => {
                match self.scope.get(&name.text).map(|bound| &bound.value) {
                    Some(Value::Row(row)) => Some(&**row),
                    _ => None,
                }
            }
            _ => None,
        };
        let Some(row) = row.filter(|row| row.code_page && truth == Truth::False) else {
            return truth;
        };
        match self.present(text).and_then(|value| Ok(as_text(&value)?.into_owned())) {
            Ok(text) if pattern.regex.may_have_matched(&text) => {
                Truth::Unknown(row.damaged_letters())
            }
            _ => truth,
        }
    }

    /// Why the text that an expression gives may not be all of it; `None` where it is.
    fn cut(&self, expr: &Expr) -> Option<Arc<str>> {
        match &expr.kind {
            ExprKind::Column(name) => self.row?.cut_text(&name.text),
            ExprKind::Variable { name, path } => {
                match (&self.scope.get(&name.text)?.value, &**path) {
                    (Value::Row(row), [column]) => row.cut_text(&column.text),
                    _ => None,
                }
            }
            ExprKind::Text(pieces) => pieces.iter().find_map(|piece| match piece {
                TextPiece::Literal(_) => None,
                TextPiece::Value(expr) => self.cut(expr),
            }),
            ExprKind::Binary { operator: Operator::Coalesce, left, right } => {
                self.cut(left).or_else(|| self.cut(right))
            }
            _ => None,
        }
    }

    /// The value, or the reason why there is none to compare.
    pub(super) fn present(&self, expr: &Expr) -> Result<Value, Arc<str>> {
        match self.value(expr) {
            Value::Missing => Err(self.absence(expr)),
            Value::Unknown(reason) => Err(reason),
            value => Ok(value),
        }
    }

    fn is_missing(&self, expr: &Expr) -> Truth {
        match self.value(expr) {
            Value::Unknown(reason) => Truth::Unknown(reason),
            value => matches!(value, Value::Missing).into(),
        }
    }

    fn truth_of_value(&self, expr: &Expr) -> Truth {
        match self.present(expr) {
            Ok(Value::Bool(value)) => value.into(),
            Ok(other) => Truth::unknown(format!("'{}' is not true or false", shown(&other, 60))),
            Err(reason) => Truth::Unknown(reason),
        }
    }

    /// Why the value of `expr` is missing, for a reader who wants to find it.
    fn absence(&self, expr: &Expr) -> Arc<str> {
        match &expr.kind {
            ExprKind::Variable { name, path } => {
                let bound = self.scope.get(&name.text);
                if let Some(bound) = bound.filter(|b| matches!(b.value, Value::Missing)) {
                    if let Some(absence) = &bound.absence {
                        return absence.clone();
                    }
                }
                let names = std::iter::once(name).chain(path);
                let dotted: Vec<_> = names.map(|name| name.text.as_ref()).collect();
                format!("${} is missing", dotted.join(".")).into()
            }
            ExprKind::Column(name) => match self.row.and_then(named) {
                Some(row) => format!("{} of {row} is missing", name.text).into(),
                None => format!("{} is missing", name.text).into(),
            },
            ExprKind::Fact(path) => format!("the fact {path} is missing").into(),
            ExprKind::Lookup { .. } => "the value that was looked up is missing".into(),
            _ => "a value is missing".into(),
        }
    }

    fn text(&self, pieces: &[TextPiece]) -> Value {
        let mut text = String::new();
        for piece in pieces {
            match piece {
                TextPiece::Literal(words) => text.push_str(words),
                TextPiece::Value(expr) => match self.present(expr) {
                    Ok(value) => {
                        match within(&value, LONGEST_TEXT - text.len().min(LONGEST_TEXT)) {
                            Some(value) => text.push_str(&value),
                            None => return Value::unknown("a text gets longer than a mebibyte"),
                        }
                    }
                    Err(reason) => return Value::Unknown(reason),
                },
            }
        }
        Value::from(text)
    }

    /// A sentence for people: what is missing or unknown in it is shown as such, and long values
    /// are cut.
    pub(super) fn message(&self, expr: &Expr) -> String {
        let ExprKind::Text(pieces) = &expr.kind else {
            return shown(&self.value(expr), LONGEST_MESSAGE);
        };
        let mut text = String::new();
        for piece in pieces {
            match piece {
                TextPiece::Literal(words) => text.push_str(words),
                TextPiece::Value(_) if text.len() > LONGEST_MESSAGE => text.push('\u{2026}'),
                TextPiece::Value(expr) => {
                    text.push_str(&shown(&self.value(expr), SHOWN_IN_MESSAGE));
                }
            }
        }
        text
    }

    fn variable(&self, name: &Name, path: &[Name]) -> Value {
        let Some(bound) = self.scope.get(&name.text) else {
            return Value::unknown(format!("${} has no value here", name.text));
        };
        let Some((first, rest)) = path.split_first() else { return bound.value.clone() };
        let start = match &bound.value {
            Value::Rows(_) if !first.text.eq_ignore_ascii_case("Count") => bound
                .column(&first.text, self.scope)
                .map_or(Value::Missing, |column| Value::List(column.values.clone())),
            value => member(value, &first.text),
        };
        rest.iter().fold(start, |value, name| member(&value, &name.text))
    }

    fn lookup(&self, rows: &LookupRows, wanted: &Expr, column: &Name) -> Value {
        let bound = match rows {
            LookupRows::Variable(name) => self.scope.get(&name.text),
            LookupRows::Table(name) => self.scope.tables.get(&name.text),
        };
        let rows = match bound.map(|bound| &bound.value) {
            Some(Value::Rows(rows)) => rows,
            Some(missing @ (Value::Missing | Value::Unknown(_))) => return missing.clone(),
            _ => return Value::unknown("there are no rows to look up a value in"),
        };
        let wanted = match self.present(wanted) {
            Ok(wanted) => wanted,
            Err(reason) => return Value::Unknown(reason),
        };
        let first_column = rows.rows.first().and_then(|row| row.columns.first());
        let Some(keys) = first_column.and_then(|(name, _)| bound?.column(name, self.scope)) else {
            return match &rows.completeness {
                Completeness::Complete => Value::Missing,
                Completeness::Partial(reason) => Value::Unknown(reason.clone()),
            };
        };
        let is_key = |row: &&Arc<Row>| {
            let key = row.columns.first().map(|(_, value)| equal(value, &wanted, false));
            key == Some(Truth::True)
        };
        let mut candidates = keys.candidates(&wanted).filter_map(|at| rows.rows.get(at));
        match (candidates.find(is_key), keys.doubt()) {
            (Some(row), _) => {
                if let Some(watch) = self.scope.watch {
                    watch.chose(row);
                }
                row.get(&column.text).cloned().unwrap_or(Value::Missing)
            }
            (None, Some(reason)) => Value::Unknown(reason.clone()),
            (None, None) => Value::Missing,
        }
    }

    /// Whether the list has the value. Nothing is in an empty list, not even what is unknown.
    fn contains(&self, list: &Expr, item: &Expr, case: bool) -> Truth {
        let wanted = self.present(item);
        if let (ExprKind::Variable { name, path }, Ok(wanted)) = (&list.kind, &wanted) {
            if let ([column], Some(bound)) = (path.as_slice(), self.scope.get(&name.text)) {
                if let Some(column) = bound.column(&column.text, self.scope) {
                    if let Value::Text(text) = wanted {
                        self.scope.looks_at(text.len());
                    }
                    return column.contains(wanted, case);
                }
            }
        }
        let any = |values: &mut dyn Iterator<Item = Value>| {
            let mut truth = Truth::False;
            for value in values {
                if !self.scope.goes_on() {
                    return Truth::unknown(UNFINISHED);
                }
                truth = truth.or(match (&wanted, &value) {
                    // A row without a value adds none to the values of a column.
                    (_, Value::Missing) => Truth::False,
                    (_, Value::Unknown(reason)) | (Err(reason), _) => {
                        Truth::Unknown(reason.clone())
                    }
                    (Ok(wanted), value) => equal(wanted, value, case),
                });
                if truth == Truth::True {
                    break;
                }
            }
            truth
        };
        match (&list.kind, self.present(list)) {
            // What the author names is compared, and comparing a missing value is unknown.
            (ExprKind::List(items), _) => {
                any(&mut items.iter().map(|item| self.present(item).unwrap_or_else(Value::Unknown)))
            }
            (_, Ok(Value::List(values))) => any(&mut values.iter().cloned()),
            (_, Ok(Value::Row(_) | Value::Rows(_))) => Truth::unknown("rows are no list of values"),
            (_, Ok(value)) => any(&mut std::iter::once(value)),
            (_, Err(reason)) => Truth::Unknown(reason),
        }
    }

    fn matches(&self, text: &Expr, pattern: &Pattern) -> Truth {
        let matches = |value: Value| {
            let text = as_text(&value)?;
            if !self.scope.looks_at(text.len()) {
                return Err(UNFINISHED.into());
            }
            Ok(pattern.regex.is_match(&text))
        };
        match self.present(text).and_then(matches) {
            Ok(found) => found.into(),
            Err(reason) => Truth::Unknown(reason),
        }
    }
}

/// What a row is called whose source has one row for each name: `the service FMS`.
fn named(row: &Row) -> Option<String> {
    let source = row.source.filter(|source| source.argument == ArgumentKind::OptionalName)?;
    let (_, name) = row.columns.first()?;
    Some(format!("the {} {name}", source.name))
}

/// Whether the expression is `$null` itself.
fn is_null(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Literal(Value::Missing))
}
