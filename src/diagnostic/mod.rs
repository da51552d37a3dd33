//! Problems in rule files, as data: one struct, shown as text with carets or sent as JSON.
//!
//! The text is made from the data and never parsed back.

mod code;
mod render;

use std::sync::Arc;

use serde::Serialize;

pub use code::Code;

/// A range of bytes in a source file, always on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Level {
    /// The item is not loaded.
    Error,
    /// The item is loaded; the author should look.
    Warning,
    /// Good to know.
    Information,
}

/// Whether a replacement can be made without asking anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Applicability {
    /// Nothing else can have been meant, and no rule that is loaded says something else after it.
    Safe,
    /// A guess, or it changes what a rule that is loaded says. Made when somebody asks for it.
    Unsafe,
    /// It holds words that the author has to choose. Never made, only shown.
    DisplayOnly,
}

/// A replacement that mends the problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What to replace.
    pub span: Span,
    /// What to write instead.
    pub text: String,
    /// Whether it can be made without asking.
    pub applicability: Applicability,
}

/// The text of a replacement, and whether it is certain.
#[derive(Debug, Clone)]
pub struct Replacement {
    /// What to write.
    pub text: String,
    /// Whether nothing else can have been meant.
    pub certain: bool,
}

/// A second place in the same file that belongs to the problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What to know about it.
    pub text: String,
}

/// One problem in a rule file.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// The stable code.
    pub code: Code,
    /// How bad it is.
    pub level: Level,
    /// What is wrong, lower case, without a full stop.
    pub message: String,
    /// The file.
    pub source: Arc<SourceText>,
    /// The place the carets point at.
    pub span: Span,
    /// The words beside the carets; may be empty.
    pub label: String,
    /// Further places.
    pub labels: Vec<Label>,
    /// What to write instead, or where to read on.
    pub help: Option<String>,
    /// A replacement that can be applied.
    pub fix: Option<Fix>,
}

impl Span {
    /// From the start of this span to the end of the other one.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start, end: other.end.max(self.start) }
    }
}

impl Diagnostic {
    /// A problem that keeps its item from being loaded.
    pub fn error(
        code: Code,
        source: &Arc<SourceText>,
        span: Span,
        message: impl Into<String>,
    ) -> Self {
        Self {
            code,
            level: Level::Error,
            message: message.into(),
            source: Arc::clone(source),
            span,
            label: String::new(),
            labels: Vec::new(),
            help: None,
            fix: None,
        }
    }

    /// A problem that the author should look at; the item is loaded all the same.
    pub fn warning(
        code: Code,
        source: &Arc<SourceText>,
        span: Span,
        message: impl Into<String>,
    ) -> Self {
        Self { level: Level::Warning, ..Self::error(code, source, span, message) }
    }

    /// The words beside the carets.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.label = text.into();
        self
    }

    /// A further place in the same file.
    #[must_use]
    pub fn place(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// What to write instead, or where to read on.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// A replacement that mends it; safe, unless its text is a guess.
    #[must_use]
    pub fn fix(self, span: Span, replacement: impl Into<Replacement>) -> Self {
        let Replacement { text, certain } = replacement.into();
        let applicability = if certain { Applicability::Safe } else { Applicability::Unsafe };
        self.with_fix(Fix { span, text, applicability })
    }

    /// A replacement that is a guess, or changes what a sound rule says.
    #[must_use]
    pub fn guess(self, span: Span, text: impl Into<String>) -> Self {
        self.with_fix(Fix { span, text: text.into(), applicability: Applicability::Unsafe })
    }

    /// A replacement with words that the author has to choose.
    #[must_use]
    pub fn placeholder(self, span: Span, text: impl Into<String>) -> Self {
        self.with_fix(Fix { span, text: text.into(), applicability: Applicability::DisplayOnly })
    }

    fn with_fix(self, mut fix: Fix) -> Self {
        fix.set_apart(&self.source.text);
        Self { fix: Some(fix), ..self }
    }
}

impl Fix {
    /// Puts blanks around an operator that is a word, where the mark that it replaces had none:
    /// `!$x` becomes `-not $x`, and `a=='b'` becomes `a -eq 'b'`.
    fn set_apart(&mut self, text: &str) {
        let mut characters = self.text.chars();
        let is_operator = characters.next() == Some('-')
            && characters.clone().next().is_some()
            && characters.all(|c| c.is_ascii_alphabetic());
        if !is_operator {
            return;
        }
        let before = text.get(..self.span.start as usize).unwrap_or_default();
        let after = text.get(self.span.end as usize..).unwrap_or_default();
        if before.ends_with(|c: char| !c.is_whitespace() && c != '(') {
            self.text.insert(0, ' ');
        }
        if after.starts_with(|c: char| !c.is_whitespace()) {
            self.text.push(' ');
        }
    }
}

impl From<&str> for Replacement {
    fn from(text: &str) -> Self {
        Self { text: text.to_owned(), certain: true }
    }
}

impl From<String> for Replacement {
    fn from(text: String) -> Self {
        Self { text, certain: true }
    }
}

/// The text of one rule file and the name to show for it.
#[derive(Debug)]
pub struct SourceText {
    /// The path as the user knows it.
    pub origin: String,
    /// The whole text.
    pub text: String,
}
