//! Comments that suppress lints, and the piece of the file that each counts for.

use super::lexer::{Kind, Lexer, Token};
use super::outline::Outline;
use super::scanner::Region;
use crate::diagnostic::Span;
use crate::language::suggest;

/// A comment that begins with `suppress`, or with what was meant to be.
#[derive(Debug, Clone, Copy)]
pub(in crate::language) struct Remark {
    /// From its number sign to the end of its line.
    pub(in crate::language) span: Span,
    /// Whether nothing but blanks stands before it on its line.
    pub(in crate::language) alone: bool,
    /// Whether its first word is another one than `suppress`, so that it does not count.
    pub(in crate::language) slip: bool,
}

/// What other tools write in front of the codes.
const WORDS_OF_OTHERS: [&str; 6] =
    ["ignore", "disable", "noqa", "nolint", "suppression", "suppresswarning"];

impl Remark {
    /// Whether the text after a number sign begins with the word.
    pub(in crate::language) fn begins(text: &[u8]) -> bool {
        const WORD: &[u8] = b"suppress";
        let text = text.trim_ascii_start();
        let word = text.get(..WORD.len()).is_some_and(|word| word.eq_ignore_ascii_case(WORD));
        word && !text.get(WORD.len()).is_some_and(u8::is_ascii_alphanumeric)
    }

    /// Whether the text after a number sign was meant to begin so: a word that is almost the right
    /// one, then nothing but codes up to the reason. A sentence about a code has other words there.
    pub(super) fn slips(text: &str) -> bool {
        let text = text.trim();
        let Some(end) = text.find(|c: char| !c.is_ascii_alphabetic()) else { return false };
        let (word, rest) = text.split_at(end);
        let lower = word.to_ascii_lowercase();
        let near = suggest::nearest(&lower, ["suppress"]).is_some();
        if !near && !WORDS_OF_OTHERS.contains(&lower.as_str()) {
            return false;
        }
        let rest = rest.trim_start().trim_start_matches([':', '=', '(', '[']);
        let mut words = rest.split([' ', '\t', ',']).filter(|word| !word.is_empty());
        let is_code = |word: &str| {
            let digits = word.get(2..).unwrap_or_default();
            let letters = word.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("XT"));
            letters && digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit())
        };
        let mut codes = 0;
        loop {
            match words.next() {
                Some(word) if is_code(word) => codes += 1,
                Some(word) if is_code(word.trim_end_matches([':', '.', ')', ']'])) => return true,
                Some(word) => {
                    let reason =
                        word.eq_ignore_ascii_case("because") || word.starts_with(['-', ':']);
                    return codes > 0 && reason;
                }
                None => return codes > 0,
            }
        }
    }
}

/// What each remark counts for: the line before it, or the statement after it with its block.
/// `None` where nothing follows.
pub(in crate::language) fn covered(
    text: &str,
    regions: &[Region],
    remarks: &[Remark],
) -> Vec<Option<Span>> {
    let mut outlined: Option<(u32, Statements)> = None;
    let cover = |remark: &Remark| {
        if !remark.alone {
            let before = text.as_bytes().get(..remark.span.start as usize).unwrap_or_default();
            let start = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
            return Some(Span { start: u32::try_from(start).ok()?, end: remark.span.start });
        }
        let next = regions.partition_point(|region| region.span.end <= remark.span.start);
        let region = regions.get(next)?;
        if remark.span.start < region.span.start {
            return Some(region.span);
        }
        if outlined.as_ref().is_none_or(|(start, _)| *start != region.span.start) {
            outlined = Some((region.span.start, Statements::new(text, region)));
        }
        let (_, statements) = outlined.as_ref()?;
        statements.after(remark.span.end)
    };
    remarks.iter().map(cover).collect()
}

/// The statements of one item.
struct Statements {
    start: u32,
    tokens: Vec<Token>,
    outline: Outline,
    /// For each token the innermost statement that has it.
    innermost: Vec<Option<usize>>,
}

