//! What evidence a set of rules reads, for whoever collects it.

use serde::Serialize;

use super::reads::Reads;
use super::rule::words;
use crate::language::ast::Rule;
use crate::model::SourceSchema;

/// Sources and facts, each with the rules that read it.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct EvidencePlan<'a> {
    sources: Vec<SourceRead<'a>>,
    facts: Vec<FactRead<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct SourceRead<'a> {
    source: &'static str,
    argument: Option<&'a str>,
    rules: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct FactRead<'a> {
    fact: &'static str,
    rules: Vec<&'a str>,
}

/// Says what the rules read, in the order in which they first ask for it.
pub fn plan_evidence<'a>(rules: impl IntoIterator<Item = &'a Rule>) -> EvidencePlan<'a> {
    let mut plan = EvidencePlan::default();
    for rule in rules {
        let reads = Reads::of(rule);
        for (schema, query) in reads.queries {
            let argument = query.argument.as_ref().map(|expr| words(&rule.source, expr));
            plan.source(schema, argument.or(schema.default_path), &rule.id.text);
        }
        for fact in reads.facts {
            plan.fact(fact, &rule.id.text);
        }
    }
    plan
}

impl<'a> EvidencePlan<'a> {
    fn source(&mut self, schema: &SourceSchema, argument: Option<&'a str>, rule: &'a str) {
        let same =
            |read: &&mut SourceRead<'_>| read.source == schema.name && read.argument == argument;
        match self.sources.iter_mut().find(same) {
            Some(read) if read.rules.last() == Some(&rule) => {}
            Some(read) => read.rules.push(rule),
            None => {
                self.sources.push(SourceRead { source: schema.name, argument, rules: vec![rule] });
            }
        }
    }

    fn fact(&mut self, fact: &'static str, rule: &'a str) {
        match self.facts.iter_mut().find(|read| read.fact == fact) {
            Some(read) => read.rules.push(rule),
            None => self.facts.push(FactRead { fact, rules: vec![rule] }),
        }
    }
}
