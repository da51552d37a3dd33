//! What the tests of a rule have seen of it.

use std::sync::Arc;

use extriage::diagnostic::{Level, SourceText};
use extriage::engine::{run_tests, Selection, Tested};
use extriage::language::compile;
use extriage::model::{Covered, Outcome, RuleCoverage};

/// What the tests have seen of each rule. All of them must pass.
fn coverage(text: &str) -> Vec<RuleCoverage> {
    coverage_with_failures(text, 0)
}

/// What the tests have seen of each rule, where so many of them fail.
fn coverage_with_failures(text: &str, failures: usize) -> Vec<RuleCoverage> {
    let source = SourceText { origin: "a.exrule".into(), text: text.into() };
    let compiled = compile(&[Arc::new(source)]);
    let errors = compiled.diagnostics.iter().filter(|found| found.level == Level::Error);
    let problems: Vec<_> = errors.map(|error| error.message.as_str()).collect();
    assert!(problems.is_empty(), "{problems:?}");
    let (mut coverages, mut failed) = (Vec::new(), Vec::new());
    let report = &mut |tested: Tested| match tested {
        Tested::Test(test) => {
            assert!(test.seconds > 0.0, "{}", test.name);
            failed.extend((!test.passed).then(|| format!("{}: {}", test.name, test.reason)));
            assert!(coverages.is_empty(), "a test comes after the coverage");
        }
        Tested::Coverage(coverage) => coverages.push(coverage),
    };
    run_tests(&Arc::new(compiled.pack), &Selection::default(), report, &|| false).unwrap();
    assert_eq!(failed.len(), failures, "{failed:?}");
    coverages
}

fn gaps(coverage: &RuleCoverage) -> Vec<String> {
    assert!(coverage.missing.iter().all(|gap| &*gap.path == "a.exrule"));
    coverage.missing.iter().map(|gap| format!("{}: {}", gap.line, gap.message)).collect()
}

const SERVICES: &str = "rule stopped-services 'Services are stopped' {
  detect {
    $stopped = rows of service where Status -eq 'Stopped'
    $paused  = rows of service where Status -eq 'Paused'
    when 'some are' exists $stopped
    when 'one is paused'
      exists $paused
    when exists $paused -and exists $stopped
  }
  finding 'Some services are stopped.' {
    when count $stopped -gt 1
    evidence $stopped
  }
  finding 'One service is stopped.' {
    when count $stopped -eq 1
  }
  remediate 'Start them' {
    when    exists $stopped
    impact  'None.'
    for each $service in $stopped { step start service $service.Name }
    verify  clear
    undo    automatic
  }
}
";

#[test]
fn a_rule_without_tests_has_seen_nothing() {
    let coverage = coverage(SERVICES);
    assert_eq!(coverage[0].whens, Covered { all: 6, covered: 0 });
    assert_eq!(coverage[0].plans, Covered { all: 1, covered: 0 });
    assert_eq!((coverage[0].rows, coverage[0].share()), (Covered::default(), 0.0));
    assert_eq!(
        gaps(&coverage[0]),
        [
            "5: when 'some are' was never asked",
            "6: when 'one is paused' was never asked",
            "8: when exists $paused -and exists $stopped was never asked",
            "11: when count $stopped -gt 1 of a finding was never asked",
            "15: when count $stopped -eq 1 of a finding was never asked",
            "18: when exists $stopped of the remedy was never asked",
            "17: the plan of 'Start them' was never expected",
            "1: stopped-services was never unknown",
        ]
    );
}

