//! Operators between two values, and the mistakes that people bring from other languages.

use super::context::Context;
use super::expression::{Tree, Typed};
use super::operators::{self, Infix, Written};
use super::types::Type;
use crate::diagnostic::{Code, Span};
use crate::language::ast::{ExprKind, Operator};
use crate::language::parse::{Node, Rule};
use crate::language::suggest;

impl Context<'_> {
    /// Reports operators side by side whose order PowerShell and others read differently; their
    /// types are not looked at, because that depends on the order.
    pub(super) fn mixes(&mut self, parts: &[Node<'_>], span: Span) -> bool {
        let count = |kind: Rule| parts.iter().filter(|part| part.as_rule() == kind).count();
        let (and, or) = (count(Rule::op_and), count(Rule::op_or));
        let (compare, coalesce) = (count(Rule::op_compare), count(Rule::op_coalesce));
        let mixed = if and > 0 && or > 0 {
            Some((
                "-and and -or are mixed without parentheses",
                "write ( ) around one of them; \
                 PowerShell reads them from left to right, other languages -and first",
            ))
        } else if coalesce > 0 && and + or + compare > 0 {
            Some(("?? is mixed with another operator without parentheses", "write ( ) around it"))
        } else if compare > and + or + 1 {
            Some((
                "two comparisons follow each other",
                "join them with -and, or write ( ) around one",
            ))
        } else {
            None
        };
        if let Some((message, help)) = mixed {
            let mixed = self.error(Code::MixedOperators, span, message).help(help);
            self.report(mixed);
        }
        let negated = parts.windows(3).position(|three| {
            let [prefix, _, operator] = three else { return false };
            operator.as_rule() == Rule::op_compare
                && prefix.as_rule() == Rule::prefix_op
                && is_not(prefix.as_str())
        });
        let negated = negated.and_then(|at| parts.get(at..));
        if let Some([prefix, left, _, rest @ ..]) = negated {
            let span = self.span(prefix);
            let message = match prefix.as_str() {
                foreign if !foreign.starts_with('-') => {
                    format!("`{foreign}` before a comparison is written -not, with parentheses")
                }
                _ => String::from("-not before a comparison needs parentheses"),
            };
            let unclear = self.error(Code::MixedOperators, span, message);
            let unclear = unclear.help("write -not (a -eq b), or use -ne, -notlike, -notin");
            let right = rest.iter().find(|part| part.as_rule() == Rule::primary);
            self.report(match right {
                Some(right) => {
                    let (right, inside) = (self.span(right), self.span(left));
                    let text = format!("-not ({})", self.written(inside.to(right)));
                    unclear.guess(span.to(right), text)
                }
                None => unclear,
            });
        }
        mixed.is_some() || negated.is_some()
    }

    /// `left operator right`, whose operands nobody has looked at yet.
    pub(super) fn infix_tree(
        &mut self,
        left: Tree<'_>,
        operator: &Node<'_>,
        right: Tree<'_>,
    ) -> Typed {
        let compares = operator.as_rule() == Rule::op_compare;
        match (null(&left), null(&right)) {
            (_, Some(null)) if compares => self.compared_with_null(left, operator, &null),
            (Some(null), None) if compares => self.compared_with_null(right, operator, &null),
            _ => {
                let left = self.tree(left);
                self.infix(left, operator, right)
            }
        }
    }

    /// `x -eq $null`, which asks whether x is there.
    fn compared_with_null(
        &mut self,
        asked: Tree<'_>,
        operator: &Node<'_>,
        null: &Node<'_>,
    ) -> Typed {
        let asked = self.tree(asked);
        let (place, at) = (asked.expr.span, self.span(null));
        let not = match self.compare_operator(operator.as_str(), self.span(operator)) {
            Some(Infix::Operator(Operator::Equal { .. })) => Some("-not "),
            Some(Infix::Operator(Operator::NotEqual { .. })) => Some(""),
            _ => None,
        };
        let mut wrong = self.no_null(at, null.as_str());
        if let Some(not) = not {
            let question = format!("{not}exists {}", self.written(place));
            let whole = Span { start: place.start.min(at.start), end: place.end.max(at.end) };
            wrong = wrong.help(format!("write `{question}`; empty text is ''"));
            wrong = wrong.fix(whole, question);
        }
        self.report(wrong);
        Typed { ty: Type::Bool, ..asked }
    }

    /// `left operator right`.
    fn infix(&mut self, left: Typed, operator: &Node<'_>, right: Tree<'_>) -> Typed {
        let (at, text) = (self.span(operator), operator.as_str());
        let infix = match operator.as_rule() {
            Rule::op_and | Rule::op_or => {
                if let Some(instead) = operators::instead(operator.as_rule(), text) {
                    self.foreign(at, text, instead);
                }
                Infix::Operator(match operator.as_rule() {
                    Rule::op_and => Operator::And,
                    _ => Operator::Or,
                })
            }
            Rule::op_coalesce => Infix::Operator(Operator::Coalesce),
            _ => match self.compare_operator(text, at) {
                Some(infix) => infix,
                None => {
                    self.tree(right);
                    return Typed { ty: Type::Any, ..left };
                }
            },
        };
        match infix {
            Infix::Operator(operator) => {
                let right = self.tree(right);
                self.binary(left, operator, at, right)
            }
            Infix::Match { case, negated } => self.matches(left, case, negated, right),
        }
    }

    /// The operator of that text; a foreign one is reported and read as what was meant.
    pub(super) fn compare_operator(&mut self, text: &str, at: Span) -> Option<Infix> {
        match operators::read(text) {
            Written::Known(infix) => Some(infix),
            Written::Foreign(instead) => {
                self.foreign(at, text, instead);
                match operators::read(instead) {
                    Written::Known(infix) => Some(infix),
                    _ => None,
                }
            }
            Written::Unknown => {
                let message = format!("there is no operator `{text}`");
                let mut unknown = self.error(Code::UnknownOperator, at, message);
                unknown = match suggest::nearest(text, operators::NAMES) {
                    Some(near) => unknown.help(format!("did you mean `{near}`?")).fix(at, near),
                    None => unknown.help(format!("there is {}", operators::NAMES[..16].join(", "))),
                };
                self.report(unknown);
                None
            }
        }
    }

    pub(super) fn foreign(&mut self, at: Span, text: &str, instead: &str) {
        self.report(operators::not_of_this_language(&self.file.source, at, text, instead));
    }

    pub(super) fn matches(
        &mut self,
        left: Typed,
        case: bool,
        negated: bool,
        right: Tree<'_>,
    ) -> Typed {
        let from = left.expr.span;
        if !matches!(left.ty, Type::Any | Type::Text) {
            let message = format!("-match looks at text, and {}", left.ty.this());
            let wrong = self.error(Code::TypeMismatch, from, message);
            self.report(match left.ty {
                Type::Version => wrong.help("compare a version with -lt, -ge or -like 15.2.*"),
                _ => wrong.help("name a column that is text"),
            });
        }
        let text = match &right {
            Tree::Leaf(node) => node.clone().into_inner().next(),
            _ => None,
        };
        let Some(text) = text.filter(|text| text.as_rule() == Rule::string) else {
            let span = match &right {
                Tree::Leaf(node) | Tree::Prefix(node, _) | Tree::Infix(_, node, _) => {
                    self.span(node)
                }
            };
            self.pattern_not_fixed(span);
            return Typed { ty: Type::Bool, ..left };
        };
        let span = from.to(self.span(&text));
        let Some(pattern) = self.pattern(&text, case) else {
            return Typed { ty: Type::Bool, ..left };
        };
        let kind = ExprKind::Match { negated, text: Box::new(left.expr), pattern };
        Typed::new(kind, Type::Bool, span)
    }
}

/// Whether a prefix is `-not`, or what stands for it elsewhere.
fn is_not(prefix: &str) -> bool {
    prefix == "!" || prefix.trim_start_matches('-').eq_ignore_ascii_case("not")
}

/// The `$null` that an operand is.
fn null<'i>(operand: &Tree<'i>) -> Option<Node<'i>> {
    let Tree::Leaf(primary) = operand else { return None };
    let constant = primary.clone().into_inner().next()?;
    (constant.as_rule() == Rule::constant && constant.as_str().eq_ignore_ascii_case("$null"))
        .then_some(constant)
}
