//! Expectations of one test that cannot hold at once: such a test fails whatever its rule does.

use super::context::{same, Context};
use crate::diagnostic::{Code, Span};
use crate::language::ast::{Case, Cases, Expect, Expr, ExprKind, Operator};
use crate::model::{Outcome, Value};

/// An expectation and where it stands.
pub(super) type Placed = (Expect, Span);

/// Two expectations that exclude each other, and why.
struct Conflict {
    first: Span,
    second: Span,
    message: String,
}

impl Context<'_> {
    /// Reports the first expectation that another one before it excludes, in any of the cases.
    pub(super) fn at_once(&mut self, expects: &[Placed], cases: Option<&Cases>) {
        let conflict = match cases {
            None => conflict(expects, &|outcome| word(outcome, None)),
            Some(cases) => cases
                .rows
                .iter()
                .find_map(|case| conflict(expects, &|outcome| word(outcome, Some((cases, case))))),
        };
        let plans = expects.iter().filter(|(expect, _)| matches!(expect, Expect::Plan(_)));
        let plans: Vec<Span> = plans.map(|(_, span)| *span).collect();
        let other_plan = plans.windows(2).find_map(|pair| match pair {
            [first, second] if self.written(*first) != self.written(*second) => Some(Conflict {
                first: *first,
                second: *second,
                message: String::from("a test has one plan, with all of its steps"),
            }),
            _ => None,
        });
        if let Some(Conflict { first, second, message }) = conflict.or(other_plan) {
            let wrong = self.error(Code::BadExpectation, second, message);
            let wrong = wrong.place(first, "this cannot hold as well");
            self.report(wrong.help("remove one of the two, or write a test for each"));
        }
    }
}

/// The outcome that a word or a variable of the cases stands for.
fn word(expr: &Expr, case: Option<(&Cases, &Case)>) -> Option<Outcome> {
    let text = match (&expr.kind, case) {
        (ExprKind::Literal(Value::Text(text)), _) => text,
        (ExprKind::Variable { name, path }, Some((cases, case))) if path.is_empty() => {
            let column = cases.variables.iter().position(|variable| same(variable, name))?;
            match case.values.get(column)? {
                Value::Text(text) => text,
                _ => return None,
            }
        }
        _ => return None,
    };
    Outcome::from_keyword(text)
}

/// What is expected so far, each with its place.
#[derive(Default)]
struct Expected<'e> {
    outcome: Option<(Outcome, Span)>,
    after: Option<(Outcome, Span)>,
    findings: Option<(u64, Span)>,
    rows: Option<(u64, Span)>,
    /// What needs a finding.
    found: Option<(&'static str, Span)>,
    /// The whole text of a message.
    message: Option<(&'e str, Span)>,
}

fn conflict(expects: &[Placed], outcome_of: &dyn Fn(&Expr) -> Option<Outcome>) -> Option<Conflict> {
    let mut expected = Expected::default();
    let between = |first: Span, second: Span, message: String| {
        let (first, second) =
            if first.start < second.start { (first, second) } else { (second, first) };
        Some(Conflict { first, second, message })
    };
    for (expect, span) in expects {
        match expect {
            Expect::Outcome { outcome, findings, rows } => {
                if let Some(outcome) = outcome_of(outcome) {
                    let (before, first) = *expected.outcome.get_or_insert((outcome, *span));
                    if before != outcome {
                        let message = "a rule has one outcome, and two are expected";
                        return between(first, *span, message.to_owned());
                    }
                }
                for (count, before, what) in [
                    (findings, &mut expected.findings, "findings"),
                    (rows, &mut expected.rows, "rows of evidence"),
                ] {
                    let Some(count) = *count else { continue };
                    let (other, first) = *before.get_or_insert((count, *span));
                    if other != count {
                        let message = format!("there are not {other} and {count} {what} at once");
                        return between(first, *span, message);
                    }
                    if count > 0 {
                        expected.found.get_or_insert((what, *span));
                    }
                }
            }
            Expect::After { outcome } => {
                let Some(outcome) = outcome_of(outcome) else { continue };
                let (before, first) = *expected.after.get_or_insert((outcome, *span));
                if before != outcome {
                    let message = "a rule has one outcome after its remedy, and two are expected";
                    return between(first, *span, message.to_owned());
                }
            }
            Expect::Message { operator, text } => {
                expected.found.get_or_insert(("a message", *span));
                let Some(text) = text.as_text() else { continue };
                if let Operator::Equal { .. } = operator {
                    let (other, first) = *expected.message.get_or_insert((text, *span));
                    let only = expected.findings.is_some_and(|(count, _)| count == 1);
                    if only && !other.eq_ignore_ascii_case(text) {
                        let message = "one finding has one message, and two are expected";
                        return between(first, *span, message.to_owned());
                    }
                }
            }
            Expect::MessageMatch(_) => drop(expected.found.get_or_insert(("a message", *span))),
            Expect::Plan(steps) if !steps.is_empty() => {
                expected.found.get_or_insert(("steps", *span));
            }
            Expect::Plan(_) => {}
        }
    }
    let ((outcome, first), (what, second)) = expected.outcome.zip(expected.found)?;
    if outcome == Outcome::Detected {
        return None;
    }
    between(first, second, format!("only what is detected has {what}"))
}
