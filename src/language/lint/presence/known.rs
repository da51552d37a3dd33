//! What a condition says about the variables in it, once it holds.

use std::collections::{HashMap, HashSet};

use crate::language::ast::{
    BindingValue, Expr, ExprKind, ForEach, Name, Operator, QuerySource, TextPiece,
};
use crate::language::lint::view::RuleView;
use crate::model::Value;

/// At most so many variables are followed from one; a rule that people read has fewer.
const MOST_FOLLOWED: usize = 64;

/// Variables that are there, or have rows, and ones that are not or have none; in small letters.
#[derive(Debug, Default, Clone)]
pub(super) struct Known {
    present: HashSet<String>,
    absent: HashSet<String>,
}

impl Known {
    pub(super) fn has(&self, name: &Name) -> bool {
        self.present.contains(&name.text.to_ascii_lowercase())
    }

    fn and(mut self, other: Self) -> Self {
        self.present.extend(other.present);
        self.absent.extend(other.absent);
        self
    }

    fn or(mut self, other: &Self) -> Self {
        self.present.retain(|name| other.present.contains(name));
        self.absent.retain(|name| other.absent.contains(name));
        self
    }

    fn contradicts(&self, other: &Self) -> bool {
        !self.present.is_disjoint(&other.absent) || !self.absent.is_disjoint(&other.present)
    }
}

/// What follows from the conditions of a rule.
pub(super) struct Implied<'v, 'a> {
    rule: &'v RuleView<'a>,
    /// For each binding that is there, what else must be.
    by_presence: HashMap<String, HashSet<String>>,
    applies: Known,
    /// What each `when` says when it holds.
    whens: Vec<Known>,
}

impl<'v, 'a> Implied<'v, 'a> {
    pub(super) fn of(rule: &'v RuleView<'a>) -> Self {
        let mut implied = Self {
            rule,
            by_presence: HashMap::new(),
            applies: Known::default(),
            whens: Vec::new(),
        };
        for binding in &rule.rule.bindings {
            let known = match &binding.value {
                BindingValue::Query(query) => {
                    let filter = query.filter.as_ref();
                    let mut known = filter.map(|e| implied.holds(e, true)).unwrap_or_default();
                    if let QuerySource::Variable(name) = &query.source {
                        implied.add(&mut known, name);
                    }
                    known
                }
                BindingValue::Expr(expr) => implied.used(expr),
            };
            implied.by_presence.insert(binding.name.text.to_ascii_lowercase(), known.present);
        }
        let applies = rule.rule.applies.as_ref();
        implied.applies = applies.map(|expr| implied.holds(expr, true)).unwrap_or_default();
        implied.whens =
            rule.rule.whens.iter().map(|when| implied.holds(&when.condition, true)).collect();
        implied
    }

    /// What is known where a finding or remedy is used: it has its own condition, and one of the
    /// rule's holds that does not contradict it. `None` where it is never used.
    pub(super) fn known(&self, condition: Option<&Expr>, each: Option<&ForEach>) -> Option<Known> {
        let mut own = condition.map(|expr| self.holds(expr, true)).unwrap_or_default();
        if let Some(each) = each {
            self.add(&mut own, &each.rows);
        }
        let own = own.and(self.applies.clone());
        let possible = self.whens.iter().filter(|when| !when.contradicts(&own));
        let common = possible.cloned().reduce(|a, b| a.or(&b))?;
        Some(own.and(common))
    }

