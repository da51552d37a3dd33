//! What a rule reads, from its syntax tree alone.

use crate::language::ast::{Expr, ExprKind, Part, Query, QuerySource, Rule};
use crate::model::{fact_schema, SourceSchema};

/// The queries and facts of one rule, in the order in which they stand in it.
#[derive(Debug, Default)]
pub(super) struct Reads<'a> {
    pub(super) queries: Vec<(&'static SourceSchema, &'a Query)>,
    pub(super) facts: Vec<&'static str>,
}

impl<'a> Reads<'a> {
    pub(super) fn of(rule: &'a Rule) -> Self {
        let mut reads = Self::default();
        rule.walk(&mut |part| match part {
            Part::Query(query) => reads.query(query),
            Part::Expr(Expr { kind: ExprKind::Fact(path), .. }) => reads.fact(path),
            Part::Expr(_) => {}
        });
        reads
    }

    /// The names of the sources, each once.
    pub(super) fn source_names(&self) -> Vec<&'static str> {
        let mut names = Vec::new();
        for (schema, _) in &self.queries {
            if !names.contains(&schema.name) {
                names.push(schema.name);
            }
        }
        names
    }

    fn query(&mut self, query: &'a Query) {
        let QuerySource::Evidence(schema) = &query.source else { return };
        self.queries.push((schema, query));
        if query.argument.is_none() {
            let pieces = schema.default_path.into_iter().flat_map(|path| path.split("${"));
            let facts = pieces.filter_map(|piece| piece.split_once('}'));
            let facts = facts.filter_map(|(fact, _)| fact_schema(fact));
            facts.for_each(|fact| self.fact(fact.path));
        }
    }

    fn fact(&mut self, path: &'static str) {
        if !self.facts.contains(&path) {
            self.facts.push(path);
        }
    }
}
