//! The hand-written documents: each example in them compiles.

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
        // A piece of a rule does not use what it defines.
        let of_piece = [Code::UnusedBinding, Code::UnusedParameter];
        compilation
            .diagnostics
            .retain(|found| found.level != Level::Information && !of_piece.contains(&found.code));
        assert_eq!(rendered(&compilation), "", "{page}: {}", example.text);
    }
    found.len()
}
#[test]
fn every_example_of_the_documents_compiles() {
    let reference = compile_examples("grammar/README.md");
    assert!(reference >= 10, "only {reference} examples were found");
    assert_eq!(compile_examples("README.md"), 2);
}
