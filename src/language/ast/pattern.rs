//! Patterns: regular expressions that are built when the first text is held against them.
//!
//! Building one takes longer than all other checks of its rule, and most rules of a run never
//! match anything: their log is not there, or their text is not in it.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use regex::{Regex, RegexBuilder};
use regex_syntax::hir::{Class, Hir, HirKind};
use regex_syntax::ParserBuilder;

use super::LossyRegex;
use crate::diagnostic::Span;

/// Largest compiled pattern, in bytes.
const MAX_COMPILED_BYTES: usize = 1024 * 1024;

/// Deepest nesting inside a pattern.
const MAX_PATTERN_DEPTH: u32 = 64;

/// A regular expression of the rule, compiled with a size limit.
#[derive(Clone)]
pub struct Pattern {
    /// The pattern as it was written.
    pub source: Arc<str>,
    /// Case-insensitive unless the operator was the `-c` form.
    pub regex: LazyRegex,
    /// Where the pattern stands.
    pub span: Span,
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pattern({:?})", self.source)
    }
}

/// A regular expression that is known to be valid and small enough, and is built on its first use.
#[derive(Clone)]
pub struct LazyRegex {
    source: Arc<str>,
    case_sensitive: bool,
    is_large: bool,
    groups: Vec<Arc<str>>,
    built: OnceLock<Regex>,
    lossy: OnceLock<Option<LossyRegex>>,
}

impl LazyRegex {
    /// Checks the form of a pattern.
    ///
    /// # Errors
    /// When it is no regular expression.
    pub fn new(source: Arc<str>, case_sensitive: bool) -> Result<Self, regex::Error> {
        let parsed = ParserBuilder::new()
            .case_insensitive(!case_sensitive)
            .nest_limit(MAX_PATTERN_DEPTH)
            .build()
            .parse(&source);
        let mut groups = Vec::new();
        let size = parsed.as_ref().map_or(usize::MAX, |hir| size(hir, &mut groups));
        // The size is an upper bound; half of the limit leaves room for what it does not know.
        let is_large = size > MAX_COMPILED_BYTES / 2;
        let (built, lossy) = (OnceLock::new(), OnceLock::new());
        let regex = Self { source, case_sensitive, is_large, groups, built, lossy };
        if parsed.is_err() {
            regex.build()?;
        }
        Ok(regex)
    }

    /// Whether it may be too large, which [`Self::measure`] tells.
    pub fn is_large(&self) -> bool {
        self.is_large
    }

    /// Builds it to see whether it is too large. That takes milliseconds, and what was built is not
    /// kept: many large ones would fill the memory of a run that never uses them.
    ///
    /// # Errors
    /// When it needs too much memory.
    pub fn measure(&self) -> Result<(), regex::Error> {
        self.build().map(drop)
    }

    /// The pattern as it was written; needs no regular expression to be built.
    pub fn as_str(&self) -> &str {
        &self.source
    }

    /// Whether upper and lower case differ, but for what the pattern itself says about that.
    pub fn is_case_sensitive(&self) -> bool {
        self.case_sensitive
    }

    /// The names of its groups, in order.
    pub fn group_names(&self) -> impl Iterator<Item = &str> {
        self.groups.iter().map(|name| &**name)
    }

    /// Whether it may have matched before letters of the text were damaged: those that are not
    /// ASCII may be any.
    pub fn may_have_matched(&self, text: &str) -> bool {
        let build = || LossyRegex::new(&self.source, !self.case_sensitive);
        self.lossy.get_or_init(build).as_ref().is_none_or(|lossy| lossy.is_match(text))
    }

    fn build(&self) -> Result<Regex, regex::Error> {
        RegexBuilder::new(&self.source)
            .case_insensitive(!self.case_sensitive)
            .size_limit(MAX_COMPILED_BYTES)
            .nest_limit(MAX_PATTERN_DEPTH)
            .build()
    }
}

impl Deref for LazyRegex {
    type Target = Regex;

