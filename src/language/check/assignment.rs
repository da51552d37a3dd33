//! `Name = value`, in the blocks of tests and behind `set`.

use super::context::{child, children, same, Context};
use super::expression::Typed;
use super::types::Type;
use crate::diagnostic::Code;
use crate::language::ast::Name;
use crate::language::parse::{Node, Rule};
use crate::model::Value;

impl Context<'_> {
    /// `Name = value`, each; of a test, or of a step.
    pub(super) fn assignments(&mut self, node: &Node<'_>, of_test: bool) -> Vec<(Name, Typed)> {
        let nodes: Vec<Node<'_>> = children(node, Rule::assignment).collect();
        let mut found: Vec<(Name, Typed)> = Vec::new();
        for node in nodes {
            let Some(name) = child(&node, Rule::name).map(|name| self.name(&name)) else {
                continue;
            };
            let value = match child(&node, Rule::no_value) {
                Some(no_value) => self.no_value(&name, &no_value, of_test),
                None => child(&node, Rule::expr).and_then(|value| self.assigned(&value)),
            };
            let Some(value) = value else { continue };
            if found.iter().any(|(other, _)| same(other, &name)) {
                let twice =
                    self.error(Code::Repeated, name.span, format!("`{}` is set twice", name.text));
                self.report(twice.help("remove one"));
            }
            found.push((name, value));
        }
        found
    }

    fn assigned(&mut self, value: &Node<'_>) -> Option<Typed> {
        if let Some(second) = children(value, Rule::op_compare).find(|op| op.as_str() == "=") {
            let wrong = self.error(Code::Syntax, self.span(&second), "this `=` is one too many");
            self.report(wrong.help("write Name = 'value' for each, one after the other"));
            return None;
        }
        Some(self.expr(value))
    }

    /// `Name = missing` or `Name = unknown`, which only a test can say.
    fn no_value(&mut self, name: &Name, node: &Node<'_>, of_test: bool) -> Option<Typed> {
        let span = self.span(node);
        if !of_test {
            let message = format!("`{}` cannot be set to `{}`", name.text, node.as_str());
            let wrong = self.error(Code::Syntax, span, message);
            self.report(wrong.help("write a value, such as 'Automatic'"));
            return None;
        }
        let value = match node.as_str() {
            "missing" => Value::Missing,
            _ => Value::unknown(format!("{} cannot be read, as the test says", name.text)),
        };
        Some(Typed::literal(value, Type::Any, span))
    }
}
