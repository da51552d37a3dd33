//! Single typical mistakes, planted at many places of sound rule files.

/// One mistake in one text.
pub(crate) struct Mistake {
    /// What was done, such as `delete`.
    pub(crate) kind: &'static str,
    /// The text with the mistake.
    pub(crate) text: String,
    /// The line of it, from 1.
    pub(crate) line: usize,
    /// The offset of it.
    pub(crate) at: usize,
    /// What was there, and what is there instead.
    pub(crate) change: String,
}

/// A word, a text in quotes, an operator or a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece<'t> {
    text: &'t str,
    start: usize,
    end: usize,
    /// Whether it is the first of its line.
    first: bool,
    /// Whether it is the last of its line.
    last: bool,
}

/// The pieces of a sound text, without comments and here-strings.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found: Vec<Piece<'_>> = Vec::new();
    let mut start = 0;
    let mut here = false;
    for line in text.split_inclusive('\n') {
        let (offset, content) = (start, line.trim_end());
        start += line.len();
        if here {
            here = !content.starts_with("'@");
            continue;
        }
        let count = found.len();
        let mut at = 0;
        while let Some(rest) = content.get(at..).filter(|rest| !rest.is_empty()) {
            let length = length(rest);
            match rest.as_bytes()[0] {
                b' ' => {}
                b'#' => break,
                _ if rest == "@'" => {
                    here = true;
                    break;
                }
                _ => found.push(Piece {
                    text: &rest[..length],
                    start: offset + at,
                    end: offset + at + length,
                    first: found.len() == count,
                    last: false,
                }),
            }
            at += length;
        }
        if found.len() > count {
            found.last_mut().unwrap().last = true;
        }
    }
    found
}

/// Length of the piece at the start of a line's rest.
fn length(rest: &str) -> usize {
    let first = rest.chars().next().unwrap();
    let take = |more: fn(char) -> bool| {
        rest.char_indices().skip(1).find(|(_, c)| !more(*c)).map_or(rest.len(), |(at, _)| at)
    };
    match first {
        '\'' | '"' => {
            let mut at = 1;
            while let Some(end) = rest[at..].find(first) {
                at += end + 1;
                if !rest[at..].starts_with(first) {
                    return at;
                }
                at += 1;
            }
            rest.len()
        }
        '@' => 2,
        '?' => 2,
        '-' | '$' => take(|c| c.is_alphanumeric() || matches!(c, '.' | '_')),
        c if c.is_alphanumeric() => {
            take(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '*' | ':'))
        }
        c => c.len_utf8(),
    }
}

/// What people of other languages write for a word of this one.
const FOREIGN: [(&str, &[&str]); 21] = [
    ("of", &["from", "in"]),
    ("rows", &["select", "SELECT", "all", "row", "get"]),
    ("first", &["top", "select"]),
    ("when", &["if", "elseif", "condition:", "When", "where"]),
    ("where", &["if", "when", "Where-Object", "filter"]),
    ("for", &["foreach"]),
    ("each", &["every"]),
    ("-eq", &["==", "=", "is", "equals", "-equals", "-eqq"]),
    ("-ne", &["!=", "<>", "-neq"]),
    ("-lt", &["<", "-less"]),
    ("-gt", &[">", "-bigger"]),
    ("-and", &["&&", "and", "AND", ","]),
    ("-or", &["||", "or", "OR"]),
    ("-not", &["!", "not", "NOT"]),
    ("exists", &["exist", "Exists", "Test-Path", "has"]),
    ("$true", &["true", "TRUE", "yes", "1"]),
    ("detect", &["Detect", "detection", "condition", "try"]),
    ("finding", &["message", "Finding", "output", "findings"]),
    ("expect", &["assert", "should", "expected"]),
    ("given", &["with", "Given", "mock"]),
    ("rule", &["Rule", "function", "check"]),
];

/// Every mistake in a text. `every` thins them out: one of so many of each kind.
pub(crate) fn mistakes(text: &str, every: usize) -> Vec<Mistake> {
    let pieces = pieces(text);
    let mut planter = Planter { text, every, counts: Vec::new(), found: Vec::new() };
    for (index, piece) in pieces.iter().enumerate() {
        let next = pieces.get(index + 1);
        planter.token(piece, next);
        planter.word(piece);
        planter.quotes(piece);
        planter.marks(piece, next);
    }
    planter.lines(&pieces);
    planter.found
}

struct Planter<'t> {
    text: &'t str,
    every: usize,
    counts: Vec<(&'static str, usize)>,
    found: Vec<Mistake>,
}

