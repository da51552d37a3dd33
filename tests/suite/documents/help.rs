//! What `Get-ExTriageHelp` says of the words of the language. The module reads it from a file that
//! is written here; sources, facts and rules it asks the engine for.

use std::collections::BTreeMap;

use extriage::diagnostic::Code;
use extriage::language::words::{
    Word, COLUMN_TYPES, COMMENTS, FUNCTIONS, OPERATORS, PACK_SETTINGS, RULE_SETTINGS,
};
use extriage::model::{Grade, Outcome, Phase, Severity};
use serde_json::{json, Value};

use super::grammar::{is_terminal, is_word, names, Grammar, Production};
use super::{check_document, compile_one, examples, operators};

const PATH: &str = "powershell/ExTriage/en-US/ExTriage.Language.json";
const GRAMMAR: &str = "about_ExTriage_Language";

struct Topic {
    name: String,
    kind: &'static str,
    text: String,
    syntax: Vec<String>,
    examples: Vec<String>,
    /// Other words that somebody may look for.
    also: Vec<String>,
}

impl Topic {
    fn new(name: &str, kind: &'static str, text: &str) -> Self {
        let (name, text) = (name.to_owned(), text.to_owned());
        Self { name, kind, text, syntax: Vec::new(), examples: Vec::new(), also: Vec::new() }
    }

    fn json(&self) -> Value {
        let title = self.text.split_once(". ").map_or(self.text.as_str(), |(first, _)| first);
        json!({
            "Name": self.name,
            "Kind": self.kind,
            "Title": title.lines().next().unwrap_or_default().trim_end_matches('.'),
            "Text": self.text,
            "Syntax": self.syntax,
            "Example": self.examples,
            "Link": [GRAMMAR],
            "Also": self.also,
        })
    }
}

/// What the productions say that have a word or a sequence of words.
fn keyword(name: &str, users: &[&Production], grammar: &Grammar, lines: &[String]) -> Topic {
    let mut topic = Topic::new(name, "Keyword", "");
    let mut texts: Vec<&str> = Vec::new();
    for production in users {
        if !production.help.is_empty() && !texts.contains(&production.help.as_str()) {
            texts.push(&production.help);
        }
        if !is_terminal(&production.name) {
            topic.syntax.push(format!("{} = {}", production.name, grammar.syntax(production)));
        }
    }
    topic.text = texts.join("\n");
    // Lines that begin differently show different uses.
    let mut beginnings: Vec<&str> = Vec::new();
    for line in lines {
        let beginning = line.split(' ').next().unwrap_or_default();
        if beginnings.len() < 3 && !beginnings.contains(&beginning) {
            beginnings.push(beginning);
            topic.examples.push(line.clone());
        }
    }
    topic
}

/// For each word of the grammar the lines of the examples that it stands in.
fn lines(grammar: &Grammar) -> BTreeMap<String, Vec<String>> {
    let mut lines: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in examples::example_files() {
        for piece in grammar.pieces(&examples::example_text(file)).unwrap() {
            if is_word(&piece.production) {
                let known = lines.entry(piece.text).or_default();
                if !known.contains(&piece.line) {
                    known.push(piece.line);
                }
            }
        }
    }
    lines
}

/// The words of the grammar, and the ones that stand together, such as `for each`.
fn keywords(grammar: &Grammar) -> Vec<Topic> {
    let lines = lines(grammar);
    let with = |word: &str| lines.get(word).map_or(&[] as &[String], Vec::as_slice);
    let has =
        |production: &Production, name: &str| names(&production.expr).iter().any(|n| n == name);
    // A production that is one of several words says nothing alone; who uses it does.
    let choice = |production: &Production| names(&production.expr).iter().all(|name| is_word(name));
    let mut topics: Vec<Topic> = Vec::new();
    for terminal in grammar.productions.iter().filter(|each| is_word(&each.name)) {
        let mut users: Vec<&Production> = vec![terminal];
        for user in grammar.productions.iter().filter(|user| has(user, &terminal.name)) {
            users.push(user);
            if choice(user) {
                users.extend(grammar.productions.iter().filter(|next| has(next, &user.name)));
            }
        }
        // A production that has the word's name says most about it.
        users.sort_by_key(|user| !grammar.words(&terminal.name).contains(&user.name));
        for word in grammar.words(&terminal.name).iter().filter(|word| !word.starts_with('-')) {
            if !topics.iter().any(|topic| topic.name == *word) {
                topics.push(keyword(word, &users, grammar, with(word)));
            }
        }
    }
    for production in grammar.productions.iter().filter(|each| !is_terminal(&each.name)) {
        for phrase in phrases(production, grammar) {
            let first = phrase.split(' ').next().unwrap();
            let lines: Vec<String> =
                with(first).iter().filter(|line| line.contains(&phrase)).cloned().collect();
            topics.push(keyword(&phrase, &[production], grammar, &lines));
        }
    }
    topics
}

