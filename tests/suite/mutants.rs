//! Setup logs with damage of every kind at random places: no rule whose evidence stood in the log
//! may be `Clear`.
//!
//! `EXTRIAGE_MUTANTS` says how many are tried. Each mutation leaves something to see: a byte that no
//! log has, a hole, an end that is missing. A record that is gone without a trace is gone for
//! everybody.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use extriage::model::Outcome;

use crate::damaged::{outcomes, utf16, BAD, GOOD};

/// How many mutants a normal run tries.
const MUTANTS: u64 = 300;

/// Real logs that are small enough for a run of many.
const SMALL: u64 = 40_000;

/// Numbers that look random, the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 11) % limit.max(1) as u64).unwrap()
    }

    /// A part of so many bytes at most.
    fn part(&mut self, length: usize, most: usize) -> std::ops::Range<usize> {
        let start = self.below(length);
        start..length.min(start + 1 + self.below(most))
    }
}

type Mutation = (&'static str, fn(&str, &mut Numbers) -> Vec<u8>);

const MUTATIONS: [Mutation; 9] = [
    ("a byte that is no text", |text, numbers| {
        let mut bytes = text.as_bytes().to_vec();
        let at = numbers.below(bytes.len());
        bytes[at] = [0, 1, 0x1B, 0x7F, 0x81, 0xFF][numbers.below(6)];
        bytes
    }),
    ("high bits", |text, numbers| {
        let mut bytes = text.as_bytes().to_vec();
        for _ in 0..1 + numbers.below(20) {
            let at = numbers.below(bytes.len());
            bytes[at] |= 0x80;
        }
        bytes
    }),
    ("NULs", |text, numbers| {
        let mut bytes = text.as_bytes().to_vec();
        let part = numbers.part(bytes.len(), 4000);
        bytes[part].fill(0);
        bytes
    }),
    ("an erased page", |text, numbers| {
        let mut bytes = text.as_bytes().to_vec();
        let part = numbers.part(bytes.len(), 2000);
        bytes[part].fill(0xFF);
        bytes
    }),
    ("noise", |text, numbers| {
        let mut bytes = text.as_bytes().to_vec();
        let part = numbers.part(bytes.len(), 1000);
        let long = part.start..bytes.len().min(part.end + 60);
        bytes[long].fill_with(|| u8::try_from(numbers.below(256)).unwrap());
        bytes
    }),
    ("cut at its end", |text, numbers| {
        // Before the last run has begun, nothing says that there was one.
        let banner = text.rfind("Starting Microsoft Exchange ").map_or(0, |at| at + 40);
        text.as_bytes()[..banner + numbers.below(text.len() - banner)].to_vec()
    }),
    ("cut at its head", |text, numbers| text.as_bytes()[numbers.below(text.len())..].to_vec()),
    ("lines twice", |text, numbers| {
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let at = numbers.below(lines.len());
        let end = lines.len().min(at + 1 + numbers.below(20));
        [lines[..end].concat(), lines[at..].concat()].concat().into_bytes()
    }),
    ("UTF-16 without a byte", |text, numbers| {
        let mut bytes = utf16(text, numbers.below(2) == 0);
        bytes.remove(numbers.below(bytes.len()));
        bytes
    }),
];

/// The logs that are damaged: one that this test carries, the ones of the sample servers, and the
/// small ones of real servers where they are beside the checkout.
fn logs() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut logs = vec![(String::from("a failed run"), format!("{GOOD}{BAD}"))];
    let servers = ["ex01", "ex02"].map(|name| {
        root.join(format!("tests/servers/{name}/C/ExchangeSetupLogs/ExchangeSetup.log"))
    });
    let real = root.join("../shared/data/setup-logs");
    let real = fs::read_dir(real).into_iter().flatten().map(|entry| entry.unwrap().path());
    for path in servers.into_iter().chain(real) {
        let is_small = fs::metadata(&path).is_ok_and(|data| data.len() <= SMALL);
        if is_small && path.extension().is_some_and(|extension| extension == "log") {
            let text = fs::read_to_string(&path).unwrap();
            logs.push((path.display().to_string(), text));
        }
    }
    logs.sort();
    logs
}

#[test]
fn no_mutant_is_clear_where_the_log_shows_an_issue() {
    let detected = |outcomes: BTreeMap<String, (Outcome, String)>| -> Vec<String> {
        let found = outcomes.into_iter().filter(|(_, (outcome, _))| *outcome == Outcome::Detected);
        found.map(|(id, _)| id).collect()
    };
    let logs: Vec<_> = logs()
        .into_iter()
        .map(|(name, text)| (detected(outcomes(text.as_bytes())), name, text))
        .filter(|(ids, _, _)| !ids.is_empty())
        .collect();
    assert!(!logs.is_empty());
    let count = std::env::var("EXTRIAGE_MUTANTS").ok().and_then(|count| count.parse().ok());
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    let mut seen: BTreeMap<&str, [u64; 3]> = BTreeMap::new();
    let mut wrong = Vec::new();
    for number in 0..count.unwrap_or(MUTANTS) {
        let (kind, mutate) = MUTATIONS[numbers.below(MUTATIONS.len())];
        let (ids, name, text) = &logs[numbers.below(logs.len())];
        let content = mutate(text, &mut numbers);
        let outcomes = outcomes(&content);
        for id in ids {
            let (outcome, reason) = &outcomes[id];
            let counts = seen.entry(kind).or_default();
            match outcome {
                Outcome::Detected => counts[0] += 1,
                Outcome::Clear => {
                    counts[2] += 1;
                    wrong.push(format!("{number} {kind}: {id} in {name}: {reason}"));
                    if let Ok(folder) = std::env::var("EXTRIAGE_MUTANTS_KEPT") {
                        fs::write(Path::new(&folder).join(format!("{number}.log")), &content)
                            .unwrap();
                    }
                }
                _ => counts[1] += 1,
            }
        }
    }
    for (kind, [detected, unknown, clear]) in seen {
        println!("{kind:25} detected {detected:5}, unknown {unknown:5}, clear {clear:3}");
    }
    assert!(wrong.is_empty(), "{} clear\n{}", wrong.len(), wrong.join("\n"));
}
