//! How fast all shipped rules read one large `ExchangeSetup.log`, against reading the file and
//! against counting its lines in the same run.
//!
//! `cargo bench --bench setup_log` makes a log of 500 MB in the temporary folder, and
//! `cargo bench --bench setup_log -- FILE` takes one that is there. It prints times and ratios and
//! judges none of them: the times belong to the machine, the ratios to the engine.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a program that prints, and stops where it cannot go on"
)]

use std::fs::{self, File};
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use extriage::diagnostic::SourceText;
use extriage::engine::{Rules, Selection};
use extriage::evidence::{FolderTarget, WindowsPath};

/// Bytes of the log that is made.
const SIZE: u64 = 500_000_000;
/// How often each measurement is repeated; the fastest counts.
const REPEATS: usize = 5;

fn main() {
    let given = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let folder = tempfile::tempdir().unwrap();
    let log =
        given.map_or_else(|| make_log(&folder.path().join("ExchangeSetup.log")), PathBuf::from);
    let rules = shipped_rules();
    let reading = fastest(|| blocks(&log, |_| 0));
    let counting = fastest(|| blocks(&log, |block| memchr::memchr_iter(b'\n', block).count()));
    let triaging = fastest(|| triage(&rules, &log));
    let size = fs::metadata(&log).unwrap().len();
    println!("{size} bytes, {} rules, fastest of {REPEATS}", rules.count());
    for (name, time) in [("read", reading), ("count lines", counting), ("all rules", triaging)] {
        let ratio = |other: Duration| time.as_secs_f64() / other.as_secs_f64();
        println!(
            "{name:12} {:8.1} ms {:7.0} MB/s   {:5.2} x reading {:5.2} x counting",
            time.as_secs_f64() * 1e3,
            size as f64 / 1e6 / time.as_secs_f64(),
            ratio(reading),
            ratio(counting),
        );
    }
}

/// The shortest time that the work took.
fn fastest(mut work: impl FnMut() -> usize) -> Duration {
    let timed = |_| {
        let start = Instant::now();
        std::hint::black_box(work());
        start.elapsed()
    };
    (0..REPEATS).map(timed).min().unwrap()
}

/// Reads the file in blocks of the engine's size and adds up what `count` says of each.
fn blocks(path: &Path, count: impl Fn(&[u8]) -> usize) -> usize {
    let mut file = File::open(path).unwrap();
    let mut block = vec![0; 256 * 1024];
    let mut sum = 0;
    loop {
        match file.read(&mut block).unwrap() {
            0 => return sum,
            read => sum += count(&block[..read]),
        }
    }
}

/// All rules over the log; the number of their results.
fn triage(rules: &Rules, log: &Path) -> usize {
    let place = WindowsPath::parse(r"C:\ExchangeSetupLogs\ExchangeSetup.log").unwrap();
    let target = FolderTarget::open(None, &[(place, log.to_path_buf())], None).unwrap();
    rules.triage(&target, &Selection::default()).unwrap().len()
}

/// The rules under `rules/`.
fn shipped_rules() -> Rules {
    let mut sources = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("rules")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "exrule") {
                let text = fs::read_to_string(&path).unwrap();
                sources.push(SourceText { origin: path.display().to_string(), text });
            }
        }
    }
    Rules::compile(sources).unwrap()
}

/// Writes a log of many runs in the shape of real ones: mostly progress at depths 1 and 2, in each
/// run some settings, rules and a script of several lines, in every seventh an error block.
fn make_log(path: &Path) -> PathBuf {
    let mut out = BufWriter::new(File::create(path).unwrap());
    let mut written = 0;
    let mut line = 0_u64;
    let mut put = |text: &str| {
        line += 1;
        let (hour, minute, second) = (line / 3600 % 24, line / 60 % 60, line % 60);
        let stamp = format!("[03/06/2021 {hour:02}:{minute:02}:{second:02}.{:04}] ", line % 1000);
        out.write_all(format!("{stamp}{text}\r\n").as_bytes()).unwrap();
        written += (stamp.len() + text.len() + 2) as u64;
        written
    };
    for run in 0_u64.. {
        put("[0] **********************************************");
        put("[0] Starting Microsoft Exchange Server 2016 Setup");
        put("[0] **********************************************");
        put("[0] Setup version: 15.1.2106.2.");
        put(r"[0] Logged on user: CONTOSO\admin.");
        for name in 0..300 {
            put(&format!("[1] Evaluated [Setting:Setting{name}] [HasException:False] [Value:\"{run}\"] [ParentValue:\"<NULL>\"] [Thread:12] [Duration:00:00:00.0090005]"));
            put(&format!("[1] Evaluated [Rule:Rule{name}] [HasException:False] [Value:\"False\"] [ParentValue:\"<NULL>\"] [Thread:12] [Duration:00:00:00]"));
        }
        for step in 0..10_000 {
            put(&format!("[2] Active Directory session settings for 'Get-ExchangeServer' are: View Entire Forest: 'True', step {step}."));
            put("[2] Beginning processing set-ItemProperty -path:'HKLM:\\SOFTWARE\\Microsoft\\ExchangeServer\\v15\\Setup'");
            put("[2] Ending processing set-ItemProperty");
            if step % 100 == 0 {
                put("[1] Executing:\r\n          $roleList = $RoleRoles.Replace('Role','').Split(',');\r\n          if ($roleList -contains 'Mailbox')\r\n          {\r\n            restart-service MSExchangeServiceHost\r\n          }");
            }
        }
        if run % 7 == 0 {
            put("[1] [ERROR] System.Exception: Service 'MSExchangeServiceHost' failed to reach status 'Running' on this server.");
            put(
                r"[1] [ERROR-REFERENCE] Id=AllADRolesCommonServiceControl___ee47ab1c Component=EXCHANGE14:\Current",
            );
        }
        put("[0] CurrentResult console.ProcessRunInternal:198: 1");
        if put("[0] End of Setup") >= SIZE {
            break;
        }
    }
    out.flush().unwrap();
    path.to_path_buf()
}
