//! Runs that are not what they seem, and records that are not as setup writes them.

use super::*;

#[test]
fn a_setup_that_is_refused_does_not_end_the_one_before_it() {
    let refused =
        ["[0] Setup version: 15.1.2106.2.", "[0] CurrentResult setupbase.maincore:380: 1"];
    let (before, behind) = FAILED.split_at(2);
    for end in [&END[..1], &END[..]] {
        let seen = log(&[&BANNER, before, &BANNER, &refused, end, behind, &END]);
        assert_eq!(
            seen.show(RUNS, &["Number", "Result", "Ended"]),
            ["2|Failed|True", "1|Failed|True"]
        );
        assert_eq!(seen.show(FAILURES, &["Name"]), ["A"]);
        assert_eq!(seen.reasons(), ["", "", ""]);
    }
    // A run of its own where the one before it has an end.
    let seen = log(&[&BANNER, &FAILED, &END, &BANNER, &refused, &END]);
    assert_eq!(seen.show(RUNS, &["Number", "Result"]), ["1|Failed", "2|Failed"]);
    assert_eq!(seen.show(JUDGED, &["Number"]), ["1"]);
    assert_eq!(seen.show(FAILURES, &["Name"]), ["A"]);
    // Another run that begins there is not refused.
    let seen = log(&[&BANNER, before, &BANNER, &GOOD, &END]);
    assert_eq!(seen.show(RUNS, &["Number", "Result"]), ["1|Unfinished", "2|Succeeded"]);
    assert!(seen.show(FAILURES, &["Name"]).is_empty());
    assert_eq!(seen.reasons(), ["", "", ""]);
}

#[test]
fn a_banner_that_is_none_hides_no_run() {
    for fake in [
        &["[3] Starting Microsoft Exchange x Setup"][..],
        &["[999] Starting Microsoft Exchange Server  Setup"],
        &["~[99/99/9999 99:99:99.9999] [0] Starting Microsoft Exchange \u{a0} Setup"],
        &["[2] [ERROR] Starting Microsoft Exchange Server 2016 Setup"],
        &["[0] Starting Microsoft Exchange Server 2016 Setup"],
        &["[0] **************", "[0] Starting Microsoft Exchange Server 2016 Setup"],
        &[BANNER[0], BANNER[1], BANNER[0]],
    ] {
        let (before, behind) = FAILED.split_at(2);
        let seen = log(&[&BANNER, before, fake, behind, &END]);
        let rows = seen.show(FAILURES, &["Name"]);
        assert!(rows == ["A"] || fake.len() == 3, "{fake:?}: {rows:?}");
        let (all, last) = (&seen.reasons()[0], &seen.reasons()[1]);
        assert!(all.contains("line 6") || all.contains("line 7"), "{fake:?}: {all}");
        assert!(last.contains("not as setup writes it"), "{fake:?}: {last}");
    }
}

#[test]
fn records_behind_the_end_of_a_run_are_of_one_whose_head_is_lost() {
    let seen = log(&[&BANNER, &GOOD, &END, &FAILED, &END]);
    assert_eq!(seen.show(RUNS, &["Number", "Result"]), ["1|Succeeded", "2|Failed"]);
    assert_eq!(seen.show(FAILURES, &["Name"]), ["A"]);
    assert!(seen.reasons()[1].contains("head is cut"), "{:?}", seen.reasons());
}

