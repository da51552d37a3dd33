//! Waivers: what an organisation has decided to live with, until a day and for a reason.

use time::OffsetDateTime;

use super::expression::Context;
use super::scope::{Scope, Tables};
use crate::evidence::Facts;
use crate::language::ast::{RulePack, Waiver};
use crate::model::{Outcome, RuleResult, Truth};

/// Makes a detected result `Waived` where a waiver holds; one that has ended, or that cannot be
/// examined, is told in the reason and changes nothing.
pub(super) fn apply(
    pack: &RulePack,
    result: &mut RuleResult,
    facts: &Facts,
    tables: &Tables,
    now: OffsetDateTime,
) {
    if result.outcome != Outcome::Detected {
        return;
    }
    let scope = Scope::new(facts, tables);
    let mut told = Vec::new();
    for waiver in pack.waivers.iter().filter(|waiver| waiver.rule.text == result.rule_id) {
        let place = format!("{}:{}", waiver.source.origin, waiver.line);
        let on = waiver.on.as_ref().map_or(Truth::True, |on| Context::new(&scope).truth(on));
        match on {
            Truth::False => {}
            Truth::Unknown(reason) => {
                told.push(format!("Whether it is waived cannot be said ({place}): {reason}."));
            }
            Truth::True if has_ended(waiver, now) => {
                told.push(format!("Its waiver ended on {} ({place}).", waiver.until));
            }
            Truth::True => {
                result.outcome = Outcome::Waived;
                let because = waiver.because.trim_end_matches('.');
                let was = std::mem::take(&mut result.reason);
                result.reason =
                    format!("Waived until {} ({place}): {because}. {was}", waiver.until);
                return;
            }
        }
    }
    for told in told {
        result.reason.push(' ');
        result.reason.push_str(&told);
    }
}

/// Whether the waiver's last day, UTC, is over.
fn has_ended(waiver: &Waiver, now: OffsetDateTime) -> bool {
    now.to_offset(time::UtcOffset::UTC).date() > waiver.until
}
