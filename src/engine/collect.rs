//! Reading: each log once, for everybody who asks for its rows.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use regex::Regex;

use super::plan::{Log, Plan, QueryId};
use super::run::Run;
use super::setup_rows::SetupRows;
use super::stream::{Answer, Stream};
use super::Cancelled;
use crate::evidence::{
    scan, Line, LineBlock, LogFile, LogSink, Look, ScanControl, ServiceControl, SetupLog, Taker,
    Target, TextLog,
};
use crate::model::Completeness;

/// What the names of a setup log's views begin with, and the views that are not of the last run.
const SETUP_LOG: &str = "setuplog.";
const RUNS: &str = "setuplog.runs";
const CAUSES: &str = "setuplog.causes";
const JUDGED: &str = "setuplog.judged";

/// How often progress is told at most.
const TELL_EVERY: Duration = Duration::from_millis(100);

/// Reads the logs of `plan`.
///
/// # Errors
/// When the observer asked to stop.
pub(super) fn collect(
    mut plan: Plan<'_>,
    target: &dyn Target,
    run: &dyn Run,
) -> Result<HashMap<QueryId, Answer>, Cancelled> {
    let mut answers: HashMap<QueryId, Answer> = HashMap::new();
    for (id, rows) in plan.unreadable {
        answers.insert(id, Answer { rows, decided: true });
    }
    let total = plan.logs.iter().map(|log| log.size).sum();
    let mut progress = Progress::new(run, total);
    for log in plan.logs {
        progress.begin(log.path.as_str());
        let size = log.size;
        let control = plan.service_control.as_mut().map(|(control, _)| control);
        answers.extend(read(log, target, &mut progress, control));
        if progress.cancelled() {
            discard(answers);
            return Err(Cancelled);
        }
        progress.end(size);
    }
    progress.tell();
    if let Some((control, asking)) = plan.service_control {
        let rows = control.into_rows(target);
        answers.extend(
            asking.into_iter().map(|id| (id, Answer { rows: rows.clone(), decided: false })),
        );
    }
    Ok(answers)
}

/// Frees what was found in the logs. That may be hundreds of thousands of rows, and who cancelled
/// does not wait for it; where no thread can be had, it is freed here.
pub(super) fn discard(answers: HashMap<QueryId, Answer>) {
    let _ = std::thread::Builder::new().spawn(move || drop(answers));
}

/// Reads one log and gives every question its answer.
fn read(
    log: Log<'_>,
    target: &dyn Target,
    progress: &mut Progress<'_>,
    mut control: Option<&mut ServiceControl>,
) -> Vec<(QueryId, Answer)> {
    let (setup, text): (Vec<_>, Vec<_>) =
        log.streams.into_iter().partition(|stream| stream.source.name.starts_with(SETUP_LOG));
    let mut texts = TextLines::all(text);
    let taker = control.as_mut().and_then(|control| control.taker(&log.path));
    let is_replayed = taker.is_some();
    let (lines, script) = match taker {
        Some(Taker::Lines(lines)) => (Some(lines), None),
        Some(Taker::SetupLog(rows)) => (None, Some(rows)),
        None => (None, None),
    };
    let setup_is_asked = !setup.is_empty() || script.is_some();
    let mut setup = SetupLog::new(SetupRows::new(setup, script));
    let mut sinks: Vec<&mut dyn LogSink> = Vec::new();
    sinks.extend(texts.iter_mut().map(|sink| sink as &mut dyn LogSink));
    if setup_is_asked {
        sinks.push(&mut setup);
    }
    sinks.extend(lines.map(|lines| lines as &mut dyn LogSink));
    let look = scan(target, &log.path, &mut sinks, progress);

    let SetupRows { streams: setup, runs, last_run, last, .. } = setup.into_rows();
    let streams = texts.into_iter().flat_map(|text| text.streams).map(|stream| (stream, None));
    let streams = streams.chain(setup.into_iter().map(|(stream, _)| {
        let completeness = match stream.source.name {
            RUNS => runs.clone(),
            CAUSES => runs.clone().and(last_run.clone()),
            _ => last_run.clone(),
        };
        (stream, Some(completeness))
    }));
    let absence = target.absence(&log.path);
    if let Some(control) = control.filter(|_| is_replayed) {
        match &look {
            Look::Found(_) => {}
            Look::Missing => control.not_read(&absence),
            Look::Unknown(reason) => control.not_read(reason),
        }
    }
    let finish = |(stream, completeness): (Stream<'_>, Option<Completeness>)| match &look {
        Look::Found(read) => {
            // What is lost in the log hides rows, but not always which run is the last one.
            let of_runs = [RUNS, JUDGED].contains(&stream.source.name);
            let last = if of_runs { &last } else { read };
            let last_is_known = *last == Completeness::Complete;
            stream.finish(completeness.unwrap_or_else(|| read.clone()), last_is_known)
        }
        Look::Missing => stream.missing(&absence),
        Look::Unknown(reason) => stream.unopened(reason),
    };
    streams.map(finish).collect()
}

