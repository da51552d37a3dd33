//! How much of a rule its own tests have seen.

use std::sync::Arc;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::Outcome;

/// How much of one rule its tests have seen.
#[derive(Debug, Clone)]
pub struct RuleCoverage {
    /// The rule.
    pub rule_id: Arc<str>,
    /// The conditions: each `when` of `detect`, of a finding and of the remedy.
    pub whens: Covered,
    /// The rows of the tables that the rule asks.
    pub rows: Covered,
    /// The plan, where the rule has a remedy.
    pub plans: Covered,
    /// The outcomes that the tests saw, each once.
    pub outcomes: Vec<Outcome>,
    /// What the tests have not seen, in the order of the files.
    pub missing: Vec<CoverageGap>,
}

/// How many there are of something, and how many of them are covered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Covered {
    /// How many there are.
    pub all: u32,
    /// How many of them are covered.
    pub covered: u32,
}

/// Something that no test has seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CoverageGap {
    /// The rule file.
    pub path: Arc<str>,
    /// The line of the condition, row, remedy or rule, from 1.
    pub line: u32,
    /// What was not seen of it.
    pub message: String,
}

impl Covered {
    /// Counts one more.
    pub fn count(&mut self, covered: bool) {
        self.all += 1;
        self.covered += u32::from(covered);
    }
}

impl RuleCoverage {
    /// The covered part of everything that can be covered, in percent, rounded down to a tenth so
    /// that 100 means all. That some test saw `Unknown` counts as one of the parts.
    pub fn share(&self) -> f64 {
        let mut sum = Covered::default();
        sum.count(self.outcomes.contains(&Outcome::Unknown));
        for part in [self.whens, self.rows, self.plans] {
            sum.all += part.all;
            sum.covered += part.covered;
        }
        let share = u64::from(sum.covered) * 1000 / u64::from(sum.all);
        #[expect(clippy::cast_precision_loss, reason = "it is at most a thousand")]
        let share = share as f64;
        share / 10.0
    }
}

impl Serialize for RuleCoverage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_struct("RuleCoverage", 10)?;
        members.serialize_field("RuleId", &self.rule_id)?;
        members.serialize_field("Whens", &self.whens.all)?;
        members.serialize_field("WhensCovered", &self.whens.covered)?;
        members.serialize_field("Rows", &self.rows.all)?;
        members.serialize_field("RowsCovered", &self.rows.covered)?;
        members.serialize_field("Plans", &self.plans.all)?;
        members.serialize_field("PlansCovered", &self.plans.covered)?;
        members.serialize_field("Outcomes", &self.outcomes)?;
        members.serialize_field("Share", &self.share())?;
        members.serialize_field("Missing", &self.missing)?;
        members.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coverage(whens: (u32, u32), rows: (u32, u32), outcomes: &[Outcome]) -> RuleCoverage {
        let covered = |(covered, all)| Covered { all, covered };
        RuleCoverage {
            rule_id: "a-rule".into(),
            whens: covered(whens),
            rows: covered(rows),
            plans: Covered { all: 1, covered: 0 },
            outcomes: outcomes.to_vec(),
            missing: vec![CoverageGap { path: "a.exrule".into(), line: 3, message: "no".into() }],
        }
    }

    #[test]
    fn the_share_is_of_all_parts_and_never_rounded_up() {
        assert_eq!(coverage((0, 1), (0, 0), &[Outcome::Clear]).share().to_string(), "0");
        assert_eq!(coverage((1, 1), (0, 0), &[Outcome::Unknown]).share().to_string(), "66.6");
        let nearly = coverage((1999, 1999), (0, 0), &[Outcome::Unknown]);
        assert_eq!(nearly.share().to_string(), "99.9");
    }

    #[test]
    fn it_has_the_members_that_the_module_reads() {
        let coverage = coverage((1, 2), (3, 4), &[Outcome::Detected, Outcome::Unknown]);
        assert_eq!(
            serde_json::to_string(&coverage).unwrap(),
            r#"{"RuleId":"a-rule","Whens":2,"WhensCovered":1,"Rows":4,"RowsCovered":3,"Plans":1,"PlansCovered":0,"Outcomes":["Detected","Unknown"],"Share":62.5,"Missing":[{"Path":"a.exrule","Line":3,"Message":"no"}]}"#
        );
    }
}
