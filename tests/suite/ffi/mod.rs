//! The C ABI as its callers see it: wrong pointers, wrong order, faults, many calls, many threads.
#![allow(unsafe_code, reason = "the functions under test take pointers")]

mod any_order;
mod rule_jobs;

use std::process::{Command, Output};
use std::ptr::{null, null_mut};
use std::thread;
use std::time::{Duration, Instant};

use extriage::ffi::{
    xt_abi_version, xt_buffer_free, xt_engine_describe, xt_evidence_plan, xt_job_cancel,
    xt_job_free, xt_job_poll, xt_job_start, xt_rules_compile, xt_rules_describe, xt_rules_free,
    xt_rules_rewrite, XtBuffer, XtJob, XtRuleSet, XtStatus,
};
use serde_json::{json, Value};

const EMPTY: XtBuffer = XtBuffer { data: null_mut(), length: 0 };

/// Calls with a buffer and gives the text that was in it; the buffer is freed twice.
fn called(call: impl FnOnce(*mut XtBuffer) -> XtStatus) -> (XtStatus, String) {
    let mut buffer = EMPTY;
    let status = call(&raw mut buffer);
    let text = if buffer.length == 0 {
        assert!(buffer.data.is_null());
        String::new()
    } else {
        let length = usize::try_from(buffer.length).unwrap();
        // SAFETY: the engine's own bytes, not freed yet.
        let bytes = unsafe { std::slice::from_raw_parts(buffer.data, length) };
        String::from_utf8(bytes.to_vec()).unwrap()
    };
    let mut copy = XtBuffer { data: buffer.data, length: buffer.length };
    for buffer in [&raw mut buffer, &raw mut buffer, &raw mut copy] {
        // SAFETY: a buffer on this stack, whole, emptied, or a copy of a freed one.
        unsafe { xt_buffer_free(buffer) };
    }
    assert!(buffer.data.is_null() && buffer.length == 0);
    (status, text)
}

pub(crate) fn compile(request: &[u8]) -> (XtStatus, *mut XtRuleSet, String) {
    let mut rules = null_mut();
    let (status, report) = called(|report| {
        // SAFETY: a slice, and places on the stack.
        unsafe { xt_rules_compile(request.as_ptr(), request.len() as u64, &raw mut rules, report) }
    });
    (status, rules, report)
}

pub(crate) fn start(rules: *const XtRuleSet, request: &[u8]) -> (XtStatus, *mut XtJob, String) {
    let mut job = null_mut();
    let (status, report) = called(|report| {
        // SAFETY: a slice, and places on the stack.
        unsafe { xt_job_start(rules, request.as_ptr(), request.len() as u64, &raw mut job, report) }
    });
    (status, job, report)
}

pub(crate) fn poll(job: *mut XtJob, timeout_ms: u32) -> (XtStatus, String) {
    // SAFETY: a place on the stack; the handle may be anything.
    called(|events| unsafe { xt_job_poll(job, timeout_ms, events) })
}

/// Polls until the end.
pub(crate) fn finish(job: *mut XtJob) -> (XtStatus, Vec<Value>) {
    let deadline = Instant::now() + Duration::from_secs(60);
    let mut events = Vec::new();
    loop {
        let (status, lines) = poll(job, 1000);
        events.extend(lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()));
        if status != XtStatus::Pending {
            return (status, events);
        }
        assert!(Instant::now() < deadline, "the job does not end: {events:?}");
    }
}

pub(crate) fn describe_engine() -> (XtStatus, String) {
    // SAFETY: a place on the stack.
    called(|result| unsafe { xt_engine_describe(result) })
}

pub(crate) fn describe(rules: *const XtRuleSet) -> (XtStatus, String) {
    // SAFETY: a place on the stack; the handle may be anything.
    called(|result| unsafe { xt_rules_describe(rules, result) })
}

pub(crate) fn plan(rules: *const XtRuleSet, request: &[u8]) -> (XtStatus, String) {
    // SAFETY: a slice, and a place on the stack; the handle may be anything.
    called(|result| unsafe {
        xt_evidence_plan(rules, request.as_ptr(), request.len() as u64, result)
    })
}

pub(crate) fn rewrite(request: &[u8]) -> (XtStatus, String) {
    // SAFETY: a slice, and a place on the stack.
    called(|result| unsafe { xt_rules_rewrite(request.as_ptr(), request.len() as u64, result) })
}

pub(crate) fn sources(texts: &[&str]) -> Vec<u8> {
    let sources: Vec<Value> = texts
        .iter()
        .enumerate()
        .map(|(index, text)| json!({ "origin": format!("{index}.exrule"), "text": text }))
        .collect();
    serde_json::to_vec(&json!({ "sources": sources })).unwrap()
}

/// Rules that compile.
fn some_rules() -> *mut XtRuleSet {
    let (status, rules, report) = compile(&sources(&[]));
    assert_eq!(status, XtStatus::Ok, "{report}");
    assert!(!rules.is_null());
    rules
}

