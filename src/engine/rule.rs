//! One rule: from its parameters to its outcome.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use super::budget::RUN_BYTES;
use super::coverage::Watch;
use super::expression::Context;
use super::finding::findings;
use super::listing::{in_json, Listing, RESULT_BYTES};
use super::meter::{End, Meter, MOST_STEPS};
use super::plan::QueryId;
use super::run::Run;
use super::scope::{Scope, Tables};
use super::stream::Answer;
use super::telling::Telling;
use super::{explain, steps, Cancelled, Terms};
use crate::evidence::{Facts, Look, Target, WindowsPath};
use crate::language::ast::{Name, Rule, RulePack, When};
use crate::model::{join_reasons, Outcome, Row, Rows, RuleResult, Truth};

/// What every rule of a run is evaluated over.
pub(super) struct Inputs<'a> {
    /// The rules.
    pub(super) pack: &'a RulePack,
    /// What is looked at.
    pub(super) target: &'a dyn Target,
    /// Who may ask to stop.
    pub(super) run: &'a dyn Run,
    /// The pack's tables.
    pub(super) tables: &'a Tables,
    /// On what terms the rules are evaluated.
    pub(super) terms: &'a Terms<'a>,
    /// What was found in the logs.
    pub(super) answers: HashMap<QueryId, Answer>,
    /// What each rule may cost, by its index.
    pub(super) meters: &'a [Meter<'a>],
    /// The results so far.
    pub(super) telling: Telling,
    /// The results that other rules may read, once they are all there.
    pub(super) readable: Rows,
    /// Files that were looked at, so that each is examined once.
    pub(super) files: RefCell<HashMap<WindowsPath, Look<Arc<Row>>>>,
}

/// The names that a rule has before anything is read: its parameters.
pub(super) fn parameters<'a>(
    rule: &Rule,
    index: usize,
    facts: &'a Facts,
    tables: &'a Tables,
    terms: &'a Terms<'a>,
) -> Scope<'a> {
    let mut scope = Scope::new(facts, tables).watched_by(Watch::of(terms.watch, index));
    let given = terms.choice.values.get(&rule.id.text.to_ascii_lowercase());
    for param in &rule.params {
        let given = given.and_then(|given| given.iter().find(|(name, _)| *name == param.name.text));
        let value = match given {
            Some((_, value)) => value.clone(),
            None => Context::new(&scope).value(&param.default),
        };
        scope.bind(&param.name.text, value);
    }
    scope
}

/// A result with nothing in it but its outcome and the reason, which is its explanation too.
pub(super) fn plain(
    rule: &Rule,
    target: &dyn Target,
    outcome: Outcome,
    reason: String,
) -> RuleResult {
    RuleResult {
        rule_id: rule.id.text.clone(),
        title: rule.title.clone(),
        outcome,
        severity: rule.severity,
        target: target.name(),
        findings: Vec::new(),
        explanation: vec![reason.clone()],
        reason,
        remedy: None,
    }
}

