//! The C# declarations are the ones that the sources give, all of them, with the same numbers.

use std::fs;
use std::path::Path;

use extriage::ffi::{XtStatus, XT_ABI_VERSION};

const COMMITTED: &str = "powershell/ExTriage/Native/NativeMethods.g.cs";

fn root(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn generated() -> String {
    fs::read_to_string(env!("EXTRIAGE_BINDINGS")).unwrap()
}

/// Names of the functions that `src/ffi` exports, by its text.
fn exports() -> Vec<String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(root("src/ffi")).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            if line.trim() != "#[no_mangle]" {
                continue;
            }
            let signature = lines.next().unwrap();
            assert!(signature.contains("extern \"C\" fn "), "{signature}");
            let name = signature.split("fn ").nth(1).unwrap().split('(').next().unwrap();
            names.push(name.to_owned());
        }
    }
    names.sort();
    names
}

#[test]
fn committed_bindings_are_the_generated_ones() {
    let generated = generated();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(root(COMMITTED), &generated).unwrap();
    }
    let committed = fs::read_to_string(root(COMMITTED)).unwrap();
    assert!(
        committed == generated,
        "{COMMITTED} is not what src/ffi gives; UPDATE_GOLDEN=1 cargo test bindings writes it"
    );
}

#[test]
fn every_export_has_its_import() {
    let imports: Vec<String> = generated()
        .split("EntryPoint = \"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect();
    let mut sorted = imports.clone();
    sorted.sort();
    assert_eq!(sorted, exports());
    assert_eq!(imports.len(), 13);
    assert_eq!(generated().matches("[DllImport(").count(), 13);
}

#[test]
fn numbers_are_the_same_on_both_sides() {
    let statuses = [
        XtStatus::Ok,
        XtStatus::InvalidArgument,
        XtStatus::InvalidUtf8,
        XtStatus::InvalidRequest,
        XtStatus::RulesRejected,
        XtStatus::EvidenceUnreadable,
        XtStatus::Pending,
        XtStatus::Cancelled,
        XtStatus::Panicked,
    ];
    let generated = generated();
    let body = generated.split("enum XtStatus : uint").nth(1).unwrap();
    let body = body.split('}').next().unwrap();
    let written: Vec<&str> =
        body.lines().map(str::trim).filter(|line| line.contains(" = ")).collect();
    let expected: Vec<String> =
        statuses.iter().map(|status| format!("{status:?} = {},", *status as u32)).collect();
    assert_eq!(written, expected);
    assert!(generated.contains(&format!("const uint XT_ABI_VERSION = {XT_ABI_VERSION};")));
}

#[test]
fn nothing_newer_than_the_old_compilers_know() {
    let generated = generated();
    for word in ["#pragma warning disable CS", "nint", "nuint", "delegate*", "Span<", "CLong"] {
        assert!(!generated.contains(word), "{word}");
    }
}
