//! Rule files from a generator of sound rules, some of them broken afterwards: compiled together,
//! their tests run and their rules evaluated.
#![no_main]

use extriage_fuzz::{check_evaluated, Files};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|files: Files| {
    let texts: Vec<&str> = files.0.iter().map(String::as_str).collect();
    check_evaluated(&texts);
});
