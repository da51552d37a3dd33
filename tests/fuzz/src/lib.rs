//! What the fuzz targets share: rule files from the fuzzer's bytes, and what must hold for them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a fault ends the run, which is what a fuzz target is for"
)]

mod expression;
mod files;
#[path = "../../suite/language/oracle.rs"]
mod oracle;
mod policy;
mod query;
mod rule;
mod test;
mod writer;

pub use files::Files;

/// Compiles the files together and checks what must hold for any text.
pub fn check_compiled(texts: &[&str]) {
    oracle::compiled(texts);
}

/// The same, and runs what compiled.
pub fn check_evaluated(texts: &[&str]) {
    oracle::evaluated(oracle::compiled(texts));
}

/// Formats, and checks that the file means the same and is not formatted further.
pub fn check_formatted(text: &str) {
    oracle::round_trip(text);
}
