//! Expressions: operators by precedence, with the types of what they give.

use std::sync::LazyLock;

use pest::pratt_parser::{Assoc, Op, PrattParser};

use super::context::Context;
use super::types::Type;
use crate::diagnostic::{Code, Span};
use crate::language::ast::{Expr, ExprKind};
use crate::language::parse::{instead, Node, Rule};
use crate::model::Value;

/// Operators that one expression may have, without the ones in its parentheses.
const MAX_OPERATORS: usize = 100;

/// How deep an expression may be with all its parentheses; checking and evaluating it recurse.
const MAX_DEPTH: u16 = 128;

/// Operators in a row before one value.
const MAX_PREFIXES: usize = 4;

static PRECEDENCE: LazyLock<PrattParser<Rule>> = LazyLock::new(|| {
    PrattParser::new()
        .op(Op::infix(Rule::op_or, Assoc::Left))
        .op(Op::infix(Rule::op_and, Assoc::Left))
        .op(Op::infix(Rule::op_compare, Assoc::Left))
        .op(Op::infix(Rule::op_coalesce, Assoc::Right))
        .op(Op::prefix(Rule::prefix_op))
});

/// An expression with its type.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    pub(super) expr: Expr,
    pub(super) ty: Type,
}

impl Typed {
    pub(super) fn new(kind: ExprKind, ty: Type, span: Span) -> Self {
        Self { expr: Expr { kind, span }, ty }
    }

    pub(super) fn literal(value: Value, ty: Type, span: Span) -> Self {
        Self::new(ExprKind::Literal(value), ty, span)
    }

    /// Stands for something that was reported.
    pub(super) fn any(span: Span) -> Self {
        Self::literal(Value::Missing, Type::Any, span)
    }
}

/// An expression by precedence, before its names are looked up.
pub(super) enum Tree<'i> {
    Leaf(Node<'i>),
    Prefix(Node<'i>, Box<Tree<'i>>),
    Infix(Box<Tree<'i>>, Node<'i>, Box<Tree<'i>>),
}

impl Context<'_> {
    /// An expression.
    pub(super) fn expr(&mut self, node: &Node<'_>) -> Typed {
        let span = self.span(node);
        let parts: Vec<Node<'_>> = node.clone().into_inner().collect();
        if !self.is_small(&parts, span) {
            return Typed::any(span);
        }
        if self.mixes(&parts, span) || self.runs_command(&parts) {
            return Typed::any(span);
        }
        let tree = PRECEDENCE
            .map_primary(Tree::Leaf)
            .map_prefix(|operator, tree| Tree::Prefix(operator, Box::new(tree)))
            .map_infix(|left, operator, right| {
                Tree::Infix(Box::new(left), operator, Box::new(right))
            })
            .parse(parts.into_iter());
        let typed = self.tree(tree);
        if self.depth == 0 && std::mem::take(&mut self.too_deep) {
            self.too_complex(span);
        }
        typed
    }

    /// Reports `Test-Path $file`, which reads like a name and an operator.
    fn runs_command(&mut self, parts: &[Node<'_>]) -> bool {
        let glued = parts.windows(2).find(|pair| match pair {
            [verb, noun] => {
                noun.as_rule() == Rule::op_compare
                    && verb.as_span().end() == noun.as_span().start()
                    && verb.as_str().bytes().all(|byte| byte.is_ascii_alphabetic())
                    && noun.as_str().starts_with('-')
            }
            _ => false,
        });
        let Some([verb, noun]) = glued else { return false };
        let span = self.span(verb).to(self.span(noun));
        let command = format!("{}{}", verb.as_str(), noun.as_str());
        let wrong = self.error(Code::Syntax, span, "a rule cannot run commands");
        self.report(wrong.help(instead(&command)));
        true
    }

    /// An expression that must be true or false.
    pub(super) fn condition(&mut self, node: &Node<'_>) -> Expr {
        let typed = self.expr(node);
        self.require_truth(&typed);
        typed.expr
    }

    /// Reports a value that is not true or false.
    pub(super) fn require_truth(&mut self, typed: &Typed) {
        let (span, ty) = (typed.expr.span, &typed.ty);
        if matches!(ty, Type::Any | Type::Bool) {
            return;
        }
        let message = format!("{}, not a condition", ty.this());
        let wrong = self.error(Code::NotACondition, span, message);
        self.report(match ty {
            Type::Rows(_) | Type::Row(_) => {
                let start = Span { end: span.start, ..span };
                wrong.help("write `exists` before it").fix(start, "exists ")
            }
            _ => wrong.help("compare it, such as with `-eq`"),
        });
    }

    fn is_small(&mut self, parts: &[Node<'_>], span: Span) -> bool {
        let operators = parts.iter().filter(|part| part.as_rule() != Rule::primary).count();
        let prefixes =
            parts.split(|part| part.as_rule() != Rule::prefix_op).map(<[Node<'_>]>::len).max();
        let small = operators <= MAX_OPERATORS && prefixes.unwrap_or(0) <= MAX_PREFIXES;
        if !small {
            self.too_complex(span);
        }
        small
    }

    fn too_complex(&mut self, span: Span) {
        let large = self.error(Code::TooComplex, span, "this expression has too many operators");
        self.report(large.help("bind a part of it to a variable, or use several `when`"));
    }

    pub(super) fn tree(&mut self, tree: Tree<'_>) -> Typed {
        if self.depth == MAX_DEPTH {
            self.too_deep = true;
            return Typed::any(Span::default());
        }
        self.depth += 1;
        let typed = match tree {
            Tree::Leaf(node) => self.primary(&node),
            Tree::Prefix(operator, operand) => {
                let operand = self.tree(*operand);
                self.prefix(&operator, operand)
            }
            Tree::Infix(left, operator, right) => self.infix_tree(*left, &operator, *right),
        };
        self.depth -= 1;
        typed
    }

    fn prefix(&mut self, operator: &Node<'_>, operand: Typed) -> Typed {
        let at = self.span(operator);
        let span = at.to(operand.expr.span);
        match operator.as_str() {
            "exists" => Typed::new(ExprKind::Exists(Box::new(operand.expr)), Type::Bool, span),
            "count" => {
                if !matches!(operand.ty, Type::Any | Type::Rows(_) | Type::List(_)) {
                    let message = format!("count needs rows, and {}", operand.ty.this());
                    let wrong = self.error(Code::TypeMismatch, operand.expr.span, message);
                    self.report(wrong.help("bind them with `rows of`"));
                }
                Typed::new(ExprKind::Count(Box::new(operand.expr)), Type::Number, span)
            }
            not => {
                if !not.starts_with('-') {
                    self.foreign(at, not, "-not");
                }
                self.require_truth(&operand);
                Typed::new(ExprKind::Not(Box::new(operand.expr)), Type::Bool, span)
            }
        }
    }
}
