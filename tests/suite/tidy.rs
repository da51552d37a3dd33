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

/// The parts that a source text names by `crate::part`, with the line.
fn mentions(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let code = line.split("//").next().unwrap_or_default();
        for rest in code.split("crate::").skip(1) {
            let list = rest.strip_prefix('{').map(|inner| inner.split('}').next().unwrap_or(inner));
            for name in list.unwrap_or(rest).split(',') {
                let name: String =
                    name.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                found.push((index + 1, name));
                if list.is_none() {
                    break;
                }
            }
        }
    }
    found
}

/// Where a file of one part names a part above it.
fn upward(file: &str, text: &str) -> Vec<String> {
    let Some(own) = PARTS.iter().position(|part| file.starts_with(&format!("src/{part}/"))) else {
        return Vec::new();
    };
    mentions(text)
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
