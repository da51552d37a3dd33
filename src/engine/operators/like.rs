//! The wildcards of PowerShell's `-like`: `*`, `?`, `[a-z]`, and the backtick that takes a
//! character as it is.

use memchr::memmem::Finder;

use super::text::{fold, folded};

/// A wildcard pattern, ready to be matched.
#[derive(Debug)]
pub(in crate::engine) struct Wildcard {
    tokens: Vec<Token>,
    case: bool,
    pieces: Option<Pieces>,
}

/// A pattern of stars and characters alone: what stands before, between and behind the stars, in the
/// form that all spellings share. It is found in a time that grows with the text.
#[derive(Debug)]
struct Pieces {
    start: String,
    between: Vec<Finder<'static>>,
    /// What stands behind the last star; `None` where there is no star.
    end: Option<String>,
}

/// How many characters are compared between two looks at whether to go on.
const BETWEEN_LOOKS: usize = 16 * 1024;

#[derive(Debug)]
enum Token {
    One(char),
    Any,
    Many,
    Set(Vec<(char, char)>),
}

impl Wildcard {
    /// Reads a pattern; `None` for a bracket that is never closed and for a range that runs
    /// backwards, which PowerShell refuses as well.
    pub(in crate::engine) fn parse(pattern: &str, case: bool) -> Option<Self> {
        let mut tokens = Vec::new();
        let mut characters = pattern.chars();
        while let Some(character) = characters.next() {
            tokens.push(match character {
                '*' if matches!(tokens.last(), Some(Token::Many)) => continue,
                '*' => Token::Many,
                '?' => Token::Any,
                '[' => Token::Set(parse_set(&mut characters)?),
                '`' => Token::One(characters.next().unwrap_or('`')),
                other => Token::One(other),
            });
        }
        let pieces = Pieces::of(&tokens, case);
        Some(Self { tokens, case, pieces })
    }

    /// Whether the whole of `text` matches.
    #[cfg(test)]
    pub(in crate::engine) fn matches(&self, text: &str) -> bool {
        self.matches_while(text, &|_| true).unwrap_or_default()
    }

    /// Whether the whole of `text` matches; `None` where `go_on`, which is told how many characters
    /// were compared, says no before that is known.
    pub(in crate::engine) fn matches_while(
        &self,
        text: &str,
        go_on: &dyn Fn(usize) -> bool,
    ) -> Option<bool> {
        match &self.pieces {
            Some(pieces) if self.case => Some(pieces.are_in(text)),
            Some(pieces) if text.is_ascii() => Some(pieces.are_in(&text.to_ascii_uppercase())),
            Some(pieces) => Some(pieces.are_in(&folded(text))),
            None => self.step_by_step(text, go_on),
        }
    }

    /// Steps back to the last star only, so the time grows with the product of the lengths and not
    /// with their power.
    fn step_by_step(&self, text: &str, go_on: &dyn Fn(usize) -> bool) -> Option<bool> {
        let mut compared = 0;
        let mut rest = text.chars();
        let mut token = 0;
        let mut star = None;
        loop {
            compared += 1;
            if compared % BETWEEN_LOOKS == 0 && !go_on(BETWEEN_LOOKS) {
                return None;
            }
            let mut ahead = rest.clone();
            match (self.tokens.get(token), ahead.next()) {
                (Some(Token::Many), _) => {
                    token += 1;
                    star = Some((token, rest.clone()));
                    continue;
                }
                (None, None) => return Some(true),
                (Some(one), Some(character)) if self.accepts(one, character) => {
                    token += 1;
                    rest = ahead;
                    continue;
                }
                _ => {}
            }
            // The star takes one character more, and what stands behind it is tried again.
            let Some((behind, from)) = &mut star else { return Some(false) };
            if from.next().is_none() {
                return Some(false);
            }
            token = *behind;
            rest = from.clone();
        }
    }

    fn accepts(&self, token: &Token, character: char) -> bool {
        match token {
            Token::One(one) if self.case => *one == character,
            Token::One(one) => fold(*one) == fold(character),
            Token::Any | Token::Many => true,
            Token::Set(ranges) => {
                let within = |c: char| ranges.iter().any(|(from, to)| (*from..=*to).contains(&c));
                let lower = || character.to_lowercase().next().is_some_and(within);
                within(character) || (!self.case && (within(fold(character)) || lower()))
            }
        }
    }
}

impl Pieces {
    /// The pieces of a pattern; `None` where it has more than stars and characters.
    fn of(tokens: &[Token], case: bool) -> Option<Self> {
        let mut pieces = vec![String::new()];
        for token in tokens {
            match (token, pieces.last_mut()) {
                (Token::Many, _) => pieces.push(String::new()),
                (Token::One(one), Some(piece)) => piece.push(if case { *one } else { fold(*one) }),
                _ => return None,
            }
        }
        let end = if pieces.len() > 1 { pieces.pop() } else { None };
        let mut pieces = pieces.into_iter();
        let start = pieces.next().unwrap_or_default();
        let between = pieces.map(|piece| Finder::new(piece.as_bytes()).into_owned()).collect();
        Some(Self { start, between, end })
    }

    /// Whether the text is made of them and of what stars stand for.
    fn are_in(&self, text: &str) -> bool {
        let Some(end) = &self.end else { return text == self.start };
        let Some(rest) = text.strip_prefix(self.start.as_str()) else { return false };
        let Some(rest) = rest.strip_suffix(end.as_str()) else { return false };
        let mut rest = rest.as_bytes();
        // The first place of each leaves most of the text to the others.
        self.between.iter().all(|piece| {
            let behind = piece.find(rest).and_then(|at| rest.get(at + piece.needle().len()..));
            behind.map(|behind| rest = behind).is_some()
        })
    }
}