impl Statements {
    fn new(text: &str, region: &Region) -> Self {
        let range = region.span.start as usize..region.span.end as usize;
        let text = text.get(range).unwrap_or_default();
        let tokens: Vec<Token> = Lexer::new(text).collect();
        let outline = Outline::new(text, &tokens);
        let mut innermost = vec![None; tokens.len()];
        // Statements come in the order of their first tokens, inner ones after the ones around them.
        for (index, statement) in outline.statements.iter().enumerate() {
            if let Some(inside) = innermost.get_mut(statement.first..statement.end) {
                inside.fill(Some(index));
            }
        }
        Self { start: region.span.start, tokens, outline, innermost }
    }

    /// From the first token after a place to the end of its statement.
    fn after(&self, place: u32) -> Option<Span> {
        let place = place.saturating_sub(self.start);
        let index = self.tokens.partition_point(|token| token.start < place);
        let first = self.tokens.get(index).filter(|token| token.kind != Kind::CloseBrace)?;
        let statement = self.outline.statements.get((*self.innermost.get(index)?)?)?;
        let last = self.tokens.get(statement.end.checked_sub(1)?)?;
        Some(Span { start: self.start + first.start, end: self.start + last.end })
    }
}

#[cfg(test)]
mod tests {
    use super::super::scanner::scan;
    use super::{covered, Remark};

    /// What the remarks of a text count for.
    fn pieces(text: &str) -> Vec<Option<&str>> {
        let (regions, remarks) = scan(text);
        let piece = |span: crate::diagnostic::Span| &text[span.start as usize..span.end as usize];
        covered(text, &regions, &remarks).into_iter().map(|span| span.map(piece)).collect()
    }

    #[test]
    fn a_remark_counts_for_its_line_or_for_the_next_statement() {
        let text = "# suppress: A\nrule a 'b' { # suppress: B\n  # suppress: C\n\n  # and more\n  \
                    detect {\n    when 'x'\n      # suppress: D\n      exists $a\n    when 'y' \
                    exists $b\n    # suppress: E\n  }\n  finding 'f' # suppress: F\n}\n\
                    # suppress: G\n";
        let whole = &text[text.find("rule").unwrap()..text.rfind('}').unwrap() + 1];
        let detect =
            &text[text.find("detect").unwrap()..text.find("  finding").unwrap()].trim_end();
        assert_eq!(
            pieces(text),
            [
                Some(whole),
                Some("rule a 'b' { "),
                Some(*detect),
                Some("exists $a"),
                None,
                Some("  finding 'f' "),
                None
            ]
        );
    }

    #[test]
    fn text_is_no_remark() {
        let text = "rule a '# suppress: A' {\n  help \"# suppress: B\"\n}\ntest 'x' for a {\n  \
                    given setuplog @'\n# suppress: C\n'@\n}\n<# # suppress: D\n# suppress: E\n#>\n";
        assert_eq!(pieces(text), []);
    }

    #[test]
    fn other_comments_are_no_remarks() {
        for (text, expected) in [
            (" suppress: XT1001", true),
            ("Suppress XT1001", true),
            (" suppressed by hand", false),
            (" never suppress this", false),
            ("", false),
        ] {
            assert_eq!(Remark::begins(text.as_bytes()), expected, "{text}");
        }
    }
    #[test]
    fn slips_are_told_from_sentences() {
        for (text, expected) in [
            (" supress: XT1005 because it is so", true),
            ("supress XT1005: it is so", true),
            (" surpress XT1005, xt1004", true),
            (" suppressed: XT1005 because it is so", true),
            (" disable XT1005", true),
            (" noqa: XT1005 - it is so", true),
            (" suppressed XT1005 for the lab rules", false),
            (" Ignore XT1005 here: it is about another rule", false),
            (" XT1005 because it is so", false),
            (" see XT1005", false),
            (" supress what XT1005 says", false),
            (" supress", false),
            ("", false),
        ] {
            assert_eq!(Remark::slips(text), expected, "{text}");
        }
    }
}
