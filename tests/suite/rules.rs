//! The shipped rules: their own tests, and what they say about real setup logs.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use extriage::diagnostic::SourceText;
use extriage::engine::{evaluate, run_tests, Observer, Selection, Tested};
use extriage::evidence::{FolderTarget, WindowsPath};
use extriage::language::ast::{Expect, ExprKind, Name, RulePack, Test};
use extriage::language::compile;
use extriage::model::{Outcome, RuleCoverage, RuleResult, RuleTestResult};

mod facts;
mod public_cases;
mod service_logs;
mod setup_logs;
mod sparse;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn shipped() -> Arc<RulePack> {
    let mut sources = Vec::new();
    let mut folders = vec![root().join("rules")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "exrule") {
                let origin = path.strip_prefix(root()).unwrap().display().to_string();
                let text = fs::read_to_string(&path).unwrap();
                sources.push(Arc::new(SourceText { origin, text }));
            }
        }
    }
    sources.sort_by(|a, b| a.origin.cmp(&b.origin));
    let compiled = compile(&sources);
    let problems: Vec<_> = compiled
        .diagnostics
        .iter()
        .map(|problem| format!("{}: {}", problem.source.origin, problem.message))
        .collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    Arc::new(compiled.pack)
}

#[derive(Default)]
struct Results(Vec<RuleResult>);

impl Observer for Results {
    fn progress(&mut self, read: u64, total: u64, _: &str) {
        assert!(read <= total, "{read} of {total}");
    }

    fn result(&mut self, result: RuleResult) {
        self.0.push(result);
    }

    fn cancelled(&self) -> bool {
        false
    }
}

/// What the rules say about one setup log and nothing else.
fn triage(pack: &RulePack, log: &Path) -> BTreeMap<String, RuleResult> {
    let place = WindowsPath::parse(r"C:\ExchangeSetupLogs\ExchangeSetup.log").unwrap();
    results(pack, &FolderTarget::open(None, &[(place, log.to_path_buf())], None).unwrap())
}

/// What the rules say about a copy of a server.
fn triage_server(pack: &RulePack, folder: &Path) -> BTreeMap<String, RuleResult> {
    results(pack, &FolderTarget::open(Some(folder), &[], None).unwrap())
}

fn results(pack: &RulePack, target: &FolderTarget) -> BTreeMap<String, RuleResult> {
    let mut results = Results::default();
    evaluate(pack, target, &Selection::default(), &mut results).unwrap();
    results.0.into_iter().map(|result| (result.rule_id.to_string(), result)).collect()
}

/// Writes the files of a server, each at its path below the folder.
fn put(folder: &Path, files: &[(&str, &[u8])]) {
    for (name, content) in files {
        let file = folder.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, content).unwrap();
    }
}

/// Runs every test of the rules: the ones that failed, and what all of them have seen of each rule.
fn tested(pack: &Arc<RulePack>) -> (Vec<String>, Vec<RuleCoverage>) {
    let (mut failed, mut coverages) = (Vec::new(), Vec::new());
    let report = &mut |tested: Tested| match tested {
        Tested::Test(RuleTestResult { passed: true, .. }) => {}
        Tested::Test(RuleTestResult { path, line, name, reason, .. }) => {
            failed.push(format!("{path}:{line} {name}: {reason}"));
        }
        Tested::Coverage(coverage) => coverages.push(coverage),
    };
    run_tests(pack, &Selection::default(), report, &|| false).unwrap();
    (failed, coverages)
}

#[test]
fn the_tests_of_the_shipped_rules_pass_and_see_all_of_them() {
    let pack = shipped();
    let (failed, coverages) = tested(&pack);
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert!(pack.rules.len() >= 7);
    assert_eq!(coverages.len(), pack.rules.len());
    let gaps = coverages.iter().flat_map(|coverage| &coverage.missing);
    let gaps: Vec<_> =
        gaps.map(|gap| format!("{}:{}: {}", gap.path, gap.line, gap.message)).collect();
    assert!(gaps.is_empty(), "no test sees all of the rules:\n{}", gaps.join("\n"));
    for coverage in &coverages {
        for outcome in [Outcome::Detected, Outcome::Clear, Outcome::Unknown] {
            let id = &coverage.rule_id;
            assert!(coverage.outcomes.contains(&outcome), "no test of {id} sees {outcome:?}");
        }
    }
}

