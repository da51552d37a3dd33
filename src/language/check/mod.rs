//! From parse trees to the checked syntax tree: names, types, and everything else that can be
//! known before a rule runs.
//!
//! Tables are read first, then rules, fixtures and tests, whatever their order in the files.

mod assignment;
mod call;
mod compare;
mod context;
mod dependents;
mod expects;
mod expression;
mod finding;
mod given;
mod infix;
mod manifest;
mod names;
mod number;
mod operators;
mod pattern;
mod policy;
mod powershell;
mod query;
mod remedy;
mod rule;
mod scope;
mod settings;
mod step;
mod table;
mod test;
mod text;
mod types;
mod value;
mod variable;

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use super::ast::{Rule, RulePack, Table};
use super::lines::Lines;
use super::parse::{ItemKind, Node, Region, Remark, Settled};
use super::sink::Sink;
use super::Settings;
use crate::diagnostic::SourceText;
use crate::model::Registry;
use context::Context;
use names::Names;
pub(super) use operators::{instead, not_of_this_language};
use types::{Columns, Shape};

/// One rule file.
#[derive(Debug)]
pub(super) struct File {
    /// Its text.
    pub(super) source: Arc<SourceText>,
    /// Its lines.
    pub(super) lines: Lines,
    /// Its items, unparsed.
    pub(super) regions: Vec<Region>,
    /// The comments in it that suppress something.
    pub(super) remarks: Vec<Remark>,
}

/// One item of a file, as far as it could be read.
pub(super) struct Item<'s> {
    /// The file.
    pub(super) file: &'s File,
    /// The item.
    pub(super) settled: Settled<'s>,
}

impl Item<'_> {
    /// The kind, and the name in lower case.
    pub(super) fn key(&self) -> Option<(ItemKind, String)> {
        let header = self.settled.header.as_ref()?;
        Some((header.kind, header.name.to_ascii_lowercase()))
    }
}

/// The items with their trees.
struct Read<'a, 's> {
    settings: &'a Settings,
    items: &'a [Item<'s>],
    trees: &'a [Option<Node<'a>>],
    names: &'a Names,
}

/// What all items share: what may be asked, and the names of the others.
struct Pack<'a> {
    registry: Registry,
    names: &'a Names,
    known: &'a Known,
}

/// What was loaded so far, by its name in lower case.
#[derive(Default)]
struct Known {
    tables: HashMap<String, (Arc<Table>, Rc<Columns>)>,
    /// Rules also by their former ids.
    rules: HashMap<String, Arc<Rule>>,
}

impl Pack<'_> {
    /// The columns of a table that was loaded.
    fn table(&self, name: &str) -> Option<(&Arc<Table>, Shape)> {
        let (table, columns) = self.known.tables.get(&name.to_ascii_lowercase())?;
        Some((table, Some(Rc::clone(columns))))
    }

    /// A rule that was loaded, by its id or a former one.
    fn rule(&self, id: &str) -> Option<&Arc<Rule>> {
        self.known.rules.get(&id.to_ascii_lowercase())
    }
}

/// Checks items and puts the sound ones into a pack.
pub(super) fn pack(items: &[Item<'_>], settings: &Settings, sink: &mut Sink) -> RulePack {
    let mut trees: Vec<Option<Node<'_>>> = Vec::with_capacity(items.len());
    for item in items {
        trees.push(if sink.stopped() { None } else { item.settled.tree() });
    }
    let names = Names::collect(items, &trees, sink);
    let read = Read { settings, items, trees: &trees, names: &names };
    let mut pack = RulePack::default();
    let mut known = Known::default();
    pack.packs.extend(each(&read, &known, ItemKind::Pack, sink, manifest::pack).map(Arc::new));
    let mut tables = HashMap::new();
    for table in each(&read, &known, ItemKind::Table, sink, table::table).map(Arc::new) {
        let columns = Rc::new(table::columns(&table));
        tables.insert(table.name.text.to_ascii_lowercase(), (Arc::clone(&table), columns));
        pack.tables.push(table);
    }
    known.tables = tables;
    let mut rules = Vec::new();
    rules.extend(each(&read, &known, ItemKind::Rule, sink, rule::rule));
    pack.rules = names.without_circles(rules, sink).into_iter().map(Arc::new).collect();
    for rule in &pack.rules {
        for id in rule.formerly.iter().chain([&rule.id]) {
            known.rules.insert(id.text.to_ascii_lowercase(), Arc::clone(rule));
        }
    }
    let fixtures = each(&read, &known, ItemKind::Fixture, sink, given::fixture);
    pack.fixtures = fixtures.map(Arc::new).collect();
    let tests = each(&read, &known, ItemKind::Test, sink, test::test);
    pack.tests = tests.map(Arc::new).collect();
    let profiles = each(&read, &known, ItemKind::Profile, sink, policy::profile);
    pack.profiles = profiles.map(Arc::new).collect();
    let waivers = each(&read, &known, ItemKind::Waive, sink, policy::waiver);
    pack.waivers = waivers.map(Arc::new).collect();
    dependents::leave_out_tests(&read, &known, &mut pack);
    pack
}

/// Checks every item of one kind; gives the ones without an error.
fn each<T>(
    read: &Read<'_, '_>,
    known: &Known,
    kind: ItemKind,
    sink: &mut Sink,
    mut check: impl FnMut(&mut Context<'_>, Node<'_>) -> Option<T>,
) -> std::vec::IntoIter<T> {
    let mut sound = Vec::new();
    for (item, tree) in read.items.iter().zip(read.trees) {
        let Some(header) = item.settled.header.as_ref().filter(|header| header.kind == kind) else {
            continue;
        };
        let Some(tree) = tree.clone() else { continue };
        if sink.stopped() {
            break;
        }
        let before = sink.errors();
        let pack = Pack { registry: read.settings.registry, names: read.names, known };
        let mut context = Context::new(item, &pack, sink);
        let checked = check(&mut context, tree);
        let duplicate = read.names.is_duplicate(kind, header, &item.file.source);
        if !item.settled.broken && !duplicate && sink.errors() == before {
            sound.extend(checked);
        }
    }
    sound.into_iter()
}
