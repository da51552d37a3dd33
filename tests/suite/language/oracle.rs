//! What must hold for any rule files, however wrong they are. The suite and the fuzz targets
//! (`tests/fuzz`) check it with the same code.

use std::sync::Arc;

use extriage::diagnostic::{Diagnostic, SourceText};
use extriage::engine::{evaluate, run_tests, Observer, Selection, Tested};
use extriage::evidence::MemoryTarget;
use extriage::language::{compile, Compilation};
use extriage::model::RuleResult;
use extriage::report;

/// The most problems that are told of one file: its errors, its lints, and one line for each of
/// them that says how many more there are.
const MAX_PROBLEMS: usize = 20 + 50 + 2;

/// What the engine says of a rule whose evaluation panicked.
const FAULT: &str = "The engine failed";

/// Compiles the files together, and checks what must hold for any text.
pub(crate) fn compiled(texts: &[&str]) -> Compilation {
    let sources: Vec<Arc<SourceText>> = texts
        .iter()
        .enumerate()
        .map(|(index, text)| {
            Arc::new(SourceText { origin: format!("{index}.exrule"), text: (*text).to_owned() })
        })
        .collect();
    let compilation = compile(&sources);
    for diagnostic in &compilation.diagnostics {
        check(diagnostic);
    }
    for source in &sources {
        let here = |diagnostic: &&Diagnostic| Arc::ptr_eq(&diagnostic.source, source);
        let count = compilation.diagnostics.iter().filter(here).count();
        assert!(count <= MAX_PROBLEMS, "{count} problems of one file");
    }
    compilation
}

/// One diagnostic points into its file, can be shown, and is not too long.
fn check(diagnostic: &Diagnostic) {
    let places = [diagnostic.span]
        .into_iter()
        .chain(diagnostic.labels.iter().map(|label| label.span))
        .chain(diagnostic.fix.iter().map(|fix| fix.span));
    for span in places {
        assert!(span.start <= span.end, "{span:?}");
        let slice = diagnostic.source.text.get(span.start as usize..span.end as usize);
        assert!(slice.is_some(), "{span:?} is not in the text or inside a character");
    }
    let rendered = diagnostic.render();
    assert!(rendered.len() < 20_000, "a message of {} bytes", rendered.len());
    // The grammar's own names are not words of an administrator.
    let inner = ["K_", "_part", "_op"].iter().find(|name| diagnostic.label.contains(**name));
    assert!(inner.is_none(), "{rendered}");
    diagnostic.to_json();
}

/// Runs the tests that compiled, evaluates the rules over a target that knows nothing, and writes
/// the reports: each rule and each case of a test has its one result, and none is a fault.
pub(crate) fn evaluated(compilation: Compilation) {
    let pack = Arc::new(compilation.pack);
    let cases = |test: &extriage::language::ast::Test| {
        test.cases.as_ref().map_or(1, |cases| cases.rows.len())
    };
    let expected: usize = pack.tests.iter().map(|test| cases(test)).sum();
    let mut results = 0;
    let mut count = |tested: Tested| {
        let Tested::Test(test) = tested else { return };
        results += 1;
        assert!(!test.reason.contains(FAULT), "{}", test.reason);
    };
    let ended = run_tests(&pack, &Selection::default(), &mut count, &|| false);
    assert!(ended.is_ok() && results == expected, "{results} of {expected} tests had a result");

    let mut faults = Faults { results: 0, seen: Vec::new() };
    let target = MemoryTarget::new("nothing");
    assert!(evaluate(&pack, &target, &Selection::default(), &mut faults).is_ok());
    assert_eq!(faults.results, pack.rules.len());
    assert!(faults.seen.is_empty(), "{:?}", faults.seen);

    let rules = pack.rules.iter().map(|rule| &**rule);
    serde_json::to_string(&report::describe_rules(&pack)).expect("rules can be described");
    serde_json::to_string(&report::plan_evidence(rules)).expect("evidence can be planned");
}

struct Faults {
    results: usize,
    seen: Vec<String>,
}

impl Observer for Faults {
    fn progress(&mut self, _: u64, _: u64, _: &str) {}

    fn result(&mut self, result: RuleResult) {
        self.results += 1;
        if result.reason.contains(FAULT) {
            self.seen.push(result.reason.to_string());
        }
    }

    fn cancelled(&self) -> bool {
        false
    }
}
