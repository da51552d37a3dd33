//! Suppressions: comments that say, with a reason, that a finding is meant to be so.

mod comment;

use std::collections::HashMap;
use std::sync::Arc;

use super::pack::PackView;
use super::{lints, of, Linted, Suppressed};
use crate::diagnostic::{Code, Diagnostic, Level, SourceText, Span};
use crate::language::check::File;
use crate::language::parse::covered;
use crate::language::suggest;
use comment::Comment;

/// One code of one comment.
struct Suppression {
    code: Code,
    /// Where the code stands.
    span: Span,
    /// The comment.
    comment: Span,
    /// How many codes the comment has.
    siblings: usize,
    /// What it counts for; `None` where nothing follows.
    covers: Option<Span>,
    reason: Arc<str>,
    used: bool,
}

/// Takes out what is suppressed; adds what is wrong with the suppressions.
pub(super) fn apply(found: Vec<Diagnostic>, files: &[File], view: &PackView<'_>) -> Linted {
    let mut linted = Linted { reported: Vec::new(), suppressed: Vec::new() };
    let mut by_file: HashMap<*const SourceText, Vec<Diagnostic>> = HashMap::new();
    for finding in found {
        by_file.entry(Arc::as_ptr(&finding.source)).or_default().push(finding);
    }
    for file in files {
        let findings = by_file.remove(&Arc::as_ptr(&file.source)).unwrap_or_default();
        if file.remarks.is_empty() {
            linted.reported.extend(findings);
            continue;
        }
        let mut suppressions = read(file, &mut linted.reported);
        file_findings(findings, &mut suppressions, &mut linted);
        let is_unused = |one: &&Suppression| {
            !one.used && of(one.code).is_some_and(|lint| !lint.open) && decided(one, file, view)
        };
        let unused = suppressions.iter().filter(is_unused);
        linted.reported.extend(unused.map(|one| unused_one(one, file)));
    }
    linted
}

/// The suppressions of a file; reports the ones that cannot be.
fn read(file: &File, reported: &mut Vec<Diagnostic>) -> Vec<Suppression> {
    let text = &file.source.text;
    let mut suppressions = Vec::new();
    let places = covered(text, &file.regions, &file.remarks);
    for (remark, covers) in file.remarks.iter().zip(places) {
        let end = text.get(..remark.span.end as usize).map_or(0, |text| text.trim_end().len());
        let end = u32::try_from(end).unwrap_or(remark.span.end);
        let comment = Span { end, ..remark.span };
        if remark.slip {
            reported.push(slip(file, comment));
            continue;
        }
        let Comment { names, reason, has_colon } = comment::read(text, comment);
        if !has_colon && !names.first().is_some_and(|(name, _)| is_meant(name)) {
            continue;
        }
        if names.is_empty() {
            let empty = warn(Code::BadSuppression, file, comment, "this suppression names no lint");
            reported.push(empty.help("write # suppress: XT1004 because the reason in words"));
            continue;
        }
        let siblings = names.len();
        let mut codes = Vec::new();
        for (name, span) in names {
            match suppressible(name) {
                Ok(code) => codes.push((code, span)),
                Err(wrong) => reported.push(wrong.at(file, span)),
            }
        }
        if reason.is_empty() {
            let why = "this suppression gives no reason, and does not count";
            let missing = warn(Code::SuppressionWithoutReason, file, comment, why);
            let list: Vec<&str> = codes.iter().map(|(code, _)| code.as_str()).collect();
            let list = if list.is_empty() { String::from("XT1004") } else { list.join(", ") };
            let help = format!("write # suppress: {list} because the reason in words");
            reported.push(missing.help(help));
            continue;
        }
        let reason: Arc<str> = Arc::from(reason);
        suppressions.extend(codes.into_iter().map(|(code, span)| Suppression {
            code,
            span,
            comment,
            siblings,
            covers,
            reason: Arc::clone(&reason),
            used: false,
        }));
    }
    suppressions
}

/// Whether a word after `suppress` without a colon is a code or a lint, and not part of a sentence.
fn is_meant(name: &str) -> bool {
    comment::is_code_like(name) || lints().iter().any(|lint| lint.name.eq_ignore_ascii_case(name))
}

/// A comment that begins with another word than `suppress`, and with codes after it.
fn slip(file: &File, comment: Span) -> Diagnostic {
    let text = file.source.text.get(comment.start as usize..comment.end as usize);
    let text = text.unwrap_or_default();
    let blank = |c: char| c == '#' || c.is_whitespace();
    let start = text.find(|c| !blank(c)).unwrap_or_default();
    let rest = text.get(start..).unwrap_or_default();
    let word = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
    let after = rest.get(word..).unwrap_or_default();
    let end = start + word + usize::from(after.starts_with(':'));
    let at = |offset: usize| comment.start + u32::try_from(offset).unwrap_or_default();
    let span = Span { start: at(start), end: at(start + word) };
    let shown = rest.get(..word).unwrap_or_default();
    let message = format!("a suppression begins with `suppress:`, and not with `{shown}`");
    warn(Code::BadSuppression, file, span, message)
        .label("so it suppresses nothing")
        .help("write # suppress: XT1004 because the reason in words")
        .fix(Span { end: at(end), ..span }, "suppress:")
}

/// Why a name in a suppression is none that can stand there.
struct Wrong {
    message: String,
    help: String,
    fix: Option<String>,
}

impl Wrong {
    fn at(self, file: &File, span: Span) -> Diagnostic {
        let wrong = warn(Code::BadSuppression, file, span, self.message).help(self.help);
        match self.fix {
            Some(fix) => wrong.fix(span, fix),
            None => wrong,
        }
    }
}

