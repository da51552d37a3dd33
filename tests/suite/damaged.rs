//! Damaged setup logs: what the rules say of them is what stands there, or that it is not known.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use extriage::diagnostic::SourceText;
use extriage::engine::{evaluate, Observer, Selection};
use extriage::evidence::{FolderTarget, WindowsPath};
use extriage::language::ast::RulePack;
use extriage::language::compile;
use extriage::model::{Outcome, RuleResult};

mod errors;
mod lines;
mod names;

/// The rule whose evidence the failing run shows.
const RULE: &str = "setup-pending-reboot";

/// A run that ended well.
pub(crate) const GOOD: &str = "\
[01/05/2020 10:00:00.0000] [0] **********************************************\r
[01/05/2020 10:00:00.0001] [0] Starting Microsoft Exchange Server 2016 Setup\r
[01/05/2020 10:00:00.0001] [0] **********************************************\r
[01/05/2020 10:00:00.0002] [0] Setup version: 15.1.2106.2.\r
[01/05/2020 10:00:01.0002] [1] Executing: a step of a run that ends well\r
[01/05/2020 10:00:02.0002] [1] Executing: another step of a run that ends well\r
[01/05/2020 11:00:00.0002] [0] The Exchange Server setup operation completed successfully.\r
[01/05/2020 11:00:00.0003] [0] CurrentResult console.ProcessRunInternal:205: 0\r
[01/05/2020 11:00:00.0003] [0] CurrentResult main.run:235: 0\r
[01/05/2020 11:00:00.0003] [0] End of Setup\r
[01/05/2020 11:00:00.0003] [0] **********************************************\r
";

/// A run that failed because a restart is pending, on a server whose Windows is German.
pub(crate) const BAD: &str = "\
[12/21/2020 13:39:58.0890] [0] **********************************************\r
[12/21/2020 13:39:58.0893] [0] Starting Microsoft Exchange Server 2016 Setup\r
[12/21/2020 13:39:58.0893] [0] **********************************************\r
[12/21/2020 13:39:58.0900] [0] Setup version: 15.1.2106.2.\r
[12/21/2020 13:39:58.0901] [0] Logged on user: SOLO\\J\u{fc}rgen M\u{fc}\u{df}ig.\r
[12/21/2020 13:39:58.0902] [0] Command Line Parameter Name='mode', Value='Upgrade'.\r
[12/21/2020 13:40:20.0001] [1] Started [Analysis:Prereq]\r
[12/21/2020 13:40:27.0769] [1] Evaluated [Rule:RebootPending] [HasException:False] [Value:\"True\"] [ParentValue:\"<NULL>\"] [Thread:8] [Duration:00:00:00]\r
[12/21/2020 13:40:27.0770] [1] Evaluated [Setting:UserName] [HasException:False] [Value:\"J\u{fc}rgen\"] [ParentValue:\"<NULL>\"] [Thread:8] [Duration:00:00:00]\r
[12/21/2020 13:40:27.0771] [1] Evaluated [Rule:AdInitErrorRule] [HasException:False] [Value:\"False\"] [ParentValue:\"<NULL>\"] [Thread:8] [Duration:00:00:00]\r
[12/21/2020 13:40:33.0700] [1] Finished [Analysis:Prereq] [Duration:00:00:13]\r
[12/21/2020 13:40:33.0755] [1] Failed [Rule:RebootPending] [Message:Ein Neustart steht noch aus. F\u{fc}hren Sie ihn durch.]\r
[12/21/2020 13:40:33.0800] [1] [REQUIRED] Ein Neustart steht noch aus. F\u{fc}hren Sie ihn durch.\r
[12/21/2020 13:40:33.0801] [1] Help URL: http://technet.microsoft.com/library(EXCHG.150)/ms.exch.setupreadiness.RebootPending.aspx\r
[12/21/2020 13:40:34.0100] [0] Der Setupvorgang f\u{fc}r Exchange Server wurde nicht abgeschlossen.\r
[12/21/2020 13:40:34.0110] [0] CurrentResult console.ProcessRunInternal:136: 1\r
[12/21/2020 13:40:34.0115] [0] CurrentResult main.run:235: 1\r
[12/21/2020 13:40:34.0116] [0] End of Setup\r
[12/21/2020 13:40:34.0116] [0] **********************************************\r
";

/// The run that ended well, after the one that failed.
fn later() -> String {
    GOOD.replace("01/05/2020", "01/05/2021")
}

#[derive(Default)]
struct Results(Vec<RuleResult>);

impl Observer for Results {
    fn progress(&mut self, _: u64, _: u64, _: &str) {}

    fn result(&mut self, result: RuleResult) {
        self.0.push(result);
    }

    fn cancelled(&self) -> bool {
        false
    }
}

fn pack() -> &'static RulePack {
    static PACK: OnceLock<RulePack> = OnceLock::new();
    PACK.get_or_init(|| {
        let mut sources = Vec::new();
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("rules")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|extension| extension == "exrule") {
                    let text = fs::read_to_string(&path).unwrap();
                    sources.push(Arc::new(SourceText { origin: path.display().to_string(), text }));
                }
            }
        }
        compile(&sources).pack
    })
}

