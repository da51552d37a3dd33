//! Hostile rule files: they are refused in bounded time, memory and stack, and never end the
//! process.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::{compile_text, errors, oracle, rendered, rule_files};

/// What grows with the square of a file's size takes hours here; what does not is far below, also
/// unoptimised and on a busy machine.
const PATIENCE: Duration = Duration::from_secs(300);

/// Compiles, and checks what must hold for any text.
fn check(text: &str) {
    let start = Instant::now();
    oracle::compiled(&[text]);
    assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
}

pub(super) fn with_condition(condition: &str) -> String {
    format!("rule sample 'x' {{\n  detect {{\n    when {condition}\n  }}\n  finding 'f'\n}}\n")
}

#[test]
fn nesting_has_a_limit_and_the_stack_holds_it() {
    let nested = |depth: usize| {
        with_condition(&format!("{}exchange.installed{}", "(".repeat(depth), ")".repeat(depth)))
    };
    // Two braces are around the condition.
    let run = move || {
        assert_eq!(errors(&compile_text(&nested(62))), "");
        assert!(rendered(&compile_text(&nested(63))).contains("XT0701"));
        assert!(rendered(&compile_text(&nested(100_000))).contains("XT0701"));
        check(&with_condition(&"(".repeat(100_000)));
        check(&with_condition(&format!("{}exchange.installed", "-not ".repeat(40_000))));
        check(&with_condition(&vec!["exchange.installed"; 10_000].join(" -or ")));
        check(&with_condition(&format!("server.name -match '{}'", "(".repeat(4000))));
        check(&with_condition(&format!("server.name -match '{}a'", "(?:".repeat(1000))));
        // Long and deep at once: a chain of -or whose first value is such a chain, 62 times.
        let chain = |inner: String| format!("({inner}){}", " -or exchange.installed".repeat(60));
        let deep = (0..62).fold(String::from("exchange.installed"), |inner, _| chain(inner));
        assert!(rendered(&compile_text(&with_condition(&deep))).contains("XT0706"));
        check(&"{".repeat(100_000));
        check(&"rule a 'b' {\n".repeat(10_000));
    };
    std::thread::Builder::new().stack_size(STACK).spawn(run).unwrap().join().unwrap();
}

/// The smallest stack on which rules are compiled; unoptimised code needs about three times that
/// of a release.
pub(super) const STACK: usize = if cfg!(debug_assertions) { 768 * 1024 } else { 256 * 1024 };

#[test]
fn large_items_and_files_are_read_or_refused_in_time() {
    let line = "[03/06/2021 15:14:57.0552] [0] Starting Microsoft Exchange Server 2016 Setup\n";
    let log = line.repeat(200_000 / line.len());
    let test = format!(
        "{}\ntest 'x' for sample {{\n  given setuplog @'\n{log}'@\n  expect unknown\n}}\n",
        with_condition("exchange.installed")
    );
    assert_eq!(errors(&compile_text(&test)), "");
    let rows = "  | 'Exchange Server 2019' | 15.2.721.13 |\n";
    let cells: String = (0..4000).map(|n| rows.replace("13", &n.to_string())).collect();
    let table = format!("table Builds (product: string, patched: version) {{\n{cells}}}\n");
    assert_eq!(errors(&compile_text(&table)), "");
    let comments =
        with_condition(&format!("exchange.installed\n{}", "# a comment\n".repeat(18_000)));
    assert_eq!(errors(&compile_text(&comments)), "");
    check(&with_condition(&" ".repeat(200_000)));
    check(&with_condition(&format!("server.name -eq '{}", "x".repeat(1_000_000))));
    check(&format!("{}\u{0}\u{1F600}\n", "given setuplog @'\n".repeat(50_000)));
    check(&"rule a 'b' { detect { when } }\n".repeat(20_000));
    check(&"'".repeat(300_000));
    check(&"$".repeat(200_000));
    check(&format!("rule {}", "x".repeat(200_000)));
    check("\u{FEFF}");
    check("");
}

#[test]
fn beginnings_without_an_end_are_searched_once() {
    let size = 2_000_000;
    for piece in [
        "<#\n",
        "<# ",
        "@'\n",
        "x @'\nrule a 'b' {\n",
        "'\n",
        "\"\n",
        "\"`\n",
        "(\n",
        "{\n",
        "\r",
        "# \r",
    ] {
        check(&piece.repeat(size / piece.len()));
    }
    // Inside one item, as large as it may be, the same mistake again and again.
    let pieces = [
        "<#\n",
        "\r",
        "\u{1B}",
        "'\n",
        "\\\n",
        "; ",
        "$a ",
        "$",
        "}\n",
        "help '\n",
        "help a\n",
        "tags a,\n",
        ", ",
        ": ",
        ":= ",
        "'a'b ",
        "-like a* ",
        "Get-X ",
        "Get-X\n",
        "exists rows of ",
        "detect\nwhen a\n}\n",
        "set service a = ",
        "detect:\n",
        "detect {\n",
        "when exists file 'a'\n",
    ];
    for piece in pieces {
        let many = piece.repeat(80_000 / piece.len());
        check(&format!("rule sample 'x' {{\n  help 'y'\n{many}\n}}\n"));
        check(&format!("rule sample 'x' {{\n  detect {{\n{many}\n}}\n"));
        check(&format!("table A (b: string) {{\n{many}\n}}\n"));
    }
    let names: String = (0..30_000).map(|number| format!("$n{number} ")).collect();
    check(&with_condition(&format!("{names} ;")));
}

/// A shipped rule file with some pieces cut out, doubled, or replaced.
pub(super) fn mutant() -> impl Strategy<Value = String> {
    let files: Vec<String> = rule_files("rules").into_iter().map(|(_, text)| text).collect();
    let piece = prop_oneof![
        Just("{"),
        Just("}"),
        Just("("),
        Just(")"),
        Just("'"),
        Just("\""),
        Just("@'\n"),
        Just("\n'@\n"),
        Just("|"),
        Just("$"),
        Just("${"),
        Just("="),
        Just("-not "),
        Just("<#"),
        Just("#"),
        Just("\n"),
        Just("rule "),
        Just("\nrule x 'y' {\n"),
        Just("15.10"),
        Just("\u{2019}"),
        Just("\u{65E5}"),
        Just("\u{0}"),
        Just("where "),
        Just("rows of "),
        Just(";"),
        Just("\r\n"),
        Just(""),
    ];
    let edit = (any::<prop::sample::Index>(), 0usize..40, piece);
    (prop::sample::select(files), prop::collection::vec(edit, 1..8)).prop_map(
        |(mut text, edits)| {
            for (place, length, piece) in edits {
                let mut start = place.index(text.len() + 1);
                let mut end = (start + length).min(text.len());
                while !text.is_char_boundary(start) {
                    start -= 1;
                }
                while !text.is_char_boundary(end) {
                    end += 1;
                }
                text.replace_range(start..end, piece);
            }
            text
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mutants_of_the_shipped_rules_are_compiled_or_refused(text in mutant()) {
        check(&text);
    }

    #[test]
    fn any_text_is_compiled_or_refused(text in "\\PC{0,400}") {
        check(&text);
        check(&with_condition(&text));
    }
}