/// The lint of that code.
fn suppressible(name: &str) -> Result<Code, Wrong> {
    let upper = name.to_ascii_uppercase();
    let shown: String = name.chars().take(40).collect();
    if let Some(code) = Code::ALL.iter().find(|code| code.as_str() == upper) {
        let about_comments =
            [Code::UnusedSuppression, Code::SuppressionWithoutReason, Code::BadSuppression];
        return match of(*code) {
            None => Err(Wrong {
                message: format!("{upper} is an error, and errors cannot be suppressed"),
                help: String::from("mend it, and remove this suppression"),
                fix: None,
            }),
            Some(_) if about_comments.contains(code) => Err(Wrong {
                message: format!("{upper} is about suppressions and cannot be suppressed"),
                help: String::from("mend the suppression that it is about"),
                fix: None,
            }),
            Some(_) if *code == Code::TooManyLints => Err(Wrong {
                message: format!("{upper} only says that more was found"),
                help: String::from("suppress what was found"),
                fix: None,
            }),
            Some(_) => Ok(*code),
        };
    }
    if let Some(lint) = lints().iter().find(|lint| lint.name.eq_ignore_ascii_case(name)) {
        let code = lint.code.as_str().to_owned();
        return Err(Wrong {
            message: format!("`{shown}` is suppressed by its code"),
            help: format!("write {code}"),
            fix: Some(code),
        });
    }
    let near = suggest::nearest(name, lints().iter().map(|lint| lint.name));
    let meant = lints().iter().find(|lint| near.as_deref() == Some(lint.name));
    Err(Wrong {
        message: format!("there is no lint `{shown}`"),
        help: match meant {
            Some(lint) => format!("did you mean {}, {}?", lint.code.as_str(), lint.name),
            None => String::from("write the code that stands before what is to be suppressed"),
        },
        fix: None,
    })
}

/// Sorts the findings of one file into reported and suppressed ones.
fn file_findings(
    mut findings: Vec<Diagnostic>,
    suppressions: &mut [Suppression],
    linted: &mut Linted,
) {
    findings.sort_by_key(|finding| finding.span.start);
    let start = |one: &Suppression| one.covers.map_or(u32::MAX, |covers| covers.start);
    let end = |one: &Suppression| one.covers.map_or(0, |covers| covers.end);
    suppressions.sort_by_key(|one| (start(one), std::cmp::Reverse(end(one))));
    // For each code the suppressions that are open where the finding stands, innermost last.
    let mut open: HashMap<Code, Vec<usize>> = HashMap::new();
    let mut next = 0;
    for diagnostic in findings {
        let place = diagnostic.span.start;
        while let Some(one) = suppressions.get(next).filter(|one| start(one) <= place) {
            open.entry(one.code).or_default().push(next);
            next += 1;
        }
        let stack = open.entry(diagnostic.code).or_default();
        while stack.last().and_then(|at| suppressions.get(*at)).is_some_and(|one| end(one) <= place)
        {
            stack.pop();
        }
        match stack.last().and_then(|at| suppressions.get_mut(*at)) {
            Some(one) => {
                one.used = true;
                linted.suppressed.push(Suppressed { diagnostic, reason: Arc::clone(&one.reason) });
            }
            None => linted.reported.push(diagnostic),
        }
    }
}

/// Whether the lints have looked at what a suppression counts for.
fn decided(one: &Suppression, file: &File, view: &PackView<'_>) -> bool {
    if !view.looked(one.code) {
        return false;
    }
    let Some(covers) = one.covers else { return true };
    let after = file.regions.partition_point(|region| region.span.start < covers.end);
    let region = after.checked_sub(1).and_then(|at| file.regions.get(at));
    region.is_some_and(|region| view.is_loaded(&file.source, region.span.start))
}

fn unused_one(one: &Suppression, file: &File) -> Diagnostic {
    let code = one.code.as_str();
    let text = &file.source.text;
    let message = match one.covers {
        Some(_) => format!("{code} finds nothing here"),
        None => format!("nothing follows for which {code} could be suppressed"),
    };
    let unused = Diagnostic {
        level: Level::Information,
        ..Diagnostic::error(Code::UnusedSuppression, &file.source, one.span, message)
    };
    let (piece, help) = if one.siblings == 1 {
        (whole_comment(text, one.comment), "remove the suppression")
    } else {
        (one_code(text, one), "remove the code")
    };
    unused.help(help).fix(piece, "")
}

/// The comment with the blanks before it, and with its line where nothing else stands on it.
fn whole_comment(text: &str, comment: Span) -> Span {
    let before = text.get(..comment.start as usize).unwrap_or_default();
    let kept = before.trim_end_matches([' ', '\t']);
    let place = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
    if kept.is_empty() || kept.ends_with('\n') {
        let after = text.get(comment.end as usize..).unwrap_or_default();
        let line_end = memchr::memchr(b'\n', after.as_bytes()).map_or(after.len(), |at| at + 1);
        return Span { start: place(kept.len()), end: comment.end + place(line_end) };
    }
    Span { start: place(kept.len()), end: comment.end }
}

/// A code with the comma that joins it to the next one, or else to the one before it.
fn one_code(text: &str, one: &Suppression) -> Span {
    let separates = |c: char| c == ' ' || c == '\t' || c == ',';
    let place = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
    let after = text.get(one.span.end as usize..).unwrap_or_default();
    let gap = after.len() - after.trim_start_matches(separates).len();
    if after.get(..gap).is_some_and(|gap| gap.contains(',')) {
        return Span { end: one.span.end + place(gap), ..one.span };
    }
    let before = text.get(..one.span.start as usize).unwrap_or_default();
    Span { start: place(before.trim_end_matches(separates).len()), ..one.span }
}

fn warn(code: Code, file: &File, span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::warning(code, &file.source, span, message)
}
