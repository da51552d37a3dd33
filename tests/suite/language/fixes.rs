//! Fixes: each mends what it says that it mends, and none makes a file worse.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use extriage::diagnostic::{Applicability, Code, Diagnostic, SourceText};
use extriage::language::{fix, Fixed, Settings};
use proptest::prelude::*;

use super::safety::mutant;
use super::{compile_text, rendered, rule_files};

fn fixed(text: &str, unsafe_too: bool) -> Fixed {
    let source = SourceText { origin: String::from("x.exrule"), text: text.to_owned() };
    fix(&[Arc::new(source)], &Settings::default(), unsafe_too)
}

fn mended(text: &str, unsafe_too: bool) -> String {
    fixed(text, unsafe_too).sources[0].text.clone()
}

/// A diagnostic's source with its fix made.
fn with_fix(diagnostic: &Diagnostic) -> String {
    let fix = diagnostic.fix.as_ref().unwrap();
    let mut text = diagnostic.source.text.clone();
    text.replace_range(fix.span.start as usize..fix.span.end as usize, &fix.text);
    text
}

#[test]
fn operators_that_are_words_stand_apart() {
    for (marks, words) in [
        ("!exists $s", "-not exists $s"),
        ("!(exists $s)", "-not (exists $s)"),
        ("(!exists $s)", "(-not exists $s)"),
        ("server.name=='A'&&exists $s", "server.name -eq 'A' -and exists $s"),
        ("server.name =='A' || exists $s", "server.name -eq 'A' -or exists $s"),
        ("server.name== 'A'", "server.name -eq 'A'"),
    ] {
        let rule = |condition: &str| {
            format!(
                "rule a 'b' {{\n  detect {{\n    $s = rows of service\n    when {condition}\n  }}\n  \
                 finding 'f'\n}}\n"
            )
        };
        assert_eq!(mended(&rule(marks), false), rule(words));
        assert_eq!(fixed(&rule(marks), false).compilation.errors, [0], "{marks}");
    }
}

