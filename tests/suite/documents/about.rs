//! The pages of `Get-Help about_ExTriage_*` that are written from the code.

use std::fmt::Write;

use extriage::diagnostic::Code;
use extriage::language::words::{
    Word, COLUMN_TYPES, FUNCTIONS, OPERATORS, PACK_SETTINGS, RULE_SETTINGS,
};
use extriage::model::{fact_schemas, source_schemas, Outcome, SourceSchema, Unit, RULES};

use super::grammar::Grammar;
use super::{
    argument_text, check_document, column_help, fold, limits_text, read, reference, type_name,
    THREE_VALUES,
};

/// Columns that the help of PowerShell may take.
const WIDTH: usize = 78;

fn page(name: &str, short: &str, body: &str, also: &[&str]) -> String {
    let also: Vec<String> = also.iter().map(|topic| format!("    {topic}")).collect();
    let text = format!(
        "TOPIC\n    {name}\n\nSHORT DESCRIPTION\n{}\n\n{}\n\nSEE ALSO\n{}\n",
        fold(short, WIDTH, "    "),
        body.trim_end(),
        also.join("\n")
    );
    // The example of too much nesting is as long as it must be.
    let long = text.lines().find(|line| line.len() > 120 && !line.contains("(((("));
    assert_eq!(long, None, "{name}");
    text
}

fn check_page(name: &str, text: &str) {
    check_document(&format!("powershell/ExTriage/en-US/{name}.help.txt"), text);
}

/// The sections of a help page, with their headings.
fn sections(text: &str) -> Vec<(&str, &str)> {
    let parts = text.split("\n## ").skip(1);
    parts
        .map(|part| part.split_once('\n').unwrap())
        .map(|(head, body)| (head, body.trim()))
        .collect()
}

/// Text and examples of a page, without the marks of Markdown.
fn plain(markdown: &str, indent: &str) -> String {
    let mut out = Vec::new();
    let (mut paragraph, mut fenced) = (String::new(), false);
    for line in markdown.lines() {
        if line.starts_with("```") {
            fenced = !fenced;
        } else if fenced {
            out.push(format!("{indent}{}", line.trim_end()).trim_end().to_owned());
        } else if line.is_empty() {
            out.push(std::mem::take(&mut paragraph));
            out.push(String::new());
        } else {
            paragraph = format!("{paragraph} {line}").trim().to_owned();
        }
    }
    out.push(paragraph);
    let folded = out.iter().map(|text| match text {
        // What begins with blanks is an example, which keeps its lines.
        text if text.starts_with(' ') => text.clone(),
        text => fold(text, WIDTH, indent),
    });
    folded.collect::<Vec<_>>().join("\n").trim_end().trim_start_matches('\n').to_owned()
}

fn about_errors() -> String {
    let mut body = String::from(
        "LONG DESCRIPTION\n    Test-ExTriageRule tells everything that is wrong with a rule file, each\n    \
         with a code that never changes its meaning. Get-ExTriageHelp XT0203 shows\n    \
         one of these pages.\n\n    An error leaves out its rule, table or test; all others are loaded. A\n    \
         warning leaves out nothing.\n\n",
    );
    for code in Code::ALL {
        let text = read(&format!("grammar/codes/{}.md", code.as_str()));
        let title = fold(code.explanation(), WIDTH, "        ");
        writeln!(body, "{}  {}", code.as_str(), title.trim_start()).unwrap();
        for (heading, section) in sections(&text) {
            let example = section.contains("```");
            match heading {
                "What is wrong" | "More" => writeln!(body, "{}\n", plain(section, "    ")).unwrap(),
                _ if example => {
                    writeln!(body, "    {heading}:\n\n{}\n", plain(section, "      ")).unwrap()
                }
                _ => writeln!(body, "    {heading}: {section}\n").unwrap(),
            }
        }
    }
    page(
        "about_ExTriage_Errors",
        "What is wrong with a rule file, code by code, and what to write instead.",
        &body,
        &[
            "Test-ExTriageRule",
            "Get-ExTriageHelp",
            "about_ExTriage_Language",
            "about_ExTriage_Rules",
        ],
    )
}

/// A name and a text beside it, folded under itself.
fn entry(out: &mut String, name: &str, text: &str) {
    const COLUMN: usize = 22;
    let text = fold(text, WIDTH, &" ".repeat(COLUMN));
    if name.len() + 6 > COLUMN {
        writeln!(out, "    {name}\n{text}").unwrap();
    } else {
        writeln!(out, "    {name:<width$}{}", text.trim_start(), width = COLUMN - 4).unwrap();
    }
}

