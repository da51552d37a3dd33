//! Leaving out records of which nobody asks anything. Most of a setup log is such records.
//!
//! All that a record which says nothing does to its run is to end it later. So of many of them in
//! a row only the last one with a time is read.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::shape::Walk;
use super::stamp::{stamp, Stamp};
use super::{LineBlock, LogSink, SetupLog, SetupLogRows};

/// Words without which the first line of a record gives no row of any view but
/// `setuplog.records`, and says nothing of its run. `None` would be a mistake in the pattern, which
/// a test excludes; then every record is read.
static SAYS_SOMETHING: LazyLock<Option<Regex>> = LazyLock::new(|| pattern(true, &[]));

/// The same where nobody asks for settings.
static NO_SETTINGS: LazyLock<Option<Regex>> = LazyLock::new(|| pattern(false, &[]));

/// The words where settings are asked for or not, and records that hold one of `records`.
pub(super) fn words(settings: bool, records: &[&str]) -> Option<Regex> {
    match (settings, records) {
        (true, []) => SAYS_SOMETHING.clone(),
        (false, []) => NO_SETTINGS.clone(),
        _ => pattern(settings, records),
    }
}

fn pattern(settings: bool, records: &[&str]) -> Option<Regex> {
    let words = [
        if settings { r"Evaluated \[" } else { r"Evaluated \[Rule:" },
        r"\[ERROR",
        r"\[Error",
        r"\[REQUIRED",
        r"\[WARNING",
        r"\[Warning",
        "CurrentResult ",
        "Help URL: ",
        r"Failed \[Rule:",
        r"Started \[Rule:",
        "Starting Microsoft Exchange",
        "End of Setup",
        "Setup is stopping now because of ",
        "Setup will run the task '",
        r"\[Analysis:Prereq\]",
        "processing test-SetupPrerequisites",
        "processing Start-PostSetup",
        "Install is complete",
        "Setup version: ",
        "Logged on user: ",
        "Command Line Parameter Name='",
        "The locally installed version is ",
        "The backup copy of the previously installed version is ",
    ];
    let records: Vec<_> = records.iter().map(|word| regex::escape(word)).collect();
    let words: Vec<_> = words.into_iter().chain(records.iter().map(String::as_str)).collect();
    Regex::new(&words.join("|")).ok()
}

/// Whether a line says something of its run or of a prerequisite rule.
pub(super) fn says_something(text: &str) -> bool {
    NO_SETTINGS.as_ref().is_none_or(|words| words.is_match(text))
}

/// How far into a line the words of its own record begin: behind stamp, script and level.
const OWN: usize = 64;

/// The places of the words in a block, each found once.
struct Hits<'a> {
    words: &'a Regex,
    text: &'a str,
    /// The next one.
    next: Range<usize>,
}

impl<'a> Hits<'a> {
    fn new(words: &'a Regex, text: &'a str) -> Self {
        let mut hits = Self { words, text, next: 0..0 };
        hits.search(0);
        hits
    }

    /// The first one that does not begin before `at`.
    fn from(&mut self, at: usize) -> usize {
        if self.next.start < at {
            self.search(at.max(self.next.end));
        }
        self.next.start
    }

    fn search(&mut self, at: usize) {
        let found = self.words.find_at(self.text, at).map(|found| found.range());
        self.next = found.unwrap_or(self.text.len()..self.text.len());
    }
}

impl<R: SetupLogRows> SetupLog<R> {
    /// Takes a block, and of it only the lines that matter.
    pub(super) fn search(&mut self, block: &LineBlock<'_>) {
        // Not cloned: each clone of a pattern searches with a cache of its own, which is empty.
        let Some(words) = self.words.take() else {
            return block.lines().for_each(|line| self.line(&line));
        };
        self.search_for(&words, block);
        self.words = Some(words);
    }

