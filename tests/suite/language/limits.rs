//! The limits that the registry tells are the ones that the readers keep.

use std::sync::Arc;

use extriage::diagnostic::SourceText;
use extriage::engine::{evaluate, Observer, Selection};
use extriage::evidence::{MemoryFile, MemoryTarget, WindowsPath};
use extriage::language::{compile_with, Settings};
use extriage::model::{Limits, Registry, RuleResult, SourceSchema};

const RULE: &str = r"rule lines 'Lines of a log' {
  detect {
    $lines = rows of textlog 'C:\a.log'
    when 'there are five' count $lines -eq 5
  }
  finding 'found' {
    evidence $lines limit 10
  }
}
";

/// The registry with other limits for one source.
fn limited(source: &str, limits: Limits) -> Registry {
    let limit = |schema: &SourceSchema| {
        let limits = if schema.name == source { limits } else { schema.limits };
        SourceSchema { limits, ..schema.clone() }
    };
    let sources: Vec<SourceSchema> = Registry::SHIPPED.sources.iter().map(limit).collect();
    Registry { sources: sources.leak(), ..Registry::SHIPPED }
}

struct Results(Vec<RuleResult>);

impl Observer for Results {
    fn progress(&mut self, _: u64, _: u64, _: &str) {}

    fn result(&mut self, result: RuleResult) {
        self.0.push(result);
    }

    fn cancelled(&self) -> bool {
        false
    }
}

/// How many of five lines are kept as evidence, and how many are counted.
fn kept(registry: Registry) -> (usize, u64) {
    let source =
        Arc::new(SourceText { origin: String::from("lines.exrule"), text: RULE.to_owned() });
    let settings = Settings { registry, ..Settings::default() };
    let compilation = compile_with(&[source], &settings);
    let mut target = MemoryTarget::new("test");
    let text = MemoryFile::Text(Arc::from("one\ntwo\nthree\nfour\nfive\n"));
    target.put(WindowsPath::parse(r"C:\a.log").unwrap(), text);
    let mut results = Results(Vec::new());
    evaluate(&compilation.pack, &target, &Selection::default(), &mut results).unwrap();
    let finding = &results.0[0].findings[0];
    (finding.evidence.len(), finding.evidence_total)
}

#[test]
fn a_question_keeps_as_many_rows_and_bytes_as_its_source_allows_and_counts_all() {
    assert_eq!(kept(Registry::SHIPPED), (5, 5));
    assert_eq!(kept(limited("textlog", Limits { rows: 2, ..Limits::LOG })), (2, 5));
    // A row takes a few hundred bytes.
    assert_eq!(kept(limited("textlog", Limits { row_bytes: 500, ..Limits::LOG })), (1, 5));
    assert_eq!(kept(limited("service", Limits { rows: 2, ..Limits::QUESTION })), (5, 5));
}
