//! The parts of a chain of `-and` or `-or`, each as what it says about one value.

use std::ops::Bound::{self, Excluded, Included, Unbounded};

use crate::diagnostic::Span;
use crate::language::ast::{Expr, ExprKind, Name, Operator};
use crate::language::lint::canon;
use crate::language::lint::view::Scope;
use crate::model::{Value, Version, VersionPattern};

/// What a part of a chain asks, and of which value.
pub(super) struct Atom<'a> {
    /// The form of the value; equal ones are the same value.
    pub(super) subject: String,
    /// Where the part stands.
    pub(super) span: Span,
    pub(super) test: Test<'a>,
}

/// For which values it holds.
pub(super) enum Test<'a> {
    /// For true, or for false.
    Is(bool),
    /// For the texts of a list, or for all others.
    Words { words: Vec<&'a str>, case: bool, among: bool },
    /// For what lies in one of the ranges, or for all else.
    Points { ranges: Vec<Range>, among: bool, counts: bool },
}

/// From a point to a point.
pub(super) type Range = (Bound<Point>, Bound<Point>);

/// A value that has an order. Sizes are numbers of bytes; times count nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub(super) enum Point {
    Number(f64),
    Version(Version),
    Time(i128),
    Duration(i128),
}

impl Point {
    #[expect(clippy::cast_precision_loss, reason = "sizes are compared as numbers too")]
    fn of(value: &Value) -> Option<Self> {
        Some(match value {
            Value::Number(number) => Self::Number(*number),
            Value::Size(bytes) => Self::Number(*bytes as f64),
            Value::Version(version) => Self::Version(*version),
            Value::Time(time) => Self::Time(time.unix_timestamp_nanos()),
            Value::Duration(duration) => Self::Duration(duration.whole_nanoseconds()),
            _ => return None,
        })
    }
}

/// The parts of a chain, those of `-not ( )` turned around; `holds` is false where the chain stands
/// behind a `-not` itself.
pub(super) fn parts(chain: &Expr, operator: Operator) -> Vec<(&Expr, bool)> {
    let mut parts = Vec::new();
    let mut open = vec![(chain, true)];
    while let Some((expr, holds)) = open.pop() {
        match &expr.kind {
            ExprKind::Not(inner) => open.push((inner, !holds)),
            ExprKind::Binary { operator: found @ (Operator::And | Operator::Or), left, right }
                if (*found == operator) == holds =>
            {
                open.extend([(right.as_ref(), holds), (left.as_ref(), holds)]);
            }
            _ => parts.push((expr, holds)),
        }
    }
    parts
}

/// Reads a part of a chain, or its opposite where it does not hold.
pub(super) fn read<'a>(scope: &Scope<'_>, expr: &'a Expr, holds: bool) -> Option<Atom<'a>> {
    let atom = |subject, test| Some(Atom { subject, span: expr.span, test });
    let opaque = |subject, negated: bool| atom(subject, Test::Is(holds != negated));
    match &expr.kind {
        ExprKind::Literal(_) => None,
        ExprKind::Not(inner) => {
            read(scope, inner, !holds).map(|one| Atom { span: expr.span, ..one })
        }
        ExprKind::Exists(inner) => match rows(scope, inner) {
            Some(subject) => {
                let some = (Included(Point::Number(1.0)), Unbounded);
                atom(subject, Test::Points { ranges: vec![some], among: holds, counts: true })
            }
            None => opaque(canon::of(expr), false),
        },
        ExprKind::Match { negated, text, pattern } => {
            let case = pattern.regex.is_case_sensitive();
            opaque(format!("{} match {case} {}", canon::of(text), pattern.source), *negated)
        }
        ExprKind::Binary { operator, left, right } => {
            let fixed = |side: &Expr| matches!(side.kind, ExprKind::Literal(_));
            if fixed(left) && fixed(right) {
                return None;
            }
            let compared = Compared { scope, expr, operator: *operator, holds };
            match operator {
                Operator::And | Operator::Or | Operator::Coalesce => opaque(canon::of(expr), false),
                Operator::Like { case, negated } => compared.like(left, right, *case, *negated),
                Operator::In { case, negated } => compared.among(left, right, *case, *negated),
                Operator::Contains { case, negated } => {
                    let (list, element) = (canon::of(left), canon::of(right));
                    opaque(format!("{list} contains {case} {element}"), *negated)
                }
                _ if fixed(left) => compared.with(right, left, true),
                _ => compared.with(left, right, false),
            }
        }
        _ => opaque(canon::of(expr), false),
    }
}

/// A comparison of two values.
struct Compared<'s, 'v, 'a> {
    scope: &'s Scope<'v>,
    expr: &'a Expr,
    operator: Operator,
    holds: bool,
}

