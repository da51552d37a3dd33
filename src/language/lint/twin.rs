//! Rules that detect the same: a copy whose condition was never changed, or one rule too many.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::Arc;

use super::canon;
use super::found::Found;
use super::pack::PackView;
use crate::language::ast::{Binding, BindingValue, Expr, Name, Query, QuerySource, Rule};
use crate::model::Phase;

pub(super) fn conditions(pack: &PackView<'_>, found: &mut Found<'_>) {
    let mut forms = Forms::default();
    let mut seen: HashMap<(usize, Phase), &Arc<Rule>> = HashMap::new();
    for rule in pack.rules_library_first() {
        let form = forms.rule(rule);
        let twin = rule.phases.iter().find_map(|phase| seen.get(&(form, *phase)).copied());
        for phase in &rule.phases {
            seen.entry((form, *phase)).or_insert(rule);
        }
        let Some(twin) = twin else { continue };
        let message = format!("`{}` detects the same as `{}`", rule.id.text, twin.id.text);
        let same = found.at(&rule.source, rule.id.span, message);
        let help = "change the condition of one, or make one rule of both";
        found.push(if Arc::ptr_eq(&twin.source, &rule.source) {
            same.place(twin.id.span, "the other rule").help(help)
        } else {
            same.help(format!("it is in {}, line {}; {help}", twin.source.origin, twin.line))
        });
    }
}

/// The forms of conditions and queries so far; equal ones have one number.
#[derive(Default)]
struct Forms(HashMap<String, usize>);

impl Forms {
    fn number(&mut self, form: String) -> usize {
        let next = self.0.len();
        *self.0.entry(form).or_insert(next)
    }

    /// What a rule detects: the condition under which it applies and all that detect its issue.
    fn rule(&mut self, rule: &Rule) -> usize {
        let mut variables = Variables::default();
        for param in &rule.params {
            let form = format!("param {}", canon::of(&param.default));
            variables.bind(&param.name, self.number(form));
        }
        for binding in &rule.bindings {
            let form = variables.binding(binding);
            variables.bind(&binding.name, self.number(form));
        }
        let mut whens: Vec<String> =
            rule.whens.iter().map(|when| variables.expr(&when.condition)).collect();
        whens.sort_unstable();
        whens.dedup();
        let applies = rule.applies.as_ref().map(|applies| variables.expr(applies));
        self.number(format!("rule {} when {}", applies.unwrap_or_default(), whens.join("\n")))
    }
}

/// The numbers of what the variables of a rule stand for.
#[derive(Default)]
struct Variables(HashMap<String, usize>);

impl Variables {
    fn bind(&mut self, name: &Name, form: usize) {
        self.0.insert(name.text.to_ascii_lowercase(), form);
    }

    fn variable(&self, name: &Name) -> String {
        let form = self.0.get(&name.text.to_ascii_lowercase());
        form.map_or_else(|| format!("${}", name.text), |form| format!("#{form}"))
    }

    fn expr(&self, expr: &Expr) -> String {
        let mut form = String::new();
        canon::expr(&mut form, expr, &|name| self.variable(name));
        form
    }

    fn binding(&self, binding: &Binding) -> String {
        match &binding.value {
            BindingValue::Expr(expr) => self.expr(expr),
            BindingValue::Query(query) => self.query(query),
        }
    }

    fn query(&self, query: &Query) -> String {
        let source = match &query.source {
            QuerySource::Evidence(schema) => schema.name.to_owned(),
            QuerySource::Table(name) => format!("table {}", name.text.to_ascii_lowercase()),
            QuerySource::Variable(name) => self.variable(name),
        };
        let mut form = format!("{:?} {source}", query.quantity);
        let mut expr = |what: &str, expr: Option<&Expr>| {
            if let Some(expr) = expr {
                form.push_str(what);
                canon::expr(&mut form, expr, &|name| self.variable(name));
            }
        };
        expr(" argument ", query.argument.as_ref());
        expr(" where ", query.filter.as_ref());
        let column = |name: Option<&Name>| name.map(|name| name.text.to_ascii_lowercase());
        let _ = write!(
            form,
            " pattern {:?} {:?} {:?} {:?} {} {:?}",
            query.pattern.as_ref().map(|pattern| pattern.regex.as_str()),
            query.within,
            column(query.per.as_ref()),
            column(query.by.as_ref()),
            query.if_present,
            query.limit,
        );
        form
    }
}
