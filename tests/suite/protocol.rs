//! What travels through the C ABI: reports, descriptions, plans and the events of jobs.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::ptr::null_mut;
use std::time::{Duration, Instant};

use extriage::ffi::{xt_job_cancel, xt_job_free, xt_rules_free, XtRuleSet, XtStatus};
use extriage::model::{fact_schemas, source_schemas};
use serde_json::{json, Value};

use crate::ffi::{compile, describe, describe_engine, finish, plan, poll, rewrite, sources, start};

const SOUND: &str = r#"rule sound 'A sound rule' {
  severity high
  phase    after
  tags     one, two
  help     'Says what it is about.'
  ref      'https://example.com/a' as 'The article'

  param $Names = @('a', 'b') 'Names to look for'

  detect {
    $lines = rows of textlog "${server.systemDrive}\big.log" pattern 'needle'
    $runs  = last of setuplog.runs
    when 'it is there' exists $lines -and $runs.Result -ne 'Succeeded'
  }

  finding "Found on ${server.name}." {
    evidence $lines limit 3
  }

  remediate 'Look' {
    impact  'None.'
    confirm always
    step set service 'MSExchangeIS' StartType = 'Automatic'
    step manual 'Look at it.'
    verify  clear
    undo    automatic
  }
}

test 'nothing there' for sound {
  given server.systemDrive = 'C:'
  given textlog 'C:\big.log' @'
nothing
'@
  given setuplog missing
  expect clear
}
"#;
const BROKEN: &str =
    "rule broken 'A broken rule' {\n  detect {\n    when exists $nothing\n  }\n}\n";

fn sound() -> *mut XtRuleSet {
    let (status, rules, report) = compile(&sources(&[SOUND]));
    assert_eq!(status, XtStatus::Ok, "{report}");
    rules
}

