//! The checked syntax tree: what a rule file says, with names resolved and words turned into types.
//!
//! Trees of this module come out of the checker, so whoever evaluates them need not doubt them:
//! columns exist in their source, patterns are compiled, variables are bound before they are used.

mod expression;
mod lossy;
mod pattern;
mod policy;
mod query;
mod remedy;
mod test;
mod walk;

use std::collections::HashSet;
use std::sync::Arc;

use crate::diagnostic::{SourceText, Span};
use crate::model::{Grade, Phase, Severity, ValueType};

pub use expression::{Expr, ExprKind, LookupRows, Operator, TextPiece};
pub use lossy::LossyRegex;
pub use pattern::{LazyRegex, Pattern};
pub use policy::{Exclusion, Pack, ParamValue, Profile, Selector, Waiver};
pub use query::{Quantity, Query, QuerySource};
pub use remedy::{Action, Confirm, Remedy, Step, StepItem, Undo, Verify};
pub use test::{Case, Cases, Expect, Fixture, Given, GivenContent, GivenSource, GivenValue, Test};
pub use walk::Part;

/// A name with the place where it stands.
#[derive(Debug, Clone)]
pub struct Name {
    /// The name as it was written.
    pub text: Arc<str>,
    /// Where.
    pub span: Span,
}

/// Everything that a set of rule files holds, ready to be evaluated.
#[derive(Debug, Default)]
pub struct RulePack {
    /// Rules, ordered by file and position.
    pub rules: Vec<Arc<Rule>>,
    /// Tables by name; names are unique over all files.
    pub tables: Vec<Arc<Table>>,
    /// Fixtures; names are unique over all files.
    pub fixtures: Vec<Arc<Fixture>>,
    /// Tests of the rules.
    pub tests: Vec<Arc<Test>>,
    /// What is said of the rules of a folder.
    pub packs: Vec<Arc<Pack>>,
    /// Profiles; names are unique over all files.
    pub profiles: Vec<Arc<Profile>>,
    /// Waivers, ordered by file and position.
    pub waivers: Vec<Arc<Waiver>>,
    /// The ids, in lower case, of rules that have tests which could not be loaded.
    pub partly_tested: HashSet<String>,
}

impl RulePack {
    /// The table of that name, without regard to case.
    pub fn table(&self, name: &str) -> Option<&Arc<Table>> {
        self.tables.iter().find(|table| table.name.text.eq_ignore_ascii_case(name))
    }

    /// The fixture of that name, without regard to case.
    pub fn fixture(&self, name: &str) -> Option<&Arc<Fixture>> {
        self.fixtures.iter().find(|fixture| fixture.name.text.eq_ignore_ascii_case(name))
    }

    /// The profile of that name, without regard to case.
    pub fn profile(&self, name: &str) -> Option<&Arc<Profile>> {
        self.profiles.iter().find(|profile| profile.name.text.eq_ignore_ascii_case(name))
    }

    /// The rule of that id or former id, without regard to case.
    pub fn rule(&self, id: &str) -> Option<&Arc<Rule>> {
        let same = |name: &Name| name.text.eq_ignore_ascii_case(id);
        self.rules.iter().find(|rule| same(&rule.id) || rule.formerly.iter().any(same))
    }
}

/// `table NAME (column: type, ...) { | cell | ... | }`.
#[derive(Debug)]
pub struct Table {
    /// The table's name.
    pub name: Name,
    /// Columns with their types.
    pub columns: Vec<(Name, TableType)>,
    /// Rows of literal cells, as many as there are columns.
    pub rows: Vec<TableRow>,
    /// The file.
    pub source: Arc<SourceText>,
}

/// The type of a table's column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableType {
    /// A value of this type.
    Value(ValueType),
    /// `versions`: a version pattern such as `15.2.721.*`.
    Versions,
}

/// One row of a table.
#[derive(Debug)]
pub struct TableRow {
    /// Literal values; evaluated once.
    pub cells: Vec<crate::model::Value>,
    /// Where the row stands.
    pub span: Span,
    /// Line of the row in its file, from 1.
    pub line: u32,
}