/// The outcomes that a test says to expect, of each of its cases.
fn expected(test: &Test) -> Vec<Outcome> {
    let words = test.expects.iter().flat_map(|expect| {
        let Expect::Outcome { outcome, .. } = expect else { return Vec::new() };
        match (&outcome.kind, &test.cases) {
            (ExprKind::Literal(word), _) => vec![word.to_string()],
            (ExprKind::Variable { name, .. }, Some(cases)) => {
                let same = |other: &Name| other.text.eq_ignore_ascii_case(&name.text);
                let column = cases.variables.iter().position(same).unwrap();
                cases.rows.iter().map(|row| row.values[column].to_string()).collect()
            }
            _ => Vec::new(),
        }
    });
    words.filter_map(|word| Outcome::from_keyword(&word)).collect()
}

#[test]
fn the_tests_of_each_shipped_rule_say_that_it_is_detected_clear_and_unknown() {
    let pack = shipped();
    for rule in &pack.rules {
        let id = &rule.id.text;
        let tests = pack.tests.iter().filter(|test| test.rule.text.eq_ignore_ascii_case(id));
        let outcomes: Vec<Outcome> = tests.flat_map(|test| expected(test)).collect();
        for outcome in [Outcome::Detected, Outcome::Clear, Outcome::Unknown] {
            assert!(outcomes.contains(&outcome), "no test of {id} expects {outcome:?}");
        }
    }
}

/// The logs on which a shipped rule fires; all others of the folder must not be on the list.
const FIRES: [(&str, &[&str]); 4] = [
    ("setup-active-directory-state", &["AD_Prep_Reboot"]),
    ("setup-mailbox-role-not-installed", &["AD_Prep_Reboot"]),
    ("setup-pending-reboot", &["AD_Prep_Reboot", "Reboot_Pending"]),
    ("setup-service-disabled", &["Service_Disabled"]),
];

const SKIPPED: &str = "SKIPPED: there is no ../shared/data/setup-logs beside the checkout";

fn real_logs() -> Option<Vec<PathBuf>> {
    let folder = root().join("../shared/data/setup-logs");
    if !folder.is_dir() {
        return None;
    }
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let is_log = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "log");
    let mut logs: Vec<_> = entries.filter(is_log).collect();
    logs.sort();
    assert_eq!(logs.len(), 19, "the folder has other logs than this test knows");
    Some(logs)
}

#[test]
fn the_rules_fire_on_the_real_logs_that_have_their_issue() {
    let Some(logs) = real_logs() else {
        println!("{SKIPPED}");
        return;
    };
    let pack = shipped();
    let mut fired: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for log in logs {
        let name = log.file_stem().unwrap().to_string_lossy().replace("ExchangeSetup_", "");
        let results = triage(&pack, &log);
        assert_eq!(results.len(), pack.rules.len());
        for (id, result) in results {
            assert!(!result.reason.is_empty() && result.outcome != Outcome::Error, "{name}: {id}");
            assert!(!result.explanation.is_empty(), "{name}: {id}");
            assert_eq!(result.outcome == Outcome::Detected, !result.findings.is_empty());
            if result.outcome == Outcome::Detected {
                fired.entry(id).or_default().push(name.clone());
            }
        }
    }
    for (rule, logs) in FIRES {
        assert_eq!(fired.get(rule).map_or(&[][..], Vec::as_slice), logs, "{rule}");
    }
    // A failed run is never without a word: its cause, or that no rule knows it.
    let unknown = fired.get("setup-unknown-failure").map_or(&[][..], Vec::as_slice);
    for explained in ["AD_Prep_Reboot", "Reboot_Pending", "Service_Disabled"] {
        assert!(!unknown.iter().any(|name| name == explained), "{explained}");
    }
}

#[test]
fn a_log_that_is_cut_is_never_clear() {
    let Some(logs) = real_logs() else {
        println!("{SKIPPED}");
        return;
    };
    let pack = shipped();
    let folder = tempfile::tempdir().unwrap();
    let cut = folder.path().join("cut.log");
    for log in logs {
        let whole = fs::read(&log).unwrap();
        for part in 1..4 {
            fs::write(&cut, &whole[..whole.len() / 4 * part]).unwrap();
            let results = triage(&pack, &cut);
            // A cause that was found explains the run, however it may have gone on.
            let explained = results.iter().any(|(id, result)| {
                FIRES.iter().any(|(rule, _)| rule == id) && result.outcome == Outcome::Detected
            });
            for (id, result) in results {
                if id != "setup-unknown-failure" || !explained {
                    assert_ne!(result.outcome, Outcome::Clear, "{id} on {part}/4 of {log:?}");
                }
            }
        }
    }
}