#[test]
fn a_condition_is_covered_when_it_was_true_and_false() {
    let tests = "
test 'one' for stopped-services {
  given service 'A' { Status = 'Stopped' }
  expect detected
  expect plan { step start service 'A' }
}
test 'two' for stopped-services {
  given service 'A' { Status = 'Stopped' }
  given service 'B' { Status = 'Stopped' }
  expect detected
}
test 'none' for stopped-services {
  given service 'A' { Status = 'Running' }
  expect clear
}
";
    let coverage = &coverage(&format!("{SERVICES}{tests}"))[0];
    assert_eq!(coverage.whens, Covered { all: 6, covered: 3 });
    assert_eq!(coverage.plans, Covered { all: 1, covered: 1 });
    assert_eq!(coverage.outcomes, [Outcome::Detected, Outcome::Clear]);
    assert_eq!(
        gaps(coverage),
        [
            "6: when 'one is paused' was never true",
            "8: when exists $paused -and exists $stopped was never true",
            "18: when exists $stopped of the remedy was never false",
            "1: stopped-services was never unknown",
        ]
    );
    assert!((coverage.share() - 50.0).abs() < f64::EPSILON, "{}", coverage.share());
}

#[test]
fn unknown_is_neither_true_nor_false() {
    let tests = "
test 'no list' for stopped-services {
  given service unknown
  expect unknown
}
";
    let coverage = &coverage(&format!("{SERVICES}{tests}"))[0];
    assert_eq!(
        (coverage.whens.covered, coverage.outcomes.as_slice()),
        (0, &[Outcome::Unknown][..])
    );
    assert_eq!(gaps(coverage)[0], "5: when 'some are' was only unknown");
    assert_eq!(gaps(coverage).len(), 7);
}

#[test]
fn a_plan_that_no_remedy_gives_is_not_covered() {
    let tests = "
test 'none' for stopped-services {
  given service 'A' { Status = 'Running' }
  expect clear
  expect plan { }
}
";
    let coverage = &coverage(&format!("{SERVICES}{tests}"))[0];
    assert_eq!(coverage.plans, Covered { all: 1, covered: 0 });
}

/// A rule that asks its table in each way that there is, and the line of each row of the table.
const TABLES: &str = "table Builds (name: string, line: versions, start: string) {
  | 'first'   | 15.0.* | 'Manual'    |
  | 'second'  | 15.1.* | 'Automatic' |
  | 'third'   | 15.2.* | 'Automatic' |
  | 'fourth'  | 15.3.* | 'Manual'    |
  | 'fifth'   | 15.4.* | 'Manual'    |
  | 'sixth'   | 15.5.* | 'Manual'    |
  | 'seventh' | 15.6.* | 'Manual'    |
}
rule table-reader 'Reads a table' {
  applies when exchange.installed
  detect {
    $row    = first of table Builds where exchange.build -like line
    $named  = rows of table Builds where name -eq server.name
    $newest = last of table Builds
    $lines  = rows of textlog 'C:\\a.log' pattern '(?<Name>\\w+)'
              where lookup(Builds, Name, 'start') -eq 'Manual'
    $off    = rows of service where StartType -eq 'Disabled'
    when 'it is known' exists $row
    when 'it is named' exists $named -or exists $lines
    when 'not reached' exists $newest -and exists $off
  }
  finding 'Found.'
  remediate 'Start them' {
    impact  'None.'
    for each $service in $off { step set service $service.Name StartType = lookup(Builds, $service.Name, 'start') ?? 'Automatic' }
    verify  clear
    undo    automatic
  }
}
";

fn table_test(givens: &str, outcome: &str) -> String {
    format!(
        "
test 'a test' for table-reader {{
  given exchange.installed = $true
  given exchange.build = 15.0.1.2
  given server.name = 'nothing'
  given textlog 'C:\\a.log' missing
  given service missing
  {givens}
  expect {outcome}
}}
"
    )
}

fn uncovered_rows(tests: &[String]) -> Vec<u32> {
    let coverage = &coverage(&format!("{TABLES}{}", tests.concat()))[0];
    let gaps: Vec<_> = coverage.missing.iter().filter(|gap| gap.message.contains("row")).collect();
    assert_eq!(coverage.rows, Covered { all: 7, covered: 7 - u32::try_from(gaps.len()).unwrap() });
    gaps.iter().map(|gap| gap.line).collect()
}

