//! Rules that are within every limit and would take memory or time without end.

use std::time::{Duration, Instant};

use super::*;
use crate::engine::budget::{Budget, RUN_BYTES};
use crate::engine::choice::Choice;
use crate::engine::listing::RESULT_BYTES;
use crate::engine::meter::MOST_STEPS;
use crate::engine::run::Watched;
use crate::engine::scope::Tables;
use crate::engine::{run, Cancelled, Most, Observer, Terms};
use crate::evidence::{MemoryFile, MemoryTarget, WindowsPath};
use crate::language::compile;

/// Rules that look at one log, and what is done with the results.
struct Case {
    rules: String,
    log: String,
    bytes: usize,
    steps: u64,
}

#[derive(Default)]
struct Results {
    told: Vec<RuleResult>,
    /// When to ask to stop.
    stop: Option<Instant>,
}

impl Observer for Results {
    fn progress(&mut self, _: u64, _: u64, _: &str) {}

    fn result(&mut self, result: RuleResult) {
        self.told.push(result);
    }

    fn cancelled(&self) -> bool {
        self.stop.is_some_and(|stop| Instant::now() >= stop)
    }
}

impl Case {
    fn run(&self, stop: Option<Instant>) -> (Result<(), Cancelled>, Vec<RuleResult>) {
        let source = SourceText { origin: String::from("a.exrule"), text: self.rules.clone() };
        let compilation = compile(&[Arc::new(source)]);
        let errors: Vec<_> = compilation.diagnostics.iter().map(|one| &one.message).collect();
        assert!(compilation.left_out.is_empty(), "{errors:?}");
        let pack = compilation.pack;
        let mut target = MemoryTarget::new("EX01");
        target.put(
            WindowsPath::parse(r"C:\x.log").unwrap(),
            MemoryFile::Text(self.log.as_str().into()),
        );
        let tables = Tables::new(&pack);
        let choice = Choice::plain(&pack, |_| true);
        let most = Most { bytes: self.bytes, steps: self.steps };
        let terms = Terms { choice: &choice, now: None, watch: None, most };
        let mut results = Results { told: Vec::new(), stop };
        let outcome = run(&pack, &target, &tables, &terms, &Watched::new(&mut results));
        (outcome, results.told)
    }

    fn results(&self) -> Vec<RuleResult> {
        let (outcome, told) = self.run(None);
        assert_eq!(outcome, Ok(()));
        told
    }
}

fn lines(count: usize) -> String {
    (0..count).map(|n| format!("line {n} of a log that is neither long nor short\n")).collect()
}

fn rule(number: usize, question: &str, finding: &str) -> String {
    format!("rule r{number} 'x' {{\n  severity low\n  detect {{\n    $e = {question}\n    when exists $e\n  }}\n  {finding}\n}}\n")
}

const ALL: &str = r"rows of textlog 'C:\x.log'";

fn one(finding: &str, rows: usize) -> Case {
    Case { rules: rule(0, ALL, finding), log: lines(rows), bytes: RUN_BYTES, steps: MOST_STEPS }
}

fn json_size(result: &RuleResult) -> usize {
    serde_json::to_vec(result).unwrap().len()
}

#[test]
fn many_rules_share_the_rows_and_the_budget() {
    let rules = (0..50).map(|number| rule(number, ALL, "finding 'f' { evidence $e }")).collect();
    let case = Case { rules, log: lines(4_000), bytes: 4 << 20, steps: MOST_STEPS };
    let results = case.results();
    assert_eq!(results.len(), 50);
    for result in &results {
        assert_eq!(result.outcome, Outcome::Detected);
        assert_eq!(result.findings[0].evidence_total, 4_000, "what is counted is exact");
        assert!(!result.findings[0].evidence.is_empty(), "nobody is starved");
    }
    let short = |result: &RuleResult| {
        result.explanation.iter().any(|line| line.starts_with("not every row is kept"))
    };
    assert!(results.iter().any(short));

    // Where there is room for all of it, nobody hears of it.
    let rules = (0..3).map(|number| rule(number, ALL, "finding 'f' { evidence $e }")).collect();
    let results = Case { rules, log: lines(4_000), bytes: RUN_BYTES, steps: MOST_STEPS }.results();
    assert!(!results.iter().any(short));
}

