//! Evidence over real files: logs of real servers, encodings, links, pipes, rights.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use extriage::evidence::{
    scan, FolderTarget, LogSink, Look, MemoryFile, MemoryTarget, ScanControl, SetupLog,
    SetupLogRows, Target, TargetError, WindowsPath,
};
use extriage::model::{Completeness, Row, Value};

mod facts;
mod program;
mod setup_logs;
#[cfg(target_os = "linux")]
mod swaps;
mod tree;
#[cfg(target_os = "linux")]
mod twins;

/// Every row of a setup log that counts in the end.
#[derive(Default)]
struct Rows {
    rows: Vec<(&'static str, Row)>,
    kept: Vec<(&'static str, Row)>,
    runs: Completeness,
    last_run: Completeness,
    last: Completeness,
}

impl SetupLogRows for Rows {
    fn wants(&self, _: &str) -> bool {
        true
    }
    fn forget(&mut self, view: &str) {
        self.rows.retain(|(name, _)| *name != view);
    }
    fn keep(&mut self, view: &str) {
        self.kept.retain(|(name, _)| *name != view);
        self.kept.extend(self.rows.extract_if(.., |(name, _)| *name == view));
    }
    fn row(&mut self, view: &'static str, row: Row) {
        self.rows.push((view, row));
    }
    fn end(&mut self, runs: &Completeness, last_run: &Completeness, last: &Completeness) {
        self.rows.append(&mut self.kept);
        (self.runs, self.last_run, self.last) = (runs.clone(), last_run.clone(), last.clone());
    }
}

impl Rows {
    fn of(&self, view: &str) -> Vec<&Row> {
        self.rows.iter().filter(|(name, _)| *name == view).map(|(_, row)| row).collect()
    }

    /// All rows as text, for comparison; without offsets and path, which differ by encoding.
    fn shown(&self) -> Vec<String> {
        let show = |(view, row): &(&str, Row)| {
            let columns: Vec<_> =
                row.columns.iter().map(|(name, value)| format!("{name}={value}")).collect();
            format!("{view} {:?} {}", row.location.line, columns.join("|"))
        };
        self.rows.iter().map(show).collect()
    }
}

struct Quiet;

impl ScanControl for Quiet {
    fn advance(&mut self, _: u64) {}
    fn cancelled(&self) -> bool {
        false
    }
}

fn path(text: &str) -> WindowsPath {
    WindowsPath::parse(text).unwrap()
}

fn setup_log_path() -> WindowsPath {
    path(r"C:\ExchangeSetupLogs\ExchangeSetup.log")
}

fn mapped(file: &Path) -> FolderTarget {
    FolderTarget::open(None, &[(setup_log_path(), file.to_path_buf())], None).unwrap()
}

fn setup_rows(target: &dyn Target) -> Rows {
    let mut log = SetupLog::new(Rows::default());
    match scan(target, &setup_log_path(), &mut [&mut log], &mut Quiet) {
        Look::Found(_) => log.into_rows(),
        other => panic!("{other:?}"),
    }
}

fn reason<T: std::fmt::Debug>(look: Look<T>) -> String {
    match look {
        Look::Unknown(reason) => reason.to_string(),
        other => panic!("{other:?}"),
    }
}

fn column(row: &Row, name: &str) -> String {
    row.get(name).map(Value::to_string).unwrap_or_default()
}
