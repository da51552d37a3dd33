//! Calls in any order, with handles that were freed.

use std::ptr::null_mut;

use extriage::ffi::{
    xt_job_cancel, xt_job_free, xt_job_rules, xt_rules_free, XtJob, XtRuleSet, XtStatus,
};
use proptest::prelude::*;
use serde_json::Value;

use super::{called, compile, describe, plan, poll, rewrite, start};

/// One random call.
#[derive(Debug, Clone)]
enum Call {
    Compile(String),
    Start(usize, String),
    Describe(usize),
    Plan(usize, String),
    Rewrite(String),
    Poll(usize, u32),
    Rules(usize, usize),
    Cancel(usize),
    FreeRules(usize),
    FreeJob(usize),
}

fn request() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::from(r#"{"sources":[]}"#)),
        Just(String::from(r#"{"sources":[{"origin":"a","text":"rule {"}]}"#)),
        Just(String::from(r#"{"kind":"format","sources":[{"origin":"a","text":"rule {"}]}"#)),
        Just(String::from(r#"{"kind":"test"}"#)),
        Just(String::from(r#"{"kind":"compile","sources":[{"origin":"a","text":""}]}"#)),
        Just(String::from(r#"{"kind":"fix","sources":[{"origin":"a","text":"rule {"}]}"#)),
        Just(String::from(r#"{"kind":"panic"}"#)),
        Just(String::from(r#"{"kind":"panic","where":"call"}"#)),
        Just(String::from(r#"{"kind":"triage","target":{"kind":"maps"}}"#)),
        Just(String::from(r#"{"kind":"triage","target":{"kind":"folder","path":"/no/where"}}"#)),
        ".{0,40}",
    ]
}

fn call() -> impl Strategy<Value = Call> {
    let slot = 0..6usize;
    prop_oneof![
        3 => request().prop_map(Call::Compile),
        3 => (slot.clone(), request()).prop_map(|(slot, request)| Call::Start(slot, request)),
        1 => slot.clone().prop_map(Call::Describe),
        1 => (slot.clone(), request()).prop_map(|(slot, request)| Call::Plan(slot, request)),
        1 => request().prop_map(Call::Rewrite),
        3 => (slot.clone(), 0..3u32).prop_map(|(slot, timeout)| Call::Poll(slot, timeout)),
        2 => (slot.clone(), slot.clone()).prop_map(|(job, rules)| Call::Rules(job, rules)),
        1 => slot.clone().prop_map(Call::Cancel),
        1 => slot.clone().prop_map(Call::FreeRules),
        1 => slot.prop_map(Call::FreeJob),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_order_of_calls_is_survived(calls in prop::collection::vec(call(), 0..40)) {
        // Handles stay in their slots after they are freed, so freed ones are used again.
        let mut rules: [*mut XtRuleSet; 6] = [null_mut(); 6];
        let mut jobs: [*mut XtJob; 6] = [null_mut(); 6];
        let mut next = 0;
        for call in calls {
            let (status, report) = match call {
                Call::Compile(request) => {
                    let (status, handle, report) = compile(request.as_bytes());
                    prop_assert_eq!(!handle.is_null(), status == XtStatus::Ok);
                    next = (next + 1) % rules.len();
                    xt_rules_free(rules[next]);
                    rules[next] = handle;
                    (status, report)
                }
                Call::Start(slot, request) => {
                    let (status, handle, report) = start(rules[slot], request.as_bytes());
                    prop_assert_eq!(!handle.is_null(), status == XtStatus::Ok);
                    xt_job_free(jobs[slot]);
                    jobs[slot] = handle;
                    (status, report)
                }
                Call::Describe(slot) => describe(rules[slot]),
                Call::Plan(slot, request) => plan(rules[slot], request.as_bytes()),
                Call::Rewrite(request) => rewrite(request.as_bytes()),
                Call::Poll(slot, timeout) => poll(jobs[slot], timeout),
                Call::Rules(job, slot) => {
                    xt_rules_free(rules[slot]);
                    let place = &raw mut rules[slot];
                    // SAFETY: places on the stack; the handle may be anything.
                    called(|report| unsafe { xt_job_rules(jobs[job], place, report) })
                }
                Call::Cancel(slot) => (xt_job_cancel(jobs[slot]), String::new()),
                Call::FreeRules(slot) => {
                    xt_rules_free(rules[slot]);
                    (XtStatus::Ok, String::new())
                }
                Call::FreeJob(slot) => {
                    xt_job_free(jobs[slot]);
                    (XtStatus::Ok, String::new())
                }
            };
            for line in report.lines() {
                prop_assert!(serde_json::from_str::<Value>(line).is_ok(), "{:?}: {}", status, line);
            }
        }
        rules.into_iter().for_each(|handle| xt_rules_free(handle));
        jobs.into_iter().for_each(|handle| xt_job_free(handle));
    }
}
