//! The grammar as data: its productions with their comments, and which of them a text exercises.

use std::collections::BTreeMap;

use pest_meta::ast::{Expr, Rule, RuleType};
use pest_meta::optimizer::optimize;
use pest_meta::parser::{consume_rules, parse, Rule as MetaRule};
use pest_vm::Vm;

use super::read;

/// The start, which the grammar leaves to the scanner: a file is a number of items.
const FILE: &str = "\nfile = { SOI ~ item* ~ EOI }\n";

/// One production.
pub(super) struct Production {
    pub(super) name: String,
    /// The part of the grammar that it stands in.
    pub(super) section: String,
    /// Its comment, one paragraph.
    pub(super) help: String,
    pub(super) expr: Expr,
}

/// The grammar, and a machine that makes every production visible.
pub(super) struct Grammar {
    pub(super) productions: Vec<Production>,
    machine: Vm,
}

/// A piece of a text that a production took.
pub(super) struct Piece {
    pub(super) production: String,
    pub(super) text: String,
    /// The line that it begins in, without the blanks around it.
    pub(super) line: String,
}

impl Grammar {
    pub(super) fn load() -> Self {
        let text = read("grammar/extriage.pest");
        let rules = rules(&text);
        let comments = comments(&text);
        let productions = rules.iter().map(|rule| {
            let (section, help) = comments.get(&rule.name).cloned().unwrap_or_default();
            Production { name: rule.name.clone(), section, help, expr: rule.expr.clone() }
        });
        let productions = productions.collect();
        // A silent production takes the same text as a plain one, and an atomic one the same as a
        // compound one; only these two say that they were there.
        let visible = rules_with(&format!("{text}{FILE}"), |kind| match kind {
            RuleType::Silent => RuleType::Normal,
            RuleType::Atomic => RuleType::CompoundAtomic,
            other => other,
        });
        Self { productions, machine: Vm::new(optimize(visible)) }
    }

    pub(super) fn get(&self, name: &str) -> Option<&Production> {
        self.productions.iter().find(|production| production.name == name)
    }

    /// The productions that take part in a whole file, each with its text, in their order.
    pub(super) fn pieces(&self, text: &str) -> Result<Vec<Piece>, String> {
        let pairs = self.machine.parse("file", text).map_err(|error| error.to_string())?;
        let piece = |pair: pest::iterators::Pair<'_, &str>| Piece {
            production: pair.as_rule().to_owned(),
            text: pair.as_str().to_owned(),
            line: pair.as_span().start_pos().line_of().trim().to_owned(),
        };
        Ok(pairs.flatten().map(piece).collect())
    }

    /// How a production is written, with keywords and marks as they stand in a file.
    pub(super) fn syntax(&self, production: &Production) -> String {
        self.show(&production.expr, 0)
    }

    /// The words that a terminal stands for, such as those of `K_TABLE`; none for other names.
    pub(super) fn words(&self, name: &str) -> Vec<String> {
        if !is_terminal(name) {
            return Vec::new();
        }
        self.get(name).map_or_else(Vec::new, |terminal| literals(&terminal.expr))
    }

    fn show(&self, expr: &Expr, level: u8) -> String {
        let wrap = |text: String, inside: bool| if inside { format!("({text})") } else { text };
        match expr {
            Expr::Str(text) | Expr::Insens(text) => quoted(text),
            Expr::Range(from, to) => format!("\"{from}\"..\"{to}\""),
            Expr::Ident(name) => self.show_name(name),
            Expr::Choice(left, right) => {
                let parts = [self.show(left, 1), self.show(right, 1)];
                wrap(parts.join(" | "), level > 1)
            }
            Expr::Seq(left, right) => {
                let parts = [self.show(left, 2), self.show(right, 2)];
                let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
                let several = parts.len() > 1;
                wrap(parts.join(" "), level > 2 && several)
            }
            Expr::Opt(inner) => self.repeated(inner, "?"),
            Expr::Rep(inner) => self.repeated(inner, "*"),
            Expr::RepOnce(inner) => self.repeated(inner, "+"),
            Expr::NegPred(inner) => match self.show(inner, 3) {
                inner if inner.is_empty() => inner,
                inner => format!("!{inner}"),
            },
            Expr::PosPred(inner) => match self.show(inner, 3) {
                inner if inner.is_empty() => inner,
                inner => format!("&{inner}"),
            },
            other => panic!("the reference does not know how to write {other:?}"),
        }
    }

    fn repeated(&self, inner: &Expr, mark: &str) -> String {
        match self.show(inner, 3) {
            inner if inner.is_empty() => inner,
            inner => format!("{inner}{mark}"),
        }
    }

    fn show_name(&self, name: &str) -> String {
        let known = match name {
            // The end of a word is where the next character could not go on with it.
            "wb" => return String::new(),
            "ANY" => "any character",
            "NEWLINE" => "line end",
            "ASCII_ALPHA" => "letter",
            "ASCII_DIGIT" => "digit",
            "ASCII_ALPHANUMERIC" => "letter or digit",
            "SOI" | "EOI" => return String::new(),
            "WHITESPACE" => return String::from("blank"),
            "COMMENT" => return String::from("comment"),
            name if is_terminal(name) => {
                let words = self.words(name);
                let quoted: Vec<String> = words.iter().map(|word| quoted(word)).collect();
                return match quoted.as_slice() {
                    [one] => one.clone(),
                    many => format!("({})", many.join(" | ")),
                };
            }
            name => return name.to_owned(),
        };
        format!("<{known}>")
    }
}