/// What every rule about setup logs says about a log with this content: its outcome and the reason.
pub(crate) fn outcomes(content: &[u8]) -> BTreeMap<String, (Outcome, String)> {
    let folder = tempfile::tempdir().unwrap();
    let file: PathBuf = folder.path().join("x.log");
    fs::write(&file, content).unwrap();
    let place = WindowsPath::parse(r"C:\ExchangeSetupLogs\ExchangeSetup.log").unwrap();
    let target = FolderTarget::open(None, &[(place, file)], None).unwrap();
    let mut results = Results::default();
    evaluate(pack(), &target, &Selection::default(), &mut results).unwrap();
    let setup = results.0.into_iter().filter(|result| result.rule_id.starts_with("setup-"));
    setup
        .map(|result| (result.rule_id.to_string(), (result.outcome, result.reason.to_string())))
        .collect()
}

fn rule(content: &[u8]) -> (Outcome, String) {
    outcomes(content)[RULE].clone()
}

pub(crate) fn utf16(text: &str, big: bool) -> Vec<u8> {
    text.encode_utf16().flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
}

fn ansi(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
}

/// `text` with other bytes where `from` begins, as many as there are in `with`.
fn over(text: &str, from: &str, with: &[u8]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for (at, _) in text.match_indices(from) {
        bytes[at..at + with.len()].copy_from_slice(with);
    }
    bytes
}

#[test]
fn what_hides_the_last_run_is_told() {
    let both = format!("{GOOD}{BAD}");
    assert_eq!(rule(both.as_bytes()).0, Outcome::Detected);
    let banner = GOOD.len() + BAD.find("Starting").unwrap();
    let nuls = |from: usize, length: usize| {
        let mut bytes = both.clone().into_bytes();
        bytes[from..from + length].fill(0);
        bytes
    };
    let tail = BAD.len() - BAD.rfind("[12/21/2020 13:40:34.0115]").unwrap();
    for (name, content, told) in [
        ("over the banner", nuls(banner - 100, 300), "NUL"),
        ("over the run", nuls(GOOD.len(), BAD.len() - tail), "head is lost"),
        ("to the end", nuls(GOOD.len(), BAD.len()), "NUL"),
        ("behind a good run", [GOOD.as_bytes(), &[0; 5000]].concat(), "NUL"),
        (
            "two bytes",
            over(&both, "Starting Microsoft Exchange Server 2016 Setup\r\n[12", b"\xFF\xFF"),
            "line 13",
        ),
        (
            "one byte",
            over(&both, "Starting Microsoft Exchange Server 2016 Setup\r\n[12", b"\xD3"),
            "line 13",
        ),
    ] {
        let (outcome, reason) = rule(&content);
        assert_eq!(outcome, Outcome::Unknown, "{name}: {reason}");
        assert!(reason.contains(told) && reason.contains("line "), "{name}: {reason}");
    }
}