/// What stands between the brackets; a closing bracket right after the opening one is a character.
fn parse_set(characters: &mut std::str::Chars<'_>) -> Option<Vec<(char, char)>> {
    let mut members = Vec::new();
    loop {
        match characters.next()? {
            ']' if !members.is_empty() => break,
            '`' => members.push((characters.next()?, true)),
            other => members.push((other, false)),
        }
    }
    let mut ranges = Vec::new();
    let mut rest = members.as_slice();
    loop {
        rest = match rest {
            [] => return Some(ranges),
            [(from, _), ('-', false), (to, _), tail @ ..] => {
                ranges.push((from <= to).then_some((*from, *to))?);
                tail
            }
            [(one, _), tail @ ..] => {
                ranges.push((*one, *one));
                tail
            }
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Text, pattern, `-like`, `-clike`; each line was printed by PowerShell 7.6.
    const PARITY: &[(&str, &str, bool, bool)] = &[
        ("ABC", "abc", true, false),
        ("abc", "a*", true, true),
        ("abc", "*c", true, true),
        ("abc", "a?c", true, true),
        ("abc", "a?", false, false),
        ("", "*", true, true),
        ("", "?", false, false),
        ("", "", true, true),
        ("abc", "", false, false),
        ("b", "[a-c]", true, true),
        ("B", "[a-c]", true, false),
        ("b", "[A-C]", true, false),
        ("d", "[a-c]", false, false),
        ("b", "[abc]", true, true),
        ("-", "[a-]", true, true),
        ("a", "[a-]", true, true),
        ("-", "[-a]", true, true),
        ("!", "[!a]", true, true),
        ("b", "[!a]", false, false),
        ("^", "[^a]", true, true),
        ("]", "[]]", true, true),
        ("a", "[]a]", true, true),
        ("a]", "[]a]", false, false),
        ("[", "[[]", true, true),
        ("]", "]", true, true),
        ("a]", "a]", true, true),
        ("*", "`*", true, true),
        ("a", "`*", false, false),
        ("?", "`?", true, true),
        ("[a]", "`[a`]", true, true),
        ("[a]", "`[a]", true, true),
        ("`", "``", true, true),
        ("a", "`a", true, true),
        ("`a", "`a", false, false),
        ("a`", "a`", true, true),
        ("a", "a`", false, false),
        ("a*b", "a`*b", true, true),
        ("axb", "a`*b", false, false),
        ("aXbXc", "a*b*c", true, true),
        ("abcabc", "*abc", true, true),
        ("abcab", "*abc", false, false),
        ("aaa", "*a*a*", true, true),
        ("aa", "*a*a*a*", false, false),
        ("a\nb", "a*b", true, true),
        ("a\nb", "a?b", true, true),
        ("straße", "STRASSE", false, false),
        ("ÄPFEL", "äpfel", true, false),
        ("5", "[0-9]", true, true),
        ("MSExchangeIS", "MSExchange*", true, true),
        ("]", "[`]]", true, true),
        ("-", "[a`-c]", true, true),
        ("b", "[a`-c]", false, false),
        ("a", "[`a]", true, true),
        ("x", "**", true, true),
        ("ab", "?*?", true, true),
        ("a", "?*?", false, false),
        ("I", "ı", false, false),
        ("ς", "Σ", true, false),
    ];

    #[test]
    fn wildcards_are_the_ones_of_powershell() {
        for (text, pattern, like, clike) in PARITY {
            let matches = |case| Wildcard::parse(pattern, case).unwrap().matches(text);
            assert_eq!(matches(false), *like, "'{text}' -like '{pattern}'");
            assert_eq!(matches(true), *clike, "'{text}' -clike '{pattern}'");
        }
    }

    #[test]
    fn what_powershell_refuses_is_refused() {
        for pattern in ["[a", "[", "[]", "[z-a]", "[`"] {
            assert!(Wildcard::parse(pattern, false).is_none(), "{pattern}");
        }
    }

    proptest::proptest! {
        #[test]
        fn pieces_say_what_stepping_says(
            text in "[aAbB\u{e4}\u{c4}\u{131}i]{0,12}",
            pattern in "[aAb*\u{e4}\u{131}I]{0,8}",
            case: bool,
        ) {
            let pattern = Wildcard::parse(&pattern, case).unwrap();
            proptest::prop_assert!(pattern.pieces.is_some());
            let stepped = pattern.step_by_step(&text, &|_| true);
            proptest::prop_assert_eq!(pattern.matches_while(&text, &|_| true), stepped);
        }
    }

    #[test]
    fn matching_stops_when_it_is_told_to() {
        let pattern = Wildcard::parse(&format!("*{}b*", "?".repeat(30_000)), false).unwrap();
        let text = "a".repeat(64 * 1024);
        assert_eq!(pattern.matches_while(&text, &|_| false), None);
        let looks = std::cell::Cell::new(0);
        let few = |_| {
            looks.set(looks.get() + 1);
            looks.get() < 100
        };
        assert_eq!(pattern.matches_while(&text, &few), None);
    }

    #[test]
    fn many_stars_do_not_make_matching_run_away() {
        let text = "b".repeat(64 * 1024);
        for pattern in [
            "*a".repeat(200),
            format!("*{}*", "a".repeat(30_000)),
            format!("{}*c", "*b".repeat(30_000)),
        ] {
            assert!(!Wildcard::parse(&pattern, false).unwrap().matches(&text));
        }
    }
}