/// Set in a process that runs one test alone.
const ALONE: &str = "EXTRIAGE_TEST_ALONE";

/// Runs one test of this file in a process of its own.
fn alone(test: &str) -> Output {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(ALONE, "1")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"), "{test} did not run");
    output
}

#[test]
fn nothing_but_null() {
    // SAFETY: null is allowed everywhere; that is what is tested.
    unsafe {
        assert_eq!(xt_engine_describe(null_mut()), XtStatus::InvalidArgument);
        assert_eq!(xt_rules_compile(null(), 0, null_mut(), null_mut()), XtStatus::InvalidArgument);
        assert_eq!(xt_rules_describe(null(), null_mut()), XtStatus::InvalidArgument);
        assert_eq!(xt_rules_rewrite(null(), 0, null_mut()), XtStatus::InvalidArgument);
        assert_eq!(xt_evidence_plan(null(), null(), 0, null_mut()), XtStatus::InvalidArgument);
        assert_eq!(
            xt_job_start(null(), null(), 0, null_mut(), null_mut()),
            XtStatus::InvalidArgument
        );
        assert_eq!(xt_job_poll(null_mut(), 0, null_mut()), XtStatus::InvalidArgument);
        assert_eq!(xt_job_cancel(null()), XtStatus::InvalidArgument);
        xt_buffer_free(null_mut());
    }
    xt_rules_free(null_mut());
    xt_job_free(null_mut());
    assert_eq!(xt_abi_version(), 1);
}

#[test]
fn each_pointer_null_or_misaligned() {
    let rules = some_rules();
    let request = sources(&[]);
    let (data, length) = (request.as_ptr(), request.len() as u64);
    let mut handle = null_mut();
    let mut job = null_mut();
    // SAFETY: what is not null is a slice, a handle or a place on the stack.
    let failures = unsafe {
        [
            called(|report| xt_rules_compile(data, length, null_mut(), report)),
            called(|report| xt_rules_compile(null(), length, &raw mut handle, report)),
            called(|report| xt_rules_rewrite(null(), length, report)),
            called(|report| xt_evidence_plan(null(), null(), 0, report)),
            called(|report| xt_evidence_plan(rules, null(), 1, report)),
            called(|report| xt_job_start(null(), data, length, &raw mut job, report)),
            called(|report| xt_job_start(rules, data, length, null_mut(), report)),
            called(|report| xt_job_start(rules, null(), length, &raw mut job, report)),
            called(|report| {
                let odd = report.cast::<u8>().wrapping_add(1).cast();
                xt_rules_compile(data, length, odd, report)
            }),
            describe(null()),
            poll(null_mut(), 0),
        ]
    };
    for (status, report) in failures {
        assert_eq!(status, XtStatus::InvalidArgument);
        let report: Value = serde_json::from_str(&report).unwrap();
        assert!(report["error"].is_string());
    }
    assert!(handle.is_null() && job.is_null());
    let mut space = [EMPTY, EMPTY];
    let odd = (&raw mut space).cast::<u8>().wrapping_add(1).cast();
    // SAFETY: a place for a buffer, but for its alignment.
    unsafe {
        assert_eq!(xt_engine_describe(odd), XtStatus::InvalidArgument);
        xt_buffer_free(odd);
    }
    xt_rules_free(rules);
}

