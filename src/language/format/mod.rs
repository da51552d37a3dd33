//! The formatter: the same rules, written the one way.
//!
//! It works on tokens of the grammar and the space between them, so that nothing but space can
//! change: comments, quoted text and here-strings are copied. An item that cannot be read is copied
//! as a whole.

mod layout;
mod printer;
mod tokens;
mod trivia;
mod wrap;

use std::sync::Arc;

use super::parse::{self, Region, MAX_ITEM_BYTES};
use super::sink::Sink;
use super::MAX_FILE_BYTES;
use crate::diagnostic::{Diagnostic, SourceText};
use crate::model::Stop;
use printer::{Printed, Printer};
use tokens::Tokens;
use trivia::Gap;

/// A rule file after formatting.
#[derive(Debug)]
pub struct Formatted {
    /// The whole text; the same as before where nothing was to do.
    pub text: String,
    /// Why items were left as they are, with places in the text before formatting.
    pub diagnostics: Vec<Diagnostic>,
}

/// Formats a rule file. Line ends and a byte order mark stay as they are; an item that cannot be
/// read stays byte for byte.
pub fn format(source: &Arc<SourceText>) -> Formatted {
    format_until(source, &Stop::default())
}

/// Like [`format`]; a file is left as it is when `stop` is asked for meanwhile.
pub fn format_until(source: &Arc<SourceText>, stop: &Stop) -> Formatted {
    let mut sink = Sink::until(stop);
    let file = super::file(source, &mut sink);
    let text = file.and_then(|file| whole(source, &file.regions, &mut sink));
    Formatted {
        text: text.unwrap_or_else(|| source.text.clone()),
        diagnostics: sink.finish(std::slice::from_ref(source)),
    }
}

/// The formatted file; `None` where it cannot be formatted without becoming another one.
fn whole(source: &Arc<SourceText>, regions: &[Region], sink: &mut Sink) -> Option<String> {
    let text = source.text.as_str();
    let line_end = line_end(text);
    let starts = regions.iter().map(|region| region.span.start as usize);
    let mut next = starts.skip(1).chain([text.len()]);
    let mut out = String::with_capacity(text.len());
    let mut items = Vec::new();
    let first = regions.first().map_or(text.len(), |region| region.span.start as usize);
    let mut gap = Gap::read(text.get(..first)?)?;
    let mut broken = false;
    for region in regions {
        if sink.stopped() {
            return None;
        }
        let (start, end) = (region.span.start as usize, region.span.end as usize);
        let before = text.get(start..end)?;
        write_between(&mut out, &gap, !items.is_empty(), line_end);
        gap = Gap::read(text.get(end..next.next()?)?)?;
        let settled = parse::settle(source, region, broken, sink);
        broken = settled.broken;
        let tree = settled.tree().filter(|_| !broken);
        let after = tree.and_then(|tree| item(before, &tree, &mut gap, line_end));
        let Printed { above, text } = after.unwrap_or_else(|| Printed::unchanged(before));
        for comment in above {
            out.extend([comment.as_str(), line_end]);
        }
        items.push(out.len()..out.len() + text.len());
        out.push_str(&text);
    }
    write_comments(&mut out, &gap, !items.is_empty(), line_end);
    if !out.is_empty() {
        out.push_str(line_end);
    }
    // An item that cannot be read may reach into others, as text without an end does: the scanner
    // must find the same items again.
    let (found, _) = parse::scan(&out);
    let spans = found.iter().map(|region| region.span.start as usize..region.span.end as usize);
    let same = spans.eq(items);
    let mark = if text.starts_with('\u{FEFF}') { "\u{FEFF}" } else { "" };
    (same && mark.len() + out.len() <= MAX_FILE_BYTES).then(|| format!("{mark}{out}"))
}

/// One item, formatted; `None` where that is not possible without changing what it says. `gap` is
/// what follows.
fn item<'a>(
    text: &'a str,
    tree: &parse::Node<'a>,
    gap: &mut Gap<'_>,
    line_end: &'static str,
) -> Option<Printed> {
    let tokens = Tokens::new(text, tree)?;
    let mut printer = Printer::new(&tokens, line_end);
    printer.node(tree.clone());
    let behind = gap.comments.first().filter(|comment| printer.lift(comment));
    let mut comments = tokens.comments();
    comments.extend(behind.map(|comment| comment.text));
    let lifted = behind.is_some();
    let printed = printer.finish();
    if printed.text.len() > MAX_ITEM_BYTES as usize {
        return None;
    }
    // Nothing but space may have changed. This is looked at, because a rule that says something
    // else is the worst that a formatter can make.
    let tree = parse::parse(&printed.text).ok()?;
    let after = Tokens::new(&printed.text, &tree)?;
    let mut kept = after.comments();
    kept.extend(printed.above.iter().map(String::as_str));
    comments.sort_unstable();
    kept.sort_unstable();
    if !after.are_the_same(&tokens) || comments != kept {
        return None;
    }
    gap.comments.drain(..usize::from(lifted));
    Some(printed)
}

/// The line end of a file is that of its last line.
fn line_end(text: &str) -> &'static str {
    match text.rsplit_once('\n') {
        Some((before, _)) if before.ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

/// Writes what stands before an item: comments, and a blank line after the item before.
fn write_between(out: &mut String, gap: &Gap<'_>, after_item: bool, line_end: &str) {
    let own_lines = write_comments(out, gap, after_item, line_end);
    if out.is_empty() {
        return;
    }
    out.push_str(line_end);
    if gap.after_blank || !own_lines {
        out.push_str(line_end);
    }
}

/// Writes comments outside of items; whether one has a line of its own.
fn write_comments(out: &mut String, gap: &Gap<'_>, after_item: bool, line_end: &str) -> bool {
    // A comment behind the last brace of an item stays there.
    let behind = gap.comments.iter().take_while(|comment| after_item && !comment.leads).count();
    for (index, comment) in gap.comments.iter().enumerate() {
        if index < behind {
            out.push(' ');
        } else if !out.is_empty() {
            out.push_str(line_end);
            if comment.after_blank || (after_item && index == behind) {
                out.push_str(line_end);
            }
        }
        out.push_str(comment.text);
    }
    gap.comments.len() > behind
}
