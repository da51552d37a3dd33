//! What tests are given, and the fixtures that share it.

use std::sync::Arc;

use super::context::{child, children, Context};
use super::expression::Typed;
use super::types::{Columns, Type};
use super::value::here_text;
use crate::diagnostic::{Code, Span};
use crate::language::ast::{
    Expr, ExprKind, Fixture, Given, GivenContent, GivenSource, GivenValue, Name,
};
use crate::language::parse::{ItemKind, Node, Rule};
use crate::language::suggest;
use crate::model::SourceSchema;

/// `fixture NAME { ... }`.
pub(super) fn fixture(context: &mut Context<'_>, node: Node<'_>) -> Option<Fixture> {
    let name = child(&node, Rule::id).map(|id| context.name(&id))?;
    let mut givens = Vec::new();
    for inner in node.into_inner() {
        match inner.as_rule() {
            Rule::given_fixture => {
                let span = context.span(&inner);
                let wrong =
                    context.error(Code::BadGiven, span, "a fixture cannot have another one");
                context.report(wrong.help("name both in the test"));
            }
            Rule::given_body => givens.extend(context.given_body(&inner)),
            _ => {}
        }
    }
    Some(Fixture { name, givens, source: Arc::clone(&context.file.source) })
}

impl Context<'_> {
    /// `given ...` in a test.
    pub(super) fn given(&mut self, node: &Node<'_>) -> Option<Given> {
        if let Some(body) = child(node, Rule::given_body) {
            return self.given_body(&body);
        }
        let id = child(&child(node, Rule::given_fixture)?, Rule::id)?;
        let name = self.name(&id);
        if let Some(known) = self.pack.names.find(ItemKind::Fixture, &name.text) {
            return Some(Given::Fixture(Name { text: Arc::from(known), ..name }));
        }
        self.unknown_name(ItemKind::Fixture, &name);
        None
    }

    fn given_body(&mut self, node: &Node<'_>) -> Option<Given> {
        let path = child(node, Rule::path)?;
        let (name, span) = (path.as_str(), self.span(&path));
        if let Some(value) = child(node, Rule::given_value) {
            return self.given_fact(name, span, &value);
        }
        let content = child(node, Rule::content)?;
        let (source, schema) = self.given_source(name, span)?;
        let argument =
            child(node, Rule::argument).and_then(|argument| argument.into_inner().next());
        let argument = argument.map(|argument| self.given_value(&argument));
        if let Some(argument) = argument.as_ref().filter(|argument| !argument.ty.fits(&Type::Text))
        {
            let message = format!("a path or name is text, and {}", argument.ty.this());
            let wrong = self.error(Code::TypeMismatch, argument.expr.span, message);
            self.report(wrong.help("write it in quotes"));
        }
        if let Some(argument) =
            argument.as_ref().filter(|_| !matches!(source, GivenSource::Service))
        {
            self.full_path(argument);
        }
        let content = self.content(&content, source, schema)?;
        self.given_form(name, span, source, argument.is_some(), &content);
        let argument = argument.map(|argument| argument.expr);
        Some(Given::Source { source, argument, content, span: self.span(node) })
    }

    fn given_fact(&mut self, name: &str, span: Span, value: &Node<'_>) -> Option<Given> {
        let Some(schema) = self.pack.registry.fact(name) else {
            self.unknown_fact(name, span);
            return None;
        };
        let value = match value.clone().into_inner().next() {
            Some(inner) if inner.as_rule() == Rule::K_MISSING => GivenValue::Missing,
            Some(inner) if inner.as_rule() == Rule::K_UNKNOWN => GivenValue::Unknown,
            Some(inner) => {
                let typed = self.given_value(&inner);
                self.given_type(&typed, &Type::of(schema.value_type), schema.path);
                GivenValue::Value(typed.expr)
            }
            None => return None,
        };
        Some(Given::Fact { path: schema.path, value })
    }

    /// A value in a test: a plain one, or a variable of the cases.
    fn given_value(&mut self, node: &Node<'_>) -> Typed {
        let typed = self.value(node);
        self.plain(typed)
    }

    fn plain(&mut self, typed: Typed) -> Typed {
        if !is_plain(&typed.expr) {
            let wrong = self.error(Code::BadGiven, typed.expr.span, "a test is given plain values");
            self.report(wrong.help("write a value, or a variable of the cases"));
            return Typed::any(typed.expr.span);
        }
        typed
    }

    fn given_type(&mut self, typed: &Typed, wanted: &Type, name: &str) {
        if !typed.ty.fits(wanted) {
            let message = format!("`{name}` is {}, and {}", wanted.name(), typed.ty.this());
            let wrong = self.error(Code::TypeMismatch, typed.expr.span, message);
            self.report(match (wanted, &typed.ty) {
                (Type::Version, _) => {
                    wrong.help("a version has three or four parts, such as 15.2.792.10")
                }
                (Type::List(_), _) => wrong.help("a list is written @('a', 'b')"),
                (Type::Bool, _) => wrong.help("write $true or $false"),
                (Type::Text, _) => wrong.help("write it in quotes"),
                _ => wrong.help("a number is written without quotes"),
            });
        }
    }

    /// Reports a word that the column never holds.
    fn given_word(&mut self, typed: &Typed, schema: Option<&SourceSchema>, column: &str) {
        let column = schema.and_then(|schema| schema.column(column));
        let never = column.zip(typed.expr.as_text());
        let never = never.and_then(|(column, word)| suggest::Never::of(column, word));
        let Some(suggest::Never { message, help, instead }) = never else { return };
        let span = typed.expr.span;
        let wrong = self.error(Code::BadGiven, span, message).help(help);
        self.report(match instead {
            Some(instead) => wrong.fix(span, instead),
            None => wrong,
        });
    }

    fn given_source(
        &mut self,
        name: &str,
        span: Span,
    ) -> Option<(GivenSource, Option<&'static SourceSchema>)> {
        let source = match name {
            "file" => GivenSource::File,
            "service" => GivenSource::Service,
            "setuplog" => GivenSource::SetupLog,
            "textlog" => GivenSource::TextLog,
            other
                if other.starts_with("setuplog.") && self.pack.registry.source(other).is_some() =>
            {
                let wrong =
                    self.error(Code::BadGiven, span, format!("a test cannot be given `{other}`"));
                self.report(
                    wrong.help("give the log's own text: given setuplog @'").fix(span, "setuplog"),
                );
                return None;
            }
            other => match self.pack.registry.source(other) {
                Some(schema) if schema.name == "servicecontrol" => {
                    let wrong = self.error(
                        Code::BadGiven,
                        span,
                        format!("a test cannot be given `{other}`"),
                    );
                    self.report(wrong.help("give the logs' own text: given textlog 'C:\\ExchangeSetupLogs\\ServiceControl.log' @'"));
                    return None;
                }
                Some(schema) if schema.name == "result" => {
                    let wrong = self.error(Code::BadGiven, span, "a test cannot be given results");
                    self.report(wrong.help("give the evidence that the other rules read"));
                    return None;
                }
                Some(schema) => GivenSource::Other(schema),
                None => {
                    self.unknown_given(other, span);
                    return None;
                }
            },
        };
        Some((source, self.pack.registry.source(name)))
    }

    fn unknown_given(&mut self, name: &str, span: Span) {
        let names = ["file", "service", "setuplog", "textlog", "fixture"];
        if name.contains('.') || self.pack.registry.fact(name).is_some() {
            let message = format!("something is missing after `{name}`");
            let wrong = self.error(Code::BadGiven, span, message);
            self.report(wrong.help("a fact is given with = and a value"));
            return;
        }
        if name == "snapshot" {
            let later =
                self.error(Code::NotSupported, span, "a test cannot be given a snapshot yet");
            self.report(later.help("give the files, facts and services that the rule reads"));
            return;
        }
        let unknown = self.error(Code::UnknownSource, span, format!("there is no source `{name}`"));
        let all = self.pack.registry.sources.iter().map(|schema| schema.name).chain(names);
        self.report(match suggest::nearest(name, all) {
            Some(near) => unknown.help(format!("did you mean `{near}`?")).fix(span, near),
            None => unknown.help(format!("a test is given {}", suggest::any_of(&names))),
        });
    }

    fn content(
        &mut self,
        node: &Node<'_>,
        source: GivenSource,
        schema: Option<&'static SourceSchema>,
    ) -> Option<GivenContent> {
        let inner = node.clone().into_inner().next()?;
        Some(match inner.as_rule() {
            Rule::K_MISSING => GivenContent::Missing,
            Rule::K_UNKNOWN => GivenContent::Unknown,
            Rule::here_string => GivenContent::Text(Arc::from(here_text(&inner))),
            _ => {
                let nodes: Vec<Node<'_>> = children(&inner, Rule::assignment).collect();
                if nodes.is_empty() && !matches!(source, GivenSource::File) && !self.broken {
                    let empty =
                        self.error(Code::BadGiven, self.span(&inner), "this block is empty");
                    self.report(empty.help("write { Name = 'value' }"));
                }
                let shape = schema.map(|schema| std::rc::Rc::new(Columns::of_source(schema)));
                let mut columns = Vec::new();
                for (mut name, typed) in self.assignments(&inner, true) {
                    let wanted = self.column(&mut name, &shape, None);
                    let typed = self.plain(typed);
                    self.given_type(&typed, &wanted, &name.text);
                    self.given_word(&typed, schema, &name.text);
                    columns.push((name, typed.expr));
                }
                GivenContent::Record(columns)
            }
        })
    }

    /// Reports a source that is given in a form that it does not have.
    fn given_form(
        &mut self,
        name: &str,
        span: Span,
        source: GivenSource,
        argument: bool,
        content: &GivenContent,
    ) {
        let log = matches!(source, GivenSource::SetupLog | GivenSource::TextLog);
        let (message, help) = match (source, content) {
            (GivenSource::File | GivenSource::TextLog, _) if !argument => {
                (format!("`{name}` needs a path"), format!("write given {name} 'C:\\...'"))
            }
            (GivenSource::Service, GivenContent::Record(_)) if !argument => (
                String::from("`service` needs a name"),
                String::from("write given service 'W3SVC' { ... }"),
            ),
            (GivenSource::Service, GivenContent::Text(_)) => (
                format!("`{name}` has columns, not text"),
                String::from("write { StartType = 'Manual' Status = 'Stopped' }"),
            ),
            (_, GivenContent::Record(_)) if log => (
                format!("`{name}` is given as the text of a log"),
                String::from("write it between @' and '@"),
            ),
            _ => return,
        };
        let wrong = self.error(Code::BadGiven, span, message).help(help);
        self.report(wrong);
    }
}

/// A literal, a list of them, or a variable without columns.
fn is_plain(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Literal(_) => true,
        ExprKind::Variable { path, .. } => path.is_empty(),
        ExprKind::List(elements) => elements.iter().all(is_plain),
        _ => false,
    }
}
