//! Packs, profiles and waivers: what an organisation says about rules.

use std::rc::Rc;
use std::sync::Arc;

use time::Date;

use super::context::{child, children, same, Context};
use super::number;
use super::table::{literal, type_of};
use super::types::{Columns, Type};
use crate::diagnostic::{Code, Span};
use crate::language::ast::{
    Exclusion, Name, ParamValue, Profile, Rule as RuleTree, Selector, Waiver,
};
use crate::language::parse::{Node, Rule};
use crate::language::suggest;
use crate::model::{Value, RULES};

/// `profile NAME 'title' { ... }`.
pub(super) fn profile(context: &mut Context<'_>, node: Node<'_>) -> Option<Profile> {
    let name = context.plain_id(&node, "a profile")?;
    let mut texts = children(&node, Rule::string);
    if child(&node, Rule::id).is_none() {
        texts.next();
    }
    let title = texts.next().map(|title| context.fixed_text(&title));
    let line = context.line(context.span(&node));
    let source = Arc::clone(&context.file.source);
    let mut profile = Profile {
        name,
        title,
        include: Vec::new(),
        exclude: Vec::new(),
        params: Vec::new(),
        line,
        source,
    };
    for clause in node.into_inner() {
        match clause.as_rule() {
            Rule::include => profile.include.extend(context.selector(&clause)),
            Rule::exclude => {
                let rules = context.selector(&clause);
                let because = context.because(&clause);
                profile.exclude.extend(rules.map(|rules| Exclusion { rules, because }));
            }
            Rule::set_param => profile.params.extend(context.set_param(&clause)),
            _ => {}
        }
    }
    Some(profile)
}

/// `waive RULE on EXPR until DATE because 'reason'`.
pub(super) fn waiver(context: &mut Context<'_>, node: Node<'_>) -> Option<Waiver> {
    let span = context.span(&node);
    let id = child(&node, Rule::id).map(|id| context.name(&id))?;
    let rule = context.rule_name(id);
    let on = child(&node, Rule::waive_on).and_then(|on| child(&on, Rule::expr));
    let on = on.map(|on| context.condition(&on));
    let until = child(&node, Rule::waive_until);
    let until_span = until.as_ref().and_then(|until| until.clone().into_inner().next_back());
    let until_span = until_span.map_or(span, |date| context.span(&date));
    let date = until.as_ref().map(|until| context.last_day(until, until_span));
    let because = context.because(&node).filter(|reason| !reason.trim().is_empty());
    if !context.broken {
        if date.is_none() {
            let endless = context.error(Code::IncompleteWaiver, span, "this waiver has no end");
            context.report(endless.help("say until when it holds: until 2027-06-30"));
        }
        if because.is_none() {
            let mute = context.error(Code::IncompleteWaiver, span, "this waiver has no reason");
            context.report(mute.help("say why: because 'The lab is rebuilt every week.'"));
        }
    }
    Some(Waiver {
        rule: rule?,
        on,
        until: date??,
        until_span,
        because: because?,
        line: context.line(span),
        source: Arc::clone(&context.file.source),
    })
}

