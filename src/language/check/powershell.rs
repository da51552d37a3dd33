//! Names as PowerShell writes them, which a rule writes in another way.

use std::sync::Arc;

use super::context::Context;
use super::expression::Typed;
use crate::diagnostic::{Code, Span};
use crate::language::ast::Name;

/// Environment variables of Windows and of Exchange, and the facts that hold the same.
const FACT_OF_ENVIRONMENT: [(&str, &str); 5] = [
    ("computername", "server.name"),
    ("exchangeinstallpath", "exchange.install"),
    ("homedrive", "server.systemDrive"),
    ("systemdrive", "server.systemDrive"),
    ("userdnsdomain", "server.domain"),
];

impl Context<'_> {
    /// `$Name` or `$_.Name` inside `where`, where no variable has that name: the column.
    pub(super) fn column_with_dollar(&self, name: &Name, path: &[Name]) -> Option<Name> {
        let row = self.row.as_ref()?;
        if self.variables.find(&name.text).is_some() {
            return None;
        }
        let column = if &*name.text == "_" { path.first()? } else { name };
        let spelling = match row {
            Some(columns) => columns.get(&column.text).map(|(spelling, _)| Arc::clone(spelling)),
            None => None,
        };
        let meant = spelling.or_else(|| (&*name.text == "_").then(|| Arc::clone(&column.text)))?;
        Some(Name { text: meant, span: column.span })
    }

    /// Reports `$exchange.bin`, a fact that is written like a variable.
    pub(super) fn fact_with_dollar(
        &mut self,
        path: &str,
        span: Span,
        in_text: bool,
    ) -> Option<Typed> {
        let head = path.split('.').next().unwrap_or_default();
        let fact = self.pack.registry.fact(path)?.path;
        if self.variables.find(head).is_some() || self.is_lost(head) {
            return None;
        }
        let (text, why) = match in_text {
            true => (format!("${{{fact}}}"), "in text, a fact stands in ${ }"),
            false => (fact.to_owned(), "a fact stands without `$`"),
        };
        let message = format!("there is no variable `${head}`; {why}");
        let wrong = self.error(Code::UnknownVariable, span, message);
        self.report(wrong.help(format!("write `{text}`")).fix(span, text));
        Some(Typed::any(span))
    }

    /// Reports `$env:Name`, which a rule does not read: the rule may run elsewhere than the server.
    pub(super) fn environment(&mut self, name: &Name) -> bool {
        let text = self.file.source.text.as_str();
        let head = text.get(..name.span.start as usize).unwrap_or_default();
        let rest = text.get(name.span.end as usize..).unwrap_or_default();
        let Some(rest) = rest.strip_prefix(':').filter(|_| head.ends_with('$')) else {
            return false;
        };
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let length = rest.find(|c: char| !word(c)).unwrap_or(rest.len());
        let asked = rest.get(..length).unwrap_or_default().to_ascii_lowercase();
        let end = name.span.end + 1 + u32::try_from(length).unwrap_or(0);
        let span = Span { start: name.span.start - 1, end };
        let unknown = self.error(
            Code::UnknownVariable,
            span,
            "environment variables are not read: the server may be another computer",
        );
        let fact = FACT_OF_ENVIRONMENT.iter().find(|(variable, _)| *variable == asked);
        self.report(match fact {
            Some((_, fact)) => {
                let text = format!("${{{fact}}}");
                unknown.help(format!("write {text}, which is a fact")).fix(span, text)
            }
            None => unknown.help("write a fact, such as ${exchange.install} or ${server.name}"),
        });
        true
    }

    /// Reports `$rows.First`, or `$rows.First.Column` where the words stand in the other order.
    pub(super) fn end_of_rows(&mut self, rows: &Name, end: &Name, column: Option<Name>) {
        let message = format!("`{}` is asked of a column, not of rows", end.text);
        let whole = Span { start: rows.span.start - 1, end: end.span.end };
        let wrong = self.error(Code::UnknownColumn, end.span, message);
        self.report(match column {
            Some(column) => {
                let text = format!("${}.{}.{}", rows.text, column.text, end.text);
                let help = format!("write `{text}`");
                wrong.help(help).fix(Span { end: column.span.end, ..whole }, text)
            }
            None => wrong.help(format!(
                "write `${}.Column.{}`, or bind one row with `{} of`",
                rows.text,
                end.text,
                end.text.to_ascii_lowercase()
            )),
        });
    }
}

/// Whether a word asks for the first or last of several values.
pub(super) fn is_end(word: &str) -> bool {
    word.eq_ignore_ascii_case("First") || word.eq_ignore_ascii_case("Last")
}
