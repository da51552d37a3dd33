//! The one guard that every exported function and every thread of the engine runs in: a panic
//! becomes an answer and never crosses into the host.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::thread;

use once_cell::sync::OnceCell;
use serde::Serialize;

use super::buffer::XtBuffer;
use super::status::XtStatus;
use crate::engine;

/// A call that cannot be answered, and what to tell.
#[derive(Debug, Clone)]
pub(super) struct Failure {
    pub(super) status: XtStatus,
    pub(super) message: String,
}

impl Failure {
    pub(super) fn new(status: XtStatus, message: impl Into<String>) -> Self {
        Self { status, message: message.into() }
    }

    pub(super) fn argument(message: &str) -> Self {
        Self::new(XtStatus::InvalidArgument, message)
    }

    /// The failure as the JSON that a report buffer holds.
    pub(super) fn to_json(&self) -> Vec<u8> {
        #[derive(Serialize)]
        struct Report<'a> {
            error: &'a str,
        }
        serde_json::to_vec(&Report { error: &self.message }).unwrap_or_default()
    }
}

/// A fault of the engine: what a panic said.
impl From<Panic> for Failure {
    fn from(panic: Panic) -> Self {
        Self::new(XtStatus::Panicked, panic.0)
    }
}

/// What a panic said, and where it happened.
#[derive(Debug)]
pub(super) struct Panic(pub(super) String);

thread_local! {
    /// How many guards this thread is in.
    static GUARDED: Cell<u32> = const { Cell::new(0) };
    /// What the panic hook saw on this thread.
    static SEEN: RefCell<Option<String>> = const { RefCell::new(None) };
}

static HOOK: OnceCell<()> = OnceCell::new();

/// Runs `call` and catches a panic in it.
///
/// What the call was working on may be left half done after a panic; callers drop it and give no
/// handle to it.
pub(super) fn guard<T>(call: impl FnOnce() -> T) -> Result<T, Panic> {
    // Setting a hook is itself a panic on a thread that unwinds; then the next call does it.
    let _ = HOOK.get_or_try_init(|| {
        if thread::panicking() {
            return Err(());
        }
        let previous = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if GUARDED.get() > 0 {
                SEEN.set(Some(words(info)));
            } else {
                previous(info);
            }
        }));
        Ok(())
    });
    GUARDED.set(GUARDED.get() + 1);
    let outcome = panic::catch_unwind(AssertUnwindSafe(call));
    GUARDED.set(GUARDED.get() - 1);
    outcome.map_err(|payload| {
        let said = SEEN.take().unwrap_or_else(|| String::from("a panic without words"));
        // Dropping an unknown payload could panic again, this time outside of any guard.
        std::mem::forget(payload);
        Panic(said)
    })
}

fn words(info: &PanicHookInfo<'_>) -> String {
    let payload: &(dyn Any + Send) = info.payload();
    let message = payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("a panic without words");
    match info.location() {
        Some(place) => format!("{message} ({}:{})", place.file(), place.line()),
        None => message.to_owned(),
    }
}

/// Runs `call` on a thread with a stack of the engine's choosing and waits for it.
pub(super) fn on_own_stack<T: Send>(call: impl FnOnce() -> T + Send) -> Result<T, Failure> {
    // The guard is the thread's whole body, so no panic goes on here.
    let outcome = engine::on_own_stack(|| guard(call)).map_err(|error| no_thread(&error))?;
    outcome.map_err(Failure::from)
}

/// Starts a guarded thread of the engine; what its guard caught is given to `finish`.
pub(super) fn spawn(
    body: impl FnOnce() + Send + 'static,
    finish: impl FnOnce(Result<(), Panic>) + Send + 'static,
) -> Result<thread::JoinHandle<()>, Failure> {
    thread::Builder::new()
        .name("extriage-job".to_owned())
        .stack_size(engine::STACK)
        .spawn(move || finish(guard(body)))
        .map_err(|error| no_thread(&error))
}

fn no_thread(error: &std::io::Error) -> Failure {
    Failure::new(XtStatus::Panicked, format!("cannot start a thread: {error}"))
}

/// The whole of a call that answers with bytes: checks the buffer, runs `call` in the guard, and puts
/// its bytes, or what went wrong, into the buffer.
pub(super) fn answer(
    report: *mut XtBuffer,
    call: impl FnOnce() -> Result<(XtStatus, Vec<u8>), Failure>,
) -> XtStatus {
    if report.is_null() || !report.is_aligned() {
        return XtStatus::InvalidArgument;
    }
    let outcome = guard(call).unwrap_or_else(|panic| Err(panic.into()));
    let (status, bytes) = outcome.unwrap_or_else(|failure| (failure.status, failure.to_json()));
    // SAFETY: not null and aligned, as seen above; the caller gives a place for one buffer.
    unsafe { report.write(XtBuffer::give(bytes)) };
    status
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_words_with_its_place() {
        let Panic(said) = guard(|| panic!("no {}", "way")).unwrap_err();
        assert!(said.starts_with("no way ("), "{said}");
        assert!(said.contains("guard.rs:"), "{said}");
    }

    #[test]
    fn a_payload_without_words_is_survived() {
        struct Loud;
        impl Drop for Loud {
            fn drop(&mut self) {
                panic!("dropped");
            }
        }
        let Panic(said) = guard(|| panic::panic_any(Loud)).unwrap_err();
        assert!(said.starts_with("a panic without words"), "{said}");
        assert!(matches!(guard(|| 1), Ok(1)));
    }

    #[test]
    fn a_panic_on_the_own_stack_is_a_failure() {
        let failure = on_own_stack(|| panic!("deep")).unwrap_err();
        assert_eq!(failure.status, XtStatus::Panicked);
        assert!(failure.message.starts_with("deep ("), "{}", failure.message);
    }

    #[test]
    fn the_own_stack_is_deep() {
        fn recurse(depth: u64) -> u64 {
            let frame = std::hint::black_box([depth; 64]);
            if depth == 0 {
                0
            } else {
                frame[0] - depth + 1 + recurse(depth - 1)
            }
        }
        let deep = thread::Builder::new()
            .stack_size(256 << 10)
            .spawn(|| on_own_stack(|| recurse(4000)).unwrap())
            .unwrap();
        assert_eq!(deep.join().unwrap(), 4000);
    }
}
