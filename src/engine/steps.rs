//! A rule's remedy as a plan: typed steps with values filled in. Nothing is carried out here.

use std::sync::Arc;

use super::expression::Context;
use super::finding::turns;
use super::listing::Listing;
use super::operators::within;
use super::scope::Scope;
use crate::language::ast::{Action, Confirm, Expr, Name, Remedy, Step, StepItem, Undo};
use crate::model::{Plan, PlanStep, Safety, Truth, Value};

/// How long what a step acts on or sets may be, in characters: the longest path of Windows.
const LONGEST_WORD: usize = 32 << 10;

/// The plan of a remedy; `None` where its own condition does not hold.
pub(super) fn plan(
    remedy: &Remedy,
    scope: &mut Scope<'_>,
    listing: &mut Listing<'_>,
) -> Option<Plan> {
    let holds = |condition| scope.when(condition) == Truth::True;
    if !remedy.condition.as_ref().is_none_or(holds) {
        return None;
    }
    let (steps, complete) = steps(&remedy.steps, scope, listing);
    // A plan that is not whole is for somebody who reads it first.
    let safety = if complete { remedy.safety } else { remedy.safety.min(Safety::Unsafe) };
    Some(Plan {
        title: remedy.title.clone(),
        impact: remedy.impact.clone(),
        safety,
        confirm: match remedy.confirm {
            Confirm::Always => "always",
            Confirm::Once => "once",
            Confirm::Never => "never",
        },
        steps,
        undo: remedy.undo.as_ref().map(|undo| match undo {
            Undo::Automatic => "automatic".into(),
            Undo::None(reason) => reason.clone(),
            Undo::Steps(steps) => format!("by {} steps of its own", steps.len()).into(),
        }),
        otherwise: remedy.otherwise.as_ref().map(|(words, link)| match link {
            Some(link) => format!("{words} {link}").into(),
            None => words.clone(),
        }),
    })
}

/// The steps that a test expects, with its values.
pub(super) fn expected(steps: &[Step], scope: &Scope<'_>) -> Vec<PlanStep> {
    steps.iter().map(|each| step(each, scope, &mut true)).collect()
}

/// The steps with their values, and whether every one of them could be filled in.
fn steps(
    items: &[StepItem],
    scope: &mut Scope<'_>,
    listing: &mut Listing<'_>,
) -> (Vec<PlanStep>, bool) {
    let mut filled = Vec::new();
    let mut complete = true;
    for item in items {
        match item {
            StepItem::Step(each) => filled.push(step(each, scope, &mut complete)),
            StepItem::Each(each, steps) => {
                let (rows, mut left_out) = turns(each, scope);
                let mut rows = rows.into_iter();
                while let Some(row) = rows.next() {
                    scope.bind(&each.row.text, Value::Row(row));
                    let turn: Vec<_> =
                        steps.iter().map(|each| step(each, scope, &mut complete)).collect();
                    scope.unbind();
                    if !listing.has_room(turn.iter().map(size).sum()) {
                        left_out += 1 + rows.len() as u64;
                        break;
                    }
                    filled.extend(turn);
                }
                if left_out > 0 {
                    complete = false;
                    filled.push(manual(format!("Do the same for {left_out} more.")));
                }
            }
        }
    }
    (filled, complete)
}

/// About what a step takes as JSON.
fn size(step: &PlanStep) -> usize {
    let settings = step.settings.iter().map(|(name, value)| name.len() + value.len() + 8);
    120 + step.object.len() + settings.sum::<usize>()
}

fn step(step: &Step, scope: &Scope<'_>, complete: &mut bool) -> PlanStep {
    let (action, filled) = fill(&step.action, &Context::new(scope));
    let planned = match filled {
        Ok((object, settings)) => PlanStep { action, object, settings, ..manual(String::new()) },
        Err(reason) => {
            *complete = false;
            manual(format!("The step '{action}' has to be done by hand: {reason}."))
        }
    };
    PlanStep {
        label: step.label.clone(),
        within_seconds: step.within.map(|within| within.as_seconds_f64()),
        ..planned
    }
}

fn manual(words: String) -> PlanStep {
    let settings = Vec::new();
    PlanStep { action: "manual", object: words, settings, label: None, within_seconds: None }
}

/// What a step acts on and what it changes there; or the value that it lacks.
type Filled = Result<(String, Vec<(String, String)>), Arc<str>>;

fn fill(action: &Action, context: &Context<'_>) -> (&'static str, Filled) {
    let text = |expr: &Expr| {
        let value = context.present(expr)?;
        within(&value, LONGEST_WORD).ok_or_else(|| Arc::from("a value is too long for it"))
    };
    let only = |expr: &Expr| Ok((text(expr)?, Vec::new()));
    let with = |object: &Expr, settings: &[(Name, Expr)]| {
        let setting = |(name, value): &(Name, Expr)| Ok((name.text.to_string(), text(value)?));
        Ok((text(object)?, settings.iter().map(setting).collect::<Result<_, Arc<str>>>()?))
    };
    let one = |object: &Expr, name: &str, value: &Expr| {
        Ok((text(object)?, vec![(name.to_owned(), text(value)?)]))
    };
    match action {
        Action::SetService { name, settings } => ("set service", with(name, settings)),
        Action::StartService(name) => ("start service", only(name)),
        Action::StopService(name) => ("stop service", only(name)),
        Action::RestartService(name) => ("restart service", only(name)),
        Action::SetRegistry { key, settings } => ("set registry", with(key, settings)),
        Action::BackupFile(path) => ("backup file", only(path)),
        Action::RenameFile { from, to } => ("rename file", one(from, "to", to)),
        Action::RunScript(path) => ("run script", only(path)),
        Action::RunSetup(arguments) => ("run setup", only(arguments)),
        Action::RunTool { name, argument: Some(argument) } => {
            ("run tool", one(name, "with", argument))
        }
        Action::RunTool { name, argument: None } => ("run tool", only(name)),
        Action::IisReset => ("iisreset", Ok((String::new(), Vec::new()))),
        Action::Reboot => ("reboot", Ok((String::new(), Vec::new()))),
        Action::Manual(words) => ("manual", Ok((context.message(words), Vec::new()))),
    }
}
