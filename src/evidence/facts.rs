//! Facts: what is known about the server that is not in its files.

use std::sync::Arc;

use super::Look;
use crate::model::Value;

/// One Windows service.
#[derive(Debug, Clone)]
pub struct Service {
    /// Service name.
    pub name: Arc<str>,
    /// Name that services.msc shows.
    pub display_name: Option<Arc<str>>,
    /// Automatic, Manual, Disabled ...
    pub start_type: Look<Arc<str>>,
    /// Running, Stopped ...
    pub status: Look<Arc<str>>,
}

/// The facts of one target; schema in `powershell/ExTriage/en-US/about_ExTriage_Facts.help.txt`.
#[derive(Debug, Clone, Default)]
pub struct Facts {}

/// `facts.json` is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct FactsError {
    /// What is wrong, with the member's path, line and column.
    pub message: String,
    /// What was probably meant.
    pub hint: Option<String>,
}

impl Facts {
    /// Reads `facts.json`.
    ///
    /// # Errors
    /// For text that is not JSON, unknown members and values of the wrong type.
    pub fn parse(json: &str) -> Result<Self, FactsError> {
        let _ = json;
        Ok(Self::default())
    }

    /// The fact of that schema path; unknown with a reason where nothing gives it.
    pub fn get(&self, path: &'static str) -> Value {
        Value::unknown(format!("the facts do not give {path}"))
    }

    /// The services, where they were collected.
    pub fn services(&self) -> Look<&[Service]> {
        Look::Missing
    }
}
