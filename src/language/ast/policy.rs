//! What an organisation says about rules: packs that rules come in, profiles that choose among
//! them, and waivers.

use std::sync::Arc;

use time::Date;

use super::{Expr, Name, Pattern};
use crate::diagnostic::{SourceText, Span};
use crate::model::{Value, Version};

/// `pack NAME { ... }`: speaks for the rule files in its own folder and below.
#[derive(Debug)]
pub struct Pack {
    /// The pack's name.
    pub name: Name,
    /// Its own version.
    pub version: Option<Version>,
    /// The oldest engine that can run it.
    pub engine: Option<Version>,
    /// Who answers for it.
    pub publisher: Option<Arc<str>>,
    /// Settings and clauses that each of its rules must have.
    pub require: Vec<Name>,
    /// What the ids of its rules must match.
    pub ids: Option<Pattern>,
    /// The whole item.
    pub span: Span,
    /// The file.
    pub source: Arc<SourceText>,
}

impl super::RulePack {
    /// The pack that speaks for a rule file: the one in the nearest folder above it.
    pub fn pack_of(&self, origin: &str) -> Option<&Arc<Pack>> {
        let speaks = |pack: &&Arc<Pack>| origin.starts_with(folder(&pack.source.origin));
        self.packs.iter().filter(speaks).max_by_key(|pack| folder(&pack.source.origin).len())
    }
}

/// The folder of a file, with its closing separator; nothing for a bare name.
fn folder(path: &str) -> &str {
    path.rfind(['/', '\\']).and_then(|at| path.get(..=at)).unwrap_or_default()
}

/// `profile NAME { include ... exclude ... param ... }`: which rules a run is about, and with which
/// parameters.
#[derive(Debug)]
pub struct Profile {
    /// The profile's name.
    pub name: Name,
    /// What it is for.
    pub title: Option<Arc<str>>,
    /// The rules that it is about; all of them where there are none.
    pub include: Vec<Selector>,
    /// The rules that it leaves out.
    pub exclude: Vec<Exclusion>,
    /// Values of parameters that differ from their defaults.
    pub params: Vec<ParamValue>,
    /// Line of the item, from 1.
    pub line: u32,
    /// The file.
    pub source: Arc<SourceText>,
}

/// Which rules are meant.
#[derive(Debug)]
pub enum Selector {
    /// By their ids.
    Ids(Vec<Name>),
    /// `rules where EXPR`: by a condition on the columns of `model::RULES`.
    Where(Expr),
}

/// `exclude SELECTOR because 'reason'`.
#[derive(Debug)]
pub struct Exclusion {
    /// The rules.
    pub rules: Selector,
    /// Why they are left out.
    pub because: Option<Arc<str>>,
}

/// `param RULE $Name = VALUE`.
#[derive(Debug)]
pub struct ParamValue {
    /// The rule.
    pub rule: Name,
    /// The parameter, spelled as the rule does.
    pub name: Name,
    /// Its value.
    pub value: Value,
}

/// `waive RULE on EXPR until DATE because 'reason'`.
#[derive(Debug)]
pub struct Waiver {
    /// The rule.
    pub rule: Name,
    /// The servers; all of them where it does not say.
    pub on: Option<Expr>,
    /// The last day on which it holds, UTC.
    pub until: Date,
    /// Where the date stands.
    pub until_span: Span,
    /// Why.
    pub because: Arc<str>,
    /// Line of the item, from 1.
    pub line: u32,
    /// The file.
    pub source: Arc<SourceText>,
}
