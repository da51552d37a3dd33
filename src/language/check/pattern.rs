//! Regular expressions of rules: compiled within limits, with the unsupported named.

use std::sync::Arc;

use super::context::Context;
use crate::diagnostic::{Code, Span};
use crate::language::ast::{ExprKind, LazyRegex, Pattern};
use crate::language::parse::Node;
use crate::model::Value;

/// Longest pattern.
const MAX_PATTERN_BYTES: usize = 4 * 1024;

/// Patterns of one call that may be so large that they have to be built to know.
const MAX_LARGE_PATTERNS: usize = 64;

impl Context<'_> {
    /// Text in quotes as a pattern; `None` after a report.
    pub(super) fn pattern(&mut self, node: &Node<'_>, case_sensitive: bool) -> Option<Pattern> {
        let typed = self.text(node);
        let span = typed.expr.span;
        let ExprKind::Literal(Value::Text(source)) = typed.expr.kind else {
            self.pattern_not_fixed(span);
            return None;
        };
        self.compile(source, span, case_sensitive)
    }

    /// Reports a pattern that is made when the rule runs.
    pub(super) fn pattern_not_fixed(&mut self, span: Span) {
        let wrong =
            self.error(Code::PatternNotFixed, span, "a pattern must be plain text in quotes");
        self.report(wrong.help("compare with a variable by `-eq`, `-like` or `-in`"));
    }

    fn compile(&mut self, source: Arc<str>, span: Span, case_sensitive: bool) -> Option<Pattern> {
        if source.len() > MAX_PATTERN_BYTES {
            let message = format!("this pattern is longer than {MAX_PATTERN_BYTES} bytes");
            let long = self.error(Code::PatternTooLarge, span, message);
            self.report(long.help("use several conditions with -or"));
            return None;
        }
        if let Some((what, instead)) = unsupported(&source) {
            let wrong =
                self.error(Code::PatternUnsupported, span, format!("{what} is not supported"));
            self.report(wrong.help(instead));
            return None;
        }
        let regex = LazyRegex::new(Arc::clone(&source), case_sensitive);
        if regex.as_ref().is_ok_and(LazyRegex::is_large)
            && self.large_pattern() > MAX_LARGE_PATTERNS
        {
            let message =
                format!("the rule files have more than {MAX_LARGE_PATTERNS} large patterns");
            let many = self.error(Code::PatternTooLarge, span, message);
            self.report(many.help("lower the counts in braces, or the number of \\w, \\d and \\s"));
            return None;
        }
        let measured = |regex: LazyRegex| match regex.is_large() {
            true => regex.measure().map(|()| regex),
            false => Ok(regex),
        };
        match regex.and_then(measured) {
            Ok(regex) => Some(Pattern { source, regex, span }),
            Err(regex::Error::CompiledTooBig(_)) => {
                let large =
                    self.error(Code::PatternTooLarge, span, "this pattern needs too much memory");
                self.report(large.help("lower the counts in braces"));
                None
            }
            Err(error) => {
                let text = error.to_string();
                let cause = text.lines().rev().find_map(|line| line.strip_prefix("error: "));
                let cause = cause.unwrap_or("it cannot be read");
                let message = format!("this is not a valid pattern: {cause}");
                let wrong = self.error(Code::PatternInvalid, span, message);
                self.report(
                    wrong.help("a backslash before ( ) [ ] { } . * + ? ^ $ | makes them plain"),
                );
                None
            }
        }
    }
}

/// A construct of .NET that the engine does not have, and what to use instead.
fn unsupported(pattern: &str) -> Option<(&'static str, &'static str)> {
    const SPLIT: &str = "use two conditions, such as -match 'a' -and -notmatch 'b'";
    const REPEAT: &str = "write the text out, or compare two columns with -eq";
    let mut rest = pattern;
    let mut class = false;
    while let Some(next) = rest.chars().next() {
        let tail = rest.get(next.len_utf8()..).unwrap_or_default();
        if next == '\\' {
            let escaped = tail.chars().next();
            match escaped {
                Some('1'..='9') if !class => return Some(("a back-reference", REPEAT)),
                Some('k') if !class => return Some(("a named back-reference", REPEAT)),
                Some('G') if !class => return Some(("\\G", "use ^ for the start of the text")),
                Some('Z') if !class => {
                    return Some(("\\Z", "use \\z or $ for the end of the text"))
                }
                _ => {}
            }
            rest = tail.get(escaped.map_or(0, char::len_utf8)..).unwrap_or_default();
            continue;
        }
        match next {
            '[' => class = true,
            ']' => class = false,
            '(' if !class => {
                let found = [
                    ("?=", "look-ahead (?=", SPLIT),
                    ("?!", "negative look-ahead (?!", SPLIT),
                    ("?<=", "look-behind (?<=", SPLIT),
                    ("?<!", "negative look-behind (?<!", SPLIT),
                    ("?>", "an atomic group (?>", "use (?: ; matching takes linear time anyway"),
                    ("?(", "a conditional group (?(", SPLIT),
                    ("?#", "a comment (?#", "write a comment of the rule file, with #"),
                    ("?'", "a group named with quotes (?'", "write (?<Name>...)"),
                ];
                for (start, what, instead) in found {
                    if tail.starts_with(start) {
                        return Some((what, instead));
                    }
                }
            }
            _ => {}
        }
        rest = tail;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::unsupported;

    #[test]
    fn constructs_are_named() {
        for (pattern, expected) in [
            ("a(?=b)", Some("look-ahead (?=")),
            ("(?<!a)b", Some("negative look-behind (?<!")),
            (r"(a)\1", Some("a back-reference")),
            (r"(?<A>a)\k<A>", Some("a named back-reference")),
            (r"\(?=x", None),
            ("[(?=]", None),
            (r"\\1", None),
            ("(?<Name>a)(?:b)(?i)c", None),
        ] {
            assert_eq!(unsupported(pattern).map(|found| found.0), expected, "{pattern}");
        }
    }
}
