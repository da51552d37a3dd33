//! Constructs of patterns that PowerShell, where people try them out, reads in another way.

use super::found::Found;
use super::view::Scope;
use crate::diagnostic::Span;
use crate::language::ast::{ExprKind, Pattern};

pub(super) fn patterns(scope: &Scope<'_>, found: &mut Found<'_>) {
    let mut patterns: Vec<&Pattern> = scope.patterns.clone();
    patterns.extend(scope.every_expr().filter_map(|(_, expr)| match &expr.kind {
        ExprKind::Match { pattern, .. } => Some(pattern),
        _ => None,
    }));
    for pattern in patterns {
        for construct in constructs(&pattern.source) {
            let span = place(scope, pattern, &construct);
            let message = format!("`{}` {}", construct.text, construct.meaning);
            let other = found.at(scope.source, span.unwrap_or(pattern.span), message);
            found.push(match (span, construct.instead) {
                (Some(span), Some(instead)) => {
                    other.help(format!("write `{instead}`")).fix(span, instead)
                }
                (None, Some(instead)) => other.help(format!("write `{instead}`")),
                (_, None) => other.help(construct.help),
            });
        }
    }
}

/// A construct, its place in the pattern, and what to know about it.
#[derive(Debug)]
struct Construct<'p> {
    at: usize,
    text: &'p str,
    meaning: &'static str,
    help: &'static str,
    /// What says the same in both; then `help` is not needed.
    instead: Option<String>,
}

/// Where a construct stands in the file; `None` where backticks in double quotes move it.
fn place(scope: &Scope<'_>, pattern: &Pattern, construct: &Construct<'_>) -> Option<Span> {
    let written = scope.written(pattern.span);
    let before = construct.at + 1;
    let at = match written.chars().next()? {
        // Each quote before it is written twice.
        '\'' => before + pattern.source.get(..construct.at)?.matches('\'').count(),
        _ if written.contains('`') => return None,
        _ => before,
    };
    let end = at + construct.text.len();
    let start = pattern.span.start.checked_add(u32::try_from(at).ok()?)?;
    let length = u32::try_from(construct.text.len()).ok()?;
    (written.get(at..end)? == construct.text).then_some(Span { start, end: start + length })
}

const WORD_EDGE: &str = "is the edge of a word here, and a plain character in PowerShell";
const IN_CLASS: &str = "joins two sets of characters here, and means something else in PowerShell";

const HALF_EDGE: &str = "is one side of a word here, and \\b before plain text in PowerShell";
const NO_PATTERN: &str = "is no pattern in PowerShell";

/// The constructs of a pattern that is valid here.
fn constructs(pattern: &str) -> Vec<Construct<'_>> {
    let mut scan = Scan { pattern, at: 0, depth: 0, opened: 0, found: Vec::new() };
    while let Some(next) = scan.rest().chars().next() {
        scan.at += match next {
            '\\' => scan.escape(),
            '[' if scan.depth == 0 => scan.class(),
            '[' => scan.inner_class(),
            ']' if scan.depth > 0 => {
                scan.depth -= 1;
                1
            }
            '&' | '-' | '~' if scan.depth > 0 && scan.at > scan.opened + 1 => scan.set_operator(),
            '(' if scan.depth == 0 => scan.group(),
            other => other.len_utf8(),
        };
    }
    scan.found
}

/// A pattern while it is read; each step says how far it went.
struct Scan<'p> {
    pattern: &'p str,
    at: usize,
    /// How many brackets are open.
    depth: usize,
    /// Where the outermost one is.
    opened: usize,
    found: Vec<Construct<'p>>,
}

