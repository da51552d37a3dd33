//! What may take several lines: questions, conditions, lists, records.

use super::printer::Printer;
use super::trivia::Gap;
use crate::language::parse::{Node, Rule};

impl<'a> Printer<'_, 'a> {
    /// `$name = value`, `param $name = value 'help'`.
    pub(super) fn definition(&mut self, node: Node<'a>) {
        let mut column = self.hang;
        for part in node.into_inner() {
            let (_, end) = self.tokens.range(&part);
            match part.as_rule() {
                Rule::expr => {
                    column = self.bounded(self.upcoming());
                    self.expr(part, column + 2);
                }
                Rule::string => {
                    self.part_of_line(end, column);
                    self.node(part);
                }
                _ => self.node(part),
            }
        }
    }

    /// `rows of service where ...`: its parts stand beside each other or below each other.
    pub(super) fn query(&mut self, node: Node<'a>) {
        let column = self.bounded(self.upcoming());
        let hang = std::mem::replace(&mut self.hang, column);
        self.parts(node, column);
        self.hang = hang;
    }

    /// `evidence $rows where ... columns ...`.
    pub(super) fn evidence(&mut self, node: Node<'a>) {
        let hang = self.hang;
        let column = self.bounded(self.upcoming() + "evidence ".len());
        self.hang = column;
        self.parts(node, column);
        self.hang = hang;
    }

    /// `set service 'X' StartType = 'Manual'`, `waive some-rule on ... until ... because ...`.
    pub(super) fn clauses(&mut self, node: Node<'a>) {
        self.parts(node, self.indent + 2);
    }

    fn parts(&mut self, node: Node<'a>, column: usize) {
        for part in node.into_inner() {
            let (_, end) = self.tokens.range(&part);
            match part.as_rule() {
                Rule::direct => self.parts(part, column),
                Rule::query_part => {
                    self.part_of_line(end, column);
                    self.parts(part, column);
                }
                Rule::where_part | Rule::waive_on => {
                    self.part_of_line(end, column);
                    self.condition(part, column);
                }
                Rule::columns
                | Rule::limit_part
                | Rule::assignment
                | Rule::waive_until
                | Rule::because => {
                    self.part_of_line(end, column);
                    self.node(part);
                }
                _ => self.node(part),
            }
        }
    }

    /// `where ...`, `on ...`.
    fn condition(&mut self, node: Node<'a>, column: usize) {
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::expr => self.expr(part, column + 2),
                _ => self.node(part),
            }
        }
    }

    /// Breaks the line before a part that does not fit on it, or that stood on a line of its own.
    fn part_of_line(&mut self, end: usize, column: usize) {
        let gap = self.tokens.get(self.next).map(|token| &token.gap);
        if gap.is_some_and(|gap| gap.leads || gap.breaks()) || !self.fits(end) {
            self.break_at(column);
        }
    }

    /// `when 'why' grade attempt ...`: the condition stands beside the label or below it.
    pub(super) fn when(&mut self, node: Node<'a>) {
        let mut titled = false;
        for part in node.into_inner() {
            let (_, end) = self.tokens.range(&part);
            match part.as_rule() {
                Rule::expr if titled => {
                    self.part_of_line(end, self.indent + 2);
                    self.expr(part, self.indent + 4);
                }
                Rule::expr => self.expr(part, self.indent + 2),
                other => {
                    titled |= matches!(other, Rule::label | Rule::grade);
                    self.node(part);
                }
            }
        }
    }

    /// `{ Name = value ... }`: on the statement's line where it fits and was there, else as a block.
    pub(super) fn record(&mut self, node: Node<'a>) {
        let (start, end) = self.tokens.range(&node);
        let assignments: Vec<Node<'a>> =
            node.into_inner().filter(|part| part.as_rule() == Rule::assignment).collect();
        let leads = |node: &Node<'a>| {
            let first = self.tokens.get(self.tokens.range(node).0);
            first.is_some_and(|token| token.gap.leads)
        };
        let breaks = self.tokens.get(start).is_some_and(|brace| brace.gap.breaks());
        let kept = !breaks && !assignments.iter().any(leads) && self.fits(end);
        if kept && self.tokens.width(start, end).is_some() {
            self.write_to(end);
        } else {
            self.block(Rule::record, assignments);
        }
    }

    /// A condition or value on one line, or with a line for each `-and` and `-or` at `hang`.
    pub(super) fn expr(&mut self, node: Node<'a>, hang: usize) {
        let (_, end) = self.tokens.range(&node);
        let outer = std::mem::replace(&mut self.hang, hang);
        if self.fits(end) {
            self.write_to(end);
            self.hang = outer;
            return;
        }
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::op_and | Rule::op_or | Rule::op_coalesce => {
                    self.break_at(hang);
                    self.write_next();
                }
                Rule::primary => self.primary(part, hang),
                _ => self.write_next(),
            }
        }
        self.hang = outer;
    }

    /// A value that is too long for its line: what stands in parentheses goes on below it.
    pub(super) fn primary(&mut self, node: Node<'a>, hang: usize) {
        let (_, end) = self.tokens.range(&node);
        let Some(inner) = node.into_inner().next().filter(|_| !self.fits(end)) else {
            self.write_to(end);
            return;
        };
        match inner.as_rule() {
            Rule::group => {
                for part in inner.into_inner() {
                    match part.as_rule() {
                        Rule::expr => self.expr(part, hang + 2),
                        _ => self.write_next(),
                    }
                }
            }
            Rule::list | Rule::call => self.values(inner),
            _ => self.write_to(end),
        }
    }

    /// `@( ... )` and `name( ... )`: as many values on a line as fit.
    fn values(&mut self, node: Node<'a>) {
        let outer = self.hang;
        let mut column = outer;
        let mut listed = false;
        for part in node.into_inner() {
            let (_, end) = self.tokens.range(&part);
            match part.as_rule() {
                Rule::expr => {
                    let gap = self.tokens.get(self.next).map(|token| &token.gap);
                    if gap.is_some_and(Gap::breaks) || (listed && !self.fits(end)) {
                        self.break_at(column);
                    }
                    self.expr(part, column + 2);
                }
                Rule::COMMA => {
                    listed = true;
                    self.write_next();
                }
                other => {
                    self.write_next();
                    if matches!(other, Rule::LIST_OPEN | Rule::LPAREN) {
                        column = self.bounded(self.upcoming());
                        self.hang = column;
                    }
                }
            }
        }
        self.hang = outer;
    }
}
