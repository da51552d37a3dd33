//! The thread of a job: does its work, turns what that tells into lines, and can be stopped.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use time::OffsetDateTime;

use super::guard::{spawn, Failure, Panic};
use super::request::{CompileRequest, JobRequest, PanicPlace, RewriteRequest};
use super::rewrite::rewrite;
use super::rules::{compilation, loaded};
use super::status::XtStatus;
use super::target::{self, Wanted};
use crate::engine::{self, Cancelled, Observer, Selection, SelectionError, Tested};
use crate::language::ast::RulePack;
use crate::model::RuleResult;
use crate::report::{CompileReport, Event, EventQueue};

/// How long a job that is freed is waited for. Files are closed by then as a rule; what takes longer
/// ends by itself.
const FAREWELL: Duration = Duration::from_millis(150);

/// The rules that a job has compiled; `None` where not one could be loaded.
type Rules = Option<Arc<RulePack>>;

/// A running or finished job.
pub(super) struct Worker {
    queue: Arc<EventQueue<XtStatus>>,
    /// Why the target could not be looked at.
    refused: Arc<OnceLock<Failure>>,
    compiled: Arc<OnceLock<Rules>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

enum Work {
    Triage(Arc<RulePack>, Box<Wanted>, Selection),
    Test(Arc<RulePack>, Selection),
    Compile(CompileRequest, Arc<OnceLock<Rules>>),
    Rewrite(RewriteRequest),
    Panic,
}

impl Worker {
    /// Starts what is asked for. The caller does not wait for any file: even the target is opened
    /// on the job's thread.
    pub(super) fn start(
        pack: Result<Arc<RulePack>, Failure>,
        request: JobRequest,
    ) -> Result<Self, Failure> {
        let compiled = Arc::new(OnceLock::new());
        let work = match request {
            JobRequest::Triage { target, map, facts, select } => {
                let now = Some(OffsetDateTime::now_utc());
                let selection = Selection { now, ..select.into() };
                let invalid = |error: SelectionError| {
                    Failure::new(XtStatus::InvalidRequest, error.to_string())
                };
                let pack = pack?;
                selection.check(&pack).map_err(invalid)?;
                Work::Triage(pack, Box::new(target::wanted(target, map, facts)?), selection)
            }
            JobRequest::Test { select } => Work::Test(pack?, select.into()),
            JobRequest::Compile(request) => Work::Compile(request, Arc::clone(&compiled)),
            JobRequest::Format(request) => Work::Rewrite(RewriteRequest::Format(request)),
            JobRequest::Fix(request) => Work::Rewrite(RewriteRequest::Fix(request)),
            JobRequest::Panic { place: PanicPlace::Job } => Work::Panic,
            JobRequest::Panic { place: PanicPlace::Call } => fail_on_purpose(),
        };
        let queue = Arc::new(EventQueue::new());
        let (body, end) = (Arc::clone(&queue), Arc::clone(&queue));
        let refused = Arc::new(OnceLock::new());
        let refusal = Arc::clone(&refused);
        let run = move || {
            let status = match work.run(&body) {
                Ok(Ok(())) => XtStatus::Ok,
                Ok(Err(Cancelled)) => XtStatus::Cancelled,
                Err(failure) => refusal.get_or_init(|| failure).status,
            };
            body.finish(status);
        };
        let thread = spawn(run, move |outcome| {
            if let Err(Panic(message)) = outcome {
                end.fail(&message, XtStatus::Panicked);
            }
        })?;
        Ok(Self { queue, refused, compiled, thread: Mutex::new(Some(thread)) })
    }

    /// The events since the last poll, waiting for them at most so long; or the report of a target
    /// that cannot be looked at, which has no events.
    pub(super) fn poll(&self, timeout: Duration) -> (XtStatus, Vec<u8>) {
        let (end, lines) = self.queue.take(timeout);
        match self.refused.get() {
            Some(failure) if end == Some(failure.status) => (failure.status, failure.to_json()),
            _ => (end.unwrap_or(XtStatus::Pending), lines),
        }
    }

    /// The rules that the job has compiled, once it has.
    pub(super) fn compiled(&self) -> Result<(XtStatus, Rules), Failure> {
        let end = self.queue.end();
        match (self.compiled.get(), end) {
            (Some(None), _) => Ok((XtStatus::RulesRejected, None)),
            (Some(rules), _) => Ok((XtStatus::Ok, rules.clone())),
            (None, None) => Ok((XtStatus::Pending, None)),
            (None, Some(XtStatus::Ok)) => Err(Failure::argument("the job compiles no rules")),
            (None, Some(end)) => Ok((end, None)),
        }
    }

    /// Asks the engine to stop.
    pub(super) fn cancel(&self) {
        self.queue.cancel();
    }

    /// Asks the engine to stop and gives its thread a moment to be gone. Whoever frees a job may be
    /// the thread of a console on which somebody pressed Ctrl+C.
    pub(super) fn stop(&self) {
        self.cancel();
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(thread) = thread else { return };
        let deadline = Instant::now() + FAREWELL;
        while !thread.is_finished() && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(1));
        }
        if thread.is_finished() {
            // The guard is the thread's whole body, so there is no panic to hand on.
            let _ = thread.join();
        }
    }
}

impl Work {
    /// Does the work, which may be cancelled, unless its target cannot be looked at.
    fn run(self, queue: &EventQueue<XtStatus>) -> Result<Result<(), Cancelled>, Failure> {
        // What was begun and not done is nothing to tell.
        let unless_stopped = || if queue.is_cancelled() { Err(Cancelled) } else { Ok(()) };
        Ok(match self {
            Self::Triage(pack, wanted, selection) => {
                let Some(target) = wanted.open(&|| queue.is_cancelled())? else {
                    return Ok(Err(Cancelled));
                };
                engine::evaluate(&pack, &*target, &selection, &mut Reporter(queue))
            }
            Self::Compile(request, compiled) => {
                let compilation = compilation(request, queue.stop());
                unless_stopped().map(|()| {
                    let report = CompileReport::new(&compilation);
                    let status = loaded(&report);
                    let line = Event::Compiled { report: &report }.to_line();
                    let pack = Arc::new(compilation.pack);
                    compiled.get_or_init(|| (status == XtStatus::Ok).then_some(pack));
                    queue.push_line(line);
                })
            }
            Self::Rewrite(request) => {
                let report = rewrite(request, &queue.stop());
                unless_stopped().map(|()| queue.push(&Event::Rewritten { report: &report }))
            }
            Self::Test(pack, selection) => engine::run_tests(
                &pack,
                &selection,
                &mut |tested| match tested {
                    Tested::Test(test) => queue.push(&Event::Test { test: &test }),
                    Tested::Coverage(coverage) => {
                        queue.push(&Event::Coverage { coverage: &coverage });
                    }
                },
                &|| queue.is_cancelled(),
            ),
            Self::Panic => fail_on_purpose(),
        })
    }
}

struct Reporter<'a>(&'a EventQueue<XtStatus>);

impl Observer for Reporter<'_> {
    fn progress(&mut self, read: u64, total: u64, current: &str) {
        self.0.progress(read, total, current);
    }

    fn result(&mut self, result: RuleResult) {
        self.0.push(&Event::Result { result: &result });
    }

    fn cancelled(&self) -> bool {
        self.0.is_cancelled()
    }
}

#[expect(clippy::panic, reason = "this is what the request asks for")]
fn fail_on_purpose() -> ! {
    panic!("this fault was asked for, to try the guard")
}
