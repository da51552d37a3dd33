//! What the checker knows while it reads one item.

use std::collections::HashSet;
use std::sync::Arc;

use super::scope::{Variable, Variables};
use super::types::{Shape, Type};
use super::{File, Item, Pack};
use crate::diagnostic::{Code, Diagnostic, Level, Span};
use crate::language::ast::Name;
use crate::language::parse::{Node, Rule, ANY_NAME};
use crate::language::sink::{Sink, MAX_ERRORS};

/// The item being checked, and what it may refer to.
pub(super) struct Context<'a> {
    pub(super) file: &'a File,
    pub(super) pack: &'a Pack<'a>,
    /// Names that pieces which were reported would have defined.
    pub(super) lost: &'a HashSet<String>,
    /// Names of variables that are not there and were reported; once is enough.
    unknown: HashSet<String>,
    /// Whether pieces of the item were reported already.
    pub(super) broken: bool,
    /// Variables so far; the last of a name counts.
    pub(super) variables: Variables,
    /// The columns of the row that `where` looks at; `None` outside of `where`.
    pub(super) row: Option<Shape>,
    /// How deep the expression is that is being read.
    pub(super) depth: u16,
    /// Whether the expression was cut because it is too deep.
    pub(super) too_deep: bool,
    start: u32,
    /// Lines of the item on which something was reported before it was checked.
    blamed: &'a HashSet<u32>,
    /// Lines of the file of which no more is reported.
    spoiled: HashSet<u32>,
    /// Places of what the checker reported last.
    reported: Vec<Span>,
    sink: &'a mut Sink,
}

/// So many places are remembered; what encloses one comes soon after it.
const REMEMBERED: usize = 16;

impl<'a> Context<'a> {
    /// The start of an item.
    pub(super) fn new(item: &'a Item<'_>, pack: &'a Pack<'a>, sink: &'a mut Sink) -> Self {
        Self {
            file: item.file,
            pack,
            lost: &item.settled.lost,
            unknown: HashSet::new(),
            broken: item.settled.broken,
            variables: Variables::default(),
            row: None,
            depth: 0,
            too_deep: false,
            start: item.settled.start,
            blamed: &item.settled.blamed,
            spoiled: HashSet::new(),
            reported: Vec::new(),
            sink,
        }
    }

    /// Where a node stands in the file, without the blanks and comments that pest counts to a node
    /// that may go on after them.
    pub(super) fn span(&self, node: &Node<'_>) -> Span {
        let start = node.as_span().start();
        let mut last = node.clone();
        while let Some(inner) = last.clone().into_inner().next_back() {
            last = inner;
        }
        let place = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Span { start: self.start + place(start), end: self.start + place(last.as_span().end()) }
    }

    /// The text of the file at a place.
    pub(super) fn written(&self, span: Span) -> String {
        let text = self.file.source.text.get(span.start as usize..span.end as usize);
        text.unwrap_or_default().to_owned()
    }

    /// A place with all of its line, where nothing else stands on it.
    pub(super) fn with_its_line(&self, span: Span) -> Span {
        let text = self.file.source.text.as_str();
        let before = text.get(..span.start as usize).unwrap_or_default();
        let after = text.get(span.end as usize..).unwrap_or_default();
        let start = before.trim_end_matches([' ', '\t']).len();
        let line_end = memchr::memchr(b'\n', after.as_bytes()).map_or(after.len(), |at| at + 1);
        let alone = before.get(..start).is_some_and(|before| before.ends_with('\n'))
            && after.get(..line_end).is_some_and(|rest| rest.trim().is_empty());
        let place = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        if alone {
            Span { start: place(start), end: span.end.saturating_add(place(line_end)) }
        } else {
            span
        }
    }

    /// The line of a place, from 1.
    pub(super) fn line(&self, span: Span) -> u32 {
        self.file.lines.line(span.start)
    }

    /// The text of a node as a name.
    pub(super) fn name(&self, node: &Node<'_>) -> Name {
        Name { text: Arc::from(node.as_str()), span: self.span(node) }
    }