#[test]
fn empty_and_wrong_requests() {
    let rules = some_rules();
    let (status, handle, report) = compile(b"");
    assert_eq!((status, handle), (XtStatus::InvalidRequest, null_mut()));
    assert!(report.starts_with(r#"{"error":"the request: "#), "{report}");
    assert_eq!(start(rules, b"").0, XtStatus::InvalidRequest);
    assert_eq!(start(rules, b"{\"kind\":\"\xff\"}").0, XtStatus::InvalidUtf8);
    assert_eq!(start(rules, br#"{"kind":"test","slect":{}}"#).0, XtStatus::InvalidRequest);
    assert_eq!(rewrite(b"").0, XtStatus::InvalidRequest);
    assert_eq!(rewrite(b"{\"kind\":\"\xff\"}").0, XtStatus::InvalidUtf8);
    let deep = "[".repeat(100_000);
    assert_eq!(compile(deep.as_bytes()).0, XtStatus::InvalidRequest);
    // SAFETY: the length is refused before the bytes are looked at.
    let (status, report) = called(|report| unsafe {
        xt_rules_compile(b"x".as_ptr(), u64::MAX, &mut null_mut(), report)
    });
    assert_eq!(status, XtStatus::InvalidRequest, "{report}");
    // SAFETY: null with no length is an empty request.
    let (status, plan) = called(|result| unsafe { xt_evidence_plan(rules, null(), 0, result) });
    assert_eq!((status, plan.as_str()), (XtStatus::Ok, r#"{"Sources":[],"Facts":[]}"#));
    xt_rules_free(rules);
}

#[test]
fn freed_foreign_and_mixed_up_handles_are_refused() {
    let rules = some_rules();
    let (_, job, _) = start(rules, br#"{"kind":"test"}"#);
    assert_eq!(describe(job.cast()).0, XtStatus::InvalidArgument);
    assert_eq!(poll(rules.cast(), 0).0, XtStatus::InvalidArgument);
    let mut local = 0u64;
    assert_eq!(describe((&raw mut local).cast()).0, XtStatus::InvalidArgument);
    xt_rules_free((&raw mut local).cast());
    xt_job_free(rules.cast());
    xt_rules_free(job.cast());

    // The rules go first; the job has its own hold on them.
    xt_rules_free(rules);
    xt_rules_free(rules);
    assert_eq!(describe(rules).0, XtStatus::InvalidArgument);
    assert_eq!(start(rules, br#"{"kind":"test"}"#).0, XtStatus::InvalidArgument);
    assert_eq!(finish(job).0, XtStatus::Ok);
    xt_job_free(job);
    xt_job_free(job);
    assert_eq!(poll(job, 0).0, XtStatus::InvalidArgument);
    assert_eq!(xt_job_cancel(job), XtStatus::InvalidArgument);
}

#[test]
fn the_end_is_told_again_and_a_late_cancel_changes_nothing() {
    let rules = some_rules();
    let (_, job, _) = start(rules, br#"{"kind":"test"}"#);
    assert_eq!(finish(job).0, XtStatus::Ok);
    assert_eq!(xt_job_cancel(job), XtStatus::Ok);
    assert_eq!(poll(job, u32::MAX), (XtStatus::Ok, String::new()));
    xt_job_free(job);
    xt_rules_free(rules);
}

#[test]
fn a_fault_in_a_call_is_a_status_and_the_next_call_works() {
    let rules = some_rules();
    let (status, job, report) = start(rules, br#"{"kind":"panic","where":"call"}"#);
    assert_eq!((status, job), (XtStatus::Panicked, null_mut()));
    let report: Value = serde_json::from_str(&report).unwrap();
    let said = report["error"].as_str().unwrap();
    assert!(said.starts_with("this fault was asked for") && said.contains("worker.rs"), "{said}");
    assert_eq!(describe(rules).0, XtStatus::Ok);
    xt_rules_free(rules);
}

#[test]
fn a_fault_in_a_job_is_an_event_and_a_status() {
    let rules = some_rules();
    let (_, job, _) = start(rules, br#"{"kind":"panic"}"#);
    let (status, events) = finish(job);
    assert_eq!(status, XtStatus::Panicked);
    assert_eq!(events.last().unwrap()["Event"], "fault");
    assert!(events.last().unwrap()["Message"].as_str().unwrap().contains("asked for"));
    assert_eq!(poll(job, 0), (XtStatus::Panicked, String::new()));
    xt_job_free(job);
    let (_, job, _) = start(rules, br#"{"kind":"test"}"#);
    assert_eq!(finish(job).0, XtStatus::Ok);
    xt_job_free(job);
    xt_rules_free(rules);
}

#[test]
fn faults_leave_the_console_of_the_host_alone() {
    for test in [
        "ffi::a_fault_in_a_call_is_a_status_and_the_next_call_works",
        "ffi::a_fault_in_a_job_is_an_event_and_a_status",
    ] {
        let said = String::from_utf8(alone(test).stderr).unwrap();
        assert!(!said.contains("panicked"), "{said}");
    }
}

#[test]
fn two_threads_share_one_rule_set() {
    let rules = some_rules() as usize;
    let work = || {
        for _ in 0..50 {
            let rules = rules as *mut XtRuleSet;
            assert_eq!(describe(rules).0, XtStatus::Ok);
            let (status, job, report) = start(rules, br#"{"kind":"test"}"#);
            assert_eq!(status, XtStatus::Ok, "{report}");
            assert_eq!(finish(job).0, XtStatus::Ok);
            xt_job_free(job);
        }
    };
    thread::scope(|scope| {
        scope.spawn(work);
        scope.spawn(work);
    });
    xt_rules_free(rules as *mut XtRuleSet);
}

#[test]
#[cfg(target_os = "linux")]
fn ten_thousand_compilations_leave_nothing_behind() {
    if std::env::var_os(ALONE).is_none() {
        // The other tests change the memory of this process.
        alone("ffi::ten_thousand_compilations_leave_nothing_behind");
        return;
    }
    fn resident_pages() -> u64 {
        let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
        statm.split(' ').nth(1).unwrap().parse().unwrap()
    }
    let request = sources(&[
        "rule a 'A' {\n  detect {\n    when exists nonsense\n  }\n}\n",
        "table T (a: string) {\n  | 'x' |\n}\n",
    ]);
    let round = || {
        let (_, rules, _) = compile(&request);
        xt_rules_free(rules);
    };
    (0..1_000).for_each(|_| round());
    let before = resident_pages();
    (0..9_000).for_each(|_| round());
    let grown = resident_pages().saturating_sub(before);
    // A kilobyte a round would be 2,250 pages.
    assert!(grown < 500, "grown by {grown} pages");
}
