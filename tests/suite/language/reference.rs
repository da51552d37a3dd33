//! The language reference: each example compiles, and the list of codes is complete.

use std::fs;
use std::path::Path;

use extriage::diagnostic::{Code, Level};

use super::{compile_text, rendered};

/// Wraps an example that is part of a rule or test into a whole file.
fn whole(part: &str, example: &str) -> String {
    let detect = "detect { $stuck = rows of service when exists $stuck }";
    let finding = "finding 'found'";
    let rule = |detect: &str, rest: &str| format!("rule sample 'A sample' {{ {detect} {rest} }}\n");
    match part {
        "" => example.to_owned(),
        "rule" => rule(detect, &format!("{finding}\n{example}")),
        "detect" => rule(&format!("detect {{\n{example}\n}}"), finding),
        "finding" => rule(detect, example),
        "remediate" => rule(detect, &format!("{finding} remediate 'Mend it' {{\n{example}\n}}")),
        "test" => format!("{}test 'one' for sample {{\n{example}\n}}\n", rule(detect, finding)),
        other => panic!("the reference has an example in {other}"),
    }
}

/// Compiles the examples of a page and says how many there are.
fn compile_examples(page: &str) -> usize {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
    let text = fs::read_to_string(path).unwrap();
    let examples = text.split("\n```exrule").skip(1);
    let compile = |block: &str| {
        let (part, rest) = block.split_once('\n').unwrap();
        let example = rest.split("\n```").next().unwrap();
        let mut compilation = compile_text(&whole(part.trim(), example));
        compilation.diagnostics.retain(|diagnostic| diagnostic.level == Level::Error);
        assert_eq!(rendered(&compilation), "", "{page}: {example}");
    };
    examples.map(compile).count()
}

#[test]
fn every_example_of_the_documents_compiles() {
    let reference = compile_examples("grammar/README.md");
    assert!(reference >= 10, "only {reference} examples were found");
    assert_eq!(compile_examples("README.md"), 1);
}

#[test]
fn the_reference_lists_every_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("grammar/README.md");
    let text = fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once("<!-- codes -->\n").unwrap();
    let (found, after) = rest.split_once("<!-- /codes -->").unwrap();
    let mut expected = String::from("\n| code | meaning |\n|---|---|\n");
    for code in Code::ALL {
        expected.push_str(&format!("| {} | {} |\n", code.as_str(), code.explanation()));
    }
    expected.push('\n');
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let text = format!("{before}<!-- codes -->\n{expected}<!-- /codes -->{after}");
        fs::write(&path, text).unwrap();
        return;
    }
    assert_eq!(found, expected);
}