fn json_of(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn run(rules: *const XtRuleSet, request: &Value) -> (XtStatus, Vec<Value>) {
    let (status, job, report) = start(rules, request.to_string().as_bytes());
    assert_eq!(status, XtStatus::Ok, "{report}");
    let end = finish(job);
    xt_job_free(job);
    end
}

#[test]
fn a_wrong_file_does_not_cost_the_others() {
    let (status, rules, report) = compile(&sources(&[BROKEN, SOUND]));
    let report = json_of(&report);
    assert_eq!(status, XtStatus::Ok, "{report}");
    assert_eq!((&report["rules"], &report["rejected"]), (&json!(1), &json!(["0.exrule"])));
    let problem = &report["diagnostics"][0];
    assert_eq!(problem["Severity"], "Error");
    assert_eq!((&problem["Path"], &problem["Line"]), (&json!("0.exrule"), &json!(3)));
    assert_eq!(problem["Column"], 18);
    assert!(problem["Code"].as_str().unwrap().starts_with("XT0"), "{problem}");
    assert!(problem["Text"].as_str().unwrap().contains('^'), "{problem}");
    xt_rules_free(rules);
}

#[test]
fn rules_of_which_none_is_sound_are_rejected() {
    let (status, rules, report) = compile(&sources(&[BROKEN]));
    assert_eq!((status, rules), (XtStatus::RulesRejected, null_mut()));
    assert_eq!(json_of(&report)["rejected"], json!(["0.exrule"]));
}

#[test]
fn a_rule_is_described_with_all_it_says() {
    let rules = sound();
    let (_, described) = describe(rules);
    assert_eq!(
        json_of(&described),
        json!([{
            "RuleId": "sound",
            "Title": "A sound rule",
            "Severity": "High",
            "Phases": ["After"],
            "Tags": ["one", "two"],
            "Cves": [],
            "References": [{ "Url": "https://example.com/a", "Title": "The article" }],
            "Help": "Says what it is about.",
            "Formerly": [],
            "Parameters": [
                { "Name": "Names", "Default": "@('a', 'b')", "Help": "Names to look for" }
            ],
            "Sources": ["textlog", "setuplog.runs"],
            "Tests": 1,
            "Remedy": {
                "Title": "Look",
                "Impact": "None.",
                "Safety": "Safe",
                "Confirm": "always",
                "Steps": ["set service MSExchangeIS StartType = Automatic", "Look at it."],
            },
            "Pack": null,
            "Path": "0.exrule",
            "Line": 1,
        }])
    );
    xt_rules_free(rules);
}

#[test]
fn the_plan_says_what_is_read_and_for_whom() {
    let rules = sound();
    let (status, said) = plan(rules, br#"{"select":{"ids":["S*"]}}"#);
    assert_eq!(status, XtStatus::Ok, "{said}");
    let log = r"${server.systemDrive}\ExchangeSetupLogs\ExchangeSetup.log";
    assert_eq!(
        json_of(&said),
        json!({
            "Sources": [
                {
                    "Source": "textlog",
                    "Argument": r"${server.systemDrive}\big.log",
                    "Rules": ["sound"],
                },
                { "Source": "setuplog.runs", "Argument": log, "Rules": ["sound"] },
            ],
            "Facts": [
                { "Fact": "server.systemDrive", "Rules": ["sound"] },
                { "Fact": "server.name", "Rules": ["sound"] },
            ],
        })
    );
    let (_, none) = plan(rules, br#"{"select":{"ids":["x*"]}}"#);
    assert_eq!(json_of(&none), json!({ "Sources": [], "Facts": [] }));
    xt_rules_free(rules);
}

#[test]
fn a_triage_gives_one_result_for_each_rule() {
    let server = tempfile::tempdir().unwrap();
    fs::create_dir(server.path().join("C")).unwrap();
    fs::write(server.path().join("C/Big.log"), "hay\nneedle \u{1b}[31m\u{2028}\n").unwrap();
    let rules = sound();
    let (status, events) = run(
        rules,
        &json!({
            "kind": "triage",
            "target": { "kind": "folder", "path": server.path() },
            "facts": { "server": { "name": "EX01" } },
        }),
    );
    assert_eq!(status, XtStatus::Ok);
    let results: Vec<_> = events.iter().filter(|event| event["Event"] == "result").collect();
    let [result] = results[..] else { panic!("{events:?}") };
    let result = &result["Result"];
    assert_eq!((&result["RuleId"], &result["Target"]), (&json!("sound"), &json!("EX01")));
    // The setup log is not there, so the second half of the condition cannot be said.
    assert_eq!(result["Outcome"], "Unknown", "{result}");
    xt_rules_free(rules);
}

#[test]
fn what_cannot_be_looked_at_is_said_by_every_poll() {
    let rules = sound();
    let server = tempfile::tempdir().unwrap();
    let target = |target: Value| json!({ "kind": "triage", "target": target });
    let missing = server.path().join("no-such-folder");
    let mut mapped = target(json!({ "kind": "maps" }));
    mapped["map"] = json!([{ "path": r"C:\a.log", "file": missing }]);
    for (request, words) in [
        (target(json!({ "kind": "folder", "path": missing })), "no-such-folder does not exist"),
        (mapped, "no-such-folder does not exist"),
        (target(json!({ "kind": "maps" })), "there is nothing to look at"),
    ] {
        let (status, job, report) = start(rules, request.to_string().as_bytes());
        assert_eq!(status, XtStatus::Ok, "{report}");
        for _ in 0..2 {
            let (status, report) = poll(job, 60_000);
            assert_eq!(status, XtStatus::EvidenceUnreadable, "{report}");
            let said = json_of(&report)["error"].as_str().unwrap().to_owned();
            assert!(said.contains(words), "{said}");
        }
        xt_job_free(job);
    }
    let mut wrong = target(json!({ "kind": "maps" }));
    wrong["map"] = json!([{ "path": r"..\a.log", "file": missing }]);
    assert_eq!(start(rules, wrong.to_string().as_bytes()).0, XtStatus::InvalidRequest);
    xt_rules_free(rules);
}

#[test]
fn the_tests_of_rules_are_run() {
    let rules = sound();
    let (status, events) = run(rules, &json!({ "kind": "test" }));
    assert_eq!(status, XtStatus::Ok);
    let [test, coverage] = &events[..] else { panic!("{events:?}") };
    assert_eq!((&test["Event"], &coverage["Event"]), (&json!("test"), &json!("coverage")));
    let test = &test["Test"];
    assert_eq!((&test["RuleId"], &test["Passed"]), (&json!("sound"), &json!(true)), "{test}");
    assert!(test["Seconds"].as_f64() > Some(0.0), "{test}");
    assert_eq!(
        coverage["Coverage"],
        json!({
            "RuleId": "sound",
            "Whens": 1,
            "WhensCovered": 0,
            "Rows": 0,
            "RowsCovered": 0,
            "Plans": 1,
            "PlansCovered": 0,
            "Outcomes": ["Clear"],
            "Share": 0.0,
            "Missing": [
                { "Path": "0.exrule", "Line": 13, "Message": "when 'it is there' was never true" },
                { "Path": "0.exrule", "Line": 20, "Message": "the plan of 'Look' was never expected" },
                { "Path": "0.exrule", "Line": 1, "Message": "sound was never unknown" },
            ],
        })
    );
    let (_, events) = run(rules, &json!({ "kind": "test", "select": { "ids": ["other"] } }));
    assert!(events.is_empty(), "{events:?}");
    xt_rules_free(rules);
}

#[test]
fn a_cancel_ends_a_long_read_at_once() {
    let server = tempfile::tempdir().unwrap();
    fs::create_dir(server.path().join("C")).unwrap();
    // Takes far longer to read than a cancel may take.
    let lines = "2021-03-11 15:43 nothing to see\n".repeat(1 << 15);
    let mut log = fs::File::create(server.path().join("C/big.log")).unwrap();
    (0..300).for_each(|_| log.write_all(lines.as_bytes()).unwrap());
    let rules = sound();
    let target = json!({ "kind": "folder", "path": server.path() });
    let request = json!({ "kind": "triage", "target": target }).to_string();
    let (_, job, report) = start(rules, request.as_bytes());
    assert!(!job.is_null(), "{report}");
    let began = Instant::now();
    loop {
        let (status, events) = poll(job, 1000);
        assert_eq!(status, XtStatus::Pending, "{events}");
        if events.contains(r#""Event":"progress""#) {
            assert!(events.contains("big.log"), "{events}");
            break;
        }
        assert!(began.elapsed() < Duration::from_secs(30), "there is no progress");
    }
    let asked = Instant::now();
    assert_eq!(xt_job_cancel(job), XtStatus::Ok);
    assert_eq!(finish(job).0, XtStatus::Cancelled);
    let took = asked.elapsed();
    assert!(took < Duration::from_millis(500), "it took {took:?}");
    xt_job_free(job);

    // Freeing a job that runs is a cancel too.
    let (_, job, _) = start(rules, request.as_bytes());
    let asked = Instant::now();
    xt_job_free(job);
    assert!(asked.elapsed() < Duration::from_millis(500));
    xt_rules_free(rules);
}

#[test]
fn the_shipped_rules_load_together() {
    fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, files);
            } else if path.extension().is_some_and(|extension| extension == "exrule") {
                files.push(path);
            }
        }
    }
    let mut files = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("rules"), &mut files);
    let texts: Vec<String> = files.iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let (status, rules, report) = compile(&sources(&texts));
    let report = json_of(&report);
    assert_eq!((status, &report["diagnostics"]), (XtStatus::Ok, &json!([])));
    let described = json_of(&describe(rules).1);
    assert_eq!(report["rules"], described.as_array().unwrap().len());
    // One rule a file, but for the one that describes the pack and the one with the builds.
    assert_eq!(described.as_array().unwrap().len() + 2, files.len());
    for rule in described.as_array().unwrap() {
        assert!(rule["Tests"].as_u64() > Some(0), "{rule}");
        assert!(rule["Remedy"]["Steps"][0].is_string(), "{rule}");
        assert!(rule["Sources"][0].is_string(), "{rule}");
    }
    xt_rules_free(rules);
}

