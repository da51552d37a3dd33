//! Names and what they stand for while one rule is evaluated.

use std::cell::{OnceCell, RefCell};
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::rc::Rc;
use std::sync::Arc;

use super::coverage::Watch;
use super::expression::Context;
use super::meter::Meter;
use super::operators::{equal, key, Wildcards};
use crate::evidence::Facts;
use crate::language::ast::{Expr, RulePack, Table};
use crate::model::{join_reasons, Completeness, Location, Row, Rows, Truth, Value};

/// Everything that an expression of one rule can name.
pub(super) struct Scope<'a> {
    /// What is known about the server.
    pub(super) facts: &'a Facts,
    /// The tables of the pack.
    pub(super) tables: &'a Tables,
    /// Who sees what comes out of the rule's conditions and questions, while its tests run.
    pub(super) watch: Option<&'a Watch<'a>>,
    /// What the evaluation may cost; without one it is a small one.
    pub(super) meter: Option<&'a Meter<'a>>,
    /// The patterns of `-like` that were met.
    pub(super) wildcards: Wildcards,
    names: Vec<Bound>,
}

impl<'a> Scope<'a> {
    /// A scope in which nothing but facts and tables has a value.
    pub(super) fn new(facts: &'a Facts, tables: &'a Tables) -> Self {
        let wildcards = Wildcards::default();
        Self { facts, tables, watch: None, meter: None, wildcards, names: Vec::new() }
    }

    /// The same scope, seen by `watch`.
    pub(super) fn watched_by(self, watch: Option<&'a Watch<'a>>) -> Self {
        Self { watch, ..self }
    }

    /// The same scope, whose evaluation is measured.
    pub(super) fn measured_by(self, meter: Option<&'a Meter<'a>>) -> Self {
        Self { meter, ..self }
    }

    /// Counts a step; whether to go on.
    pub(super) fn goes_on(&self) -> bool {
        self.meter.is_none_or(|meter| meter.step(0))
    }

    /// Counts a look at so many bytes of text; whether to go on.
    pub(super) fn looks_at(&self, bytes: usize) -> bool {
        self.meter.is_none_or(|meter| meter.step(bytes))
    }

    /// What a name stands for; the newest binding of that name wins.
    pub(super) fn get(&self, name: &str) -> Option<&Bound> {
        self.names.iter().rev().find(|bound| bound.name.eq_ignore_ascii_case(name))
    }

    /// Gives a name a value from here on.
    pub(super) fn bind(&mut self, name: &Arc<str>, value: Value) {
        self.names.push(Bound::new(name.clone(), value));
    }

    /// Like [`bind`](Self::bind), with the words for a value that is missing.
    pub(super) fn bind_absent(&mut self, name: &Arc<str>, value: Value, absence: Arc<str>) {
        self.names.push(Bound { absence: Some(absence), ..Bound::new(name.clone(), value) });
    }

    /// Whether a `when` of the rule holds.
    pub(super) fn when(&self, condition: &Expr) -> Truth {
        let truth = Context::new(self).truth(condition);
        if let Some(watch) = self.watch {
            watch.saw(condition, &truth);
        }
        truth
    }

    /// Forgets the newest binding; the end of one turn of `for each`.
    pub(super) fn unbind(&mut self) {
        self.names.pop();
    }
}

/// One name with its value.
pub(super) struct Bound {
    name: Arc<str>,
    /// What it stands for.
    pub(super) value: Value,
    /// What to say where the value is missing: `C:\... was not found`.
    pub(super) absence: Option<Arc<str>>,
    columns: RefCell<Vec<Rc<Column>>>,
}

impl Bound {
    fn new(name: Arc<str>, value: Value) -> Self {
        Self { name, value, absence: None, columns: RefCell::default() }
    }

    /// One column of the rows that the name stands for; `None` where it stands for something else,
    /// or where there is no room for it, which ends the evaluation.
    pub(super) fn column(&self, name: &str, scope: &Scope<'_>) -> Option<Rc<Column>> {
        let Value::Rows(rows) = &self.value else { return None };
        let mut columns = self.columns.borrow_mut();
        if let Some(column) = columns.iter().find(|c| c.name.eq_ignore_ascii_case(name)) {
            return Some(column.clone());
        }
        let bytes = rows.rows.len() * Column::BYTES_A_ROW;
        if scope.meter.is_some_and(|meter| !meter.need(bytes)) {
            return None;
        }
        let column = Rc::new(Column::new(rows, name));
        columns.push(column.clone());
        Some(column)
    }
}

