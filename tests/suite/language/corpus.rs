//! Rejected files and what is said about them; accepted files, about which nothing is said.

use std::fs;
use std::path::Path;

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

/// Compares with the golden text, or writes it where `UPDATE_GOLDEN` is set.
fn check_golden(name: &str, actual: &str, wrong: &mut Vec<String>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/corpus/rejected")
        .join(format!("{name}.txt"));
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

#[test]
fn rejected_rules_are_reported_as_the_golden_texts_say() {
    let mut inputs: Vec<(String, String)> = rule_files("tests/corpus/rejected");
    inputs.extend(generated().into_iter().map(|(name, text)| (format!("{name}.exrule"), text)));
    let mut seen = Vec::new();
    let mut wrong = Vec::new();
    for (path, text) in inputs {
        let name = path.rsplit('/').next().unwrap().trim_end_matches(".exrule").to_owned();
        let compilation = compile_files(&[(format!("{name}.exrule"), text)]);
        assert!(!compilation.diagnostics.is_empty(), "{name} is not rejected");
        seen.extend(compilation.diagnostics.iter().map(|diagnostic| diagnostic.code));
        check_golden(&name, &rendered(&compilation), &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for code in extriage::diagnostic::Code::ALL {
        assert!(seen.contains(code), "no rejected file shows {}", code.as_str());
    }
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
