//! Any bytes as a rule file.
#![no_main]

use extriage_fuzz::check_compiled;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // Files that are no UTF-8 are refused before the compiler sees them.
    check_compiled(&[&String::from_utf8_lossy(bytes)]);
});
