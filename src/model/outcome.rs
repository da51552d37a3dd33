//! The closed lists: outcomes, severities, grades, phases and remedy safety.

use serde::{Deserialize, Serialize};

/// What one rule says about one target. Every selected rule gives exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Outcome {
    /// The issue is there; the findings say where.
    Detected,
    /// Everything that decides was examined, and the issue is not there.
    Clear,
    /// Something that decides could not be examined; the reason says what.
    Unknown,
    /// The rule's `applies when` does not hold for this target.
    NotApplicable,
    /// A rule named in `needs` is itself detected or unknown.
    Blocked,
    /// Detected, and waived by the organisation with a reason and an end date.
    Waived,
    /// The engine met a fault while evaluating this rule; the other rules are not affected.
    Error,
}

/// How much an issue matters, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Severity {
    /// Good to know.
    Information,
    /// A nuisance.
    Low,
    /// Should be mended in the maintenance window.
    Medium,
    /// Users or mail flow are affected, or an update failed.
    High,
    /// The server is or may be compromised.
    Critical,
}

/// How far an attack got, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Grade {
    /// A scanner asked.
    Probe,
    /// Somebody tried.
    Attempt,
    /// Somebody succeeded.
    Compromise,
}

/// When a rule is worth running, relative to an update.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Phase {
    /// Before the update is installed.
    Before,
    /// After it was installed, or tried.
    After,
}

/// What a remedy may do without further thought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Safety {
    /// Only advice: every step is `manual`.
    DisplayOnly,
    /// Some step starts something or has no inverse.
    Unsafe,
    /// Every step can be undone from what was captured before it.
    Safe,
}

macro_rules! keywords {
    ($type:ty { $($keyword:literal => $variant:ident),+ $(,)? }) => {
        impl $type {
            /// The words that rules use for this list, in its order.
            pub const KEYWORDS: &'static [&'static str] = &[$($keyword),+];

            /// The member that a rule's word names, without regard to case.
            pub fn from_keyword(word: &str) -> Option<Self> {
                $(if word.eq_ignore_ascii_case($keyword) { return Some(Self::$variant); })+
                None
            }
        }
    };
}

keywords!(Outcome {
    "detected" => Detected,
    "clear" => Clear,
    "unknown" => Unknown,
    "notApplicable" => NotApplicable,
    "blocked" => Blocked,
    "waived" => Waived,
    "error" => Error,
});
keywords!(Severity {
    "information" => Information,
    "low" => Low,
    "medium" => Medium,
    "high" => High,
    "critical" => Critical,
});
keywords!(Grade { "probe" => Probe, "attempt" => Attempt, "compromise" => Compromise });
keywords!(Phase { "before" => Before, "after" => After });
