//! Which run is judged, where the last one decided nothing.

use super::*;

const HEAD: &str = "[0] Setup version: 15.1.2106.2.";
const MODE: &str = "[0] Command Line Parameter Name='mode', Value='Upgrade'.";
const SCHEMA: &str = "[0] Command Line Parameter Name='prepareschema', Value=''.";
const TASK: &str = "[0] Setup will run the task 'install-bridgeheadrole'";
const DONE: &str = "[0] CurrentResult console.ProcessRunInternal:205: 0";

/// Runs that say nothing of what stopped the one before them.
const IDLE: [&[&str]; 9] = [
    &[HEAD, "[0] CurrentResult launcherbase.maincore:90: 0", RESULT_0],
    &[HEAD, "[0] CurrentResult setupbase.maincore:380: 1"],
    &["[0] CurrentResult setupbase.maincore:353: Error"],
    &[HEAD, MODE, "[0] [ERROR] bad", "[0] CurrentResult main.run:185: Error"],
    &[HEAD, "[0] CurrentResult main.checkforupdates:290: Error"],
    &[HEAD, "[0] CurrentResult launcherbase.maincore:115: 1"],
    &[HEAD, "[0] CurrentResult console.ProcessRunInternal:90: 1"],
    &[
        HEAD,
        "[0] CurrentResult main.run:214: Restart",
        "[0] CurrentResult setupbase.maincore:396: 2",
    ],
    &[HEAD, SCHEMA, TASK, DONE],
];

#[test]
fn a_run_that_decided_nothing_hides_no_failure() {
    for idle in IDLE {
        for times in 1..3 {
            let mut parts: Vec<&[&str]> = vec![&BANNER, &FAILED, &END];
            for _ in 0..times {
                parts.extend([&BANNER[..], idle, &END]);
            }
            let seen = log(&parts);
            assert_eq!(seen.show(JUDGED, &["Number", "Result"]), ["1|Failed"], "{idle:?}");
            assert_eq!(seen.show(FAILURES, &["Name"]), ["A"], "{idle:?}");
            assert_eq!(seen.reasons(), ["", "", ""], "{idle:?}");
        }
        // One that ended well is hidden by none of them, and hides those before it.
        let seen = log(&[&BANNER, &FAILED, &END, &BANNER, idle, &END, &BANNER, &GOOD, &END]);
        assert_eq!(seen.show(JUDGED, &["Number", "Result"]), ["3|Succeeded"], "{idle:?}");
        assert!(seen.show(FAILURES, &["Name"]).is_empty(), "{idle:?}");
        // Alone it is what is judged.
        let seen = log(&[&BANNER, &GOOD, &END, &BANNER, idle, &END]);
        assert_eq!(seen.show(JUDGED, &["Number"]), ["2"], "{idle:?}");
    }
}

#[test]
fn a_run_that_did_something_counts() {
    let analysed = [
        HEAD,
        "[1] Started [Analysis:Prereq]",
        "[1] Evaluated [Rule:A] [HasException:False] [Value:\"False\"] [ParentValue:\"\"]",
        "[1] Finished [Analysis:Prereq]",
        "[0] CurrentResult launcherbase.maincore:90: 0",
        RESULT_0,
    ];
    for run in [
        &[HEAD, MODE, TASK, DONE][..],
        &[HEAD, MODE, TASK, "[0] CurrentResult console.ProcessRunInternal:90: 1"],
        &[HEAD, "[0] [WARNING] x", "[0] CurrentResult SetupLauncherHelper.loadassembly:444: 1"],
        // What it looked at was met.
        &analysed,
    ] {
        let seen = log(&[&BANNER, &FAILED, &END, &BANNER, run, &END]);
        assert_eq!(seen.show(JUDGED, &["Number"]), ["2"], "{run:?}");
        assert!(seen.show(FAILURES, &["Name"]).is_empty(), "{run:?}");
    }
    // A step that failed was not tried again.
    let step = [HEAD, TASK, "[1] [ERROR] x", "[0] CurrentResult console.ProcessRunInternal:198: 1"];
    let seen = log(&[&BANNER, &step, &END, &BANNER, &analysed, &END]);
    assert_eq!(seen.show(JUDGED, &["Number"]), ["1"]);
    assert_eq!(seen.show(ERRORS, &["Text"]), ["x"]);
    // PrepareSchema that failed, and that was run again.
    let failed = [HEAD, SCHEMA, "[0] CurrentResult console.ProcessRunInternal:198: 1"];
    let seen = log(&[&BANNER, &failed, &END, &BANNER, &[HEAD, SCHEMA, DONE], &END]);
    assert_eq!(seen.show(JUDGED, &["Number"]), ["2"]);
}

#[test]
fn what_is_odd_in_a_later_run_leaves_doubt() {
    let seen = log(&[&BANNER, &FAILED, &END, &BANNER, &[HEAD]]);
    assert_eq!(seen.show(JUDGED, &["Number"]), ["1"]);
    assert!(seen.reasons()[1].contains("has no end"), "{:?}", seen.reasons());
    let torn = [HEAD, "[1] Failed [R", "[0] CurrentResult setupbase.maincore:380: 1"];
    let seen = log(&[&BANNER, &FAILED, &END, &BANNER, &torn, &END]);
    assert_eq!(seen.show(JUDGED, &["Number"]), ["1"]);
    assert!(seen.reasons()[1].contains("not whole"), "{:?}", seen.reasons());
    // What is odd before the judged run does not matter to it.
    let torn = [HEAD, "[1] Failed [R", "[0] CurrentResult console.ProcessRunInternal:136: 1"];
    let seen = log(&[&BANNER, &torn, &END, &BANNER, &FAILED, &END, &BANNER, IDLE[1], &END]);
    assert!(seen.reasons()[0].contains("not whole"), "{:?}", seen.reasons());
    assert_eq!(seen.reasons()[1..], ["", ""]);
}