impl Context<'_> {
    /// The name of an item, which stands without quotes.
    pub(super) fn plain_id(&mut self, node: &Node<'_>, what: &str) -> Option<Name> {
        let name = match child(node, Rule::id) {
            Some(id) => self.name(&id),
            None => {
                let text = child(node, Rule::string)?;
                let span = self.span(&text);
                let name = Name { text: self.fixed_text(&text), span };
                let message = format!("the name of {what} stands without quotes");
                let quoted = self.error(Code::BadName, span, message);
                self.report(quoted.help(format!("write {}", name.text)).fix(span, &*name.text));
                return Some(name);
            }
        };
        self.check_id(&name.text, name.span, "a name");
        Some(name)
    }

    fn because(&mut self, node: &Node<'_>) -> Option<Arc<str>> {
        let text = child(&child(node, Rule::because)?, Rule::string)?;
        Some(self.fixed_text(&text))
    }

    fn selector(&mut self, node: &Node<'_>) -> Option<Selector> {
        let selector = child(node, Rule::selector)?;
        if let Some(part) = child(&selector, Rule::where_part) {
            let shape = Some(Rc::new(Columns::of_source(&RULES)));
            return self.filter(&part, &shape).map(Selector::Where);
        }
        let ids: Vec<Node<'_>> = children(&selector, Rule::id).collect();
        let names = ids.iter().filter_map(|id| {
            let name = self.name(id);
            self.rule_name(name)
        });
        Some(Selector::Ids(names.collect()))
    }

    /// `param RULE $Name = VALUE`, held against the rule's own parameter.
    fn set_param(&mut self, node: &Node<'_>) -> Option<ParamValue> {
        let id = child(node, Rule::id).map(|id| self.name(&id))?;
        let name = child(node, Rule::var).map(|var| self.variable_name(&var))?;
        let before = self.errors();
        let typed = child(node, Rule::expr).map(|expr| self.expr(&expr))?;
        let rule = self.rule_name(id)?;
        let value = literal(&typed.expr.kind);
        if value.is_none() && self.errors() == before {
            let wrong =
                self.error(Code::BadParameter, typed.expr.span, "a parameter has a plain value");
            self.report(wrong.help("write text in quotes, a number, a version or a list"));
        }
        // A rule that was not loaded was reported where it stands.
        let loaded = Arc::clone(self.pack.rule(&rule.text)?);
        let Some(param) = loaded.params.iter().find(|param| same(&param.name, &name)) else {
            self.unknown_parameter(&loaded, &name);
            return None;
        };
        let wanted = literal(&param.default.kind).as_ref().map_or(Type::Any, type_of);
        let value = value?;
        if !type_of(&value).fits(&wanted) {
            let message =
                format!("`${}` is {}, and {}", param.name.text, wanted.name(), typed.ty.this());
            let wrong = self.error(Code::BadParameter, typed.expr.span, message);
            self.report(wrong.help("write a value like the default of the rule"));
            return None;
        }
        let name = Name { text: Arc::clone(&param.name.text), ..name };
        Some(ParamValue { rule, name, value })
    }

    fn unknown_parameter(&mut self, rule: &RuleTree, name: &Name) {
        let known: Vec<&str> = rule.params.iter().map(|param| param.name.text.as_ref()).collect();
        let message = format!("`{}` has no parameter `${}`", rule.id.text, name.text);
        let mut unknown = self.error(Code::BadParameter, name.span, message);
        if let Some(near) = suggest::nearest(&name.text, known.iter().copied()) {
            unknown = unknown.fix(name.span, near);
        }
        let help = suggest::help(&name.text, known.iter().copied(), "it has");
        self.report(unknown.help(help.unwrap_or_else(|| String::from("it has no parameters"))));
    }

    /// The day after `until`.
    fn last_day(&mut self, node: &Node<'_>, span: Span) -> Option<Date> {
        let read = child(node, Rule::numeric).map(|numeric| number::read(numeric.as_str()));
        let day = match read {
            Some(Ok((Value::Time(time), _))) if time.time() == time::Time::MIDNIGHT => {
                Some(time.date())
            }
            _ => None,
        };
        if day.is_none() {
            let shown: String = node.as_str().split_whitespace().skip(1).collect();
            let shown: String = shown.chars().take(40).collect();
            let wrong = self.error(Code::BadNumber, span, format!("`{shown}` is not a date"));
            let help = if has_form_of_day(&shown) {
                "there is no such day; a day is written year, month, day: until 2027-06-30"
            } else {
                "write year, month and day, without quotes: until 2027-06-30"
            };
            let quoted = child(node, Rule::string).map(|text| text.as_str().to_owned());
            let day = quoted.as_deref().map(|text| text.trim_matches(['\'', '"']));
            let day = day.filter(|day| matches!(number::read(day), Ok((Value::Time(_), _))));
            self.report(match day {
                Some(day) => wrong.help(help).fix(span, day),
                None => wrong.help(help),
            });
        }
        day
    }
}

/// Whether a text is written as a day is, whatever its numbers are.
fn has_form_of_day(text: &str) -> bool {
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let lengths: Vec<usize> = text.split('-').filter(|p| digits(p)).map(str::len).collect();
    lengths == [4, 2, 2] && text.len() == 10
}
