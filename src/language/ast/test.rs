//! Tests that stand beside the rules, and the fixtures that they share.

use std::sync::Arc;

use super::{Expr, Name, Operator, Pattern, Step};
use crate::diagnostic::{SourceText, Span};
use crate::model::SourceSchema;

/// `fixture NAME { fact = value ... }`: what several tests are given.
#[derive(Debug)]
pub struct Fixture {
    /// The fixture's name.
    pub name: Name,
    /// What it gives.
    pub givens: Vec<Given>,
    /// The file.
    pub source: Arc<SourceText>,
}

/// `test 'name' for RULE { given ... cases ... expect ... }`.
#[derive(Debug)]
pub struct Test {
    /// The test's name.
    pub name: Arc<str>,
    /// Where the name stands.
    pub name_span: Span,
    /// Id of the rule under test.
    pub rule: Name,
    /// What the target holds.
    pub givens: Vec<Given>,
    /// The table of cases; the test runs once for each.
    pub cases: Option<Cases>,
    /// What must hold.
    pub expects: Vec<Expect>,
    /// Line of the test, from 1.
    pub line: u32,
    /// The file.
    pub source: Arc<SourceText>,
}

/// `cases ($a, $b) { | 1 | 2 | ... }`.
#[derive(Debug)]
pub struct Cases {
    /// The variables, without dollar signs.
    pub variables: Vec<Name>,
    /// The rows.
    pub rows: Vec<Case>,
}

/// One row of `cases`.
#[derive(Debug)]
pub struct Case {
    /// One literal for each variable. An outcome's bare keyword is text: `detected`.
    pub values: Vec<crate::model::Value>,
    /// Line of the row, from 1.
    pub line: u32,
}

/// One thing that the target holds in a test.
#[derive(Debug)]
pub enum Given {
    /// Everything of a fixture.
    Fixture(Name),
    /// `given exchange.bin = 'C:\...'`, also `missing` or `unknown`.
    Fact {
        /// The fact's schema path.
        path: &'static str,
        /// Its value; literals, case variables, `Missing` or `Unknown`.
        value: GivenValue,
    },
    /// `given file 'C:\...' { Version = $v }`, `given textlog 'C:\...' @'...'@`.
    Source {
        /// The source. A log's text is given under the source's name: `setuplog`, `textlog`.
        source: GivenSource,
        /// Path or name.
        argument: Option<Expr>,
        /// What is there.
        content: GivenContent,
        /// Where it stands.
        span: Span,
    },
}

/// The sources that a test can fill.
#[derive(Debug, Clone, Copy)]
pub enum GivenSource {
    /// A file, or a log by its text.
    File,
    /// A service.
    Service,
    /// `setuplog`: the log at its default path or at the given one.
    SetupLog,
    /// `textlog`.
    TextLog,
    /// Another source, by its schema; the checker refuses what tests cannot fill.
    Other(&'static SourceSchema),
}

/// A fact's value in a test.
#[derive(Debug)]
pub enum GivenValue {
    /// A value.
    Value(Expr),
    /// Looked, not there.
    Missing,
    /// Could not look.
    Unknown,
}

/// What a source holds in a test.
#[derive(Debug)]
pub enum GivenContent {
    /// The text of a log.
    Text(Arc<str>),
    /// Columns of one row.
    Record(Vec<(Name, Expr)>),
    /// Looked, not there.
    Missing,
    /// Could not look.
    Unknown,
}

/// What must hold after the rule ran.
#[derive(Debug)]
pub enum Expect {
    /// `expect detected with 2 findings`; the outcome is a keyword or a case variable.
    Outcome {
        /// A literal keyword or a variable of the cases.
        outcome: Expr,
        /// How many findings there must be.
        findings: Option<u64>,
        /// How many rows of evidence the findings must show in all.
        rows: Option<u64>,
    },
    /// `expect clear after remediate`: the outcome when the plan's steps have been taken, as far
    /// as a test can take them.
    After {
        /// A literal keyword or a variable of the cases.
        outcome: Expr,
    },
    /// `expect message -like '*...*'`: some finding's message compares so.
    Message {
        /// `-eq`, `-like` ...
        operator: Operator,
        /// The text.
        text: Expr,
    },
    /// `expect message -match '...'`.
    MessageMatch(Pattern),
    /// `expect plan { step ... }`: exactly these steps, in this order.
    Plan(Vec<Step>),
}
