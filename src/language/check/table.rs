//! Tables: columns with types, and rows of plain values. Also the rows of a test's cases.

use std::collections::HashMap;
use std::sync::Arc;

use super::context::{child, children, Context};
use super::types::{Columns, Type};
use crate::diagnostic::{Code, Span};
use crate::language::ast::{ExprKind, Name, Table, TableRow, TableType};
use crate::language::parse::{is_reserved, Node, Rule};
use crate::language::suggest;
use crate::model::{Outcome, Value, ValueType};

const TYPES: [(&str, TableType); 9] = [
    ("string", TableType::Value(ValueType::Text)),
    ("number", TableType::Value(ValueType::Number)),
    ("version", TableType::Value(ValueType::Version)),
    ("versions", TableType::Versions),
    ("date", TableType::Value(ValueType::Time)),
    ("duration", TableType::Value(ValueType::Duration)),
    ("size", TableType::Value(ValueType::Size)),
    ("list", TableType::Value(ValueType::List)),
    ("bool", TableType::Value(ValueType::Bool)),
];

/// `table NAME (column: type, ...) { rows }`.
pub(super) fn table(context: &mut Context<'_>, node: Node<'_>) -> Option<Table> {
    let name = child(&node, Rule::id).map(|id| context.name(&id))?;
    let columns: Vec<(Name, TableType)> =
        children(&node, Rule::column).map(|node| column(context, &node)).collect();
    let mut firsts: HashMap<String, &Name> = HashMap::new();
    for (name, _) in &columns {
        let first = *firsts.entry(name.text.to_ascii_lowercase()).or_insert(name);
        if first.span != name.span {
            let message = format!("the column `{}` is there twice", name.text);
            let twice = context.error(Code::DuplicateName, name.span, message);
            context.report(twice.place(first.span, "first here").help("choose another name"));
        }
    }
    let mut rows = Vec::new();
    let mut seen: HashMap<String, u32> = HashMap::new();
    for row in children(&node, Rule::row) {
        let span = context.span(&row);
        let line = context.line(span);
        let before = context.errors();
        let cells = cells(context, &row, columns.len(), "column");
        for ((value, at), (name, ty)) in cells.iter().zip(&columns) {
            fits(context, value, *at, name, *ty);
        }
        let cells: Vec<Value> = cells.into_iter().map(|(value, _)| value).collect();
        let key = cells.iter().map(|cell| format!("{cell}\u{0}").to_lowercase()).collect();
        let first = if context.errors() == before { seen.insert(key, line) } else { None };
        if let Some(first) = first {
            let twice = context.error(Code::DuplicateRow, span, "this row is there already");
            let row = context.with_its_line(span);
            let help = format!("it is the same as line {first}; remove one");
            context.report(twice.help(help).fix(row, ""));
        }
        rows.push(TableRow { cells, span, line });
    }
    if rows.is_empty() && !context.broken {
        let empty = context.error(Code::CellCount, name.span, "this table has no rows");
        context.report(empty.help("a row is written | 'a' | 1 |"));
    }
    Some(Table { name, columns, rows, source: Arc::clone(&context.file.source) })
}

impl Context<'_> {
    /// Reports a column that could not be asked for, because its name is a word of the language.
    pub(super) fn check_column(&mut self, name: &str, span: Span) {
        if is_reserved(name) {
            let message = format!("`{name}` is a word of the language and cannot name a column");
            let wrong = self.error(Code::BadName, span, message);
            self.report(wrong.help("choose another name"));
        }
    }
}

/// The columns of a table, as questions see them.
pub(super) fn columns(table: &Table) -> Columns {
    let list = table.columns.iter().map(|(name, ty)| (Arc::clone(&name.text), checked(*ty)));
    Columns { owner: format!("table {}", table.name.text), list: list.collect() }
}

fn checked(ty: TableType) -> Type {
    match ty {
        TableType::Value(value_type) => Type::of(value_type),
        TableType::Versions => Type::VersionPattern,
    }
}

fn column(context: &mut Context<'_>, node: &Node<'_>) -> (Name, TableType) {
    let mut names = children(node, Rule::name).map(|name| context.name(&name)).collect::<Vec<_>>();
    let any = TableType::Value(ValueType::Any);
    let (Some(written), Some(name)) = (names.pop(), names.pop()) else {
        return (context.name(node), any);
    };
    context.check_column(&name.text, name.span);
    let known = TYPES.iter().find(|(word, _)| *word == &*written.text);
    let ty = known.map_or(any, |(_, ty)| *ty);
    if known.is_none() {
        let words = TYPES.map(|(word, _)| word);
        let message = format!("there is no type `{}`", written.text);
        let mut unknown = context.error(Code::UnknownType, written.span, message);
        let elsewhere = match written.text.to_ascii_lowercase().as_str() {
            "text" => Some("string"),
            "int" | "integer" | "double" | "float" => Some("number"),
            "boolean" => Some("bool"),
            "time" | "datetime" => Some("date"),
            "timespan" => Some("duration"),
            _ => None,
        };
        let near = elsewhere
            .map(suggest::Near::certain)
            .or_else(|| suggest::nearest(&written.text, words));
        unknown = match near {
            Some(near) => unknown.help(format!("did you mean `{near}`?")).fix(written.span, near),
            None => unknown.help(format!("there is {}", suggest::any_of(&words))),
        };
        context.report(unknown);
    }
    (name, ty)
}

