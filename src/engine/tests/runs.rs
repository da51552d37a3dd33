//! The engine over hand-made evidence: what is read, how often, and what comes out of it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Mutex;

use super::*;
use crate::engine::{evaluate, Cancelled, Observer, Selection};
use crate::evidence::{
    Facts, FileInfo, Look, MemoryFile, MemoryTarget, OpenFile, Service, Target, WindowsPath,
};

/// Counts how often each path is opened.
struct Counting {
    inner: MemoryTarget,
    opened: Mutex<HashMap<String, usize>>,
    examined: AtomicUsize,
}

impl Target for Counting {
    fn name(&self) -> Arc<str> {
        self.inner.name()
    }

    fn facts(&self) -> &Facts {
        self.inner.facts()
    }

    fn file(&self, path: &WindowsPath) -> Look<FileInfo> {
        assert!(!path.as_str().contains("fault"), "the disk is on fire");
        self.examined.fetch_add(1, Ordering::Relaxed);
        self.inner.file(path)
    }

    fn size(&self, path: &WindowsPath) -> Look<u64> {
        self.inner.size(path)
    }

    fn open(&self, path: &WindowsPath) -> Look<OpenFile> {
        *self.opened.lock().unwrap().entry(path.as_str().to_lowercase()).or_default() += 1;
        self.inner.open(path)
    }
}

fn target(files: &[(&str, &str)]) -> Counting {
    let mut inner = MemoryTarget::new("EX01");
    for (path, content) in files {
        let path = WindowsPath::parse(path).unwrap();
        inner.put(path, MemoryFile::Text((*content).into()));
    }
    Counting { inner, opened: Mutex::default(), examined: AtomicUsize::new(0) }
}

/// Keeps everything, and asks to stop after so many questions.
struct Watch {
    results: Vec<RuleResult>,
    progress: Vec<(u64, u64)>,
    patience: AtomicUsize,
}

impl Watch {
    fn new() -> Self {
        Self { results: Vec::new(), progress: Vec::new(), patience: AtomicUsize::new(usize::MAX) }
    }
}

impl Observer for Watch {
    fn progress(&mut self, read: u64, total: u64, _: &str) {
        self.progress.push((read, total));
    }

    fn result(&mut self, result: RuleResult) {
        self.results.push(result);
    }

    fn cancelled(&self) -> bool {
        let left = self.patience.load(Ordering::Relaxed);
        self.patience.store(left.saturating_sub(1), Ordering::Relaxed);
        left == 0
    }
}

fn results(pack: &RulePack, target: &dyn Target) -> Vec<RuleResult> {
    let mut watch = Watch::new();
    evaluate(pack, target, &Selection::default(), &mut watch).unwrap();
    watch.results
}

fn outcome(rule: Rule, target: &dyn Target) -> (Outcome, String) {
    let result = results(&pack([rule]), target).remove(0);
    (result.outcome, result.reason)
}

const LOG: &str = r"C:\Logs\a.log";

#[test]
fn a_cancel_ends_the_evaluation_of_one_rule() {
    let target = target(&[(LOG, &"needle\n".repeat(5000))]);
    let of_rows = Query {
        source: QuerySource::Variable(name("all")),
        argument: None,
        filter: Some(expr(ExprKind::Match {
            negated: false,
            text: Box::new(expr(ExprKind::Column(name("Text")))),
            pattern: pattern("needle"),
        })),
        ..query("textlog", LOG)
    };
    let bindings = vec![("all", query("textlog", LOG)), ("some", of_rows)];
    let pack = pack([rule("a", bindings, exists("some"))]);
    let asked = |patience: usize| {
        let mut watch = Watch { patience: AtomicUsize::new(patience), ..Watch::new() };
        let run = evaluate(&pack, &target, &Selection::default(), &mut watch);
        (run, watch.results.len())
    };
    // Reading asks now and then, the rule before every row.
    assert_eq!(asked(4), (Err(Cancelled), 0));
    assert_eq!(asked(4000), (Err(Cancelled), 0));
    assert_eq!(asked(20_000), (Ok(()), 1));
}

