//! The example files, and the pieces of them that productions took.

use std::collections::BTreeMap;

use super::grammar::{Grammar, Production};
use super::read;

/// The example files, and the parts of the grammar that they are about.
const EXAMPLES: [(&str, &[&str]); 7] = [
    ("rules", &["items", "rules"]),
    ("queries", &["rules"]),
    ("tables", &["tables"]),
    ("remedies", &["remedies"]),
    ("tests", &["tests"]),
    ("policies", &["packs, profiles and waivers"]),
    ("values", &["expressions", "tokens"]),
];

/// Lines that an example of a production may have.
const LONGEST: usize = 8;

pub(super) fn example_files() -> impl Iterator<Item = &'static str> {
    EXAMPLES.iter().map(|(file, _)| *file)
}

pub(super) fn example_text(name: &str) -> String {
    read(&format!("grammar/examples/{name}.exrule"))
}

/// For each production what it took of the examples, in their order, with the file.
pub(super) type Taken = BTreeMap<String, Vec<(&'static str, String)>>;

pub(super) fn taken(grammar: &Grammar) -> Taken {
    let mut taken = Taken::new();
    for file in example_files() {
        let pieces = grammar.pieces(&example_text(file));
        for piece in pieces.unwrap_or_else(|error| panic!("{file}: {error}")) {
            let text = dedent(piece.text.trim());
            let known = taken.entry(piece.production).or_default();
            if !known.iter().any(|(_, other)| *other == text) {
                known.push((file, text));
            }
        }
    }
    taken
}

/// A piece without the blanks that its first line had before it.
fn dedent(text: &str) -> String {
    let rest = text.lines().skip(1).filter(|line| !line.trim().is_empty());
    let blanks = rest.map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0);
    let cut = |(at, line): (usize, &str)| {
        let line = if at == 0 { line } else { line.get(blanks..).unwrap_or_default() };
        line.trim_end().to_owned()
    };
    text.lines().enumerate().map(cut).collect::<Vec<_>>().join("\n")
}

/// The pieces to show for a production: short ones of its own part of the grammar first.
pub(super) fn shown(production: &Production, taken: &Taken) -> Vec<String> {
    let Some(all) = taken.get(&production.name) else { return Vec::new() };
    let own = |file: &str| {
        let about = EXAMPLES.iter().find(|(name, _)| *name == file);
        about.is_some_and(|(_, sections)| sections.contains(&production.section.as_str()))
    };
    let mut pieces: Vec<&(&str, String)> =
        all.iter().filter(|(_, text)| !text.is_empty()).collect();
    pieces.sort_by_key(|(file, text)| (!own(file), text.lines().count() > LONGEST));
    let cut = |text: &String| {
        let mut lines: Vec<&str> = text.lines().take(LONGEST).collect();
        if text.lines().count() > LONGEST {
            lines.push("  ...");
        }
        lines.join("\n")
    };
    pieces.into_iter().take(2).map(|(_, text)| cut(text)).collect()
}
