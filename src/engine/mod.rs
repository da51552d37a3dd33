//! The engine: plans what to read, reads each file once for all rules, evaluates in three values,
//! explains, and runs the rules' own tests.
//!
//! It opens no file itself and changes nothing.

mod binding;
mod budget;
mod choice;
mod collect;
mod coverage;
mod explain;
mod expression;
mod finding;
mod gather;
mod listing;
mod meter;
mod operators;
mod order;
mod parameter;
mod plan;
mod presence;
mod query;
mod row_pattern;
mod rule;
mod rules;
mod run;
mod scope;
mod select;
mod setup_rows;
mod simulate;
mod steps;
mod stream;
mod telling;
mod test_run;
mod test_target;
mod waiver;

use std::any::Any;
use std::cell::RefCell;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::Arc;

use budget::{Budget, RUN_BYTES};
use choice::Choice;
pub use choice::SelectionError;
use coverage::Watch;
use meter::{Meter, MOST_STEPS};
use order::Order;
use rule::Inputs;
pub use rules::{on_own_stack, Rules, TriageError, STACK};
use run::{Run, Watched};
use scope::Tables;
use telling::Telling;
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
    let terms = Terms { choice: &choice, now: selection.now, watch: None, most: Most::OF_A_RUN };
    let watched = Watched::new(observer);
    run(pack, target, &tables, &terms, &watched)
}

/// On what terms rules are evaluated.
struct Terms<'a> {
    /// What was made of the rules.
    choice: &'a Choice,
    /// The time by which waivers end; without one they do not count.
    now: Option<OffsetDateTime>,
    /// Who sees what the rules' tests see.
    watch: Option<&'a Watch<'a>>,
    /// What the run may take.
    most: Most,
}

/// What a run may take.
#[derive(Debug, Clone, Copy)]
struct Most {
    /// Memory for all rules.
    bytes: usize,
    /// Steps for each rule.
    steps: u64,
}

impl Most {
    const OF_A_RUN: Self = Self { bytes: RUN_BYTES, steps: MOST_STEPS };
}

/// Evaluates the chosen rules and tells their results, in the pack's order.
fn run(
    pack: &RulePack,
    target: &dyn Target,
    tables: &Tables,
    terms: &Terms<'_>,
    run: &dyn Run,
) -> Result<(), Cancelled> {
    let order = Order::new(pack, |index| terms.choice.takes(index));
    let evaluated = order.first.len() + order.then.len();
    let budget = Budget::new(terms.most.bytes, pack.rules.len(), evaluated);
    let stop = || run.is_cancelled();
    let meters: Vec<_> =
        (0..pack.rules.len()).map(|index| Meter::new(budget.of(index), &stop)).collect();
    let wanted = order.first.iter().chain(&order.then).copied();
    let plan = plan::plan(pack, wanted, target, tables, terms, &meters);
    budget.reserve();
    let answers = collect::collect(plan, target, run)?;
    budget.free_reserve();
    let mut inputs = Inputs {
        pack,
        target,
        run,
        tables,
        terms,
        meters: &meters,
        answers,
        telling: Telling::new(pack, &order),
        readable: Rows::default(),
        files: RefCell::default(),
    };
    let outcome = inputs.evaluate_all(order);
    if outcome.is_err() {
        collect::discard(inputs.answers);
    }
    outcome
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
        let results = self.pack.rules.iter().zip(&self.telling.results);
        let results = results.filter_map(|(rule, result)| Some((rule.as_ref(), result.as_ref()?)));
        self.readable = binding::result_rows(results);
        for index in order.then {
            self.evaluate_guarded(index)?;
        }
        // Where not one was evaluated, the others have been left out.
        self.tell();
        Ok(())
    }

    /// Evaluates one rule; a fault in it is its result, and the other rules go on.
    fn evaluate_guarded(&mut self, index: usize) -> Result<(), Cancelled> {
        if self.run.is_cancelled() {
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
        self.give_back(index, rule);
        if let Some(now) = self.terms.now {
            waiver::apply(self.pack, &mut result, self.target.facts(), self.tables, now);
        }
        self.keep(index, result);
        Ok(())
    }

    /// Frees what was kept of the logs for a rule that is done.
    fn give_back(&mut self, index: usize, rule: &Rule) {
        let Some(meter) = self.meters.get(index) else { return };
        for binding in 0..rule.bindings.len() {
            let answer = self.answers.remove(&(index, binding)).unwrap_or_default();
            answer.rows.rows.iter().for_each(|row| meter.release(row));
        }
    }

    /// Keeps a result for the rules that need it, and tells it when those before it are told.
    fn keep(&mut self, index: usize, result: RuleResult) {
        self.telling.keep(index, result);
        self.tell();
    }

    /// Tells all results before which none is missing.
    fn tell(&mut self) {
        while let Some((index, result)) = self.telling.next() {
            // A rule that the profile leaves out may have been evaluated, because another one needs it.
            let told = match (self.pack.rules.get(index), self.terms.choice.left_out.get(index)) {
                (Some(rule), Some(Some(reason))) => {
                    let outcome = Outcome::NotApplicable;
                    Some(rule::plain(rule, self.target, outcome, reason.clone()))
                }
                _ => result.filter(|_| self.terms.choice.takes(index)),
            };
            if let Some(told) = told {
                self.run.result(told);
            }
            if let Some(meter) = self.meters.get(index) {
                meter.told();
            }
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
