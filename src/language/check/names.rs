//! The names of all items, over all files.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::context::{child, children, Context};
use super::Item;
use crate::diagnostic::{Code, Diagnostic, SourceText, Span};
use crate::language::ast::{Name, Rule};
use crate::language::parse::{Header, ItemKind, Node, Rule as Grammar, ANY_NAME};
use crate::language::sink::Sink;
use crate::language::suggest;

/// So many unknown names are answered with the nearest one.
const MAX_SEARCHES: usize = 100;

/// Where a name was given first.
#[derive(Debug)]
struct Place {
    name: String,
    source: Arc<SourceText>,
    span: Span,
    line: u32,
}

/// Every id of a rule and every name of a table or fixture, also of items that are not loaded.
#[derive(Debug, Default)]
pub(super) struct Names {
    places: HashMap<(ItemKind, String), Place>,
    /// Words that may be the names of items whose first line could not be read.
    possible: HashSet<String>,
    /// Names that are not there and were reported; once in each file is enough.
    reported: RefCell<HashSet<(ItemKind, String, *const SourceText)>>,
}

impl Names {
    /// Collects the names; a name that is given twice is reported where it stands again.
    pub(super) fn collect(items: &[Item<'_>], trees: &[Option<Node<'_>>], sink: &mut Sink) -> Self {
        let mut names = Self::default();
        for item in items {
            names.possible.extend(item.settled.possible_names.iter().cloned());
            let Some(header) = item.settled.header.as_ref() else { continue };
            if !header.kind.names() {
                continue;
            }
            let place = Place {
                name: header.name.clone(),
                source: Arc::clone(&item.file.source),
                span: header.span,
                line: item.file.lines.line(header.span.start),
            };
            let key = (header.kind, header.name.to_ascii_lowercase());
            match names.places.get(&key) {
                None => drop(names.places.insert(key, place)),
                Some(first) => sink.report(twice(header.kind, first, &place)),
            }
        }
        names.former(items, trees);
        names
    }

    /// Former ids stand for the rules that had them, where no rule has them now.
    fn former(&mut self, items: &[Item<'_>], trees: &[Option<Node<'_>>]) {
        for (item, tree) in items.iter().zip(trees) {
            let Some(tree) = tree.as_ref().filter(|tree| tree.as_rule() == Grammar::rule) else {
                continue;
            };
            let Some(header) = item.settled.header.as_ref() else { continue };
            let settings = children(tree, Grammar::clause)
                .filter_map(|clause| child(&clause, Grammar::setting))
                .filter(|setting| {
                    child(setting, Grammar::setting_key)
                        .is_some_and(|key| key.as_str() == "formerly")
                });
            for value in settings
                .flat_map(|setting| children(&setting, Grammar::setting_value).collect::<Vec<_>>())
            {
                let key = (ItemKind::Rule, value.as_str().to_ascii_lowercase());
                self.places.entry(key).or_insert_with(|| Place {
                    name: header.name.clone(),
                    source: Arc::clone(&item.file.source),
                    span: header.span,
                    line: item.file.lines.line(header.span.start),
                });
            }
        }
    }

    /// Whether an item's name was given before it.
    pub(super) fn is_duplicate(
        &self,
        kind: ItemKind,
        header: &Header,
        source: &Arc<SourceText>,
    ) -> bool {
        self.places
            .get(&(kind, header.name.to_ascii_lowercase()))
            .is_some_and(|place| !(Arc::ptr_eq(&place.source, source) && place.span == header.span))
    }

    /// The name as it was given, where there is one, loaded or not.
    pub(super) fn find(&self, kind: ItemKind, name: &str) -> Option<&str> {
        self.places.get(&(kind, name.to_ascii_lowercase())).map(|place| place.name.as_str())
    }

    /// Whether a name that is not there needs a report: it has none yet, and no item that could not
    /// be read may be the one that is meant.
    fn is_news(&self, kind: ItemKind, name: &str, source: &Arc<SourceText>) -> bool {
        let name = name.to_ascii_lowercase();
        let possible = self.possible.contains(&name) || self.possible.contains(ANY_NAME);
        !possible && self.reported.borrow_mut().insert((kind, name, Arc::as_ptr(source)))
    }

