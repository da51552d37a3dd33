//! Which rules a run is about.

use super::choice::{Choice, SelectionError};
use super::operators::Wildcard;
use super::Selection;
use crate::language::ast::{Rule, RulePack};

impl Selection {
    /// Whether everything that the selection names is there.
    ///
    /// # Errors
    /// When a profile, a rule or a parameter is not there, or a value does not fit.
    pub fn check(&self, pack: &RulePack) -> Result<(), SelectionError> {
        Choice::new(pack, self).map(drop)
    }

    /// Whether the selection takes the rule, by its id or a former one.
    pub fn takes(&self, rule: &Rule) -> bool {
        self.ids.is_empty() || self.ids.iter().any(|pattern| names(pattern, rule))
    }

    /// The patterns that match no rule of the pack.
    pub fn unmatched(&self, pack: &RulePack) -> Vec<&str> {
        let matches_none = |pattern: &&String| !pack.rules.iter().any(|rule| names(pattern, rule));
        self.ids.iter().filter(matches_none).map(String::as_str).collect()
    }
}

fn names(pattern: &str, rule: &Rule) -> bool {
    let wildcard = Wildcard::parse(pattern, false);
    let matches = |id: &str| match &wildcard {
        Some(wildcard) => wildcard.matches_while(id, &|_| true).unwrap_or_default(),
        // A pattern that PowerShell would refuse is taken as it is written.
        None => id.eq_ignore_ascii_case(pattern),
    };
    matches(&rule.id.text) || rule.formerly.iter().any(|id| matches(&id.text))
}
