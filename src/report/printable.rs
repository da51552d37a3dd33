//! Text of logs for terminals.

use std::fmt::Write;

/// The text on one line, for a terminal: a log may carry characters that a terminal obeys. Control
/// characters and the marks that turn the direction of text are written as escapes, each run of white
/// space is one blank. The same as the views of the module do.
pub fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !shown.is_empty() {
            shown.push(' ');
        }
        for character in word.chars() {
            let code = u32::from(character);
            // Writing to a String does not fail.
            let _ = match character {
                _ if character.is_control() => write!(shown, "\\x{code:02X}"),
                '\u{61C}'
                | '\u{200E}'
                | '\u{200F}'
                | '\u{202A}'..='\u{202E}'
                | '\u{2066}'..='\u{2069}' => write!(shown, "\\u{code:04X}"),
                _ => shown.write_char(character),
            };
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn what_a_terminal_obeys_is_written_out() {
        assert_eq!(printable("a\u{1b}[31mred\u{7}\u{9b}K\u{7f}"), "a\\x1B[31mred\\x07\\x9BK\\x7F");
        assert_eq!(printable("\u{202e}gpj.exe\u{2069}\u{61c}"), "\\u202Egpj.exe\\u2069\\u061C");
    }

    #[test]
    fn lines_become_one_and_other_text_stays() {
        assert_eq!(printable("  one\r\n\ttwo\u{2028}three "), "one two three");
        assert_eq!(printable("Dienst läuft: 服务 🙂"), "Dienst läuft: 服务 🙂");
        assert_eq!(printable(""), "");
    }
}
