//! Windows paths as rules write them.

/// An absolute Windows path with a drive letter, normalised: one backslash between names, no
/// `.` or `..`, no stream, no device. Compared without regard to case.
#[derive(Debug, Clone)]
pub struct WindowsPath(String);

/// Why a text is not a path that evidence may be read from.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PathError(pub String);

impl WindowsPath {
    /// Reads an absolute path such as `C:\ExchangeSetupLogs\ExchangeSetup.log`.
    ///
    /// # Errors
    /// For relative paths, `..` that leaves the drive, UNC and device paths, streams and reserved
    /// characters.
    pub fn parse(text: &str) -> Result<Self, PathError> {
        let _ = text;
        Err(PathError(String::from("not implemented")))
    }

    /// The normalised path.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
