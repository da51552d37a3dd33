//! Tests that cannot run, because something that they need was not loaded. What is wrong was told at
//! its own place.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::context::child;
use super::{Known, Read};
use crate::diagnostic::SourceText;
use crate::language::ast::{
    ExprKind, Given, LookupRows, Name, Part, QuerySource, Rule, RulePack, Test,
};
use crate::language::parse::{ItemKind, Rule as Grammar};

/// Takes such tests out of the pack, and remembers whose they are: what the other tests of such a
/// rule have seen is not all that its author tests.
pub(super) fn leave_out_tests(read: &Read<'_, '_>, known: &Known, pack: &mut RulePack) {
    let hampered = hampered(&pack.rules, known);
    let key = |name: &Name| name.text.to_ascii_lowercase();
    let fixtures: HashSet<String> = pack.fixtures.iter().map(|found| key(&found.name)).collect();
    pack.tests.retain(|test| {
        let rule = known.rules.get(&key(&test.rule));
        let mut given = test.givens.iter().filter_map(|given| match given {
            Given::Fixture(name) => Some(key(name)),
            _ => None,
        });
        rule.is_some_and(|rule| !hampered.contains(&key(&rule.id)))
            && given.all(|name| fixtures.contains(&name))
    });
    let place = |test: &Arc<Test>| (Arc::as_ptr(&test.source), test.line);
    let kept: HashSet<(*const SourceText, u32)> = pack.tests.iter().map(place).collect();
    for (item, tree) in read.items.iter().zip(read.trees) {
        let is_test = item.settled.header.as_ref().is_some_and(|h| h.kind == ItemKind::Test);
        let id = tree.as_ref().filter(|_| is_test).and_then(|tree| child(tree, Grammar::id));
        let rule = id.and_then(|id| known.rules.get(&id.as_str().to_ascii_lowercase()));
        let Some(rule) = rule else { continue };
        let line = item.file.lines.line(item.settled.start);
        if !kept.contains(&(Arc::as_ptr(&item.file.source), line)) {
            pack.partly_tested.insert(key(&rule.id));
        }
    }
}

/// The ids of rules that ask a table or need a rule that was not loaded, or need such a rule.
fn hampered(rules: &[Arc<Rule>], known: &Known) -> HashSet<String> {
    let key = |name: &Name| name.text.to_ascii_lowercase();
    let mut needed_by: HashMap<String, Vec<&Rule>> = HashMap::new();
    let mut open: Vec<&Rule> = Vec::new();
    for rule in rules {
        let needs = rule.needs.iter().map(|need| known.rules.get(&key(need)));
        let mut lacks = asks_of_no_table(rule, known);
        for need in needs {
            match need {
                Some(need) => needed_by.entry(key(&need.id)).or_default().push(rule),
                None => lacks = true,
            }
        }
        if lacks {
            open.push(rule);
        }
    }
    let mut found = HashSet::new();
    while let Some(rule) = open.pop() {
        if found.insert(key(&rule.id)) {
            open.extend(needed_by.get(&key(&rule.id)).into_iter().flatten());
        }
    }
    found
}

fn asks_of_no_table(rule: &Rule, known: &Known) -> bool {
    let mut lacks = false;
    rule.walk(&mut |part| {
        let table = match part {
            Part::Query(query) => match &query.source {
                QuerySource::Table(name) => Some(name),
                _ => None,
            },
            Part::Expr(expr) => match &expr.kind {
                ExprKind::Lookup { rows: LookupRows::Table(name), .. } => Some(name),
                _ => None,
            },
        };
        lacks |=
            table.is_some_and(|name| !known.tables.contains_key(&name.text.to_ascii_lowercase()));
    });
    lacks
}
