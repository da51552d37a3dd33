//! How much memory the largest rule files take. A process of its own, so that no other test's
//! memory is measured; Linux tells it.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails, in its helpers too"
)]

use std::fs;
use std::process::{Command, Output};
use std::sync::Arc;
use std::time::Instant;

use extriage::diagnostic::SourceText;
use extriage::language::{compile, MAX_FILE_BYTES};

/// Bytes of the largest item.
const ITEM: usize = 256 * 1024;

/// Memory for each byte of rule text, at most.
const FACTOR: usize = 256;

/// The most memory that the process ever had, in bytes.
fn peak() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    let kilobytes: usize = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    kilobytes * 1024
}

/// A file as large as one may be, of items that `item` writes.
fn file(item: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    for number in 0.. {
        let item = item(number);
        assert!(item.len() <= ITEM, "{}", item.len());
        if text.len() + item.len() > MAX_FILE_BYTES {
            break;
        }
        text.push_str(&item);
    }
    text
}

/// Repeats a piece until the item is full.
fn filled(head: &str, piece: impl Fn(usize) -> String, tail: &str) -> String {
    let mut text = head.to_owned();
    for number in 0.. {
        let piece = piece(number);
        if text.len() + piece.len() + tail.len() > ITEM {
            break;
        }
        text.push_str(&piece);
    }
    text + tail
}

/// What is measured: files as large as they may be, each full of one thing.
const KINDS: [&str; 7] =
    ["conditions", "table rows", "cases", "errors", "bindings", "large patterns", "small rules"];

fn text(kind: &str) -> String {
    let rule = |number: usize, line: &dyn Fn(usize) -> String| {
        let head = format!("rule r{number} 'x' {{\n  detect {{\n");
        filled(&head, line, "  when exchange.installed\n  }\n  finding 'f'\n}\n")
    };
    match kind {
        "conditions" => file(|number| rule(number, &|_| String::from("when(1 -eq 1)\n"))),
        "errors" => file(|number| rule(number, &|name| format!("when $x{name}\n"))),
        "large patterns" => {
            file(|number| rule(number, &|at| format!("when server.name -match 'a{at}\\w{{20}}'\n")))
        }
        "bindings" => file(|number| rule(number, &|name| format!("$x{name} = $x{}\n", name / 2))),
        "table rows" => file(|number| {
            let head = format!("table T{number} (a: number) {{\n");
            filled(&head, |row| format!("|{row}|\n"), "}\n")
        }),
        "cases" => file(|number| {
            let head = format!(
                "rule r{number} 'x' {{ detect {{ when server.name -eq 'x' }} finding 'f' }}\n\
                 test 't{number}' for r{number} {{\n cases ($a) {{\n"
            );
            let tail = "}\n given server.name = $a\n expect clear\n}\n";
            filled(&head, |row| format!("|'{row}'|\n"), tail)
        }),
        _ => file(|number| {
            let detect = format!("detect {{ when server.name -match 'a{number}' }}");
            format!("rule r{number} 'x' {{ {detect} finding 'f' }}\n")
        }),
    }
}

/// Compiles one file and says how much memory that took; in a process of its own.
#[test]
#[ignore = "the test below runs it in a process of its own"]
fn one_file() {
    let kind = std::env::var("EXTRIAGE_MEMORY").unwrap();
    let text = text(&kind);
    let (before, length) = (peak(), text.len());
    let start = Instant::now();
    let compilation = compile(&[Arc::new(SourceText { origin: kind.clone(), text })]);
    let more = peak() - before;
    println!(
        "{kind}: {} problems in {length} bytes, {} MB, {} bytes for each byte, {:.1} s",
        compilation.diagnostics.len(),
        more / 1_000_000,
        more / length,
        start.elapsed().as_secs_f64()
    );
    assert!(more <= length * FACTOR, "{kind}: {more} bytes for {length}");
}

#[test]
fn the_largest_files_take_bounded_memory() {
    let measure = |kind: &str| {
        let mut test = Command::new(std::env::current_exe().unwrap());
        test.args(["--ignored", "--exact", "one_file", "--nocapture"]);
        test.env("EXTRIAGE_MEMORY", kind).output().unwrap()
    };
    // Two beside each other: each measures its own process alone.
    for pair in KINDS.chunks(2) {
        let outputs: Vec<(&str, Output)> = std::thread::scope(|scope| {
            let measure = &measure;
            let started: Vec<_> =
                pair.iter().map(|kind| (*kind, scope.spawn(move || measure(kind)))).collect();
            started.into_iter().map(|(kind, test)| (kind, test.join().unwrap())).collect()
        });
        for (kind, output) in outputs {
            let said = String::from_utf8_lossy(&output.stdout);
            let line = said.lines().find(|line| line.starts_with(kind));
            println!("{}", line.unwrap_or(&said));
            assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
        }
    }
}
