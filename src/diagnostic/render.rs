//! Diagnostics as text with carets, and as JSON.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level as Heading, Renderer, Snippet};
use serde_json::{json, Value};

use super::{Diagnostic, Level, SourceText, Span};

/// Columns that the text may take; longer lines are cut around the carets.
const WIDTH: usize = 120;

/// Lines are handed to the renderer only so far around the place; the rest is cut here, so that a
/// line of a megabyte costs no more than a short one.
const CONTEXT_BYTES: usize = 400;

impl Diagnostic {
    /// The text that people read: plain ASCII marks, no colour.
    pub fn render(&self) -> String {
        let heading = match self.level {
            Level::Error => Heading::ERROR,
            Level::Warning => Heading::WARNING,
            Level::Information => Heading::INFO,
        };
        let title = heading.primary_title(self.message.as_str()).id(self.code.as_str());
        let excerpt = Excerpt::new(self);
        let mut snippet = Snippet::source(excerpt.text.as_str())
            .line_start(excerpt.line)
            .path(self.source.origin.as_str())
            .annotation(
                AnnotationKind::Primary
                    .span(excerpt.range(self.span))
                    .label(Some(self.label.as_str()).filter(|label| !label.is_empty())),
            );
        for label in &self.labels {
            if excerpt.has(label.span) {
                let place = AnnotationKind::Context.span(excerpt.range(label.span));
                snippet = snippet.annotation(place.label(label.text.as_str()));
            }
        }
        let mut group: Group<'_> = title.element(snippet);
        for label in self.labels.iter().filter(|label| !excerpt.has(label.span)) {
            let (line, _) = self.source.position(label.span.start);
            group = group.element(Heading::NOTE.message(format!("{}: line {line}", label.text)));
        }
        if let Some(help) = &self.help {
            group = group.element(Heading::HELP.message(help.as_str()));
        }
        let renderer = Renderer::plain().decor_style(DecorStyle::Ascii).term_width(WIDTH);
        let text = renderer.render(&[group]);
        text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
    }

    /// The form that crosses the C ABI. Lines and columns count from 1, columns in characters; the
    /// end is the place after the last character.
    pub fn to_json(&self) -> Value {
        let (line, column) = self.source.position(self.span.start);
        let (end_line, end_column) = self.source.position(self.span.end);
        let fix = self.fix.as_ref().map(|fix| {
            let (line, column) = self.source.position(fix.span.start);
            let (end_line, end_column) = self.source.position(fix.span.end);
            json!({
                "Line": line, "Column": column, "EndLine": end_line, "EndColumn": end_column,
                "Text": fix.text, "Applicability": fix.applicability,
            })
        });
        json!({
            "Code": self.code.as_str(),
            "Severity": self.level,
            "Message": self.message,
            "Path": self.source.origin,
            "Line": line,
            "Column": column,
            "EndLine": end_line,
            "EndColumn": end_column,
            "Text": self.render(),
            "Help": self.help,
            "Fix": fix,
        })
    }
}

impl SourceText {
    /// Line and column of a byte, both from 1; columns in characters.
    pub fn position(&self, offset: u32) -> (usize, usize) {
        let before = self.text.get(..floor(&self.text, offset as usize)).unwrap_or_default();
        let line = memchr::memchr_iter(b'\n', before.as_bytes()).count() + 1;
        let start = memchr::memrchr(b'\n', before.as_bytes()).map_or(0, |at| at + 1);
        let column = before.get(start..).unwrap_or_default().trim_start_matches('\u{FEFF}');
        (line, column.chars().count() + 1)
    }
}

/// The lines around a problem, each cut to a bounded length.
struct Excerpt {
    text: String,
    /// Number of its first line.
    line: usize,
    /// Pieces of the source that are in the text: source start, length, start in the text.
    pieces: Vec<(usize, usize, usize)>,
}

impl Excerpt {
    fn new(diagnostic: &Diagnostic) -> Self {
        let source = diagnostic.source.text.as_str();
        let (line, _) = diagnostic.source.position(diagnostic.span.start);
        // Places on the same and on near lines are shown together; farther ones become notes.
        let near = |span: &Span| {
            let (other, _) = diagnostic.source.position(span.start);
            (other.abs_diff(line) <= 3).then_some(other)
        };
        let mut lines: Vec<usize> =
            diagnostic.labels.iter().filter_map(|l| near(&l.span)).collect();
        lines.push(line);
        let first = lines.iter().copied().min().unwrap_or(line);
        let last = lines.iter().copied().max().unwrap_or(line);
        let mut excerpt = Self { text: String::new(), line: first, pieces: Vec::new() };
        let mut start = line_start(source, diagnostic.span.start as usize);
        for _ in first..line {
            start = line_start(source, start.saturating_sub(1));
        }
        for _ in first..=last {
            let rest = source.get(start..).unwrap_or_default();
            let length = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
            excerpt.line_of(source, start, start + length, diagnostic.span.start as usize);
            start += length + 1;
        }
        excerpt
    }

    /// Adds one line, or what of it lies around `focus`.
    fn line_of(&mut self, source: &str, start: usize, end: usize, focus: usize) {
        let focus = focus.clamp(start, end);
        let from = floor(source, focus.saturating_sub(CONTEXT_BYTES).max(start));
        let to = floor(source, (focus + CONTEXT_BYTES).min(end)).max(from);
        let piece = source.get(from..to).unwrap_or_default().trim_end_matches('\r');
        let (skipped, piece) = match piece.strip_prefix('\u{FEFF}') {
            Some(rest) => ('\u{FEFF}'.len_utf8(), rest),
            None => (0, piece),
        };
        if !self.text.is_empty() || !self.pieces.is_empty() {
            self.text.push('\n');
        }
        if from > start {
            self.text.push_str("... ");
        }
        self.pieces.push((from + skipped, piece.len(), self.text.len()));
        // Control characters would move the cursor of whoever reads this.
        let visible = |c: char| if c.is_control() && c != '\t' { '?' } else { c };
        if piece.bytes().any(|byte| byte < b' ' || byte == 0x7F) {
            let clean: String =
                piece.chars().map(|c| if c.len_utf8() == 1 { visible(c) } else { c }).collect();
            self.text.push_str(&clean);
        } else {
            self.text.push_str(piece);
        }
        if to < end && source.get(to..end).is_some_and(|rest| rest != "\r") {
            self.text.push_str(" ...");
        }
    }

    /// Whether the start of a place is in the text.
    fn has(&self, span: Span) -> bool {
        let at = span.start as usize;
        self.pieces.iter().any(|(start, length, _)| (*start..=start + length).contains(&at))
    }

    /// A place of the source in the text, cut to what is shown.
    fn range(&self, span: Span) -> std::ops::Range<usize> {
        let place = |offset: usize| {
            let within = self.pieces.iter().rev().find(|(start, _, _)| *start <= offset);
            within.map_or(0, |(start, length, at)| at + (offset - start).min(*length))
        };
        let start = place(span.start as usize);
        start..place(span.end as usize).max(start)
    }
}

/// The nearest character boundary at or before an offset.
fn floor(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn line_start(text: &str, offset: usize) -> usize {
    let before = text.as_bytes().get(..offset.min(text.len())).unwrap_or_default();
    memchr::memrchr(b'\n', before).map_or(0, |at| at + 1)
}