#[test]
fn three_rules_read_one_log_once() {
    let target = target(&[(LOG, "one\r\ntwo\r\n")]);
    let each = |id: &str, path: &str, words: &str| {
        let query = Query { pattern: Some(pattern(words)), ..query("textlog", path) };
        rule(id, vec![("rows", query)], exists("rows"))
    };
    let setup = rule("d", vec![("runs", query("setuplog.runs", LOG))], exists("runs"));
    let pack = pack([
        each("a", LOG, "one"),
        each("b", r"c:\LOGS\A.log", "two"),
        each("c", "C:/Logs/./a.log", "three"),
        setup,
    ]);
    let mut watch = Watch::new();
    evaluate(&pack, &target, &Selection::default(), &mut watch).unwrap();
    let outcomes: Vec<_> = watch.results.iter().map(|result| result.outcome).collect();
    use Outcome::{Clear, Detected, Unknown};
    assert_eq!(outcomes, [Detected, Detected, Clear, Unknown]);
    let opened = target.opened.lock().unwrap();
    assert_eq!(opened.iter().collect::<Vec<_>>(), [(&LOG.to_lowercase(), &1)]);
    assert_eq!(target.examined.load(Ordering::Relaxed), 0);
    assert_eq!(watch.progress.last(), Some(&(10, 10)));
}

#[test]
fn a_log_that_is_not_there_leaves_only_absence_in_doubt() {
    let mut target = target(&[(LOG, "one\n")]);
    target.inner.put(WindowsPath::parse(r"C:\gone.log").unwrap(), MemoryFile::Missing);
    let either = |gone: Query| {
        let here = Query { pattern: Some(pattern("none of it")), ..query("textlog", LOG) };
        let bindings = vec![("gone", gone), ("here", here)];
        rule("a", bindings, binary(exists("gone"), Operator::Or, exists("here")))
    };
    let (outcome_gone, reason) = outcome(either(query("textlog", r"C:\gone.log")), &target);
    assert_eq!(outcome_gone, Outcome::Unknown);
    assert!(reason.contains(r"C:\gone.log was not found"), "{reason}");
    let if_present = Query { if_present: true, ..query("textlog", r"C:\gone.log") };
    assert_eq!(outcome(either(if_present), &target).0, Outcome::Clear);
    let (outcome_not_given, reason) = outcome(either(query("textlog", r"C:\other.log")), &target);
    assert_eq!(outcome_not_given, Outcome::Unknown);
    assert!(reason.contains(r"C:\other.log"), "{reason}");
}

#[test]
fn every_reason_is_told() {
    let mut target = target(&[]);
    for path in [r"C:\a.log", r"C:\b.log"] {
        target.inner.put(WindowsPath::parse(path).unwrap(), MemoryFile::Missing);
    }
    let bindings = vec![("a", query("textlog", r"C:\a.log")), ("b", query("textlog", r"C:\b.log"))];
    let (_, reason) =
        outcome(rule("x", bindings, binary(exists("a"), Operator::Or, exists("b"))), &target);
    assert_eq!(reason, r"Unknown, because C:\a.log was not found; C:\b.log was not found.");
}

