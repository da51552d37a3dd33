//! The queue between the thread of a job, which tells, and the host, which polls.
//!
//! It is bounded: where the host does not poll, the engine waits. Progress is no event that is
//! queued but a state that is looked at.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::Event;
use crate::model::Stop;

/// Bytes of one batch; well below what the JSON readers of Windows PowerShell accept.
const BATCH: usize = 1 << 20;
/// Bytes that may wait. A single longer line is let in when nothing else waits.
const WAITING: usize = 4 << 20;
/// The least time between two progress events.
const PROGRESS: Duration = Duration::from_millis(100);

/// Lines that wait for the host, and how the job ended: `E`.
#[derive(Debug)]
pub struct EventQueue<E> {
    stop: Stop,
    state: Mutex<State<E>>,
    changed: Condvar,
}

#[derive(Debug)]
struct State<E> {
    lines: VecDeque<Vec<u8>>,
    bytes: usize,
    progress: Option<(u64, u64, String)>,
    progress_due: Instant,
    end: Option<E>,
}

impl<E: Copy> EventQueue<E> {
    /// An empty queue of a job that goes on.
    #[expect(clippy::new_without_default, reason = "a queue is made on purpose, for one job")]
    pub fn new() -> Self {
        Self {
            stop: Stop::default(),
            state: Mutex::new(State {
                lines: VecDeque::new(),
                bytes: 0,
                progress: None,
                progress_due: Instant::now(),
                end: None,
            }),
            changed: Condvar::new(),
        }
    }

    /// Queues an event, waiting for room. After a cancel it is dropped: nobody waits for it.
    pub fn push(&self, event: &Event<'_>) {
        self.push_line(event.to_line());
    }

