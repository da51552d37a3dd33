use super::views::{ERRORS, FAILURES, JUDGED, RECORDS, REFERENCES, RUNS};
use super::*;
use crate::evidence::{scan, Look, MemoryFile, MemoryTarget, ScanControl, WindowsPath};

#[derive(Default)]
struct Seen {
    rows: Vec<(&'static str, Row)>,
    kept: Vec<(&'static str, Row)>,
    ends: Vec<Completeness>,
    /// Whether rows of all records are left out.
    no_records: bool,
}

impl SetupLogRows for Seen {
    fn wants(&self, view: &str) -> bool {
        !self.no_records || view != RECORDS
    }
    fn forget(&mut self, view: &str) {
        self.rows.retain(|(name, _)| *name != view);
    }
    fn keep(&mut self, view: &str) {
        self.kept.retain(|(name, _)| *name != view);
        self.kept.extend(self.rows.extract_if(.., |(name, _)| *name == view));
    }
    fn row(&mut self, view: &'static str, row: Row) {
        self.rows.push((view, row));
    }
    fn end(&mut self, runs: &Completeness, last_run: &Completeness, last: &Completeness) {
        self.rows.append(&mut self.kept);
        self.ends = vec![runs.clone(), last_run.clone(), last.clone()];
    }
}

struct Quiet;

impl ScanControl for Quiet {
    fn advance(&mut self, _: u64) {}
    fn cancelled(&self) -> bool {
        false
    }
}

fn parse(text: &str) -> Seen {
    let mut target = MemoryTarget::new("test");
    let path = WindowsPath::parse(r"C:\ExchangeSetupLogs\ExchangeSetup.log").unwrap();
    target.put(path.clone(), MemoryFile::Text(Arc::from(text)));
    let read = |no_records: bool| {
        let mut log = SetupLog::new(Seen { no_records, ..Seen::default() });
        assert!(matches!(scan(&target, &path, &mut [&mut log], &mut Quiet), Look::Found(_)));
        log.into_rows()
    };
    // The other views are the same where nobody wants the records.
    let (seen, without) = (read(false), read(true));
    let others = seen.rows.iter().filter(|(view, _)| *view != RECORDS);
    let show = |(view, row): &(&str, Row)| format!("{view} {row:?}");
    let others: Vec<_> = others.map(show).collect();
    assert_eq!(without.rows.iter().map(show).collect::<Vec<_>>(), others);
    assert_eq!(without.ends, seen.ends);
    seen
}

impl Seen {
    /// The rows of a view as `Column=value` of the asked columns.
    fn show(&self, view: &str, columns: &[&str]) -> Vec<String> {
        let rows = self.rows.iter().filter(|(name, _)| *name == view);
        rows.map(|(_, row)| {
            let values: Vec<_> =
                columns.iter().map(|column| row.get(column).unwrap().to_string()).collect();
            values.join("|")
        })
        .collect()
    }

    fn reasons(&self) -> Vec<String> {
        self.ends
            .iter()
            .map(|end| match end {
                Completeness::Complete => String::new(),
                Completeness::Partial(reason) => reason.to_string(),
            })
            .collect()
    }
}

fn stamped(lines: &[&str]) -> String {
    let mut text = String::new();
    for (index, line) in lines.iter().enumerate() {
        match line.strip_prefix('~') {
            Some(bare) => text.push_str(bare),
            None => text.push_str(&format!("[03/06/2021 15:14:{:02}.0546] {line}", index % 60)),
        }
        text.push_str("\r\n");
    }
    text
}

const BANNER: [&str; 3] = [
    "[0] **********************************************",
    "[0] Starting Microsoft Exchange Server 2016 Setup",
    "[0] **********************************************",
];

const RESULT_0: &str = "[0] CurrentResult setupbase.maincore:396: 0";

const END: [&str; 2] = ["[0] End of Setup", "[0] **********************************************"];

fn log(parts: &[&[&str]]) -> Seen {
    parse(&stamped(&parts.concat()))
}

/// A run that failed, one that ended well, and the last of a log.
const FAILED: [&str; 4] = [
    "[0] Setup version: 15.1.2106.2.",
    "[1] Failed [Rule:A] [Message:b]",
    "[0] CurrentResult console.ProcessRunInternal:136: 1",
    "[0] CurrentResult setupbase.maincore:396: 1",
];
const GOOD: [&str; 3] = [
    "[0] Setup version: 15.1.2106.2.",
    "[0] CurrentResult console.ProcessRunInternal:205: 0",
    "[0] CurrentResult setupbase.maincore:396: 0",
];

mod causes;
mod doubt;
mod judged;
mod result;

#[test]
fn a_run_has_its_facts() {
    let seen = log(&[
        &BANNER,
        &[
            "[0] Setup version: 15.1.2106.2.",
            r"[0] Logged on user: SOLO\Han.",
            "[0] Command Line Parameter Name='mode', Value='Upgrade'.",
            "[0] The backup copy of the previously installed version is '15.1.1713.5'.",
            "[0] The locally installed version is 15.1.2106.2.",
            "[0] CurrentResult console.ProcessRunInternal:205: 0",
        ],
        &END,
    ]);
    let columns = [
        "Number",
        "Result",
        "Ended",
        "Product",
        "SetupVersion",
        "InstalledVersion",
        "Mode",
        "User",
    ];
    assert_eq!(
        seen.show(RUNS, &columns),
        [r"1|Succeeded|True|2016|15.1.2106.2|15.1.1713.5|Upgrade|SOLO\Han"]
    );
    assert_eq!(
        seen.show(RUNS, &["StartTime", "EndTime"]),
        ["2021-03-06T15:14:01.546Z|2021-03-06T15:14:10.546Z"]
    );
    assert_eq!(seen.reasons(), ["", "", ""]);
    assert_eq!(seen.show(RECORDS, &["Line"]).len(), 11);
    let text = &seen.rows.iter().find(|(view, _)| *view == RUNS).unwrap().1.location.text;
    assert_eq!(
        text.as_ref(),
        "Exchange 2016 15.1.2106.2 Upgrade setup, started 2021-03-06T15:14:01.546Z: Succeeded"
    );
}

#[test]
fn only_the_last_run_gives_rows() {
    let seen = log(&[
        &BANNER,
        &["[1] Failed [Rule:RebootPending] [Message:old]", "[1] [ERROR] old"],
        &END,
        &BANNER,
        &["[1] Failed [Rule:MSDTCStopped] [Message:new]"],
        &["[0] CurrentResult main.run:235: 1"],
        &END,
    ]);
    assert_eq!(seen.show(RUNS, &["Number", "Result", "Ended"]), ["1|Failed|True", "2|Failed|True"]);
    assert_eq!(seen.show(FAILURES, &["Name", "Message"]), ["MSDTCStopped|new"]);
    assert!(seen.show(ERRORS, &["Text"]).is_empty());
    // The asterisks before a banner belong to the run that they announce.
    assert_eq!(seen.show(RECORDS, &["Line"]).first().map(String::as_str), Some("8"));
}

#[test]
fn what_setup_requires_is_a_failure_once() {
    let help = |name: &str| {
        format!("[1] Help URL: http://technet.microsoft.com/x/ms.exch.setupreadiness.{name}.aspx")
    };
    let (a, b, c) = (help("A"), help("B"), help("C"));
    let seen = log(&[
        &BANNER,
        &["[1] [REQUIRED] old", &a],
        &END,
        &BANNER,
        &[
            "[1] Failed [Rule:A] [Message:one]",
            "[1] Failed [Rule:A] [Message:two]",
            "[1] [REQUIRED] one",
            &a,
            "[1] [REQUIRED] other",
            "[1] [REQUIRED] zwei",
            "~  Zeilen",
            &b,
            "[1] [REQUIRED] again",
            &help("b"),
            "[1] [RECOMENDED] not needed",
            &c,
            "[1] [REQUIRED] something else comes first",
            "[1] x",
            &c,
        ],
        &END,
    ]);
    assert_eq!(
        seen.show(FAILURES, &["Name", "Message", "Line"]),
        ["A|one|11", "A|two|12", "B|zwei\n  Zeilen|16"]
    );
    let row = seen.rows.iter().rfind(|(view, _)| *view == FAILURES).map(|(_, row)| row).unwrap();
    assert_eq!((row.location.line, row.location.text.as_ref()), (Some(16), "zwei\n  Zeilen"));
    assert_eq!(seen.show(RUNS, &["Result"]), ["Failed", "Failed"]);
}

#[test]
fn a_run_without_its_end_is_partial() {
    let seen = log(&[&BANNER, &["[0] Setup version: 15.1.2106.2."]]);
    assert_eq!(seen.show(RUNS, &["Result", "Ended"]), ["Unfinished|False"]);
    assert_eq!(seen.show(RUNS, &["Mode"]), ["(unknown: the log ends before it says so)"]);
    let reasons = seen.reasons();
    assert_eq!(reasons[0], "");
    assert!(reasons[1].contains("started 2021-03-06T15:14:01.546Z, has no end in the log"));

    let seen = log(&[&BANNER, &["[1] [ERROR] Fatal error during installation"]]);
    assert_eq!(seen.show(RUNS, &["Result"]), ["Failed"]);
    assert_eq!(
        seen.show(ERRORS, &["Reference"]),
        ["(unknown: the log ends before the block of this error does)"]
    );
}

#[test]
fn a_log_without_its_head_says_so() {
    let seen = log(&[&["~   at x()", "[1] Failed [Rule:A] [Message:b]"], &END]);
    assert_eq!(seen.show(RUNS, &["Number", "Result", "Ended"]), ["1|Failed|True"]);
    assert!(seen.show(RUNS, &["Product"])[0].contains("the head of the setup run"));
    assert!(seen.reasons()[..2].iter().all(|reason| reason.contains("its head is cut")));

    let seen = log(&[&["[1] x"], &END, &BANNER, &["[0] CurrentResult main.run:235: 0"], &END]);
    assert_eq!(seen.show(RUNS, &["Number"]), ["1", "2"]);
    assert!(seen.reasons()[0].contains("its head is cut"));
    assert_eq!(seen.reasons()[1], "");
}

#[test]
fn another_log_is_no_setup_log() {
    for text in ["one\ntwo\n", "", "[01:00:41] Disabling service 'FMS'.\n"] {
        let seen = parse(text);
        assert!(seen.rows.is_empty());
        let expected = if text.is_empty() { "is empty" } else { "holds no setup run" };
        assert!(seen.reasons()[..2].iter().all(|reason| reason.contains(expected)), "{text}");
    }
    let seen = parse(&stamped(&BANNER[..1]));
    assert!(seen.rows.is_empty());
}

#[test]
fn errors_carry_the_reference_of_their_block() {
    let seen = log(&[
        &BANNER,
        &[
            "[0] [ERROR] Setup encountered a problem.",
            "[0] Setup will use the domain controller ''.",
            "[2] [ERROR] handled",
            "[1] Executing: next",
            "[2] [ERROR] Cannot start service X.",
            "[1] [ERROR] The following error was generated when \"$error.Clear(); ",
            "~   restart-service X",
            "~  \" was run: \"A.B.CommandException: Service 'X': failed. ---> System.InvalidOperationException: Cannot start service X. ---> System.ComponentModel.Win32Exception: It is disabled",
            "~   --- End of inner exception stack trace ---\".",
            "[1] [ERROR] Service 'X': failed.",
            "[1] [ERROR] Cannot start service X.",
            "[1] [ERROR] It is disabled",
            "[1] [ERROR] System.Exception: plain",
            r"[1] [ERROR-REFERENCE] Id=BridgeheadRoleSetterComponent___115c Component=EXCHANGE14:\Current",
            "[1] [ERROR] later",
            "[1] [ERROR-REFERENCE] Id=443949901 Component=",
        ],
        &END,
    ]);
    let rows: Vec<_> = seen
        .show(ERRORS, &["Exception", "Reference", "Component"])
        .into_iter()
        .map(|row| row.replace("BridgeheadRoleSetterComponent", "B"))
        .collect();
    assert_eq!(
        rows,
        [
            "(missing)|(missing)|(missing)",
            "(missing)|(missing)|(missing)",
            "System.InvalidOperationException|B___115c|B",
            "A.B.CommandException|B___115c|B",
            "A.B.CommandException|B___115c|B",
            "System.InvalidOperationException|B___115c|B",
            "System.ComponentModel.Win32Exception|B___115c|B",
            "System.Exception|B___115c|B",
            "(missing)|443949901|(missing)",
        ]
    );
    assert_eq!(
        seen.show(REFERENCES, &["Id", "Component", "Line"]),
        [
            "BridgeheadRoleSetterComponent___115c|BridgeheadRoleSetterComponent|17",
            "443949901|(missing)|19"
        ]
    );
    assert!(seen.show(ERRORS, &["Text"])[3].contains("restart-service X\n"));
}

#[test]
fn errors_without_end_stay_in_bounds() {
    let mut lines: Vec<&str> = BANNER.to_vec();
    let long = format!("[1] [ERROR] {}", "x".repeat(60_000));
    lines.extend(std::iter::repeat_n(long.as_str(), 200));
    lines.push("[1] [ERROR-REFERENCE] Id=A___1 Component=");
    let seen = log(&[&lines, &END]);
    let references = seen.show(ERRORS, &["Reference"]);
    assert_eq!(references.len(), 200);
    assert!(references[0].contains("too many errors"));
    assert_eq!(references[199], "A___1");
}

#[test]
fn records_have_levels_and_scripts() {
    let seen = log(&[
        &BANNER,
        &["[2] [ServiceControl.ps1] Disabling service 'FMS'.", "~ more", "[1] [REQUIRED] x"],
        &END,
    ]);
    let records = seen.show(RECORDS, &["Depth", "Level", "Script", "Text"]);
    assert_eq!(records[3], "2|Information|ServiceControl.ps1|Disabling service 'FMS'.\n more");
    assert_eq!(records[4], "1|Required|(missing)|x");
}
