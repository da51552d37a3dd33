//! Rules: the clauses, in the order in which they may refer to each other.

use std::sync::Arc;

use super::context::{child, children, Context};
use super::expression::Typed;
use super::table::literal;
use super::types::Type;
use crate::diagnostic::{Code, Span};
use crate::language::ast::{Binding, BindingValue, Name, Param, Reference, Rule as RuleTree, When};
use crate::language::parse::{ItemKind, Node, Rule};
use crate::model::{Grade, Severity};

/// `rule ID 'title' { ... }`.
pub(super) fn rule(context: &mut Context<'_>, node: Node<'_>) -> Option<RuleTree> {
    let before = context.errors();
    let id = child(&node, Rule::id).map(|id| context.name(&id))?;
    context.check_id(&id.text, id.span, "an id");
    let title = match child(&node, Rule::string) {
        Some(title) => context.fixed_text(&title),
        None => {
            let untitled = context.error(Code::IncompleteRule, id.span, "this rule has no title");
            let after = Span { start: id.span.end, ..id.span };
            let help = format!("write rule {} 'What is wrong' {{", id.text);
            context.report(untitled.help(help).placeholder(after, " 'What is wrong'"));
            Arc::from("")
        }
    };
    let span = context.span(&node);
    let mut rule = RuleTree {
        line: context.line(span),
        id,
        title,
        formerly: Vec::new(),
        severity: Severity::Medium,
        phases: vec![crate::model::Phase::Before, crate::model::Phase::After],
        tags: Vec::new(),
        cves: Vec::new(),
        help: None,
        references: Vec::new(),
        written: Vec::new(),
        params: Vec::new(),
        applies: None,
        needs: Vec::new(),
        bindings: Vec::new(),
        whens: Vec::new(),
        findings: Vec::new(),
        remedy: None,
        span,
        source: Arc::clone(&context.file.source),
    };
    let clauses: Vec<Node<'_>> =
        children(&node, Rule::clause).filter_map(|clause| clause.into_inner().next()).collect();
    // Parameters first, then what detects, then what speaks of it: whatever their order.
    for pass in 0..3 {
        let mut seen = Vec::new();
        for clause in &clauses {
            let turn = match clause.as_rule() {
                Rule::finding | Rule::remediate => 2,
                Rule::detect | Rule::applies => 1,
                _ => 0,
            };
            if turn == pass {
                context.clause(&mut rule, clause, &mut seen);
            }
        }
    }
    context.completeness(&rule, before);
    Some(rule)
}