/// The plain values of a row, each with its place; reported when they are not as many as `wanted`.
pub(super) fn cells(
    context: &mut Context<'_>,
    row: &Node<'_>,
    wanted: usize,
    what: &str,
) -> Vec<(Value, Span)> {
    let cells: Vec<Node<'_>> = children(row, Rule::cell).collect();
    let first = context.line(context.span(row));
    let last = cells.last().map_or(first, |last| context.line(context.span(last)));
    if context.is_spoiled(first) {
        // The rest of a row with a hole in it, which goes on into the next row.
        context.count_error();
    } else if cells.len() > wanted && last > first {
        let at = cells.get(wanted.saturating_sub(1)).map(|cell| context.span(cell));
        let wrong = context.error(
            Code::CellCount,
            at.unwrap_or_else(|| context.span(row)),
            "this row goes on over its line",
        );
        let end = at.map_or_else(|| context.span(row).end, |cell| cell.end);
        let wrong = wrong.help("begin and end each row with a bar: | 'a' | 1 |");
        context.report(wrong.fix(Span { start: end, end }, " |"));
    } else if cells.len() != wanted {
        let plural = |count: usize, word: &str| {
            format!("{count} {word}{}", if count == 1 { "" } else { "s" })
        };
        let (cells, columns) = (plural(cells.len(), "cell"), plural(wanted, what));
        let message = format!("this row has {cells} for {columns}");
        let wrong = context.error(Code::CellCount, context.span(row), message);
        context.report(wrong.help("write one value for each between bars: | 'a' | 1 |"));
    }
    if cells.len() != wanted {
        (first..=last).for_each(|line| context.spoil(line));
    }
    let words = what == "variable";
    cells.iter().map(|node| (cell(context, node, words), context.span(node))).collect()
}

/// The value of a cell; the rows of cases may have the bare words of outcomes.
fn cell(context: &mut Context<'_>, node: &Node<'_>, words: bool) -> Value {
    let text = node.as_str().trim();
    if words && Outcome::from_keyword(text).is_some() {
        return Value::from(text);
    }
    let span = context.span(node);
    // A bare word is a mistyped outcome, or text without its quotes.
    let starts = text.starts_with(|c: char| c.is_ascii_alphabetic());
    if starts && text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        let near = suggest::nearest(text, Outcome::KEYWORDS.iter().copied()).filter(|_| words);
        let bare = match near {
            Some(near) => context
                .error(Code::UnknownOutcome, span, format!("there is no outcome `{text}`"))
                .help(format!("did you mean `{near}`?"))
                .fix(span, near),
            None => context
                .error(Code::BadCell, span, format!("`{text}` is not a value"))
                .help("text stands in quotes")
                .fix(span, format!("'{text}'")),
        };
        context.report(bare);
        return Value::Missing;
    }
    let Some(expr) = child(node, Rule::expr) else { return Value::Missing };
    let before = context.errors();
    let typed = context.expr(&expr);
    match literal(&typed.expr.kind) {
        Some(value) => value,
        None => {
            if context.errors() == before {
                let plain = context.error(Code::BadCell, span, "a cell is a plain value");
                context.report(
                    plain.help("write text in quotes, a number, a version, $true or $false"),
                );
            }
            Value::Missing
        }
    }
}

/// The value of a literal, or of a list of them.
pub(super) fn literal(kind: &ExprKind) -> Option<Value> {
    match kind {
        ExprKind::Literal(value) => Some(value.clone()),
        ExprKind::List(elements) => {
            let values: Option<Vec<Value>> =
                elements.iter().map(|element| literal(&element.kind)).collect();
            values.map(|values| Value::List(Arc::from(values)))
        }
        _ => None,
    }
}

/// The type of a plain value.
pub(super) fn type_of(value: &Value) -> Type {
    match value {
        Value::Bool(_) => Type::Bool,
        Value::Number(_) => Type::Number,
        Value::Text(_) => Type::Text,
        Value::Version(_) => Type::Version,
        Value::VersionPattern(_) => Type::VersionPattern,
        Value::Time(_) => Type::Time,
        Value::Duration(_) => Type::Duration,
        Value::Size(_) => Type::Size,
        Value::List(values) => {
            let element = values.iter().map(type_of).reduce(|a, b| a.join(&b));
            Type::List(Box::new(element.unwrap_or(Type::Any)))
        }
        _ => Type::Any,
    }
}

fn fits(context: &mut Context<'_>, value: &Value, span: Span, column: &Name, ty: TableType) {
    let (found, wanted) = (type_of(value), checked(ty));
    if found.fits(&wanted) {
        return;
    }
    let message = format!("`{}` holds {}, and {}", column.text, wanted.name(), found.this());
    let wrong = context.error(Code::BadCell, span, message).place(column.span, "the column");
    context.report(wrong.help(match wanted {
        Type::Text => "write it in quotes",
        Type::Version => "a version has three or four parts, such as 15.2.792.10",
        Type::VersionPattern => "a version pattern is 15.*, 15.2.* or 15.2.721.*",
        Type::Bool => "write $true or $false",
        Type::Time => "a date is written 2021-03-02, without quotes",
        Type::Duration => "a length of time has a unit, such as 7d",
        Type::Size => "a size has a unit, such as 64KB",
        Type::List(_) => "a list of text is written @('a', 'b')",
        _ => "a number is written without quotes",
    }));
}

#[cfg(test)]
mod tests {
    use super::TYPES;
    use crate::language::words::{names, COLUMN_TYPES};

    #[test]
    fn every_type_of_a_column_is_explained() {
        assert_eq!(TYPES.map(|(word, _)| word), names(&COLUMN_TYPES));
    }
}
