//! From text to parse trees: the scanner, the grammar and recovery after mistakes.

mod balance;
mod blame;
mod brackets;
mod habits;
mod hidden;
mod lexer;
mod message;
mod outline;
mod quotes;
mod recover;
mod remark;
mod scanner;
mod tidy;

use std::borrow::Cow;
use std::collections::HashSet;
use std::num::NonZeroUsize;
use std::sync::Once;

use pest::iterators::Pair;
use pest::Parser;

use crate::diagnostic::Span;

pub(super) use grammar::Rule;
pub(super) use habits::command::instead;
pub(super) use hidden::{between, is_wide};
pub(super) use recover::{settle, ANY_NAME};
pub(super) use remark::{covered, Remark};
pub(super) use scanner::{scan, scan_while, Region};

/// A node of the parse tree.
pub(super) type Node<'i> = Pair<'i, Rule>;

/// Items that are larger are refused; the call limit below is enough for any item of this size.
pub(super) const MAX_ITEM_BYTES: u32 = 256 * 1024;

/// Calls that pest may make for one item.
const CALL_LIMIT: usize = 16_000_000;

mod grammar {
    /// The parser that pest makes from the grammar.
    #[derive(pest_derive::Parser)]
    #[grammar = "grammar/extriage.pest"]
    pub(super) struct GrammarParser;
}

/// The kinds of item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum ItemKind {
    Rule,
    Test,
    Table,
    Fixture,
    Pack,
    Profile,
    Waive,
}

impl ItemKind {
    /// The item's first word.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Rule => "rule",
            Self::Test => "test",
            Self::Table => "table",
            Self::Fixture => "fixture",
            Self::Pack => "pack",
            Self::Profile => "profile",
            Self::Waive => "waive",
        }
    }

    /// Whether the item gives a name to others; a test and a waiver only speak of a rule.
    pub(super) fn names(self) -> bool {
        !matches!(self, Self::Test | Self::Waive)
    }
}

/// What an item says it is, also when the rest of it cannot be read.
#[derive(Debug)]
pub(super) struct Header {
    /// The kind.
    pub(super) kind: ItemKind,
    /// The id or name; tests and waivers have none.
    pub(super) name: String,
    /// Where the name stands.
    pub(super) span: Span,
}

/// Reads the header of an item off its first two tokens.
fn header(text: &str, start: u32) -> Option<Header> {
    let mut tokens = lexer::Lexer::new(text);
    let kind = match tokens.next()?.text(text) {
        "rule" => ItemKind::Rule,
        "test" => ItemKind::Test,
        "table" => ItemKind::Table,
        "fixture" => ItemKind::Fixture,
        "pack" => ItemKind::Pack,
        "profile" => ItemKind::Profile,
        "waive" => ItemKind::Waive,
        _ => return None,
    };
    let name = tokens.next()?;
    let span = Span { start: start + name.start, end: start + name.end };
    let name = name.text(text).trim_matches('\'').to_owned();
    Some(Header { kind, name, span })
}

/// One item after recovery: its text without the pieces that were reported.
#[derive(Debug)]
pub(super) struct Settled<'s> {
    /// What it says it is.
    pub(super) header: Option<Header>,
    /// The item's text, as long as the original; reported pieces are blank. `None` when nothing of
    /// it can be used.
    text: Option<Cow<'s, str>>,
    /// The tree, where nothing was reported; a text with blanks in it is parsed again.
    tree: Option<Node<'s>>,
    /// Where the item starts in its file.
    pub(super) start: u32,
    /// Names that the blanked pieces would have defined; using them is not a second mistake.
    pub(super) lost: HashSet<String>,
    /// Words of what was reported that may be names of the item.
    pub(super) possible_names: Vec<String>,
    /// Whether anything was reported.
    pub(super) broken: bool,
    /// The lines of the item, from 1, on which something was reported.
    pub(super) blamed: HashSet<u32>,
}

/// Where the cells of a row stand; the row begins at `start`.
pub(super) fn cells(row: &str, start: u32) -> Vec<Span> {
    let mut cells: Vec<Span> = Vec::new();
    let mut open: Option<Span> = None;
    for token in lexer::Lexer::new(row) {
        if token.kind == lexer::Kind::Bar {
            cells.extend(open.take());
        } else {
            let end = start + token.end;
            let first = open.map_or(start + token.start, |cell| cell.start);
            open = Some(Span { start: first, end });
        }
    }
    cells.extend(open);
    cells
}

/// Parses the text of one item.
pub(super) fn parse(text: &str) -> Result<Node<'_>, Box<pest::error::Error<Rule>>> {
    static LIMIT: Once = Once::new();
    LIMIT.call_once(|| pest::set_call_limit(NonZeroUsize::new(CALL_LIMIT)));
    let mut pairs = grammar::GrammarParser::parse(Rule::item_only, text).map_err(Box::new)?;
    let item = pairs.next().and_then(|only| only.into_inner().next());
    item.and_then(|item| item.into_inner().next()).ok_or_else(|| {
        let message = String::from("the item is empty");
        let variant = pest::error::ErrorVariant::CustomError { message };
        Box::new(pest::error::Error::new_from_pos(variant, pest::Position::from_start(text)))
    })
}

/// Where and why a text is no binding; `None` when it is one.
fn binding_error(text: &str) -> Option<Box<pest::error::Error<Rule>>> {
    grammar::GrammarParser::parse(Rule::binding_only, text).map_err(Box::new).err()
}

/// Whether a word of the language keeps this from being a column's name.
pub(super) fn is_reserved(name: &str) -> bool {
    grammar::GrammarParser::parse(Rule::path, name).is_err()
}

impl Settled<'_> {
    /// The item's tree: a `table`, `fixture`, `rule` or `test`.
    pub(super) fn tree(&self) -> Option<Node<'_>> {
        if self.tree.is_some() {
            return self.tree.clone();
        }
        parse(self.text.as_deref()?).ok()
    }
}
