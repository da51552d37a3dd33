//! Handles: numbers that stand for objects of the engine.

use std::collections::BTreeMap;
use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::guard::Failure;

/// The next handle of any kind. A handle is never given twice, so that one of the wrong kind, or
/// one that was freed, is not found. Steps of 16 make handles look like addresses to whoever checks
/// alignment.
static NEXT: AtomicUsize = AtomicUsize::new(0x10);

/// The living objects of one kind.
pub(super) struct Registry<T> {
    living: Mutex<BTreeMap<usize, Arc<T>>>,
}

impl<T> Registry<T> {
    pub(super) const fn new() -> Self {
        Self { living: Mutex::new(BTreeMap::new()) }
    }

    /// Keeps an object and gives its handle. The pointer is a number; nothing stands behind it.
    pub(super) fn keep<H>(&self, object: T) -> *mut H {
        self.share(Arc::new(object))
    }

    /// Keeps an object that others hold as well.
    pub(super) fn share<H>(&self, object: Arc<T>) -> *mut H {
        let handle = NEXT.fetch_add(0x10, Ordering::Relaxed);
        self.lock().insert(handle, object);
        ptr::without_provenance_mut(handle)
    }

    /// The object of a handle.
    pub(super) fn find<H>(&self, handle: *const H) -> Result<Arc<T>, Failure> {
        let found = self.lock().get(&handle.addr()).cloned();
        found.ok_or_else(|| Failure::argument("the handle is null, freed or not the engine's"))
    }

    /// Takes the object of a handle out, if there is one.
    pub(super) fn remove<H>(&self, handle: *const H) -> Option<Arc<T>> {
        self.lock().remove(&handle.addr())
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<usize, Arc<T>>> {
        // The map is whole whenever the lock is free: each of the calls above is one step.
        self.living.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A caller's place for one handle: null until there is one.
pub(super) struct Place<H>(*mut *mut H);

impl<H> Place<H> {
    /// Takes the place and empties it.
    ///
    /// # Safety
    /// `place` is null or may be written to until the call is over.
    pub(super) unsafe fn new(place: *mut *mut H) -> Result<Self, Failure> {
        if place.is_null() || !place.is_aligned() {
            return Err(Failure::argument("there is no place for the handle"));
        }
        // SAFETY: not null, aligned, and the caller's to give.
        unsafe { place.write(ptr::null_mut()) };
        Ok(Self(place))
    }

    pub(super) fn put(self, handle: *mut H) {
        // SAFETY: checked in `new`, and a place lives no longer than the call that made it.
        unsafe { self.0.write(handle) };
    }
}
