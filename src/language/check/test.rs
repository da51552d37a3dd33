//! Tests that stand beside the rules.

use std::sync::Arc;

use super::context::{child, children, Context};
use super::operators::Infix;
use super::table::{cells, type_of};
use super::types::Type;
use crate::diagnostic::{Code, Span};
use crate::language::ast::{Case, Cases, Expect, Expr, ExprKind, Name, Operator, Test};
use crate::language::parse::{Node, Rule};
use crate::language::suggest;
use crate::model::{Outcome, Value};

/// `test 'name' for RULE { ... }`.
pub(super) fn test(context: &mut Context<'_>, node: Node<'_>) -> Option<Test> {
    let before = context.errors();
    let title = child(&node, Rule::string)?;
    let (name, name_span) = (context.fixed_text(&title), context.span(&title));
    let id = child(&node, Rule::id).map(|id| context.name(&id))?;
    let span = context.span(&node);
    let line = context.line(span);
    let rule = context.rule_name(id);
    let mut test = Test {
        name,
        name_span,
        rule: rule.clone().unwrap_or(Name { text: Arc::from(""), span }),
        givens: Vec::new(),
        cases: None,
        expects: Vec::new(),
        line,
        source: Arc::clone(&context.file.source),
    };
    let clauses: Vec<Node<'_>> = node.into_inner().collect();
    let (mut spans, mut expects) = (Vec::new(), Vec::new());
    // The cases first: whatever stands around them may use their variables.
    for clause in clauses.iter().filter(|clause| clause.as_rule() == Rule::cases) {
        context.once(clause, "cases", test.cases.is_some());
        let (cases, places) = context.cases(clause);
        test.cases = Some(cases);
        spans = places;
    }
    for clause in &clauses {
        match clause.as_rule() {
            Rule::given => test.givens.extend(context.given(clause)),
            Rule::expect => {
                let place = context.span(clause);
                let expect = context.expect(clause, test.cases.as_ref(), &spans);
                expects.extend(expect.map(|expect| (expect, place)));
            }
            _ => {}
        }
    }
    context.at_once(&expects, test.cases.as_ref());
    test.expects.extend(expects.into_iter().map(|(expect, _)| expect));
    if test.expects.is_empty() && !context.broken && context.errors() == before {
        let empty =
            context.error(Code::BadExpectation, test.rule.span, "this test expects nothing");
        context.report(empty.help("write expect detected, expect clear or expect unknown"));
    }
    rule.map(|_| test)
}

