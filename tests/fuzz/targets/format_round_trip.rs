//! Rule files are formatted twice: the second time nothing changes, and they mean what they meant.
#![no_main]

use extriage_fuzz::{check_formatted, Files};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|files: Files| {
    for text in &files.0 {
        check_formatted(text);
    }
});