/// A piece of text as the file has it, in the quotes that it does not hold.
fn quoted(text: &str) -> String {
    let mark = if text.contains('"') { '\'' } else { '"' };
    let text = text.replace('\r', "\\r").replace('\n', "\\n").replace('\t', "\\t");
    format!("{mark}{}{mark}", text.replace('\u{FEFF}', "\\u{FEFF}"))
}

/// Whether a name is a keyword, an action or a mark: those are written in capitals.
pub(super) fn is_terminal(name: &str) -> bool {
    name.chars().all(|c| c.is_ascii_uppercase() || c == '_')
        && !["ANY", "SOI", "EOI", "NEWLINE", "WHITESPACE", "COMMENT"].contains(&name)
        && !name.starts_with("ASCII_")
}

/// Whether a terminal is a word, and no brace or comma.
pub(super) fn is_word(name: &str) -> bool {
    name.starts_with("K_") || name.starts_with("A_")
}

/// The names in an expression, in their order; what it looks ahead for does not count.
pub(super) fn names(expr: &Expr) -> Vec<String> {
    match expr {
        Expr::Ident(name) => vec![name.clone()],
        Expr::Choice(left, right) | Expr::Seq(left, right) => {
            let mut found = names(left);
            found.extend(names(right));
            found
        }
        Expr::Opt(inner) | Expr::Rep(inner) | Expr::RepOnce(inner) => names(inner),
        _ => Vec::new(),
    }
}

fn literals(expr: &Expr) -> Vec<String> {
    match expr {
        Expr::Str(text) | Expr::Insens(text) => vec![text.clone()],
        Expr::Choice(left, right) | Expr::Seq(left, right) => {
            let mut found = literals(left);
            found.extend(literals(right));
            found
        }
        _ => Vec::new(),
    }
}

fn rules(text: &str) -> Vec<Rule> {
    let pairs = parse(MetaRule::grammar_rules, text).unwrap_or_else(|error| panic!("{error}"));
    consume_rules(pairs).unwrap_or_else(|errors| panic!("{errors:?}"))
}

fn rules_with(text: &str, kind: impl Fn(RuleType) -> RuleType) -> Vec<Rule> {
    rules(text).into_iter().map(|rule| Rule { ty: kind(rule.ty), ..rule }).collect()
}

/// Section and comment of each production.
fn comments(text: &str) -> BTreeMap<String, (String, String)> {
    let mut found = BTreeMap::new();
    let (mut section, mut help) = (String::from("items"), Vec::new());
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("// ---- ") {
            section = title.trim_end_matches(['-', ' ']).split(':').next().unwrap().to_owned();
        } else if let Some(comment) = line.strip_prefix("///") {
            help.push(comment.trim().to_owned());
        } else if let Some((name, _)) = line.split_once('=') {
            if !line.starts_with([' ', '/']) {
                found.insert(name.trim().to_owned(), (section.clone(), help.join(" ")));
                help.clear();
            }
        }
    }
    found
}
