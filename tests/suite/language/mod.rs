//! The rule language over real files: the shipped rules, accepted and rejected ones.

mod bounds;
mod constants;
mod corpus;
mod dictionary;
mod examples;
mod fixes;
mod formatter;
mod limits;
mod lints;
mod mistakes;
mod oracle;
mod pages;
mod recovery;
mod reference;
mod registry;
mod regressions;
mod safety;
mod single_mistakes;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use extriage::diagnostic::{Diagnostic, Level, SourceText};
use extriage::language::{compile, compile_with, Compilation, Settings};

/// Every rule file below a folder of the repository, in order, with its path from the root.
fn rule_files(folder: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut open = vec![root.join(folder)];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "exrule") {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// The shipped rule files, each with the tables of another file that it asks, so that it can be
/// compiled alone.
fn shipped_rule_files() -> Vec<(String, String)> {
    const TABLES: &str = "rules/update/exchange-builds.exrule";
    let mut files = rule_files("rules");
    let tables = files.iter().find(|(name, _)| name == TABLES).unwrap().1.clone();
    for (name, text) in &mut files {
        if name != TABLES && text.contains("of table ExchangeBuildTable") {
            text.push_str(&tables);
        }
    }
    files
}

fn compile_files(files: &[(String, String)]) -> Compilation {
    let source = |(origin, text): &(String, String)| {
        Arc::new(SourceText { origin: origin.clone(), text: text.clone() })
    };
    compile(&files.iter().map(source).collect::<Vec<_>>())
}

fn compile_text(text: &str) -> Compilation {
    compile_files(&[(String::from("sample.exrule"), text.to_owned())])
}

/// Compiles a text on a day by which waivers have ended, or will.
fn compile_on(text: &str, day: time::Date) -> Compilation {
    let source = SourceText { origin: String::from("sample.exrule"), text: text.to_owned() };
    let settings = Settings { today: Some(day), ..Settings::default() };
    compile_with(&[Arc::new(source)], &settings)
}

fn rendered(compilation: &Compilation) -> String {
    rendered_of(compilation, &[Level::Error, Level::Warning, Level::Information])
}

/// What keeps items from being loaded.
fn errors(compilation: &Compilation) -> String {
    rendered_of(compilation, &[Level::Error])
}

/// All but what would make sound rules better, such as tests.
fn errors_and_warnings(compilation: &Compilation) -> String {
    rendered_of(compilation, &[Level::Error, Level::Warning])
}

fn rendered_of(compilation: &Compilation, levels: &[Level]) -> String {
    let found = compilation.diagnostics.iter().filter(|found| levels.contains(&found.level));
    found.map(Diagnostic::render).collect::<Vec<_>>().join("\n\n")
}

#[test]
fn shipped_rules_compile_without_a_diagnostic() {
    let files = rule_files("rules");
    let compilation = compile_files(&files);
    assert_eq!(rendered(&compilation), "");
    let lines = files.iter().flat_map(|(_, text)| text.lines());
    let count = |word: &str| lines.clone().filter(|line| line.starts_with(word)).count();
    let pack = &compilation.pack;
    let loaded = [pack.rules.len(), pack.tables.len(), pack.fixtures.len(), pack.tests.len()];
    assert_eq!(loaded, ["rule ", "table ", "fixture ", "test "].map(count));
    assert!(loaded[0] >= 7);
}

#[test]
fn what_the_editor_extension_writes_and_shows_compiles() {
    let mut files = rule_files("tests/editor/examples");
    files.retain(|(name, _)| !name.ends_with("mistakes.exrule"));
    assert_eq!(files.len(), 2);
    for file in files {
        let compilation = compile_files(std::slice::from_ref(&file));
        assert_eq!(errors_and_warnings(&compilation), "");
        assert!(!compilation.pack.rules.is_empty() && !compilation.pack.tests.is_empty());
    }
}

#[test]
fn a_library_is_referred_to_and_nothing_is_told_of_it() {
    let source = |origin: &str, text: &str| {
        Arc::new(SourceText { origin: origin.to_owned(), text: text.to_owned() })
    };
    let rule = |id: &str, title: &str| {
        format!(
            "rule {id} '{title}' {{\n  detect {{ when server.name -eq '{title}' }}\n  finding 'f'\n}}\n"
        )
    };
    let library = format!(
        "{}{}rule broken 'No detect' {{ }}\n\ntest 'x' for shipped {{ expect detected }}\n",
        rule("shipped", "Shipped"),
        rule("changed", "Shipped")
    );
    let own = format!(
        "{}waive shipped until 2027-06-30 because 'x'\n\ntest 'y' for changed {{ expect unknown }}\n",
        rule("changed", "Own")
    );
    let settings =
        Settings { library: vec![source("library.exrule", &library)], ..Settings::default() };
    let compilation = compile_with(&[source("own.exrule", &own)], &settings);
    assert_eq!(rendered(&compilation), "");
    let pack = &compilation.pack;
    let rules: Vec<_> = pack.rules.iter().map(|rule| (&*rule.id.text, &*rule.title)).collect();
    assert_eq!(rules, [("changed", "Own"), ("shipped", "Shipped")]);
    assert_eq!((pack.tests.len(), pack.waivers.len()), (1, 1));
    // Without the library the waiver speaks of nothing.
    assert!(rendered(&compile_text(&own)).contains("there is no rule `shipped`"));
}
