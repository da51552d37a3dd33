//! Lints: what is sound and still hardly meant, or could be better. A rule that has some is loaded
//! all the same.
//!
//! Each lint looks at items that have no error. What it finds can be suppressed by a comment in the
//! file, with a reason.

mod canon;
mod constant;
mod decimal;
mod dialect;
mod found;
mod house;
mod localized;
mod pack;
mod path;
mod presence;
mod quotes;
mod remedy;
mod search;
mod service;
mod settings;
mod suppress;
mod table;
mod tested;
mod twin;
mod unused;
mod view;
mod waiver;
mod wildcard;

use std::sync::Arc;

use super::ast::{RulePack, Table, Test};
use super::check::{File, Item};
use super::Settings;
use crate::diagnostic::{Code, Diagnostic, Level, SourceText};
use found::Found;
use pack::PackView;
use view::{RuleView, Scope};

/// A lint: what it is called and how much what it finds matters.
///
/// A warning is for whoever relies on the rule: it may say something wrong, miss something, or its
/// remedy may do more or less than it says. Information is for the author: the rule is right, and
/// could be faster, better proven or better explained. A triage shows warnings only.
#[derive(Debug)]
pub struct Lint {
    /// Its code; the code's explanation says what it looks for.
    pub code: Code,
    /// Its name.
    pub name: &'static str,
    /// How much it matters.
    pub level: Level,
    /// Whether other files or the day can make it find something more; then a suppression that
    /// suppresses nothing today is not called unused.
    open: bool,
    looks: Looks,
}

/// What a lint looks at.
#[derive(Debug)]
enum Looks {
    Rule(fn(&RuleView<'_>, &mut Found<'_>)),
    /// The expressions of rules, profiles and waivers.
    Scope(fn(&Scope<'_>, &mut Found<'_>)),
    Table(fn(&Table, &PackView<'_>, &mut Found<'_>)),
    Test(fn(&Test, &mut Found<'_>)),
    Pack(fn(&PackView<'_>, &mut Found<'_>)),
    /// The comments that suppress others.
    Suppressions,
    /// All that was found in a file.
    Findings,
}

/// What only the item and its tests decide.
const fn lint(code: Code, name: &'static str, level: Level, looks: Looks) -> Lint {
    Lint { code, name, level, open: false, looks }
}

/// What other files or the day decide as well.
const fn open(code: Code, name: &'static str, level: Level, looks: Looks) -> Lint {
    Lint { code, name, level, open: true, looks }
}

use Level::{Information, Warning};
use Looks::{Findings, Pack, Rule, Suppressions};

static LINTS: &[Lint] = &[
    lint(Code::DecimalVersion, "decimal-beside-version", Warning, Pack(decimal::decimals)),
    lint(Code::SlowPattern, "pattern-without-text", Information, Rule(search::slow_patterns)),
    lint(
        Code::LikeWithoutWildcard,
        "like-without-wildcard",
        Warning,
        Looks::Scope(wildcard::likes),
    ),
    lint(Code::UnusedBinding, "unused-binding", Warning, Rule(unused::bindings)),
    lint(
        Code::ConstantCondition,
        "constant-condition",
        Warning,
        Looks::Scope(constant::conditions),
    ),
    lint(Code::PartialRemedy, "partial-remedy", Warning, Rule(remedy::partial)),
    lint(Code::PartialUndo, "partial-undo", Warning, Rule(remedy::undo)),
    lint(Code::UntestedRule, "untested-rule", Information, Pack(tested::untested)),
    lint(Code::NoUnknownTest, "no-unknown-test", Information, Pack(tested::never_unknown)),
    lint(Code::CveWithoutReference, "cve-without-reference", Information, Rule(settings::cve)),
    open(Code::FormerIdTaken, "former-id-taken", Warning, Pack(settings::former_ids)),
    lint(Code::LocalizedText, "localized-text", Warning, Rule(localized::sentences)),
    lint(Code::FixedPath, "fixed-path", Warning, Rule(path::fixed)),
    open(Code::WaiverEnds, "waiver-ends", Warning, Pack(waiver::ends)),
    lint(
        Code::CriticalWithoutEvidence,
        "critical-without-evidence",
        Information,
        Rule(settings::critical),
    ),
    lint(Code::WholeDrive, "whole-drive", Warning, Rule(path::whole_drive)),
    lint(Code::DoubtfulRow, "doubtful-row", Warning, Looks::Table(table::rows)),
    lint(Code::PatternDialect, "pattern-dialect", Warning, Looks::Scope(dialect::patterns)),
    lint(Code::MaybeMissing, "maybe-missing", Warning, Rule(presence::messages)),
    lint(Code::UnusedParameter, "unused-parameter", Warning, Rule(unused::parameters)),
    open(Code::SameCondition, "same-condition", Warning, Pack(twin::conditions)),
    lint(Code::DisplayName, "display-name", Warning, Rule(service::display_names)),
    lint(Code::TestNameTwice, "test-name-twice", Information, Pack(tested::names)),
    open(Code::RequiredSetting, "required-setting", Information, Pack(house::required)),
    open(Code::IdOfAnotherForm, "id-form", Information, Pack(house::ids)),
    lint(Code::UnusedSuppression, "unused-suppression", Information, Suppressions),
    lint(Code::SuppressionWithoutReason, "suppression-without-reason", Warning, Suppressions),
    lint(Code::BadSuppression, "bad-suppression", Warning, Suppressions),
    lint(Code::NotFilledIn, "variable-in-single-quotes", Warning, Rule(quotes::single)),
    lint(Code::UnusedCase, "unused-case", Information, Looks::Test(unused::cases)),
    lint(Code::TooManyLints, "too-many-lints", Information, Findings),
];

/// Every lint, in the order of the codes.
pub fn lints() -> &'static [Lint] {
    LINTS
}

/// The lint of a code; `None` for errors.
fn of(code: Code) -> Option<&'static Lint> {
    LINTS.iter().find(|lint| lint.code == code)
}