#[test]
fn a_missing_file_is_an_answer_to_exists_and_to_nothing_else() {
    let mut target = target(&[]);
    target.inner.put(WindowsPath::parse(r"C:\x.exe").unwrap(), MemoryFile::Missing);
    let file = || Query { quantity: Quantity::Whole, ..query("file", r"C:\x.exe") };
    let with = |condition| outcome(rule("x", vec![("file", file())], condition), &target);
    assert_eq!(with(exists("file")).0, Outcome::Clear);
    let version = expr(ExprKind::Literal(Value::Version(Version([15, 1, 0, 0]))));
    let older = binary(variable("file.Version"), Operator::Less, version.clone());
    let unknown = (Outcome::Unknown, String::from(r"Unknown, because C:\x.exe was not found."));
    assert_eq!(with(older), unknown);
    let or_older = binary(variable("file.Version"), Operator::Coalesce, version.clone());
    assert_eq!(
        with(binary(or_older, Operator::Equal { case: false }, version)).0,
        Outcome::Detected
    );
    let null = expr(ExprKind::Literal(Value::Missing));
    let is_null = binary(variable("file.Version"), Operator::Equal { case: false }, null);
    assert_eq!(with(is_null).0, Outcome::Detected);
}

#[test]
fn a_condition_over_other_rows_waits_for_them() {
    let mut target = target(&[(LOG, "stop FMS\nstop IIS\nstart FMS\n")]);
    for (service, start_type) in [("fms", "Disabled"), ("IIS", "Disabled"), ("MOM", "Disabled")] {
        target.inner.service(Service {
            name: service.into(),
            display_name: None,
            start_type: Look::Found(start_type.into()),
            status: Look::unknown("not asked"),
        });
    }
    let last = Query {
        quantity: Quantity::Last,
        pattern: Some(pattern("(?<Action>start|stop) (?<Service>[A-Z]+)")),
        per: Some(name("Service")),
        ..query("textlog", LOG)
    };
    let column = |text| expr(ExprKind::Column(name(text)));
    let stopped = Query {
        source: QuerySource::Variable(name("last")),
        argument: None,
        filter: Some(binary(column("Action"), Operator::Equal { case: false }, text("STOP"))),
        ..query("textlog", LOG)
    };
    let in_rows = Operator::In { case: false, negated: false };
    let stuck = Query {
        argument: None,
        filter: Some(binary(column("Name"), in_rows, variable("stopped.Service"))),
        ..query("service", LOG)
    };
    let mut rule =
        rule("x", vec![("last", last), ("stopped", stopped), ("stuck", stuck)], exists("stuck"));
    let pieces = vec![
        TextPiece::Value(variable("row.Name")),
        TextPiece::Literal(" of ".into()),
        TextPiece::Value(variable("stuck.Count")),
    ];
    rule.findings.push(FindingTemplate {
        each: Some(ForEach { row: name("row"), rows: name("stuck") }),
        condition: None,
        message: expr(ExprKind::Text(pieces)),
        evidence: vec![EvidenceTemplate {
            variable: name("stopped"),
            filter: Some(binary(
                column("Service"),
                Operator::Equal { case: false },
                variable("row.Name"),
            )),
            columns: vec![name("Service")],
            limit: 10,
        }],
    });
    let result = results(&pack([rule]), &target).remove(0);
    assert_eq!(result.outcome, Outcome::Detected, "{}", result.reason);
    let messages: Vec<_> = result.findings.iter().map(|f| f.message.as_str()).collect();
    assert_eq!(messages, ["IIS of 1"]);
    let finding = &result.findings[0];
    assert_eq!((finding.evidence_total, finding.evidence[0].line), (1, Some(2)));
    assert_eq!(finding.evidence[0].text.as_ref(), "stop IIS");
}

