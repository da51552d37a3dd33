//! Each bound of the language, from both sides: what is just inside is accepted, and what is just
//! outside is refused with its code.

use extriage::diagnostic::{Code, Level};
use extriage::language::MAX_FILE_BYTES;

use super::compile_text;

const ITEM: usize = 256 * 1024;

fn with_condition(condition: &str) -> String {
    format!("rule sample 'x' {{\n  detect {{\n    when {condition}\n  }}\n  finding 'f'\n}}\n")
}

/// The errors of a text, each code once.
fn errors(text: &str) -> Vec<&'static str> {
    let compilation = compile_text(text);
    let found = compilation.diagnostics.iter().filter(|found| found.level == Level::Error);
    let mut codes: Vec<&str> = found.map(|found| found.code.as_str()).collect();
    codes.dedup();
    codes
}

/// Accepts the one, and refuses the other with a code.
fn between(inside: &str, outside: &str, code: Code) {
    assert_eq!(errors(inside), Vec::<&str>::new(), "just inside of {}", code.as_str());
    assert_eq!(errors(outside), [code.as_str()], "just outside of {}", code.as_str());
}

#[test]
fn braces_and_parentheses_nest_64_deep() {
    // Two braces are around the condition.
    let nested =
        |depth: usize| format!("{}exchange.installed{}", "(".repeat(depth), ")".repeat(depth));
    between(&with_condition(&nested(62)), &with_condition(&nested(63)), Code::TooDeep);
    let lists = |depth: usize| {
        let list = format!("{}'a'{}", "@(".repeat(depth), ")".repeat(depth));
        errors(&with_condition(&format!("server.name -in {list}"))).contains(&"XT0701")
    };
    assert!(!lists(62) && lists(63));
}

#[test]
fn an_item_has_256_kib() {
    let text = |length: usize| {
        let rule = with_condition("exchange.installed");
        let rule = rule.trim_end();
        let help = format!("\n  help '{}'\n}}", "x".repeat(length - rule.len() - 10));
        let text = format!("{}{help}", rule.trim_end_matches("\n}"));
        assert_eq!(text.len(), length);
        text
    };
    between(&text(ITEM), &text(ITEM + 1), Code::ItemTooLarge);
}

#[test]
fn a_file_has_4_mib() {
    let text = |length: usize| {
        let rule = with_condition("exchange.installed");
        let line = "# a comment\n";
        let comments = line.repeat((length - rule.len()) / line.len());
        let rest = " ".repeat(length - rule.len() - comments.len());
        format!("{rule}{comments}{rest}")
    };
    between(&text(MAX_FILE_BYTES), &text(MAX_FILE_BYTES + 1), Code::FileTooLarge);
}

#[test]
fn a_table_and_the_cases_of_a_test_have_as_many_rows_as_an_item_holds() {
    let filled = |head: &str, cell: &dyn Fn(usize) -> String, tail: &str, more: usize| {
        let mut text = head.to_owned();
        for number in 0.. {
            let row = format!("|{}|\n", cell(number));
            if text.len() + row.len() + tail.len() > ITEM + more {
                break;
            }
            text.push_str(&row);
        }
        text + tail
    };
    let table = |more: usize| filled("table T (a: number) {\n", &|row| row.to_string(), "}", more);
    between(&table(0), &table(20), Code::ItemTooLarge);
    assert!(compile_text(&table(0)).pack.tables[0].rows.len() > 30_000);

    let rule = with_condition("server.name -eq 'x'");
    let tail = "}\n  given server.name = $a\n  expect clear\n}";
    let cases = |more: usize| {
        let head = "test 't' for sample {\n  cases ($a) {\n";
        format!("{rule}{}", filled(head, &|row| format!("'{row}'"), tail, more))
    };
    between(&cases(0), &cases(20), Code::ItemTooLarge);
}

