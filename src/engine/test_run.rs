//! The rules' own tests: each builds its target, evaluates its rule over it, and says precisely
//! what differs.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use super::choice::Choice;
use super::coverage::Watch;
use super::expression::Context;
use super::operators::{compare, cut};
use super::run::Watched;
use super::scope::{Scope, Tables};
use super::test_target::{bind_case, target};
use super::{run, simulate, steps, Cancelled, Most, Observer, Selection, Terms, Tested};
use crate::evidence::{MemoryTarget, Target};
use crate::language::ast::{Case, Cases, Expect, Rule, RulePack, Test};
use crate::model::{Outcome, PlanStep, RuleResult, RuleTestResult, Truth, Value};

/// How much of a text is shown in what differs, in characters.
const SHOWN: usize = 300;

/// Runs the tests of the selected rules.
pub(super) fn run_tests(
    pack: &RulePack,
    selection: &Selection,
    report: &mut dyn FnMut(Tested),
    cancelled: &dyn Fn() -> bool,
) -> Result<(), Cancelled> {
    let tables = Tables::new(pack);
    let rules = pack.rules.iter().enumerate().filter(|(_, rule)| selection.takes(rule));
    let watches: Vec<_> =
        rules.map(|(index, rule)| (rule, Watch::new(index, rule, &tables))).collect();
    let watch_of: HashMap<_, _> =
        watches.iter().map(|(rule, watch)| (Arc::as_ptr(rule), watch)).collect();
    for test in &pack.tests {
        let Some(rule) = pack.rule(&test.rule.text) else { continue };
        let Some(watch) = watch_of.get(&Arc::as_ptr(rule)) else { continue };
        let bench = Bench { pack, tables: &tables, test, rule, watch, cancelled };
        match &test.cases {
            None => report(Tested::Test(bench.run(None)?)),
            Some(cases) => {
                for case in &cases.rows {
                    report(Tested::Test(bench.run(Some((cases, case)))?));
                }
            }
        }
    }
    // Where tests were left out, it would be told that nobody tests what they test.
    let whole = |rule: &Rule| !pack.partly_tested.contains(&rule.id.text.to_ascii_lowercase());
    for (_, watch) in watches.iter().filter(|(rule, _)| whole(rule)) {
        report(Tested::Coverage(watch.coverage()));
    }
    Ok(())
}

/// One test with everything that it runs on.
struct Bench<'a> {
    pack: &'a RulePack,
    tables: &'a Tables,
    test: &'a Test,
    rule: &'a Rule,
    watch: &'a Watch<'a>,
    cancelled: &'a dyn Fn() -> bool,
}

impl Bench<'_> {
    fn run(&self, case: Option<(&Cases, &Case)>) -> Result<RuleTestResult, Cancelled> {
        let start = Instant::now();
        let differs = match target(self.pack, self.tables, self.test, case) {
            Err(reason) => vec![reason],
            Ok(target) => {
                let results = self.evaluate(&target)?;
                let mut scope = Scope::new(target.facts(), self.tables);
                bind_case(&mut scope, case);
                let expects = self.test.expects.iter();
                match results.first() {
                    Some(result) => {
                        let mut differing = Vec::new();
                        for expect in expects {
                            differing.extend(match expect {
                                Expect::After { outcome } => {
                                    let word = Context::new(&scope).value(outcome).to_string();
                                    self.after(&word, result, &target)?
                                }
                                other => differs(other, result, &mut scope),
                            });
                        }
                        if differing.is_empty() {
                            self.note(result);
                        }
                        differing
                    }
                    None => vec![String::from("the rule gave no result")],
                }
            }
        };
        self.watch.tested(differs.is_empty());
        let shown = |(_, case): (&Cases, &Case)| {
            let values: Vec<_> = case.values.iter().map(ToString::to_string).collect();
            format!("{} ({})", self.test.name, values.join(", "))
        };
        Ok(RuleTestResult {
            rule_id: self.rule.id.text.clone(),
            name: case.map_or_else(|| self.test.name.to_string(), shown),
            passed: differs.is_empty(),
            reason: differs.join("; "),
            path: Arc::from(self.test.source.origin.as_str()),
            line: case.map_or(self.test.line, |(_, case)| case.line),
            seconds: start.elapsed().as_secs_f64(),
        })
    }

    /// Notes what this test sees of its rule, beside what is evaluated.
    fn note(&self, result: &RuleResult) {
        self.watch.ended(result.outcome);
        let expects_plan = self
            .test
            .expects
            .iter()
            .any(|expect| matches!(expect, Expect::Plan(_) | Expect::After { .. }));
        if expects_plan && result.remedy.is_some() {
            self.watch.checked_plan();
        }
    }
}

impl Bench<'_> {
    /// The result of the rule under test, alone and by itself: no profile, no waiver.
    fn evaluate(&self, target: &MemoryTarget) -> Result<Vec<RuleResult>, Cancelled> {
        let choice = Choice::plain(self.pack, |rule| std::ptr::eq(rule, self.rule));
        let mut observer = Quiet { cancelled: self.cancelled, results: Vec::new() };
        let terms =
            Terms { choice: &choice, now: None, watch: Some(self.watch), most: Most::OF_A_RUN };
        run(self.pack, target, self.tables, &terms, &Watched::new(&mut observer))?;
        Ok(observer.results)
    }

    /// What differs after the steps of the plan; `None` where the outcome is the expected one.
    fn after(
        &self,
        word: &str,
        result: &RuleResult,
        target: &MemoryTarget,
    ) -> Result<Option<String>, Cancelled> {
        let Some(expected) = Outcome::from_keyword(word) else {
            return Ok(Some(format!("'{word}' is no outcome")));
        };
        let mended = match simulate::after(target, result.remedy.as_ref()) {
            Ok(mended) => mended,
            Err(reason) => {
                return Ok(Some(format!("expected {expected:?} after remediate, but {reason}")));
            }
        };
        let results = self.evaluate(&mended)?;
        Ok(results.first().filter(|after| after.outcome != expected).map(|after| {
            let reason = cut(&after.reason, SHOWN);
            format!(
                "expected {expected:?} after remediate, but it is {:?}: {reason}",
                after.outcome
            )
        }))
    }
}

