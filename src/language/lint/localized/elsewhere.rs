//! What a rule can detect on a server of another language.

use std::collections::{HashMap, HashSet};

use super::{localized_pattern, log, sentence, Sentence};
use crate::language::ast::{
    Binding, BindingValue, Expr, ExprKind, LookupRows, Name, Operator, QuerySource,
};
use crate::language::lint::view::{RuleView, Site};
use crate::model::Value;

/// What a condition can be.
#[derive(Debug, Clone, Copy)]
struct Can {
    hold: bool,
    fail: bool,
}

const EITHER: Can = Can { hold: true, fail: true };
const NOT_FOUND: Can = Can { hold: false, fail: true };

/// A rule on a server of another language.
pub(super) struct Elsewhere<'v, 'a> {
    rule: &'v RuleView<'a>,
    sites: HashMap<*const Expr, &'v Site<'a>>,
    /// Bindings that find nothing there, in small letters.
    empty: HashSet<String>,
    /// The logs that the others are about.
    logs: HashMap<String, HashSet<&'static str>>,
}

impl<'v, 'a> Elsewhere<'v, 'a> {
    pub(super) fn of(rule: &'v RuleView<'a>) -> Self {
        let sites =
            rule.scope.sites.iter().map(|site| (std::ptr::from_ref(site.expr), site)).collect();
        let mut elsewhere = Self { rule, sites, empty: HashSet::new(), logs: HashMap::new() };
        for binding in &rule.rule.bindings {
            let name = binding.name.text.to_ascii_lowercase();
            if elsewhere.finds_nothing(binding) {
                elsewhere.empty.insert(name);
            } else {
                let logs = elsewhere.logs_of(binding);
                elsewhere.logs.insert(name, logs);
            }
        }
        elsewhere
    }

    /// Whether the rule can detect its issue by what it finds in a log: a condition about something
    /// else says nothing about the issue that the sentence tells.
    pub(super) fn detects(&self, log: &str) -> bool {
        let can = |condition: &Expr| self.can(condition, self.site(condition)).hold;
        self.rule.rule.applies.iter().all(can)
            && self.rule.rule.whens.iter().any(|when| {
                let mut logs = HashSet::new();
                self.add_logs(&when.condition, self.site(&when.condition), &mut logs);
                logs.contains(log) && can(&when.condition)
            })
    }

    fn logs_of(&self, binding: &Binding) -> HashSet<&'static str> {
        let mut logs = HashSet::new();
        match &binding.value {
            BindingValue::Query(query) => {
                match &query.source {
                    QuerySource::Evidence(source) => drop(logs.insert(log(source))),
                    QuerySource::Variable(name) => self.add_known(name, &mut logs),
                    QuerySource::Table(_) => {}
                }
                if let Some(filter) = &query.filter {
                    self.add_logs(filter, self.site(filter), &mut logs);
                }
            }
            BindingValue::Expr(expr) => self.add_logs(expr, self.site(expr), &mut logs),
        }
        logs
    }

    fn add_known(&self, name: &Name, logs: &mut HashSet<&'static str>) {
        logs.extend(self.logs.get(&name.text.to_ascii_lowercase()).into_iter().flatten());
    }

    /// Adds the logs that an expression is about, but for where it compares a sentence.
    fn add_logs(&self, expr: &Expr, site: Option<&Site<'a>>, logs: &mut HashSet<&'static str>) {
        if site.is_some_and(|site| sentence(self.rule, site, expr).is_some()) {
            return;
        }
        if let ExprKind::Variable { name, .. }
        | ExprKind::Lookup { rows: LookupRows::Variable(name), .. } = &expr.kind
        {
            self.add_known(name, logs);
        }
        expr.each_inner(|inner| self.add_logs(inner, site, logs));
    }

    fn site(&self, whole: &Expr) -> Option<&'v Site<'a>> {
        self.sites.get(&std::ptr::from_ref(whole)).copied()
    }

    fn finds_nothing(&self, binding: &Binding) -> bool {
        match &binding.value {
            BindingValue::Query(query) => {
                let source =
                    matches!(&query.source, QuerySource::Variable(name) if self.is_empty(name));
                let filter = query.filter.as_ref();
                source
                    || localized_pattern(query).is_some()
                    || filter.is_some_and(|filter| !self.can(filter, self.site(filter)).hold)
            }
            BindingValue::Expr(expr) => {
                matches!(&expr.kind, ExprKind::Variable { name, .. } if self.is_empty(name))
            }
        }
    }

    fn is_empty(&self, name: &Name) -> bool {
        self.empty.contains(&name.text.to_ascii_lowercase())
    }

    fn can(&self, expr: &Expr, site: Option<&Site<'a>>) -> Can {
        let Some(site) = site else { return EITHER };
        if let Some(Sentence { negated, .. }) = sentence(self.rule, site, expr) {
            return if negated { Can { hold: true, fail: false } } else { NOT_FOUND };
        }
        let can = |inner: &Expr| self.can(inner, Some(site));
        match &expr.kind {
            ExprKind::Not(inner) => {
                let Can { hold, fail } = can(inner);
                Can { hold: fail, fail: hold }
            }
            ExprKind::Exists(inner) if self.depends(inner) => NOT_FOUND,
            ExprKind::Binary { operator: Operator::And, left, right } => {
                let (left, right) = (can(left), can(right));
                Can { hold: left.hold && right.hold, fail: left.fail || right.fail }
            }
            ExprKind::Binary { operator: Operator::Or, left, right } => {
                let (left, right) = (can(left), can(right));
                Can { hold: left.hold || right.hold, fail: left.fail && right.fail }
            }
            ExprKind::Binary { operator, left, right } => self.compare(*operator, left, right),
            ExprKind::Match { text, .. } if self.depends(text) => NOT_FOUND,
            _ => EITHER,
        }
    }

    /// A comparison with what was not found does not hold; a count of it is 0.
    fn compare(&self, operator: Operator, left: &Expr, right: &Expr) -> Can {
        if self.is_count(left) {
            let ExprKind::Literal(Value::Number(number)) = right.kind else { return EITHER };
            let hold = match operator {
                Operator::Less => 0.0 < number,
                Operator::LessOrEqual | Operator::Equal { .. } if number == 0.0 => true,
                Operator::LessOrEqual => 0.0 <= number,
                Operator::GreaterOrEqual => 0.0 >= number,
                Operator::NotEqual { .. } => number != 0.0,
                _ => false,
            };
            return Can { hold, fail: !hold };
        }
        let not_among = matches!(
            operator,
            Operator::In { negated: true, .. } | Operator::Contains { negated: true, .. }
        );
        if self.depends(left) || self.depends(right) {
            return if not_among { EITHER } else { NOT_FOUND };
        }
        EITHER
    }

    fn is_count(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Count(inner) => self.depends(inner),
            ExprKind::Variable { name, path } => {
                self.is_empty(name) && matches!(path.as_slice(), [last] if &*last.text == "Count")
            }
            _ => false,
        }
    }

    /// Whether an expression is, or is a column of, what is not found.
    fn depends(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Variable { name, .. }
            | ExprKind::Lookup { rows: LookupRows::Variable(name), .. } => self.is_empty(name),
            _ => false,
        }
    }
}
