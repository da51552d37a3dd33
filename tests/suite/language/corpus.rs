//! Rejected and linted files and what is said about them; accepted files, about which nothing is
//! said.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use extriage::diagnostic::{Code, Level, SourceText};
use extriage::language::{compile_with, lints, Settings};
use time::macros::date;

use super::{compile_files, rendered, rule_files};

/// Inputs that are too large to keep as files.
fn generated() -> Vec<(&'static str, String)> {
    let rule = |when: &str| {
        format!("rule sample 'A sample' {{\n  detect {{\n    when {when}\n  }}\n  finding 'found'\n}}\n")
    };
    let nested =
        |depth: usize| format!("{}exchange.installed{}", "(".repeat(depth), ")".repeat(depth));
    let chain = vec!["exchange.installed"; 102].join(" -and ");
    vec![
        ("generated-hidden-characters", hidden(&rule("server.name -eq 'a\u{1B}[2Jb\0'"))),
        ("generated-carriage-returns", rule("exchange.installed").replace('\n', "\r")),
        (
            "generated-carriage-returns-after-a-comment",
            format!("# old\r{}", rule("exchange.installed").replace('\n', "\r")),
        ),
        ("generated-nested-too-deeply", rule(&nested(63))),
        ("generated-item-too-large", rule(&format!("server.name -eq '{}'", "x".repeat(300_000)))),
        ("generated-file-too-large", "# a comment\n".repeat(400_000)),
        ("generated-pattern-too-long", rule(&format!("server.name -match '{}'", "x".repeat(5000)))),
        ("generated-pattern-too-large", rule("server.name -match '(\\w{200}){200}'")),
        ("generated-expression-too-complex", rule(&chain)),
        (
            "generated-long-line",
            rule(&format!("server.name -eq '{}' -and nothing", "x".repeat(200_000))),
        ),
    ]
}

/// A rule whose comments and title look different from what they are.
fn hidden(rule: &str) -> String {
    let title = rule.replace("A sample", "A \u{202E}sample\u{2069}");
    format!("# admins \u{2066}only\n{title}# the end\u{7F}\n")
}

/// More findings of lints in one file than are shown.
fn too_many_lints() -> (&'static str, String) {
    let rule = |number: usize| {
        format!(
            "rule sample-{number} 'A sample' {{\n  detect {{ when exchange.generation -eq {number} }}\n  \
             finding 'found'\n}}\n"
        )
    };
    ("generated-many-rules-without-a-test", (1000..1060).map(rule).collect())
}

/// Compares with the golden text, or writes it where `UPDATE_GOLDEN` is set.
fn check_golden(folder: &str, name: &str, actual: &str, wrong: &mut Vec<String>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).join(format!("{name}.txt"));
    let actual = format!("{actual}\n");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &actual).unwrap();
    }
    match fs::read_to_string(&path) {
        Ok(expected) if expected == actual => {}
        Ok(_) => wrong.push(format!("{name} differs:\n{actual}")),
        Err(_) => wrong.push(format!("{name} has no golden text:\n{actual}")),
    }
}

/// Compares what is said about each file with its golden text; gives the codes that were seen, with
/// their levels.
fn check_folder(folder: &str, generated: Vec<(&'static str, String)>) -> Vec<(Code, Level)> {
    let mut inputs: Vec<(String, String)> = rule_files(folder);
    inputs.extend(generated.into_iter().map(|(name, text)| (format!("{name}.exrule"), text)));
    let mut seen = Vec::new();
    let mut wrong = Vec::new();
    // A day by which waivers have ended, or will.
    let settings = Settings { today: Some(date!(2027 - 06 - 01)), ..Settings::default() };
    for (path, text) in inputs {
        let name = path.rsplit('/').next().unwrap().trim_end_matches(".exrule").to_owned();
        let source = SourceText { origin: format!("{name}.exrule"), text };
        let compilation = compile_with(&[Arc::new(source)], &settings);
        assert!(!compilation.diagnostics.is_empty(), "nothing is said about {name}");
        seen.extend(compilation.diagnostics.iter().map(|found| (found.code, found.level)));
        check_golden(folder, &name, &rendered(&compilation), &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    seen
}

#[test]
fn rejected_rules_are_reported_as_the_golden_texts_say() {
    let seen = check_folder("tests/corpus/rejected", generated());
    let is_lint = |code: &Code| lints().iter().any(|lint| lint.code == *code);
    for code in Code::ALL.iter().filter(|code| !is_lint(code)) {
        assert!(seen.contains(&(*code, Level::Error)), "no rejected file shows {}", code.as_str());
    }
}

#[test]
fn linted_rules_are_loaded_and_reported_as_the_golden_texts_say() {
    let seen = check_folder("tests/corpus/linted", vec![too_many_lints()]);
    for lint in lints() {
        assert!(seen.contains(&(lint.code, lint.level)), "no linted file shows {}", lint.name);
    }
    assert!(seen.iter().all(|(_, level)| *level != Level::Error), "a linted file has an error");
}

#[test]
fn accepted_rules_compile_without_a_diagnostic() {
    let files = rule_files("tests/corpus/accepted");
    assert!(!files.is_empty());
    for file in files {
        let name = file.0.clone();
        let compilation = compile_files(&[file]);
        assert_eq!(rendered(&compilation), "", "{name}");
    }
}