/// The lines of a text log on their way to the queries that ask for the same ones, which share them.
struct TextLines<'a> {
    streams: Vec<Stream<'a>>,
    log: TextLog,
    file: Option<LogFile>,
}

impl<'a> TextLines<'a> {
    fn all(streams: Vec<Stream<'a>>) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        let mut place_of: HashMap<Option<&str>, usize> = HashMap::new();
        for stream in streams {
            let pattern = stream.query.pattern.as_ref();
            let place =
                *place_of.entry(pattern.map(|pattern| &*pattern.source)).or_insert_with(|| {
                    let log = TextLog::new(pattern.map(|pattern| Regex::clone(&pattern.regex)));
                    all.push(Self { streams: Vec::new(), log, file: None });
                    all.len() - 1
                });
            if let Some(lines) = all.get_mut(place) {
                lines.streams.push(stream);
            }
        }
        all
    }
}

impl LogSink for TextLines<'_> {
    fn begin(&mut self, file: &LogFile) {
        self.file = Some(file.clone());
    }

    fn line(&mut self, line: &Line<'_>) {
        let Some(file) = &self.file else { return };
        let (path, number) = (&file.path, line.number);
        if let Some(row) = self.log.row(file, line) {
            let row = Arc::new(row);
            self.streams.iter_mut().for_each(|stream| stream.row(&row));
        } else if self.log.may_have_matched(line) {
            let why = "has letters that are neither ASCII nor UTF-8, and may be damaged";
            let doubt = format!("{path}:{number} {why}").into();
            self.streams.iter_mut().for_each(|stream| stream.doubt(&doubt));
        } else if line.truncated {
            let doubt = format!("{path}:{number} is too long to be examined whole").into();
            self.streams.iter_mut().for_each(|stream| stream.doubt(&doubt));
        }
    }

    fn block(&mut self, block: &LineBlock<'_>) {
        // What is no candidate matches nothing and is whole, so that there is no doubt about it.
        let Self { streams, log, file } = self;
        let Some(file) = file else { return };
        log.candidates(block, |line| {
            if let Some(row) = log.row(file, line) {
                let row = Arc::new(row);
                streams.iter_mut().for_each(|stream| stream.row(&row));
            }
        });
    }

    fn end(&mut self, _: &Completeness) {}
}

/// Bytes read so far, told to the observer now and then.
struct Progress<'o> {
    run: &'o dyn Run,
    /// Bytes of the logs that are done, and of the current one.
    done: u64,
    current: u64,
    total: u64,
    name: String,
    told: Instant,
}

impl<'o> Progress<'o> {
    fn new(run: &'o dyn Run, total: u64) -> Self {
        let name = String::new();
        Self { run, done: 0, current: 0, total, name, told: Instant::now() }
    }

    fn begin(&mut self, name: &str) {
        self.name = name.to_owned();
        self.current = 0;
    }

    /// The current log is done; it counts with its planned size, however far it could be read.
    fn end(&mut self, size: u64) {
        self.done += size;
        self.current = 0;
    }

    fn tell(&mut self) {
        let read = self.done.saturating_add(self.current).min(self.total);
        self.run.progress(read, self.total, &self.name);
        self.told = Instant::now();
    }
}

impl ScanControl for Progress<'_> {
    fn advance(&mut self, bytes: u64) {
        self.current = self.current.saturating_add(bytes);
        if self.told.elapsed() >= TELL_EVERY {
            self.tell();
        }
    }

    fn cancelled(&self) -> bool {
        self.run.is_cancelled()
    }
}
