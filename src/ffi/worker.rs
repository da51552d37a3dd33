//! The thread of a job: runs the engine, turns what it tells into lines, and can be stopped.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use super::guard::{spawn, Failure, Panic};
use super::request::{JobRequest, PanicPlace};
use super::status::XtStatus;
use super::target;
use crate::engine::{self, Cancelled, Observer, Selection};
use crate::evidence::Target;
use crate::language::ast::RulePack;
use crate::model::RuleResult;
use crate::report::{Event, EventQueue};

/// A running or finished job.
pub(super) struct Worker {
    queue: Arc<EventQueue<XtStatus>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

enum Work {
    Triage(Box<dyn Target>, Selection),
    Test(Selection),
    Panic,
}

impl Worker {
    /// Opens the target on the caller's thread, so that a wrong path is told at once, and starts.
    pub(super) fn start(pack: Arc<RulePack>, request: JobRequest) -> Result<Self, Failure> {
        let work = match request {
            JobRequest::Triage { target, map, facts, select } => {
                Work::Triage(target::open(target, map, facts.as_ref())?, select.into())
            }
            JobRequest::Test { select } => Work::Test(select.into()),
            JobRequest::Panic { place: PanicPlace::Job } => Work::Panic,
            JobRequest::Panic { place: PanicPlace::Call } => fail_on_purpose(),
        };
        let queue = Arc::new(EventQueue::new());
        let (body, end) = (Arc::clone(&queue), Arc::clone(&queue));
        let run = move || {
            let status = match work.run(&pack, &body) {
                Ok(()) => XtStatus::Ok,
                Err(Cancelled) => XtStatus::Cancelled,
            };
            body.finish(status);
        };
        let thread = spawn(run, move |outcome| {
            if let Err(Panic(message)) = outcome {
                end.fail(&message, XtStatus::Panicked);
            }
        })?;
        Ok(Self { queue, thread: Mutex::new(Some(thread)) })
    }

    /// The events since the last poll, waiting for them at most so long.
    pub(super) fn poll(&self, timeout: Duration) -> (XtStatus, Vec<u8>) {
        let (end, lines) = self.queue.take(timeout);
        (end.unwrap_or(XtStatus::Pending), lines)
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
    fn run(self, pack: &Arc<RulePack>, queue: &EventQueue<XtStatus>) -> Result<(), Cancelled> {
        match self {
            Self::Triage(target, selection) => {
                engine::evaluate(pack, &*target, &selection, &mut Reporter(queue))
            }
            Self::Test(selection) => engine::run_tests(
                pack,
                &selection,
                &mut |test| queue.push(&Event::Test { test: &test }),
                &|| queue.is_cancelled(),
            ),
            Self::Panic => fail_on_purpose(),
        }
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
