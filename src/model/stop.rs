//! A wish to stop.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;

/// A wish to stop, shared by whoever may have it and everything that may take long. Once it is
/// there it stays.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Asks everything that shares this to stop.
    pub fn ask(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether to stop.
    pub fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
