//! What a test's target is like after the steps of a plan: the actions whose effect can be known
//! without a server are applied to it, and any other one is a reason why that cannot be said.

use std::sync::Arc;

use crate::evidence::{Facts, Look, MemoryFile, MemoryTarget, Service, Target, WindowsPath};
use crate::model::{Plan, PlanStep};

/// The target after all steps.
///
/// # Errors
/// When there is no plan, when a step would fail, or when its effect cannot be known in a test.
pub(super) fn after(target: &MemoryTarget, plan: Option<&Plan>) -> Result<MemoryTarget, String> {
    let plan = plan.ok_or("there is no plan to take the steps of")?;
    let mut mended = target.clone();
    for (index, step) in plan.steps.iter().enumerate() {
        take(&mut mended, step).map_err(|reason| format!("step {} {reason}", index + 1))?;
    }
    Ok(mended)
}

fn take(target: &mut MemoryTarget, step: &PlanStep) -> Result<(), String> {
    match step.action {
        "set service" => change(target, &step.object, |service| {
            for (name, value) in &step.settings {
                if name.eq_ignore_ascii_case("StartType") {
                    service.start_type = Look::Found(Arc::from(value.as_str()));
                }
            }
            Ok(())
        }),
        "start service" | "restart service" => change(target, &step.object, |service| {
            match &service.start_type {
                Look::Found(start) if start.eq_ignore_ascii_case("Disabled") => {
                    return Err(format!("would fail: {} is disabled", service.name));
                }
                _ => service.status = Look::Found(Arc::from("Running")),
            }
            Ok(())
        }),
        "stop service" => change(target, &step.object, |service| {
            service.status = Look::Found(Arc::from("Stopped"));
            Ok(())
        }),
        "rename file" => rename(target, step),
        // A copy beside the evidence changes nothing that a rule looks at.
        "backup file" => Ok(()),
        other => Err(format!("'{other}' cannot be tried in a test")),
    }
}

/// Changes a service that the test gives.
fn change(
    target: &mut MemoryTarget,
    name: &str,
    change: impl FnOnce(&mut Service) -> Result<(), String>,
) -> Result<(), String> {
    let found = match Facts::services(target.facts()) {
        Look::Found(services) => {
            services.iter().find(|service| service.name.eq_ignore_ascii_case(name)).cloned()
        }
        Look::Missing => None,
        Look::Unknown(reason) => return Err(format!("needs the service {name}, but {reason}")),
    };
    let mut service =
        found.ok_or_else(|| format!("would fail: there is no service {name} in the test"))?;
    change(&mut service)?;
    target.service(service);
    Ok(())
}

/// Renames a file in its folder, or to a full path.
fn rename(target: &mut MemoryTarget, step: &PlanStep) -> Result<(), String> {
    let path =
        |text: &str| WindowsPath::parse(text).map_err(|error| format!("needs a path: {error}"));
    let from = path(&step.object)?;
    let to = step.settings.first().map_or("", |(_, value)| value.as_str());
    let to = match step.object.rsplit_once(['\\', '/']) {
        Some((folder, _)) if !to.contains(['\\', '/']) => path(&format!("{folder}\\{to}"))?,
        _ => path(to)?,
    };
    if let Look::Found(_) = target.file(&to) {
        return Err(format!("would fail: {to} is there already"));
    }
    match target.take(&from) {
        Some(MemoryFile::Missing) | None => {
            Err(format!("would fail: the test gives no file {from}"))
        }
        Some(file) => {
            target.put(from, MemoryFile::Missing);
            target.put(to, file);
            Ok(())
        }
    }
}
