//! Characters that make a rule look like another one: control characters, which a console obeys, and
//! those that turn the direction of text. They stand in no rule, not even in a comment.

use std::sync::Arc;

use super::recover::Work;
use crate::diagnostic::{Code, Diagnostic, SourceText, Span};
use crate::language::sink::Sink;

/// The next hidden character between two places; of several carriage returns, all of them.
fn next(text: &str, from: usize, to: usize) -> Option<(Span, char)> {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        // All of them begin with one of these bytes, which are rare in a rule.
        let suspect = |byte: &u8| {
            *byte < b' ' && !matches!(byte, b'\n' | b'\t')
                || matches!(byte, 0x7F | 0xC2 | 0xD8 | 0xE2)
        };
        at += bytes.get(at..to)?.iter().position(suspect)?;
        let character = text.get(at..).and_then(|rest| rest.chars().next());
        let length = character.map_or(1, char::len_utf8);
        let place = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        match character.filter(|c| is_hidden(*c)) {
            Some('\r') => {
                let end = after_blanks(bytes, at);
                if !matches!(bytes.get(end), None | Some(b'\n')) {
                    return Some((Span { start: place(at), end: place(end) }, '\r'));
                }
                at = end;
                continue;
            }
            Some(found) => {
                return Some((Span { start: place(at), end: place(at + length) }, found))
            }
            None => {}
        }
        at += length;
    }
}

/// The end of carriage returns and of the blanks among and after them.
fn after_blanks(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|byte| matches!(byte, b'\r' | b' ' | b'\t')).count()
}

/// Whether a comment stands before this place on its line, where no item does: the line feed that is
/// missing would have ended it.
fn is_in_comment(text: &str, at: u32) -> bool {
    let line = text.get(..at as usize).and_then(|head| head.rsplit('\n').next());
    line.is_some_and(|line| line.contains('#'))
}

/// Line and paragraph separators are among them: some editors begin a line there.
fn is_hidden(character: char) -> bool {
    let turns = matches!(character,
        '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    turns || (character.is_control() && !matches!(character, '\n' | '\t'))
}

/// What to say about the one that begins at a place.
fn problem(source: &Arc<SourceText>, start: u32, found: char) -> Diagnostic {
    let end = start + u32::try_from(found.len_utf8()).unwrap_or(1);
    let span = Span { start, end };
    let error = |message: String| Diagnostic::error(Code::HiddenCharacter, source, span, message);
    if found == '\r' {
        return error(String::from("a carriage return without a line feed ends no line"))
            .help("save the file with line ends of Windows (CR LF) or of Unix (LF)");
    }
    let number = u32::from(found);
    let error = if found.is_control() {
        error(format!("the control character U+{number:04X} cannot stand in a rule file"))
    } else {
        error(format!("U+{number:04X} makes text look different from what it is"))
    };
    error.help("remove it; in a pattern write \\x{...} for it").guess(span, "")
}

/// Whether a quarter of the text is NUL characters, as where two bytes of each character are read as
/// two characters.
pub(in crate::language) fn is_wide(text: &str) -> bool {
    let nuls = memchr::memchr_iter(0, text.as_bytes()).count();
    nuls > 0 && nuls >= text.len() / 4
}

/// Reports hidden characters between the items of a file, such as in comments, one on each line.
pub(in crate::language) fn between(
    source: &Arc<SourceText>,
    items: impl Iterator<Item = Span>,
    sink: &mut Sink,
) {
    let mut from = 0;
    for item in items {
        in_gap(source, from, item.start as usize, sink);
        from = item.end as usize;
    }
    in_gap(source, from, source.text.len(), sink);
}

fn in_gap(source: &Arc<SourceText>, from: usize, to: usize, sink: &mut Sink) {
    let mut from = from;
    while let Some((span, found)) = next(&source.text, from, to) {
        from = span.end as usize;
        if found != '\r' || is_in_comment(&source.text, span.start) {
            sink.report(problem(source, span.start, found));
            let line = source.text.get(from..).unwrap_or_default();
            from += line.find('\n').unwrap_or(line.len());
        }
    }
}

impl Work<'_, '_> {
    /// Reports the item's hidden characters, one on each line, and reads it without them.
    pub(super) fn unhide(&mut self) {
        let mut from = 0;
        let mut plain = String::new();
        while let Some((span, found)) = next(&self.text, from, self.text.len()) {
            self.report(problem(self.source, self.start + span.start, found));
            plain.push_str(self.text.get(from..span.start as usize).unwrap_or_default());
            plain.extend((span.start..span.end).map(|_| ' '));
            from = span.end as usize;
        }
        if from > 0 {
            plain.push_str(self.text.get(from..).unwrap_or_default());
            self.text = plain.into();
        }
    }
}
