//! Prerequisite rules that setup began to evaluate. One whose parent is the analysis itself has one
//! value in every analysis that came to its end, so that a record of it that is lost is missed.

use std::collections::HashMap;

use super::prerequisite::{MAX_NAME, MAX_NAMES};

/// Rules of the analysis that is being read which have no value yet, with the lines in which they
/// begin.
#[derive(Debug, Default)]
pub(super) struct Begun(HashMap<String, u64>);

impl Begun {
    /// Takes the record of a rule that is about to be evaluated.
    pub(super) fn start(&mut self, line: u64, message: &str) {
        let rest = message.strip_prefix("Started [Rule:");
        let Some((name, rest)) = rest.and_then(|rest| rest.split_once(']')) else { return };
        if !rest.starts_with(" [Parent:RootAnalysisMember]") {
            return;
        }
        if self.0.len() < MAX_NAMES && name.len() <= MAX_NAME {
            self.0.insert(name.to_owned(), line);
        }
    }

    /// A rule has a value.
    pub(super) fn evaluated(&mut self, name: &str) {
        self.0.remove(name);
    }

    /// The analysis is at its end: the first rule without a value, and the line where it begins.
    pub(super) fn end(&mut self) -> Option<(String, u64)> {
        self.0.drain().min_by_key(|(_, line)| *line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_without_a_value_is_missed() {
        let started =
            |name| format!("Started [Rule:{name}] [Parent:RootAnalysisMember] [RuleType:Error]");
        let mut begun = Begun::default();
        begun.start(1, &started("A"));
        begun.start(2, &started("B"));
        begun.start(3, &started("C"));
        begun.start(4, "Started [Rule:D] [Parent:Watermarks] [RuleType:Error]");
        begun.evaluated("A");
        assert_eq!(begun.end(), Some((String::from("B"), 2)));
        assert_eq!(begun.end(), None);
    }
}