#[test]
fn damaged_evidence_is_not_clear() {
    let noise: Vec<u8> = (0..60u8)
        .map(|i| i.wrapping_mul(97) ^ 0xA5)
        .map(|b| if b == 10 || b == 13 { 1 } else { b })
        .collect();
    let cut = BAD.replace("Help URL: http://technet.microsoft.com/library(EXCHG.150)/ms.exch.setupreadiness.RebootPending.aspx", "x");
    for (name, content) in [
        ("noise", over(&cut, "[Rule:RebootPending]", &noise[..40])),
        ("an erased page", over(&cut, "[Rule:RebootPending]", &[0xFF; 40])),
        ("a letter", over(&cut, "RebootPending]", b"\xE9")),
        ("a control", over(&cut, "RebootPending]", b"\x12")),
        ("NUL", over(&cut, "RebootPending]", b"\0")),
        ("U+FFFD", cut.replace("RebootPending", "\u{FFFD}ebootPending").into_bytes()),
        ("a C1 control", cut.replace("RebootPending", "\u{92}ebootPending").into_bytes()),
        ("a carriage return", cut.replace("RebootPending", "\rebootPending").into_bytes()),
        (
            "another record",
            over(&over_text(&cut, "Evaluated", "E\u{e4}aluated"), "Failed", b"F\xE1"),
        ),
    ] {
        let (outcome, reason) = rule(&content);
        assert_eq!(outcome, Outcome::Unknown, "{name}: {reason}");
        assert!(reason.contains("line "), "{name}: {reason}");
    }
}

fn over_text(text: &str, from: &str, to: &str) -> String {
    text.replace(from, to)
}

#[test]
fn damage_before_the_last_run_leaves_it_alone() {
    let both = format!("{BAD}{}", later());
    assert_eq!(rule(both.as_bytes()).0, Outcome::Clear, "{}", rule(both.as_bytes()).1);
    let mut content = both.into_bytes();
    content[700..1500].fill(0);
    assert_eq!(rule(&content).0, Outcome::Clear, "{}", rule(&content).1);
    content[200..210].fill(0xFF);
    assert_eq!(rule(&content).0, Outcome::Clear, "{}", rule(&content).1);
}

#[test]
fn letters_of_a_code_page_change_no_outcome() {
    let german = format!("{GOOD}{BAD}").replace("a step", "ein Schritt \u{fc}ber");
    let good = format!("{BAD}{}", later().replace("another step", "n\u{e4}chster Schritt"));
    let failed = BAD.replace("RebootPending", "NoConnectorToStar");
    for text in [german, good, failed] {
        let shown = |content: &[u8]| -> Vec<_> {
            outcomes(content).into_iter().map(|(id, (outcome, _))| (id, outcome)).collect()
        };
        let expected = shown(text.as_bytes());
        assert!(expected.iter().any(|(_, outcome)| *outcome == Outcome::Clear), "{expected:?}");
        assert_eq!(shown(&ansi(&text)), expected);
        assert_eq!(shown(&ansi(&text.replace("\r\n", "\n"))), expected);
    }
}

#[test]
fn a_log_in_several_encodings_is_read() {
    let little = |text: &str| utf16(text, false);
    let big = |text: &str| utf16(text, true);
    let plain = |text: &str| text.as_bytes().to_vec();
    for (name, content) in [
        ("UTF-16, then UTF-8", [b"\xFF\xFE".to_vec(), little(GOOD), plain(BAD)].concat()),
        ("UTF-8, then UTF-16", [plain(GOOD), little(BAD)].concat()),
        (
            "UTF-8, then UTF-16 with a mark",
            [plain(GOOD), b"\xFF\xFE".to_vec(), little(BAD)].concat(),
        ),
        ("both orders of UTF-16", [b"\xFE\xFF".to_vec(), big(GOOD), little(BAD)].concat()),
        ("a mark before the banner", [plain(GOOD), b"\xEF\xBB\xBF".to_vec(), plain(BAD)].concat()),
        ("UTF-16, then a code page", [little(GOOD), ansi(BAD)].concat()),
    ] {
        let (outcome, reason) = rule(&content);
        assert_eq!(outcome, Outcome::Detected, "{name}: {reason}");
    }
    // A byte is lost: what is not read any more is told.
    for at in (0..BAD.len() * 2).step_by(97) {
        let mut bad = little(BAD);
        bad.remove(at);
        let (outcome, reason) = rule(&[little(GOOD), bad].concat());
        assert_ne!(outcome, Outcome::Clear, "{at}: {reason}");
    }
}