/// What differs from an expectation; `None` where it holds.
fn differs(expect: &Expect, result: &RuleResult, scope: &mut Scope<'_>) -> Option<String> {
    match expect {
        Expect::Outcome { outcome, findings, rows } => {
            let word = Context::new(scope).value(outcome).to_string();
            let Some(expected) = Outcome::from_keyword(&word) else {
                return Some(format!("'{word}' is no outcome"));
            };
            let found = result.findings.len() as u64;
            let shown: u64 = result.findings.iter().map(|finding| finding.evidence_total).sum();
            let actual = format!("but it is {:?}: {}", result.outcome, cut(&result.reason, SHOWN));
            match findings {
                _ if expected != result.outcome => Some(format!("expected {expected:?}, {actual}")),
                Some(count) if *count != found => Some(format!(
                    "expected {count} findings, but there are {found}: {}",
                    messages(result)
                )),
                _ => rows.filter(|count| *count != shown).map(|count| {
                    format!(
                        "expected {count} rows of evidence, but there are {shown}: {}",
                        messages(result)
                    )
                }),
            }
        }
        // Tried by whoever has the target.
        Expect::After { .. } => None,
        Expect::Message { operator, text } => {
            let text = Context::new(scope).value(text);
            let like =
                |message: &str| compare(*operator, &Value::from(message), &text) == Truth::True;
            if result.findings.iter().any(|finding| like(&finding.message)) {
                return None;
            }
            Some(format!("expected a message like '{text}', but there are: {}", messages(result)))
        }
        Expect::MessageMatch(pattern) => {
            if result.findings.iter().any(|finding| pattern.regex.is_match(&finding.message)) {
                return None;
            }
            let pattern = &pattern.source;
            Some(format!(
                "expected a message that matches '{pattern}', but there are: {}",
                messages(result)
            ))
        }
        Expect::Plan(steps) => {
            let expected = steps::expected(steps, scope);
            let actual = result.remedy.as_ref().map_or(&[][..], |plan| &plan.steps);
            plans_differ(&expected, actual)
        }
    }
}

fn messages(result: &RuleResult) -> String {
    if result.findings.is_empty() {
        return format!("none; {}", cut(&result.reason, SHOWN));
    }
    let shown: Vec<_> = result.findings.iter().map(|f| format!("'{}'", f.message)).collect();
    cut(&shown.join(", "), SHOWN)
}

/// The first step that is not the expected one.
fn plans_differ(expected: &[PlanStep], actual: &[PlanStep]) -> Option<String> {
    let longest = expected.len().max(actual.len());
    (0..longest).find_map(|at| {
        let (wanted, got) = (expected.get(at), actual.get(at));
        let same = wanted.zip(got).is_some_and(|(wanted, got)| is_same(wanted, got));
        let shown = |step: Option<&PlanStep>| step.map_or_else(|| String::from("no step"), show);
        (!same).then(|| {
            format!("expected as step {} {}, but it is {}", at + 1, shown(wanted), shown(got))
        })
    })
}

/// Whether a step is the expected one. Services, files and keys are named without regard to case.
fn is_same(wanted: &PlanStep, got: &PlanStep) -> bool {
    let alike = |a: &str, b: &str| a.to_lowercase() == b.to_lowercase();
    let set = |(name, value): &(String, String), (other, set): &(String, String)| {
        alike(name, other) && alike(value, set)
    };
    let settings = wanted.settings.len() == got.settings.len()
        && wanted.settings.iter().zip(&got.settings).all(|(a, b)| set(a, b));
    let object = match wanted.action {
        "manual" => wanted.object == got.object,
        _ => alike(&wanted.object, &got.object),
    };
    // A label is for people; it counts only where the test writes one.
    let label = wanted.label.is_none() || wanted.label == got.label;
    let within = wanted.within_seconds == got.within_seconds;
    wanted.action == got.action && object && settings && label && within
}

/// A step as a rule would write it.
fn show(step: &PlanStep) -> String {
    let mut text = format!("'{} {}", step.action, cut(&step.object, SHOWN));
    for (name, value) in &step.settings {
        text.push_str(&format!(" {name} = {value}"));
    }
    if let Some(seconds) = step.within_seconds {
        text.push_str(&format!(" within {seconds}s"));
    }
    text.push('\'');
    text
}

/// Nobody watches the run of a test.
struct Quiet<'a> {
    cancelled: &'a dyn Fn() -> bool,
    results: Vec<RuleResult>,
}

impl Observer for Quiet<'_> {
    fn progress(&mut self, _: u64, _: u64, _: &str) {}

    fn result(&mut self, result: RuleResult) {
        self.results.push(result);
    }

    fn cancelled(&self) -> bool {
        (self.cancelled)()
    }
}