    #[expect(clippy::expect_used, reason = "it was parsed by the same parser, and measured")]
    fn deref(&self) -> &Regex {
        self.built.get_or_init(|| self.build().expect("the pattern was checked"))
    }
}

/// An upper bound of the memory that the pattern needs when it is built; its named groups are
/// collected on the way.
fn size(hir: &Hir, groups: &mut Vec<Arc<str>>) -> usize {
    const STATE: usize = 300;
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => STATE,
        HirKind::Literal(literal) => literal.0.len() * 64 + STATE,
        HirKind::Class(Class::Bytes(class)) => class.ranges().len() * 24 + STATE,
        HirKind::Class(Class::Unicode(class)) => {
            let range = |end: char| if end.is_ascii() { 24 } else { 120 };
            // The states of the longest forms of UTF-8 are there once for each class.
            1500 + class.ranges().iter().map(|r| range(r.end())).sum::<usize>()
        }
        HirKind::Repetition(repetition) => {
            let times = repetition.max.unwrap_or(repetition.min).max(1);
            let times = usize::try_from(times).unwrap_or(usize::MAX);
            (size(&repetition.sub, groups).saturating_add(STATE)).saturating_mul(times)
        }
        HirKind::Capture(capture) => {
            groups.extend(capture.name.as_deref().map(Arc::from));
            size(&capture.sub, groups).saturating_add(STATE)
        }
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            parts.iter().map(|part| size(part, groups)).fold(STATE, usize::saturating_add)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::LazyRegex;
    use proptest::prelude::*;

    fn new(source: &str, case_sensitive: bool) -> Result<LazyRegex, regex::Error> {
        LazyRegex::new(Arc::from(source), case_sensitive)
    }

    #[test]
    fn large_patterns_are_measured_and_nothing_is_kept() {
        for (source, small) in
            [("a|b", true), (r"(?<Name>\w+) is \d\d", true), (r"\w{15}", false), (".{900}", false)]
        {
            let regex = new(source, false).unwrap();
            assert_eq!(regex.is_large(), !small, "{source}");
            assert!(regex.measure().is_ok() && regex.built.get().is_none(), "{source}");
            assert_eq!(
                regex.group_names().collect::<Vec<_>>(),
                regex.capture_names().flatten().collect::<Vec<_>>()
            );
        }
        for source in [r"\w{30}", r"(\w{200}){200}", "(", "a{5000}{5000}"] {
            let measured = new(source, false).and_then(|regex| regex.measure());
            assert!(measured.is_err(), "{source}");
        }
    }

    /// Pieces of patterns, put together and repeated.
    fn pattern() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "a",
            "abc",
            r"\w",
            r"\d",
            r"\s",
            r"\W",
            ".",
            "[^x]",
            "[a-z0-9]",
            r"\pL",
            r"\P{Lu}",
            "\u{E9}",
            "^",
            "$",
            r"\b",
            "[\u{E9}-\u{FC}\u{65E5}]",
            "(?i:k)",
            r"[\w.-]",
        ])
        .prop_map(str::to_owned);
        piece.prop_recursive(5, 60, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 1..6).prop_map(|parts| parts.concat()),
                prop::collection::vec(inner.clone(), 1..6)
                    .prop_map(|parts| format!("(?:{})", parts.join("|"))),
                (inner.clone(), 0..40u32).prop_map(|(part, n)| format!("(?:{part}){{{n}}}")),
                (inner.clone(), 0..9u32).prop_map(|(part, n)| format!("(?:{part}){{{n},}}")),
                (inner.clone(), 1..9u32).prop_map(|(part, n)| format!("({part}){{0,{n}}}")),
                inner.clone().prop_map(|part| format!("(?:{part})*?")),
                inner.prop_map(|part| format!("({part})+")),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_waits_can_be_built(source in pattern(), case_sensitive: bool) {
            if let Some(regex) = new(&source, case_sensitive).ok().filter(|regex| !regex.is_large()) {
                prop_assert!(regex.build().is_ok(), "{source}");
            }
        }
    }
}
