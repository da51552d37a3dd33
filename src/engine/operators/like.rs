//! The wildcards of PowerShell's `-like`: `*`, `?`, `[a-z]`, and the backtick that takes a
//! character as it is.

use super::text::fold;

/// A wildcard pattern, ready to be matched.
#[derive(Debug)]
pub(in crate::engine) struct Wildcard {
    tokens: Vec<Token>,
    case: bool,
}

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
        Some(Self { tokens, case })
    }

    /// Whether the whole of `text` matches. Steps back to the last star only, so the time grows
    /// with the product of the lengths and not with their power.
    pub(in crate::engine) fn matches(&self, text: &str) -> bool {
        let mut rest = text.chars();
        let mut token = 0;
        let mut star = None;
        loop {
            let mut ahead = rest.clone();
            match (self.tokens.get(token), ahead.next()) {
                (Some(Token::Many), _) => {
                    token += 1;
                    star = Some((token, rest.clone()));
                    continue;
                }
                (None, None) => return true,
                (Some(one), Some(character)) if self.accepts(one, character) => {
                    token += 1;
                    rest = ahead;
                    continue;
                }
                _ => {}
            }
            // The star takes one character more, and what stands behind it is tried again.
            let Some((behind, from)) = &mut star else { return false };
            if from.next().is_none() {
                return false;
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

    #[test]
    fn many_stars_do_not_make_matching_run_away() {
        let pattern = Wildcard::parse(&"*a".repeat(200), false).unwrap();
        assert!(!pattern.matches(&"b".repeat(64 * 1024)));
    }
}
