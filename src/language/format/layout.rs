//! Statements and blocks: one statement a line, what stands in columns aligned.

use super::printer::Printer;
use crate::language::parse::{Node, Rule};

/// Names and cells that are wider than this are not aligned with: one of them would move all others.
const MAX_ALIGNED: usize = 60;

impl<'a> Printer<'_, 'a> {
    /// Writes a node that begins with the next token.
    pub(super) fn node(&mut self, node: Node<'a>) {
        let (_, end) = self.tokens.range(&node);
        match node.as_rule() {
            Rule::expr => self.expr(node, self.hang),
            Rule::primary => self.primary(node, self.hang),
            Rule::query => self.query(node),
            Rule::evidence => self.evidence(node),
            Rule::binding | Rule::param | Rule::set_param => self.definition(node),
            Rule::when => self.when(node),
            Rule::act_set | Rule::exclude | Rule::waive => self.clauses(node),
            Rule::record => self.record(node),
            Rule::row => self.row(end),
            _ if self.next + 1 >= end => self.write_to(end),
            _ => self.children(node),
        }
    }

    /// Writes the parts of a node: lists with commas go on below their first value, and braces
    /// hold statements.
    pub(super) fn children(&mut self, node: Node<'a>) {
        let of = node.as_rule();
        let hang = self.hang;
        let mut column = hang;
        let mut parts = node.into_inner();
        while let Some(part) = parts.next() {
            let (start, end) = self.tokens.range(&part);
            match part.as_rule() {
                Rule::LBRACE => {
                    let inside = parts.by_ref().take_while(|part| part.as_rule() != Rule::RBRACE);
                    let statements = inside.collect();
                    self.block(of, statements);
                }
                Rule::COMMA => self.write_next(),
                _ => {
                    let after_comma =
                        start.checked_sub(1).and_then(|before| self.tokens.get(before));
                    let listed = after_comma.is_some_and(|token| token.rule == Rule::COMMA);
                    if !listed {
                        column = self.bounded(self.upcoming());
                    } else if !self.fits(end) {
                        self.break_at(column);
                    }
                    self.hang = if listed { column } else { hang };
                    self.node(part);
                }
            }
        }
        self.hang = hang;
    }

    /// Writes a block: its braces, and each statement on a line of its own.
    pub(super) fn block(&mut self, of: Rule, parts: Vec<Node<'a>>) {
        let (indent, hang) = (self.indent, self.hang);
        let inside = indent + 2;
        let behind = self.open(inside);
        let empty = self.tokens.get(self.next).is_some_and(|token| token.gap.comments.is_empty());
        if parts.is_empty() && empty && !behind {
            self.write_next();
            return;
        }
        self.align(of, &parts);
        self.indent = inside;
        let mut first = true;
        let mut joined = false;
        for part in parts {
            if !joined {
                self.begin(inside, inside, first);
                first = false;
            }
            // `given` before what a fixture gives is a word of its own.
            joined = part.as_rule() == Rule::K_GIVEN;
            self.hang = inside + 2;
            self.node(part);
        }
        self.begin(inside, indent, first);
        self.write_next();
        (self.indent, self.hang) = (indent, hang);
    }

    /// Writes a row. One that goes on over its line lacks a bar, and stays as it is.
    fn row(&mut self, end: usize) {
        while self.next < end {
            let gap = self.tokens.get(self.next).map(|token| &token.gap);
            if gap.is_some_and(|gap| gap.leads || gap.breaks()) {
                self.break_at(self.indent);
            }
            self.write_next();
        }
    }

    /// Pads what the statements of a block have in common: keys, the names before `=`, cells.
    fn align(&mut self, of: Rule, parts: &[Node<'a>]) {
        let mut keys = Vec::new();
        let mut names = Vec::new();
        let mut cells: Vec<Vec<(usize, usize)>> = Vec::new();
        let is = |kind: Rule, index: usize| {
            self.tokens.get(index).is_some_and(|token| token.rule == kind)
        };
        for part in parts {
            let (start, _) = self.tokens.range(part);
            let statement = innermost(part.clone());
            let kind = statement.as_rule();
            if kind == Rule::row {
                self.cells(statement, &mut cells);
            } else if has_key(of, kind) && !is(Rule::LBRACE, start + 1) {
                let width = self.tokens.width(start, start + 1);
                keys.extend(width.map(|width| (start, width)));
            } else if has_name(of, kind) && !is(Rule::K_GIVEN, start.wrapping_sub(1)) {
                let assign = [start + 1, start + 2].into_iter().find(|at| is(Rule::ASSIGN, *at));
                names.extend(assign.and_then(|at| Some((at - 1, self.tokens.width(start, at)?))));
            }
        }
        for column in cells.iter().chain([&keys, &names]) {
            let aligned = || column.iter().filter(|(_, width)| *width <= MAX_ALIGNED);
            let widest = aligned().map(|(_, width)| *width).max().unwrap_or(0);
            for (token, width) in aligned() {
                self.pad(*token, widest - width);
            }
        }
    }

    /// The last token and the width of each cell of a row, added to the columns so far.
    fn cells(&self, row: Node<'a>, columns: &mut Vec<Vec<(usize, usize)>>) {
        let (start, end) = self.tokens.range(&row);
        let leads = |index| self.tokens.get(index).is_some_and(|token| token.gap.leads);
        if self.tokens.width(start, end).is_none() || (start + 1..end).any(leads) {
            return;
        }
        let cells = row.into_inner().filter(|part| part.as_rule() == Rule::cell);
        for (number, cell) in cells.enumerate() {
            let (start, end) = self.tokens.range(&cell);
            let Some(width) = self.tokens.width(start, end) else { continue };
            if columns.len() <= number {
                columns.push(Vec::new());
            }
            if let Some(column) = columns.get_mut(number) {
                column.push((end - 1, width));
            }
        }
    }
}

/// Whether a statement is a key and a value; `of` is what its block belongs to.
fn has_key(of: Rule, statement: Rule) -> bool {
    match of {
        Rule::rule => matches!(statement, Rule::setting | Rule::reference | Rule::needs),
        Rule::remediate => matches!(
            statement,
            Rule::impact | Rule::confirm | Rule::when | Rule::verify | Rule::undo | Rule::setting
        ),
        _ => statement == Rule::setting,
    }
}

/// Whether a statement is a name, `=` and a value.
fn has_name(of: Rule, statement: Rule) -> bool {
    match statement {
        Rule::binding | Rule::param | Rule::assignment => true,
        Rule::given_body => of == Rule::fixture,
        _ => false,
    }
}

/// The statement inside of rules that only say that it is one.
fn innermost(mut node: Node<'_>) -> Node<'_> {
    while matches!(node.as_rule(), Rule::clause | Rule::remedy_clause) {
        let Some(inner) = node.clone().into_inner().next() else { break };
        node = inner;
    }
    node
}
