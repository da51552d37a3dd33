//! Single values: literals, lists, variables, and expressions in parentheses.

use super::context::{children, Context};
use super::expression::Typed;
use super::number;
use super::types::Type;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::language::ast::ExprKind;
use crate::language::parse::{Node, Rule};
use crate::model::Value;

impl Context<'_> {
    /// A value.
    pub(super) fn primary(&mut self, node: &Node<'_>) -> Typed {
        let span = self.span(node);
        let Some(inner) = node.clone().into_inner().next() else { return Typed::any(span) };
        match inner.as_rule() {
            Rule::string => self.text(&inner),
            Rule::here_string => Typed::literal(Value::from(here_text(&inner)), Type::Text, span),
            Rule::numeric => self.number(&inner),
            Rule::constant => match inner.as_str().to_ascii_lowercase().as_str() {
                "$null" => {
                    self.report(self.no_null(span, "$null"));
                    Typed::any(span)
                }
                text => Typed::literal(Value::Bool(text == "$true"), Type::Bool, span),
            },
            Rule::list => self.list(&inner),
            Rule::call => self.call(&inner),
            Rule::var => {
                let name = inner.as_str().trim_start_matches('$');
                match self.fact_with_dollar(name, span, false) {
                    Some(reported) => reported,
                    None => self.variable(name, span),
                }
            }
            Rule::path => self.bare(inner.as_str(), span),
            _ => match children(&inner, Rule::expr).next() {
                Some(expr) => self.expr(&expr),
                None => Typed::any(span),
            },
        }
    }

    /// A value that stands alone, such as the object of a step.
    pub(super) fn value(&mut self, node: &Node<'_>) -> Typed {
        match node.as_rule() {
            Rule::primary => self.primary(node),
            Rule::string => self.text(node),
            Rule::var => {
                let span = self.span(node);
                self.variable(node.as_str().trim_start_matches('$'), span)
            }
            _ => self.expr(node),
        }
    }

    /// A number, version, date, size or length of time.
    pub(super) fn number(&mut self, node: &Node<'_>) -> Typed {
        let span = self.span(node);
        match number::read(node.as_str()) {
            Ok((value, ty)) => Typed::literal(value, ty, span),
            Err(help) => {
                let text: String = node.as_str().chars().take(40).collect();
                let bad = self.error(Code::BadNumber, span, format!("`{text}` cannot be read"));
                self.report(bad.help(help));
                Typed::any(span)
            }
        }
    }

    /// What to write where `$null` would stand elsewhere.
    pub(super) fn no_null(&self, span: Span, text: &str) -> Diagnostic {
        self.error(Code::ForeignConstant, span, format!("there is no `{text}` in this language"))
            .help("ask with `exists x` or `-not exists x`; empty text is ''")
    }

    pub(super) fn list(&mut self, node: &Node<'_>) -> Typed {
        let span = self.span(node);
        let elements: Vec<Typed> =
            children(node, Rule::expr).map(|element| self.expr(&element)).collect();
        let ty = elements.iter().map(|element| element.ty.clone()).reduce(|a, b| a.join(&b));
        let ty = Type::List(Box::new(ty.unwrap_or(Type::Any)));
        let list = elements.into_iter().map(|element| element.expr).collect();
        Typed::new(ExprKind::List(list), ty, span)
    }
}

/// The text of a here-string, exactly as it stands between its marks.
pub(super) fn here_text<'i>(node: &Node<'i>) -> &'i str {
    let text = node.clone().into_inner().next().map_or("", |text| text.as_str());
    text.strip_prefix("\r\n").or_else(|| text.strip_prefix('\n')).unwrap_or(text)
}
