//! `grammar/reference.md`: every production with an example, and what the registry and the closed
//! lists say.

use std::collections::BTreeSet;
use std::fmt::Write;

use extriage::diagnostic::Code;
use extriage::language::words::{
    Word, COLUMN_TYPES, FUNCTIONS, OPERATORS, PACK_SETTINGS, RULE_SETTINGS,
};
use extriage::model::{
    fact_schemas, source_schemas, Grade, Outcome, Phase, Severity, SourceSchema, Unit, RULES,
};

use super::examples::{example_files, example_text, shown, taken, Taken};
use super::grammar::{is_terminal, names, Grammar, Production};
use super::{
    argument_text, check_document, column_help, compile_one, errors, limits_text, operators, read,
    type_name, THREE_VALUES,
};

/// Productions that no sound rule can exercise: they are read to be refused.
const REFUSED: [&str; 1] = ["foreign_not"];

/// Whether the reference shows a production; the others are how it is read.
pub(super) fn is_shown(production: &Production) -> bool {
    !is_terminal(&production.name) && !["item_only", "wb"].contains(&production.name.as_str())
}

fn anchor(name: &str) -> String {
    format!("[`{name}`](#{name})")
}

fn production(out: &mut String, grammar: &Grammar, taken: &Taken, production: &Production) {
    let name = &production.name;
    writeln!(out, "#### `{name}`\n\n{}\n", production.help).unwrap();
    writeln!(out, "```text\n{name} = {}\n```\n", grammar.syntax(production)).unwrap();
    let users = grammar.productions.iter().filter(|other| is_shown(other));
    let users: Vec<String> = users
        .filter(|other| other.name != *name && names(&other.expr).contains(name))
        .map(|other| anchor(&other.name))
        .collect();
    if !users.is_empty() {
        writeln!(out, "Used in {}.\n", users.join(", ")).unwrap();
    }
    let examples = shown(production, taken);
    if !examples.is_empty() {
        writeln!(out, "```powershell\n{}\n```\n", examples.join("\n\n")).unwrap();
    }
}

fn words(out: &mut String, title: &str, words: &[Word]) {
    writeln!(out, "| {title} | meaning |\n|---|---|").unwrap();
    for word in words {
        writeln!(out, "| `{}` | {} |", word.name, escape(word.help)).unwrap();
    }
    out.push('\n');
}

/// Text in a cell of a table.
fn escape(text: &str) -> String {
    text.replace('|', "\\|")
}

fn source(out: &mut String, source: &SourceSchema) {
    writeln!(out, "### `{}`\n\n{}\n", source.name, source.help).unwrap();
    let elevation = if source.needs_elevation { "an elevated session" } else { "no elevation" };
    let about = [
        ("argument", argument_text(source)),
        ("`pattern`", String::from(if source.takes_pattern { "yes" } else { "no" })),
        ("a live server needs", elevation.to_owned()),
        ("a copied server has it as", source.offline.to_owned()),
        ("read and kept at most", limits_text(&source.limits)),
    ];
    out.push_str("| | |\n|---|---|\n");
    for (what, text) in about {
        writeln!(out, "| {what} | {} |", escape(&text)).unwrap();
    }
    out.push_str("\n| column | type | unit | holds |\n|---|---|---|---|\n");
    for column in source.columns {
        let unit = column.unit.map_or("", Unit::as_str);
        let help = column_help(column);
        let type_name = type_name(column.value_type);
        writeln!(out, "| `{}` | {type_name} | {unit} | {} |", column.name, escape(&help)).unwrap();
    }
    out.push('\n');
}

fn lists(out: &mut String) {
    out.push_str("## Outcomes\n\n| outcome | meaning |\n|---|---|\n");
    for (word, outcome) in Outcome::KEYWORDS.iter().zip(Outcome::ALL) {
        writeln!(out, "| `{word}` | {} |", outcome.help()).unwrap();
    }
    out.push_str("\n## Settings\n\nOf a rule:\n\n");
    words(out, "setting", &RULE_SETTINGS);
    let mut values = |title: &str, words: &[&str], help: Vec<&str>| {
        writeln!(out, "| `{title}` | meaning |\n|---|---|").unwrap();
        for (word, help) in words.iter().zip(help) {
            writeln!(out, "| `{word}` | {help} |").unwrap();
        }
        out.push('\n');
    };
    values("severity", Severity::KEYWORDS, Severity::ALL.iter().map(|v| v.help()).collect());
    values("phase", Phase::KEYWORDS, Phase::ALL.iter().map(|v| v.help()).collect());
    values("grade", Grade::KEYWORDS, Grade::ALL.iter().map(|v| v.help()).collect());
    out.push_str("Of a pack:\n\n");
    words(out, "setting", &PACK_SETTINGS);
    out.push_str("## Types of columns\n\n");
    words(out, "type", &COLUMN_TYPES);
    out.push_str("## Functions\n\n");
    words(out, "function", &FUNCTIONS);
}

