//! What must hold for any rule files, however wrong they are. The suite and the fuzz targets
//! (`tests/fuzz`) check it with the same code.

use std::sync::{Arc, LazyLock};

use extriage::diagnostic::{Diagnostic, SourceText};
use extriage::engine::{evaluate, run_tests, Observer, Selection, Tested};
use extriage::evidence::MemoryTarget;
use extriage::language::{compile, format, Compilation};
use extriage::model::RuleResult;
use extriage::report;
use regex::Regex;

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

fn source(text: &str) -> Arc<SourceText> {
    Arc::new(SourceText { origin: String::from("x.exrule"), text: text.to_owned() })
}

fn formatted(text: &str) -> String {
    format(&source(text)).text
}

/// Every letter of a text, without space and order.
fn letters(text: &str) -> String {
    let mut letters: Vec<char> =
        text.chars().filter(|c| !c.is_whitespace() && *c != '\u{FEFF}').collect();
    letters.sort_unstable();
    letters.into_iter().collect()
}

/// What a compilation gives, without places.
fn meaning(text: &str) -> Vec<String> {
    static PLACES: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"span: Span \{[^}]*\}|line:? \d+").unwrap());
    let compilation = compile(&[source(text)]);
    let mut said: Vec<String> = Vec::new();
    if compilation.errors.iter().any(|errors| *errors > 0) {
        // Of a line that is wrong one mistake is told, and a formatted file has other lines.
        said.push(String::from("it has errors"));
    } else {
        let found = compilation.diagnostics.iter();
        said.extend(found.map(|d| format!("{} {}", d.code.as_str(), d.message)));
    }
    let suppressed = compilation.suppressed.iter().map(|one| &one.diagnostic);
    said.extend(suppressed.map(|d| format!("suppressed {} {}", d.code.as_str(), d.message)));
    let pack = &compilation.pack;
    for rule in &pack.rules {
        said.push(format!("{} {} {:?} {:?}", rule.id.text, rule.title, rule.severity, rule.tags));
        said.push(format!("{:?} {:?} {:?}", rule.params, rule.applies, rule.bindings));
        said.push(format!("{:?} {:?} {:?}", rule.whens, rule.findings, rule.remedy));
    }
    said.extend(pack.tables.iter().map(|table| format!("{:?} {:?}", table.columns, table.rows)));
    said.extend(pack.fixtures.iter().map(|fixture| format!("{:?}", fixture.givens)));
    said.extend(pack.tests.iter().map(|t| format!("{:?} {:?} {:?}", t.givens, t.cases, t.expects)));
    for one in &mut said {
        *one = PLACES.replace_all(one, "").into_owned();
    }
    said.sort_unstable();
    said
}

/// Formats, and checks what must hold for any text: formatting twice changes nothing more, no letter
/// is lost, and the rules mean the same.
pub(crate) fn round_trip(text: &str) -> String {
    let once = formatted(text);
    assert_eq!(formatted(&once), once, "formatted twice, from:\n{text}");
    assert_eq!(letters(&once), letters(text), "a letter was lost, from:\n{text}");
    let (before, after) = (meaning(text), meaning(&once));
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(before, after, "from:\n{text}\nto:\n{once}");
    }
    assert_eq!(before.len(), after.len(), "from:\n{text}");
    once
}
