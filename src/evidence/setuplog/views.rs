//! The views of a setup log.

/// All setup runs.
pub(super) const RUNS: &str = "setuplog.runs";
/// The last of them that decided something.
pub(super) const JUDGED: &str = "setuplog.judged";
/// What stopped each of them.
pub(super) const CAUSES: &str = "setuplog.causes";
/// All records of the judged run.
pub(super) const RECORDS: &str = "setuplog.records";
/// The settings that its last analysis evaluated.
pub(super) const SETTINGS: &str = "setuplog.settings";
/// The rules that it evaluated.
pub(super) const RULES: &str = "setuplog.rules";
/// The prerequisites that failed in it.
pub(super) const FAILURES: &str = "setuplog.failures";
/// The errors of the judged run.
pub(super) const ERRORS: &str = "setuplog.errors";
/// Its error references.
pub(super) const REFERENCES: &str = "setuplog.references";

/// Those that are of the judged run alone.
pub(super) const OF_JUDGED_RUN: [&str; 6] =
    [RECORDS, SETTINGS, RULES, FAILURES, ERRORS, REFERENCES];

/// Those that are of all runs.
pub(super) const OF_ALL_RUNS: [&str; 3] = [RUNS, JUDGED, CAUSES];
