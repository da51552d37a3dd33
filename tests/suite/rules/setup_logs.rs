//! What the shipped rules say about setup logs of other regions, of other ways to run setup, and
//! about logs that are cut or were tampered with.

use super::*;

/// A folder of real logs; it belongs to no checkout.
fn shared(folder: &str) -> Option<PathBuf> {
    let found = root().parent()?.join("shared/data").join(folder);
    if !found.is_dir() {
        println!("SKIPPED: there is no ../shared/data/{folder} beside the checkout");
    }
    found.is_dir().then_some(found)
}

fn logs(folder: &Path) -> Vec<(String, String)> {
    let mut logs: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "log"))
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect();
    logs.sort();
    logs
}

/// The outcomes of the setup rules.
fn outcomes(pack: &RulePack, log: &[u8]) -> BTreeMap<String, Outcome> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ExchangeSetup.log");
    fs::write(&file, log).unwrap();
    let results = triage(pack, &file).into_iter();
    let setup = results.filter(|(id, _)| id.starts_with("setup-"));
    setup.map(|(id, result)| (id, result.outcome)).collect()
}

fn detected(outcomes: &BTreeMap<String, Outcome>) -> Vec<&str> {
    let detected = outcomes.iter().filter(|(_, outcome)| **outcome == Outcome::Detected);
    detected.map(|(id, _)| id.as_str()).collect()
}

/// Writes the stamps of a log anew: separators of date and time, and years to add.
fn stamped_anew(log: &str, date: &str, time: &str, years: u32) -> String {
    let mut anew = String::new();
    for line in log.split_inclusive('\n') {
        let stamp = line.get(..26).filter(|head| head.starts_with('[') && head.ends_with(']'));
        match stamp.map(|head| (head[1..11].replace('/', date), head[11..20].replace(':', time))) {
            Some((day, clock)) => {
                let (day, year) = day.split_at(day.len() - 4);
                let year = year.parse::<u32>().unwrap() + years;
                anew.push_str(&format!("[{day}{year}{clock}{}", &line[20..]));
            }
            None => anew.push_str(line),
        }
    }
    anew
}

/// Translates what setup hands over in the language of the display.
fn in_german(log: &str) -> String {
    log.replace(
        "The Exchange Server setup operation didn't complete.",
        "Der Exchange Server-Setupvorgang wurde nicht abgeschlossen.",
    )
    .replace(
        "The Exchange Server setup operation completed successfully.",
        "Der Exchange Server-Setupvorgang wurde erfolgreich abgeschlossen.",
    )
    .replace("A reboot from a previous installation is pending.", "Es steht ein Neustart aus.")
    .replace("The Mailbox server role isn't installed", "Die Rolle ist nicht installiert")
}

#[test]
fn real_logs_of_other_regions_have_the_same_causes() {
    let Some(folder) = shared("setup-logs") else { return };
    let pack = shipped();
    let mut causes = 0;
    for (name, log) in logs(&folder) {
        let plain = outcomes(&pack, log.as_bytes());
        causes += detected(&plain).len();
        let utf16 = |text: &str| -> Vec<u8> {
            "\u{feff}"
                .encode_utf16()
                .chain(text.encode_utf16())
                .flat_map(u16::to_le_bytes)
                .collect()
        };
        let crlf = |text: String| text.replace('\n', "\r\n");
        for (what, variant) in [
            ("dashes, German", in_german(&stamped_anew(&log, "-", ":", 0)).into_bytes()),
            ("dots, CRLF", crlf(stamped_anew(&log, ".", ":", 0)).into_bytes()),
            ("dots and blanks, dotted times, UTF-16", utf16(&stamped_anew(&log, ". ", ".", 0))),
            ("Thai years", stamped_anew(&log, "/", ":", 543).into_bytes()),
            ("Arabic years", stamped_anew(&log, "/", ":", 0).replace("/20", "/14").into_bytes()),
        ] {
            assert_eq!(outcomes(&pack, &variant), plain, "{name}: {what}");
        }
    }
    assert!(causes > 19, "{causes}");
}

