//! PowerShell: found, or fetched and held against the hash that was published with it.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::machine::{archive, found, hash, powershell, serve, Machine, ARCHIVE};
use super::BY_THE_ENGINE;

/// A machine whose network has these files.
fn online(files: &[(&str, &[u8])]) -> Machine {
    let files = files.iter().map(|(name, body)| ((*name).to_owned(), body.to_vec(), body.len()));
    Machine::with_rust().with("EXTRIAGE_POWERSHELL_SOURCE", &serve(files.collect()).0)
}

fn published(hash: &str) -> String {
    format!("{}  powershell-7.6.9-win-x64.zip\n{hash}  {ARCHIVE}\n", "0".repeat(64))
}

/// The demonstration without PowerShell, and why it is without.
fn refused(machine: &Machine) -> String {
    let ran = machine.run("demo.sh", &[]);
    assert!(ran.out.ends_with(BY_THE_ENGINE), "{}", ran.out);
    assert_eq!(ran.code, Some(0), "{}", ran.told);
    assert_eq!(machine.kept(), [""; 0], "what was refused is still there");
    ran.told
}

#[test]
fn a_powershell_is_fetched_once_and_used() {
    let archive = archive();
    let hashes = published(&hash(&archive)).into_bytes();
    let lengths = (hashes.len(), archive.len());
    let files = vec![
        ("hashes.sha256".to_owned(), hashes, lengths.0),
        (ARCHIVE.to_owned(), archive, lengths.1),
    ];
    let (source, requests) = serve(files);
    let machine = Machine::with_rust().with("EXTRIAGE_POWERSHELL_SOURCE", &source);
    let script = machine.checkout().join("powershell/demo.ps1");
    for fetched in [true, false] {
        let ran = machine.run("demo.sh", &[]);
        let expected = format!("pwsh -NoProfile -File {}\n", script.display());
        assert_eq!(ran.out, expected, "{}", ran.told);
        let said = ran.told.contains(&format!("Fetching {source}/{ARCHIVE}"));
        assert_eq!(said, fetched, "{}", ran.told);
        assert_eq!(requests.load(Ordering::SeqCst), 2);
        assert_eq!(machine.kept(), ["powershell-7.6.9"]);
    }
}

#[test]
fn hashes_are_read_in_the_forms_in_which_they_are_published() {
    let archive = archive();
    let hash = hash(&archive);
    let windows =
        format!("\u{feff}{} *other\r\n{} *{ARCHIVE}\r\n", "a".repeat(64), hash.to_uppercase());
    let wide: Vec<u8> = windows.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let first = format!("\u{feff}{hash} *{ARCHIVE}");
    for hashes in [windows.as_bytes(), &wide, first.as_bytes()] {
        let machine = online(&[("hashes.sha256", hashes), (ARCHIVE, &archive)]);
        let ran = machine.run("demo.sh", &[]);
        assert!(ran.out.starts_with("pwsh "), "{}", ran.told);
    }
}

#[test]
fn another_hash_is_refused() {
    let archive = archive();
    let other = "5".repeat(64);
    let told =
        refused(&online(&[("hashes.sha256", published(&other).as_bytes()), (ARCHIVE, &archive)]));
    let said = format!(
        "{ARCHIVE} was thrown away: its SHA-256 is {}, and {other} was published.",
        hash(&archive)
    );
    assert!(told.contains(&said), "{told}");
}

#[test]
fn a_cut_download_is_refused() {
    let archive = archive();
    let hashes = published(&hash(&archive));
    let half = &archive[..archive.len() / 2];
    let told = refused(&online(&[("hashes.sha256", hashes.as_bytes()), (ARCHIVE, half)]));
    assert!(told.contains("was thrown away"), "{told}");

    // A connection that ends too early.
    let files = vec![
        ("hashes.sha256".to_owned(), hashes.clone().into_bytes(), hashes.len()),
        (ARCHIVE.to_owned(), half.to_vec(), archive.len()),
    ];
    let (source, _) = serve(files);
    let machine = Machine::with_rust().with("EXTRIAGE_POWERSHELL_SOURCE", &source);
    let told = refused(&machine);
    assert!(told.contains(&format!("{source}/{ARCHIVE} could not be fetched: ")), "{told}");
}

