//! What packs ask of the rules in their folders.

use std::collections::HashMap;

use super::found::Found;
use super::pack::PackView;
use super::view::RuleView;
use crate::language::ast::{Name, Pack};
use crate::language::suggest;

pub(super) fn required(pack: &PackView<'_>, found: &mut Found<'_>) {
    let packs = Packs::of(pack);
    for rule in &pack.rules {
        for asks in packs.around(rule) {
            let missing = asks.require.iter().filter(|word| !has(pack, rule, word));
            let mut words: Vec<String> = missing.map(|word| format!("`{}`", word.text)).collect();
            words.dedup();
            if words.is_empty() {
                continue;
            }
            let id = &rule.rule.id;
            let message = format!("`{}` has no {}", id.text, suggest::any_of(&words));
            let lacks = found.at(rule.scope.source, id.span, message);
            found.push(
                lacks.help(format!(
                    "the pack {} ({}) requires it",
                    asks.name.text, asks.source.origin
                )),
            );
        }
    }
}

pub(super) fn ids(pack: &PackView<'_>, found: &mut Found<'_>) {
    let packs = Packs::of(pack);
    for rule in &pack.rules {
        let id = &rule.rule.id;
        for asks in packs.around(rule) {
            let Some(pattern) = &asks.ids else { continue };
            if !pattern.regex.is_match(&id.text) {
                let message = format!("the id `{}` does not match {}", id.text, pattern.source);
                let other = found.at(rule.scope.source, id.span, message);
                found.push(other.help(format!(
                    "the pack {} ({}) asks for it; keep the old id as `formerly`",
                    asks.name.text, asks.source.origin
                )));
            }
        }
    }
}

/// Whether a rule has what a pack requires. What cannot be said is taken to be there.
fn has(pack: &PackView<'_>, view: &RuleView<'_>, word: &Name) -> bool {
    let rule = view.rule;
    match &*word.text {
        "param" => !rule.params.is_empty(),
        "applies" => rule.applies.is_some(),
        "remediate" => rule.remedy.is_some(),
        "grade" => rule.whens.iter().any(|when| when.grade.is_some()),
        "test" => pack.tests(view).is_none_or(|tests| !tests.is_empty()),
        setting => rule.written.iter().any(|written| &*written.text == setting),
    }
}

/// The packs, by the folder that each speaks for.
struct Packs<'a>(HashMap<String, Vec<&'a Pack>>);

impl<'a> Packs<'a> {
    fn of(view: &PackView<'a>) -> Self {
        let mut packs: HashMap<String, Vec<&'a Pack>> = HashMap::new();
        for pack in &view.pack.packs {
            packs.entry(folder(&pack.source.origin)).or_default().push(pack);
        }
        Self(packs)
    }

    /// The packs whose folder, or a folder above it, has the rule's file.
    fn around(&self, rule: &RuleView<'_>) -> Vec<&'a Pack> {
        let own = folder(&rule.scope.source.origin);
        let absolute = own.starts_with('/') || own.contains(':');
        let mut ends: Vec<usize> = own.match_indices('/').map(|(at, _)| at).collect();
        // What has no folder speaks for all folders that begin where it is.
        ends.extend([0, own.len()]);
        ends.sort_unstable();
        ends.dedup();
        ends.retain(|end| *end > 0 || !absolute);
        let folders = ends.into_iter().filter_map(|end| self.0.get(own.get(..end)?));
        folders.flatten().copied().collect()
    }
}

/// The folder of a file, without regard to case and to the way of the slashes.
fn folder(origin: &str) -> String {
    let path = origin.replace('\\', "/").to_lowercase();
    path.rfind('/').and_then(|end| path.get(..end)).unwrap_or_default().to_owned()
}
