//! The engine: plans what to read, reads each file once for all rules, evaluates in three values,
//! explains, and runs the rules' own tests.
//!
//! It opens no file itself and changes nothing.

mod binding;
mod choice;
mod collect;
mod coverage;
mod explain;
mod expression;
mod finding;
mod gather;
mod operators;
mod order;
mod parameter;
mod plan;
mod presence;
mod query;
mod row_pattern;
mod rule;
mod rules;
mod scope;
mod select;
mod simulate;
mod steps;
mod stream;
mod test_run;
mod test_target;
mod waiver;

use std::any::Any;
use std::cell::RefCell;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::Arc;

use choice::Choice;
pub use choice::SelectionError;
use coverage::Watch;
use order::Order;
use rule::Inputs;
pub use rules::{on_own_stack, Rules, TriageError, STACK};
use scope::Tables;
use time::OffsetDateTime;

use crate::evidence::Target;
use crate::language::ast::{Rule, RulePack};
use crate::model::{Outcome, Rows, RuleCoverage, RuleResult, RuleTestResult};

/// What to evaluate.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Rule ids with PowerShell wildcards; all rules where there are none.
    pub ids: Vec<String>,
    /// The profile by whose choice the rules are evaluated.
    pub profile: Option<String>,
    /// Values of parameters: the rule's id, the parameter's name and its value.
    pub parameters: Vec<(String, String, serde_json::Value)>,
    /// The time by which waivers end; without one they do not count.
    pub now: Option<OffsetDateTime>,
}

/// What a run tells while it goes on.
pub trait Observer {
    /// So many bytes of so many were read, and the file that is being read now.
    fn progress(&mut self, read: u64, total: u64, current: &str);

    /// One rule is done.
    fn result(&mut self, result: RuleResult);

    /// Whether to stop; the run ends within 200 ms.
    fn cancelled(&self) -> bool;
}

/// The run was stopped by its observer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the run was cancelled")]
pub struct Cancelled;

/// Evaluates the selected rules of `pack` over `target`; one result for each, in the pack's order.
/// A selection that [`Selection::check`] refuses selects nothing.
///
/// # Errors
/// When the observer asked to stop.
pub fn evaluate(
    pack: &RulePack,
    target: &dyn Target,
    selection: &Selection,
    observer: &mut dyn Observer,
) -> Result<(), Cancelled> {
    let tables = Tables::new(pack);
    let choice =
        Choice::new(pack, selection).unwrap_or_else(|_| Choice::plain(pack, |_: &Rule| false));
    let terms = Terms { choice: &choice, now: selection.now, watch: None };
    for result in run(pack, target, &tables, &terms, observer)? {
        observer.result(result);
    }
    Ok(())
}

/// On what terms rules are evaluated.
struct Terms<'a> {
    /// What was made of the rules.
    choice: &'a Choice,
    /// The time by which waivers end; without one they do not count.
    now: Option<OffsetDateTime>,
    /// Who sees what the rules' tests see.
    watch: Option<&'a Watch<'a>>,
}

/// The results of the chosen rules, in the pack's order.
fn run(
    pack: &RulePack,
    target: &dyn Target,
    tables: &Tables,
    terms: &Terms<'_>,
    observer: &mut dyn Observer,
) -> Result<Vec<RuleResult>, Cancelled> {
    let order = Order::new(pack, |index| terms.choice.takes(index));
    let wanted = order.first.iter().chain(&order.then).copied();
    let plan = plan::plan(pack, wanted, target, tables, terms);
    let answers = collect::collect(plan, target, observer)?;
    let mut inputs = Inputs {
        pack,
        target,
        observer,
        tables,
        terms,
        answers,
        results: vec![None; pack.rules.len()],
        readable: Rows::default(),
        files: RefCell::default(),
    };
    if let Err(cancelled) = inputs.evaluate_all(order) {
        collect::discard(inputs.answers);
        return Err(cancelled);
    }
    // A rule that the profile leaves out may have been evaluated, because another one needs it.
    let told = |(index, result): (usize, Option<RuleResult>)| match (
        pack.rules.get(index),
        terms.choice.left_out.get(index),
    ) {
        (Some(rule), Some(Some(reason))) => {
            Some(rule::plain(rule, target, Outcome::NotApplicable, reason.clone()))
        }
        _ => result.filter(|_| terms.choice.takes(index)),
    };
    Ok(inputs.results.into_iter().enumerate().filter_map(told).collect())
}

impl Inputs<'_> {
    /// Evaluates all rules, those that read the others' results at last.
    fn evaluate_all(&mut self, order: Order) -> Result<(), Cancelled> {
        for index in order.circular {
            let Some(rule) = self.pack.rules.get(index) else { continue };
            let reason = String::from("It needs rules that need it.");
            self.keep(index, rule::plain(rule, self.target, Outcome::Blocked, reason));
        }
        for index in order.first {
            self.evaluate_guarded(index)?;
        }
        let results = self.pack.rules.iter().zip(&self.results);
        let results = results.filter_map(|(rule, result)| Some((rule.as_ref(), result.as_ref()?)));
        self.readable = binding::result_rows(results);
        for index in order.then {
            self.evaluate_guarded(index)?;
        }
        Ok(())
    }

    /// Evaluates one rule; a fault in it is its result, and the other rules go on.
    fn evaluate_guarded(&mut self, index: usize) -> Result<(), Cancelled> {
        if self.observer.cancelled() {
            return Err(Cancelled);
        }
        let Some(rule) = self.pack.rules.get(index) else { return Ok(()) };
        let evaluated = catch_unwind(AssertUnwindSafe(|| self.evaluate(index, rule)));
        let mut result = evaluated.unwrap_or_else(|fault| {
            let reason =
                format!("The engine failed while it evaluated this rule: {}.", said(&fault));
            let result = rule::plain(rule, self.target, Outcome::Error, reason);
            let explanation = vec![
                format!("the fault is the engine's, met in {}:{}", rule.source.origin, rule.line),
                String::from("  the other rules were evaluated all the same"),
            ];
            Ok(RuleResult { explanation, ..result })
        })?;
        if let Some(now) = self.terms.now {
            waiver::apply(self.pack, &mut result, self.target.facts(), self.tables, now);
        }
        self.keep(index, result);
        Ok(())
    }

    fn keep(&mut self, index: usize, result: RuleResult) {
        if let Some(place) = self.results.get_mut(index) {
            *place = Some(result);
        }
    }
}

/// The message of a panic.
fn said(fault: &Box<dyn Any + Send>) -> &str {
    let text = fault.downcast_ref::<&str>().copied();
    text.or_else(|| fault.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}

/// What a run of the rules' tests gives.
#[derive(Debug, Clone)]
pub enum Tested {
    /// One test, or one of its cases, is done.
    Test(RuleTestResult),
    /// What the tests of a rule have seen of it. Comes for each selected rule, after all tests.
    Coverage(RuleCoverage),
}

/// Runs the tests of the selected rules, giving each result to `report`.
///
/// # Errors
/// When `cancelled` says so between two tests.
pub fn run_tests(
    pack: &Arc<RulePack>,
    selection: &Selection,
    report: &mut dyn FnMut(Tested),
    cancelled: &dyn Fn() -> bool,
) -> Result<(), Cancelled> {
    test_run::run_tests(pack, selection, report, cancelled)
}

#[cfg(test)]
mod tests;
