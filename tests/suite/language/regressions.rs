//! What a fuzzer found once, compiled and run again: each file of `tests/corpus/regressions`, and
//! each folder of files that belong together.

use std::fs;
use std::path::{Path, PathBuf};

use super::oracle;

fn texts(path: &Path) -> Vec<String> {
    if path.is_dir() {
        let mut files: Vec<PathBuf> =
            fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        return files.iter().flat_map(|file| texts(file)).collect();
    }
    // Some of them are no UTF-8.
    vec![String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned()]
}

#[test]
fn what_a_fuzzer_found_is_mended() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/regressions");
    let mut seen = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        println!("{}", path.display());
        let texts = texts(&path);
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        oracle::evaluated(oracle::compiled(&texts));
        for text in texts {
            oracle::round_trip(text);
        }
        seen += 1;
    }
    assert!(seen > 0);
}