    /// The text of a variable without columns, as a name without the dollar sign.
    pub(super) fn variable_name(&mut self, node: &Node<'_>) -> Name {
        let span = self.span(node);
        let text = node.as_str().trim_start_matches('$');
        if let Some((name, _)) = text.split_once('.') {
            let message = "only a plain variable can stand here";
            let plain = self.error(Code::Syntax, span, message);
            self.report(plain.help(format!("write `${name}`")));
        }
        let text = text.split('.').next().unwrap_or_default();
        Name { text: Arc::from(text), span: Span { start: span.start + 1, ..span } }
    }

    /// Starts a problem that keeps the item from being loaded.
    pub(super) fn error(&self, code: Code, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(code, &self.file.source, span, message)
    }

    /// Keeps a problem, unless it follows from another one: it stands on a line that could not be
    /// read, or around a place that is wrong already.
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        let span = diagnostic.span;
        let first = self.file.lines.line(self.start);
        let blamed = self.blamed.contains(&(self.line(span) + 1).saturating_sub(first));
        let encloses = |inner: &Span| span.start <= inner.start && inner.end <= span.end;
        let spoiled = self.spoiled.contains(&self.line(span));
        if blamed || spoiled || self.reported.iter().any(encloses) {
            if diagnostic.level == Level::Error {
                self.sink.count_error();
            }
            return;
        }
        if diagnostic.level == Level::Error {
            if self.reported.len() == REMEMBERED {
                self.reported.remove(0);
            }
            self.reported.push(span);
        }
        self.sink.report(diagnostic);
    }

    /// Counts an error that follows from one that was reported.
    pub(super) fn count_error(&mut self) {
        self.sink.count_error();
    }

    /// How many errors there are so far.
    pub(super) fn errors(&self) -> usize {
        self.sink.errors()
    }

    /// Defines a variable; one that is there already is reported.
    pub(super) fn define(&mut self, name: Name, ty: Type) {
        let first = self.variables.find(&name.text);
        if let Some(first) = first.map(|variable| variable.name.span) {
            let message = format!("`${}` is defined twice", name.text);
            let twice = self.error(Code::DuplicateName, name.span, message);
            self.report(twice.place(first, "first here").help("choose another name"));
        }
        self.variables.push(Variable { name, ty });
    }

    /// Whether something was reported on a line that leaves the rest of it without meaning.
    pub(super) fn is_spoiled(&self, line: u32) -> bool {
        self.spoiled.contains(&line)
    }

    /// Reports nothing more on a line: what was reported leaves the rest of it without meaning.
    pub(super) fn spoil(&mut self, line: u32) {
        self.spoiled.insert(line);
    }

    /// Forgets what a variable stands for, where a use of it was reported: one word at its binding
    /// may be wrong, and then all of its uses are.
    pub(super) fn forget(&mut self, name: &str) {
        if let Some(variable) = self.variables.find_mut(name) {
            variable.ty = Type::Any;
        }
    }

    /// Remembers a variable that is not there; whether its report needs help. More of them than
    /// are shown do not.
    pub(super) fn lose(&mut self, name: &str) -> bool {
        self.unknown.insert(name.to_ascii_lowercase());
        self.unknown.len() <= MAX_ERRORS
    }

    /// Counts a pattern that is large; how many there were in this call.
    pub(super) fn large_pattern(&mut self) -> usize {
        self.sink.large_pattern()
    }

    /// Remembers that rows have no such column; whether that is news in this item.
    pub(super) fn lose_column(&mut self, owner: &str, name: &str) -> bool {
        // No variable has a dot in its name.
        self.unknown.insert(format!("{owner}.{name}").to_ascii_lowercase())
    }

    /// Whether a piece that was reported would have defined the name.
    pub(super) fn is_lost(&self, name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        self.unknown.contains(&name) || self.lost.contains(&name) || self.lost.contains(ANY_NAME)
    }
}

/// Names are compared without regard to case, as in PowerShell.
pub(super) fn same(a: &Name, b: &Name) -> bool {
    a.text.eq_ignore_ascii_case(&b.text)
}

/// The first child of a kind.
pub(super) fn child<'i>(node: &Node<'i>, kind: Rule) -> Option<Node<'i>> {
    node.clone().into_inner().find(|inner| inner.as_rule() == kind)
}

/// The children of a kind.
pub(super) fn children<'i>(node: &Node<'i>, kind: Rule) -> impl Iterator<Item = Node<'i>> {
    node.clone().into_inner().filter(move |inner| inner.as_rule() == kind)
}
