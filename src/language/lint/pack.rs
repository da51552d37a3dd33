//! All loaded items together, as lints look at them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::table::{asked, chosen_by, Asked};
use super::view::{RuleView, Scope};
use crate::diagnostic::{Code, SourceText};
use crate::language::ast::{Rule, RulePack, Table, Test};
use crate::language::check::Item;
use crate::language::parse::ItemKind;
use crate::language::Settings;

/// Tables by their names in small letters.
pub(super) type Tables<'a> = HashMap<String, &'a Table>;

/// The loaded items.
pub(super) struct PackView<'a> {
    pub(super) pack: &'a RulePack,
    pub(super) settings: &'a Settings,
    pub(super) rules: Vec<RuleView<'a>>,
    /// The conditions of profiles and waivers.
    pub(super) policies: Vec<Scope<'a>>,
    /// For each table the columns by which rules choose rows, by its name in small letters.
    keys: HashMap<String, Vec<usize>>,
    /// The tables of which a rule takes the last row as they stand, in small letters.
    last: HashSet<String>,
    /// The tables of which a rule takes several rows, in small letters.
    many: HashSet<String>,
    /// The tests of each rule, by the rule's id in small letters.
    tests: HashMap<String, Vec<&'a Arc<Test>>>,
    /// Where the items begin that were loaded.
    loaded: HashSet<(*const SourceText, u32)>,
    /// Whether a test was not loaded; it may be the one that a rule seems to lack.
    broken_tests: bool,
}

impl<'a> PackView<'a> {
    pub(super) fn new(pack: &'a RulePack, items: &[Item<'_>], settings: &'a Settings) -> Self {
        let key = |name: &str| name.to_ascii_lowercase();
        let tables: Tables<'a> =
            pack.tables.iter().map(|table| (key(&table.name.text), table.as_ref())).collect();
        let rules: Vec<RuleView<'a>> = pack.rules.iter().map(|rule| RuleView::new(rule)).collect();
        let profiles = pack.profiles.iter().map(|profile| Scope::of_profile(profile));
        let waivers = pack.waivers.iter().map(|waiver| Scope::of_waiver(waiver));
        let mut keys: HashMap<String, Vec<usize>> = HashMap::new();
        for (table, column) in rules.iter().flat_map(|rule| chosen_by(rule, &tables)) {
            keys.entry(table).or_default().push(column);
        }
        let (mut last, mut many) = (HashSet::new(), HashSet::new());
        for (table, asked) in rules.iter().flat_map(asked) {
            match asked {
                Asked::Last => last.insert(table),
                Asked::Rows => many.insert(table),
            };
        }
        let mut tests: HashMap<String, Vec<&Arc<Test>>> = HashMap::new();
        for test in &pack.tests {
            tests.entry(key(&test.rule.text)).or_default().push(test);
        }
        let named = named(pack);
        let mut loaded = HashSet::new();
        let mut broken_tests = false;
        for item in items {
            let file = Arc::as_ptr(&item.file.source);
            let header = item.settled.header.as_ref();
            if header.is_some_and(|header| named.contains(&(file, header.span.start))) {
                loaded.insert((file, item.settled.start));
            } else if header.is_none_or(|header| header.kind == ItemKind::Test) {
                broken_tests = true;
            }
        }
        let policies = profiles.chain(waivers).collect();
        Self { pack, settings, rules, policies, keys, last, many, tests, loaded, broken_tests }
    }

    /// The columns of a table by which rules choose rows.
    pub(super) fn keys(&self, table: &Table) -> &[usize] {
        self.keys.get(&table.name.text.to_ascii_lowercase()).map_or(&[], Vec::as_slice)
    }

    /// Whether a rule takes the last row of a table, by the order in which they stand.
    pub(super) fn asks_for_last(&self, table: &Table) -> bool {
        self.last.contains(&table.name.text.to_ascii_lowercase())
    }

    /// Whether a rule takes several rows of a table.
    pub(super) fn asks_for_rows(&self, table: &Table) -> bool {
        self.many.contains(&table.name.text.to_ascii_lowercase())
    }

    /// The tests of a rule; `None` where some could not be read.
    pub(super) fn tests(&self, rule: &RuleView<'a>) -> Option<&[&'a Arc<Test>]> {
        if self.broken_tests {
            return None;
        }
        let tests = self.tests.get(&rule.rule.id.text.to_ascii_lowercase());
        Some(tests.map_or(&[][..], Vec::as_slice))
    }

    /// The rules, the ones that nothing is reported about first: of two that are at odds the other
    /// one is told.
    pub(super) fn rules_library_first(&self) -> impl Iterator<Item = &'a Arc<Rule>> {
        let library: HashSet<_> = self.settings.library.iter().map(Arc::as_ptr).collect();
        let (first, own): (Vec<_>, Vec<_>) =
            self.pack.rules.iter().partition(|rule| library.contains(&Arc::as_ptr(&rule.source)));
        first.into_iter().chain(own)
    }

    /// Whether a lint could look at all that it needs.
    pub(super) fn looked(&self, code: Code) -> bool {
        !(self.broken_tests && matches!(code, Code::UntestedRule | Code::NoUnknownTest))
    }

    /// Whether the item that begins at a place was loaded.
    pub(super) fn is_loaded(&self, source: &Arc<SourceText>, start: u32) -> bool {
        self.loaded.contains(&(Arc::as_ptr(source), start))
    }
}

/// Where the names of the loaded items stand.
fn named(pack: &RulePack) -> HashSet<(*const SourceText, u32)> {
    let rules = pack.rules.iter().map(|rule| (Arc::as_ptr(&rule.source), rule.id.span.start));
    let tables =
        pack.tables.iter().map(|table| (Arc::as_ptr(&table.source), table.name.span.start));
    let fixtures = pack.fixtures.iter().map(|one| (Arc::as_ptr(&one.source), one.name.span.start));
    let tests = pack.tests.iter().map(|test| (Arc::as_ptr(&test.source), test.name_span.start));
    let packs = pack.packs.iter().map(|pack| (Arc::as_ptr(&pack.source), pack.name.span.start));
    let profiles = pack.profiles.iter().map(|one| (Arc::as_ptr(&one.source), one.name.span.start));
    let waivers = pack.waivers.iter().map(|one| (Arc::as_ptr(&one.source), one.rule.span.start));
    let policies = packs.chain(profiles).chain(waivers);
    rules.chain(tables).chain(fixtures).chain(tests).chain(policies).collect()
}
