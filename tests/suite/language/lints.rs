//! Lints: their fixes, what they see over several files, and how a file suppresses them.

use std::sync::Arc;
use std::time::Instant;

use extriage::diagnostic::{Code, Diagnostic, Fix, Level, SourceText};
use extriage::language::{compile_with, Compilation, Settings};
use time::macros::date;

use super::{compile_files, compile_on, compile_text, rendered, rule_files};

/// The codes of what is said, each with its line.
fn said(compilation: &Compilation) -> Vec<(&'static str, usize)> {
    let place = |found: &Diagnostic| found.source.position(found.span.start).0;
    compilation.diagnostics.iter().map(|found| (found.code.as_str(), place(found))).collect()
}

fn compile_pairs(files: &[(&str, &str)]) -> Compilation {
    let files: Vec<_> =
        files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    compile_files(&files)
}

/// A rule of one condition, with its test.
fn rule(id: &str, condition: &str) -> String {
    format!(
        "rule {id} 'A sample' {{\n  detect {{\n    when {condition}\n  }}\n  finding 'found'\n}}\n\
         test 'nothing is known' for {id} {{ expect unknown }}\n"
    )
}

fn mended(text: &str, fix: &Fix) -> String {
    let (start, end) = (fix.span.start as usize, fix.span.end as usize);
    format!("{}{}{}", &text[..start], fix.text, &text[end..])
}

#[test]
fn each_fix_mends_what_it_is_about_and_breaks_nothing() {
    let compile = |text: &str| compile_on(text, date!(2027 - 06 - 01)).diagnostics;
    let mut codes: Vec<&str> = Vec::new();
    for (name, text) in rule_files("tests/corpus/linted") {
        let before = compile(&text);
        for found in &before {
            let Some(fix) = &found.fix else { continue };
            let after = compile(&mended(&text, fix));
            let count = |all: &[Diagnostic]| all.iter().filter(|d| d.code == found.code).count();
            let broken = after.iter().find(|found| found.level == Level::Error);
            assert!(broken.is_none(), "{name}: {}\n{}", found.render(), broken.unwrap().render());
            assert!(count(&after) < count(&before), "{name}: {}", found.render());
            codes.push(found.code.as_str());
        }
    }
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(
        codes,
        ["XT1005", "XT1006", "XT1013", "XT1018", "XT1022", "XT1026", "XT1028", "XT1029"]
    );
}

#[test]
fn a_remedy_gets_verify_where_its_clauses_stand() {
    let text = "rule sample 'A sample' {\n  detect { when exchange.installed }\n  finding 'f'\n  \
                remediate 'Mend it' {\n    impact 'None.'\n    step reboot\n    \
                undo none because 'x'\n  }\n}\n";
    let fix_of = |text: &str| {
        let compilation = compile_text(text);
        let found = compilation.diagnostics.iter().find(|found| found.code == Code::PartialRemedy);
        mended(text, found.unwrap().fix.as_ref().unwrap())
    };
    assert!(fix_of(text).contains("because 'x'\n    verify clear\n  }\n}\n"), "{}", fix_of(text));
    let windows = fix_of(&text.replace('\n', "\r\n"));
    assert!(windows.contains("because 'x'\r\n    verify clear\r\n  }\r\n"), "{windows}");
    let line = "remediate 'Mend it' { impact 'None.' step reboot undo none because 'x' } }\n";
    let line = format!(
        "rule sample 'A sample' {{ detect {{ when exchange.installed }} finding 'f' {line}"
    );
    assert!(fix_of(&line).contains("because 'x' verify clear } }"), "{}", fix_of(&line));
}

#[test]
fn a_suppression_counts_for_its_line_or_for_the_next_statement_with_its_block() {
    let unused = |before: &str, after: &str| {
        format!(
            "rule sample 'A sample' {{\n{before}  detect {{\n    $a = rows of service{after}\n    \
             $b = rows of service\n    when exchange.installed\n  }}\n  finding 'found'\n}}\n\
             test 'nothing is known' for sample {{ expect unknown }}\n"
        )
    };
    let because = "because it is so";
    for (text, expected, suppressed) in [
        (unused("", ""), &[("XT1004", 3_usize), ("XT1004", 4)] as &[_], 0),
        (unused("", &format!(" # suppress: XT1004 {because}")), &[("XT1004", 4)], 1),
        (unused(&format!("  # suppress: XT1004 {because}\n"), ""), &[], 2),
        (unused(&format!("  # suppress: XT1001, XT1004 {because}\n"), ""), &[("XT1026", 2)], 2),
        (unused("  # suppress: XT1004\n", ""), &[("XT1027", 2), ("XT1004", 4), ("XT1004", 5)], 0),
        (
            unused("  # suppress: XT0404 because it is so\n", ""),
            &[("XT1028", 2), ("XT1004", 4), ("XT1004", 5)],
            0,
        ),
        (
            unused("  <# suppress: XT1004 because it is so #>\n", ""),
            &[("XT1004", 4), ("XT1004", 5)],
            0,
        ),
        (format!("# suppress: XT1004 {because}\n\n# More.\n{}", unused("", "")), &[], 2),
    ] {
        let compilation = compile_text(&text);
        assert_eq!(said(&compilation), expected, "{text}");
        assert_eq!(compilation.suppressed.len(), suppressed, "{text}");
        for suppressed in &compilation.suppressed {
            assert_eq!(suppressed.diagnostic.code, Code::UnusedBinding);
            assert_eq!(&*suppressed.reason, "it is so");
        }
    }
}

#[test]
fn errors_are_not_suppressed_and_leave_suppressions_undecided() {
    let text =
        "# suppress: XT0404, XT1004 because it is so\nrule sample 'A sample' {\n  detect {\n    \
                when exists $nothing # suppress: XT1005 because it is so\n  }\n  finding 'f'\n}\n";
    assert_eq!(said(&compile_text(text)), [("XT1028", 1), ("XT0404", 4)]);
}