    fn search_for(&mut self, words: &Regex, block: &LineBlock<'_>) {
        let mut lines = block.lines();
        let mut walk = Walk::new(block);
        let mut hits = Hits::new(words, block.text);
        loop {
            let at = lines.position();
            if self.may_skip() {
                let hit = hits.from(at);
                if let Some(next) = last_dated(block.text, at, line_start(block.text, at, hit)) {
                    lines.skip_to(next);
                    if let Some(record) = self.open.take() {
                        self.finished(record);
                    }
                }
            }
            let start = lines.position();
            let Some(line) = lines.next() else { break };
            self.shape.lines(&mut walk, lines.position(), &mut self.odd);
            let end = start + line.text.len();
            let first = hits.from(start);
            let says_something = first < end;
            // One word alone, at the start of a record, is its own.
            let several = says_something && (first > start + OWN || hits.from(first + 1) < end);
            self.take_line(&line, several);
            if self.open.as_ref().is_some_and(|record| record.line == line.number) {
                self.open_is_plain = !says_something && !self.open_is_asterisks();
            }
        }
        self.shape.end_block(&walk);
    }

    /// Whether records that say nothing make no difference now.
    fn may_skip(&self) -> bool {
        let waits = self.held.is_some() || !self.errors.is_empty() || self.required.is_open();
        let ended = self.run.as_ref().is_none_or(|run| run.ended);
        !ended && !waits && self.attempt.is_none() && self.open_is_plain
    }

    fn open_is_asterisks(&self) -> bool {
        self.open.as_ref().is_some_and(|record| record.text.starts_with('*'))
    }
}

/// Where the line starts that holds `place`, seen from an earlier line.
fn line_start(text: &str, from: usize, place: usize) -> usize {
    let before = text.as_bytes().get(from..place).unwrap_or_default();
    memchr::memrchr2(b'\n', b'\r', before).map_or(from, |found| from + found + 1)
}

/// Where the last line in `from..to` starts that gives its run a time and is no line of asterisks.
fn last_dated(text: &str, from: usize, to: usize) -> Option<usize> {
    let mut end = to;
    while end > from {
        let start = line_start(text, from, end - 1);
        let line = text.get(start..end)?;
        if line.starts_with('[') {
            let line = line.trim_end_matches(['\r', '\n']);
            if stamp(line).is_some_and(|stamp| is_dated_text(&stamp)) {
                return Some(start);
            }
        }
        end = start;
    }
    None
}