/// What a lint found, and why it is not reported.
#[derive(Debug)]
pub struct Suppressed {
    /// What was found.
    pub diagnostic: Diagnostic,
    /// The reason that the file gives.
    pub reason: Arc<str>,
}

/// What the lints give.
pub(super) struct Linted {
    pub(super) reported: Vec<Diagnostic>,
    pub(super) suppressed: Vec<Suppressed>,
}

/// Looks at every item that was loaded.
pub(super) fn run(
    pack: &RulePack,
    items: &[Item<'_>],
    files: &[File],
    settings: &Settings,
    is_broken: impl Fn(&Arc<SourceText>) -> bool,
) -> Linted {
    let view = PackView::new(pack, items, settings);
    let mut found = Found::until(&settings.stop);
    for lint in LINTS {
        found.begin(lint);
        match lint.looks {
            Looks::Rule(look) => each(&view.rules, &mut found, look),
            Looks::Scope(look) => {
                each(&view.rules, &mut found, |rule, found| look(&rule.scope, found));
                each(&view.policies, &mut found, look);
            }
            Looks::Table(look) => {
                each(&pack.tables, &mut found, |table, found| look(table, &view, found));
            }
            Looks::Test(look) => each(&pack.tests, &mut found, |test, found| look(test, found)),
            Looks::Pack(look) => look(&view, &mut found),
            Looks::Suppressions | Looks::Findings => {}
        }
    }
    if found.stopped() {
        return Linted { reported: Vec::new(), suppressed: Vec::new() };
    }
    let mut linted = suppress::apply(found.finish(), files, &view);
    // Where there are errors to mend, the author has more to do than to make good rules better.
    linted.reported.retain(|one| one.level == Level::Warning || !is_broken(&one.source));
    linted.reported = found::bounded(linted.reported);
    linted
}

/// Looks at one item after the other, as long as somebody waits for it.
fn each<'l, T>(items: &[T], found: &mut Found<'l>, mut look: impl FnMut(&T, &mut Found<'l>)) {
    for item in items {
        if found.stopped() {
            return;
        }
        look(item, found);
    }
}

#[cfg(test)]
mod tests {
    use super::{lints, Code, Level};

    #[test]
    fn the_table_is_in_the_order_of_the_codes() {
        let codes: Vec<&str> = lints().iter().map(|lint| lint.code.as_str()).collect();
        let all = Code::ALL.iter().map(|code| code.as_str());
        assert_eq!(codes, all.filter(|code| *code > "XT1000").collect::<Vec<_>>());
    }

    #[test]
    fn names_are_short_and_none_stands_twice() {
        let mut names: Vec<&str> = lints().iter().map(|lint| lint.name).collect();
        let kebab = |c: char| c.is_ascii_lowercase() || c == '-';
        assert!(names.iter().all(|name| name.len() <= 30 && name.chars().all(kebab)));
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), lints().len());
        assert!(lints().iter().all(|lint| lint.level != Level::Error));
    }
}
