//! `grammar/mistakes.md`: ten mistakes, with what is really said about each, and with fixes that
//! really mend.

use std::fmt::Write;

use extriage::diagnostic::{Diagnostic, Fix, Level};

use super::{check_document, compile_one, errors, read};

const PATH: &str = "grammar/mistakes.md";

/// One mistake of the page.
struct Mistake {
    title: String,
    /// The rule file with the mistake.
    text: String,
    /// For each of the other tools the short form of what it reports.
    others: [String; 2],
}

/// The sections of the page, without what stands before the first.
fn sections(page: &str) -> Vec<&str> {
    page.split("\n## ").skip(1).collect()
}

fn block<'a>(section: &'a str, language: &str) -> &'a str {
    let start = section.split_once(&format!("```{language}\n")).unwrap().1;
    start.split_once("```").unwrap().0
}

fn mistake(section: &str) -> Mistake {
    let other = |tool: &str| {
        let start = section.split_once(&format!("**{tool}** (")).unwrap().1;
        start.split_once("):").unwrap().0.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    Mistake {
        title: section.lines().next().unwrap().to_owned(),
        text: block(section, "exrule").to_owned(),
        others: [other("PSRule"), other("semgrep")],
    }
}

/// What is told of a rule file, but for what is only good to know, such as that it has no test.
fn told(text: &str) -> Vec<Diagnostic> {
    let mut found = compile_one("mine.exrule", text).diagnostics;
    found.retain(|found| found.level != Level::Information);
    found
}

/// What is said, and what the fixes write.
fn said(diagnostics: &[Diagnostic]) -> String {
    let mut out = String::new();
    for found in diagnostics {
        if !out.is_empty() {
            out.push('\n');
        }
        writeln!(out, "{}", found.render()).unwrap();
        if let Some(fix) = &found.fix {
            let (line, column) = found.source.position(fix.span.start);
            let old = &found.source.text[fix.span.start as usize..fix.span.end as usize];
            let old = if old.is_empty() { String::new() } else { format!(" instead of `{old}`") };
            writeln!(out, "  = fix: line {line}, column {column}: `{}`{old}", fix.text).unwrap();
        }
    }
    out
}

/// The text with the fixes applied, from the last to the first; of two in one place the first.
fn mended(text: &str, diagnostics: &[Diagnostic]) -> String {
    let mut fixes: Vec<&Fix> = diagnostics.iter().filter_map(|found| found.fix.as_ref()).collect();
    fixes.sort_by_key(|fix| fix.span.start);
    let mut mended = text.to_owned();
    let mut end = usize::MAX;
    for fix in fixes.into_iter().rev() {
        let (from, to) = (fix.span.start as usize, fix.span.end as usize);
        if to <= end {
            mended.replace_range(from..to, &fix.text);
            end = from;
        }
    }
    mended
}

fn table(mistakes: &[Mistake]) -> String {
    let mut out = String::from("\n| mistake | ExTriage | PSRule | semgrep |\n|---|---|---|---|\n");
    for mistake in mistakes {
        let found = told(&mistake.text);
        let first = found.first().unwrap();
        let (line, column) = first.source.position(first.span.start);
        let mut own = format!("{}, line {line}, column {column}", first.code.as_str());
        if first.help.is_some() || !first.label.is_empty() {
            own.push_str(", what to write");
        }
        if first.fix.is_some() {
            own.push_str(", a fix");
        }
        let [psrule, semgrep] = &mistake.others;
        writeln!(out, "| {} | {own} | {psrule} | {semgrep} |", mistake.title).unwrap();
    }
    out.push('\n');
    out
}

/// The page with what is said now.
fn written(page: &str) -> String {
    let mut text = String::new();
    let mut parts = page.split("\n## ");
    let head = parts.next().unwrap();
    let mistakes: Vec<Mistake> = sections(page).into_iter().map(mistake).collect();
    let (before, rest) = head.split_once("<!-- table -->\n").unwrap();
    let after = rest.split_once("<!-- /table -->").unwrap().1;
    write!(text, "{before}<!-- table -->\n{}<!-- /table -->{after}", table(&mistakes)).unwrap();
    for (section, mistake) in parts.zip(&mistakes) {
        let found = said(&told(&mistake.text));
        let (before, rest) = section.split_once("```text\n").unwrap();
        let after = rest.split_once("```").unwrap().1;
        write!(text, "\n## {before}```text\n{found}```{after}").unwrap();
    }
    text
}

#[test]
fn the_page_of_mistakes_shows_what_is_said() {
    check_document(PATH, &written(&read(PATH)));
}

#[test]
fn every_mistake_is_told_with_place_and_hint_and_its_fix_mends_it() {
    let page = read(PATH);
    let mistakes: Vec<Mistake> = sections(&page).into_iter().map(mistake).collect();
    assert_eq!(mistakes.len(), 10);
    let mut mending = 0;
    for mistake in mistakes {
        let found = told(&mistake.text);
        let first = found.first().unwrap_or_else(|| panic!("{} is not told", mistake.title));
        assert!(first.help.is_some() || !first.label.is_empty(), "{}", mistake.title);
        if found.iter().all(|found| found.fix.is_some()) {
            let mended = mended(&mistake.text, &found);
            let again = compile_one("mine.exrule", &mended);
            assert_eq!(errors(&again), "", "{}:\n{mended}", mistake.title);
            let told = again.diagnostics.iter().any(|again| again.code == first.code);
            assert!(!told, "{}:\n{mended}", mistake.title);
            mending += 1;
        }
    }
    assert!(mending >= 6, "only {mending} mistakes can be mended by their fix");
}
