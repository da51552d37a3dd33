//! Setup logs with holes, as a crash of the disk cache leaves them.

use std::io::{Seek, SeekFrom, Write};
use std::time::{Duration, Instant};

use super::setup_logs::{GOOD, STOPPED};
use super::*;

const REBOOT: &str = "setup-pending-reboot";
const HOLE: u64 = 24 << 20;

#[test]
fn a_hole_in_the_log_hides_no_run() {
    let pack = shipped();
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("ExchangeSetup.log");
    let outcome = |behind: &[u8]| {
        fs::write(&log, GOOD).unwrap();
        let mut file = fs::OpenOptions::new().write(true).open(&log).unwrap();
        file.set_len(GOOD.len() as u64 + HOLE).unwrap();
        file.seek(SeekFrom::End(0)).unwrap();
        file.write_all(behind).unwrap();
        drop(file);
        let result = triage(&pack, &log).remove(REBOOT).unwrap();
        (result.outcome, result.reason)
    };
    let (found, reason) = outcome(b"");
    assert!(found == Outcome::Unknown && reason.contains("NUL"), "{found:?}: {reason}");
    let (found, reason) = outcome(STOPPED.as_bytes());
    assert_eq!(found, Outcome::Detected, "{reason}");
    let (found, reason) = outcome(&STOPPED.as_bytes()[STOPPED.len() - 200..]);
    assert!(found == Outcome::Unknown && reason.contains("NUL"), "{found:?}: {reason}");
}

/// Stops the run some time after it began.
struct Impatient(Instant);

impl Observer for Impatient {
    fn progress(&mut self, _: u64, _: u64, _: &str) {}
    fn result(&mut self, _: RuleResult) {}
    fn cancelled(&self) -> bool {
        self.0.elapsed() > Duration::from_millis(100)
    }
}

#[test]
fn a_log_of_a_tebibyte_of_nothing_holds_nobody_up() {
    let pack = shipped();
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("ExchangeSetup.log");
    fs::write(&log, GOOD).unwrap();
    let file = fs::OpenOptions::new().write(true).open(&log).unwrap();
    if file.set_len(1 << 40).is_err() {
        println!("SKIPPED: the file system has no files of that size");
        return;
    }
    let place = WindowsPath::parse(r"C:\ExchangeSetupLogs\ExchangeSetup.log").unwrap();
    let target = FolderTarget::open(None, &[(place, log)], None).unwrap();
    let mut observer = Impatient(Instant::now());
    let stopped = evaluate(&pack, &target, &Selection::default(), &mut observer);
    assert!(stopped.is_err(), "a tebibyte cannot have been read");
    assert!(observer.0.elapsed() < Duration::from_secs(2), "{:?}", observer.0.elapsed());
}