/// Words that follow each other in a production, such as `if present` and `rows of`.
fn phrases(production: &Production, grammar: &Grammar) -> Vec<String> {
    let parts = names(&production.expr);
    let mut found = Vec::new();
    for pair in parts.windows(2) {
        let [first, second] = pair else { continue };
        let firsts = match grammar.get(first) {
            Some(choice)
                if !is_terminal(first) && names(&choice.expr).iter().all(|name| is_word(name)) =>
            {
                names(&choice.expr).iter().flat_map(|name| grammar.words(name)).collect()
            }
            _ if is_word(first) => grammar.words(first),
            _ => Vec::new(),
        };
        // Only what follows at once: alternatives stand side by side as well.
        let second = if is_word(second) { grammar.words(second) } else { Vec::new() };
        for (first, second) in
            firsts.iter().flat_map(|first| second.iter().map(move |second| (first, second)))
        {
            let syntax = grammar.syntax(production);
            let quoted =
                [format!("\"{first}\" \"{second}\""), format!("{} \"{second}\"", parts[0])];
            if quoted.iter().any(|quoted| syntax.contains(quoted)) {
                found.push(format!("{first} {second}"));
            }
        }
    }
    found
}

fn list(kind: &'static str, words: &[Word]) -> Vec<Topic> {
    words.iter().map(|word| Topic::new(word.name, kind, word.help)).collect()
}

/// A setting with the values that it can have.
fn with_values(topics: &mut [Topic], setting: &str, words: &[&str], help: Vec<&str>) {
    let topic = topics.iter_mut().find(|topic| topic.name == setting).unwrap();
    for (word, help) in words.iter().zip(help) {
        topic.text.push_str(&format!("\n{word}: {help}"));
    }
}

/// What people type who know another language, or who mean the thing and not its word.
const ALSO: [(&str, &[&str]); 27] = [
    (
        "suppress",
        &["suppression", "suppressions", "# suppress", "suppress:", "# suppress:", "lint", "lints"],
    ),
    ("comment", &["comments", "#", "<#", "#>", "<# #>"]),
    ("test", &["tests", "testing"]),
    ("given", &["givens"]),
    ("expect", &["expected", "expectation", "assert"]),
    ("cases", &["case", "testcases"]),
    ("fixture", &["fixtures"]),
    ("rule", &["rule file"]),
    ("profile", &["profiles"]),
    ("waive", &["waiver", "waivers"]),
    ("pack", &["packs", "manifest"]),
    ("param", &["parameter", "parameters", "params"]),
    ("table", &["tables"]),
    ("step", &["steps", "action", "actions"]),
    ("remediate", &["remedy", "remedies", "remediation"]),
    ("needs", &["depends", "requires"]),
    ("for each", &["foreach", "loop"]),
    ("pattern", &["patterns"]),
    ("-match", &["regex", "regexp", "regular expression"]),
    ("-like", &["wildcard", "wildcards"]),
    ("exists", &["$null", "null", "empty"]),
    ("bool", &["$true", "$false", "true", "false", "boolean"]),
    ("string", &["text", "here-string", "quotes", "'", "\"", "@'", "'@"]),
    ("list", &["@(", "@()", "array"]),
    ("duration", &["timespan"]),
    ("confirm", &["always", "once", "never"]),
    ("ref", &["reference", "references", "link"]),
];

/// Operators of other languages; which one of this language they stand for, the checker says.
const FOREIGN: [&str; 31] = [
    "==",
    "===",
    "=",
    "eq",
    "-ieq",
    "!=",
    "<>",
    "ne",
    "-ine",
    "<",
    "lt",
    "-ilt",
    "<=",
    "le",
    "-ile",
    ">",
    "gt",
    "-igt",
    ">=",
    "ge",
    "-ige",
    "=~",
    "!~",
    "like",
    "-ilike",
    "contains",
    "-icontains",
    "&&",
    "||",
    "and",
    "or",
];

