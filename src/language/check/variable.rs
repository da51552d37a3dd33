//! Variables, facts and columns by name.

use std::sync::Arc;

use super::context::Context;
use super::expression::Typed;
use super::powershell::is_end;
use super::types::{Shape, Type};
use crate::diagnostic::{Code, Replacement, Span};
use crate::language::ast::{ExprKind, Name};
use crate::language::suggest;

/// So many variables are listed where none is near.
const MAX_LISTED: usize = 20;

impl Context<'_> {
    /// `name.Column.First`, without the dollar sign; `span` begins with the dollar sign.
    pub(super) fn variable(&mut self, text: &str, span: Span) -> Typed {
        let mut names = names(text, span.start + 1);
        let path = names.split_off(1);
        let Some(name) = names.pop() else { return Typed::any(span) };
        // What is known to be lost is no column that was written with a dollar sign.
        if self.is_lost(&name.text) && self.variables.find(&name.text).is_none() {
            return Typed::any(span);
        }
        if let Some(column) = self.column_with_dollar(&name, &path) {
            let written = Span { start: span.start, end: column.span.end };
            let message = "inside `where`, columns stand without `$`";
            let dollar = self.error(Code::UnknownVariable, written, message);
            let fix = column.text.to_string();
            self.report(dollar.help(format!("write `{fix}`")).fix(written, fix));
            return Typed::any(span);
        }
        let Some((name, ty)) = self.lookup(&name) else { return Typed::any(span) };
        let (path, ty) = self.path(&name, ty, path);
        Typed::new(ExprKind::Variable { name, path }, ty, span)
    }

    /// A variable by its name, as it was defined. Reported when there is none.
    pub(super) fn lookup(&mut self, name: &Name) -> Option<(Name, Type)> {
        if let Some(found) = self.variables.find(&name.text) {
            let defined = Name { text: Arc::clone(&found.name.text), span: name.span };
            return Some((defined, found.ty.clone()));
        }
        if self.is_lost(&name.text) {
            self.count_error();
            return None;
        }
        if name.text.eq_ignore_ascii_case("env") && self.environment(name) {
            return None;
        }
        let message = format!("there is no variable `${}` here", name.text);
        let unknown = self.error(Code::UnknownVariable, name.span, message);
        if !self.lose(&name.text) {
            self.report(unknown);
            return None;
        }
        let known = || self.variables.iter().map(|v| v.name.text.as_ref());
        let unknown = match suggest::nearest(&name.text, known()) {
            Some(near) => {
                let bound = self.variables.find(&near);
                let place = bound.map_or(name.span, |v| v.name.span);
                unknown
                    .place(place, format!("`${near}` is bound here"))
                    .help(format!("did you mean `${near}`?"))
                    .fix(name.span, near)
            }
            None => {
                let mut all: Vec<String> = known().map(|known| format!("${known}")).collect();
                all.truncate(MAX_LISTED);
                match all.as_slice() {
                    [] => unknown.help("bind it first: $name = rows of ..."),
                    all => unknown.help(format!("there is {}", suggest::any_of(all))),
                }
            }
        };
        self.report(unknown);
        None
    }

    /// What is asked of a variable, with the columns' own spelling, and what that gives.
    fn path(&mut self, variable: &Name, ty: Type, path: Vec<Name>) -> (Vec<Name>, Type) {
        let mut asked = path.into_iter();
        let Some(mut first) = asked.next() else { return (Vec::new(), ty) };
        let of_rows = matches!(ty, Type::Rows(_));
        let mut ty = match ty {
            Type::Any => return (std::iter::once(first).chain(asked).collect(), Type::Any),
            Type::Rows(_) if first.text.eq_ignore_ascii_case("Count") => {
                first.text = Arc::from("Count");
                Type::Number
            }
            Type::Rows(Some(columns))
                if is_end(&first.text) && columns.get(&first.text).is_none() =>
            {
                self.end_of_rows(variable, &first, asked.next());
                return (vec![first], Type::Any);
            }
            Type::Rows(shape) => {
                let ty = self.column(&mut first, &shape, Some(variable));
                Type::List(Box::new(ty))
            }
            Type::Row(shape) => self.column(&mut first, &shape, Some(variable)),
            other => {
                let message =
                    format!("`${}` is {}; it has no columns", variable.text, other.name());
                let wrong = self.error(Code::UnknownColumn, first.span, message);
                self.report(wrong.help("in text, write ${name} to end the variable's name"));
                self.forget(&variable.text);
                return (vec![first], Type::Any);
            }
        };
        let mut path = vec![first];
        for mut name in asked {
            let end = ["First", "Last"].into_iter().find(|end| name.text.eq_ignore_ascii_case(end));
            ty = match (end, ty) {
                (_, Type::Any) => Type::Any,
                (Some(end), Type::List(element)) if of_rows => {
                    name.text = Arc::from(end);
                    *element
                }
                (_, other) => {
                    let message = format!("`{}` cannot be asked of {}", name.text, other.name());
                    let wrong = self.error(Code::UnknownColumn, name.span, message);
                    self.report(wrong.help("a column of rows has .First and .Last"));
                    Type::Any
                }
            };
            path.push(name);
        }
        (path, ty)
    }

    /// The type of a column; its name takes the spelling of the source. Reported when there is none.
    pub(super) fn column(&mut self, name: &mut Name, shape: &Shape, of: Option<&Name>) -> Type {
        let Some(columns) = shape else { return Type::Any };
        if let Some((spelling, ty)) = columns.get(&name.text) {
            name.text = Arc::clone(spelling);
            return ty.clone();
        }
        let owner = match of {
            Some(variable) => format!("`${}` ({})", variable.text, columns.owner),
            None => format!("`{}`", columns.owner),
        };
        let message = format!("{owner} has no column `{}`", name.text);
        let mut unknown = self.error(Code::UnknownColumn, name.span, message);
        if let Some(near) = suggest::nearest(&name.text, columns.names()) {
            unknown = unknown.fix(name.span, near);
        }
        if let Some(help) = suggest::help(&name.text, columns.names(), "it has") {
            unknown = unknown.help(help);
        }
        // The same name of the same rows is one mistake, wherever it stands in the item.
        if self.lose_column(&columns.owner, &name.text) {
            self.report(unknown);
        } else {
            self.count_error();
        }
        Type::Any
    }

    /// A bare name: inside `where` a column of the row, else a fact.
    pub(super) fn bare(&mut self, text: &str, span: Span) -> Typed {
        if text.contains('.') {
            return self.fact(text, span);
        }
        match self.row.clone() {
            Some(None) => Typed::any(span),
            Some(Some(columns)) => match columns.get(text) {
                Some((spelling, ty)) => {
                    let name = Name { text: Arc::clone(spelling), span };
                    Typed::new(ExprKind::Column(name), ty.clone(), span)
                }
                None => self.unknown_bare(
                    text,
                    span,
                    &columns.names().collect::<Vec<_>>(),
                    &columns.owner,
                ),
            },
            None => self.unknown_bare(text, span, &[], ""),
        }
    }

    fn unknown_bare(&mut self, text: &str, span: Span, columns: &[&str], owner: &str) -> Typed {
        let lower = text.to_ascii_lowercase();
        if ["true", "false"].contains(&lower.as_str()) {
            let wrong =
                self.error(Code::ForeignConstant, span, format!("`{text}` needs a dollar sign"));
            let fix = format!("${lower}");
            self.report(wrong.help(format!("write `{fix}`")).fix(span, fix));
            return Typed::any(span);
        }
        if ["null", "none", "nothing"].contains(&lower.as_str()) {
            self.report(self.no_null(span, text));
            return Typed::any(span);
        }
        let variable = self.variables.find(text);
        let near = suggest::nearest(text, columns.iter().copied());
        let help = match variable {
            Some(variable) => format!("did you mean `${}`?", variable.name.text),
            None => match suggest::help(text, columns.iter().copied(), "it has") {
                Some(help) if near.is_some() => help,
                Some(help) => format!("{help}; text stands in quotes"),
                None => {
                    String::from("text stands in quotes, variables begin with $, facts have a dot")
                }
            },
        };
        let fix = match variable {
            Some(variable) => Some(Replacement::from(format!("${}", variable.name.text))),
            None => near.map(Replacement::from),
        };
        let (code, message) = if columns.is_empty() {
            (Code::UnknownFact, format!("`{text}` is not known here"))
        } else {
            (Code::UnknownColumn, format!("`{owner}` has no column `{text}`"))
        };
        let unknown = self.error(code, span, message).help(help);
        self.report(match fix {
            Some(fix) => unknown.fix(span, fix),
            None => unknown,
        });
        Typed::any(span)
    }

    /// A fact by its path.
    pub(super) fn fact(&mut self, text: &str, span: Span) -> Typed {
        if let Some(schema) = self.pack.registry.fact(text) {
            return Typed::new(ExprKind::Fact(schema.path), Type::of(schema.value_type), span);
        }
        self.unknown_fact(text, span);
        Typed::any(span)
    }

    /// Reports a fact that does not exist.
    pub(super) fn unknown_fact(&mut self, text: &str, span: Span) {
        let known = || self.pack.registry.facts.iter().map(|fact| fact.path);
        let unknown = self.error(Code::UnknownFact, span, format!("there is no fact `{text}`"));
        let unknown = match suggest::nearest(text, known()) {
            Some(near) => unknown.help(format!("did you mean `{near}`?")).fix(span, near),
            None => {
                let head = text.split('.').next().unwrap_or_default();
                let alike: Vec<&str> =
                    known().filter(|fact| fact.split('.').next() == Some(head)).collect();
                let heads = "server, exchange, activeDirectory, locale and user";
                match alike.as_slice() {
                    [] => unknown.help(format!("facts begin with {heads}")),
                    alike => unknown.help(format!("there is {}", suggest::any_of(alike))),
                }
            }
        };
        self.report(unknown);
    }
}

/// The names of a dotted path, each with its place.
fn names(text: &str, start: u32) -> Vec<Name> {
    let mut at = start;
    text.split('.')
        .map(|part| {
            let length = u32::try_from(part.len()).unwrap_or(u32::MAX);
            let span = Span { start: at, end: at.saturating_add(length) };
            at = span.end.saturating_add(1);
            Name { text: Arc::from(part), span }
        })
        .collect()
}
