//! Triages a copied system drive or one setup log, on the engine's own interface:
//!
//!     cargo run --example triage -- tests/servers/ex01
//!     cargo run --example triage -- ExchangeSetup.log
//!     cargo run --example triage -- --test-rules
//!
//! The last one runs the tests that stand in the rules.

use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use extriage::diagnostic::SourceText;
use extriage::engine::{Rules, Selection};
use extriage::evidence::{FolderTarget, WindowsPath};
use extriage::model::{Outcome, RuleResult};
use extriage::report::printable;

const RULES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/rules");

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(argument), None) = (arguments.next(), arguments.next()) else {
        let _ = writeln!(io::stderr(), "usage: triage DRIVE-COPY | SETUP-LOG | --test-rules");
        return ExitCode::from(2);
    };
    run(Path::new(&argument), &mut io::stdout().lock()).unwrap_or_else(|problem| {
        let _ = writeln!(io::stderr(), "{}", printable(&problem.to_string()));
        ExitCode::FAILURE
    })
}

pub(crate) fn run(argument: &Path, out: &mut impl Write) -> Result<ExitCode, Box<dyn Error>> {
    let mut files = Vec::new();
    read_rules(Path::new(RULES), &mut files)?;
    files.sort_by(|a, b| a.origin.cmp(&b.origin));
    let rules = Rules::compile(files)?;
    for problem in rules.diagnostics() {
        writeln!(io::stderr(), "{}", problem.render())?;
    }
    if argument == Path::new("--test-rules") {
        return test(&rules, out);
    }
    let target = if argument.is_dir() {
        FolderTarget::open(Some(argument), &[], None)?
    } else {
        let place = WindowsPath::parse(r"C:\ExchangeSetupLogs\ExchangeSetup.log")?;
        FolderTarget::open(None, &[(place, argument.to_path_buf())], None)?
    };
    let results = rules.triage(&target, &Selection::default())?;
    show(&results, out)?;
    Ok(ExitCode::SUCCESS)
}

/// The rule files below a folder; links are not followed.
fn read_rules(folder: &Path, files: &mut Vec<SourceText>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let (path, kind) = (entry.path(), entry.file_type()?);
        if kind.is_dir() {
            read_rules(&path, files)?;
        } else if kind.is_file() && path.extension().is_some_and(|name| name == "exrule") {
            let text = fs::read_to_string(&path)?;
            files.push(SourceText { origin: path.display().to_string(), text });
        }
    }
    Ok(())
}

fn test(rules: &Rules, out: &mut impl Write) -> Result<ExitCode, Box<dyn Error>> {
    let tests = rules.test()?;
    let failed: Vec<_> = tests.iter().filter(|test| !test.passed).collect();
    for test in &failed {
        writeln!(out, "{}:{}: {}: {}", test.path, test.line, test.name, printable(&test.reason))?;
    }
    let failed = failed.len() + rules.diagnostics().len();
    writeln!(out, "{} passed, {failed} failed", tests.iter().filter(|test| test.passed).count())?;
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// All results in a table, then each finding with its evidence, and the advice.
fn show(results: &[RuleResult], out: &mut impl Write) -> io::Result<()> {
    let target = results.first().map_or("", |result| &result.target);
    writeln!(out, "\n   Target: {}\n", printable(target))?;
    writeln!(out, "Outcome       Severity    RuleId                           Finding or reason")?;
    writeln!(out, "-------       --------    ------                           -----------------")?;
    for RuleResult { outcome, severity, rule_id, findings, reason, .. } in results {
        let said = match findings.as_slice() {
            [one] if *outcome == Outcome::Detected => one.message.clone(),
            [first, ..] if *outcome == Outcome::Detected => {
                format!("({}) {}", findings.len(), first.message)
            }
            _ => reason.clone(),
        };
        let lines = folded(&said, 54).join(&format!("\n{:60}", ""));
        let (outcome, severity) = (format!("{outcome:?}"), format!("{severity:?}"));
        writeln!(out, "{outcome:13} {severity:11} {rule_id:32} {lines}")?;
    }
    for result in results.iter().filter(|result| !result.findings.is_empty()) {
        writeln!(out, "\n{}: {}", result.rule_id, printable(&result.title))?;
        for finding in &result.findings {
            writeln!(out, "  {}", folded(&finding.message, 98).join("\n    "))?;
            for piece in &finding.evidence {
                let line = piece.line.map(|line| format!(":{line}")).unwrap_or_default();
                let time = piece.time.as_deref().unwrap_or_default();
                writeln!(out, "    {}{line} {time}", printable(&piece.path))?;
                let text: String = piece.text.chars().take(300).collect();
                writeln!(out, "      {}", folded(&text, 94).join("\n      "))?;
            }
        }
        for step in result.remedy.iter().flat_map(|plan| &plan.steps) {
            let settings = step.settings.iter().map(|(name, value)| format!(" {name} = {value}"));
            let words = format!("To do: {} {}", step.action, step.object);
            let words = settings.fold(words, |words, setting| words + &setting);
            writeln!(out, "  {}", folded(&words, 98).join("\n    "))?;
        }
    }
    Ok(())
}

/// Printable lines of so many characters, broken between words.
fn folded(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in printable(text).split(' ') {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
