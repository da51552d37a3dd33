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

/// Fills in `exchange.install` and `exchange.build` where the target's facts do not give them.
/// `drives` are the letters that the target holds, the system drive first; `mapped` are the folders
/// below which somebody put [`PROGRAM`], newest first.
pub(super) fn fill(
    target: &dyn Target,
    drives: &[char],
    mapped: &[&str],
) -> Vec<(&'static str, Value)> {
    let facts = target.facts();
    if facts.gives("exchange.install") {
        let build = match facts.get("exchange.install") {
            Value::Text(install) if !facts.gives("exchange.build") => build(target, &install),
            _ => return Vec::new(),
        };
        return vec![("exchange.build", build)];
    }
    let standard = STANDARD
        .iter()
        .flat_map(|folder| drives.iter().map(move |drive| format!("{drive}:\\{folder}")));
    let mut doubts = Vec::new();
    for install in mapped.iter().map(ToString::to_string).chain(standard) {
        match program(target, &install) {
            Look::Found(build) => {
                return vec![("exchange.install", Value::from(install)), ("exchange.build", build)];
            }
            Look::Missing => {}
            Look::Unknown(reason) => doubts.push(reason.to_string()),
        }
    }
    let reason = if !doubts.is_empty() {
        format!("where Exchange is installed could not be found: {}", doubts.join("; "))
    } else if drives.is_empty() {
        format!("{} exchange.install, and there is no drive to look at", absent(facts))
    } else {
        let letters: Vec<_> = drives.iter().map(|drive| format!("{drive}:")).collect();
        format!(
            "{} exchange.install, and Bin\\ExSetup.exe is neither below \\{} nor below \\{} on {}",
            absent(facts),
            STANDARD.first().unwrap_or(&""),
            STANDARD.last().unwrap_or(&""),
            letters.join(", ")
        )
    };
    vec![
        ("exchange.install", Value::unknown(reason.clone())),
        ("exchange.build", Value::unknown(reason)),
    ]
}

fn absent(facts: &Facts) -> String {
    facts.origin().map_or_else(
        || String::from("there is no facts.json to give"),
        |origin| format!("{origin} does not give"),
    )
}

fn build(target: &dyn Target, install: &str) -> Value {
    match program(target, install) {
        Look::Found(build) => build,
        Look::Missing => Value::unknown(format!("{install}{PROGRAM} is not there")),
        Look::Unknown(reason) => Value::Unknown(reason),
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
