//! Which rules have to be evaluated for a selection, and in which order.
//!
//! A rule comes after the rules that it needs. Rules that read results come after all that do not,
//! and see the results of those only.

use std::collections::HashMap;

use crate::language::ast::{BindingValue, QuerySource, Rule, RulePack};

/// The order of evaluation, by index into the pack's rules.
pub(super) struct Order {
    /// Rules whose results other rules may read.
    pub(super) first: Vec<usize>,
    /// Rules that read results, or need one that does.
    pub(super) then: Vec<usize>,
    /// Rules that need each other in a circle: they can never be evaluated.
    pub(super) circular: Vec<usize>,
}

impl Order {
    /// The rules whose index `selected` takes, with everything that they need or read.
    pub(super) fn new(pack: &RulePack, selected: impl Fn(usize) -> bool) -> Self {
        let needs = needs(pack);
        let late = late(pack, &needs);
        let wanted = wanted(pack, &needs, &late, selected);
        let mut order = Self { first: Vec::new(), then: Vec::new(), circular: Vec::new() };

        // A rule is ready when everything that it needs has its place.
        let mut open: Vec<usize> = needs.iter().map(Vec::len).collect();
        let mut needed_by: Vec<Vec<usize>> = vec![Vec::new(); needs.len()];
        for (rule, needs) in needs.iter().enumerate() {
            for need in needs {
                if let Some(users) = needed_by.get_mut(*need) {
                    users.push(rule);
                }
            }
        }
        let mut ready: Vec<usize> =
            (0..needs.len()).filter(|rule| open.get(*rule) == Some(&0)).collect();
        let mut placed = vec![false; needs.len()];
        ready.reverse();
        while let Some(rule) = ready.pop() {
            if let Some(placed) = placed.get_mut(rule) {
                *placed = true;
            }
            if is(&wanted, rule) {
                if is(&late, rule) { &mut order.then } else { &mut order.first }.push(rule);
            }
            for user in needed_by.get(rule).into_iter().flatten() {
                if let Some(open) = open.get_mut(*user) {
                    *open -= 1;
                    if *open == 0 {
                        ready.push(*user);
                    }
                }
            }
        }
        order.circular = (0..needs.len()).filter(|r| is(&wanted, *r) && !is(&placed, *r)).collect();
        order
    }
}

fn is(flags: &[bool], rule: usize) -> bool {
    flags.get(rule).copied().unwrap_or_default()
}

/// For each rule the rules that it needs, by index.
fn needs(pack: &RulePack) -> Vec<Vec<usize>> {
    let mut by_id = HashMap::new();
    for (index, rule) in pack.rules.iter().enumerate() {
        for id in std::iter::once(&rule.id).chain(&rule.formerly) {
            by_id.entry(id.text.to_ascii_lowercase()).or_insert(index);
        }
    }
    let needs = |rule: &Rule| -> Vec<usize> {
        let index = |id: &str| by_id.get(&id.to_ascii_lowercase()).copied();
        rule.needs.iter().filter_map(|need| index(&need.text)).collect()
    };
    pack.rules.iter().map(|rule| needs(rule)).collect()
}

/// Which rules read results, or need one that does.
fn late(pack: &RulePack, needs: &[Vec<usize>]) -> Vec<bool> {
    let mut late: Vec<bool> = pack.rules.iter().map(|rule| reads_results(rule)).collect();
    let mut changed = true;
    while changed {
        changed = false;
        for (rule, needs) in needs.iter().enumerate() {
            if !is(&late, rule) && needs.iter().any(|need| is(&late, *need)) {
                if let Some(late) = late.get_mut(rule) {
                    (*late, changed) = (true, true);
                }
            }
        }
    }
    late
}

fn wanted(
    pack: &RulePack,
    needs: &[Vec<usize>],
    late: &[bool],
    selected: impl Fn(usize) -> bool,
) -> Vec<bool> {
    let mut wanted = vec![false; needs.len()];
    let mut ask: Vec<usize> = (0..needs.len()).filter(|rule| selected(*rule)).collect();
    let mut results_wanted = false;
    while let Some(rule) = ask.pop() {
        match wanted.get_mut(rule) {
            Some(wanted) if !*wanted => *wanted = true,
            _ => continue,
        }
        ask.extend(needs.get(rule).into_iter().flatten());
        if !results_wanted && pack.rules.get(rule).is_some_and(|rule| reads_results(rule)) {
            results_wanted = true;
            ask.extend((0..needs.len()).filter(|rule| !is(late, *rule)));
        }
    }
    wanted
}

fn reads_results(rule: &Rule) -> bool {
    rule.bindings.iter().any(|binding| match &binding.value {
        BindingValue::Query(query) => {
            matches!(&query.source, QuerySource::Evidence(source) if source.name == "result")
        }
        BindingValue::Expr(_) => false,
    })
}