#[test]
fn a_pattern_has_4_kib_and_1_mib_when_it_is_compiled() {
    let pattern = |pattern: &str| with_condition(&format!("server.name -match '{pattern}'"));
    between(&pattern(&"x".repeat(4096)), &pattern(&"x".repeat(4097)), Code::PatternTooLarge);
    between(&pattern(r"\w{20}"), &pattern(r"\w{21}"), Code::PatternTooLarge);
    let nested = |depth: usize| pattern(&format!("{}a{}", "(?:".repeat(depth), ")".repeat(depth)));
    between(&nested(64), &nested(65), Code::PatternInvalid);
}

#[test]
fn the_files_of_a_call_have_64_large_patterns() {
    let rules = |count: usize| -> String {
        let rule = |number: usize| {
            let condition = format!(r"server.name -match 'a{number}\w{{8}}'");
            with_condition(&condition).replace("rule sample", &format!("rule r{number}"))
        };
        (0..count).map(rule).collect()
    };
    between(&rules(64), &rules(65), Code::PatternTooLarge);
}

#[test]
fn an_expression_has_100_operators() {
    // Each value but the first has an operator before it.
    let chain = |operators: usize| vec!["exchange.installed"; operators + 1].join(" -and ");
    between(&with_condition(&chain(100)), &with_condition(&chain(101)), Code::TooComplex);
    let negated =
        |times: usize| with_condition(&format!("{}exchange.installed", "-not ".repeat(times)));
    between(&negated(4), &negated(5), Code::TooComplex);
}

#[test]
fn a_file_shows_20_errors_and_50_findings_of_lints() {
    let shown = |count: usize, line: &dyn Fn(usize) -> String| {
        let lines: String = (0..count).map(line).collect();
        let text = format!("rule sample 'x' {{\n  detect {{\n{lines}    when exchange.installed\n  }}\n  finding 'f'\n}}\n");
        let found = compile_text(&text).diagnostics;
        let more = found.iter().filter(|found| found.code == Code::TooManyErrors);
        (found.len(), more.map(|found| found.message.clone()).next())
    };
    let error = |number: usize| format!("    when $unknown{number}\n");
    assert_eq!(shown(20, &error), (20, None));
    assert_eq!(shown(23, &error), (21, Some(String::from("3 more errors are not shown"))));
    let warning = |number: usize| format!("    $b{number} = {number}\n");
    let findings = |count: usize| shown(count, &warning).0;
    // One of them says how many more there are.
    assert_eq!((findings(40), findings(200)), (findings(39) + 1, 51));
}

#[test]
fn many_files_with_errors_are_told_in_their_order() {
    // Whatever looks through all files for each error takes minutes here.
    let files: Vec<(String, String)> = (0..10_000)
        .map(|number| (format!("{number}.exrule"), with_condition(&format!("$a{number}"))))
        .collect();
    let found = super::compile_files(&files).diagnostics;
    // The rule of each file but the first has an id that is there already.
    assert_eq!(found.len(), 20_000 - 1);
    let origins: Vec<&str> = found.iter().map(|found| found.source.origin.as_str()).collect();
    assert!(origins.starts_with(&["0.exrule", "1.exrule", "1.exrule", "2.exrule"]));
}

#[test]
fn names_that_are_not_there_are_searched_for_a_bounded_time() {
    let rules: String = (0..20_000).map(|n| format!("rule r{n} 'x' {{ }}\n")).collect();
    let tests: String =
        (0..20_000).map(|n| format!("test 't' for x{n} {{ expect clear }}\n")).collect();
    let circle: String = (0..20_000)
        .map(|n| {
            format!(
                "rule c{n} 'x' {{ needs c{} detect {{ when exchange.installed }} finding 'f' }}\n",
                (n + 1) % 20_000
            )
        })
        .collect();
    for text in [format!("{rules}{tests}"), circle] {
        assert!(text.len() < MAX_FILE_BYTES, "{}", text.len());
        let compilation = compile_text(&text);
        assert_eq!(compilation.diagnostics.len(), 21);
        assert!(compilation.pack.rules.is_empty());
    }
}
