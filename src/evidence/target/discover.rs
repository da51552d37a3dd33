//! Where Exchange is, when the facts do not say: where its program was mapped to, and its standard
//! folders on every drive.

use super::{Look, Target, WindowsPath};
use crate::evidence::Facts;
use crate::model::Value;

/// The folders below a drive in which setup installs by default, newest first.
const STANDARD: &[&str] = &[
    r"Program Files\Microsoft\Exchange Server\V15",
    r"Program Files\Microsoft\Exchange Server\V14",
];

/// The program whose file version is the build, below the installation folder.
const PROGRAM: &str = r"\Bin\ExSetup.exe";

/// The installation folder, where the path is the one of Exchange's setup program.
pub(super) fn installation(path: &WindowsPath) -> Option<&str> {
    let path = path.as_str();
    let (folder, program) = path.split_at_checked(path.len().checked_sub(PROGRAM.len())?)?;
    program.eq_ignore_ascii_case(PROGRAM).then_some(folder)
}

/// What is known of `exchange.install`, where the target's facts do not give it, and of
/// `exchange.build`, about which the program has the first word.
/// `drives` are the letters that the target holds, the system drive first; `mapped` are the folders
/// below which somebody put [`PROGRAM`], newest first.
pub(super) fn fill(
    target: &dyn Target,
    drives: &[char],
    mapped: &[&str],
) -> Vec<(&'static str, Value)> {
    let facts = target.facts();
    if facts.gives("exchange.install") {
        let Value::Text(install) = facts.get("exchange.install") else { return Vec::new() };
        let held = install
            .chars()
            .next()
            .is_some_and(|letter| drives.contains(&letter.to_ascii_uppercase()));
        return vec![("exchange.build", agreed(facts, program(target, &install), held, &install))];
    }
    let standard = STANDARD
        .iter()
        .flat_map(|folder| drives.iter().map(move |drive| format!("{drive}:\\{folder}")));
    let mut doubts = Vec::new();
    for install in mapped.iter().map(ToString::to_string).chain(standard) {
        match program(target, &install) {
            Look::Found(build) => {
                let build = agreed(facts, Look::Found(build), true, &install);
                return vec![("exchange.install", Value::from(install)), ("exchange.build", build)];
            }
            Look::Missing => {}
            Look::Unknown(reason) => doubts.push(reason.to_string()),
        }
    }
    let reason = if !doubts.is_empty() {
        format!("where Exchange is installed could not be found: {}", doubts.join("; "))
    } else if drives.is_empty() {
        format!("{}, and there is no drive to look at", facts.absence("exchange.install"))
    } else {
        let letters: Vec<_> = drives.iter().map(|drive| format!("{drive}:")).collect();
        format!(
            "{}, and Bin\\ExSetup.exe is neither below \\{} nor below \\{} on {}",
            facts.absence("exchange.install"),
            STANDARD.first().unwrap_or(&""),
            STANDARD.last().unwrap_or(&""),
            letters.join(", ")
        )
    };
    let build = given_build(facts).unwrap_or_else(|| Value::unknown(reason.clone()));
    vec![("exchange.install", Value::unknown(reason)), ("exchange.build", build)]
}

fn given_build(facts: &Facts) -> Option<Value> {
    facts.gives("exchange.build").then(|| facts.get("exchange.build"))
}

/// The build that the facts and the program agree on. What runs is the program: facts that claim a
/// newer build are wrong, and facts that claim an older one cast doubt on the file. `held` says
/// whether the target has the drive on which the program would be.
fn agreed(facts: &Facts, program: Look<Value>, held: bool, install: &str) -> Value {
    match (given_build(facts), program) {
        (Some(Value::Version(given)), Look::Found(Value::Version(build))) if given < build => {
            Value::unknown(format!(
                "the facts give build {given}, and the version of {install}{PROGRAM} is {build}"
            ))
        }
        (_, Look::Found(build)) => build,
        (Some(given), Look::Missing) => given,
        (Some(given), Look::Unknown(_)) if !held => given,
        (_, Look::Unknown(reason)) => Value::Unknown(reason),
        (None, Look::Missing) => Value::unknown(format!("{install}{PROGRAM} is not there")),
    }
}

/// The file version of `Bin\ExSetup.exe` below a folder.
fn program(target: &dyn Target, install: &str) -> Look<Value> {
    let path = match WindowsPath::parse(&format!("{install}{PROGRAM}")) {
        Ok(path) => path,
        Err(error) => return Look::unknown(error.to_string()),
    };
    target.file(&path).and_then(|info| {
        Look::Found(match info.version {
            Look::Found(version) => Value::Version(version),
            Look::Missing => Value::unknown(format!("{} has no file version", info.display_path)),
            Look::Unknown(reason) => Value::Unknown(reason),
        })
    })
}