impl Planter<'_> {
    fn plant(&mut self, kind: &'static str, start: usize, end: usize, new: &str) {
        let known = self.counts.iter().position(|(other, _)| *other == kind);
        let known = known.unwrap_or_else(|| {
            self.counts.push((kind, 0));
            self.counts.len() - 1
        });
        self.counts[known].1 += 1;
        // The kinds are shifted against each other, so that they meet different places.
        if !(self.counts[known].1 + known).is_multiple_of(self.every) {
            return;
        }
        let old = &self.text[start..end];
        let text = format!("{}{new}{}", &self.text[..start], &self.text[end..]);
        let line = self.text[..start].matches('\n').count() + 1;
        let change = format!("{old:?} -> {new:?}");
        self.found.push(Mistake { kind, text, line, at: start, change });
    }

    /// A piece that is missing, there twice, or in the wrong order.
    fn token(&mut self, piece: &Piece<'_>, next: Option<&Piece<'_>>) {
        let Piece { text, start, end, .. } = *piece;
        // The first word of a line takes the blank after it along.
        let blank = usize::from(piece.first && self.text[end..].starts_with(' '));
        self.plant("delete", start, end + blank, "");
        if !piece.last {
            self.plant("double", end, end, &format!(" {text}"));
        }
        if let Some(next) = next.filter(|next| !next.first) {
            let gap = if next.start > end { &self.text[end..next.start] } else { " " };
            self.plant("transpose", start, next.end, &format!("{}{gap}{text}", next.text));
        }
    }

    /// A word that is mistyped, or one of another language.
    fn word(&mut self, piece: &Piece<'_>) {
        let Piece { text, end, .. } = *piece;
        let letters = text.trim_start_matches(['$', '-']);
        let from = end - letters.len();
        let word = letters.starts_with(|c: char| c.is_ascii_alphabetic()) && letters.len() > 2;
        if word {
            let (a, b) = (&letters[..1], &letters[1..2]);
            if a != b {
                self.plant("swap letters", from, from + 2, &format!("{b}{a}"));
            }
            self.plant("drop a letter", end - 2, end - 1, "");
            self.plant("double a letter", from + 1, from + 1, b);
            let upper = format!("{}{}", a.to_uppercase(), &letters[1..]);
            if upper != letters {
                self.plant("capital", from, end, &upper);
            }
        }
        for (own, others) in FOREIGN.iter().filter(|(own, _)| *own == text) {
            for other in *others {
                self.plant("foreign", end - own.len(), end, other);
            }
        }
    }

    /// A quote too few, of the wrong kind, or around what has none.
    fn quotes(&mut self, piece: &Piece<'_>) {
        let Piece { text, start, end, .. } = *piece;
        if text.starts_with(['\'', '"']) && text.len() > 2 {
            self.plant("drop the first quote", start, start + 1, "");
            self.plant("drop the last quote", end - 1, end, "");
            self.plant("drop both quotes", start, end, &text[1..text.len() - 1]);
            let other = if text.starts_with('\'') { "\u{2018}" } else { "\u{201C}" };
            self.plant("typographic quote", start, start + 1, other);
        } else if text.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            self.plant("quote a word", start, end, &format!("'{text}'"));
        }
    }

    /// Marks of other languages.
    fn marks(&mut self, piece: &Piece<'_>, next: Option<&Piece<'_>>) {
        let Piece { text, start, end, first, last } = *piece;
        if last {
            self.plant("semicolon", end, end, ";");
            self.plant("comma", end, end, ",");
        } else if let Some(next) = next {
            self.plant("semicolon inside", end, next.start, "; ");
            self.plant("comma inside", end, next.start, ", ");
        }
        let word = text.starts_with(|c: char| c.is_ascii_alphabetic());
        if first && word && !last {
            self.plant("colon", end, end, ":");
            self.plant("equals", end, end, " =");
            self.plant("dollar", start, start, "$");
        }
        if let Some(name) = text.strip_prefix('$') {
            self.plant("no dollar", start, start + 1, "");
            self.plant("braced", start, end, &format!("${{{name}}}"));
        }
        match text {
            "{" => self.plant("bracket for a brace", start, end, "["),
            "(" => self.plant("brace for a parenthesis", start, end, "{"),
            ")" => self.plant("brace for a parenthesis", start, end, "}"),
            "=" => self.plant("colon for =", start, end, ":"),
            _ => {}
        }
    }

    /// Lines that are missing, there twice, or in the wrong order.
    fn lines(&mut self, pieces: &[Piece<'_>]) {
        let firsts: Vec<&Piece<'_>> = pieces.iter().filter(|piece| piece.first).collect();
        for pair in firsts.windows(2) {
            let begin =
                |piece: &Piece<'_>| self.text[..piece.start].rfind('\n').map_or(0, |at| at + 1);
            let (start, end) = (begin(pair[0]), begin(pair[1]));
            let line = &self.text[start..end];
            if line.contains("@'") {
                continue;
            }
            self.plant("delete a line", start, end, "");
            self.plant("double a line", end, end, line);
            let after = self.text[end..].find('\n').map_or(self.text.len(), |at| end + at + 1);
            let next = &self.text[end..after];
            if !next.contains("@'") && !next.trim().is_empty() {
                self.plant("swap lines", start, after, &format!("{next}{line}"));
            }
        }
    }
}
