//! The closed lists: outcomes, severities, grades, phases and remedy safety.

use serde::{Deserialize, Serialize};

macro_rules! keywords {
    (
        $(#[$attribute:meta])+
        $name:ident { $($(#[doc = $help:literal])+ $variant:ident = $keyword:literal),+ $(,)? }
    ) => {
        $(#[$attribute])+
        pub enum $name { $($(#[doc = $help])+ $variant),+ }

        impl $name {
            /// The words that rules use for this list, in its order.
            pub const KEYWORDS: &'static [&'static str] = &[$($keyword),+];

            /// The members, in the order of their words.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The member that a rule's word names, without regard to case.
            pub fn from_keyword(word: &str) -> Option<Self> {
                $(if word.eq_ignore_ascii_case($keyword) { return Some(Self::$variant); })+
                None
            }

            /// What it means, for help.
            pub fn help(self) -> &'static str {
                match self { $(Self::$variant => concat!($($help),+).trim_ascii()),+ }
            }
        }
    };
}

keywords! {
    /// What one rule says about one target. Every selected rule gives exactly one.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
    Outcome {
        /// The issue is there; the findings say where.
        Detected = "detected",
        /// Everything that decides was examined, and the issue is not there.
        Clear = "clear",
        /// Something that decides could not be examined; the reason says what.
        Unknown = "unknown",
        /// The rule is not about this target, or its profile leaves it out.
        NotApplicable = "notApplicable",
        /// A rule named in `needs` is not clear, such as detected, waived or unknown.
        Blocked = "blocked",
        /// Detected, and waived by the organisation with a reason and an end date.
        Waived = "waived",
        /// The engine met a fault while evaluating this rule; the other rules are not affected.
        Error = "error",
    }
}

keywords! {
    /// How much an issue matters, weakest first.
    #[derive(
        Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
    )]
    Severity {
        /// Good to know.
        Information = "information",
        /// A nuisance.
        Low = "low",
        /// Should be mended in the maintenance window.
        Medium = "medium",
        /// Users or mail flow are affected, or an update failed.
        High = "high",
        /// The server is or may be compromised.
        Critical = "critical",
    }
}

keywords! {
    /// How far an attack got, weakest first.
    #[derive(
        Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
    )]
    Grade {
        /// A scanner asked.
        Probe = "probe",
        /// Somebody tried.
        Attempt = "attempt",
        /// Somebody succeeded.
        Compromise = "compromise",
    }
}

keywords! {
    /// When a rule is worth running, relative to an update.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
    Phase {
        /// Before the update is installed.
        Before = "before",
        /// After it was installed, or tried.
        After = "after",
    }
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