#[test]
fn each_fix_takes_its_problem_away() {
    let mut wrong = Vec::new();
    let mut kinds = BTreeSet::new();
    for (path, text) in rule_files("tests/corpus/rejected") {
        let before = compile_text(&text);
        for diagnostic in before.diagnostics.iter().filter(|found| found.fix.is_some()) {
            let kind = diagnostic.fix.as_ref().unwrap().applicability;
            let after = compile_text(&with_fix(diagnostic));
            let same = |other: &Diagnostic| {
                (other.code, &other.message, other.span.start)
                    == (diagnostic.code, &diagnostic.message, diagnostic.span.start)
            };
            let stays = after.diagnostics.iter().any(same);
            let worse = kind != Applicability::Unsafe && after.errors[0] > before.errors[0];
            if stays || worse {
                wrong.push(format!("{path}: {}\n{}", diagnostic.render(), rendered(&after)));
            }
            kinds.insert(format!("{kind:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert_eq!(kinds.len(), 3);
}

#[test]
fn mended_files_are_the_golden_ones() {
    let mut wrong = Vec::new();
    let files = rule_files("tests/corpus/fixed");
    let inputs: Vec<_> = files.iter().filter(|(path, _)| path.ends_with(".in.exrule")).collect();
    assert_eq!(inputs.len(), 2);
    for (path, text) in inputs {
        let result = fixed(text, path.contains("guesses"));
        let actual = &result.sources[0].text;
        let golden = path.replace(".in.exrule", ".out.exrule");
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(&golden);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&file, actual).unwrap();
        }
        if fs::read_to_string(&file).is_ok_and(|expected| expected == *actual) {
            continue;
        }
        wrong.push(format!("{golden} differs:\n{actual}\n{}", rendered(&result.compilation)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // What needs words of the author stays as it is, whatever is asked for.
    let text = "rule a {\n  detect { when exchange.installed }\n  finding 'f'\n}\n";
    assert!(compile_text(text).diagnostics[0].fix.is_some());
    assert_eq!(mended(text, true), text);
}

#[test]
fn every_replacement_is_told_and_nothing_else_changes() {
    let text = "rule a 'b' {\n  severity hihg\n  detect { when exchange.generation == 2019 }\n  finding 'f'\n}\n";
    let result = fixed(text, false);
    let told: Vec<_> = result
        .applied
        .iter()
        .map(|one| {
            let line = one.diagnostic.source.position(one.diagnostic.span.start).0;
            (one.diagnostic.code, line, one.old.as_str(), one.new.as_str())
        })
        .collect();
    assert_eq!(
        told,
        [(Code::BadSetting, 2, "hihg", "high"), (Code::ForeignOperator, 3, "==", "-eq")]
    );
    assert_eq!(result.sources[0].text, text.replace("hihg", "high").replace("==", "-eq"));
    assert_eq!(result.compilation.errors, [0]);
    assert_eq!(fixed(&result.sources[0].text, true).applied.len(), 0);
}

#[test]
fn a_fix_that_makes_a_file_worse_is_left_out_and_the_others_are_made() {
    // The id in the right form would leave the tests in another file without their rule.
    let rule = "rule My_Rule 'b' {\n  severity hihg\n  detect { when exchange.installed }\n  finding 'f'\n}\n";
    let test =
        "test 'one' for My_Rule {\n  given exchange.installed = $true\n  expect detected\n}\n";
    let source = |origin: &str, text: &str| {
        Arc::new(SourceText { origin: origin.to_owned(), text: text.to_owned() })
    };
    let alone = fixed(rule, false);
    assert!(alone.sources[0].text.starts_with("rule my-rule"));
    let sources = [source("a.exrule", rule), source("b.exrule", test)];
    let result = fix(&sources, &Settings::default(), false);
    assert_eq!(result.sources[0].text, rule.replace("hihg", "high"));
    assert_eq!(result.sources[1].text, test);
    assert_eq!(result.applied.len(), 1);
}

#[test]
fn one_error_is_not_given_for_another() {
    // The id in the right form would leave the test without its rule: as many errors as before.
    let rule = "rule My_Rule 'b' {\n  severity hihg\n  detect { when exchange.installed }\n  finding 'f'\n}\n";
    let test =
        "\ntest 'one' for My_Rule {\n  given exchange.installed = $true\n  expect detected\n}\n";
    let text = format!("{rule}{test}");
    let renamed = text.replacen("My_Rule", "my-rule", 1);
    assert_eq!(compile_text(&text).errors[0], compile_text(&renamed).errors[0]);
    let result = fixed(&text, false);
    assert_eq!(result.sources[0].text, text.replace("hihg", "high"));
    // What a mistake has hidden in its own item comes to light, and the fix is made.
    let hiding = "rule a 'b' {\n  detect {\n    wehn exchange.instaled and $b or $c\n  }\n  finding 'f'\n}\n";
    assert!(mended(hiding, false).contains("    when exchange.instaled -and $b -or $c\n"));
}

#[test]
fn foreign_operators_beside_mixed_ones_are_mended() {
    let rule = |condition: &str| {
        format!(
            "rule a 'b' {{\n  detect {{\n    $a = first of service 'X'\n    $c = first of service 'Y'\n    \
             $e = rows of service where Name -eq 'Z'\n    when {condition}\n  }}\n  finding 'f'\n}}\n"
        )
    };
    for (wrong, right, errors) in [
        (
            "$a.Name == 'b' && $c.Name != 'd' or exists $e",
            "$a.Name -eq 'b' -and $c.Name -ne 'd' -or exists $e",
            1,
        ),
        (
            "$a.Name=='b'&&($c.Name <> 'd' or !exists $e)||not exists $c",
            "$a.Name -eq 'b' -and ($c.Name -ne 'd' -or -not exists $e) -or -not exists $c",
            1,
        ),
        (
            "($a.Name == 'b' && $c.Name != 'd') or exists $e",
            "($a.Name -eq 'b' -and $c.Name -ne 'd') -or exists $e",
            0,
        ),
    ] {
        let result = fixed(&rule(wrong), false);
        assert_eq!(result.sources[0].text, rule(right));
        assert_eq!(result.compilation.errors, [errors], "{wrong}");
        let codes: Vec<_> = result.compilation.diagnostics.iter().map(|one| one.code).collect();
        assert_eq!(codes.contains(&Code::MixedOperators), errors == 1, "{wrong}");
        // Each of them is told as it would be alone.
        let told = result.applied.iter().map(|one| one.diagnostic.code);
        assert!(told.into_iter().all(|code| code == Code::ForeignOperator));
        assert_eq!(
            result.applied[0].diagnostic.message,
            "`==` is not an operator of this language"
        );
    }
}

#[test]
fn a_word_that_is_right_is_not_mended_for_ever() {
    let text = "rule a 'b' {\n  detect {\n    when exchange.installed rows of service\n  }\n  finding 'f'\n}\n";
    let table = "table T (a: string) {\n  | 'x' |rows of 'y' |\n}\n";
    for text in [text, table] {
        let found = compile_text(text).diagnostics;
        assert!(found.iter().all(|one| one.fix.as_ref().is_none_or(|fix| fix.text != "rows")));
        check(text);
    }
}

/// Mends, and checks what must hold for any text.
fn check(text: &str) {
    for unsafe_too in [false, true] {
        let before = compile_text(text).errors[0];
        let result = fixed(text, unsafe_too);
        assert!(result.compilation.errors[0] <= before, "worse:\n{text}");
        let again = compile_text(&result.sources[0].text);
        assert_eq!(rendered(&again).lines().count(), rendered(&result.compilation).lines().count());
        assert_eq!(result.applied.is_empty(), result.sources[0].text == text);
    }
}

#[test]
fn rejected_files_never_get_worse() {
    for (_, text) in rule_files("tests/corpus/rejected") {
        check(&text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mutants_of_the_shipped_rules_never_get_worse(text in mutant()) {
        check(&text);
    }
}