impl Context<'_> {
    fn clause(&mut self, rule: &mut RuleTree, clause: &Node<'_>, seen: &mut Vec<String>) {
        match clause.as_rule() {
            Rule::setting => self.setting(rule, clause, seen),
            Rule::reference => {
                let mut texts = children(clause, Rule::string);
                let url = texts.next().map(|url| self.fixed_text(&url)).unwrap_or_default();
                let title = texts.next().map(|title| self.fixed_text(&title));
                rule.references.push(Reference { url, title });
                let word = child(clause, Rule::K_REF).map(|word| self.name(&word));
                rule.written.extend(word);
            }
            Rule::param => rule.params.extend(self.param(clause)),
            Rule::applies => {
                self.once(clause, "applies", rule.applies.is_some());
                rule.applies = child(clause, Rule::expr).map(|expr| self.condition(&expr));
            }
            Rule::needs => {
                let ids: Vec<Node<'_>> = children(clause, Rule::id).collect();
                for id in ids {
                    let name = self.name(&id);
                    rule.needs.extend(self.rule_name(name));
                }
            }
            Rule::detect => {
                self.once(clause, "detect", !rule.whens.is_empty() || !rule.bindings.is_empty());
                self.detect(rule, clause);
            }
            Rule::finding => rule.findings.push(self.finding(clause)),
            Rule::remediate => {
                self.once(clause, "remediate", rule.remedy.is_some());
                rule.remedy = self.remedy(clause);
            }
            _ => {}
        }
    }

    /// Reports a clause that may stand once.
    pub(super) fn once(&mut self, clause: &Node<'_>, word: &str, again: bool) {
        if again {
            let span = self.span(clause);
            let length = u32::try_from(word.len()).unwrap_or(0);
            let span = Span { end: span.start + length, ..span };
            let twice = self.error(Code::Repeated, span, format!("`{word}` stands twice"));
            self.report(twice.help("put both into one"));
        }
    }

    /// A rule by its id, spelled as it was defined; reported when there is none.
    pub(super) fn rule_name(&mut self, name: Name) -> Option<Name> {
        if let Some(known) = self.pack.names.find(ItemKind::Rule, &name.text) {
            return Some(Name { text: Arc::from(known), ..name });
        }
        // An id of the wrong form was reported where it stands; this is what it should be.
        if self.pack.names.find(ItemKind::Rule, &name.text.replace('-', "_")).is_some() {
            return None;
        }
        self.unknown_name(ItemKind::Rule, &name);
        None
    }

    fn param(&mut self, node: &Node<'_>) -> Option<Param> {
        let name = child(node, Rule::var).map(|var| self.variable_name(&var))?;
        let before = self.errors();
        let default = child(node, Rule::expr).map(|expr| self.expr(&expr))?;
        if literal(&default.expr.kind).is_none() && self.errors() == before {
            let span = default.expr.span;
            let plain =
                self.error(Code::BadSetting, span, "the default must be a plain value or a list");
            self.report(plain.help("bind other values in `detect`"));
        }
        self.define(name.clone(), default.ty);
        let help = child(node, Rule::string).map(|help| self.fixed_text(&help));
        Some(Param { name, default: default.expr, help })
    }

    fn detect(&mut self, rule: &mut RuleTree, node: &Node<'_>) {
        for inner in node.clone().into_inner() {
            match inner.as_rule() {
                Rule::binding => rule.bindings.extend(self.binding(&inner)),
                Rule::when => rule.whens.extend(self.when(&inner)),
                _ => {}
            }
        }
    }

    fn binding(&mut self, node: &Node<'_>) -> Option<Binding> {
        let name = child(node, Rule::var).map(|var| self.variable_name(&var))?;
        let (value, ty) = match self.binding_value(node) {
            Some((value, ty)) => (Some(value), ty),
            None => (None, Type::Any),
        };
        self.define(name.clone(), ty);
        value.map(|value| Binding { name, value })
    }

    fn binding_value(&mut self, node: &Node<'_>) -> Option<(BindingValue, Type)> {
        if let Some(query) = child(node, Rule::query) {
            return self.query(&query).map(|(query, ty)| (BindingValue::Query(query), ty));
        }
        let expr = child(node, Rule::expr)?;
        let span = self.span(&expr);
        if let Some((query, ty)) = self.whole_source(expr.as_str().trim(), span) {
            return Some((BindingValue::Query(query), ty));
        }
        let Typed { expr, ty, .. } = self.expr(&expr);
        Some((BindingValue::Expr(expr), ty))
    }

    fn when(&mut self, node: &Node<'_>) -> Option<When> {
        let span = self.span(node);
        let label = child(node, Rule::label).and_then(|label| child(&label, Rule::string));
        let label = label.map(|label| self.fixed_text(&label));
        let grade = child(node, Rule::grade).and_then(|grade| child(&grade, Rule::name));
        let grade = grade.and_then(|word| {
            let known = Grade::from_keyword(word.as_str());
            if known.is_none() {
                self.bad_word(word.as_str(), self.span(&word), Grade::KEYWORDS, "grade");
            }
            known
        });
        let condition = child(node, Rule::expr).map(|expr| self.condition(&expr))?;
        Some(When { label, grade, condition, span, line: self.line(span) })
    }

    /// Reports what a rule cannot do without; not when a reported piece may have been it.
    fn completeness(&mut self, rule: &RuleTree, before: usize) {
        if self.broken || self.errors() > before {
            return;
        }
        let missing = if rule.whens.is_empty() {
            Some(("this rule detects nothing", "write detect { when 'why' ... }"))
        } else if rule.findings.is_empty() {
            Some(("this rule has nothing to report", "write finding 'what was found' { ... }"))
        } else {
            None
        };
        if let Some((message, help)) = missing {
            let incomplete = self.error(Code::IncompleteRule, rule.id.span, message).help(help);
            self.report(incomplete);
        }
    }
}
