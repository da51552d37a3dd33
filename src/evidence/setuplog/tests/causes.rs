//! What stopped runs: each cause once.

use super::super::views::CAUSES;
use super::*;

fn causes(seen: &Seen) -> Vec<String> {
    seen.show(CAUSES, &["Run", "Kind", "Name", "Component", "Line"])
}

#[test]
fn each_cause_is_told_once() {
    let seen = log(&[
        &BANNER,
        &[
            "[0] [ERROR] before the analysis",
            "[1] Started [Analysis:Prereq]",
            "[1] Failed [Rule:Old] [Message:x]",
            "[1] Beginning processing test-SetupPrerequisites",
            "[2] [ERROR] Cannot start service X.",
            "[1] [ERROR] The following error was generated when \"$error.Clear(); ",
            "~   write-host '\" was run: \"x'",
            "~  \" was run: \"A.B.CommandException: Service 'X': failed. ---> System.InvalidOperationException: Cannot start service X.",
            "~   --- End of inner exception stack trace ---\".",
            "[1] [ERROR] Service 'X': failed.",
            "[1] [ERROR] Cannot start service X.",
            "[1] [ERROR-REFERENCE] Id=C___1 Component=",
            "[1] [ERROR] MSI",
            "[1] [ERROR] MSI",
            "[0] CurrentResult main.run:235: 1",
        ],
        &END,
    ]);
    assert_eq!(
        causes(&seen),
        ["1|Error|A.B.CommandException|C|9", "1|Error|(missing)|(missing)|16"]
    );
}

#[test]
fn causes_are_those_of_every_run_that_did_not_succeed() {
    let error = ["[0] Setup version: 15.1.2106.2.", "[1] [ERROR] x", "[1] [ERROR] y"];
    let seen = log(&[&BANNER, &error, &END, &BANNER, &error, &GOOD, &END, &BANNER, &FAILED, &END]);
    assert_eq!(
        causes(&seen),
        [
            "1|Error|(missing)|(missing)|5",
            "1|Error|(missing)|(missing)|6",
            "3|Prerequisite|A|(missing)|24"
        ]
    );
}

#[test]
fn without_an_error_it_is_what_stands_before_the_result() {
    let seen = log(&[
        &BANNER,
        &[
            "[0] [WARNING] earlier",
            "[0] text",
            "[0] [WARNING] one",
            "[0] [WARNING] two",
            "[0] CurrentResult SetupLauncherHelper.loadassembly:444: 1",
            "[0] [WARNING] later",
            "[0] CurrentResult console.ProcessRunInternal:198: 1",
        ],
        &END,
    ]);
    assert_eq!(
        causes(&seen),
        ["1|Warning|(missing)|(missing)|6", "1|Warning|(missing)|(missing)|7"]
    );
    let refused =
        ["[0] x", "[0] Another setup runs.", "[0] CurrentResult setupbase.maincore:380: 1"];
    let seen = log(&[&BANNER, &refused, &END]);
    assert_eq!(causes(&seen), ["1|Message|(missing)|(missing)|5"]);
    let seen = log(&[&BANNER, &FAILED[..2], &BANNER, &refused, &END, &FAILED[2..], &END]);
    assert_eq!(causes(&seen), ["2|Message|(missing)|(missing)|10", "1|Prerequisite|A|(missing)|5"]);
    // Errors inside of tasks count where there is nothing else.
    let seen = log(&[&BANNER, &["[2] [ERROR] deep"], &["[0] x"]]);
    assert_eq!(causes(&seen), ["1|Error|(missing)|(missing)|4"]);
}
