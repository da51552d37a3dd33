//! Rust: found where it is new enough, or installed after saying so.

use super::machine::Machine;
use super::BY_THE_ENGINE;

#[test]
fn without_rust_it_is_said_how_to_get_it() {
    let ran = Machine::bare().run("demo.sh", &[]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""));
    let rust = "Rust 1.88 or newer with a C linker is needed.\nGet Rust from https://rustup.rs";
    assert!(ran.told.starts_with(rust), "{}", ran.told);
}

#[test]
fn an_old_rust_is_passed_over_or_told() {
    let machine = Machine::with_rust();
    machine.rust("bin", "1.63.0");
    for script in ["demo.sh", "test.sh"] {
        let ran = machine.run(script, &[]);
        assert_eq!(ran.code, Some(1));
        let old = format!("Too old: {} 1.63.0.\n", machine.path("bin/rustc").display());
        assert!(ran.told.contains(&old), "{}", ran.told);
    }

    machine.rust("home/.cargo/bin", "1.88.0");
    // The compiler that cargo finds is the one beside it.
    let cargo =
        "[ \"$1\" = --version ] && echo 'cargo 1.88.0' && exit\nrustc --version\necho \"cargo $*\"";
    machine.program("home/.cargo/bin/cargo", cargo);
    let ran = machine.run("demo.sh", &[]);
    assert!(ran.out.ends_with(&format!("rustc 1.88.0 (x)\n{BY_THE_ENGINE}")), "{}", ran.out);
}

#[test]
fn an_installer_without_a_toolchain_is_passed_over() {
    let machine = Machine::with_rust();
    for name in ["bin/cargo", "bin/rustc"] {
        machine.program(name, "echo 'error: rustup could not choose a version' >&2\nexit 1");
    }
    assert_eq!(machine.run("demo.sh", &[]).code, Some(1));
}

/// A Debian that offers a Rust of that version and writes down what it is asked for.
fn debian(offered: &str) -> Machine {
    let machine = Machine::with_rust();
    for name in ["bin/cargo", "bin/rustc", "bin/cc"] {
        machine.remove(name);
    }
    machine.rust("offered", "1.96.0");
    machine.program("offered/cc", "");
    machine.program("bin/apt-cache", &format!("echo \"$2:\"; echo '  Candidate: {offered}'"));
    let install = format!(
        "echo \"apt-get $*\"\ncase \" $* \" in *' install '*) mv '{}'/* '{}' ;; esac",
        machine.path("offered").display(),
        machine.path("bin").display()
    );
    machine.program("bin/apt-get", &install);
    machine
}

#[test]
fn debians_rust_is_installed_after_saying_so() {
    let machine = debian("1.96.0+dfsg1-1~deb12u2");
    // Somebody who may not install is told.
    let ran = machine.run("demo.sh", &[]);
    assert_eq!(ran.code, Some(1));
    assert!(!ran.told.contains("apt-get"), "{}", ran.told);

    machine.program("bin/id", "echo 0");
    let ran = machine.run("demo.sh", &[]);
    assert!(ran.out.ends_with(BY_THE_ENGINE), "{}{}", ran.out, ran.told);
    let said = "This goes into the system: apt-get update, and apt-get install rustc-web cargo-web";
    let (before, after) = ran.told.split_once(said).unwrap();
    assert!(!before.contains("apt-get -y"), "{}", ran.told);
    assert!(after.contains("--no-remove rustc-web cargo-web"), "{}", ran.told);
}

#[test]
fn sudo_is_used_where_it_asks_for_nothing() {
    let machine = debian("1.96.0");
    machine.program("bin/sudo", "[ \"$1\" = -n ] && shift\n\"$@\"");
    machine.program("bin/true", "");
    let ran = machine.run("demo.sh", &[]);
    assert!(ran.out.ends_with(BY_THE_ENGINE), "{}{}", ran.out, ran.told);
    let machine = debian("1.96.0");
    machine.program("bin/sudo", "exit 1");
    assert_eq!(machine.run("demo.sh", &[]).code, Some(1));
}

#[test]
fn a_debian_with_nothing_newer_is_left_alone() {
    for offered in ["1.85.0+dfsg3-1~deb12u3", "(none)"] {
        let machine = debian(offered);
        machine.program("bin/id", "echo 0");
        let ran = machine.run("demo.sh", &[]);
        assert_eq!(ran.code, Some(1));
        let said = format!("This system's rustc-web is {offered}; nothing was installed.");
        assert!(ran.told.contains(&said), "{}", ran.told);
        assert!(!ran.told.contains("--no-remove"), "{}", ran.told);
    }
}

#[test]
fn where_only_the_linker_is_missing_no_other_rust_is_installed() {
    let machine = debian("(none)");
    machine.rust("bin", "1.96.0");
    machine.program("bin/id", "echo 0");
    let ran = machine.run("demo.sh", &[]);
    assert!(ran.out.ends_with(BY_THE_ENGINE), "{}{}", ran.out, ran.told);
    assert!(ran.told.contains("--no-remove gcc libc6-dev"), "{}", ran.told);
    assert!(!ran.told.contains("rustc-web"), "{}", ran.told);
}