#[test]
fn an_archive_without_a_published_hash_is_refused() {
    let archive = archive();
    let hashes = published(&hash(&archive));
    for hashes in ["", &hashes.replace(ARCHIVE, "powershell-7.6.9-linux-x64-fxdependent.tar.gz")] {
        let machine = online(&[("hashes.sha256", hashes.as_bytes()), (ARCHIVE, &archive)]);
        let told = refused(&machine);
        assert!(told.contains(&format!("has no hash of {ARCHIVE}")), "{told}");
    }
    let told = refused(&online(&[(ARCHIVE, &archive)]));
    assert!(
        told.contains("hashes.sha256 could not be fetched: ") && told.contains("404"),
        "{told}"
    );
    // Without a program that makes hashes none can be compared.
    let machine = online(&[("hashes.sha256", hashes.as_bytes()), (ARCHIVE, &archive)]);
    for name in ["sha256sum", "shasum"] {
        if found(name).is_some() {
            machine.remove(&format!("bin/{name}"));
        }
    }
    assert!(refused(&machine).contains("its SHA-256 is not to be had here"));
}

#[test]
fn without_a_network_the_engine_shows_what_it_finds() {
    let start = Instant::now();
    let told = refused(&Machine::with_rust());
    assert!(told.contains("Without PowerShell: http://127.0.0.1:9/hashes.sha256"), "{told}");
    assert!(told.contains("install it from https://aka.ms/powershell"), "{told}");
    let machine = Machine::with_rust();
    machine.remove("bin/curl");
    assert!(refused(&machine).contains("neither curl nor wget is here"));
    assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
}

#[test]
fn wget_does_it_as_well() {
    let Some(wget) = found("wget") else {
        println!("SKIPPED: wget is not here");
        return;
    };
    let archive = archive();
    let hashes = published(&hash(&archive));
    let machine = online(&[("hashes.sha256", hashes.as_bytes()), (ARCHIVE, &archive)]);
    machine.remove("bin/curl");
    std::os::unix::fs::symlink(wget, machine.path("bin/wget")).unwrap();
    let ran = machine.run("demo.sh", &[]);
    assert!(ran.out.starts_with("pwsh "), "{}", ran.told);
}

#[test]
fn a_powershell_that_is_there_is_used() {
    let machine = Machine::with_rust();
    machine.program("shared/tools/pwsh", &powershell("7.6.9"));
    machine.program("bin/pwsh", &powershell("7.0.13"));
    let ran = machine.run("demo.sh", &[]);
    assert!(ran.out.starts_with("pwsh ") && ran.told.is_empty(), "{}{}", ran.out, ran.told);
    // Too old, or broken.
    machine.program("shared/tools/pwsh", "exit 1");
    assert!(refused(&machine).contains("Fetching"));
}

#[test]
fn a_system_without_icu_is_no_obstacle() {
    let machine = Machine::with_rust();
    let needs = "[ \"$DOTNET_SYSTEM_GLOBALIZATION_INVARIANT\" = 1 ] || exit 134\n";
    machine.program("bin/pwsh", &(needs.to_owned() + &powershell("7.4.1")));
    let ran = machine.run("demo.sh", &[]);
    assert!(ran.out.starts_with("pwsh "), "{}", ran.told);
}

#[test]
fn where_the_module_does_not_run_nothing_is_fetched() {
    for (system, processor) in [("Darwin", "arm64"), ("Linux", "aarch64")] {
        let machine = Machine::with_rust();
        machine.program("bin/pwsh", &powershell("7.6.9"));
        machine.program("bin/uname", &format!("[ $1 = -s ] && echo {system} || echo {processor}"));
        let told = refused(&machine);
        assert!(told.contains(&format!("and this is {system} on {processor}.")), "{told}");
        assert!(!told.contains("Fetching"), "{told}");
    }
}
