//! What the tests of a rule see of it: each condition in each of its truths, the rows of tables that
//! it chose, its plan and its outcomes.
//!
//! What a test sees is kept when it has passed: one that fails proves nothing about its rule.
//!
//! Conditions and rows are known by their addresses, which stay as long as the pack and its tables
//! are borrowed. Only tests have a watch; a triage pays for asking whether there is one.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::Arc;

use super::explain::written;
use super::scope::Tables;
use crate::language::ast::{Expr, ExprKind, LookupRows, Part, QuerySource, Rule};
use crate::model::{CoverageGap, Covered, Outcome, Row, RuleCoverage, Truth, Value};

/// Sees what is evaluated of one rule.
pub(super) struct Watch<'a> {
    index: usize,
    rule: &'a Rule,
    conditions: HashMap<*const Expr, Condition>,
    /// The rows of the tables that the rule asks, in their order.
    rows: Vec<&'a Arc<Row>>,
    chosen: HashMap<*const Row, Cell<bool>>,
    /// The rows that the running test chose first.
    newly_chosen: RefCell<Vec<*const Row>>,
    plan: Cell<bool>,
    outcomes: RefCell<Vec<Outcome>>,
}

/// What a condition was seen to be.
#[derive(Clone, Copy, Default)]
struct Seen {
    yes: bool,
    no: bool,
    unknown: bool,
}

/// What the tests saw of a condition, and what the running one did.
#[derive(Default)]
struct Condition {
    kept: Cell<Seen>,
    running: Cell<Seen>,
}

/// A condition of the rule with its line and what a reader calls it.
struct Named<'a> {
    expr: &'a Expr,
    line: u32,
    name: String,
}

impl<'a> Watch<'a> {
    /// Watches the rule of that index.
    pub(super) fn new(index: usize, rule: &'a Rule, tables: &'a Tables) -> Self {
        let rows = rows(rule, tables);
        Self {
            index,
            rule,
            conditions: conditions(rule)
                .into_iter()
                .map(|condition| (std::ptr::from_ref(condition.expr), Condition::default()))
                .collect(),
            chosen: rows.iter().map(|row| (Arc::as_ptr(row), Cell::default())).collect(),
            rows,
            newly_chosen: RefCell::default(),
            plan: Cell::default(),
            outcomes: RefCell::default(),
        }
    }

    /// The watch, where it is about the rule of that index.
    pub(super) fn of(watch: Option<&Self>, index: usize) -> Option<&Self> {
        watch.filter(|watch| watch.index == index)
    }

    /// A condition of the rule came out so.
    pub(super) fn saw(&self, condition: &Expr, truth: &Truth) {
        let Some(seen) = self.conditions.get(&std::ptr::from_ref(condition)) else { return };
        let cell = &seen.running;
        let seen = cell.get();
        cell.set(match truth {
            Truth::True => Seen { yes: true, ..seen },
            Truth::False => Seen { no: true, ..seen },
            Truth::Unknown(_) => Seen { unknown: true, ..seen },
        });
    }

    /// A question of the rule had this row in its answer.
    pub(super) fn chose(&self, row: &Arc<Row>) {
        let place = Arc::as_ptr(row);
        if let Some(chosen) = self.chosen.get(&place).filter(|chosen| !chosen.get()) {
            chosen.set(true);
            self.newly_chosen.borrow_mut().push(place);
        }
    }

    /// The running test is over; what it saw counts where it passed.
    pub(super) fn tested(&self, passed: bool) {
        for condition in self.conditions.values() {
            let running = condition.running.take();
            if passed {
                condition.kept.set(condition.kept.get().and(running));
            }
        }
        for row in self.newly_chosen.take() {
            if let Some(chosen) = self.chosen.get(&row).filter(|_| !passed) {
                chosen.set(false);
            }
        }
    }

    /// A test held the rule's plan against what it expects.
    pub(super) fn checked_plan(&self) {
        self.plan.set(true);
    }

    /// A test saw this outcome.
    pub(super) fn ended(&self, outcome: Outcome) {
        let mut outcomes = self.outcomes.borrow_mut();
        if !outcomes.contains(&outcome) {
            outcomes.push(outcome);
        }
    }

