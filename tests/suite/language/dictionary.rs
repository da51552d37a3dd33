//! The words that the fuzzers know (`tests/fuzz/extriage.dict`): those of the grammar, and the names
//! of sources, columns and facts.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use extriage::model::{fact_schemas, source_schemas};

/// The quoted texts of the grammar.
fn grammar_words(grammar: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for line in grammar.lines().filter(|line| !line.starts_with("//")) {
        let mut rest = line;
        while let Some((_, quoted)) = rest.split_once('"') {
            let mut word = String::new();
            let mut characters = quoted.char_indices();
            while let Some((at, character)) = characters.next() {
                match character {
                    '"' => {
                        rest = &quoted[at + 1..];
                        break;
                    }
                    '\\' => match characters.next() {
                        Some((_, 'n')) => word.push('\n'),
                        Some((_, 'r')) => word.push('\r'),
                        Some((_, 't')) => word.push('\t'),
                        // The byte order mark.
                        Some((_, 'u')) => word.push('\u{FEFF}'),
                        Some((_, other)) => word.push(other),
                        None => {}
                    },
                    other => word.push(other),
                }
            }
            let word = if word.starts_with('\u{FEFF}') { String::from("\u{FEFF}") } else { word };
            found.insert(word);
        }
    }
    found
}

/// A word as libFuzzer's dictionaries write it.
fn entry(word: &str) -> String {
    let escape = |byte: u8| match byte {
        b'"' | b'\\' => format!("\\{}", char::from(byte)),
        b' '..=b'~' => char::from(byte).to_string(),
        other => format!("\\x{other:02X}"),
    };
    let text: String = word.bytes().map(escape).collect();
    format!("\"{text}\"\n")
}

#[test]
fn the_dictionary_of_the_fuzzers_has_the_words_of_the_language() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let grammar = fs::read_to_string(root.join("grammar/extriage.pest")).unwrap();
    let mut words = grammar_words(&grammar);
    assert!(words.len() > 100 && words.contains("detect") && words.contains("@'"));
    for source in source_schemas() {
        words.insert(source.name.to_owned());
        words.extend(source.columns.iter().map(|column| column.name.to_owned()));
    }
    words.extend(fact_schemas().iter().map(|fact| fact.path.to_owned()));
    let expected: String = words.iter().map(|word| entry(word)).collect();
    let path = root.join("tests/fuzz/extriage.dict");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &expected).unwrap();
    }
    assert!(
        fs::read_to_string(&path).unwrap_or_default() == expected,
        "tests/fuzz/extriage.dict is not that of the grammar; UPDATE_GOLDEN=1 writes it"
    );
}
