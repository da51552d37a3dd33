//! The language reference: each example compiles, and the list of codes is complete.

use std::fs;
use std::path::Path;

use extriage::diagnostic::{Code, Level};

use super::examples::examples;
use super::rendered;

/// Compiles the examples of a page and says how many there are.
fn compile_examples(page: &str) -> usize {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
    let found = examples(&fs::read_to_string(path).unwrap());
    for example in &found {
        let mut compilation = example.compile();
        compilation.diagnostics.retain(|diagnostic| diagnostic.level == Level::Error);
        assert_eq!(rendered(&compilation), "", "{page}: {}", example.text);
    }
    found.len()
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