impl Context<'_> {
    /// The cases, and where their cells stand.
    fn cases(&mut self, node: &Node<'_>) -> (Cases, Vec<Vec<Span>>) {
        let nodes: Vec<Node<'_>> = children(node, Rule::var).collect();
        let variables: Vec<Name> = nodes.iter().map(|var| self.variable_name(var)).collect();
        let mut rows = Vec::new();
        let mut places = Vec::new();
        for row in children(node, Rule::row) {
            let line = self.line(self.span(&row));
            let (values, spans) =
                cells(self, &row, variables.len(), "variable").into_iter().unzip();
            rows.push(Case { values, line });
            places.push(spans);
        }
        if rows.is_empty() && !self.broken {
            let empty = self.error(Code::CellCount, self.span(node), "there are no cases");
            self.report(empty.help("a case is a row such as | 15.2.792.9 | detected |"));
        }
        for (index, name) in variables.iter().enumerate() {
            let column = rows.iter().filter_map(|row| row.values.get(index)).map(type_of);
            let ty = column.reduce(|a, b| a.join(&b)).unwrap_or(Type::Any);
            self.define(name.clone(), ty);
        }
        (Cases { variables, rows }, places)
    }

    fn expect(
        &mut self,
        node: &Node<'_>,
        cases: Option<&Cases>,
        places: &[Vec<Span>],
    ) -> Option<Expect> {
        let inner = node.clone().into_inner().find(|inner| inner.as_rule() != Rule::K_EXPECT)?;
        match inner.as_rule() {
            Rule::expect_plan => {
                let steps: Vec<Node<'_>> = children(&inner, Rule::step).collect();
                Some(Expect::Plan(steps.iter().filter_map(|step| self.step(step)).collect()))
            }
            Rule::expect_message => self.expect_message(&inner),
            _ => self.expect_outcome(&inner, cases, places),
        }
    }

    fn expect_message(&mut self, node: &Node<'_>) -> Option<Expect> {
        let text = child(node, Rule::string)?;
        let operator = node.clone().into_inner().find(|inner| inner.as_rule() == Rule::op_compare);
        let at = self.span(operator.as_ref().unwrap_or(node));
        let infix = operator.and_then(|operator| self.compare_operator(operator.as_str(), at))?;
        match infix {
            Infix::Match { case, negated: false } => {
                self.pattern(&text, case).map(Expect::MessageMatch)
            }
            Infix::Operator(
                operator @ (Operator::Equal { .. }
                | Operator::NotEqual { .. }
                | Operator::Like { .. }),
            ) => Some(Expect::Message { operator, text: self.text(&text).expr }),
            _ => {
                let wrong =
                    self.error(Code::BadExpectation, at, "a message cannot be compared like this");
                self.report(wrong.help("use -eq, -ne, -like, -notlike or -match"));
                None
            }
        }
    }

    fn expect_outcome(
        &mut self,
        node: &Node<'_>,
        cases: Option<&Cases>,
        places: &[Vec<Span>],
    ) -> Option<Expect> {
        let counted = child(node, Rule::numeric).and_then(|number| {
            let count = number.as_str().parse::<u32>().ok();
            if count.is_none() {
                let wrong =
                    self.error(Code::BadNumber, self.span(&number), "this is no whole number");
                self.report(wrong.help("write how many there must be, such as 2"));
            }
            count.map(u64::from)
        });
        let first = node.clone().into_inner().next()?;
        let outcome = self.outcome_value(&first, cases, places)?;
        if child(node, Rule::K_AFTER).is_some() {
            return Some(Expect::After { outcome });
        }
        let counts_rows = child(node, Rule::K_ROWS).is_some();
        let (findings, rows) = if counts_rows { (None, counted) } else { (counted, None) };
        Some(Expect::Outcome { outcome, findings, rows })
    }

    /// The outcome that is expected: a keyword, or a variable of the cases.
    fn outcome_value(
        &mut self,
        node: &Node<'_>,
        cases: Option<&Cases>,
        places: &[Vec<Span>],
    ) -> Option<Expr> {
        let span = self.span(node);
        if node.as_rule() != Rule::var {
            self.outcome(node.as_str(), span)?;
            let kind = ExprKind::Literal(Value::from(node.as_str()));
            return Some(Expr { kind, span });
        }
        let outcome = self.value(node).expr;
        let ExprKind::Variable { name, path } = &outcome.kind else { return None };
        if !path.is_empty() {
            return None;
        }
        let index =
            cases?.variables.iter().position(|variable| super::context::same(variable, name));
        let column = cases?.rows.iter().map(|row| row.values.get(index?));
        for (value, spans) in column.collect::<Vec<_>>().into_iter().zip(places) {
            let at = index.and_then(|index| spans.get(index)).copied().unwrap_or(span);
            match value {
                Some(Value::Text(text)) => drop(self.outcome(&text.clone(), at)),
                Some(Value::Missing) | None => {}
                Some(other) => {
                    let shown = other.to_string();
                    self.outcome(&shown, at);
                }
            }
        }
        Some(outcome)
    }

    fn outcome(&mut self, word: &str, span: Span) -> Option<Outcome> {
        let known = Outcome::from_keyword(word);
        if known.is_none() {
            let unknown =
                self.error(Code::UnknownOutcome, span, format!("there is no outcome `{word}`"));
            let words = Outcome::KEYWORDS;
            self.report(match suggest::nearest(word, words.iter().copied()) {
                Some(near) => unknown.help(format!("did you mean `{near}`?")).fix(span, near),
                None => unknown.help(format!("there is {}", suggest::any_of(words))),
            });
        }
        if known == Some(Outcome::Waived) {
            let never = self.error(Code::BadExpectation, span, "in a test no rule is waived");
            self.report(never.help("a test asks what the rule itself says, such as detected"));
        }
        known
    }
}
