//! Expressions, flat operators resolved by precedence.

use std::sync::Arc;

use super::{Name, Pattern};
use crate::diagnostic::Span;
use crate::model::Value;

/// An expression and where it stands.
#[derive(Debug, Clone)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where.
    pub span: Span,
}

impl Expr {
    /// Looks at the expressions directly inside this one.
    pub fn each_inner<'a>(&'a self, mut see: impl FnMut(&'a Expr)) {
        match &self.kind {
            ExprKind::Literal(_)
            | ExprKind::Variable { .. }
            | ExprKind::Column(_)
            | ExprKind::Fact(_) => {}
            ExprKind::Text(pieces) => {
                for piece in pieces {
                    if let TextPiece::Value(expr) = piece {
                        see(expr);
                    }
                }
            }
            ExprKind::List(elements) => elements.iter().for_each(see),
            ExprKind::Lookup { key: inner, .. }
            | ExprKind::Not(inner)
            | ExprKind::Exists(inner)
            | ExprKind::Count(inner)
            | ExprKind::Match { text: inner, .. } => see(inner),
            ExprKind::Binary { left, right, .. } => {
                see(left);
                see(right);
            }
        }
    }

    /// The parts of a chain of one operator, in order; the expression itself where it is no chain.
    pub fn operands(&self, chain: Operator) -> Vec<&Self> {
        let mut parts = Vec::new();
        let mut open = vec![self];
        while let Some(next) = open.pop() {
            match &next.kind {
                ExprKind::Binary { operator, left, right } if *operator == chain => {
                    open.extend([right.as_ref(), left.as_ref()]);
                }
                _ => parts.push(next),
            }
        }
        parts
    }

    /// The text of a literal.
    pub fn as_text(&self) -> Option<&Arc<str>> {
        match &self.kind {
            ExprKind::Literal(Value::Text(text)) => Some(text),
            _ => None,
        }
    }
}

/// The kinds of expression.
#[derive(Debug, Clone)]
pub enum ExprKind {
    /// A literal; single-quoted text and text without variables are literals too.
    Literal(Value),
    /// Double-quoted text with variables or facts in it.
    Text(Vec<TextPiece>),
    /// `@(a, b)`.
    List(Vec<Expr>),
    /// `$name.Column.First`: a binding, parameter or loop row, and columns of it.
    Variable {
        /// The variable, without the dollar sign.
        name: Name,
        /// What is asked of it: a column; of rows also `Count`, and `First` or `Last` of a column.
        path: Vec<Name>,
    },
    /// A bare name inside `where`: a column of the row that is looked at.
    Column(Name),
    /// A bare dotted name: a fact, by its schema path.
    Fact(&'static str),
    /// `lookup($rows or Table, key, 'Column')`: the column of the first row whose first column is
    /// the key; missing where there is none.
    Lookup {
        /// A binding, or a table by its name.
        rows: LookupRows,
        /// The key.
        key: Box<Expr>,
        /// The column to give.
        column: Name,
    },
    /// `-not x`.
    Not(Box<Expr>),
    /// `exists x`: present; for rows, at least one.
    Exists(Box<Expr>),
    /// `count x`: how many rows.
    Count(Box<Expr>),
    /// `a -eq b` and the other operators that take two.
    Binary {
        /// The operator.
        operator: Operator,
        /// Left side.
        left: Box<Expr>,
        /// Right side.
        right: Box<Expr>,
    },
    /// `a -match 'pattern'`, with the pattern compiled.
    Match {
        /// `-notmatch`.
        negated: bool,
        /// The text to look at.
        text: Box<Expr>,
        /// The pattern.
        pattern: Pattern,
    },
}

/// Where `lookup` looks.
#[derive(Debug, Clone)]
pub enum LookupRows {
    /// A binding of the rule.
    Variable(Name),
    /// A table.
    Table(Name),
}

/// A piece of double-quoted text.
#[derive(Debug, Clone)]
pub enum TextPiece {
    /// Words as they are.
    Literal(Arc<str>),
    /// `$name.Column`, `${name.Column}` or `${exchange.bin}`.
    Value(Expr),
}

/// Operators that take two values. Text is compared without regard to case unless `case` is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// `-eq`, `-ceq`.
    Equal {
        /// With regard to case.
        case: bool,
    },
    /// `-ne`, `-cne`.
    NotEqual {
        /// With regard to case.
        case: bool,
    },
    /// `-lt`.
    Less,
    /// `-le`.
    LessOrEqual,
    /// `-gt`.
    Greater,
    /// `-ge`.
    GreaterOrEqual,
    /// `-like`, `-clike`, and with a version pattern on the right.
    Like {
        /// With regard to case.
        case: bool,
        /// `-notlike`.
        negated: bool,
    },
    /// `-in`, `-notin`: the left value is one of the list.
    In {
        /// With regard to case.
        case: bool,
        /// `-notin`.
        negated: bool,
    },
    /// `-contains`, `-notcontains`: the list on the left has the value.
    Contains {
        /// With regard to case.
        case: bool,
        /// `-notcontains`.
        negated: bool,
    },
    /// `-and`.
    And,
    /// `-or`.
    Or,
    /// `??`: the right value where the left one is missing.
    Coalesce,
}
