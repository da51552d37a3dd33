//! The thread of a job: runs the engine, turns what it tells into lines, and can be stopped.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use time::OffsetDateTime;

use super::guard::{spawn, Failure, Panic};
use super::request::{JobRequest, PanicPlace};
use super::status::XtStatus;
use super::target::{self, Wanted};
use crate::engine::{self, Cancelled, Observer, Selection, SelectionError, Tested};
use crate::language::ast::RulePack;
use crate::model::RuleResult;
use crate::report::{Event, EventQueue};

/// A running or finished job.
pub(super) struct Worker {
    queue: Arc<EventQueue<XtStatus>>,
    /// Why the target could not be looked at.
    refused: Arc<OnceLock<Failure>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

enum Work {
    Triage(Box<Wanted>, Selection),
    Test(Selection),
    Panic,
}

impl Worker {
    /// Starts what is asked for. The caller does not wait for any file: even the target is opened
    /// on the job's thread.
    pub(super) fn start(pack: Arc<RulePack>, request: JobRequest) -> Result<Self, Failure> {
        let work = match request {
            JobRequest::Triage { target, map, facts, select } => {
                let now = Some(OffsetDateTime::now_utc());
                let selection = Selection { now, ..select.into() };
                let invalid = |error: SelectionError| {
                    Failure::new(XtStatus::InvalidRequest, error.to_string())
                };
                selection.check(&pack).map_err(invalid)?;
                Work::Triage(Box::new(target::wanted(target, map, facts)?), selection)
            }
            JobRequest::Test { select } => Work::Test(select.into()),
            JobRequest::Panic { place: PanicPlace::Job } => Work::Panic,
            JobRequest::Panic { place: PanicPlace::Call } => fail_on_purpose(),
        };
        let queue = Arc::new(EventQueue::new());
        let (body, end) = (Arc::clone(&queue), Arc::clone(&queue));
        let refused = Arc::new(OnceLock::new());
        let refusal = Arc::clone(&refused);
        let run = move || {
            let status = match work.run(&pack, &body) {
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
        Ok(Self { queue, refused, thread: Mutex::new(Some(thread)) })
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

    /// Asks the engine to stop.
    pub(super) fn cancel(&self) {
        self.queue.cancel();
    }

    /// Asks the engine to stop and waits until its thread is gone.
    pub(super) fn stop(&self) {
        self.cancel();
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            // The guard is the thread's whole body, so there is no panic to hand on.
            let _ = thread.join();
        }
    }
}

impl Work {
    /// Does the work, which may be cancelled, unless its target cannot be looked at.
    fn run(
        self,
        pack: &Arc<RulePack>,
        queue: &EventQueue<XtStatus>,
    ) -> Result<Result<(), Cancelled>, Failure> {
        Ok(match self {
            Self::Triage(wanted, selection) => {
                let target = wanted.open()?;
                engine::evaluate(pack, &*target, &selection, &mut Reporter(queue))
            }
            Self::Test(selection) => engine::run_tests(
                pack,
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