/// `rule ID 'title' { ... }`.
#[derive(Debug)]
pub struct Rule {
    /// The stable kebab id.
    pub id: Name,
    /// The title.
    pub title: Arc<str>,
    /// Ids that it had before a rename.
    pub formerly: Vec<Name>,
    /// How much it matters; `medium` where the rule does not say.
    pub severity: Severity,
    /// When it is worth running; both where the rule does not say.
    pub phases: Vec<Phase>,
    /// Tags for selection.
    pub tags: Vec<Arc<str>>,
    /// CVE ids.
    pub cves: Vec<Arc<str>>,
    /// What the rule is about, for `Get-ExTriageRule`.
    pub help: Option<Arc<str>>,
    /// Links, each with the words to show.
    pub references: Vec<Reference>,
    /// The words of its settings and links, as they are written.
    pub written: Vec<Name>,
    /// Parameters with their defaults.
    pub params: Vec<Param>,
    /// The condition under which the rule has anything to say.
    pub applies: Option<Expr>,
    /// Rules that must be clear or not applicable first.
    pub needs: Vec<Name>,
    /// Bindings, in order; each may use the ones before it.
    pub bindings: Vec<Binding>,
    /// The labelled conditions, any of which detects the issue.
    pub whens: Vec<When>,
    /// What to report.
    pub findings: Vec<FindingTemplate>,
    /// What to do.
    pub remedy: Option<Remedy>,
    /// The whole item.
    pub span: Span,
    /// Line of the item, from 1.
    pub line: u32,
    /// The file.
    pub source: Arc<SourceText>,
}

/// `ref 'url' as 'words'`.
#[derive(Debug, Clone)]
pub struct Reference {
    /// The address.
    pub url: Arc<str>,
    /// What to show for it.
    pub title: Option<Arc<str>>,
}

/// `param $Name = default 'help'`.
#[derive(Debug)]
pub struct Param {
    /// Name without the dollar sign.
    pub name: Name,
    /// The default: literals only.
    pub default: Expr,
    /// What it is for.
    pub help: Option<Arc<str>>,
}

/// `$name = query or expression`.
#[derive(Debug)]
pub struct Binding {
    /// Name without the dollar sign.
    pub name: Name,
    /// What it stands for.
    pub value: BindingValue,
}

/// The right side of a binding.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "most bindings are queries, and a rule has few")]
pub enum BindingValue {
    /// A question to the evidence.
    Query(Query),
    /// A value made from others.
    Expr(Expr),
}

/// `when 'label' grade attempt EXPR`.
#[derive(Debug)]
pub struct When {
    /// The words that name this cause.
    pub label: Option<Arc<str>>,
    /// How far an attack got.
    pub grade: Option<Grade>,
    /// The condition.
    pub condition: Expr,
    /// The whole clause.
    pub span: Span,
    /// Its line, from 1.
    pub line: u32,
}

/// `finding for each $row in $rows "message" { evidence ... }`.
#[derive(Debug)]
pub struct FindingTemplate {
    /// One finding for each row of a binding.
    pub each: Option<ForEach>,
    /// Only made when this holds; `when` inside the block.
    pub condition: Option<Expr>,
    /// The message.
    pub message: Expr,
    /// What to show.
    pub evidence: Vec<EvidenceTemplate>,
}

/// `for each $row in $rows`.
#[derive(Debug, Clone)]
pub struct ForEach {
    /// The row's name inside.
    pub row: Name,
    /// The binding that has the rows.
    pub rows: Name,
}

/// `evidence $rows where EXPR columns A, B limit 5`.
#[derive(Debug)]
pub struct EvidenceTemplate {
    /// The binding.
    pub variable: Name,
    /// Only the rows for which this holds.
    pub filter: Option<Expr>,
    /// Columns to show; all of the row's where none are named.
    pub columns: Vec<Name>,
    /// At most so many; 10 where the rule does not say.
    pub limit: u64,
}