#[test]
fn a_rule_that_comes_after_a_greedy_one_has_its_share() {
    let last = r"rows of textlog 'C:\x.log' pattern 'line 3999 '";
    let rules = rule(0, ALL, "finding 'f'") + &rule(1, last, "finding 'f' { evidence $e }");
    let results = Case { rules, log: lines(4_000), bytes: 256 << 10, steps: MOST_STEPS }.results();
    assert_eq!(results[1].findings[0].evidence.len(), 1);
    assert_eq!(results[0].outcome, Outcome::Detected);
}

#[test]
fn values_that_grow_are_in_doubt_when_there_is_no_room() {
    let question = r"last of textlog 'C:\x.log' pattern '^(?<K>k\d+) (?<V>.*)$' per K";
    let mut log: String = (0..500).map(|n| format!("k{n:05} s\n")).collect();
    log.extend((0..500).map(|n| format!("k{n:05} {}\n", "v".repeat(20_000))));
    let case =
        Case { rules: rule(0, question, "finding 'f'"), log, bytes: 2 << 20, steps: MOST_STEPS };
    let result = case.results().remove(0);
    assert_eq!(result.outcome, Outcome::Unknown);
    assert!(result.reason.contains("no room for a later row"), "{}", result.reason);
}

#[test]
fn findings_and_evidence_are_cut_and_counted() {
    for (finding, rows) in [
        (r#"finding for each $l in $e "$l.Line" { evidence $e limit 90000 }"#, 5_000),
        (r#"finding for each $l in $e "$l.Text $e.Text" { evidence $e limit 2000 }"#, 3_000),
    ] {
        let began = Instant::now();
        let result = one(finding, rows).results().remove(0);
        assert_eq!(result.outcome, Outcome::Detected);
        assert!(json_size(&result) < RESULT_BYTES * 5 / 4, "{}", json_size(&result));
        let last = result.findings.last().unwrap();
        let listed = result.findings.len() as u64 - 1;
        let more = format!("{} more of them are not listed.", rows as u64 - listed);
        assert_eq!(last.message, more);
        assert!(result.findings[..result.findings.len() - 1]
            .iter()
            .all(|finding| finding.evidence_total == rows as u64));
        let said = result.explanation.last().unwrap();
        assert!(said.starts_with("not everything is listed"), "{said}");
        assert!(began.elapsed() < Duration::from_secs(60));
    }
}

#[test]
fn a_filter_that_is_the_same_for_all_findings_is_asked_once() {
    let began = Instant::now();
    let finding = r#"finding for each $l in $e "$l.Line" { evidence $e where Text -like "*n*o*t*h*e*r*e*zz*" limit 1 }"#;
    let result = one(finding, 3_000).results().remove(0);
    assert_eq!(result.findings.len(), 1_001);
    assert_eq!(result.findings[0].evidence_total, 0);
    // Each for itself would take three million looks.
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());

    // One that is about the row of the finding is another one each time.
    let finding =
        r#"finding for each $l in $e "$l.Line" { evidence $e where Line -lt $l.Line limit 1 }"#;
    let result = one(finding, 20).results().remove(0);
    let totals: Vec<_> = result.findings.iter().map(|finding| finding.evidence_total).collect();
    assert_eq!(totals, (0..20).collect::<Vec<u64>>());
}

#[test]
fn a_message_writes_no_more_than_it_shows() {
    let finding = format!(r#"finding "{}""#, "$e.Text ".repeat(40));
    let result = one(&finding, 5_000).results().remove(0);
    assert!(result.findings[0].message.len() < 40 * 510, "{}", result.findings[0].message.len());
}

#[test]
fn a_plan_is_cut_and_says_so() {
    let steps = "step set service $l.Text StartType = 'Automatic' step manual \"$l.Text $e.Text\" ";
    let remedy = format!("finding 'f'\n  remediate 'x' {{ impact 'n' for each $l in $e {{ {} }} verify clear undo automatic }}", steps.repeat(20));
    let result = one(&remedy, 3_000).results().remove(0);
    assert!(json_size(&result) < RESULT_BYTES * 5 / 4, "{}", json_size(&result));
    let plan = result.remedy.unwrap();
    assert!(plan.safety < Safety::Safe);
    let last = &plan.steps.last().unwrap().object;
    assert!(last.starts_with("Do the same for ") && last.ends_with(" more."), "{last}");
    assert_eq!(result.findings.len(), 1, "the author's sentence is told");
}

#[test]
fn membership_of_many_values_is_found_by_value() {
    let wanted = ["Text -in $a.Text"; 30].join(" -or ");
    let rules = format!("rule r 'x' {{\n  severity low\n  detect {{\n    $a = {ALL}\n    $e = {ALL} where {wanted}\n    when exists $e\n  }}\n  finding 'f' {{ evidence $e }}\n}}\n");
    let began = Instant::now();
    let result =
        Case { rules, log: lines(20_000), bytes: RUN_BYTES, steps: MOST_STEPS }.results().remove(0);
    assert_eq!(result.findings[0].evidence_total, 20_000);
    assert!(began.elapsed() < Duration::from_secs(60), "{:?}", began.elapsed());
}

#[test]
fn what_takes_too_many_steps_is_an_error_and_the_others_go_on() {
    let finding =
        r#"finding for each $l in $e "$l.Line" { evidence $e where Line -gt $l.Line limit 1 }"#;
    let rules = rule(0, ALL, finding) + &rule(1, ALL, "finding 'f'");
    let results = Case { rules, log: lines(2_000), bytes: RUN_BYTES, steps: 100_000 }.results();
    assert_eq!(results[0].outcome, Outcome::Error);
    assert!(results[0].reason.starts_with("It takes more than "), "{}", results[0].reason);
    assert!(results[0].findings.is_empty());
    assert_eq!(results[1].outcome, Outcome::Detected);
}

#[test]
fn a_stop_ends_one_look_at_one_long_line() {
    let question = format!("{ALL} where Text -like '*{}b*'", "?".repeat(30_000));
    let rules = rule(0, &question, "finding 'f'") + &rule(1, ALL, "finding 'f'");
    let log = format!("{}\n", "a".repeat(64_000)).repeat(3);
    // While the log is read the steps are not bounded, but a stop ends them.
    let case = Case { rules, log, bytes: RUN_BYTES, steps: MOST_STEPS };
    let asked = Instant::now() + Duration::from_millis(300);
    let (outcome, told) = case.run(Some(asked));
    println!("stopped in {:?}", asked.elapsed());
    assert_eq!((outcome, told.len()), (Err(Cancelled), 0));
    assert!(asked.elapsed() < Duration::from_secs(2));
}

#[test]
fn a_stop_ends_findings() {
    let finding = r#"finding for each $l in $e "$l.Line" { evidence $e where Line -gt $l.Line -and Text -like "*n*o*t*h*?*r*e*zz*" limit 1 }"#;
    for wait in [50, 1_500] {
        let case = one(finding, 60_000);
        let asked = Instant::now() + Duration::from_millis(wait) + Duration::from_secs(1);
        let (outcome, _) = case.run(Some(asked));
        println!("stopped in {:?}", asked.elapsed());
        assert_eq!(outcome, Err(Cancelled));
        assert!(asked.elapsed() < Duration::from_secs(2));
    }
}

#[test]
fn nothing_is_held_by_a_rule_that_is_done() {
    // What one rule could not keep beside ten others, because they would hold theirs.
    let big = "finding for each $l in $e \"$l.Text\" { evidence $e limit 90000 }";
    let rules: String = (0..12).map(|number| rule(number, ALL, big)).collect();
    let results = Case { rules, log: lines(1_500), bytes: 24 << 20, steps: MOST_STEPS }.results();
    let sizes: Vec<_> = results.iter().map(json_size).collect();
    let (least, most) = (sizes.iter().min().unwrap(), sizes.iter().max().unwrap());
    assert!(least * 2 > *most, "{sizes:?}");
    assert!(Budget::new(24 << 20, 12, 12).of(0).take(1 << 20));
}
