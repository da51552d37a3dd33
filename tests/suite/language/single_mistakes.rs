//! One mistake gives one diagnostic, on its line, and the rest is still checked and loaded.
//!
//! Typical mistakes are planted one at a time in the shipped rules and in a file that has every
//! clause. `MISTAKES=1 cargo test --test suite single_mistakes -- --nocapture` plants all of them
//! and shows those that are answered by more than one diagnostic.

use std::collections::BTreeMap;

use extriage::diagnostic::{Diagnostic, Level};
use extriage::language::Compilation;

use super::mistakes::{mistakes, Mistake};
use super::{compile_text, rendered, rule_files, shipped_rule_files};

/// One of so many mistakes is planted; all of them take minutes.
const EVERY: usize = 24;

/// What became of the mistakes of one kind.
#[derive(Default, Clone, Copy)]
struct Tally {
    /// They left a sound file: a word that may be left out, two rows in another order.
    sound: usize,
    /// They were reported.
    reported: usize,
    /// They were reported by one diagnostic.
    one: usize,
    /// One of the diagnostics points to the line of the mistake, or the one before it.
    near: usize,
    /// No other item was lost.
    others: usize,
    /// So many had a second mistake planted in another clause of the same rule,
    second: usize,
    /// which was reported as well.
    both: usize,
}

impl Tally {
    fn add(&mut self, other: &Self) {
        self.sound += other.sound;
        self.reported += other.reported;
        self.one += other.one;
        self.near += other.near;
        self.others += other.others;
        self.second += other.second;
        self.both += other.both;
    }
}

/// The lines that a diagnostic shows.
fn lines(diagnostic: &Diagnostic) -> Vec<usize> {
    let spans = [diagnostic.span].into_iter();
    let labels = diagnostic.labels.iter().map(|label| label.span);
    let fixes = diagnostic.fix.iter().map(|fix| fix.span);
    let ends = |span: extriage::diagnostic::Span| [span.start, span.end];
    let places = spans.chain(labels).chain(fixes).flat_map(ends);
    places.map(|place| diagnostic.source.position(place).0).collect()
}

/// The rules, tables and fixtures that were loaded, by name. Tests need their rule and fixtures.
fn loaded(compilation: &Compilation) -> Vec<String> {
    let pack = &compilation.pack;
    let rules = pack.rules.iter().map(|rule| format!("rule {}", rule.id.text));
    let tables = pack.tables.iter().map(|table| format!("table {}", table.name.text));
    let fixtures = pack.fixtures.iter().map(|fixture| format!("fixture {}", fixture.name.text));
    rules.chain(tables).chain(fixtures).collect()
}

/// The first line of the item that has the mistake.
fn item<'t>(text: &'t str, mistake: &Mistake) -> &'t str {
    let words = ["rule ", "test ", "table ", "fixture ", "pack ", "profile ", "waive "];
    let headers = text.lines().take(mistake.line);
    let header = |line: &&str| words.iter().any(|word| line.starts_with(word));
    headers.filter(header).last().unwrap_or_default()
}

/// Whether every item is still loaded but the one with the mistake, and what needs it.
fn others_load(before: &[String], header: &str, after: &Compilation) -> bool {
    let after = loaded(after);
    let lost: Vec<&String> = before.iter().filter(|item| !after.contains(item)).collect();
    let own = |item: &String| header.starts_with(item.as_str());
    // A rule asks its tables, so that it is lost with them.
    let table = header.starts_with("table ");
    lost.iter().all(|item| own(item) || (table && item.starts_with("rule ")))
}

/// A rule with a second mistake, in a clause that stands before all others of `detect`.
fn with_second(text: &str, mistake: &Mistake) -> Option<String> {
    let start = mistake.text[..mistake.at].rfind("\nrule ")?;
    let detect = start + mistake.text[start..].find("  detect {\n")?;
    let line = mistake.text[..detect].matches('\n').count() + 1;
    if !item(text, mistake).starts_with("rule ") || mistake.line.abs_diff(line) <= 1 {
        return None;
    }
    let place = detect + "  detect {\n".len();
    let clause = "    when 'a second mistake' server.nmae -eq 'EX01'\n";
    Some(format!("{}{clause}{}", &mistake.text[..place], &mistake.text[place..]))
}

fn plant(text: &str, before: &[String], mistake: &Mistake, show: bool) -> Tally {
    let compilation = compile_text(&mistake.text);
    let found = &compilation.diagnostics;
    let mut tally = Tally::default();
    if found.is_empty() {
        return Tally { sound: 1, ..tally };
    }
    tally.reported = 1;
    // A warning beside an error is about what is there, not about the mistake.
    let errors = found.iter().filter(|diagnostic| diagnostic.level == Level::Error).count();
    tally.one = usize::from(errors == 1 || (errors == 0 && found.len() == 1));
    let lines: Vec<usize> = found.iter().flat_map(lines).collect();
    let near = |line: &usize| *line == mistake.line || *line + 1 == mistake.line;
    tally.near = usize::from(lines.iter().any(near));
    tally.others = usize::from(others_load(before, item(text, mistake), &compilation));
    if let Some(second) = with_second(text, mistake) {
        tally.second = 1;
        let both = compile_text(&second);
        let seen = |d: &&Diagnostic| d.message == "there is no fact `server.nmae`";
        tally.both = usize::from(both.diagnostics.iter().any(|diagnostic| seen(&diagnostic)));
    }
    if show && (tally.one, tally.others, tally.both) != (1, 1, tally.second) {
        println!("==== {}, line {}: {}", mistake.kind, mistake.line, mistake.change);
        println!("{tally}\n{}", rendered(&compilation));
    }
    tally
}

impl std::fmt::Display for Tally {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let share = |part: usize, all: usize| 100.0 * part as f64 / all.max(1) as f64;
        write!(
            formatter,
            "{:4} sound, {:5} reported, {:5.1} % once, {:5.1} % near, {:5.1} % others, {:5.1} % both",
            self.sound,
            self.reported,
            share(self.one, self.reported),
            share(self.near, self.reported),
            share(self.others, self.reported),
            share(self.both, self.second),
        )
    }
}

#[test]
fn one_mistake_costs_one_diagnostic_and_one_clause() {
    let all = std::env::var_os("MISTAKES").is_some();
    let mut kinds: BTreeMap<&str, Tally> = BTreeMap::new();
    let mut files = shipped_rule_files();
    files.extend(rule_files("tests/corpus/accepted"));
    for (name, text) in files {
        let sound = compile_text(&text);
        assert_eq!(rendered(&sound), "", "{name}");
        let before = loaded(&sound);
        for mistake in mistakes(&text, if all { 1 } else { EVERY }) {
            let tally = plant(&text, &before, &mistake, all);
            kinds.entry(mistake.kind).or_default().add(&tally);
        }
    }
    let mut sum = Tally::default();
    for (kind, tally) in &kinds {
        println!("{kind:24} {tally}");
        sum.add(tally);
    }
    println!("{:24} {sum}", "all");
    let at_least = |percent: usize, part: usize, all: usize| part * 100 >= all * percent;
    assert!(kinds.len() >= 25 && sum.reported > 1000, "{} mistakes", sum.reported);
    assert!(at_least(97, sum.one, sum.reported), "one diagnostic: {sum}");
    assert!(at_least(97, sum.near, sum.reported), "the right line: {sum}");
    assert!(at_least(98, sum.others, sum.reported), "the other items: {sum}");
    assert!(at_least(97, sum.both, sum.second), "the other clauses: {sum}");
}
