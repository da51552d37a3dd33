//! Reads `# suppress: XT1012, XT1004 because the reason in words`.

use crate::diagnostic::Span;

/// What a comment says.
#[derive(Debug, Default)]
pub(super) struct Comment<'a> {
    /// The words between `suppress` and `because`, each with its place in the file.
    pub(super) names: Vec<(&'a str, Span)>,
    /// The reason; empty where there is none.
    pub(super) reason: &'a str,
    /// Whether a colon stands after `suppress`; without one it may be the verb of a sentence.
    pub(super) has_colon: bool,
}

/// Reads the comment at a place of the file.
pub(super) fn read(text: &str, span: Span) -> Comment<'_> {
    let whole = text.get(span.start as usize..span.end as usize).unwrap_or_default();
    let mut rest = whole.trim_start_matches('#').trim_start();
    rest = rest.get("suppress".len()..).unwrap_or_default().trim_start();
    let mut comment = Comment { has_colon: rest.starts_with(':'), ..Comment::default() };
    rest = rest.strip_prefix(':').unwrap_or(rest).trim_start();
    // A word belongs to the list while a comma joins it, or while it looks like a code.
    let mut joined = true;
    while let Some(length) =
        rest.find(separates).or_else(|| (!rest.is_empty()).then_some(rest.len()))
    {
        let (word, after) = rest.split_at(length);
        if word.eq_ignore_ascii_case("because") {
            comment.reason = after.trim();
            break;
        }
        if !joined && !is_code_like(word) {
            break;
        }
        let (word, length) = match word.strip_suffix(':') {
            Some(code) if is_code_like(code) => (code, length - 1),
            _ => (word, length),
        };
        if !word.is_empty() {
            let start = span.start as usize + (whole.len() - rest.len());
            let place = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
            comment.names.push((word, Span { start: place(start), end: place(start + length) }));
        }
        let next = after.trim_start();
        joined = next.starts_with(',');
        rest = next.strip_prefix(',').unwrap_or(next).trim_start();
    }
    if !comment.reason.contains(char::is_alphabetic) {
        comment.reason = "";
    }
    comment
}

fn separates(character: char) -> bool {
    character.is_whitespace() || character == ','
}

/// `XT1012`, in any case.
pub(super) fn is_code_like(word: &str) -> bool {
    let mut bytes = word.bytes();
    let letters = [bytes.next(), bytes.next()];
    letters.iter().flatten().map(u8::to_ascii_uppercase).eq(*b"XT")
        && bytes.next().is_some_and(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::diagnostic::Span;

    #[test]
    fn codes_and_reason_are_told_apart() {
        for (text, names, reason) in [
            (
                "# suppress: XT1012 because it is English only.",
                &["XT1012"] as &[&str],
                "it is English only.",
            ),
            ("#suppress XT1012 BECAUSE so", &["XT1012"], "so"),
            ("## suppress: XT1012,xt1004 , XT1001 because a", &["XT1012", "xt1004", "XT1001"], "a"),
            ("# suppress: XT1012 XT1004 because a", &["XT1012", "XT1004"], "a"),
            ("# suppress: localized-text, XT1004 because a", &["localized-text", "XT1004"], "a"),
            ("# suppress: XT1012 it is English only", &["XT1012"], ""),
            ("# suppress XT1012: English only", &["XT1012"], ""),
            ("# suppress: XT1012 - English only, because of that", &["XT1012"], ""),
            ("# suppress: XT1012 because", &["XT1012"], ""),
            ("# suppress: XT1012 because ...", &["XT1012"], ""),
            ("# suppress: because I say so", &[], "I say so"),
            ("# suppress:", &[], ""),
            ("# suppress: XT1012 because a\r", &["XT1012"], "a"),
        ] {
            let span = Span { start: 0, end: u32::try_from(text.len()).unwrap() };
            let comment = read(text, span);
            let found: Vec<&str> = comment.names.iter().map(|(name, _)| *name).collect();
            assert_eq!((found.as_slice(), comment.reason), (names, reason), "{text}");
            for (name, place) in comment.names {
                assert_eq!(&text[place.start as usize..place.end as usize], name, "{text}");
            }
        }
    }
}