#[test]
fn a_test_that_is_broken_may_be_the_one_that_is_missed() {
    let untested = "# suppress: XT1008 because it is so\nrule sample 'A sample' {\n  \
                    detect { when exchange.installed }\n  finding 'f'\n}\n";
    let broken = "test 'broken' for sample {\n  expect detcted\n}\n";
    assert_eq!(
        said(&compile_pairs(&[("a.exrule", untested), ("b.exrule", broken)])),
        [("XT0505", 2)]
    );
    assert_eq!(said(&compile_text(untested)), []);
    let tested = format!("{untested}test 'nothing is known' for sample {{ expect unknown }}\n");
    assert_eq!(said(&compile_text(&tested)), [("XT1026", 1)]);
}

#[test]
fn information_waits_until_the_errors_of_a_file_are_mended() {
    let untested =
        "rule sample 'A sample' {\n  detect { when exchange.installed }\n  finding 'f'\n}\n";
    assert_eq!(said(&compile_text(untested)), [("XT1008", 1)]);
    assert_eq!(
        said(&compile_text(&format!("{untested}table A (b: string) {{ }}\n"))),
        [("XT0501", 5)]
    );
}

#[test]
fn packs_speak_for_their_own_folder_and_below() {
    let pack = "pack contoso { require severity ids '^contoso-' }\n";
    let one = rule("contoso-one", "exchange.generation -eq 2013");
    let two = rule("two", "exchange.generation -eq 2016");
    for (folder, asked) in [
        ("C:\\rules\\contoso\\pack.exrule", &["contoso", "deep"] as &[&str]),
        ("c:/Rules/Contoso/Deep/pack.exrule", &["deep"]),
        ("C:\\rules\\pack.exrule", &["contoso", "deep", "other"]),
        ("C:\\rules\\cont\\pack.exrule", &[]),
        ("pack.exrule", &[]),
    ] {
        let files = [
            (folder, pack),
            ("C:\\rules\\contoso\\one.exrule", one.as_str()),
            ("C:\\rules\\contoso\\deep\\two.exrule", two.as_str()),
            ("C:\\rules\\other\\three.exrule", &rule("three", "exchange.generation -eq 2019")),
        ];
        let compilation = compile_pairs(&files);
        let mut found: Vec<&str> = compilation
            .diagnostics
            .iter()
            .filter(|found| found.code == Code::RequiredSetting)
            .map(|found| found.source.origin.rsplit('\\').nth(1).unwrap())
            .collect();
        found.sort_unstable();
        assert_eq!(found, asked, "{folder}\n{}", rendered(&compilation));
    }
    let relative = [("pack.exrule", pack), ("deep/two.exrule", two.as_str())];
    assert_eq!(said(&compile_pairs(&relative)), [("XT1024", 1), ("XT1025", 1)]);
}

#[test]
fn the_other_file_is_named() {
    let one = rule("one", "exchange.generation -eq 2013");
    let two =
        rule("two", "exchange.generation -eq 2013").replace("detect {", "formerly one\n  detect {");
    let text = rendered(&compile_pairs(&[("one.exrule", &one), ("two.exrule", &two)]));
    assert!(text.contains("XT1011") && text.contains("`one` (one.exrule, line 1)"), "{text}");
    assert!(text.contains("XT1021") && text.contains("it is in one.exrule, line 1"), "{text}");
}

#[test]
fn what_the_library_has_is_told_of_the_own_rule() {
    let text = |name: &str, text: String| Arc::new(SourceText { origin: name.to_owned(), text });
    let library = vec![text("library.exrule", rule("one", "exchange.generation -eq 2013"))];
    let own =
        rule("two", "exchange.generation -eq 2013").replace("detect {", "formerly one\n  detect {");
    let settings = Settings { library, ..Settings::default() };
    let compilation = compile_with(&[text("own.exrule", own)], &settings);
    assert_eq!(said(&compilation), [("XT1021", 1), ("XT1011", 2)], "{}", rendered(&compilation));
}

#[test]
fn without_a_day_no_waiver_is_old() {
    let text = format!(
        "{}waive sample until 2001-01-01 because 'It is old.'\n",
        rule("sample", "exchange.generation -eq 2013")
    );
    assert_eq!(said(&compile_text(&text)), []);
}

#[test]
fn lints_take_linear_time() {
    let file = |count: usize| {
        let bindings: String = (0..count)
            .map(|n| format!("    # suppress: XT1004 because it is so\n    $a{n} = rows of service where Name -like 'x'\n"))
            .collect();
        let chain: String = (1..count)
            .map(|n| format!("    $b{n} = rows of $b{} where Line -gt 1\n", n - 1))
            .collect();
        format!(
            "rule sample 'A sample' {{\n  detect {{\n{bindings}    $b0 = rows of setuplog.errors where Text -match 'access is denied here'\n{chain}    \
             when exists $b{}\n  }}\n  finding \"$b0.Text.First\"\n}}\n",
            count - 1
        )
    };
    let time = |count: usize| {
        let text = file(count);
        let run = || {
            let start = Instant::now();
            let compilation = compile_text(&text);
            assert_eq!(compilation.pack.rules.len(), 1, "{}", rendered(&compilation));
            assert_eq!(compilation.suppressed.len(), count);
            start.elapsed()
        };
        // The machine may be busy with something else; the best of three is what it takes.
        (0..3).map(|_| run()).min().unwrap()
    };
    let (small, large) = (time(200), time(1600));
    // Eight times the text; what grows with the square would take 64 times as long.
    assert!(large < small * 32, "{small:?} {large:?}");
}
