//! The outline of an item: which statements it has and which block each stands in.
//!
//! Made from rough tokens, only when an item does not parse, to find the piece that is to blame.

use super::lexer::{Kind, Token};

/// What a block holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Block {
    /// Nothing around it: the item itself.
    File,
    Rule,
    Detect,
    Finding,
    Remedy,
    Steps,
    Test,
    Fixture,
    Pack,
    Profile,
    Record,
    Rows,
    /// A block after a word that is not known.
    Other,
}

impl Block {
    /// The block that a statement opens.
    pub(super) fn opened_by(word: &str) -> Self {
        match word {
            "rule" => Self::Rule,
            "detect" => Self::Detect,
            "finding" => Self::Finding,
            "remediate" => Self::Remedy,
            "for" | "undo" | "expect" => Self::Steps,
            "test" => Self::Test,
            "fixture" => Self::Fixture,
            "pack" => Self::Pack,
            "profile" => Self::Profile,
            "given" => Self::Record,
            "cases" | "table" => Self::Rows,
            _ => Self::Other,
        }
    }

    /// The words that begin a statement in this block.
    pub(super) fn words(self) -> &'static [&'static str] {
        match self {
            Self::File => &["rule", "test", "table", "fixture", "pack", "profile", "waive"],
            Self::Rule => &[
                "severity",
                "phase",
                "tags",
                "cve",
                "help",
                "formerly",
                "ref",
                "param",
                "applies",
                "needs",
                "detect",
                "finding",
                "remediate",
            ],
            Self::Detect => &["when"],
            Self::Finding => &["when", "evidence"],
            Self::Remedy => {
                &["impact", "confirm", "when", "step", "for", "verify", "undo", "otherwise"]
            }
            Self::Steps => &["step", "for"],
            Self::Test => &["given", "cases", "expect"],
            Self::Fixture => &["given"],
            Self::Pack => &["version", "engine", "publisher", "require", "ids"],
            Self::Profile => &["include", "exclude", "param"],
            Self::Record | Self::Rows | Self::Other => &[],
        }
    }

    /// How the block is called in a message.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::File => "a rule file",
            Self::Rule => "a rule",
            Self::Detect => "`detect`",
            Self::Finding => "a finding",
            Self::Remedy => "`remediate`",
            Self::Steps => "a list of steps",
            Self::Test => "a test",
            Self::Fixture => "a fixture",
            Self::Pack => "a pack",
            Self::Profile => "a profile",
            Self::Record => "what a test is given",
            Self::Rows => "a table of rows",
            Self::Other => "this block",
        }
    }

    /// The blocks in which `word` begins a statement.
    pub(super) fn homes(word: &str) -> impl Iterator<Item = Self> + '_ {
        const ALL: [Block; 10] = [
            Block::File,
            Block::Rule,
            Block::Detect,
            Block::Finding,
            Block::Remedy,
            Block::Steps,
            Block::Test,
            Block::Fixture,
            Block::Pack,
            Block::Profile,
        ];
        ALL.into_iter().filter(move |block| block.words().contains(&word))
    }
}

/// One statement: a clause, a binding, a row, or the item itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Statement {
    /// Index of its first token.
    pub(super) first: usize,
    /// One past the index of its last token.
    pub(super) end: usize,
    /// The block that it stands in.
    pub(super) block: Block,
}

/// The statements of one item, in the order of their first tokens.
#[derive(Debug)]
pub(super) struct Outline {
    pub(super) statements: Vec<Statement>,
}

struct Frame {
    block: Block,
    current: Option<usize>,
}