#[test]
fn results_are_read_by_rules_that_are_evaluated_last() {
    let target = target(&[(LOG, "one\n")]);
    let reads = Query {
        argument: None,
        filter: Some(binary(
            expr(ExprKind::Column(name("Outcome"))),
            Operator::Equal { case: false },
            text("detected"),
        )),
        ..query("result", LOG)
    };
    let reader = rule("reader", vec![("results", reads)], exists("results"));
    let found = rule("found", vec![("rows", query("textlog", LOG))], exists("rows"));
    let mut needs = rule("needs", vec![("rows", query("textlog", LOG))], exists("rows"));
    needs.needs.push(name("found"));
    let mut circle = rule("circle", Vec::new(), exists("x"));
    circle.needs.push(name("circle"));
    let pack = pack([reader, found, needs, circle]);
    let all = results(&pack, &target);
    let ids: Vec<_> = all.iter().map(|r| (r.rule_id.as_ref(), r.outcome)).collect();
    let expected = [
        ("reader", Outcome::Detected),
        ("found", Outcome::Detected),
        ("needs", Outcome::Blocked),
        ("circle", Outcome::Blocked),
    ];
    assert_eq!(ids, expected);
    assert_eq!(all[2].reason, "found must be clear first, and it is Detected.");
    assert_eq!(all[2].explanation, ["needs found, which is Detected", "  It is so."]);
    assert_eq!(all[3].reason, "It needs rules that need it.");

    // Selected alone, the reader still sees the others, and only it is reported.
    let ids = vec!["OLD-read*".into(), "nothing-*".into()];
    let selection = Selection { ids, ..Selection::default() };
    let mut watch = Watch::new();
    evaluate(&pack, &target, &selection, &mut watch).unwrap();
    assert_eq!(watch.results.len(), 1);
    assert_eq!(watch.results[0].outcome, Outcome::Detected);
    assert_eq!(selection.unmatched(&pack), ["nothing-*"]);
}

#[test]
fn a_fault_costs_one_rule() {
    let target = target(&[(LOG, "one\n")]);
    let file = Query { quantity: Quantity::Whole, ..query("file", r"C:\fault.exe") };
    let pack = pack([
        rule("faulty", vec![("file", file)], exists("file")),
        rule("sound", vec![("rows", query("textlog", LOG))], exists("rows")),
    ]);
    let results = results(&pack, &target);
    assert_eq!(results[0].outcome, Outcome::Error);
    assert!(results[0].reason.contains("the disk is on fire"), "{}", results[0].reason);
    let explanation = [
        "the fault is the engine's, met in rules/x.exrule:1",
        "  the other rules were evaluated all the same",
    ];
    assert_eq!(results[0].explanation, explanation);
    assert_eq!(results[1].outcome, Outcome::Detected);
}

#[test]
fn a_run_stops_when_it_is_asked_to() {
    let long = "a line of a log that is long\n".repeat(200_000);
    let target = target(&[(LOG, &long)]);
    let pack = pack([rule("a", vec![("rows", query("textlog", LOG))], exists("rows"))]);
    let mut watch = Watch::new();
    watch.patience = AtomicUsize::new(3);
    let stopped = evaluate(&pack, &target, &Selection::default(), &mut watch);
    assert_eq!(stopped, Err(Cancelled));
    assert!(watch.results.is_empty());
}

#[test]
fn what_is_kept_is_bounded_and_what_was_found_is_counted() {
    let target = target(&[(LOG, &"x\n".repeat(150_000))]);
    let first_ten = Query { limit: Some(10), ..query("textlog", LOG) };
    let derived = Query {
        source: QuerySource::Variable(name("rows")),
        argument: None,
        filter: Some(binary(
            expr(ExprKind::Column(name("Text"))),
            Operator::Equal { case: false },
            text("y"),
        )),
        ..query("textlog", LOG)
    };
    let count = binary(
        variable("rows.Count"),
        Operator::Equal { case: false },
        expr(ExprKind::Literal(Value::Number(150_000.0))),
    );
    for query in [query("textlog", LOG), first_ten] {
        let counted = rule("a", vec![("rows", query)], count.clone());
        assert_eq!(outcome(counted, &target).0, Outcome::Detected);
    }
    let absent = rule("a", vec![("rows", query("textlog", LOG)), ("y", derived)], exists("y"));
    let (outcome, reason) = outcome(absent, &target);
    assert_eq!(outcome, Outcome::Unknown);
    assert!(reason.contains("only 100000 of 150000 rows were kept"), "{reason}");
}
