//! The examples of the documents: fenced blocks that say which part of a file they are.

use std::sync::Arc;

use extriage::diagnostic::SourceText;
use extriage::language::{compile_with, Compilation, Settings};

use super::rule_files;

/// One fenced block of the language.
pub(super) struct Example {
    /// What it is part of, such as `detect`; empty for a whole file.
    pub(super) part: String,
    /// Its text as it stands in the document.
    pub(super) text: String,
}

impl Example {
    /// The example with what a whole file needs around it.
    pub(super) fn whole(&self) -> String {
        let example = &*self.text;
        let detect = "  detect {\n    $stuck = rows of service\n    when exists $stuck\n  }\n";
        let finding = "  finding 'found'\n";
        let rule = |parts: &[&str]| format!("rule sample 'A sample' {{\n{}}}\n", parts.concat());
        match self.part.as_str() {
            "" => example.to_owned(),
            "rule" => rule(&[example, "\n", detect, finding]),
            "detect" => rule(&["  detect {\n", example, "  }\n", finding]),
            "finding" => rule(&[detect, "\n", example]),
            "remediate" => {
                rule(&[detect, "\n", finding, "\n  remediate 'Mend it' {\n", example, "  }\n"])
            }
            "test" => {
                let test = format!("test 'one' for sample {{\n{example}}}\n");
                format!("{}\n{test}", rule(&[detect, "\n", finding]))
            }
            other => panic!("there is an example in {other}"),
        }
    }

    /// Compiles the example, which may speak of the shipped rules.
    pub(super) fn compile(&self) -> Compilation {
        let source = |(origin, text): (String, String)| Arc::new(SourceText { origin, text });
        let library = rule_files("rules").into_iter().map(source).collect();
        let own = source((String::from("sample.exrule"), self.whole()));
        compile_with(&[own], &Settings { library, ..Settings::default() })
    }
}

/// The examples of a document, in their order.
pub(super) fn examples(document: &str) -> Vec<Example> {
    let blocks = document.split("\n```exrule").skip(1);
    let read = |block: &str| {
        let (part, rest) = block.split_once('\n').unwrap();
        let text = rest.split("```").next().unwrap().to_owned();
        Example { part: part.trim().to_owned(), text }
    };
    blocks.map(read).collect()
}
