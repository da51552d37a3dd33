//! Source `servicecontrol`: at which start type ServiceControl.ps1 left each service.
//!
//! Setup calls this script before it copies files and when it is done. The script records the start
//! types of all services, disables those of Exchange, and gives each the start type of the record
//! back. During a security update it writes to ServiceControl.log, during a cumulative update to
//! ExchangeSetup.log. Its lines are replayed, over both logs in order of time: counting them proves
//! nothing, as several roles disable the same service, and "Enabling service" disables a service that
//! was disabled when the record was made.

mod date;
mod end;
mod entry;
mod event;
mod order;
mod patch_log;
mod record;
mod replay;
mod rows;
mod setup_events;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use self::patch_log::PatchLog;
use self::setup_events::SetupEvents;
use super::scan::LogSink;
use super::{Look, SetupLogRows, Target, WindowsPath};
use crate::model::Rows;

/// Who takes one of the logs.
pub enum Taker<'a> {
    /// Somebody who reads its lines.
    Lines(&'a mut dyn LogSink),
    /// Somebody who wants rows of it, as others do.
    SetupLog(&'a mut dyn SetupLogRows),
}

/// Reads what the script wrote to both logs.
pub struct ServiceControl {
    folder: Result<WindowsPath, Arc<str>>,
    patch: PatchLog,
    setup: SetupEvents,
    /// Why a log could not be read at all.
    unread: Vec<Arc<str>>,
}

impl ServiceControl {
    /// A reader for the logs in `folder`; an error is why the folder cannot be named.
    pub fn new(folder: Result<WindowsPath, Arc<str>>) -> Self {
        let unread = folder.as_ref().err().cloned().into_iter().collect();
        let (patch, setup) = (PatchLog::default(), SetupEvents::default());
        Self { folder, patch, setup, unread }
    }

    /// The logs that it wants to read.
    pub fn logs(&self) -> Vec<WindowsPath> {
        ["ServiceControl.log", "ExchangeSetup.log"]
            .iter()
            .filter_map(|name| self.file(name))
            .collect()
    }

    fn file(&self, name: &str) -> Option<WindowsPath> {
        let folder = self.folder.as_ref().ok()?;
        WindowsPath::parse(&format!("{folder}\\{name}")).ok()
    }

    /// Who takes that log; `None` for a log that is none of setup's.
    pub fn taker(&mut self, path: &WindowsPath) -> Option<Taker<'_>> {
        if self.file("ServiceControl.log").as_ref() == Some(path) {
            Some(Taker::Lines(&mut self.patch))
        } else if self.file("ExchangeSetup.log").as_ref() == Some(path) {
            Some(Taker::SetupLog(&mut self.setup))
        } else {
            None
        }
    }

    /// Notes that a log could not be read, and why.
    pub fn not_read(&mut self, reason: &str) {
        self.unread.push(Arc::from(reason));
    }

    /// What the replay says of each service that the logs name or the server has.
    pub fn into_rows(self, target: &dyn Target) -> Rows {
        let latest = match self.file("ServiceControl.log").map(|path| target.file(&path)) {
            Some(Look::Found(info)) => match info.modified {
                Look::Found(time) => Some(time),
                _ => None,
            },
            _ => None,
        };
        rows::rows(self.folder.ok(), &self.patch, &self.setup, &self.unread, target, latest)
    }
}
