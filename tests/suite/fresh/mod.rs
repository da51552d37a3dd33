//! The two commands of the README on machines that lack something.
#![cfg(unix)]

mod machine;
mod powershell;
mod rust;

use std::process::Command;

use machine::{found, powershell, Machine};

const BY_THE_ENGINE: &str = "cargo run --locked --example triage -- tests/servers/ex01\n";

#[test]
fn the_scripts_are_clean() {
    let Some(shellcheck) = found("shellcheck") else {
        println!("SKIPPED: shellcheck is not here");
        return;
    };
    let output = Command::new(shellcheck)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["-x", "-P", ".", "powershell/demo.sh", "powershell/test.sh"])
        .arg("powershell/build/find.sh")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

/// A cargo whose tests and rules' tests end like that.
fn machine_with_tests(engine: &str, rules: &str) -> Machine {
    let machine = Machine::with_rust();
    let version = "[ \"$1\" = --version ] && echo 'cargo 1.96.0' && exit";
    machine.program(
        "bin/cargo",
        &format!("{version}\ncase $* in\n*--test-rules) {rules} ;;\n*) {engine} ;;\nesac"),
    );
    machine
}

const SUITES: &str = "echo 'test a ... ok'
    echo 'test result: ok. 120 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out'
    echo 'test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out'";

#[test]
fn without_powershell_the_engine_and_the_rules_are_tested_and_the_rest_is_named() {
    let machine = machine_with_tests(SUITES, "echo '40 passed, 0 failed'");
    let ran = machine.run("test.sh", &[]);
    assert!(ran.out.ends_with("\n163 passed, 0 failed, 3 skipped\n"), "{}", ran.out);
    assert!(ran.out.contains("skipped: the build of the module, and its tests"), "{}", ran.out);
    assert!(ran.out.contains("install it from https://aka.ms/powershell"), "{}", ran.out);
    assert!(!ran.out.contains("test a ... ok"), "{}", ran.out);
    assert_eq!(ran.code, Some(0));

    let ran = machine.run("test.sh", &["-CI"]);
    assert!(ran.out.ends_with("\n163 passed, 3 failed, 0 skipped\n"), "{}", ran.out);
    assert_eq!(ran.code, Some(1));
}

#[test]
fn what_fails_without_powershell_fails() {
    let failing = "echo 'test result: FAILED. 5 passed; 2 failed; 0 ignored'; exit 101";
    let ran = machine_with_tests(failing, "echo '9 passed, 1 failed'; exit 1").run("test.sh", &[]);
    assert!(ran.out.ends_with("\n14 passed, 3 failed, 3 skipped\n"), "{}", ran.out);
    assert_eq!(ran.code, Some(1));
    let broken = "echo 'error: could not compile'; exit 101";
    let ran = machine_with_tests(broken, "echo '9 passed, 0 failed'").run("test.sh", &[]);
    assert!(ran.out.ends_with("\n9 passed, 1 failed, 3 skipped\n"), "{}", ran.out);
    assert_eq!(ran.code, Some(1));
}

#[test]
fn arguments_reach_powershell_and_others_are_refused() {
    let machine = Machine::with_rust();
    machine.program("bin/pwsh", &powershell("7.4.1"));
    let script = machine.checkout().join("powershell/test.ps1");
    let ran = machine.run("test.sh", &["-ci"]);
    assert_eq!(ran.out, format!("pwsh -NoProfile -File {} -ci\n", script.display()));
    let ran = machine.run("test.sh", &["--fast"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
    assert_eq!(ran.told, "usage: sh powershell/test.sh [-CI]\n");
}