impl Outline {
    /// Reads the outline off the tokens of one item.
    pub(super) fn new(text: &str, tokens: &[Token]) -> Self {
        let mut statements: Vec<Statement> = Vec::new();
        let mut frames = vec![Frame { block: Block::File, current: None }];
        for (index, token) in tokens.iter().enumerate() {
            if token.kind == Kind::CloseBrace {
                if frames.len() > 1 {
                    frames.pop();
                }
                continue;
            }
            let Some(frame) = frames.last_mut() else { continue };
            let current = frame.current.and_then(|at| statements.get(at)).copied();
            if token.kind != Kind::OpenBrace && begins(text, tokens, index, frame.block, current) {
                frame.current = Some(statements.len());
                statements.push(Statement { first: index, end: index + 1, block: frame.block });
            }
            if token.kind == Kind::OpenBrace && frames.len() <= super::scanner::MAX_DEPTH {
                let word = frames
                    .last()
                    .and_then(|frame| frame.current)
                    .and_then(|at| statements.get(at))
                    .and_then(|statement| tokens.get(statement.first))
                    .map_or("", |token| token.text(text));
                frames.push(Frame { block: Block::opened_by(word), current: None });
            }
        }
        let mut outline = Self { statements };
        outline.close(tokens);
        outline
    }

    /// Ends each statement before the next one of its block, or before its block's brace.
    fn close(&mut self, tokens: &[Token]) {
        let mut open: Vec<usize> = Vec::new();
        let mut starts = self.statements.iter().map(|s| s.first).enumerate().peekable();
        let mut depth: Vec<usize> = Vec::new();
        let mut ends: Vec<(usize, usize)> = Vec::new();
        for (index, token) in tokens.iter().enumerate() {
            while let Some((at, _)) = starts.next_if(|(_, first)| *first == index) {
                // A statement ends where its next sibling starts: everything opened in this block.
                let base = depth.last().copied().unwrap_or(0);
                ends.extend(open.drain(base.min(open.len())..).map(|at| (at, index)));
                open.push(at);
            }
            match token.kind {
                Kind::OpenBrace => depth.push(open.len()),
                Kind::CloseBrace => {
                    if let Some(base) = depth.pop() {
                        ends.extend(open.drain(base.min(open.len())..).map(|at| (at, index)));
                    }
                }
                _ => {}
            }
        }
        ends.extend(open.into_iter().map(|at| (at, tokens.len())));
        for (at, end) in ends {
            if let Some(statement) = self.statements.get_mut(at) {
                statement.end = end;
            }
        }
    }

    /// The innermost statement that has the token of this index.
    pub(super) fn innermost(&self, token: usize) -> Option<usize> {
        self.statements.iter().rposition(|s| s.first <= token && token < s.end)
    }
}

/// Words that go on with a statement, wherever on the page they stand.
const CONTINUES: [&str; 17] = [
    "exists", "count", "not", "where", "pattern", "within", "by", "per", "limit", "columns",
    "rows", "first", "last", "and", "or", "with", "because",
];

/// Whether a word goes on with a statement.
pub(super) fn is_continuing(word: &str) -> bool {
    CONTINUES.contains(&word)
}

/// Whether the token begins a statement.
fn begins(
    text: &str,
    tokens: &[Token],
    index: usize,
    block: Block,
    current: Option<Statement>,
) -> bool {
    let (Some(token), Some(current)) = (tokens.get(index), current) else { return true };
    if !token.leads {
        return false;
    }
    let assigns = tokens.get(index + 1).is_some_and(|next| next.kind == Kind::Assign);
    match token.kind {
        Kind::Word if block.words().contains(&token.text(text)) => true,
        Kind::Variable if assigns => true,
        Kind::Word if is_continuing(token.text(text)) => false,
        Kind::Word if assigns => matches!(block, Block::Detect | Block::Fixture | Block::Record),
        Kind::Bar => block == Block::Rows,
        Kind::Word if token.text(text) == "if" => {
            tokens.get(index + 1).is_none_or(|next| next.text(text) != "present")
        }
        // No statement begins with a text or a `$word`, but somebody may have written one so.
        Kind::Word | Kind::Text | Kind::Variable if block != Block::Rows => {
            tokens.get(current.first).is_some_and(|first| token.column <= first.column)
        }
        Kind::Word => tokens.get(current.first).is_some_and(|first| token.column <= first.column),
        _ => false,
    }
}
