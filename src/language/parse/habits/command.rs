//! Commands, and questions in places where only values can stand.

use super::super::lexer::Kind;
use super::super::outline::Statement;
use super::super::recover::{shown, Work};
use super::Reading;
use crate::diagnostic::Code;

/// What to write instead of a command.
const INSTEAD: [(&str, &str); 13] = [
    ("get-service", "ask a source, such as `rows of service where ...`"),
    ("get-content", "ask a source, such as `rows of textlog 'C:\\...' pattern '...'`"),
    ("select-string", "ask a source, such as `rows of textlog 'C:\\...' pattern '...'`"),
    ("get-item", "ask a source, such as `file 'C:\\...'`"),
    ("get-childitem", "ask a source, such as `file 'C:\\...'`"),
    ("test-path", "ask a source, such as `file 'C:\\...'`, and then `exists $name`"),
    ("where-object", "write `where ...` after the source, with bare columns"),
    ("set-service", "write `set service 'name' StartType = 'Automatic'`"),
    ("start-service", "write `start service 'name'`"),
    ("stop-service", "write `stop service 'name'`"),
    ("restart-service", "write `restart service 'name'`"),
    ("rename-item", "write `rename file 'C:\\...' to 'name'`"),
    ("restart-computer", "write `reboot`"),
];

/// Verbs of commands; an id of a rule is written in lower case.
const VERBS: [&str; 16] = [
    "Get", "Set", "Test", "Where", "Select", "Start", "Stop", "Restart", "Rename", "Remove", "New",
    "Invoke", "ForEach", "Enable", "Disable", "Add",
];

/// What to write instead of a command.
pub(in crate::language) fn instead(command: &str) -> &'static str {
    let lower = command.to_ascii_lowercase();
    INSTEAD.iter().find(|(name, _)| *name == lower).map_or(
        "ask a source, such as `rows of service where ...`; steps have actions of their own",
        |(_, help)| help,
    )
}

impl Work<'_, '_> {
    /// `Get-Service`, wherever it stands; the statement cannot be read.
    pub(super) fn command(
        &mut self,
        reading: &Reading,
        at: usize,
        place: usize,
        statement: Statement,
    ) -> Option<usize> {
        let token = *reading.token(at)?;
        let word = token.text(&self.text).to_owned();
        let (verb, noun) = word.split_once('-')?;
        let is_command = token.kind == Kind::Word
            && VERBS.contains(&verb)
            && noun.starts_with(|first: char| first.is_ascii_uppercase());
        if !is_command || place == 0 {
            return None;
        }
        let command = self.error_at(Code::Syntax, self.span(&token), "a rule cannot run commands");
        self.report(command.help(instead(&word)));
        self.cut(&reading.outline, &reading.tokens, place);
        Some(statement.end)
    }

    /// `exists file 'C:\x'`: a question where a value must stand.
    pub(super) fn question(&mut self, reading: &Reading, at: usize, place: usize) -> Option<usize> {
        let word = |at: usize| reading.token(at).map_or("", |token| token.text(&self.text));
        if !matches!(word(at), "exists" | "count") || place == 0 {
            return None;
        }
        let (operator, source) = (word(at).to_owned(), *reading.token(at + 1)?);
        let next = *reading.token(at + 2)?;
        let name = source.text(&self.text).to_owned();
        let of = word(at + 2) == "of" && matches!(name.as_str(), "rows" | "first" | "last");
        let known = crate::model::source_schema(&name).is_some();
        let asks = known && (next.kind == Kind::Text || word(at + 2) == "where");
        if source.kind != Kind::Word || !(of || asks) {
            return None;
        }
        let line = reading.tokens.iter().skip(at + 2).take_while(|token| !token.leads);
        let join = |token: &&super::super::lexer::Token| {
            !matches!(token.text(&self.text), "-and" | "-or") && token.kind != Kind::CloseBrace
        };
        let last = line.take_while(join).last().copied().unwrap_or(next);
        let question = self.text.get(source.start as usize..last.end as usize).unwrap_or_default();
        let help = format!(
            "bind it first: `$x = {}`, then write `{operator} $x`",
            shown(question).trim_end_matches(')')
        );
        let span = self.span(&source).to(self.span(&last));
        let wrong = self.error_at(Code::Syntax, span, "a question cannot stand in a condition");
        self.report(wrong.help(help));
        let end = reading.outline.statements.get(place).map_or(at + 2, |statement| statement.end);
        self.cut(&reading.outline, &reading.tokens, place);
        Some(end)
    }

    /// `set service 'X' = 'Automatic'`: which setting is meant is missing.
    pub(super) fn unnamed_setting(
        &mut self,
        reading: &Reading,
        at: usize,
        place: usize,
        statement: Statement,
    ) -> Option<usize> {
        let token = *reading.token(at)?;
        let word = |at: usize| reading.token(at).map_or("", |token| token.text(&self.text));
        if token.kind != Kind::Assign || at < 3 || place == 0 {
            return None;
        }
        let what = word(at - 2).to_owned();
        if word(at - 3) != "set" || !matches!(what.as_str(), "service" | "registry") {
            return None;
        }
        let name = if what == "service" { "StartType" } else { "Name" };
        let value = reading.token(at + 1).map_or("...", |value| value.text(&self.text));
        let help = format!("write `{name} = {}`", shown(value));
        let span = self.span(&token);
        let wrong = self.error_at(Code::Syntax, span, "the name of the setting is missing");
        let wrong = wrong.help(help);
        self.report(if what == "service" { wrong.fix(span, "StartType =") } else { wrong });
        self.cut(&reading.outline, &reading.tokens, place);
        Some(statement.end)
    }
}