    /// What is known when a condition is true, or false.
    fn holds(&self, expr: &Expr, truth: bool) -> Known {
        match &expr.kind {
            ExprKind::Not(inner) => self.holds(inner, !truth),
            ExprKind::Exists(inner) => self.exists(inner, truth),
            ExprKind::Match { text, .. } => self.used(text),
            ExprKind::Binary { operator: Operator::Coalesce, .. } => Known::default(),
            ExprKind::Binary { operator: Operator::And, left, right } => {
                let (left, right) = (self.holds(left, truth), self.holds(right, truth));
                if truth {
                    left.and(right)
                } else {
                    left.or(&right)
                }
            }
            ExprKind::Binary { operator: Operator::Or, left, right } => {
                let (left, right) = (self.holds(left, truth), self.holds(right, truth));
                if truth {
                    left.or(&right)
                } else {
                    left.and(right)
                }
            }
            ExprKind::Binary { operator: Operator::In { negated, .. }, left, right } => {
                self.member(left, right, truth != *negated)
            }
            ExprKind::Binary { operator: Operator::Contains { negated, .. }, left, right } => {
                self.member(right, left, truth != *negated)
            }
            ExprKind::Binary { operator, left, right } => match counted(left) {
                Some(name) => self.count(name, *operator, right, truth),
                None => self.used(left).and(self.used(right)),
            },
            _ => self.used(expr),
        }
    }

    fn exists(&self, inner: &Expr, truth: bool) -> Known {
        let mut known = Known::default();
        if let ExprKind::Variable { name, path } = &inner.kind {
            if truth {
                self.add(&mut known, name);
            } else if path.is_empty() {
                known.absent.insert(name.text.to_ascii_lowercase());
            }
        }
        known
    }

    /// `element -in list`, or not. Nothing is in an empty list, not even what is missing.
    fn member(&self, element: &Expr, list: &Expr, is_in: bool) -> Known {
        let fixed = matches!(&list.kind, ExprKind::List(elements) if !elements.is_empty());
        let mut known = Known::default();
        if is_in || fixed {
            known = self.used(element);
        }
        if let (true, ExprKind::Variable { name, .. }) = (is_in, &list.kind) {
            self.add(&mut known, name);
        }
        known
    }

    /// A count of rows, compared with a number.
    fn count(&self, name: &Name, operator: Operator, right: &Expr, truth: bool) -> Known {
        let mut known = Known::default();
        let ExprKind::Literal(Value::Number(number)) = right.kind else { return known };
        let with = |count: f64| match operator {
            Operator::Less => count < number,
            Operator::LessOrEqual => count <= number,
            Operator::Greater => count > number,
            Operator::GreaterOrEqual => count >= number,
            Operator::NotEqual { .. } => (count - number).abs() > f64::EPSILON,
            _ => (count - number).abs() <= f64::EPSILON,
        };
        if with(0.0) != truth {
            self.add(&mut known, name);
        } else if with(1.0) != truth && with(f64::MAX) != truth && number <= 1.0 {
            known.absent.insert(name.text.to_ascii_lowercase());
        }
        known
    }

    /// What must be there for a value to be compared.
    fn used(&self, expr: &Expr) -> Known {
        let mut known = Known::default();
        match &expr.kind {
            ExprKind::Variable { name, path } => {
                let one = self.rule.scope.variable(name).is_some_and(|bound| bound.one);
                if one || path.len() > 1 {
                    self.add(&mut known, name);
                }
            }
            ExprKind::Text(pieces) => {
                for piece in pieces {
                    if let TextPiece::Value(value) = piece {
                        known = known.and(self.used(value));
                    }
                }
            }
            ExprKind::Lookup { key, .. } => known = self.used(key),
            _ => {}
        }
        known
    }

    /// Adds a variable that is there, and what follows from that.
    fn add(&self, known: &mut Known, name: &Name) {
        let mut open = vec![name.text.to_ascii_lowercase()];
        let mut steps = 0;
        while let Some(name) = open.pop().filter(|_| steps < MOST_FOLLOWED) {
            steps += 1;
            let follow = self.by_presence.get(&name).into_iter().flatten();
            open.extend(follow.filter(|next| !known.present.contains(*next)).cloned());
            known.present.insert(name);
        }
    }
}

/// The variable whose rows are counted.
fn counted(expr: &Expr) -> Option<&Name> {
    match &expr.kind {
        ExprKind::Count(inner) => match &inner.kind {
            ExprKind::Variable { name, path } if path.is_empty() => Some(name),
            _ => None,
        },
        ExprKind::Variable { name, path } => match path.as_slice() {
            [last] if &*last.text == "Count" => Some(name),
            _ => None,
        },
        _ => None,
    }
}
