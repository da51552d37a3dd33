//! Rules, described for whoever chooses among them.

use std::sync::Arc;

use serde::Serialize;

use super::reads::Reads;
use crate::diagnostic::SourceText;
use crate::language::ast::{
    Action, Confirm, Expr, ExprKind, Name, Param, Remedy, Rule, RulePack, Step, StepItem,
};
use crate::model::{Phase, Safety, Severity, Value, Version};

/// One rule, as `Get-ExTriageRule` shows it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RuleDescription<'a> {
    rule_id: &'a str,
    title: &'a str,
    severity: Severity,
    phases: &'a [Phase],
    tags: &'a [Arc<str>],
    cves: &'a [Arc<str>],
    references: Vec<Reference<'a>>,
    help: Option<&'a str>,
    formerly: Vec<&'a str>,
    parameters: Vec<Parameter<'a>>,
    sources: Vec<&'static str>,
    tests: usize,
    remedy: Option<RemedyDescription<'a>>,
    pack: Option<PackDescription<'a>>,
    path: &'a str,
    line: u32,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Reference<'a> {
    url: &'a str,
    title: Option<&'a str>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct PackDescription<'a> {
    name: &'a str,
    version: Option<Version>,
    publisher: Option<&'a str>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Parameter<'a> {
    name: &'a str,
    default: &'a str,
    help: Option<&'a str>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct RemedyDescription<'a> {
    title: &'a str,
    impact: Option<&'a str>,
    safety: Safety,
    confirm: &'static str,
    steps: Vec<String>,
}

/// Describes every rule of the pack, in its order.
pub fn describe_rules(pack: &RulePack) -> Vec<RuleDescription<'_>> {
    pack.rules.iter().map(|rule| RuleDescription::new(rule, pack)).collect()
}

impl<'a> RuleDescription<'a> {
    fn new(rule: &'a Rule, pack: &'a RulePack) -> Self {
        let tests = pack.tests.iter();
        Self {
            rule_id: &rule.id.text,
            title: &rule.title,
            severity: rule.severity,
            phases: &rule.phases,
            tags: &rule.tags,
            cves: &rule.cves,
            references: rule
                .references
                .iter()
                .map(|link| Reference { url: &link.url, title: link.title.as_deref() })
                .collect(),
            help: rule.help.as_deref(),
            formerly: rule.formerly.iter().map(|id| id.text.as_ref()).collect(),
            parameters: rule
                .params
                .iter()
                .map(|Param { name, default, help }| Parameter {
                    name: &name.text,
                    default: written(&rule.source, default),
                    help: help.as_deref(),
                })
                .collect(),
            sources: Reads::of(rule).source_names(),
            tests: tests.filter(|test| test.rule.text.eq_ignore_ascii_case(&rule.id.text)).count(),
            remedy: rule.remedy.as_ref().map(|remedy| RemedyDescription::new(remedy, &rule.source)),
            pack: pack.pack_of(&rule.source.origin).map(|pack| PackDescription {
                name: &pack.name.text,
                version: pack.version,
                publisher: pack.publisher.as_deref(),
            }),
            path: &rule.source.origin,
            line: rule.line,
        }
    }
}

impl<'a> RemedyDescription<'a> {
    fn new(remedy: &'a Remedy, source: &SourceText) -> Self {
        let mut steps = Vec::new();
        for item in &remedy.steps {
            match item {
                StepItem::Step(step) => steps.push(describe_step(step, source)),
                StepItem::Each(each, inner) => steps.extend(inner.iter().map(|step| {
                    format!("for each ${}: {}", each.row.text, describe_step(step, source))
                })),
            }
        }
        Self {
            title: &remedy.title,
            impact: remedy.impact.as_deref(),
            safety: remedy.safety,
            confirm: match remedy.confirm {
                Confirm::Always => "always",
                Confirm::Once => "once",
                Confirm::Never => "never",
            },
            steps,
        }
    }
}

/// The step in the words of the language, with what only a run knows as the author wrote it.
fn describe_step(step: &Step, source: &SourceText) -> String {
    let say = |expr| words(source, expr);
    let set = |head: String, settings: &[(Name, Expr)]| {
        let words = settings
            .iter()
            .map(|(name, value)| format!(" {} = {}", name.text, words(source, value)));
        head + &words.collect::<String>()
    };
    let action = match &step.action {
        Action::SetService { name, settings } => {
            set(format!("set service {}", say(name)), settings)
        }
        Action::StartService(name) => format!("start service {}", say(name)),
        Action::StopService(name) => format!("stop service {}", say(name)),
        Action::RestartService(name) => format!("restart service {}", say(name)),
        Action::SetRegistry { key, settings } => {
            set(format!("set registry {}", say(key)), settings)
        }
        Action::BackupFile(path) => format!("backup file {}", say(path)),
        Action::RenameFile { from, to } => format!("rename file {} to {}", say(from), say(to)),
        Action::RunScript(path) => format!("run script {}", say(path)),
        Action::RunSetup(arguments) => format!("run setup {}", say(arguments)),
        Action::RunTool { name, argument: None } => format!("run tool {}", say(name)),
        Action::RunTool { name, argument: Some(argument) } => {
            format!("run tool {} with {}", say(name), say(argument))
        }
        Action::IisReset => String::from("iisreset"),
        Action::Reboot => String::from("reboot"),
        Action::Manual(text) => say(text).to_owned(),
    };
    match &step.label {
        Some(label) => format!("{label}: {action}"),
        None => action,
    }
}

/// A literal text without its quotes, anything else as it was written.
pub(super) fn words<'a>(source: &'a SourceText, expr: &'a Expr) -> &'a str {
    match &expr.kind {
        ExprKind::Literal(Value::Text(text)) => text,
        _ => written(source, expr).trim_matches('"'),
    }
}

/// The author's own writing.
fn written<'a>(source: &'a SourceText, expr: &Expr) -> &'a str {
    source.text.get(expr.span.start as usize..expr.span.end as usize).unwrap_or_default()
}