    /// How much of the rule was seen.
    pub(super) fn coverage(&self) -> RuleCoverage {
        let rule = self.rule;
        let mut coverage = RuleCoverage {
            rule_id: rule.id.text.clone(),
            whens: Covered::default(),
            rows: Covered::default(),
            plans: Covered::default(),
            outcomes: self.outcomes.borrow().clone(),
            missing: Vec::new(),
        };
        let path: Arc<str> = Arc::from(rule.source.origin.as_str());
        let gap = |line, message| CoverageGap { path: path.clone(), line, message };
        for Named { expr, line, name } in conditions(rule) {
            let seen = self.conditions.get(&std::ptr::from_ref(expr)).map(|seen| seen.kept.get());
            let lacks = seen.unwrap_or_default().lacks();
            coverage.whens.count(lacks.is_none());
            coverage.missing.extend(lacks.map(|lacks| gap(line, format!("{name} {lacks}"))));
        }
        if let Some(remedy) = &rule.remedy {
            coverage.plans.count(self.plan.get());
            if !self.plan.get() {
                let message = format!("the plan of '{}' was never expected", remedy.title);
                coverage.missing.push(gap(remedy.line, message));
            }
        }
        if !coverage.outcomes.contains(&Outcome::Unknown) {
            let message = format!("{} was never unknown", rule.id.text);
            coverage.missing.push(gap(rule.line, message));
        }
        for row in &self.rows {
            let chosen = self.chosen.get(&Arc::as_ptr(row)).is_some_and(Cell::get);
            coverage.rows.count(chosen);
            if !chosen {
                coverage.missing.push(CoverageGap {
                    path: row.location.path.clone(),
                    line: row.location.line.and_then(|line| line.try_into().ok()).unwrap_or(0),
                    message: format!("the row {} was never chosen", row.location.text),
                });
            }
        }
        coverage
    }
}

impl Seen {
    fn and(self, other: Self) -> Self {
        Self {
            yes: self.yes || other.yes,
            no: self.no || other.no,
            unknown: self.unknown || other.unknown,
        }
    }

    /// What the tests still have to show; `None` where they have seen both.
    fn lacks(self) -> Option<&'static str> {
        match (self.yes, self.no) {
            (true, true) => None,
            (true, false) => Some("was never false"),
            (false, true) => Some("was never true"),
            (false, false) if self.unknown => Some("was only unknown"),
            (false, false) => Some("was never asked"),
        }
    }
}

/// Each `when` of the rule.
fn conditions(rule: &Rule) -> Vec<Named<'_>> {
    let mut lines = LineCount { rule, at: rule.span.start, line: rule.line };
    let mut conditions: Vec<_> = rule
        .whens
        .iter()
        .map(|when| {
            let name = match &when.label {
                Some(label) => format!("when '{label}'"),
                None => format!("when {}", written(&rule.source, when.condition.span)),
            };
            Named { expr: &when.condition, line: when.line, name }
        })
        .collect();
    let findings = rule.findings.iter().filter_map(|finding| finding.condition.as_ref());
    let findings = findings.map(|expr| (expr, "of a finding"));
    let remedy = rule.remedy.iter().filter_map(|remedy| remedy.condition.as_ref());
    let mut others: Vec<_> = findings.chain(remedy.map(|expr| (expr, "of the remedy"))).collect();
    others.sort_by_key(|(expr, _)| expr.span.start);
    conditions.extend(others.into_iter().map(|(expr, place)| Named {
        expr,
        line: lines.of(expr.span.start),
        name: format!("when {} {place}", written(&rule.source, expr.span)),
    }));
    conditions
}

/// Counts lines from place to place, so that a long rule is gone through once.
struct LineCount<'a> {
    rule: &'a Rule,
    at: u32,
    line: u32,
}

impl LineCount<'_> {
    /// The line of a place that is not before the last one.
    fn of(&mut self, place: u32) -> u32 {
        let text = self.rule.source.text.as_bytes();
        let between = text.get(self.at as usize..place as usize).unwrap_or_default();
        let breaks = memchr::memchr_iter(b'\n', between).count();
        self.line += u32::try_from(breaks).unwrap_or_default();
        self.at = place;
        self.line
    }
}

/// The rows of the tables that the rule asks, each once.
fn rows<'a>(rule: &Rule, tables: &'a Tables) -> Vec<&'a Arc<Row>> {
    let mut names: Vec<Arc<str>> = Vec::new();
    rule.walk(&mut |part| {
        let name = match part {
            Part::Query(query) => match &query.source {
                QuerySource::Table(name) => name,
                QuerySource::Evidence(_) | QuerySource::Variable(_) => return,
            },
            Part::Expr(Expr { kind: ExprKind::Lookup { rows, .. }, .. }) => match rows {
                LookupRows::Table(name) => name,
                LookupRows::Variable(_) => return,
            },
            Part::Expr(_) => return,
        };
        if !names.iter().any(|known| known.eq_ignore_ascii_case(&name.text)) {
            names.push(name.text.clone());
        }
    });
    let values = names.iter().filter_map(|name| Some(&tables.get(name)?.value));
    let rows =
        values.filter_map(|value| if let Value::Rows(rows) = value { Some(rows) } else { None });
    rows.flat_map(|rows| &rows.rows).collect()
}
