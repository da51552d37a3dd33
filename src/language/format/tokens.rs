//! The tokens of one item, as the grammar sees them, with the space between them.

use super::trivia::Gap;
use crate::language::parse::{Node, Rule};

/// One token and the space before it.
#[derive(Debug)]
pub(super) struct Token<'a> {
    pub(super) rule: Rule,
    pub(super) text: &'a str,
    pub(super) start: usize,
    pub(super) gap: Gap<'a>,
}

/// The tokens of an item, and how wide any piece of it is on one line.
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    list: Vec<Token<'a>>,
    /// Columns of all tokens before this one, with the space between them.
    widths: Vec<usize>,
    /// How many tokens before this one cannot stand on one line with what is before them.
    breaks: Vec<usize>,
    /// How many tokens before this one have several lines.
    tall: Vec<usize>,
}

impl<'a> Tokens<'a> {
    /// Takes the tokens off the tree of an item whose text is `text`; `None` where something that
    /// is no space stands between them.
    pub(super) fn new(text: &'a str, item: &Node<'a>) -> Option<Self> {
        let mut list: Vec<Token<'a>> = Vec::new();
        let mut end = 0;
        for node in item.clone().into_inner().flatten() {
            let (span, kind) = (node.as_span(), node.as_rule());
            // Quoted text is one token, whatever the grammar sees in it.
            let whole = matches!(kind, Rule::string | Rule::here_string);
            if span.start() < end || (!whole && node.into_inner().next().is_some()) {
                continue;
            }
            // The grammar looks past an `=`, over the space after it.
            let length = if kind == Rule::ASSIGN { 1 } else { span.end() - span.start() };
            if length == 0 {
                continue;
            }
            let (start, gap) = (span.start(), text.get(end..span.start())?);
            end = start + length;
            list.push(Token {
                rule: kind,
                text: text.get(start..end)?,
                start,
                gap: Gap::read(gap)?,
            });
        }
        if !text.get(end..)?.is_empty() || list.is_empty() {
            return None;
        }
        Some(Self::measured(list))
    }

    fn measured(list: Vec<Token<'a>>) -> Self {
        let mut measured = Self {
            widths: Vec::with_capacity(list.len() + 1),
            breaks: Vec::with_capacity(list.len() + 1),
            tall: Vec::with_capacity(list.len() + 1),
            list,
        };
        let (mut width, mut breaks, mut tall) = (0, 0, 0);
        for (index, token) in measured.list.iter().enumerate() {
            measured.widths.push(width);
            measured.breaks.push(breaks);
            measured.tall.push(tall);
            width += measured.lead(index) + columns(token.text);
            breaks += usize::from(token.gap.breaks());
            let comments = token.gap.comments.iter().map(|comment| comment.text);
            tall += comments.chain([token.text]).filter(|text| text.contains('\n')).count();
        }
        measured.widths.push(width);
        measured.breaks.push(breaks);
        measured.tall.push(tall);
        measured
    }

    pub(super) fn get(&self, index: usize) -> Option<&Token<'a>> {
        self.list.get(index)
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether both have the same tokens in the same order.
    pub(super) fn are_the_same(&self, other: &Self) -> bool {
        let same = |(a, b): (&Token<'_>, &Token<'_>)| a.rule == b.rule && a.text == b.text;
        self.len() == other.len() && self.list.iter().zip(&other.list).all(same)
    }

    /// The texts of the comments inside of the item.
    pub(super) fn comments(&self) -> Vec<&'a str> {
        let comments = self.list.iter().flat_map(|token| &token.gap.comments);
        comments.map(|comment| comment.text).collect()
    }

    /// The first token on the line of the token before `next`, but for closing braces.
    pub(super) fn first_on_line(&self, next: usize) -> Option<usize> {
        let mut first = None;
        for index in (0..next).rev() {
            let token = self.list.get(index)?;
            if token.text.contains('\n') {
                break;
            }
            if token.rule != Rule::RBRACE {
                first = Some(index);
            }
            let gap = &token.gap;
            if gap.leads || gap.breaks() || gap.comments.iter().any(|c| c.text.contains('\n')) {
                break;
            }
        }
        first
    }

    /// The first token that starts at or after an offset.
    pub(super) fn at(&self, offset: usize) -> usize {
        self.list.partition_point(|token| token.start < offset)
    }

    /// The tokens of a node, as a range.
    pub(super) fn range(&self, node: &Node<'_>) -> (usize, usize) {
        let span = node.as_span();
        (self.at(span.start()), self.at(span.end()))
    }

    /// Columns of the tokens from `start` up to `end` on one line; `None` where they do not fit on
    /// one, however long it is.
    pub(super) fn width(&self, start: usize, end: usize) -> Option<usize> {
        let of = |counts: &[usize], from: usize| Some(counts.get(end)? - counts.get(from)?);
        if start >= end {
            return Some(0);
        }
        let one_line = of(&self.breaks, start + 1)? == 0 && of(&self.tall, start)? == 0;
        one_line.then(|| Some(of(&self.widths, start)? - self.lead(start)))?
    }

    /// Columns between a token and the one before it, on one line.
    pub(super) fn lead(&self, index: usize) -> usize {
        let Some(token) = self.list.get(index) else { return 0 };
        let comments: usize =
            token.gap.comments.iter().map(|comment| columns(comment.text) + 1).sum();
        comments + usize::from(comments > 0 || self.is_apart(index))
    }

    /// Whether a blank stands between a token and the one before it.
    pub(super) fn is_apart(&self, index: usize) -> bool {
        let before = index.checked_sub(1).and_then(|before| self.list.get(before));
        let Some((before, token)) = before.zip(self.list.get(index)) else { return false };
        !(matches!(before.rule, Rule::LPAREN | Rule::LIST_OPEN | Rule::call_name)
            || matches!(token.rule, Rule::RPAREN | Rule::COMMA | Rule::COLON))
    }
}

/// How many columns a text takes.
pub(super) fn columns(text: &str) -> usize {
    if text.is_ascii() {
        text.len()
    } else {
        text.chars().count()
    }
}
