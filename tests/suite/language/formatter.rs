//! The formatter: golden files, and what must hold for every text.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use extriage::diagnostic::SourceText;
use extriage::language::{format, Formatted, MAX_FILE_BYTES};
use proptest::prelude::*;

use super::examples::examples;
use super::safety::{mutant, with_condition, STACK};
use super::{compile_text, oracle, rule_files, shipped_rule_files};

fn formatted(text: &str) -> Formatted {
    format(&Arc::new(SourceText { origin: String::from("x.exrule"), text: text.to_owned() }))
}

/// Formats, and checks what must hold for any text.
fn check(text: &str) -> String {
    oracle::round_trip(text)
}

#[test]
fn formatted_files_are_the_golden_ones() {
    let inputs: Vec<_> = rule_files("tests/corpus/formatted")
        .into_iter()
        .filter(|(path, _)| path.ends_with(".in.exrule"))
        .collect();
    assert!(inputs.len() >= 6);
    let mut wrong = Vec::new();
    for (path, text) in inputs {
        let actual = check(&text);
        let golden = path.replace(".in.exrule", ".out.exrule");
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(&golden);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&file, &actual).unwrap();
        }
        match fs::read_to_string(&file) {
            Ok(expected) if expected == actual => {}
            _ => wrong.push(format!("{golden} differs:\n{actual}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn line_ends_and_a_byte_order_mark_stay() {
    for (path, text) in rule_files("tests/corpus/formatted") {
        let unix = check(&text);
        let windows = check(&text.replace('\n', "\r\n"));
        assert_eq!(windows, unix.replace('\n', "\r\n"), "{path}");
        let marked = check(&format!("\u{FEFF}{text}"));
        assert_eq!(marked, format!("\u{FEFF}{unix}"), "{path}");
    }
    // Where a file has both, its last line decides; text keeps the ends that it has.
    let mixed = "fixture a {\n  setuplog @'\nx\n'@\r\n}\r\n";
    assert_eq!(check(mixed), "fixture a {\r\n  setuplog @'\nx\n'@\r\n}\r\n");
    // A carriage return alone ends no line, and an item with an error stays as it is.
    assert_eq!(check("rule a 'b' {\r}\r"), "rule a 'b' {\r}\n");
    assert_eq!(check("fixture a { }"), "fixture a { }\n");
}

#[test]
fn files_without_items_stay_files_without_items() {
    for (text, expected) in [
        ("", ""),
        ("\n \n", ""),
        ("\u{FEFF}", "\u{FEFF}"),
        ("\u{FEFF}\r\n", "\u{FEFF}"),
        ("# a", "# a\n"),
        ("\n\n# a  \n\n\n# b\n<# c #> # d\n\n", "# a\n\n# b\n<# c #>\n# d\n"),
    ] {
        assert_eq!(check(text), expected, "{text:?}");
    }
}

#[test]
fn what_cannot_be_read_stays_and_is_reported() {
    let broken = "rule a 'b' {\n      severity   high high\n}";
    let text = format!("fixture one {{\n}}\n{broken}   # why\nfixture two {{\n}}\n");
    let result = formatted(&text);
    assert_eq!(result.text, format!("fixture one {{ }}\n\n{broken} # why\n\nfixture two {{ }}\n"));
    assert_eq!(result.diagnostics.len(), 1);
    assert_eq!(result.diagnostics[0].source.position(result.diagnostics[0].span.start).0, 4);
    // Misused words are no reason to leave the form of an item alone.
    let wrong = formatted("fixture a { exchange.instaled=1 }");
    assert_eq!(wrong.text, "fixture a {\n  exchange.instaled = 1\n}\n");
    assert!(wrong.diagnostics.is_empty());
}

#[test]
fn what_is_suppressed_stays_suppressed() {
    let text = "rule a 'b' { # suppress: XT1008 because it is short\n  detect {\n    \
                $a = rows of service where Name -like 'W3SVC' # suppress: XT1003 because it is short\n    \
                $b = rows of service where Name -like 'W3SVC' -and StartType -eq 'Disabled' -and \
                Status -eq 'Stopped' # suppress: XT1003 because it is long\n    \
                when exists $a when exists $b\n  }\n  finding 'f'\n}\n\n\
                rule c 'd' { detect { when exchange.installed } finding 'f' } \
                # suppress: XT1008 because it was one line\n";
    let suppressed = |text: &str| compile_text(text).suppressed.len();
    let after = check(text);
    assert_eq!((suppressed(text), suppressed(&after)), (4, 4), "{after}");
}

#[test]
fn text_without_an_end_does_not_change_what_follows_it() {
    // The here-string of the first item ends in the second one.
    let text =
        "test 'a' for b {\n  given setuplog @'\nx\n}\n\nfixture   c {\n  setuplog @'\ny\n'@\n}\n";
    assert!(check(text).contains("given setuplog @'\nx\n}\n"));
    for piece in ["<#", "'", "\"", "@'\n", "{", "}", "(", "$", "|", "\u{201C}", "\u{0}", "\r"] {
        for (_, text) in rule_files("tests/corpus/formatted") {
            let half = text.len() / 2;
            let at = (half..).find(|at| text.is_char_boundary(*at)).unwrap();
            check(&format!("{}{piece}{}", &text[..at], &text[at..]));
            check(&format!("{piece}{text}"));
            check(&format!("{text}{piece}"));
        }
    }
}

#[test]
fn the_project_is_formatted() {
    let mut files = rule_files("rules");
    files.extend(rule_files("tests/corpus/accepted"));
    files.extend(rule_files("tests/editor/examples"));
    files.retain(|(path, _)| !path.ends_with("mistakes.exrule"));
    let mut wrong = Vec::new();
    for (path, mut text) in files {
        if path.starts_with("tests/editor/") {
            // Marks below a line say what its columns are; they stand in the first column.
            let marks = |line: &&str| {
                !(line.starts_with('#') && (line.contains('^') || line.contains("<-")))
            };
            text = text.split_inclusive('\n').filter(marks).collect();
        }
        if formatted(&text).text != text {
            wrong.push(path);
        }
    }
    for page in ["grammar/README.md", "README.md"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
        for example in examples(&fs::read_to_string(path).unwrap()) {
            let text = example.whole();
            if formatted(&text).text != text {
                wrong.push(format!("{page}: {}", formatted(&text).text));
            }
        }
    }
    assert!(wrong.is_empty(), "not formatted:\n{}", wrong.join("\n"));
}

#[test]
fn hostile_files_are_formatted_in_bounded_time_stack_and_size() {
    let run = || {
        let start = Instant::now();
        let nested = |depth: usize| {
            with_condition(&format!("{}exchange.installed{}", "(".repeat(depth), ")".repeat(depth)))
        };
        assert_eq!(compile_text(&formatted(&nested(62)).text).errors, [0]);
        let chain = |inner: String| format!("({inner}){}", " -or exchange.installed".repeat(20));
        let deep = (0..62).fold(String::from("exchange.installed"), |inner, _| chain(inner));
        let long = "x".repeat(50_000);
        let many = |piece: &str| piece.repeat(20_000 / piece.len());
        for text in [
            with_condition(&deep),
            with_condition(&format!("$a.B -in @('a'{})", many(", 'a'"))),
            with_condition(&format!("$a{}", many(" -or $a"))),
            with_condition(&format!("$a{}", many(" # suppress: XT1001 because a\n-and $a"))),
            format!("rule a 'b' {{ detect {{ ${long} = rows of x {} }} }}", many("where a -or b ")),
            format!("table A (b: string) {{\n  | '{long}' |\n{} }}", many("|1|\n")),
            format!("fixture a {{ {} }}", many("a.b = 1 # suppress: XT1001 because a\n")),
            format!("rule a 'b' {{ detect {{ {} }} }}", many("$a = b when $a ")),
            format!(
                "rule a 'b' {{ {} }}",
                many("detect { when a # suppress: XT1001 because a\n} ")
            ),
            many("<# a #> # b\n"),
            many("fixture a {\n}"),
        ] {
            let once = formatted(&text).text;
            assert_ne!(once, text, "not formatted: {:.40}", text);
            assert!(once.len() < 4 * text.len(), "{} from {}", once.len(), text.len());
            assert_eq!(formatted(&once).text, once);
        }
        // What would be larger than an item or a file may be stays as it is.
        let item = format!("rule a 'b' {{ {} }}", "detect{when a}".repeat(18_000));
        assert_eq!(formatted(&item).text, format!("{item}\n"));
        let file = format!("fixture a{{}}\n#{}\n", "x".repeat(MAX_FILE_BYTES - 14));
        assert_eq!(file.len(), MAX_FILE_BYTES);
        assert_eq!(formatted(&file).text, file);
        assert!(start.elapsed() < Duration::from_secs(1200), "{:?}", start.elapsed());
    };
    std::thread::Builder::new().stack_size(STACK).spawn(run).unwrap().join().unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mutants_of_the_shipped_rules_keep_their_meaning(text in mutant()) {
        check(&text);
    }

    #[test]
    fn any_text_is_formatted_or_left(text in "\\PC{0,400}") {
        check(&text);
        check(&with_condition(&text));
    }

    #[test]
    fn space_of_any_kind_is_space(text in spaced()) {
        prop_assert_eq!(compile_text(&text).errors, [0]);
        check(&text);
    }
}

/// A shipped rule file with other space between its words.
fn spaced() -> impl Strategy<Value = String> {
    const SPACES: [&str; 12] = [
        " ",
        "  ",
        "\n ",
        "\n\n\n ",
        "\t",
        "\r\n ",
        " <# a #> ",
        " # b\n ",
        "\n  # c\n\n ",
        " <# d\n e #> ",
        "\n<# f #>\n ",
        " # suppress: XT1001 because g\n ",
    ];
    const FIXED: [&str; 14] = [
        "severity",
        "phase",
        "tags",
        "cve",
        "help",
        "version",
        "engine",
        "publisher",
        "require",
        "pack",
        "|",
        "rule",
        "test",
        "fixture",
    ];
    let files: Vec<String> = shipped_rule_files().into_iter().map(|(_, text)| text).collect();
    let seed = prop::collection::vec(prop::sample::select(SPACES.to_vec()), 64);
    (prop::sample::select(files), seed).prop_map(|(text, seed)| {
        let mut spaces = seed.iter().cycle();
        let mut spaced = String::new();
        let mut rest = text.as_str();
        while let Some(first) = rest.chars().next() {
            // Comments and text are copied.
            let end = match first {
                '#' => rest.find('\n'),
                '@' if rest.starts_with("@'\n") => rest.find("\n'@").map(|at| at + 3),
                '\'' => rest[1..].find('\'').map(|at| at + 2),
                '"' => rest[1..].find('"').map(|at| at + 2),
                _ => Some(first.len_utf8()),
            };
            let (piece, after) = rest.split_at(end.unwrap_or(rest.len()));
            let line = text[..text.len() - rest.len()].rsplit('\n').next().unwrap().trim_start();
            // Settings, the cells of a row and the first line of an item do not go on elsewhere.
            let fixed = FIXED.iter().any(|word| line.starts_with(word));
            spaced.push_str(if first == ' ' && !fixed { spaces.next().unwrap() } else { piece });
            rest = after;
        }
        spaced
    })
}
