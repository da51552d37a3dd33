//! The names of all items, over all files.

use std::collections::HashMap;
use std::sync::Arc;

use super::context::{child, children};
use super::Item;
use crate::diagnostic::{Code, Diagnostic, SourceText, Span};
use crate::language::ast::Rule;
use crate::language::parse::{Header, ItemKind, Node, Rule as Grammar};
use crate::language::sink::Sink;

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
}

impl Names {
    /// Collects the names; a name that is given twice is reported where it stands again.
    pub(super) fn collect(items: &[Item<'_>], trees: &[Option<Node<'_>>], sink: &mut Sink) -> Self {
        let mut names = Self::default();
        for item in items {
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

    /// All names of a kind, in order.
    pub(super) fn all(&self, kind: ItemKind) -> Vec<&str> {
        let of_kind = self.places.iter().filter(|((found, _), _)| *found == kind);
        let mut names: Vec<&str> = of_kind.map(|(_, place)| place.name.as_str()).collect();
        names.sort_unstable();
        names
    }

    /// Leaves out, and reports, rules that need each other in a circle.
    #[expect(clippy::unused_self, reason = "the question belongs to the names")]
    pub(super) fn without_circles(&self, rules: Vec<Rule>, sink: &mut Sink) -> Vec<Rule> {
        // Rules whose needs are all settled are taken off, until none is left or none can be.
        let same = |rule: &Rule, id: &str| {
            rule.id.text.eq_ignore_ascii_case(id)
                || rule.formerly.iter().any(|old| old.text.eq_ignore_ascii_case(id))
        };
        let mut open: Vec<usize> =
            (0..rules.len()).filter(|at| !rules[*at].needs.is_empty()).collect();
        loop {
            let still: Vec<usize> = open
                .iter()
                .copied()
                .filter(|at| {
                    rules[*at]
                        .needs
                        .iter()
                        .any(|need| open.iter().any(|other| same(&rules[*other], &need.text)))
                })
                .collect();
            if still.len() == open.len() {
                break;
            }
            open = still;
        }
        for at in &open {
            let rule = &rules[*at];
            let Some(need) = rule.needs.first() else { continue };
            let message = format!("`{}` needs rules that need it in turn", rule.id.text);
            sink.report(
                Diagnostic::error(Code::CircularNeeds, &rule.source, need.span, message)
                    .help("let one of them do without the other"),
            );
        }
        let keep = |(at, rule)| (!open.contains(&at)).then_some(rule);
        rules.into_iter().enumerate().filter_map(keep).collect()
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