#[test]
fn logs_without_their_head_say_the_same_or_that_it_is_not_known() {
    let pack = shipped();
    let mut logs = shared("setup-logs").map(|folder| self::logs(&folder)).unwrap_or_default();
    for case in fs::read_dir(root().join("tests/public-cases")).unwrap() {
        for place in ["", "C/ExchangeSetupLogs"] {
            let log = case.as_ref().unwrap().path().join(place).join("ExchangeSetup.log");
            // One is in UTF-16.
            logs.extend(fs::read_to_string(&log).map(|text| (log.display().to_string(), text)));
        }
    }
    assert!(logs.len() > 9, "{}", logs.len());
    let mut unknown = 0;
    for (name, log) in logs {
        let whole = outcomes(&pack, log.as_bytes());
        let lines: Vec<_> = log.split_inclusive('\n').collect();
        for count in [1, 5, 10, 20, 40, 100, 400] {
            let cut =
                outcomes(&pack, lines[lines.len().saturating_sub(count)..].concat().as_bytes());
            for (id, outcome) in &cut {
                unknown += usize::from(*outcome == Outcome::Unknown);
                let may_be = [whole[id], Outcome::Unknown].contains(outcome);
                assert!(may_be, "{name}: the last {count} lines: {id} is {outcome:?}");
            }
        }
    }
    assert!(unknown > 100, "{unknown}");
}

/// A run of setup that ended well, as the console writes it.
pub(super) const GOOD: &str = "\
[01/05/2020 10:00:00.0000] [0] **********************************************
[01/05/2020 10:00:00.0001] [0] Starting Microsoft Exchange Server 2016 Setup
[01/05/2020 10:00:00.0001] [0] **********************************************
[01/05/2020 10:00:00.0002] [0] Setup version: 15.1.2106.2.
[01/05/2020 11:00:00.0002] [0] CurrentResult console.ProcessRunInternal:205: 0
[01/05/2020 11:00:00.0003] [0] CurrentResult main.run:235: 0
[01/05/2020 11:00:00.0003] [0] CurrentResult setupbase.maincore:396: 0
[01/05/2020 11:00:00.0003] [0] End of Setup
[01/05/2020 11:00:00.0003] [0] **********************************************
";

