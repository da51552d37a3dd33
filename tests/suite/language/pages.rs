//! The help pages of the codes: each code has one, and its examples show what it says.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use extriage::diagnostic::{Code, Level, SourceText};
use extriage::language::{compile_with, Compilation, Settings};

use super::examples::{examples, Example};
use super::rendered;

/// One help page, cut at its headings.
struct Page {
    code: &'static str,
    text: String,
}

impl Page {
    /// What stands under a heading; empty where there is no such heading.
    fn section(&self, heading: &str) -> &str {
        let start = self.text.split_once(&format!("\n## {heading}\n"));
        start.map_or("", |(_, rest)| rest.split("\n## ").next().unwrap())
    }

    /// The one example under a heading, where it is not told in words.
    fn example(&self, heading: &str) -> Option<Example> {
        let mut found = examples(self.section(heading));
        assert!(found.len() <= 1, "{} has several examples under {heading}", self.code);
        found.pop()
    }
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("grammar/codes")
}

fn pages() -> Vec<Page> {
    let read = |code: &Code| {
        let code = code.as_str();
        let path = folder().join(format!("{code}.md"));
        let text = fs::read_to_string(&path).unwrap_or_else(|_| panic!("{code} has no page"));
        Page { code, text }
    };
    Code::ALL.iter().map(read).collect()
}

/// What is too large for a page, which tells it in words.
fn generated(code: &str) -> Option<String> {
    let rule = |when: &str| {
        format!("rule sample 'A sample' {{\n  detect {{\n{when}\n  }}\n  finding 'found'\n}}\n")
    };
    Some(match code {
        "XT0111" => rule("when exchange.installed").replace("A sample", "A \u{202E}sample"),
        "XT0702" => rule(&format!("when server.name -eq '{}'", "x".repeat(300_000))),
        "XT0703" => "# a comment\n".repeat(400_000),
        "XT0705" => rule(&"when exchange.generation == 2019\n".repeat(21)),
        "XT1031" => (0..500)
            .map(|number| rule("when exchange.installed").replace("sample", &format!("r{number}")))
            .collect(),
        "XT0706" => rule(&format!("when {}", vec!["exchange.installed"; 102].join(" -or "))),
        _ => return None,
    })
}

/// Compiles on a day, by which waivers have ended.
fn compile_today(text: &str) -> Compilation {
    let source = SourceText { origin: String::from("sample.exrule"), text: text.to_owned() };
    let today = Some(time::macros::date!(2026 - 06 - 30));
    compile_with(&[Arc::new(source)], &Settings { today, ..Settings::default() })
}

fn codes(compilation: &Compilation, level: Level) -> BTreeSet<&'static str> {
    let of_level = compilation.diagnostics.iter().filter(|found| found.level == level);
    of_level.map(|found| found.code.as_str()).collect()
}

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let pages: BTreeSet<String> = pages().iter().map(|page| format!("{}.md", page.code)).collect();
    let files = fs::read_dir(folder()).unwrap();
    let files = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    assert_eq!(files.collect::<BTreeSet<_>>(), pages);
}

#[test]
fn pages_have_the_title_of_their_code_and_the_headings_in_order() {
    for (page, code) in pages().iter().zip(Code::ALL) {
        let title = format!("# {} - {}", page.code, code.explanation().trim_end_matches('.'));
        assert_eq!(page.text.lines().next(), Some(title.as_str()));
        let headings: Vec<&str> =
            page.text.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        let expected = ["What is wrong", "Wrong", "Right", "More"];
        assert_eq!(headings, expected[..headings.len().max(3)], "{}", page.code);
        let what = page.section("What is wrong");
        let sentences = what.matches(". ").count() + what.matches(".\n").count();
        assert!((2..=5).contains(&sentences), "{}: {sentences} sentences", page.code);
        assert!(page.text.is_ascii(), "{} is shipped and not plain ASCII", page.code);
        let long = page.text.lines().find(|line| line.len() > 110 && !line.contains("((("));
        assert_eq!(long, None, "{}", page.code);
    }
}

#[test]
fn the_wrong_example_gives_the_code_and_no_other_error() {
    let mut wrong = Vec::new();
    for page in pages() {
        let large = generated(page.code);
        let compilation = match (page.example("Wrong"), &large) {
            (Some(example), None) => compile_today(&example.whole()),
            (None, Some(text)) => compile_today(text),
            _ => panic!("{} has no wrong example, or one too many", page.code),
        };
        let errors = codes(&compilation, Level::Error);
        let told = compilation.diagnostics.iter().any(|told| told.code.as_str() == page.code);
        let others = errors.iter().any(|code| *code != page.code) && large.is_none();
        if !told || others {
            wrong.push(format!("{}:\n{}", page.code, rendered(&compilation)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn the_right_example_gives_no_error_and_not_the_code() {
    let mut wrong = Vec::new();
    for page in pages() {
        let right = page.example("Right").unwrap_or_else(|| panic!("{} has none", page.code));
        let compilation = compile_today(&right.whole());
        let told = compilation.diagnostics.iter().any(|told| told.code.as_str() == page.code);
        if told || !codes(&compilation, Level::Error).is_empty() {
            wrong.push(format!("{}:\n{}", page.code, rendered(&compilation)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
