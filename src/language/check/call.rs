//! `lookup`, the only function.

use std::sync::Arc;

use super::context::{children, Context};
use super::expression::Typed;
use super::types::{Shape, Type};
use crate::diagnostic::{Code, Span};
use crate::language::ast::{ExprKind, LookupRows, Name};
use crate::language::parse::{ItemKind, Node, Rule};
use crate::model::Value;

impl Context<'_> {
    /// `lookup(rows, key, 'column')`, the only function.
    pub(super) fn call(&mut self, node: &Node<'_>) -> Typed {
        const USAGE: &str =
            "it is written lookup(Table, key, 'column') or lookup($rows, key, 'column')";
        let span = self.span(node);
        let name = node.clone().into_inner().next();
        let name = name.map(|name| name.as_str().to_owned()).unwrap_or_default();
        let arguments: Vec<Node<'_>> = children(node, Rule::expr).collect();
        if name != "lookup" {
            let unknown =
                self.error(Code::UnknownFunction, span, format!("there is no function `{name}`"));
            self.report(unknown.help("there is only lookup(Table, key, 'column')"));
            return Typed::any(span);
        }
        let [rows, key, column] = arguments.as_slice() else {
            let count = arguments.len();
            let message = format!("lookup has three arguments, and here are {count}");
            let wrong = self.error(Code::UnknownFunction, span, message);
            self.report(wrong.help(USAGE));
            return Typed::any(span);
        };
        let Some((rows, shape)) = self.lookup_rows(rows, USAGE) else { return Typed::any(span) };
        let key = self.expr(key);
        let first =
            shape.as_ref().and_then(|columns| columns.list.first()).map(|(_, ty)| ty.clone());
        if let Some(first) = first.filter(|first| !first.fits(&key.ty)) {
            let message = format!("the first column is {}, and {}", first.name(), key.ty.this());
            let wrong = self.error(Code::TypeMismatch, key.expr.span, message);
            self.report(wrong.help("lookup finds the row whose first column is the key"));
        }
        let at = self.span(column);
        let column = self.expr(column);
        let ExprKind::Literal(Value::Text(text)) = column.expr.kind else {
            let wrong = self.error(Code::UnknownFunction, at, "the column must be plain text");
            self.report(wrong.help(USAGE));
            return Typed::any(span);
        };
        let mut column = Name { text, span: at };
        let ty = self.column(&mut column, &shape, None);
        let kind = ExprKind::Lookup { rows, key: Box::new(key.expr), column };
        Typed::new(kind, ty, span)
    }

    pub(super) fn lookup_rows(
        &mut self,
        node: &Node<'_>,
        usage: &str,
    ) -> Option<(LookupRows, Shape)> {
        let span = self.span(node);
        let text = node.as_str();
        let table = Name { text: Arc::from(text), span };
        if let Some((table, shape)) = self.pack.table(text) {
            return Some((LookupRows::Table(Name { text: table.name.text.clone(), span }), shape));
        }
        if self.pack.names.find(ItemKind::Table, text).is_some() {
            return Some((LookupRows::Table(table), None));
        }
        if let Some(variable) = text.strip_prefix('$') {
            let name =
                Name { text: Arc::from(variable), span: Span { start: span.start + 1, ..span } };
            let (name, ty) = self.lookup(&name)?;
            return match ty {
                Type::Rows(shape) => Some((LookupRows::Variable(name), shape)),
                Type::Any => Some((LookupRows::Variable(name), None)),
                other => {
                    let message = format!("lookup needs rows, and {}", other.this());
                    let wrong = self.error(Code::UnknownFunction, span, message);
                    self.report(wrong.help(usage));
                    self.forget(&name.text);
                    None
                }
            };
        }
        self.unknown_name(ItemKind::Table, &table);
        None
    }
}