#[test]
fn the_engine_describes_every_source_and_fact_with_units_and_limits() {
    let (status, text) = describe_engine();
    assert_eq!(status, XtStatus::Ok, "{text}");
    let description: Value = serde_json::from_str(&text).unwrap();
    let named = |list: &str, name: &str| {
        let mut all = description[list].as_array().unwrap().iter();
        all.find(|one| one["Name"] == name).unwrap_or_else(|| panic!("{list} without {name}"))
    };
    for schema in source_schemas() {
        let source = named("Sources", schema.name);
        assert_eq!(source["Columns"].as_array().unwrap().len(), schema.columns.len());
        assert_eq!(source["Limits"]["Rows"], schema.limits.rows);
        assert_eq!(source["NeedsElevation"], schema.needs_elevation);
        assert_eq!(source["Offline"], schema.offline);
    }
    let size = &named("Sources", "file")["Columns"][2];
    let expected = json!({
        "Name": "Size", "Type": "Size", "Unit": "bytes", "Values": [], "Localized": false, "Help": "Size of its content."
    });
    assert_eq!(*size, expected);
    assert_eq!(named("Sources", "textlog")["Limits"]["TextBytes"], 65_536);
    assert_eq!(named("Sources", "service")["Columns"][2]["Values"][2], "Disabled");
    assert_eq!(named("Facts", "exchange.generation")["Unit"], "year");
    assert_eq!(description["Facts"].as_array().unwrap().len(), fact_schemas().len());
}