/// A second run, which stops because a restart is pending.
pub(super) const STOPPED: &str = "\
[12/21/2020 13:39:58.0892] [0] **********************************************
[12/21/2020 13:39:58.0893] [0] Starting Microsoft Exchange Server 2016 Setup
[12/21/2020 13:39:58.0893] [0] **********************************************
[12/21/2020 13:39:58.0900] [0] Setup version: 15.1.2106.2.
[12/21/2020 13:40:27.0426] [1] Started [Analysis:Prereq]
[12/21/2020 13:40:27.0551] [1] Evaluated [Rule:RebootPending] [HasException:False] [Value:\"True\"] [ParentValue:\"<NULL>\"] [Thread:6] [Duration:00:00:00]
[12/21/2020 13:40:33.0754] [1] Finished [Analysis:Prereq] [Duration:00:00:06]
[12/21/2020 13:40:33.0755] [1] Failed [Rule:RebootPending] [Message:A reboot from a previous installation is pending.]
[12/21/2020 13:40:33.0756] [1] [REQUIRED] A reboot from a previous installation is pending.
[12/21/2020 13:40:33.0756] [1] Help URL: http://technet.microsoft.com/library(EXCHG.150)/ms.exch.setupreadiness.RebootPending.aspx
[12/21/2020 13:40:34.0115] [0] CurrentResult console.ProcessRunInternal:136: 1
[12/21/2020 13:40:34.0115] [0] CurrentResult main.run:235: 1
[12/21/2020 13:40:34.0115] [0] CurrentResult setupbase.maincore:396: 1
[12/21/2020 13:40:34.0116] [0] End of Setup
[12/21/2020 13:40:34.0116] [0] **********************************************
";

const REBOOT: &str = "setup-pending-reboot";

#[test]
fn a_log_that_is_not_as_setup_writes_it_is_never_clear() {
    let pack = shipped();
    let of = |log: &str| outcomes(&pack, log.as_bytes());
    assert_eq!(of(&(String::from(GOOD) + STOPPED))[REBOOT], Outcome::Detected);
    assert_eq!(
        of(&(String::from(STOPPED).replace("/2020", "/2019") + GOOD))[REBOOT],
        Outcome::Clear
    );
    let banner = "Starting Microsoft Exchange Server 2016 Setup";
    let before_result =
        STOPPED.find("[12/21/2020 13:40:34.0115] [0] CurrentResult console").unwrap();
    let with = |fake: &str| {
        let (before, behind) = STOPPED.split_at(before_result);
        format!("{before}{fake}\n{behind}")
    };
    for (what, second) in [
        ("its head is cut", STOPPED[STOPPED.find("Setup version").unwrap()..].to_owned()),
        ("no banner", STOPPED.replace(banner, "x")),
        ("blanks in the banner", STOPPED.replace("Exchange Server", "Exchange  Server")),
        ("a banner with more", STOPPED.replace("2016 Setup", "2016 Setup.")),
        ("a translated banner", STOPPED.replace(banner, "Exchange Server 2016-Setup wird gestartet")),
        ("day first", STOPPED.replace("12/21/2020", "21.12.2020")),
        ("ISO dates", STOPPED.replace("12/21/2020", "2020-12-21")),
        ("ISO 8601", STOPPED.replace("12/21/2020 ", "2020-12-21T")),
        ("three digits", STOPPED.replace(".0", ".")),
        ("quoted", STOPPED.replace("[12/", "> [12/")),
        ("indented", STOPPED.replace("[12/", "\t[12/")),
        ("marks", STOPPED.replace("[12/", "\u{feff}[12/")),
        ("one line", STOPPED.replace('\n', " ")),
        ("other digits", STOPPED.replace(|c: char| c.is_ascii_digit(), "\u{663}")),
        ("deep", STOPPED.replace("] [0] ", "] [1000] ").replace("] [1] ", "] [1000] ")),
        ("a deep banner", with("[12/21/2020 13:40:34.0000] [3] Starting Microsoft Exchange x Setup")),
        ("a banner in an error", with(&format!("[12/21/2020 13:40:34.0000] [0] [ERROR] {banner}"))),
        ("a banner without its frame", with(&format!("[12/21/2020 13:40:34.0000] [0] {banner}"))),
        (
            "a sentence of success",
            with("[12/21/2020 13:40:34.0000] [0] The Exchange Server setup operation completed successfully."),
        ),
        (
            "a result of success",
            with("[12/21/2020 13:40:34.0000] [0] CurrentResult console.ProcessRunInternal:205: 0"),
        ),
        ("a run that is refused", with(&GOOD.replace("console.ProcessRunInternal:205: 0", "setupbase.maincore:380: 1").replace("[01/05/2020", "[12/21/2020"))),
        ("no words", with("x").replace("Failed [Rule:RebootPending]", "F [").replace("[REQUIRED]", "[")),
    ] {
        let found = of(&format!("{GOOD}{second}"));
        assert_ne!(found[REBOOT], Outcome::Clear, "{what}: {found:?}");
    }
    for (what, log) in [
        ("older runs behind newer ones", format!("{STOPPED}{GOOD}")),
        ("torn", format!("{}{STOPPED}", &GOOD[..GOOD.len() - 60])),
    ] {
        assert_ne!(of(&log)[REBOOT], Outcome::Clear, "{what}");
    }
}

/// Runs behind one that failed which decided nothing about it.
#[test]
fn a_run_that_decided_nothing_hides_no_cause() {
    let pack = shipped();
    let head =
        GOOD.lines().take(4).collect::<Vec<_>>().join("\n").replace("01/05/2020", "12/22/2020");
    let end = "[12/22/2020 13:40:34.0116] [0] End of Setup\n";
    let alone = outcomes(&pack, STOPPED.as_bytes());
    assert_eq!(detected(&alone), ["setup-pending-reboot"]);
    for result in [
        "launcherbase.maincore:90: 0",
        "setupbase.maincore:380: 1",
        "setupbase.maincore:353: Error",
        "main.run:185: Error",
        "main.run:214: Restart",
        "console.ProcessRunInternal:90: 1",
    ] {
        let result = format!("[12/22/2020 13:40:34.0115] [0] CurrentResult {result}\n");
        let log = format!("{STOPPED}{head}\n{result}{end}");
        assert_eq!(outcomes(&pack, log.as_bytes()), alone, "{result}");
    }
    let prepared = "\
[12/22/2020 13:40:34.0115] [0] Command Line Parameter Name='preparead', Value=''.
[12/22/2020 13:40:34.0115] [0] CurrentResult console.ProcessRunInternal:205: 0
";
    let log = format!("{STOPPED}{head}\n{prepared}{end}");
    assert_eq!(outcomes(&pack, log.as_bytes()), alone);
    let log = format!("{STOPPED}{head}\n{}{end}", prepared.replace("preparead", "updatesdir"));
    assert!(detected(&outcomes(&pack, log.as_bytes())).is_empty());
}
