//! Names that are one on the server and two on this machine, or the other way round.

use super::*;

fn put(root: &Path, name: &str, content: &str) {
    let file = root.join(name);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, content).unwrap();
}

/// Why the setup log is not known in a folder with these files.
fn doubt(files: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    for file in files {
        put(folder.path(), file, "x\n");
    }
    let target = FolderTarget::open(Some(folder.path()), &[], None).unwrap();
    let shown = reason(target.size(&setup_log_path()));
    assert_eq!(reason(target.file(&setup_log_path())), shown);
    assert_eq!(reason(target.open(&setup_log_path()).and_then(|_| Look::Found(()))), shown);
    shown.replace(&format!("{}/", folder.path().display()), "")
}

fn size(files: &[(&str, &str)]) -> Look<u64> {
    let folder = tempfile::tempdir().unwrap();
    for (file, content) in files {
        put(folder.path(), file, content);
    }
    FolderTarget::open(Some(folder.path()), &[], None).unwrap().size(&setup_log_path())
}

const LOG: &str = "C/ExchangeSetupLogs/ExchangeSetup.log";

#[test]
fn two_names_for_one_leave_doubt() {
    for (files, expected) in [
        ([LOG, "c/ExchangeSetupLogs/ExchangeSetup.log"], "C and c differ in case only"),
        ([LOG, "c/other.log"], "C and c differ in case only"),
        (
            [LOG, "C/EXCHANGESETUPLOGS/other.log"],
            "C/EXCHANGESETUPLOGS and C/ExchangeSetupLogs differ in case only",
        ),
        (
            [LOG, "C/ExchangeSetupLogs/exchangesetup.LOG"],
            "C/ExchangeSetupLogs/ExchangeSetup.log and C/ExchangeSetupLogs/exchangesetup.LOG differ \
             in case only",
        ),
    ] {
        assert_eq!(doubt(&files), expected);
    }
}

#[test]
fn a_drive_at_the_root_and_in_a_folder_leaves_doubt() {
    for (files, itself, inside) in [
        ([LOG, "ExchangeSetupLogs/x.log"], "ExchangeSetupLogs", "C/ExchangeSetupLogs"),
        ([LOG, "exchangesetuplogs/x.log"], "exchangesetuplogs", "C/ExchangeSetupLogs"),
        ([LOG, "Windows/x.log"], "Windows", "C/ExchangeSetupLogs"),
        (["Windows/x", "c/PROGRAM FILES/x"], "Windows", "c/PROGRAM FILES"),
    ] {
        let expected = format!(
            "{itself} and {inside} are both there: which of them is of drive C: cannot be said"
        );
        assert_eq!(doubt(&files), expected);
    }
    // A drive may well have a folder with the name of a letter, and a folder of drives any file.
    let itself = ("ExchangeSetupLogs/ExchangeSetup.log", "12");
    assert!(matches!(size(&[itself, ("C/temp/x.log", "")]), Look::Found(2)));
    assert!(matches!(size(&[itself, ("D/Program Files/x.log", "")]), Look::Found(2)));
    assert!(matches!(size(&[itself, ("c", "")]), Look::Found(2)));
    assert!(matches!(size(&[(LOG, "123"), ("Logs/x", ""), ("d/x", "")]), Look::Found(3)));
}

#[test]
fn letters_that_are_one_to_unicode_alone_are_two() {
    for odd in ["Exchange\u{17f}etup.log", "EXCHANGE\u{17f}ETUP.LOG"] {
        let odd = format!("C/ExchangeSetupLogs/{odd}");
        let expected =
            format!("C/ExchangeSetupLogs/ExchangeSetup.log is not there, but {odd}, another name that looks alike, is");
        assert_eq!(doubt(&[&odd]), expected);
        // Where the right one is there, the other is any file.
        assert!(matches!(size(&[(LOG, "123"), (&odd, "1234")]), Look::Found(3)));
    }
    assert!(doubt(&["C/ExchangeSetupLog\u{17f}/ExchangeSetup.log"]).contains("looks alike"));
    // What Windows takes for other letters looks like others, too.
    assert!(matches!(size(&[("C/ExchangeSetupLogs/\u{e4}xchangeSetup.log", "")]), Look::Missing));
}

#[test]
fn letters_beyond_ascii_are_compared_as_windows_compares_them() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["\u{c4}RGER.log", "stra\u{df}e.log", "\u{3c2}.log", "KELVIN.log"] {
        put(folder.path(), &format!("C/{name}"), "12");
    }
    let target = FolderTarget::open(Some(folder.path()), &[], None).unwrap();
    let look = |name: &str| target.size(&path(&format!("C:\\{name}")));
    assert!(matches!(look("\u{e4}rger.LOG"), Look::Found(2)));
    assert!(matches!(look("\u{3a3}.log"), Look::Found(2)));
    assert!(reason(look("STRASSE.log")).contains("looks alike"));
    assert!(reason(look("\u{212a}elvin.log")).contains("looks alike"));
    assert!(matches!(look("strase.log"), Look::Missing));
}
