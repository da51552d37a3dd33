//! Work on rule files as jobs: the same answers as the calls give, and a stop at any time.

use std::ptr::null;
use std::time::{Duration, Instant};

use extriage::ffi::{
    xt_job_cancel, xt_job_free, xt_job_rules, xt_rules_free, XtJob, XtRuleSet, XtStatus,
};
use serde_json::{json, Value};

use super::{called, compile, describe, finish, rewrite, start};

const SOUND: &str = "rule a 'A' {\n  severity low\n  phase after\n  detect {\n    when exists exchange.build\n  }\n  finding 'f'\n}\n";
const MISTYPED: &str = "rule b 'B' {\n  severity hihg\n  detect {\n    when exists exchange.build\n  }\n  finding 'f'\n}\n";

fn request(kind: &str, texts: &[&str]) -> Value {
    let sources: Vec<Value> = texts
        .iter()
        .enumerate()
        .map(|(index, text)| json!({ "origin": format!("{index}.exrule"), "text": text }))
        .collect();
    json!({ "kind": kind, "sources": sources })
}

fn job(request: &Value) -> *mut XtJob {
    let (status, job, report) = start(null(), request.to_string().as_bytes());
    assert_eq!(status, XtStatus::Ok, "{report}");
    job
}

fn rules_of(job: *const XtJob) -> (XtStatus, *mut XtRuleSet) {
    let mut rules = std::ptr::null_mut();
    // SAFETY: places on the stack; the handle may be anything.
    let (status, _) = called(|report| unsafe { xt_job_rules(job, &raw mut rules, report) });
    (status, rules)
}

/// The only event of a job that ends well.
fn event(job: *mut XtJob) -> Value {
    let (status, mut events) = finish(job);
    assert_eq!((status, events.len()), (XtStatus::Ok, 1), "{events:?}");
    events.remove(0)
}

#[test]
fn a_job_compiles_as_the_call_does() {
    for texts in [&[SOUND][..], &[SOUND, MISTYPED], &[MISTYPED], &[]] {
        let mut request = request("compile", texts);
        let compiling = job(&request);
        let event = event(compiling);
        request.as_object_mut().unwrap().remove("kind");
        let (status, called, report) = compile(request.to_string().as_bytes());
        assert_eq!(event["Event"], "compiled");
        assert_eq!(event["Report"], serde_json::from_str::<Value>(&report).unwrap());

        let (told, rules) = rules_of(compiling);
        assert_eq!((told, rules.is_null()), (status, called.is_null()));
        let (_, again) = rules_of(compiling);
        xt_job_free(compiling);
        if !rules.is_null() {
            assert_ne!(rules, again);
            xt_rules_free(again);
            assert_eq!(describe(rules), describe(called));
        }
        xt_rules_free(rules);
        xt_rules_free(called);
        assert_eq!(rules_of(compiling).0, XtStatus::InvalidArgument);
    }
}

#[test]
fn a_job_rewrites_as_the_call_does() {
    for kind in ["format", "fix"] {
        let request = request(kind, &[MISTYPED, SOUND]);
        let rewriting = job(&request);
        let event = event(rewriting);
        let (status, answer) = rewrite(request.to_string().as_bytes());
        assert_eq!(status, XtStatus::Ok);
        assert_eq!(event["Event"], "rewritten");
        assert_eq!(event["Report"], serde_json::from_str::<Value>(&answer).unwrap());
        assert_eq!(event["Report"]["files"][0]["Changed"], kind == "fix", "{event}");
        assert_eq!(rules_of(rewriting).0, XtStatus::InvalidArgument);
        xt_job_free(rewriting);
    }
}

#[test]
fn what_is_wrong_is_refused_at_the_start() {
    let wrong = json!({ "kind": "compile", "sources": [], "selct": {} });
    assert_eq!(start(null(), wrong.to_string().as_bytes()).0, XtStatus::InvalidRequest);
    let many = vec![""; 10_001];
    for kind in ["compile", "format", "fix"] {
        let (status, _, report) = start(null(), request(kind, &many).to_string().as_bytes());
        assert_eq!(status, XtStatus::InvalidRequest);
        assert!(report.contains("there are 10001 rule files"), "{report}");
    }
    // Whatever needs rules says so first.
    for request in [r#"{"kind":"test"}"#, r#"{"kind":"panic"}"#, "{}", ""] {
        assert_eq!(start(null(), request.as_bytes()).0, XtStatus::InvalidArgument, "{request}");
    }
}

/// Rule text of about so many MiB, one rule or another.
fn much(mebibytes: usize, one: impl Fn(usize) -> String) -> Vec<String> {
    (0..mebibytes)
        .map(|file| {
            let mut text = String::new();
            for number in (file << 20).. {
                text.push_str(&one(number));
                if text.len() > 1_000_000 {
                    break;
                }
            }
            text
        })
        .collect()
}

/// A few milliseconds on a machine that has nothing else to do; without a stop it takes minutes.
const SOON: Duration = Duration::from_secs(10);

#[test]
fn a_stop_ends_all_work_on_rule_files() {
    let sound = much(6, |number| SOUND.replace("rule a", &format!("rule a{number}")));
    let broken = much(6, |number| {
        format!(
            "rule r{number} 'x' {{\n  detec {{\n  when exchnge.installed == 1\n  findin 'f\n}}\n"
        )
    });
    for (kind, texts) in [
        ("compile", &sound),
        ("compile", &broken),
        ("format", &sound),
        ("format", &broken),
        ("fix", &sound),
        ("fix", &broken),
    ] {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let request = request(kind, &texts);
        for wait in [5, 600] {
            let working = job(&request);
            std::thread::sleep(Duration::from_millis(wait));
            let asked = Instant::now();
            assert_eq!(xt_job_cancel(working), XtStatus::Ok);
            let (status, events) = finish(working);
            let took = asked.elapsed();
            println!("{kind}: cancelled after {wait} ms, {took:?}");
            assert_eq!((status, events.len()), (XtStatus::Cancelled, 0), "{kind}");
            assert!(took < SOON, "{kind}: {took:?}");
            assert_eq!(rules_of(working).0, XtStatus::Cancelled);
            xt_job_free(working);

            // Who frees a job does not wait for it.
            let working = job(&request);
            std::thread::sleep(Duration::from_millis(wait));
            let asked = Instant::now();
            xt_job_free(working);
            let took = asked.elapsed();
            println!("{kind}: freed after {wait} ms, {took:?}");
            assert!(took < SOON, "{kind}: {took:?}");
        }
    }
}