fn operators(out: &mut String) {
    writeln!(out, "## Three values\n\n{THREE_VALUES}\n").unwrap();
    out.push_str(
        "## Operators\n\nWhich values an operator takes was asked of the compiler. A value that is known only when \
         the rule runs, such as a column of a row that may be missing, is taken as what it should be.\n\n\
         | operator | meaning | takes |\n|---|---|---|\n",
    );
    let pairs = operators::pairs();
    let coalesce = Word {
        name: "??",
        help: "The left value, or the right one where the left one is missing.",
    };
    for word in OPERATORS.iter().chain([&coalesce]) {
        let taken = pairs
            .get(word.name)
            .map_or_else(|| String::from("a condition"), |pairs| pairs.join("<br>"));
        writeln!(out, "| `{}` | {} | {taken} |", word.name, escape(word.help)).unwrap();
    }
    out.push('\n');
}

fn codes(out: &mut String) {
    for (title, lints) in [("Codes", false), ("Lints", true)] {
        let codes: Vec<&Code> =
            Code::ALL.iter().filter(|code| code.as_str().starts_with("XT1") == lints).collect();
        if codes.is_empty() {
            continue;
        }
        writeln!(out, "## {title}\n\n| code | meaning |\n|---|---|").unwrap();
        for code in codes {
            let (code, meaning) = (code.as_str(), code.explanation());
            writeln!(out, "| [{code}](codes/{code}.md) | {} |", escape(meaning)).unwrap();
        }
        out.push('\n');
    }
}

fn reference() -> String {
    let grammar = Grammar::load();
    let taken = taken(&grammar);
    let mut out = String::from(
        "# Reference of the rule language\n\n\
         Written from `extriage.pest`, from the registry of sources and facts and from the compiler; do not edit it.\n\
         `README.md` beside it is the way in. The examples are taken from [examples](examples), whose files a test\n\
         compiles: each piece is what its production took of them.\n\n\
         ## Grammar\n\n\
         `\"word\"` stands in the file as it is, `a | b` is a choice, `?` may be left out, `*` may stand any number of\n\
         times, `+` at least once, `!` must not follow, `&` must follow, and what stands in `<>` is said in words.\n\n",
    );
    let mut section = "";
    for each in grammar.productions.iter().filter(|each| is_shown(each)) {
        if each.section != section {
            section = &each.section;
            let mut title = section.to_owned();
            title[..1].make_ascii_uppercase();
            writeln!(out, "### {title}\n").unwrap();
        }
        production(&mut out, &grammar, &taken, each);
    }
    operators(&mut out);
    lists(&mut out);
    out.push_str("## Sources\n\n");
    source_schemas().iter().for_each(|each| source(&mut out, each));
    out.push_str("What a profile asks with `rules where`:\n\n");
    source(&mut out, &RULES);
    out.push_str("## Facts\n\n| fact | type | unit | holds |\n|---|---|---|---|\n");
    for fact in fact_schemas() {
        let unit = fact.unit.map_or("", Unit::as_str);
        let type_name = type_name(fact.value_type);
        writeln!(out, "| `{}` | {type_name} | {unit} | {} |", fact.path, escape(fact.help))
            .unwrap();
    }
    out.push('\n');
    codes(&mut out);
    format!("{}\n", out.trim_end())
}

#[test]
fn the_language_reference_is_what_the_code_says() {
    check_document("grammar/reference.md", &reference());
}

#[test]
fn every_example_file_compiles() {
    for file in example_files() {
        let compilation = compile_one(&format!("{file}.exrule"), &example_text(file));
        assert_eq!(errors(&compilation), "", "{file}");
    }
    let files = std::fs::read_dir(super::root("grammar/examples")).unwrap();
    assert_eq!(files.count(), example_files().count());
}

#[test]
fn every_production_is_explained_and_exercised() {
    let grammar = Grammar::load();
    let taken = taken(&grammar);
    let page = read("grammar/codes/XT0201.md");
    let wrong = page.split("```exrule detect\n").nth(1).unwrap().split("```").next().unwrap();
    let refused = format!("rule a 'b' {{\n  detect {{\n{wrong}\n  }}\n  finding 'c'\n}}\n");
    let refused: BTreeSet<String> =
        grammar.pieces(&refused).unwrap().into_iter().map(|piece| piece.production).collect();
    // From the items down; what is only looked ahead for takes no text.
    let mut open = vec![String::from("item"), String::from("WHITESPACE"), String::from("COMMENT")];
    let mut reached = BTreeSet::new();
    while let Some(name) = open.pop() {
        if let (true, Some(production)) = (reached.insert(name.clone()), grammar.get(&name)) {
            open.extend(names(&production.expr));
        }
    }
    let reached = |name: &str| reached.contains(name);
    assert!(grammar.productions.iter().filter(|each| reached(&each.name)).count() > 150);
    for production in &grammar.productions {
        let name = production.name.as_str();
        let seen = taken.contains_key(name) || REFUSED.contains(&name) && refused.contains(name);
        assert!(seen || !reached(name), "no example exercises the production {name}");
        let told = is_terminal(name) || name == "item_only" || !production.help.is_empty();
        assert!(told, "{name} has no comment");
    }
}