    /// All names of a kind, in order; none when they were asked for so often that no author can have
    /// mistyped so many, because each time all of them are looked at.
    fn all(&self, kind: ItemKind) -> Vec<&str> {
        if self.reported.borrow().len() > MAX_SEARCHES {
            return Vec::new();
        }
        let of_kind = self.places.iter().filter(|((found, _), _)| *found == kind);
        let mut names: Vec<&str> = of_kind.map(|(_, place)| place.name.as_str()).collect();
        names.sort_unstable();
        names
    }

    /// Leaves out, and reports, rules that need each other in a circle.
    #[expect(clippy::unused_self, reason = "the question belongs to the names")]
    pub(super) fn without_circles(&self, rules: Vec<Rule>, sink: &mut Sink) -> Vec<Rule> {
        // Rules whose needs are all settled are taken off, until none is left or none can be.
        let mut by_id: HashMap<String, usize> = HashMap::new();
        for (at, rule) in rules.iter().enumerate() {
            let ids =
                std::iter::once(&*rule.id.text).chain(rule.formerly.iter().map(|old| &*old.text));
            for id in ids {
                by_id.entry(id.to_ascii_lowercase()).or_insert(at);
            }
        }
        let mut waiting: Vec<usize> = vec![0; rules.len()];
        let mut needed_by: Vec<Vec<usize>> = vec![Vec::new(); rules.len()];
        for (at, rule) in rules.iter().enumerate() {
            for need in &rule.needs {
                let need = by_id.get(&need.text.to_ascii_lowercase()).copied();
                let (Some(need), Some(count)) = (need, waiting.get_mut(at)) else { continue };
                *count += 1;
                needed_by.get_mut(need).into_iter().for_each(|list| list.push(at));
            }
        }
        let mut settled: Vec<usize> = (0..rules.len()).filter(|at| waiting[*at] == 0).collect();
        while let Some(at) = settled.pop() {
            for other in needed_by.get(at).into_iter().flatten() {
                let Some(count) = waiting.get_mut(*other) else { continue };
                *count -= 1;
                if *count == 0 {
                    settled.push(*other);
                }
            }
        }
        let open: Vec<usize> = (0..rules.len()).filter(|at| waiting[*at] > 0).collect();
        for at in &open {
            let rule = &rules[*at];
            let Some(need) = rule.needs.first() else { continue };
            let message = format!("`{}` needs rules that need it in turn", rule.id.text);
            sink.report(
                Diagnostic::error(Code::CircularNeeds, &rule.source, need.span, message)
                    .help("let one of them do without the other"),
            );
        }
        let keep = |(at, rule)| open.binary_search(&at).is_err().then_some(rule);
        rules.into_iter().enumerate().filter_map(keep).collect()
    }
}

impl Context<'_> {
    /// Reports the name of a rule, table or fixture that does not exist, once for all its uses in a
    /// file.
    pub(super) fn unknown_name(&mut self, kind: ItemKind, name: &Name) {
        if !self.pack.names.is_news(kind, &name.text, &self.file.source) {
            self.count_error();
            return;
        }
        let code = match kind {
            ItemKind::Table => Code::UnknownTable,
            ItemKind::Fixture => Code::UnknownFixture,
            _ => Code::UnknownRule,
        };
        let (word, known) = (kind.word(), self.pack.names.all(kind));
        let message = format!("there is no {word} `{}`", name.text);
        let mut unknown = self.error(code, name.span, message);
        if let Some(near) = suggest::nearest(&name.text, known.iter().copied()) {
            unknown = unknown.fix(name.span, near);
        }
        let lead = format!("there are the {word}s");
        let help = suggest::help(&name.text, known.iter().copied(), &lead);
        let help = help.unwrap_or_else(|| format!("no {word} of that name is in these files"));
        self.report(unknown.help(help));
    }
}

fn twice(kind: ItemKind, first: &Place, again: &Place) -> Diagnostic {
    let message = format!("the {} `{}` is defined twice", kind.word(), again.name);
    let twice = Diagnostic::error(Code::DuplicateName, &again.source, again.span, message);
    if Arc::ptr_eq(&first.source, &again.source) {
        return twice.place(first.span, "first here").help("choose another name");
    }
    twice.help(format!("it is also in {}, line {}", first.source.origin, first.line))
}