    /// Like [`push`](Self::push), for an event that is a line already.
    pub fn push_line(&self, line: Vec<u8>) {
        let mut state = self.lock();
        while !state.lines.is_empty() && state.bytes + line.len() > WAITING {
            if self.is_cancelled() {
                return;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.put(line);
        self.changed.notify_all();
    }

    /// Says how far the job is; replaces what was said before and not looked at.
    pub fn progress(&self, read: u64, total: u64, current: &str) {
        let mut state = self.lock();
        match &mut state.progress {
            Some(said) => {
                (said.0, said.1) = (read, total);
                if said.2 != current {
                    said.2 = current.to_owned();
                }
            }
            silent => {
                *silent = Some((read, total, current.to_owned()));
                self.changed.notify_all();
            }
        }
    }

    /// Says how the job ended. The first word stands.
    pub fn finish(&self, end: E) {
        self.lock().end.get_or_insert(end);
        self.changed.notify_all();
    }

    /// How the job ended; `None` while it goes on.
    pub fn end(&self) -> Option<E> {
        self.lock().end
    }

    /// Says that a fault ended the job, past any bound.
    pub fn fail(&self, message: &str, end: E) {
        self.lock().put(Event::Fault { message }.to_line());
        self.finish(end);
    }

    /// Asks the job to stop, and wakes it where it waits for room.
    pub fn cancel(&self) {
        // Under the lock, so that no waiter misses it between its look and its wait.
        let state = self.lock();
        self.stop.ask();
        drop(state);
        self.changed.notify_all();
    }

    /// Whether the job was asked to stop.
    pub fn is_cancelled(&self) -> bool {
        self.stop.is_asked()
    }

    /// What everything that works for the job asks whether to stop.
    pub fn stop(&self) -> Stop {
        self.stop.clone()
    }

    /// Waits up to `timeout`, and never over an hour, for something to tell, and takes at most 1 MiB
    /// of it. The end is given with the last lines and again by every later call; `None` while the
    /// job goes on.
    pub fn take(&self, timeout: Duration) -> (Option<E>, Vec<u8>) {
        let deadline = Instant::now() + timeout.min(Duration::from_secs(3600));
        let mut state = self.lock();
        let taken = loop {
            let now = Instant::now();
            let progress_due = state.progress.as_ref().map(|_| state.progress_due);
            let ready = !state.lines.is_empty() || state.end.is_some();
            if ready || now >= deadline || progress_due.is_some_and(|due| now >= due) {
                break state.take(now);
            }
            let until = progress_due.map_or(deadline, |due| due.min(deadline));
            let woken = self.changed.wait_timeout(state, until - now);
            state = woken.unwrap_or_else(PoisonError::into_inner).0;
        };
        drop(state);
        // There is room again for an engine that waits.
        self.changed.notify_all();
        taken
    }

    fn lock(&self) -> MutexGuard<'_, State<E>> {
        // Every change of the state is one step, so it is whole even after a panic elsewhere.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<E: Copy> State<E> {
    fn put(&mut self, line: Vec<u8>) {
        self.bytes += line.len();
        self.lines.push_back(line);
    }

    fn take(&mut self, now: Instant) -> (Option<E>, Vec<u8>) {
        let mut batch = Vec::new();
        if now >= self.progress_due {
            if let Some((read, total, current)) = self.progress.take() {
                batch = Event::Progress { read, total, current: &current }.to_line();
                self.progress_due = now + PROGRESS;
            }
        }
        while let Some(line) = self.lines.front() {
            if !batch.is_empty() && batch.len() + line.len() > BATCH {
                break;
            }
            self.bytes -= line.len();
            batch.extend_from_slice(line);
            self.lines.pop_front();
        }
        (if self.lines.is_empty() { self.end } else { None }, batch)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::thread;

    use super::*;

    const SOON: Duration = Duration::from_millis(1);

    fn lines(bytes: &[u8]) -> Vec<serde_json::Value> {
        String::from_utf8_lossy(bytes)
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    fn fault(length: usize) -> String {
        "x".repeat(length)
    }

    #[test]
    fn the_end_comes_with_the_last_lines_and_again() {
        let queue = EventQueue::new();
        assert_eq!(queue.take(SOON), (None, Vec::new()));
        queue.push(&Event::Fault { message: "one" });
        queue.finish(7);
        queue.finish(8);
        let (end, batch) = queue.take(SOON);
        assert_eq!((end, lines(&batch).len()), (Some(7), 1));
        assert_eq!(queue.take(SOON), (Some(7), Vec::new()));
    }

    #[test]
    fn batches_stay_below_a_mebibyte_and_a_longer_line_goes_alone() {
        let queue = EventQueue::new();
        for length in [400_000, 400_000, 400_000, 1_500_000, 10] {
            queue.push(&Event::Fault { message: &fault(length) });
        }
        queue.finish(());
        let mut seen = Vec::new();
        let end = loop {
            let (end, batch) = queue.take(SOON);
            let count = lines(&batch).len();
            assert!(batch.len() <= BATCH || count == 1);
            seen.push(count);
            if end.is_some() {
                break end;
            }
        };
        assert_eq!((end, seen), (Some(()), vec![2, 1, 1, 1]));
    }

    #[test]
    fn progress_is_the_latest_state_at_most_ten_times_a_second() {
        let queue: EventQueue<()> = EventQueue::new();
        let start = Instant::now();
        let mut events = Vec::new();
        for read in 0..=50 {
            queue.progress(read, 50, r"C:\log");
            events.extend(lines(&queue.take(Duration::from_millis(5)).1));
            thread::sleep(Duration::from_millis(5));
        }
        let allowed = start.elapsed().as_millis() / 100 + 1;
        assert!(!events.is_empty() && events.len() as u128 <= allowed, "{events:?}");
        queue.progress(49, 50, "b");
        queue.progress(50, 50, "b");
        let event = lines(&queue.take(Duration::from_secs(5)).1).pop().unwrap();
        assert_eq!((&event["Read"], &event["Current"]), (&50.into(), &"b".into()));
    }

    #[test]
    fn a_full_queue_makes_the_engine_wait_and_a_cancel_wakes_it() {
        let queue: Arc<EventQueue<()>> = Arc::new(EventQueue::new());
        let engine = {
            let queue = Arc::clone(&queue);
            thread::spawn(move || {
                for _ in 0..20 {
                    queue.push(&Event::Fault { message: &fault(1_000_000) });
                }
            })
        };
        let deadline = Instant::now() + Duration::from_secs(10);
        while queue.lock().bytes < 4_000_000 && Instant::now() < deadline {
            thread::sleep(SOON);
        }
        thread::sleep(Duration::from_millis(20));
        assert!(!engine.is_finished());
        assert!(queue.lock().bytes <= WAITING);
        queue.take(SOON);
        queue.cancel();
        engine.join().unwrap();
        assert!(queue.lock().bytes <= WAITING);
    }

    #[test]
    fn a_waiting_poll_is_woken_by_a_line() {
        let queue: Arc<EventQueue<()>> = Arc::new(EventQueue::new());
        let host = {
            let queue = Arc::clone(&queue);
            thread::spawn(move || queue.take(Duration::from_secs(30)))
        };
        thread::sleep(Duration::from_millis(20));
        let start = Instant::now();
        queue.push(&Event::Fault { message: "now" });
        assert_eq!(lines(&host.join().unwrap().1).len(), 1);
        assert!(start.elapsed() < Duration::from_secs(5));
    }
}