#[test]
fn a_row_is_covered_by_whatever_has_it_in_its_answer() {
    // `first of` has the first row here and `last of` the last one, as in each of the others.
    assert_eq!(uncovered_rows(&[table_test("", "detected")]), [3, 4, 5, 6, 7]);
    let rows_of = table_test("given server.name = 'second'", "detected");
    assert_eq!(uncovered_rows(&[rows_of]), [4, 5, 6, 7]);
    let in_a_log = table_test("given textlog 'C:\\a.log' @'\nother\nfourth\n'@", "detected");
    assert_eq!(uncovered_rows(&[in_a_log]), [3, 4, 6, 7]);
    let in_a_step = "given service 'fifth' { StartType = 'Disabled' Status = 'Stopped' }";
    assert_eq!(uncovered_rows(&[table_test(in_a_step, "detected")]), [3, 4, 5, 7]);
}

#[test]
fn a_test_that_fails_covers_nothing() {
    let failing = "
test 'is detected, and says that it is not' for table-reader {
  given exchange.installed = $true
  given exchange.build = 15.0.1.2
  given server.name = 'second'
  given textlog 'C:\\a.log' missing
  given service missing
  expect clear
}
";
    let passing = table_test("given server.name = 'third'", "detected");
    let alone = &coverage_with_failures(&format!("{TABLES}{failing}"), 1)[0];
    assert_eq!((alone.whens.covered, alone.rows.covered, alone.plans.covered), (0, 0, 0));
    assert!(alone.outcomes.is_empty());
    assert!(gaps(alone).iter().any(|gap| gap.contains("'it is known' was never asked")));
    // It takes nothing away from what another test saw, whichever comes first.
    let first = &coverage_with_failures(&format!("{TABLES}{passing}{failing}"), 1)[0];
    let last = &coverage_with_failures(&format!("{TABLES}{failing}{passing}"), 1)[0];
    let whole = &coverage(&format!("{TABLES}{passing}"))[0];
    assert_eq!((gaps(first), gaps(last)), (gaps(whole), gaps(whole)));
    assert_eq!(whole.rows.covered, 3);
}

#[test]
fn no_row_is_chosen_by_a_rule_that_does_not_apply() {
    let not_installed = table_test("given exchange.installed = $false", "notApplicable");
    assert_eq!(uncovered_rows(&[not_installed]), [2, 3, 4, 5, 6, 7, 8]);
}

#[test]
fn a_row_is_named_with_its_cells() {
    let coverage = &coverage(&format!("{TABLES}{}", table_test("", "detected")))[0];
    let gaps = gaps(coverage);
    let row = "3: the row Builds: second | 15.1.* | Automatic was never chosen";
    assert!(gaps.iter().any(|gap| gap == row), "{gaps:?}");
}

#[test]
fn what_the_tests_of_another_rule_see_does_not_count() {
    let other = "
rule result-reader 'Reads the results of the others, and the same table' {
  detect {
    $found = rows of result where Outcome -eq 'Detected'
    $row   = first of table Builds where name -eq server.name
    when 'something is found' exists $found -and exists $row
  }
  finding 'Found.'
}
test 'its test evaluates both rules' for result-reader {
  given exchange.installed = $true
  given exchange.build = 15.0.1.2
  given server.name = 'second'
  given textlog 'C:\\a.log' missing
  given service missing
  expect detected
}
";
    let coverages = coverage(&format!("{TABLES}{other}"));
    let [reader, results] = &coverages[..] else { panic!("{coverages:?}") };
    assert_eq!(
        (&*reader.rule_id, reader.rows.covered, reader.whens.covered),
        ("table-reader", 0, 0)
    );
    assert!(reader.outcomes.is_empty());
    assert_eq!((&*results.rule_id, results.rows.covered), ("result-reader", 1));
}
