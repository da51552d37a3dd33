//! One mistake costs one diagnostic, and spoils one item.

use extriage::diagnostic::Level;

use super::{compile_text, rendered, rule_files};

const SOUND: &str =
    "rule sound 'It is sound' {\n  detect { when exchange.installed }\n  finding 'found'\n}\n";

/// The lines on which errors are reported.
fn error_lines(text: &str) -> Vec<usize> {
    let compilation = compile_text(text);
    let errors = compilation.diagnostics.iter().filter(|found| found.level == Level::Error);
    errors.map(|found| found.source.position(found.span.start).0).collect()
}

#[test]
fn four_mistakes_give_four_diagnostics() {
    for name in ["four-mistakes-in-one-rule", "four-syntax-errors-in-one-rule"] {
        let files = rule_files("tests/corpus/rejected");
        let text = &files.iter().find(|(path, _)| path.contains(name)).unwrap().1;
        let lines = error_lines(&format!("{text}\n{SOUND}"));
        assert_eq!(lines.len(), 4, "{name}: {lines:?}");
        assert_eq!(compile_text(&format!("{text}\n{SOUND}")).pack.rules.len(), 1, "{name}");
    }
}

#[test]
fn a_broken_item_leaves_the_others() {
    for broken in [
        "rule broken 'x' {\n  detect {\n    when exchange.installed\n  finding 'f'\n}\n",
        "rule broken 'x' {\n  help 'no end\n  detect { when exchange.installed }\n}\n",
        "rule broken\n",
        "rule\n",
        "nonsense { } } ) (\n",
        "}\n",
        "rule broken 'x' { ((((( }\n",
        "test 'x' for sound {\n  given setuplog @'\nno end\n}\n",
        "table broken (a: string) {\n  | 'a' |\n  'b' |\n}\n",
        "<# no end\n",
    ] {
        for text in [format!("{SOUND}\n{broken}"), format!("{broken}\n{SOUND}")] {
            let compilation = compile_text(&text);
            let errors = rendered(&compilation);
            assert!(!compilation.diagnostics.is_empty(), "{text}");
            assert_eq!(compilation.pack.rules.len(), 1, "{text}\n{errors}");
        }
    }
}

#[test]
fn each_line_of_a_rule_can_be_broken_alone() {
    // Whatever line of a rule is cut short, its mistake is reported once, and on that line or the
    // one before it.
    let text = "rule sample 'A sample' {\n  severity high\n  tags one, two\n  detect {\n    \
                $a = rows of service where Name -eq 'x'\n    \
                $b = rows of service where Status -eq 'Stopped'\n    \
                when 'a' exists $a\n    when 'b' exists $b\n  }\n  finding 'found' {\n    \
                evidence $a columns Name\n    evidence $b limit 5\n  }\n}\n";
    assert_eq!(error_lines(text), Vec::<usize>::new());
    for (line, cut, with) in [
        (2, "severity high", "severity"),
        (3, "tags one, two", "tags one two"),
        (5, "Name -eq 'x'", "Name -eq"),
        (6, "$b = rows of", "$b = rows"),
        (7, "when 'a' exists $a", "when 'a' exists"),
        (8, "when 'b' exists", "wehn 'b' exists"),
        (11, "columns Name", "columns"),
        (12, "limit 5", "limit"),
    ] {
        let broken = text.replacen(cut, with, 1);
        assert_ne!(broken, text);
        assert_eq!(error_lines(&broken), [line], "{with}\n{}", rendered(&compile_text(&broken)));
    }
}

#[test]
fn a_lost_definition_is_not_a_second_mistake() {
    let text = "rule sample 'A sample' {\n  detect {\n    $a = rows fo service\n    \
                when exists $a -and $a.Name -contains 'x'\n  }\n  \
                finding for each $row in $a \"$row.Name\" {\n    evidence $row columns Name\n  }\n}\n";
    assert_eq!(error_lines(text), [3]);
    let table = "table Builds (line: versions) {\n  | 15.2.* |\n  | 15.2 |\n}\n\n\
                 rule sample 'A sample' {\n  detect {\n    \
                 $row = first of table Builds where exchange.build -like line\n    \
                 when exists $row -and $row.patched -eq 15.2.1\n  }\n  finding 'found'\n}\n\n\
                 test 'one' for sample {\n  given exchange.build = 15.2.1\n  expect detected\n}\n";
    assert_eq!(error_lines(table), [3]);
}

#[test]
fn names_are_shared_over_files_and_the_other_place_is_named() {
    let files = ["one.exrule", "two.exrule"].map(|name| (name.to_owned(), SOUND.to_owned()));
    let compilation = super::compile_files(&files);
    assert_eq!(compilation.pack.rules.len(), 1);
    let text = rendered(&compilation);
    assert!(text.contains("two.exrule:1:6") && text.contains("one.exrule, line 1"), "{text}");
}

#[test]
fn windows_line_ends_and_a_byte_order_mark_change_nothing() {
    let files: Vec<(String, String)> = rule_files("rules")
        .into_iter()
        .map(|(name, text)| (name, format!("\u{FEFF}{}", text.replace('\n', "\r\n"))))
        .collect();
    let compilation = super::compile_files(&files);
    assert_eq!(rendered(&compilation), "");
    assert!(compilation.pack.rules.len() >= 7);
}

#[test]
fn json_has_the_places_in_characters() {
    let text = "rule sample 'A sample' {\n  detect { when 'h\u{E9}' server.name == 'x' }\n  finding 'f'\n}\n";
    let compilation = compile_text(text);
    let json = compilation.diagnostics[0].to_json();
    let expected = serde_json::json!({
        "Code": "XT0201",
        "Severity": "Error",
        "Message": "`==` is not an operator of this language",
        "Path": "sample.exrule",
        "Line": 2,
        "Column": 34,
        "EndLine": 2,
        "EndColumn": 36,
        "Text": compilation.diagnostics[0].render(),
        "Help": null,
        "Fix": {
            "Line": 2, "Column": 34, "EndLine": 2, "EndColumn": 36, "Text": "-eq",
            "Applicability": "Safe",
        },
    });
    assert_eq!(json, expected);
}