impl Inputs<'_> {
    /// Evaluates the rule of that index.
    ///
    /// # Errors
    /// When the observer asked to stop.
    pub(super) fn evaluate(&self, index: usize, rule: &Rule) -> Result<RuleResult, Cancelled> {
        let meter = self.meters.get(index);
        meter.inspect(|meter| meter.begin(self.terms.most.steps));
        let mut listing = Listing::new(meter);
        let mut result = self.evaluate_measured(index, rule, &mut listing);
        match meter.and_then(Meter::end) {
            None => {}
            Some(End::Stopped) => result = Err(Cancelled),
            Some(end) => {
                listing = Listing::new(None);
                result = Ok(plain(rule, self.target, Outcome::Error, too_much(end)));
            }
        }
        meter.inspect(|meter| meter.finish(listing.bytes()));
        result
    }

    fn evaluate_measured(
        &self,
        index: usize,
        rule: &Rule,
        listing: &mut Listing<'_>,
    ) -> Result<RuleResult, Cancelled> {
        let scope = parameters(rule, index, self.target.facts(), self.tables, self.terms);
        let mut scope = scope.measured_by(self.meters.get(index));
        if let Some(result) = self.not_for_this_target(rule, &scope) {
            return Ok(result);
        }
        if let Some(result) = self.blocked(rule) {
            return Ok(result);
        }
        for (at, binding) in rule.bindings.iter().enumerate() {
            if self.run.is_cancelled() {
                return Err(Cancelled);
            }
            self.bind((index, at), binding, &mut scope)?;
        }
        Ok(self.decide(rule, &mut scope, listing))
    }

    /// The result where `applies when` does not hold, or where that cannot be said.
    fn not_for_this_target(&self, rule: &Rule, scope: &Scope<'_>) -> Option<RuleResult> {
        let applies = rule.applies.as_ref()?;
        let truth = Context::new(scope).truth(applies);
        let (outcome, reason) = match &truth {
            Truth::True => return None,
            Truth::False => {
                let leaves = explain::leaves(applies, &truth, rule, scope).join("; ");
                (Outcome::NotApplicable, format!("It does not apply: {leaves} is false."))
            }
            Truth::Unknown(reason) => {
                (Outcome::Unknown, format!("Whether it applies is unknown, because {reason}."))
            }
        };
        let explanation = explain::clause("applies when", applies, &truth, rule, scope);
        Some(RuleResult { explanation, ..plain(rule, self.target, outcome, reason) })
    }

    /// The result where rules that this one needs stand in its way. A waiver accepts an issue and does
    /// not remove it, so that a waived rule stands in the way as a detected one does.
    fn blocked(&self, rule: &Rule) -> Option<RuleResult> {
        let mut reasons = Vec::new();
        let mut explanation = Vec::new();
        for Name { text: id, .. } in &rule.needs {
            let needed = self.pack.rule(id);
            let same = |result: &Option<RuleResult>| {
                let result = result.as_ref().zip(needed);
                result.is_some_and(|(result, needed)| needed.id.text == result.rule_id)
            };
            let results = &self.telling.results;
            let index = results.iter().position(same);
            let result = index.and_then(|index| results.get(index)).and_then(Option::as_ref);
            let (said, why) = match result {
                Some(RuleResult { outcome, reason, .. }) => match outcome {
                    Outcome::Clear | Outcome::NotApplicable => continue,
                    outcome => (format!("{outcome:?}"), Some(reason)),
                },
                None if needed.is_none() => {
                    (String::from("not loaded, because it has errors"), None)
                }
                None => (String::from("not evaluated"), None),
            };
            reasons.push(format!("{id} must be clear first, and it is {said}"));
            // Its own result may say `NotApplicable`, or not be shown.
            let hidden = index.is_some_and(|index| !self.terms.choice.takes(index));
            let chosen = if hidden {
                "; it is left out of this run and evaluated for this rule"
            } else {
                ""
            };
            explanation.push(format!("needs {id}, which is {said}{chosen}"));
            explanation.extend(why.map(|why| format!("  {why}")));
        }
        let reason = format!("{}.", reasons.join("; "));
        let result = plain(rule, self.target, Outcome::Blocked, reason);
        (!reasons.is_empty()).then_some(RuleResult { explanation, ..result })
    }

    fn decide(&self, rule: &Rule, scope: &mut Scope<'_>, listing: &mut Listing<'_>) -> RuleResult {
        let mut explanation: Vec<String> = Vec::new();
        let mut holding: Vec<&When> = Vec::new();
        let mut doubt: Option<Arc<str>> = None;
        for when in &rule.whens {
            let truth = scope.when(&when.condition);
            let name = when.label.as_ref().map_or_else(
                || format!("when on line {}", when.line),
                |label| format!("when '{label}'"),
            );
            if listing.goes_on() && !listing.is_cut() {
                let clause = explain::clause(&name, &when.condition, &truth, rule, scope);
                if listing.has_room(clause.iter().map(|line| in_json(line)).sum()) {
                    explanation.extend(clause);
                }
            }
            match truth {
                Truth::True => holding.push(when),
                Truth::False => {}
                Truth::Unknown(reason) => {
                    doubt = Some(doubt.map_or(reason.clone(), |told| join_reasons(&told, &reason)));
                }
            }
        }
        if holding.is_empty() {
            let (outcome, reason) = match doubt {
                Some(reason) => (Outcome::Unknown, format!("Unknown, because {reason}.")),
                None => {
                    let reason = "Examined, and no condition holds.";
                    (Outcome::Clear, reason.to_owned())
                }
            };
            explanation.extend(self.shortage(scope, listing));
            return RuleResult { explanation, ..plain(rule, self.target, outcome, reason) };
        }
        let labels: Vec<_> = holding.iter().filter_map(|when| when.label.as_deref()).collect();
        let reason = sentence(&labels.join("; "), "The rule's condition holds");
        let grade = holding.iter().filter_map(|when| when.grade).max();
        // The plan comes first: it is what somebody acts by.
        let remedy = rule.remedy.as_ref().and_then(|remedy| steps::plan(remedy, scope, listing));
        let findings = findings(rule, scope, grade, &reason, listing);
        explanation.extend(self.shortage(scope, listing));
        RuleResult {
            findings,
            remedy,
            explanation,
            ..plain(rule, self.target, Outcome::Detected, reason)
        }
    }
}

impl Inputs<'_> {
    /// What is not listed, and why.
    fn shortage(&self, scope: &Scope<'_>, listing: &Listing<'_>) -> Vec<String> {
        let mut said = Vec::new();
        if listing.is_cut() {
            let most = RESULT_BYTES >> 20;
            said.push(format!("not everything is listed: a result has at most {most} MiB; what is counted is exact"));
        }
        if scope.meter.is_some_and(Meter::was_short) {
            let most = RUN_BYTES >> 20;
            said.push(format!("not every row is kept: all rules of a run share {most} MiB; what is counted is exact"));
        }
        said
    }
}

/// Why a rule could not be evaluated to its end.
fn too_much(end: End) -> String {
    match end {
        End::Stopped => String::from("The run was stopped."),
        End::Steps => format!(
            "It takes more than {} million steps to be evaluated, which is the most that a rule may take.",
            MOST_STEPS / 1_000_000
        ),
        End::Memory => format!(
            "It needs more memory than is left to it of the {} MiB that all rules of a run share.",
            RUN_BYTES >> 20
        ),
    }
}

/// The words as a sentence; the other ones where there are none.
fn sentence(words: &str, otherwise: &str) -> String {
    let mut characters = words.chars();
    match characters.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), characters.as_str()),
        None => format!("{otherwise}."),
    }
}
