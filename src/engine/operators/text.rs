//! Text without regard to case, as PowerShell compares it.
//!
//! Character by character over the simple upper-case mapping, like .NET's ordinal comparison:
//! never by the culture of the machine, and never so that two characters equal one.

use std::cmp::Ordering;

/// The form of a character that its upper and lower case share.
pub(super) fn fold(character: char) -> char {
    if character.is_ascii() {
        return character.to_ascii_uppercase();
    }
    let mut upper = character.to_uppercase();
    match (upper.next(), upper.next()) {
        // Characters beyond ASCII stay there: the dotless i is no I.
        (Some(single), None) if !single.is_ascii() => single,
        _ => character,
    }
}

/// The text in the form that all its spellings in upper and lower case share.
pub(super) fn folded(text: &str) -> Box<str> {
    text.chars().map(fold).collect::<String>().into_boxed_str()
}

/// Whether two texts are equal.
pub(super) fn equal(left: &str, right: &str, case: bool) -> bool {
    if case || left == right {
        return left == right;
    }
    if left.is_ascii() && right.is_ascii() {
        return left.eq_ignore_ascii_case(right);
    }
    left.chars().map(fold).eq(right.chars().map(fold))
}

/// Which of two texts comes first, without regard to case.
pub(super) fn order(left: &str, right: &str) -> Ordering {
    left.chars().map(fold).cmp(right.chars().map(fold))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each line was checked with PowerShell 7.6: `'left' -eq 'right'`.
    #[test]
    fn equality_is_the_one_of_powershell() {
        for (left, right, expected) in [
            ("ABC", "abc", true),
            ("ÄPFEL", "äpfel", true),
            ("straße", "STRASSE", false),
            ("ß", "ẞ", false),
            ("ς", "Σ", true),
            ("I", "ı", false),
            ("i", "İ", false),
            ("K", "\u{212A}", false),
            ("a", "a ", false),
        ] {
            assert_eq!(equal(left, right, false), expected, "{left} {right}");
            assert_eq!(folded(left) == folded(right), expected, "{left} {right}");
            assert!(!equal(left, right, true), "{left} {right}");
        }
    }
}