/// Whether it gives its run a time and cannot be one of the lines around a banner.
fn is_dated_text(stamp: &Stamp<'_>) -> bool {
    stamp.time.is_some() && !stamp.rest.starts_with('*')
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::super::views::{RECORDS, SETTINGS};
    use super::*;
    use crate::evidence::scan::LogFile;
    use crate::model::{Completeness, Row};

    struct Seen(Vec<String>, bool);

    impl SetupLogRows for Seen {
        fn wants(&self, view: &str) -> bool {
            view != RECORDS && (view != SETTINGS || self.1)
        }
        fn forget(&mut self, view: &str) {
            self.0.push(format!("without {view}"));
        }
        fn keep(&mut self, view: &str) {
            self.0.push(format!("with {view}"));
        }
        fn row(&mut self, view: &'static str, row: Row) {
            self.0.push(format!("{view} {:?} {:?}", row.columns, row.location));
        }
        fn end(&mut self, runs: &Completeness, last_run: &Completeness, last: &Completeness) {
            self.0.push(format!("{runs:?} {last_run:?} {last:?}"));
        }
    }

    /// What is seen when the log is taken in blocks of so many lines, or line by line.
    fn seen(text: &str, sizes: Option<&[usize]>, settings: bool) -> Vec<String> {
        let mut log = SetupLog::new(Seen(Vec::new(), settings));
        let (path, size) = (Arc::<str>::from("x.log"), text.len() as u64);
        log.begin(&LogFile { path: path.clone(), server_path: path, size });
        let whole = LineBlock { text, number: 1, offset: 0 };
        match sizes {
            None => whole.lines().for_each(|line| log.line(&line)),
            Some(sizes) => {
                let mut lines = whole.lines();
                let mut sizes = sizes.iter().cycle();
                while lines.position() < text.len() {
                    let (from, first) = (lines.position(), lines.clone().next().unwrap());
                    let size = *sizes.next().unwrap();
                    if size == 0 {
                        log.line(&lines.next().unwrap());
                        continue;
                    }
                    lines.by_ref().take(size).for_each(drop);
                    let text = &text[from..lines.position()];
                    log.block(&LineBlock { text, number: first.number, offset: first.offset });
                }
            }
        }
        log.end(&Completeness::Complete);
        log.into_rows().0
    }

    #[test]
    fn the_words_are_a_pattern() {
        assert!(SAYS_SOMETHING.is_some() && NO_SETTINGS.is_some());
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..Default::default() })]

        #[test]
        fn nothing_that_matters_is_left_out(
            lines in proptest::collection::vec((
                proptest::sample::select(vec!["", "", "", "[02/31", "[03/07", "x"]),
                0_u32..60,
                proptest::sample::select(vec!["[0] ", "[1] ", "[1] ", "[2]", "[2] ", "[x] "]),
                proptest::sample::select(vec!["", "", "", "[X.ps1] ", "[WARNING] ", "[ERROR] ", "[Error] ", "[REQUIRED] "]),
                proptest::sample::select(vec![
                    "text", "text", "text", "text", "text", "text", "**********", "**********",
                    "Starting Microsoft Exchange Server 2016 Setup", "Starting Microsoft Exchange Server",
                    " Setup", "End of Setup", "Executing: x", "Setup version: 15.1.2106.2.",
                    "The Exchange Server setup operation completed successfully.",
                    "The Exchange Server setup operation didn't complete.",
                    "CurrentResult main.run:235: 1",
                    "Help URL: http://x/ms.exch.setupreadiness.A.aspx",
                    "Help URL: http://x/ms.exch.setupreadiness.B.aspx",
                    "Evaluated [Rule:A] [HasException:False] [Value:\"True\"] [ParentValue:\"\"]",
                    "Evaluated [Setting:B] [HasException:False] [Value:\"", "Failed [Rule:A] [Message:b]",
                    "[ERROR-REFERENCE] Id=A___b Component=c",
                    "The following error was generated when \"x\" was run: \"A.B: c ---> D.E: f\".",
                    "Command Line Parameter Name='mode', Value='Install'.", "c",
                    "Command Line Parameter Name='prepareschema', Value=''.",
                ]),
                proptest::sample::select(vec!["\r\n", "\r\n", "\n", "\r"]),
                any::<bool>(),
            ), 0..60),
            sizes in proptest::collection::vec(0_usize..40, 1..6),
        ) {
            let mut text = String::new();
            for (day, second, depth, tag, words, end, stamped) in lines {
                let day = if day.is_empty() { "[03/06" } else { day };
                if stamped || day == "[02/31" {
                    text.push_str(&format!("{day}/2021 15:14:{second:02}.0546] {depth}{tag}"));
                }
                text.push_str(words);
                text.push_str(end);
            }
            for settings in [true, false] {
                prop_assert_eq!(seen(&text, Some(&sizes), settings), seen(&text, None, settings));
            }
        }
    }

    /// Real logs one after another, whole, cut, and with lines left out.
    #[test]
    fn real_logs_give_the_same_rows() {
        let folder =
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/setup-logs");
        let Ok(entries) = std::fs::read_dir(folder) else {
            println!("SKIPPED: there is no ../shared/data/setup-logs beside the checkout");
            return;
        };
        let texts: Vec<String> = entries
            .map(|entry| std::fs::read(entry.unwrap().path()).unwrap())
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned() + "\r\n")
            .collect();
        for step in 1..8 {
            let mut all = String::new();
            for (index, text) in texts.iter().enumerate() {
                let kept = text.split_inclusive('\n').enumerate();
                let kept = kept.filter(|(line, _)| step == 1 || (line * 7 + index) % step != 0);
                let cut = if index % step == 1 { text.lines().count() / step } else { usize::MAX };
                kept.take(cut).for_each(|(_, line)| all.push_str(line));
            }
            let settings = step % 2 == 1;
            let expected = seen(&all, None, settings);
            assert!(expected.len() > 100, "{}", expected.len());
            for sizes in [&[2000][..], &[1], &[17, 0, 3], &[1_000_000]] {
                let seen = seen(&all, Some(sizes), settings);
                let other = seen.iter().zip(&expected).find(|(seen, expected)| seen != expected);
                assert!(seen == expected, "step {step}, blocks of {sizes:?}: {other:?}");
            }
        }
    }
}
