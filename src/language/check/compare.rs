//! Which values can be compared, and what to write where they cannot.

use super::context::Context;
use super::expression::Typed;
use super::types::Type;
use crate::diagnostic::{Code, Span};
use crate::language::ast::{ExprKind, Operator};
use crate::model::{Value, Version, VersionPattern};

impl Context<'_> {
    /// `left operator right`, with the types checked.
    pub(super) fn binary(
        &mut self,
        left: Typed,
        operator: Operator,
        at: Span,
        right: Typed,
    ) -> Typed {
        let span = left.expr.span.to(right.expr.span);
        let ty = match operator {
            Operator::And | Operator::Or => {
                self.require_truth(&left);
                self.require_truth(&right);
                Type::Bool
            }
            Operator::Coalesce => {
                if !left.ty.fits(&right.ty) {
                    self.mismatch(&left, &right, at);
                }
                left.ty.clone().join(&right.ty)
            }
            Operator::Equal { .. } | Operator::NotEqual { .. } => {
                self.equal(&left, &right, at);
                Type::Bool
            }
            Operator::Less
            | Operator::LessOrEqual
            | Operator::Greater
            | Operator::GreaterOrEqual => {
                self.ordered(&left, &right, at);
                Type::Bool
            }
            Operator::Like { .. } => {
                self.like(&left, &right, at);
                Type::Bool
            }
            Operator::In { .. } => {
                self.member(&left, &right, at, "-in needs a list on its right");
                Type::Bool
            }
            Operator::Contains { .. } => {
                self.member(&right, &left, at, "-contains needs a list on its left");
                Type::Bool
            }
        };
        let kind =
            ExprKind::Binary { operator, left: Box::new(left.expr), right: Box::new(right.expr) };
        Typed::new(kind, ty, span)
    }

    fn equal(&mut self, left: &Typed, right: &Typed, at: Span) {
        for side in [left, right] {
            if matches!(side.ty, Type::Rows(_) | Type::Row(_) | Type::List(_)) {
                let message = format!("{} cannot be compared as a whole", side.ty.name());
                let wrong = self.error(Code::TypeMismatch, side.expr.span, message);
                self.report(match side.ty {
                    Type::List(_) => {
                        wrong.help("ask with -in or -contains, or take one row by `first of`")
                    }
                    _ => wrong.help("ask with `exists` or `count`, or name a column"),
                });
                return;
            }
        }
        if !left.ty.fits(&right.ty) {
            self.mismatch(left, right, at);
        }
    }

    fn ordered(&mut self, left: &Typed, right: &Typed, at: Span) {
        if !left.ty.fits(&right.ty) {
            self.mismatch(left, right, at);
            return;
        }
        for side in [left, right] {
            if !side.ty.is_ordered() {
                let message = format!("{} has no order", side.ty.name());
                let wrong = self.error(Code::NoOrder, side.expr.span, message);
                self.report(match side.ty {
                    Type::Text => wrong.help("compare text with -eq, -like or -match"),
                    Type::Rows(_) => {
                        let start = Span { end: side.expr.span.start, ..side.expr.span };
                        wrong.help("write `count` before it").fix(start, "count ")
                    }
                    _ => wrong.help("compare it with -eq"),
                });
                return;
            }
        }
    }

    fn like(&mut self, left: &Typed, right: &Typed, at: Span) {
        match (&left.ty, &right.ty) {
            (Type::Any, _) | (_, Type::Any) | (Type::Text, Type::Text) => {}
            (Type::Version, Type::VersionPattern) => {}
            (Type::Version, _) => {
                let wrong = self
                    .error(
                        Code::VersionAsText,
                        right.expr.span,
                        "a version is compared with something that is no version pattern",
                    )
                    .place(left.expr.span, "this is a version");
                let pattern = text_of(right).and_then(VersionPattern::parse);
                self.report(match pattern {
                    Some(pattern) => {
                        let text = pattern.to_string();
                        wrong
                            .help(format!("write {text} without quotes"))
                            .fix(right.expr.span, text)
                    }
                    None => wrong.help("a version pattern is 15.*, 15.2.* or 15.2.721.*"),
                });
            }
            _ => self.mismatch(left, right, at),
        }
    }

    fn member(&mut self, element: &Typed, list: &Typed, at: Span, message: &str) {
        let of = match &list.ty {
            Type::Any => return,
            Type::List(of) => of,
            other => {
                let wrong =
                    self.error(Code::TypeMismatch, at, message).place(list.expr.span, other.this());
                self.report(match other {
                    Type::Rows(_) => wrong.help("name a column of the rows, such as $rows.Name"),
                    Type::Text => wrong.help("write @('a', 'b'), or use -like or -match for text"),
                    _ => wrong.help("a list is written @('a', 'b')"),
                });
                return;
            }
        };
        if !element.ty.fits(of) {
            let list = Typed { ty: of.as_ref().clone(), ..list.clone() };
            self.mismatch(element, &list, at);
        }
    }

    /// Reports two types that cannot be compared; versions get a message of their own.
    fn mismatch(&mut self, left: &Typed, right: &Typed, at: Span) {
        let (version, other) = match (&left.ty, &right.ty) {
            (Type::Version, _) => (left, right),
            (_, Type::Version) => (right, left),
            _ => {
                let message = format!("{} is compared with {}", left.ty.name(), right.ty.name());
                let wrong = self
                    .error(Code::TypeMismatch, at, message)
                    .place(left.expr.span, left.ty.this())
                    .place(right.expr.span, right.ty.this());
                let help = hint(&left.ty, &right.ty);
                self.report(match help {
                    Some(help) => wrong.help(help),
                    None => wrong,
                });
                return;
            }
        };
        let at = other.expr.span;
        let found = match &other.expr.kind {
            ExprKind::Literal(Value::Number(number)) => {
                let written = self.written(at);
                let message = format!("a version is compared with the decimal number {written}");
                let shown = number.to_string();
                let label = if shown == written {
                    String::from("this is a number")
                } else {
                    format!("{written} is the number {shown}")
                };
                self.error(Code::VersionAsNumber, at, message)
                    .label(label)
                    .help(format!(
                        "write a version with three or four parts, such as {}",
                        padded(&written)
                    ))
                    .guess(at, padded(&written))
            }
            _ => {
                let message = format!("a version is compared with {}", other.ty.name());
                let wrong = self.error(Code::VersionAsText, at, message);
                match (text_of(other).and_then(Version::parse), &other.ty) {
                    (Some(_), _) => {
                        let text = text_of(other).unwrap_or_default().to_owned();
                        wrong.help(format!("write {text} without quotes")).fix(at, text)
                    }
                    (None, Type::VersionPattern) => wrong.help("use -like with a version pattern"),
                    (None, Type::Time) => {
                        wrong.help("a day is written year, month, day: 2021-03-02, without quotes")
                    }
                    _ => wrong.help("a version has three or four parts, such as 15.2.792.10"),
                }
            }
        };
        self.report(found.place(version.expr.span, "this is a version"));
    }
}

fn text_of(typed: &Typed) -> Option<&str> {
    match &typed.expr.kind {
        ExprKind::Literal(Value::Text(text)) => Some(text),
        _ => None,
    }
}

/// A decimal number as a version: `15.10` becomes `15.10.0`.
fn padded(number: &str) -> String {
    if number.contains('.') {
        format!("{number}.0")
    } else {
        format!("{number}.0.0")
    }
}

fn hint(left: &Type, right: &Type) -> Option<&'static str> {
    Some(match (left, right) {
        (Type::Bool, _) | (_, Type::Bool) => "true and false are written $true and $false",
        (Type::Number, Type::Text) | (Type::Text, Type::Number) => {
            "a number has no quotes, and text has them"
        }
        (Type::Time, _) | (_, Type::Time) => {
            "a point in time is written 2021-03-02, without quotes"
        }
        (Type::Duration, _) | (_, Type::Duration) => "a length of time has a unit, such as 7d",
        (Type::List(_), _) | (_, Type::List(_)) => "ask with -in or -contains",
        (Type::VersionPattern, _) | (_, Type::VersionPattern) => {
            "a version pattern is compared with a version, by -like"
        }
        _ => return None,
    })
}
