//! The examples of the documents: fenced blocks that say which part of a file they are.

use extriage::language::Compilation;

use super::compile_text;

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
        let example = &self.text;
        let detect = "detect { $stuck = rows of service when exists $stuck }";
        let finding = "finding 'found'";
        let rule =
            |detect: &str, rest: &str| format!("rule sample 'A sample' {{ {detect} {rest} }}\n");
        match self.part.as_str() {
            "" => example.to_owned(),
            "rule" => rule(detect, &format!("{finding}\n{example}")),
            "detect" => rule(&format!("detect {{\n{example}\n}}"), finding),
            "finding" => rule(detect, example),
            "remediate" => {
                rule(detect, &format!("{finding} remediate 'Mend it' {{\n{example}\n}}"))
            }
            "test" => format!("{}test 'one' for sample {{\n{example}\n}}\n", rule(detect, finding)),
            other => panic!("there is an example in {other}"),
        }
    }

    pub(super) fn compile(&self) -> Compilation {
        compile_text(&self.whole())
    }
}

/// The examples of a document, in their order.
pub(super) fn examples(document: &str) -> Vec<Example> {
    let blocks = document.split("\n```exrule").skip(1);
    let read = |block: &str| {
        let (part, rest) = block.split_once('\n').unwrap();
        let text = rest.split("\n```").next().unwrap().to_owned();
        Example { part: part.trim().to_owned(), text }
    };
    blocks.map(read).collect()
}