/// The values of one column over all rows, found by value without walking through them again.
pub(super) struct Column {
    name: Box<str>,
    /// One value a row. Where rows may be missing here, an unknown value with the reason closes
    /// the list: what is found in it is there, what is not found may have been.
    pub(super) values: Arc<[Value]>,
    positions: OnceCell<Positions>,
}

/// Where in the column the values are, and why something may not have been found.
struct Positions {
    /// Each value's hash and its place, in their order. What hashes alike need not be alike.
    by_hash: Vec<(u64, usize)>,
    hasher: RandomState,
    doubt: Option<Arc<str>>,
}

impl Column {
    /// What the values and their places take, beside the text that the rows have.
    const BYTES_A_ROW: usize = 64;

    fn new(rows: &Rows, name: &str) -> Self {
        let cell = |row: &Arc<Row>| row.get(name).cloned().unwrap_or(Value::Missing);
        let values = rows.rows.iter().map(cell).chain(gap(rows).map(Value::Unknown)).collect();
        Self { name: name.into(), values, positions: OnceCell::new() }
    }

    fn positions(&self) -> &Positions {
        self.positions.get_or_init(|| {
            let hasher = RandomState::new();
            let mut by_hash = Vec::new();
            let mut doubt: Option<Arc<str>> = None;
            for (position, value) in self.values.iter().enumerate() {
                if let Some(key) = key(value) {
                    by_hash.push((hasher.hash_one(key), position));
                } else if let Value::Unknown(reason) = value {
                    doubt = Some(doubt.map_or(reason.clone(), |told| join_reasons(&told, reason)));
                }
            }
            by_hash.sort_unstable();
            Positions { by_hash, hasher, doubt }
        })
    }

    /// The rows whose value may equal this one, in their order; all others differ or are in doubt.
    pub(super) fn candidates(&self, value: &Value) -> impl Iterator<Item = usize> + '_ {
        let Positions { by_hash, hasher, .. } = self.positions();
        let hash = key(value).map(|key| hasher.hash_one(key));
        let from = hash.map_or(by_hash.len(), |hash| by_hash.partition_point(|(h, _)| *h < hash));
        let alike = by_hash.iter().skip(from).take_while(move |(h, _)| Some(*h) == hash);
        alike.map(|(_, position)| *position)
    }

    /// Why a value that is not found may be there nevertheless.
    pub(super) fn doubt(&self) -> Option<&Arc<str>> {
        self.positions().doubt.as_ref()
    }

    /// Whether the column has the value.
    pub(super) fn contains(&self, value: &Value, case: bool) -> Truth {
        let same = |position: usize| {
            self.values.get(position).is_some_and(|v| equal(v, value, case) == Truth::True)
        };
        if self.candidates(value).any(same) {
            return Truth::True;
        }
        self.doubt().map_or(Truth::False, |reason| Truth::Unknown(reason.clone()))
    }
}

/// Why rows may have been there that are not among these.
pub(super) fn gap(rows: &Rows) -> Option<Arc<str>> {
    match &rows.completeness {
        Completeness::Partial(reason) => Some(reason.clone()),
        Completeness::Complete if rows.total > rows.rows.len() as u64 => {
            Some(format!("only {} of {} rows were kept", rows.rows.len(), rows.total).into())
        }
        Completeness::Complete => None,
    }
}

/// The tables of a pack as rows.
pub(super) struct Tables(Vec<Bound>);

impl Tables {
    /// The tables of `pack`.
    pub(super) fn new(pack: &RulePack) -> Self {
        Self(
            pack.tables
                .iter()
                .map(|table| Bound::new(table.name.text.clone(), rows(table)))
                .collect(),
        )
    }

    /// The table of that name, without regard to case.
    pub(super) fn get(&self, name: &str) -> Option<&Bound> {
        self.0.iter().find(|table| table.name.eq_ignore_ascii_case(name))
    }
}

fn rows(table: &Table) -> Value {
    let origin: Arc<str> = Arc::from(table.source.origin.as_str());
    let rows: Vec<_> = table
        .rows
        .iter()
        .map(|row| {
            let cells: Vec<_> = row.cells.iter().map(ToString::to_string).collect();
            let location = Location {
                path: origin.clone(),
                line: Some(row.line.into()),
                text: format!("{}: {}", table.name.text, cells.join(" | ")).into(),
                ..Location::default()
            };
            let names = table.columns.iter().map(|(name, _)| name.text.clone());
            let columns = names.zip(row.cells.iter().cloned()).collect();
            Arc::new(Row { source: None, columns, location, cut: false, code_page: false })
        })
        .collect();
    let total = rows.len() as u64;
    Value::Rows(Arc::new(Rows { rows, total, completeness: Completeness::Complete }))
}
