//! The results of a run on their way to whoever watches it: told in the pack's order, as soon as those
//! before them are, and kept no longer than that but for what other rules may ask.

use super::order::Order;
use crate::language::ast::RulePack;
use crate::model::RuleResult;

/// The results of a run.
pub(super) struct Telling {
    /// The results so far, by the rule's index; one that was told has nothing left to list.
    pub(super) results: Vec<Option<RuleResult>>,
    /// Whether a rule's result is still to come.
    awaited: Vec<bool>,
    /// The first rule that was not told.
    next: usize,
}

impl Telling {
    /// Nothing yet of the rules in that order.
    pub(super) fn new(pack: &RulePack, order: &Order) -> Self {
        let mut awaited = vec![false; pack.rules.len()];
        for index in order.first.iter().chain(&order.then).chain(&order.circular) {
            if let Some(awaited) = awaited.get_mut(*index) {
                *awaited = true;
            }
        }
        Self { results: vec![None; pack.rules.len()], awaited, next: 0 }
    }

    /// Takes the result of a rule.
    pub(super) fn keep(&mut self, index: usize, result: RuleResult) {
        if let Some(place) = self.results.get_mut(index) {
            *place = Some(result);
        }
        if let Some(awaited) = self.awaited.get_mut(index) {
            *awaited = false;
        }
    }

    /// The next rule that can be told, and its result; `None` where one before it is not there yet.
    pub(super) fn next(&mut self) -> Option<(usize, Option<RuleResult>)> {
        if *self.awaited.get(self.next)? {
            return None;
        }
        let result = self.results.get_mut(self.next)?;
        let told = result.as_mut().map(|kept| RuleResult {
            findings: std::mem::take(&mut kept.findings),
            explanation: std::mem::take(&mut kept.explanation),
            remedy: kept.remedy.take(),
            ..kept.clone()
        });
        self.next += 1;
        Some((self.next - 1, told))
    }
}