impl<'p> Scan<'p> {
    fn rest(&self) -> &'p str {
        self.pattern.get(self.at..).unwrap_or_default()
    }

    /// Keeps a construct of that length.
    fn push(&mut self, length: usize, meaning: &'static str, help: &'static str) -> usize {
        self.replace(length, meaning, help, None)
    }

    fn replace(
        &mut self,
        length: usize,
        meaning: &'static str,
        help: &'static str,
        instead: Option<String>,
    ) -> usize {
        let text = self.rest().get(..length).unwrap_or_else(|| self.rest());
        self.found.push(Construct { at: self.at, text, meaning, help, instead });
        text.len()
    }

    fn escape(&mut self) -> usize {
        let mut characters = self.rest().chars().skip(1);
        let letter = characters.next();
        let length = 1 + letter.map_or(0, char::len_utf8);
        let tail = self.rest().get(length..).unwrap_or_default();
        let braced = tail.strip_prefix('{').and_then(|inner| inner.split_once('}'));
        let whole = length + braced.map_or(0, |(inner, _)| inner.len() + 2);
        match (letter, braced) {
            (Some('<'), _) => self.push(2, WORD_EDGE, "write < for the character, or \\b"),
            (Some('>'), _) => self.push(2, WORD_EDGE, "write > for the character, or \\b"),
            (Some('b'), Some(_)) => self.push(whole, HALF_EDGE, "write \\b"),
            (Some('x' | 'u' | 'U'), Some((digits, _))) => {
                let short = (digits.len() <= 4).then(|| format!("\\u{digits:0>4}"));
                self.replace(whole, NO_PATTERN, "write the character itself", short)
            }
            (Some(letter @ ('p' | 'P')), None) => match tail.chars().next() {
                Some(name) => {
                    let instead = format!("\\{letter}{{{name}}}");
                    self.replace(length + name.len_utf8(), NO_PATTERN, "", Some(instead))
                }
                None => length,
            },
            // What stands in braces after a letter is no class.
            (Some('p' | 'P'), Some(_)) => whole,
            _ => length,
        }
    }

    /// A bracket or caret at the start of a class is one of its characters.
    fn class(&mut self) -> usize {
        self.depth = 1;
        self.opened = self.at;
        let inside = self.rest().get(1..).unwrap_or_default();
        let caret = usize::from(inside.starts_with('^'));
        let bracket = inside.get(caret..).is_some_and(|inside| inside.starts_with(']'));
        1 + caret + usize::from(bracket)
    }

    fn inner_class(&mut self) -> usize {
        if self.rest().starts_with("[:") {
            let length = self.rest().find(":]").map_or(2, |end| end + 2);
            const NAMED: &str = "is a named class here, and plain characters in PowerShell";
            return self.push(length, NAMED, "write \\w, \\d, \\s or the characters themselves");
        }
        self.depth += 1;
        let before = self.pattern.get(..self.at).unwrap_or_default();
        if ["&&", "--", "~~"].iter().any(|joins| before.ends_with(joins)) {
            return 1;
        }
        if before.ends_with('-') {
            const ADDED: &str = "is added to the set here, and taken out of it in PowerShell";
            return self.push(1, ADDED, "write the characters that are meant");
        }
        const INNER: &str =
            "begins a set inside the set here, and is a plain character in PowerShell";
        self.push(1, INNER, "write \\[ for the character")
    }

    fn set_operator(&mut self) -> usize {
        let rest = self.rest();
        if ["&&", "--", "~~"].iter().any(|two| rest.starts_with(two)) {
            return self.push(2, IN_CLASS, "write the characters that are meant, each once");
        }
        1
    }

    fn group(&mut self) -> usize {
        let rest = self.rest();
        if rest.starts_with("(?P<") {
            return self.replace(4, NO_PATTERN, "", Some(String::from("(?<")));
        }
        let Some(flags) = rest.strip_prefix("(?") else { return 1 };
        let end = flags.find(|c: char| !(c.is_ascii_alphabetic() || c == '-'));
        let flags = flags.get(..end.unwrap_or(0)).unwrap_or_default();
        if flags.contains(['U', 'R', 'u']) {
            return self.push(2 + flags.len(), NO_PATTERN, "leave the letters U, R and u out");
        }
        1
    }
}

#[cfg(test)]
mod tests {
    use super::constructs;

    #[test]
    fn constructs_are_found_where_they_mean_something_else() {
        for (pattern, expected) in [
            (r"\<NULL\>", &[r"\<", r"\>"] as &[&str]),
            (r"\\<x", &[]),
            ("[a-z&&[^x]]", &["&&"]),
            ("[a[b]]", &["["]),
            ("[a-z--x]", &["--"]),
            ("[+--]", &["--"]),
            ("[-a]", &[]),
            ("[a-z-[x]]", &["["]),
            ("[[:alpha:]]+", &["[:alpha:]"]),
            ("(?P<Name>a)", &["(?P<"]),
            ("(?<Name>a)(?:b)(?i)c(?i:d)(?-i)e", &[]),
            ("(?iU)a", &["(?iU"]),
            (r"\x{41}\x41\u{41}", &[r"\x{41}", r"\u{41}"]),
            (r"\pL\p{Lu}", &[r"\pL"]),
            (r"a\b{start}b", &[r"\b{start}"]),
            (r"[^\]]+ && -- ~~", &[]),
            ("[]a]&&", &[]),
            ("[^]a]&&", &[]),
        ] {
            assert!(regex::Regex::new(pattern).is_ok(), "{pattern}");
            let found: Vec<&str> = constructs(pattern).iter().map(|one| one.text).collect();
            assert_eq!(found, expected, "{pattern}");
        }
    }
}