fn add_other_words(topics: &mut [Topic]) {
    let known: Vec<String> = topics.iter().map(|topic| topic.name.to_ascii_lowercase()).collect();
    let mut add = |name: &str, word: &str| {
        let topic = topics.iter_mut().find(|topic| topic.name == name);
        let topic = topic.unwrap_or_else(|| panic!("there is no topic {name}"));
        if !known.contains(&word.to_ascii_lowercase()) {
            topic.also.push(word.to_owned());
        }
    };
    for (name, words) in ALSO {
        words.iter().for_each(|word| add(name, word));
    }
    Severity::KEYWORDS.iter().for_each(|word| add("severity", word));
    Phase::KEYWORDS.iter().for_each(|word| add("phase", word));
    Grade::KEYWORDS.iter().for_each(|word| add("grade", word));
    let negations = ["!", "not"].map(|word| (word, format!("{word} exchange.installed")));
    let others = FOREIGN.map(|word| (word, format!("server.name {word} 'x'")));
    for (word, condition) in negations.into_iter().chain(others) {
        let rule = format!("rule a 'A' {{\n  detect {{ when {condition} }}\n  finding 'f'\n}}\n");
        let compilation = compile_one("a.exrule", &rule);
        let told = compilation.diagnostics.iter().find(|one| one.code == Code::ForeignOperator);
        let fix = told.and_then(|one| one.fix.as_ref()).unwrap_or_else(|| panic!("{word}"));
        add(fix.text.trim(), word);
    }
}

fn topics() -> Vec<Topic> {
    let grammar = Grammar::load();
    let mut topics = keywords(&grammar);
    let mut operators = list("Operator", &OPERATORS);
    operators.push(Topic::new("??", "Operator", &grammar.get("op_coalesce").unwrap().help));
    for topic in &mut operators {
        for pairs in operators::pairs().get(topic.name.as_str()).into_iter().flatten() {
            topic.text.push_str(&format!("\nIt takes {pairs}."));
        }
    }
    topics.extend(operators);
    topics.extend(
        Outcome::ALL
            .iter()
            .map(|outcome| Topic::new(&format!("{outcome:?}"), "Outcome", outcome.help())),
    );
    let mut settings = list("Setting", &RULE_SETTINGS);
    with_values(
        &mut settings,
        "severity",
        Severity::KEYWORDS,
        Severity::ALL.iter().map(|v| v.help()).collect(),
    );
    with_values(
        &mut settings,
        "phase",
        Phase::KEYWORDS,
        Phase::ALL.iter().map(|v| v.help()).collect(),
    );
    topics.extend(settings);
    topics.extend(list("Setting", &PACK_SETTINGS));
    with_values(
        &mut topics,
        "grade",
        Grade::KEYWORDS,
        Grade::ALL.iter().map(|v| v.help()).collect(),
    );
    topics.extend(list("Type", &COLUMN_TYPES));
    topics.extend(list("Function", &FUNCTIONS));
    let mut comments = list("Comment", &COMMENTS);
    let lines: [&[&str]; 2] = [
        &["# Services that setup disabled are enabled by hand."],
        &[
            "$kept = rows of service # suppress: XT1004 because the tools of the team read it",
            "# suppress: XT1008, XT1009 because the team that answers for it has the tests",
        ],
    ];
    for (topic, lines) in comments.iter_mut().zip(lines) {
        topic.examples.extend(lines.iter().map(|line| (*line).to_owned()));
        topic.syntax.push(match topic.name.as_str() {
            "suppress" => String::from("\"# suppress:\" CODE (\",\" CODE)* \"because\" REASON"),
            _ => String::from("\"#\" ... | \"<#\" ... \"#>\""),
        });
    }
    topics.extend(comments);
    add_other_words(&mut topics);
    topics
}

#[test]
fn the_help_of_the_words_is_what_the_grammar_says() {
    let topics: Vec<Value> = topics().iter().map(Topic::json).collect();
    let text = serde_json::to_string_pretty(&topics).unwrap();
    check_document(PATH, &format!("{text}\n"));
}

#[test]
fn every_word_of_the_grammar_has_help() {
    let topics = topics();
    let named = |name: &str| topics.iter().find(|topic| topic.name == name);
    for word in [
        "within",
        "for each",
        "rows of",
        "waive",
        "until",
        "applies when",
        "-like",
        "lookup",
        "reboot",
    ] {
        assert!(named(word).is_some(), "{word}");
    }
    for word in ["suppress", "suppression", "waiver", "==", "critical", "compromise", "before"] {
        let leads =
            |topic: &&Topic| topic.name == word || topic.also.iter().any(|also| also == word);
        assert_eq!(topics.iter().filter(leads).count(), 1, "{word}");
    }
    for topic in &topics {
        assert!(!topic.text.is_empty(), "{} has no text", topic.name);
        let shown = topic.kind != "Keyword" || !topic.examples.is_empty();
        assert!(shown, "the keyword {} has no example", topic.name);
    }
}
