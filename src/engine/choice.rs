//! What a selection makes of a pack: the rules that are evaluated, the ones that a profile leaves
//! out, and the values of parameters.

use std::collections::HashMap;
use std::sync::Arc;

use super::expression::Context;
use super::parameter::given;
use super::scope::{Scope, Tables};
use super::Selection;
use crate::evidence::Facts;
use crate::language::ast::{BindingValue, Profile, QuerySource, Rule, RulePack, Selector};
use crate::language::nearest;
use crate::model::{Location, Row, Truth, Value, RULES};

/// Values of parameters that differ from their defaults, by the rule's id in lower case.
pub(super) type Values = HashMap<String, Vec<(Arc<str>, Value)>>;

/// What is made of each rule.
pub(super) struct Choice {
    /// Whether the rule is evaluated, by its index.
    taken: Vec<bool>,
    /// Why the profile leaves the rule out, for rules that were selected.
    pub(super) left_out: Vec<Option<String>>,
    /// Values of parameters.
    pub(super) values: Values,
}

/// A selection names something that is not there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SelectionError {
    /// No profile has that name.
    #[error("there is no profile {name}{}", list(.known))]
    NoProfile {
        /// The name.
        name: String,
        /// The profiles that there are.
        known: Vec<String>,
    },
    /// No rule has that id, or it has no such parameter.
    #[error("{rule} has no parameter {name}{}{}", list(.known), meant(.near.as_deref()))]
    NoParameter {
        /// The rule as it was named.
        rule: String,
        /// The parameter as it was named.
        name: String,
        /// The parameter that was probably meant.
        near: Option<String>,
        /// The parameters that the rule has.
        known: Vec<String>,
    },
    /// No rule has that id.
    #[error("there is no rule {rule}, for which a parameter is given{}", meant(.near.as_deref()))]
    NoRule {
        /// The rule as it was named.
        rule: String,
        /// The rule that was probably meant.
        near: Option<String>,
    },
    /// A value does not fit its parameter.
    #[error("the parameter {name} of {rule} is {wanted}, and {given}")]
    Unfit {
        /// The rule.
        rule: String,
        /// The parameter.
        name: String,
        /// What it is.
        wanted: String,
        /// What was given, and what is wrong with it.
        given: String,
    },
}

fn list(names: &[String]) -> String {
    match names {
        [] => String::from("; there are none"),
        names => format!("; there is {}", names.join(", ")),
    }
}

fn meant(near: Option<&str>) -> String {
    near.map(|near| format!(". Did you mean {near}?")).unwrap_or_default()
}

impl Choice {
    /// Chooses rules of the pack.
    ///
    /// # Errors
    /// When the selection names a profile, rule or parameter that is not there.
    pub(super) fn new(pack: &RulePack, selection: &Selection) -> Result<Self, SelectionError> {
        let mut choice = Self {
            taken: pack.rules.iter().map(|rule| selection.takes(rule)).collect(),
            left_out: vec![None; pack.rules.len()],
            values: Values::new(),
        };
        if let Some(name) = &selection.profile {
            let profile = pack.profile(name).ok_or_else(|| SelectionError::NoProfile {
                name: name.clone(),
                known: pack.profiles.iter().map(|known| known.name.text.to_string()).collect(),
            })?;
            choice.apply(pack, profile);
        }
        // Who runs the rules has the last word.
        for (rule, name, json) in &selection.parameters {
            let found = pack.rule(rule).ok_or_else(|| SelectionError::NoRule {
                rule: rule.clone(),
                near: nearest(rule, pack.rules.iter().map(|known| &*known.id.text))
                    .map(|near| near.to_string()),
            })?;
            let (name, value) = given(found, name, json)?;
            choice.set(found, name, value);
        }
        Ok(choice)
    }

    /// Every rule that `selected` takes, with the defaults of its parameters.
    pub(super) fn plain(pack: &RulePack, selected: impl Fn(&Rule) -> bool) -> Self {
        Self {
            taken: pack.rules.iter().map(|rule| selected(rule)).collect(),
            left_out: vec![None; pack.rules.len()],
            values: Values::new(),
        }
    }

    /// Whether the rule of that index is evaluated for its own sake.
    pub(super) fn takes(&self, index: usize) -> bool {
        self.taken.get(index).copied().unwrap_or_default()
    }

    fn apply(&mut self, pack: &RulePack, profile: &Profile) {
        let tables = Tables::new(&RulePack::default());
        let facts = Facts::default();
        let scope = Scope::new(&facts, &tables);
        for (index, rule) in pack.rules.iter().enumerate() {
            let Some(taken) = self.taken.get_mut(index).filter(|taken| **taken) else { continue };
            let row = row(rule);
            let means = |selector: &Selector| match selector {
                Selector::Ids(ids) => ids.iter().any(|id| id.text == rule.id.text),
                Selector::Where(expr) => {
                    Context { scope: &scope, row: Some(&row) }.truth(expr) == Truth::True
                }
            };
            let name = &profile.name.text;
            let reason = if !profile.include.is_empty() && !profile.include.iter().any(means) {
                format!("The profile {name} does not include it.")
            } else if let Some(exclusion) = profile.exclude.iter().find(|each| means(&each.rules)) {
                match &exclusion.because {
                    Some(because) => format!("The profile {name} leaves it out: {because}"),
                    None => format!("The profile {name} leaves it out."),
                }
            } else {
                continue;
            };
            *taken = false;
            if let Some(left_out) = self.left_out.get_mut(index) {
                *left_out = Some(reason);
            }
        }
        for set in &profile.params {
            if let Some(rule) = pack.rule(&set.rule.text) {
                self.set(rule, set.name.text.clone(), set.value.clone());
            }
        }
    }

    fn set(&mut self, rule: &Rule, name: Arc<str>, value: Value) {
        let values = self.values.entry(rule.id.text.to_ascii_lowercase()).or_default();
        values.retain(|(other, _)| *other != name);
        values.push((name, value));
    }
}

/// A rule as the row that the conditions of profiles look at.
fn row(rule: &Rule) -> Row {
    let texts = |words: &[Arc<str>]| {
        Value::List(words.iter().map(|word| Value::Text(word.clone())).collect())
    };
    let mut sources: Vec<&str> = Vec::new();
    for binding in &rule.bindings {
        if let BindingValue::Query(query) = &binding.value {
            if let QuerySource::Evidence(schema) = &query.source {
                sources.push(schema.name);
            }
        }
    }
    let columns = [
        ("Id", Value::Text(rule.id.text.clone())),
        ("Title", Value::Text(rule.title.clone())),
        ("Severity", Value::from(format!("{:?}", rule.severity))),
        (
            "Phase",
            Value::List(rule.phases.iter().map(|phase| format!("{phase:?}").into()).collect()),
        ),
        ("Tags", texts(&rule.tags)),
        ("Cves", texts(&rule.cves)),
        ("Sources", Value::List(sources.into_iter().map(Value::from).collect())),
    ];
    Row {
        source: Some(&RULES),
        columns: columns.into_iter().map(|(name, value)| (Arc::from(name), value)).collect(),
        location: Location::default(),
        cut: false,
        code_page: false,
    }
}