impl<'a> Compared<'_, '_, 'a> {
    fn atom(&self, subject: String, test: Test<'a>) -> Option<Atom<'a>> {
        Some(Atom { subject, span: self.expr.span, test })
    }

    /// A value on one side, `turned` where it is the right one.
    fn with(&self, value: &'a Expr, other: &'a Expr, turned: bool) -> Option<Atom<'a>> {
        let (case, differs) = match self.operator {
            Operator::Equal { case } => (case, false),
            Operator::NotEqual { case } => (case, true),
            _ => (false, false),
        };
        let among = self.holds != differs;
        match &other.kind {
            ExprKind::Literal(Value::Bool(truth)) => {
                let ordered =
                    !matches!(self.operator, Operator::Equal { .. } | Operator::NotEqual { .. });
                let inner = read(self.scope, value, among == *truth).filter(|_| !ordered)?;
                Some(Atom { span: self.expr.span, ..inner })
            }
            ExprKind::Literal(Value::Text(text)) => {
                self.atom(canon::of(value), Test::Words { words: vec![text], case, among })
            }
            ExprKind::Literal(literal) => {
                let range = range(self.operator, Point::of(literal)?, turned);
                self.points(value, vec![range], among)
            }
            // Which of the two is greater: the one is as much above the other as a number above 0.
            _ => {
                let (one, two) = (canon::of(value), canon::of(other));
                if one == two {
                    return None;
                }
                let range = range(self.operator, Point::Number(0.0), one > two);
                let subject = format!("{} <> {} {case}", (&one).min(&two), (&one).max(&two));
                self.atom(subject, Test::Points { ranges: vec![range], among, counts: false })
            }
        }
    }

    fn points(&self, value: &Expr, ranges: Vec<Range>, among: bool) -> Option<Atom<'a>> {
        let count = counted(self.scope, value);
        let counts = count.is_some();
        let subject = count.unwrap_or_else(|| canon::of(value));
        self.atom(subject, Test::Points { ranges, among, counts })
    }

    fn like(&self, left: &'a Expr, right: &'a Expr, case: bool, negated: bool) -> Option<Atom<'a>> {
        let among = self.holds != negated;
        if let ExprKind::Literal(Value::VersionPattern(VersionPattern(parts))) = &right.kind {
            let filled = |rest: u32| {
                let mut parts = parts.iter().copied();
                Point::Version(Version(std::array::from_fn(|_| parts.next().unwrap_or(rest))))
            };
            let line = (Included(filled(0)), Included(filled(u32::MAX)));
            return self.points(left, vec![line], among);
        }
        let subject = format!("{} like {case} {}", canon::of(left), canon::of(right));
        self.atom(subject, Test::Is(among))
    }

    fn among(
        &self,
        left: &'a Expr,
        right: &'a Expr,
        case: bool,
        negated: bool,
    ) -> Option<Atom<'a>> {
        let among = self.holds != negated;
        let opaque = || {
            let subject = format!("{} in {case} {}", canon::of(left), canon::of(right));
            self.atom(subject, Test::Is(among))
        };
        let ExprKind::List(elements) = &right.kind else { return opaque() };
        let words: Option<Vec<&str>> =
            elements.iter().map(|element| element.as_text().map(|text| &**text)).collect();
        if let Some(words) = words {
            return self.atom(canon::of(left), Test::Words { words, case, among });
        }
        let ranges: Option<Vec<Range>> = elements
            .iter()
            .map(|element| match &element.kind {
                ExprKind::Literal(value) => {
                    Point::of(value).map(|point| (Included(point), Included(point)))
                }
                _ => None,
            })
            .collect();
        ranges.map_or_else(opaque, |ranges| self.points(left, ranges, among))
    }
}

/// What is `operator` a point; a point that is `operator` it where the sides are turned.
fn range(operator: Operator, point: Point, turned: bool) -> Range {
    let below = (Unbounded, Excluded(point));
    let above = (Excluded(point), Unbounded);
    let up_to = (Unbounded, Included(point));
    let from = (Included(point), Unbounded);
    match (operator, turned) {
        (Operator::Less, false) | (Operator::Greater, true) => below,
        (Operator::Greater, false) | (Operator::Less, true) => above,
        (Operator::LessOrEqual, false) | (Operator::GreaterOrEqual, true) => up_to,
        (Operator::GreaterOrEqual, false) | (Operator::LessOrEqual, true) => from,
        _ => (Included(point), Included(point)),
    }
}

/// The form of a count; `None` for what is no count.
pub(super) fn counted(scope: &Scope<'_>, expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Count(_) => Some(canon::of(expr)),
        ExprKind::Variable { name, path } => {
            let (last, columns) = path.split_last()?;
            let is_count = &*last.text == "Count" && has_rows(scope, name);
            let variable = ExprKind::Variable { name: name.clone(), path: columns.to_vec() };
            let inner = Box::new(Expr { kind: variable, span: expr.span });
            let count = Expr { kind: ExprKind::Count(inner), span: expr.span };
            is_count.then(|| canon::of(&count))
        }
        _ => None,
    }
}

/// The form of the count of rows that are asked whether there are any.
fn rows(scope: &Scope<'_>, expr: &Expr) -> Option<String> {
    let ExprKind::Variable { name, path } = &expr.kind else { return None };
    let are_rows = path.is_empty() && has_rows(scope, name);
    are_rows.then(|| format!("count({})", canon::of(expr)))
}

/// Whether a variable stands for rows.
fn has_rows(scope: &Scope<'_>, name: &Name) -> bool {
    scope.variable(name).is_some_and(|bound| !bound.one && bound.binding.is_some())
}