#[test]
fn files_are_formatted_and_mended_as_text() {
    let request = |kind: &str, texts: &[&str]| {
        let mut request = json_of(&String::from_utf8(sources(texts)).unwrap());
        request["kind"] = json!(kind);
        request
    };
    let answer = |request: &Value| {
        let (status, answer) = rewrite(request.to_string().as_bytes());
        assert_eq!(status, XtStatus::Ok, "{answer}");
        json_of(&answer)
    };
    let squeezed = "# One.\nfixture a { server.name='EX01' }\n";
    let formatted = answer(&request("format", &[SOUND, squeezed, "test 'a' for b { expect }\n"]));
    assert_eq!(
        formatted["files"],
        json!([
            { "Path": "0.exrule", "Changed": false, "Line": null, "Text": null },
            { "Path": "1.exrule", "Changed": true, "Line": 2,
              "Text": "# One.\nfixture a {\n  server.name = 'EX01'\n}\n" },
            { "Path": "2.exrule", "Changed": false, "Line": null, "Text": null },
        ])
    );
    assert_eq!(formatted["diagnostics"][0]["Path"], "2.exrule");
    assert_eq!(formatted["fixes"], json!([]));

    let wrong = "rule a 'A' {\n  severity hihg\n  detect { when server.nmae -like 'EX*' }\n  \
                 finding 'f'\n}\n\nrule untitled {\n  detect { when exchange.build -lt 15.2 }\n  \
                 finding 'f'\n}\n";
    let mut request = request("fix", &[wrong]);
    let mended = answer(&request);
    assert_eq!(mended["files"][0]["Line"], 2);
    let text = wrong.replace("hihg", "high").replace("nmae", "name");
    assert_eq!(mended["files"][0]["Text"], text);
    assert_eq!(
        mended["fixes"][0],
        json!({ "Code": "XT0413", "Path": "0.exrule", "Message": "`hihg` is no severity",
                "Line": 2, "Column": 12, "Old": "hihg", "New": "high" })
    );
    assert_eq!(mended["diagnostics"].as_array().unwrap().len(), 2);
    assert_eq!(mended["diagnostics"][0]["Fix"]["Applicability"], "DisplayOnly");
    request["unsafe"] = json!(true);
    let guessed = answer(&request);
    assert_eq!(guessed["files"][0]["Text"], text.replace("15.2 }", "15.2.0 }"));
}
