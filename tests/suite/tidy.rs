//! What the compiler cannot check: who may call whom, and the form of the files.

use std::fs;
use std::path::Path;

/// The parts from the top; each knows only the ones after it.
const PARTS: [&str; 8] =
    ["ffi", "report", "engine", "remedy", "evidence", "language", "model", "diagnostic"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below a folder of the project, with its path from the root; none where the folder is
/// not there.
fn files(folder: &str, extensions: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if has_extension(&path, extensions) {
                let name = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    extensions.iter().any(|extension| path.to_string_lossy().ends_with(extension))
}

/// The words and marks of a source text, each with its line, without comments and quoted text.
fn tokens(text: &str) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    let chars: Vec<char> = text.chars().collect();
    let ahead = |at: usize, what: &str| {
        what.chars().enumerate().all(|(n, c)| chars.get(at + n) == Some(&c))
    };
    let (mut at, mut line) = (0, 1);
    while at < chars.len() {
        let start = at;
        let first = chars[at];
        at += 1;
        if ahead(start, "//") {
            while at < chars.len() && chars[at] != '\n' {
                at += 1;
            }
        } else if ahead(start, "/*") {
            while at < chars.len() && !ahead(at, "*/") {
                at += 1;
            }
            at += 2;
        } else if first == 'r' && (ahead(at, "\"") || ahead(at, "#\"") || ahead(at, "##\"")) {
            let marks = chars[at..].iter().take_while(|c| **c == '#').count();
            let end = format!("\"{}", "#".repeat(marks));
            at += marks + 1;
            while at < chars.len() && !ahead(at, &end) {
                at += 1;
            }
            at += end.len();
        } else if first == '"' {
            while at < chars.len() && chars[at] != '"' {
                at += if chars[at] == '\\' { 2 } else { 1 };
            }
            at += 1;
        } else if first == '\'' && (ahead(at, "\\") || chars.get(at + 1) == Some(&'\'')) {
            // A character; a lifetime has no second quote.
            at += if ahead(at, "\\") { 2 } else { 1 };
            while at < chars.len() && chars[at] != '\'' {
                at += 1;
            }
            at += 1;
        } else if first.is_alphabetic() || first == '_' {
            while at < chars.len() && (chars[at].is_alphanumeric() || chars[at] == '_') {
                at += 1;
            }
            found.push((line, chars[start..at].iter().collect()));
        } else if ahead(start, "::") {
            at += 1;
            found.push((line, String::from("::")));
        } else if !first.is_whitespace() {
            found.push((line, first.to_string()));
        }
        let end = at.min(chars.len());
        line += chars[start..end].iter().filter(|c| **c == '\n').count();
    }
    found
}

/// The parts that a source text names, from the root or by `super`, with the line.
fn mentions(file: &str, text: &str) -> Vec<(usize, String)> {
    let path = file.trim_start_matches("src/").trim_end_matches(".rs").trim_end_matches("/mod");
    let depth = path.split('/').count();
    let tokens = tokens(text);
    let word = |at: usize| tokens.get(at).map_or("", |(_, word)| word.as_str());
    let mut found = Vec::new();
    // For each open brace, whether it is the body of a module, one level further from the root.
    let mut braces: Vec<bool> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let inside = braces.iter().filter(|module| **module).count();
        match word(at) {
            "{" => braces.push(at > 1 && word(at - 2) == "mod"),
            "}" => drop(braces.pop()),
            "crate" | "super" | "self" if at == 0 || word(at - 1) != "::" => {
                at = tree(&tokens, at, Some(depth + inside), &mut found);
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// Follows a path, or the tree of a `use`, from `level` modules below the root, where that is
/// known; gives the place after it.
fn tree(
    tokens: &[(usize, String)],
    mut at: usize,
    mut level: Option<usize>,
    found: &mut Vec<(usize, String)>,
) -> usize {
    while let Some((line, word)) = tokens.get(at) {
        match word.as_str() {
            "crate" => level = Some(0),
            "super" => level = level.map(|level| level.saturating_sub(1)),
            "self" => {}
            "{" => {
                at += 1;
                while tokens.get(at).is_some_and(|(_, word)| word != "}") {
                    let next = tree(tokens, at, level, found);
                    // What no path can begin with, such as the comma.
                    at = next.max(at + 1);
                }
                return at + 1;
            }
            name if name.starts_with(|c: char| c.is_alphabetic() || c == '_') => {
                if level == Some(0) {
                    found.push((*line, name.to_owned()));
                }
                level = None;
            }
            _ => return at,
        }
        at += 1;
        if tokens.get(at).is_none_or(|(_, word)| word != "::") {
            return at;
        }
        at += 1;
    }
    at
}

/// Where a file of one part names a part above it.
fn upward(file: &str, text: &str) -> Vec<String> {
    let Some(own) = PARTS.iter().position(|part| file.starts_with(&format!("src/{part}/"))) else {
        return Vec::new();
    };
    mentions(file, text)
        .into_iter()
        .filter(|(_, name)| {
            PARTS.iter().position(|part| part == name).is_some_and(|other| other < own)
        })
        .map(|(line, name)| format!("{file}:{line} uses {name}"))
        .collect()
}

#[test]
fn no_part_reaches_upwards() {
    let sources = files("src", &[".rs"]);
    for part in ["ffi", "report", "engine", "evidence", "language", "model", "diagnostic"] {
        let folder = format!("src/{part}/");
        assert!(sources.iter().any(|(name, _)| name.starts_with(&folder)), "{folder} is not there");
    }
    let wrong: Vec<String> = sources.iter().flat_map(|(name, text)| upward(name, text)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_upward_use_is_seen() {
    let seen =
        upward("src/model/row.rs", "use crate::engine::Observer;\nuse crate::{report, model};");
    assert_eq!(seen, ["src/model/row.rs:1 uses engine", "src/model/row.rs:2 uses report"]);
    assert!(upward("src/ffi/job.rs", "use crate::report;").is_empty());
    assert!(upward("src/model/row.rs", "//! See crate::engine.").is_empty());
}

#[test]
fn upward_uses_of_every_form_are_seen() {
    let lines = |text: &str| -> Vec<String> {
        let seen = upward("src/model/deep/row.rs", text);
        seen.iter().map(|seen| seen.replace("src/model/deep/row.rs:", "")).collect()
    };
    for (text, seen) in [
        ("use crate::{model::{A, B}, engine::C};", &["1 uses engine"] as &[&str]),
        (
            "use crate::{\n    engine::X,\n    report::{self, Y},\n};",
            &["2 uses engine", "3 uses report"],
        ),
        ("use crate::\n    engine::X;", &["2 uses engine"]),
        ("use crate :: engine :: X;", &["1 uses engine"]),
        ("use super::super::super::engine::X;", &["1 uses engine"]),
        ("use super::super::{super::engine, row};", &["1 uses engine"]),
        ("use {crate::diagnostic, crate::ffi};", &["1 uses ffi"]),
        ("pub use self::super::super::super::report::X;", &["1 uses report"]),
        ("fn a() -> u8 { crate::engine::run(1) }", &["1 uses engine"]),
        ("fn a<'a>(b: &'a str) -> char { '\"'; crate::engine::c(b) }", &["1 uses engine"]),
        ("mod tests {\n use super::super::super::super::engine::X;\n}", &["2 uses engine"]),
        ("mod tests {\n use super::super::super::engine::X;\n}", &[]),
        ("use crate::model::engine::X;", &[]),
        ("use crate::model::{engine, report};", &[]),
        ("use super::super::engine::X;", &[]),
        ("use crate::diagnostic::Code;", &[]),
        ("let text = \"use crate::engine::X\"; /* crate::engine */", &[]),
        ("let text = r#\"say \"crate::engine\"\"#;", &[]),
    ] {
        assert_eq!(lines(text), seen, "{text}");
    }
    let main = upward("src/model/mod.rs", "use super::engine;\npub(in super::super) mod a;");
    assert_eq!(main, ["src/model/mod.rs:1 uses engine"]);
}

#[test]
fn unsafe_stands_in_ffi_alone() {
    for (name, text) in files("src", &[".rs"]) {
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        let allowed = name.starts_with("src/ffi/");
        for line in code {
            let words = line.split(|c: char| !c.is_alphanumeric() && c != '_');
            let uses = words.clone().any(|word| word == "unsafe" || word == "unsafe_code");
            assert!(allowed || !uses, "{name}: {line}");
        }
    }
}

#[test]
fn source_files_stay_readable() {
    for (name, text) in files("src", &[".rs"]) {
        let lines = text.lines().count();
        assert!(lines <= 600, "{name} has {lines} lines");
    }
}

#[test]
fn shipped_files_are_ascii() {
    let extensions = [".ps1", ".psm1", ".psd1", ".ps1xml", ".cs", ".exrule", ".help.txt"];
    let mut shipped = files("powershell", &extensions);
    shipped.extend(files("rules", &extensions));
    assert!(shipped.len() > 10, "the shipped files were not found");
    for (name, text) in shipped {
        for (index, line) in text.lines().enumerate() {
            assert!(line.is_ascii(), "{name}:{}: {line}", index + 1);
        }
    }
}
#[test]
fn versions_are_the_same() {
    let manifest = root().join("powershell/ExTriage/ExTriage.psd1");
    let manifest = fs::read_to_string(manifest).unwrap();
    let line = manifest.lines().find(|line| line.trim_start().starts_with("ModuleVersion"));
    let version = line.unwrap().split('\'').nth(1).unwrap();
    assert_eq!(version, extriage::VERSION);
}
