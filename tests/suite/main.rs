//! The integration tests, one binary.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that cannot go on fails, in its helpers too, and may say what it measured"
)]

mod bindings;
mod builds;
mod coverage;
mod damaged;
mod documents;
mod evidence;
mod example;
mod explanations;
mod ffi;
mod fresh;
mod language;
mod meaning;
mod mutants;
mod protocol;
mod rules;
mod tidy;
