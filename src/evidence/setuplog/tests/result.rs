//! How a run went.

use super::*;

#[test]
fn the_result_is_what_the_log_says_and_nothing_more() {
    let other_log = "(unknown: the run has an end and no result, as in \
                     ExchangeSetupBootStrapper.log, which says nothing of a setup run)";
    // Setup.exe has no tasks.
    let unsaid = "(unknown: the log does not say how the run ended)";
    let handled = "[2] [ERROR] handled";
    for (records, unended, ended) in [
        (&["[0] Setup version: 15.1.2106.2."][..], "Unfinished", other_log),
        (&[handled], "Unfinished", unsaid),
        (&["[1] [WARNING] x", "[1] [RECOMENDED] x"], "Unfinished", unsaid),
        // Sentences are translated.
        (&["[0] The Exchange Server setup operation didn't complete."], "Unfinished", other_log),
        (
            &["[0] The Exchange Server setup operation completed successfully."],
            "Unfinished",
            other_log,
        ),
        (&["[1] Failed [Rule:A] [Message:b]"], "Unfinished", "Failed"),
        (&["[1] [REQUIRED] b"], "Unfinished", "Failed"),
        (&["[0] [ERROR] x"], "Failed", other_log),
        (&["[0] [ERROR] x", RESULT_0], "Failed", "Failed"),
        (&["[1] [ERROR] x"], "Failed", "Failed"),
        (&["[1] [ERROR-REFERENCE] Id=A___b Component="], "Failed", "Failed"),
        (
            &["[1] Setup is stopping now because of one or more critical errors."],
            "Failed",
            "Failed",
        ),
        // Errors before an analysis stop nothing.
        (&["[0] [ERROR] x", "[1] Started [Analysis:Prereq]", RESULT_0], "Unfinished", "Cancelled"),
        // The console.
        (&["[0] CurrentResult main.run:235: 0"], "Succeeded", "Succeeded"),
        (&["[1] [ERROR] x", "[0] CurrentResult main.run:235: 0"], "Succeeded", "Succeeded"),
        (&["[0] CurrentResult console.ProcessRunInternal:205: 0"], "Succeeded", "Succeeded"),
        (&["[0] CurrentResult console.ProcessRunInternal:136: 1"], "Failed", "Failed"),
        (&["[0] CurrentResult console.startmain:52: 1"], "Failed", "Failed"),
        (&["[0] CurrentResult main.run:235: 1"], "Failed", "Failed"),
        (&["[0] CurrentResult main.run:235: -1"], "Failed", "Failed"),
        (&["[0] CurrentResult main.run:185: Error"], "Failed", "Failed"),
        (
            &[
                "[0] CurrentResult main.checkforupdates:336: Restart",
                "[0] CurrentResult main.run:214: Restart",
                "[0] CurrentResult setupbase.maincore:396: 2",
            ],
            "Restart",
            "Restart",
        ),
        (
            &[
                "[0] CurrentResult console.ProcessRunInternal:136: 1",
                "[0] CurrentResult main.run:235: 0",
            ],
            "(unknown: line 5 says that the run succeeded, and line 4 that it failed)",
            "(unknown: line 5 says that the run succeeded, and line 4 that it failed)",
        ),
        (
            &[
                "[1] Setup is stopping now because of one or more critical errors.",
                "[0] CurrentResult main.run:235: 0",
            ],
            "(unknown: line 5 says that the run succeeded, and line 4 that it failed)",
            "(unknown: line 5 says that the run succeeded, and line 4 that it failed)",
        ),
        (
            &[
                "[0] CurrentResult main.run:235: 0",
                "[1] Evaluated [Rule:A] [HasException:False] [Value:\"True\"] [ParentValue:\"\"]",
            ],
            "(unknown: line 4 says that the run succeeded, and setup goes on in line 5)",
            "(unknown: line 4 says that the run succeeded, and setup goes on in line 5)",
        ),
        // A success at the wrong depth is none.
        (&["[1] CurrentResult main.run:235: 0", RESULT_0], "Unfinished", "Cancelled"),
        // The wizard, whose results are 0 however it went.
        (&["[0] CurrentResult launcherbase.maincore:90: 0", RESULT_0], "Unfinished", "Cancelled"),
        (
            &["[0] Setup will run the task 'test-SetupPrerequisites'", RESULT_0],
            "Unfinished",
            "Cancelled",
        ),
        (
            &["[0] Setup will run the task 'Uninstall-MsiPackage'", RESULT_0],
            "Unfinished",
            "(unknown: the log does not say how the run ended)",
        ),
        (
            &["[2] Install is complete.  Server state has been set to Active.", RESULT_0],
            "Succeeded",
            "Succeeded",
        ),
        (
            &[
                "[1] Failed [Rule:A] [Message:b]",
                "[1] Beginning processing test-SetupPrerequisites",
                "[1] Beginning processing Start-PostSetup",
                "[1] Ending processing Start-PostSetup",
                RESULT_0,
            ],
            "Succeeded",
            "Succeeded",
        ),
        (
            &[
                "[1] Beginning processing Start-PostSetup",
                "[1] Setup is stopping now because of one or more critical errors.",
                "[1] Ending processing Start-PostSetup",
                RESULT_0,
            ],
            "Failed",
            "Failed",
        ),
        (&["[1] Failed [Rule:A] [Message:b]", RESULT_0], "Unfinished", "Failed"),
    ] {
        for (end, expected) in [(&[][..], unended), (&END[..], ended)] {
            let seen = log(&[&BANNER, records, end]);
            assert_eq!(seen.show(RUNS, &["Result"]), [expected], "{records:?} {end:?}");
        }
    }
}
