//! The registry of sources is the one place that names columns: a column that is renamed there is
//! missed by every rule that asks for it, and each of them says what it is called now.

use std::collections::BTreeSet;
use std::sync::Arc;

use extriage::diagnostic::{Code, Diagnostic, Level, SourceText};
use extriage::language::{compile_with, Compilation, Settings};
use extriage::model::{ColumnSchema, Registry, SourceSchema};

use super::{rendered, rule_files};

/// The registry with one column under another name.
fn renamed(source: &str, column: &str, name: &'static str) -> Registry {
    let rename = |schema: &SourceSchema| {
        if schema.name != source {
            return schema.clone();
        }
        let columns: Vec<ColumnSchema> = schema
            .columns
            .iter()
            .map(|old| {
                if old.name == column {
                    ColumnSchema { name, ..old.clone() }
                } else {
                    old.clone()
                }
            })
            .collect();
        SourceSchema { columns: columns.leak(), ..schema.clone() }
    };
    let sources: Vec<SourceSchema> = Registry::SHIPPED.sources.iter().map(rename).collect();
    Registry { sources: sources.leak(), facts: Registry::SHIPPED.facts }
}

fn compile_shipped(registry: Registry) -> Compilation {
    let sources: Vec<_> = rule_files("rules")
        .into_iter()
        .map(|(origin, text)| Arc::new(SourceText { origin, text }))
        .collect();
    compile_with(&sources, &Settings { registry, ..Settings::default() })
}

fn rule_ids(compilation: &Compilation) -> BTreeSet<String> {
    compilation.pack.rules.iter().map(|rule| rule.id.text.to_string()).collect()
}

/// The shipped rules that ask a source for a column, read off their text.
fn dependents(source: &str, column: &str) -> BTreeSet<String> {
    let words = |text: &str| -> BTreeSet<String> {
        let word = |c: char| !(c.is_ascii_alphanumeric() || c == '_');
        text.split(word).map(str::to_owned).collect()
    };
    let mut found = BTreeSet::new();
    for (_, text) in rule_files("rules") {
        // Rules only: from `rule ID` to the next item.
        for item in text.split("\nrule ").skip(1) {
            let item = item.split("\ntest ").next().unwrap();
            let detect = item.split("\n  detect {").nth(1).unwrap_or_default();
            let detect = detect.split_whitespace().collect::<Vec<_>>().join(" ");
            let asks = detect.contains(&format!(" of {source} "));
            if asks && words(&detect).contains(column) {
                found.insert(item.split_whitespace().next().unwrap().to_owned());
            }
        }
    }
    found
}

#[test]
fn a_renamed_column_fails_every_rule_that_asks_for_it_with_its_new_name() {
    let all = rule_ids(&compile_shipped(Registry::SHIPPED));
    let mut seen = 0;
    for (source, column, name) in [
        ("service", "StartType", "StartMode"),
        ("service", "StartType", "StartTypes"),
        ("setuplog.judged", "Result", "Results"),
        ("setuplog.rules", "Value", "Values"),
        ("setuplog.errors", "Exception", "Exceptions"),
    ] {
        let compilation = compile_shipped(renamed(source, column, name));
        let lost: BTreeSet<String> = all.difference(&rule_ids(&compilation)).cloned().collect();
        let expected = dependents(source, column);
        assert!(!expected.is_empty(), "no shipped rule asks {source} for {column}");
        assert_eq!(lost, expected, "{source}.{column}\n{}", rendered(&compilation));
        seen += expected.len();
        let meant = format!("did you mean `{name}`?");
        // Tests that give the column are wrong too; a file tells its first errors.
        let told =
            |found: &&Diagnostic| found.level == Level::Error && found.code != Code::TooManyErrors;
        let errors: Vec<&Diagnostic> = compilation.diagnostics.iter().filter(told).collect();
        assert!(errors.len() >= expected.len());
        for error in errors {
            assert_eq!(error.code, Code::UnknownColumn, "{}", error.render());
            assert!(error.help.as_deref().unwrap().starts_with(&meant), "{}", error.render());
        }
    }
    assert!(seen >= 8, "only {seen} rules depend on these columns");
}