fn entries(out: &mut String, title: &str, words: &[Word]) {
    writeln!(out, "{title}").unwrap();
    words.iter().for_each(|word| entry(out, word.name, word.help));
    out.push('\n');
}

fn about_language() -> String {
    let grammar = Grammar::load();
    let mut body = String::from(
        "LONG DESCRIPTION\n    The grammar of rule files, and the words that are not in it. A word in\n    \
         quotes stands in the file as it is, a | b is a choice, ? may be left out,\n    \
         * may stand any number of times, + at least once, ! must not follow.\n    \
         Get-ExTriageHelp shows a word with its examples: Get-ExTriageHelp within.\n\n",
    );
    let mut section = "";
    for production in grammar.productions.iter().filter(|each| reference::is_shown(each)) {
        if production.section != section {
            section = &production.section;
            writeln!(body, "{}", section.to_uppercase()).unwrap();
        }
        let syntax = format!("{} = {}", production.name, grammar.syntax(production));
        writeln!(
            body,
            "{}\n{}\n",
            fold(&syntax, WIDTH, "    "),
            fold(&production.help, WIDTH, "        ")
        )
        .unwrap();
    }
    let values = fold(&THREE_VALUES.replace('`', ""), WIDTH, "    ");
    writeln!(body, "THREE VALUES\n{values}\n").unwrap();
    entries(&mut body, "OPERATORS", &OPERATORS);
    entries(&mut body, "SETTINGS OF A RULE", &RULE_SETTINGS);
    entries(&mut body, "SETTINGS OF A PACK", &PACK_SETTINGS);
    entries(&mut body, "TYPES OF COLUMNS", &COLUMN_TYPES);
    entries(&mut body, "FUNCTIONS", &FUNCTIONS);
    writeln!(body, "OUTCOMES").unwrap();
    for (word, outcome) in Outcome::KEYWORDS.iter().zip(Outcome::ALL) {
        entry(&mut body, word, outcome.help());
    }
    page(
        "about_ExTriage_Language",
        "The language of rule files: its grammar, operators, settings and types.",
        &body,
        &[
            "about_ExTriage_Rules",
            "about_ExTriage_Sources",
            "about_ExTriage_Errors",
            "Get-ExTriageHelp",
        ],
    )
}

fn source(out: &mut String, source: &SourceSchema) {
    writeln!(out, "{}\n{}\n", source.name.to_uppercase(), fold(source.help, WIDTH, "    "))
        .unwrap();
    entry(out, "Argument", &argument_text(source));
    entry(out, "Pattern", if source.takes_pattern { "yes" } else { "no" });
    entry(
        out,
        "Live",
        if source.needs_elevation { "needs an elevated session" } else { "needs no elevation" },
    );
    entry(out, "Offline", source.offline);
    entry(out, "At most", &limits_text(&source.limits));
    out.push('\n');
    for column in source.columns {
        let unit = column.unit.map_or_else(String::new, |unit| format!(", {}", unit.as_str()));
        let text = format!("{}{unit}. {}", type_name(column.value_type), column_help(column));
        entry(out, column.name, &text);
    }
    out.push('\n');
}

fn about_sources() -> String {
    let mut body = String::from(
        "LONG DESCRIPTION\n    What a rule can ask, and what stands in the columns of the answer. Facts\n    \
         are single values about the server, and are named without a question.\n    \
         Get-ExTriageHelp setuplog.errors shows one source, Get-ExTriageHelp\n    \
         exchange.build one fact.\n\n",
    );
    source_schemas().iter().for_each(|each| source(&mut body, each));
    body.push_str(
        "RULES IN A PROFILE\n    What 'include rules where' and 'exclude rules where' ask.\n\n",
    );
    source(&mut body, &RULES);
    body.push_str("FACTS\n");
    for fact in fact_schemas() {
        let unit = fact.unit.map_or_else(String::new, |unit: Unit| format!(", {}", unit.as_str()));
        entry(
            &mut body,
            fact.path,
            &format!("{}{unit}. {}", type_name(fact.value_type), fact.help),
        );
    }
    page(
        "about_ExTriage_Sources",
        "The sources and facts that rules read, with their columns, types and units.",
        &body,
        &[
            "about_ExTriage_Rules",
            "about_ExTriage_Facts",
            "about_ExTriage_Language",
            "Get-ExTriageHelp",
        ],
    )
}

#[test]
fn the_about_pages_are_what_the_code_says() {
    check_page("about_ExTriage_Errors", &about_errors());
    check_page("about_ExTriage_Language", &about_language());
    check_page("about_ExTriage_Sources", &about_sources());
}