#[test]
fn a_stamp_in_a_form_that_is_not_known_leaves_doubt() {
    let text = stamped(&[&BANNER[..], &FAILED, &END].concat());
    let failed = |text: &str| {
        let seen = parse(text);
        (seen.show(FAILURES, &["Name"]), seen.reasons()[1].clone())
    };
    assert_eq!(failed(&text), (vec![String::from("A")], String::new()));
    let line = text.lines().position(|line| line.contains("Failed [Rule")).unwrap();
    for (from, to) in [
        ("[03/06/2021 15", "[21/06/2021 15"),
        ("[03/06/2021 15", "[2021-03-06 15"),
        (".0546] [1]", ".546] [1]"),
        (".0546] [1]", ".0546 [1]"),
        (".0546] [1]", ".0546] [1"),
        ("[03/06/2021 15", "03/06/2021 15"),
        ("[03/06/2021 15", " [03/06/2021 15"),
        ("[03/06/2021 15", "> [03/06/2021 15"),
        ("[03/06/2021 15", "x\u{feff}[03/06/2021 15"),
        ("[03/06/2021 15", "[\u{fffd}\u{fffd}/06/2021 15"),
    ] {
        let lines = text.lines().enumerate().map(|(number, text)| {
            if number == line {
                text.replace(from, to)
            } else {
                text.to_owned()
            }
        });
        let lines: Vec<_> = lines.collect();
        let (names, reason) = failed(&(lines.join("\r\n") + "\r\n"));
        assert_eq!(names, ["A"], "{to}");
        assert!(reason.contains("line 5: "), "{to}: {reason}");
    }
    // A line break that was lost.
    let joined = text.replace("\r\n[03/06/2021 15:14:04", "[03/06/2021 15:14:04");
    let (names, reason) = failed(&joined);
    assert_eq!(names, ["A"]);
    assert!(reason.contains("line 4: a record begins in the middle of a line"), "{reason}");
    // A line that is torn in its stamp.
    let record = text.lines().nth(line).unwrap();
    let (names, reason) = failed(&text.replace(record, &record[..15]));
    assert!(names.is_empty() && reason.contains("line 5: "), "{names:?} {reason}");
    // A head that is gone altogether.
    let (names, reason) = failed(&text.replace("[03/06/2021 15:14:04.0546] [1] ", ""));
    assert!(names.is_empty() && reason.contains("line 5: "), "{names:?} {reason}");
}

#[test]
fn a_newer_run_before_the_last_one_leaves_doubt() {
    let runs = |first: &str, second: &str| {
        let run = |day: &str, records: &[&str]| {
            stamped(&[&BANNER[..], records, &END].concat()).replace("03/06/2021", day)
        };
        parse(&(run(first, &FAILED) + &run(second, &GOOD)))
    };
    assert_eq!(runs("01/05/2020", "12/21/2020").reasons(), ["", "", ""]);
    let reasons = runs("12/21/2020", "01/05/2020").reasons();
    assert!(reasons.iter().all(|reason| reason.contains("of line 2 (2020-12-21")), "{reasons:?}");
    // The years of Thailand's calendar are known, those of others tell nothing.
    assert_eq!(runs("01/05/2020", "12/21/2563").reasons(), ["", "", ""]);
    assert_eq!(runs("01/05/2020", "12/21/1442").reasons(), ["", "", ""]);
}

#[test]
fn a_log_that_says_that_something_failed_and_not_what_is_in_doubt() {
    let head = "[0] Setup version: 15.1.2106.2.";
    for (record, expected) in [
        ("[0] CurrentResult console.ProcessRunInternal:136: 1", "prerequisites failed"),
        ("[0] CurrentResult console.ProcessRunInternal:198: 1", "setup failed"),
        ("[1] [ERROR-REFERENCE] Id=A___1 Component=", "a step failed"),
    ] {
        let seen = log(&[&BANNER, &[head, record], &END]);
        assert!(seen.reasons()[1].contains(expected), "{record}: {:?}", seen.reasons());
    }
    for record in [
        "[1] Evaluated [Rule:A] [HasException:False] [Value:\"Tr",
        "[1] Evaluated [Rule:A[Rule:B] [Parent:C]",
        "[1] Failed [Rule:A] [Message:x",
        "[1] Failed [R",
        "[1] Evaluated",
        "[0] CurrentResult main.run",
    ] {
        let seen = log(&[&BANNER, &[head, record, "[0] CurrentResult main.run:235: 1"], &END]);
        assert!(seen.reasons()[1].contains("not whole"), "{record}: {:?}", seen.reasons());
    }
    let seen = log(&[&BANNER, &[head, "[0] Executing: x"], &END]);
    assert!(seen.reasons()[1].contains("BootStrapper"), "{:?}", seen.reasons());
}

#[test]
fn a_record_that_is_older_than_its_run_leaves_doubt() {
    let text = stamped(&[&BANNER[..], &FAILED, &END].concat());
    let line = text.lines().find(|line| line.contains("Failed [Rule")).unwrap();
    for (date, is_odd) in [("03/05/2021", false), ("03/04/2021", true), ("01/05/2020", true)] {
        let seen = parse(&text.replace(line, &line.replace("03/06/2021", date)));
        assert_eq!(seen.reasons()[1].contains("line 5: a record that is older"), is_odd, "{date}");
    }
}
