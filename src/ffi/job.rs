//! Jobs: one evaluation, one run of the rules' tests, or work on rule files, on a thread of its own.

use std::time::Duration;

use super::buffer::{bytes, XtBuffer};
use super::guard::{answer, guard, Failure};
use super::handle::{Place, Registry};
use super::request::JobRequest;
use super::rules::{pack, share, XtRuleSet};
use super::status::XtStatus;
use super::worker::Worker;

/// A job that was started. Only its handle crosses the ABI.
#[derive(Debug)]
pub struct XtJob {
    _opaque: u8,
}

static JOBS: Registry<Worker> = Registry::new();

/// Starts the job that `request` describes and puts its handle into `job`.
///
/// # Safety
/// `request` is null or has `request_length` readable bytes; `job` and `report` are null or places
/// for one pointer and one buffer.
#[no_mangle]
pub unsafe extern "C" fn xt_job_start(
    rules: *const XtRuleSet,
    request: *const u8,
    request_length: u64,
    job: *mut *mut XtJob,
    report: *mut XtBuffer,
) -> XtStatus {
    answer(report, || {
        // SAFETY: the caller's word; the place is not used after this call.
        let job = unsafe { Place::new(job) }?;
        let pack = pack(rules);
        // SAFETY: the caller's word; the bytes are not used after this call.
        let request = match (unsafe { bytes(request, request_length) }?, &pack) {
            (request, Err(failure)) if !JobRequest::is_about_files(request) => {
                return Err(failure.clone());
            }
            (request, _) => JobRequest::parse(request)?,
        };
        job.put(JOBS.keep(Worker::start(pack, request)?));
        Ok((XtStatus::Ok, Vec::new()))
    })
}

/// Waits up to `timeout_ms` for something to tell and puts it into `events`. `Pending` asks for
/// another poll; any other status is the end.
///
/// # Safety
/// `events` is null or a place for one buffer.
#[no_mangle]
pub unsafe extern "C" fn xt_job_poll(
    job: *mut XtJob,
    timeout_ms: u32,
    events: *mut XtBuffer,
) -> XtStatus {
    answer(events, || Ok(JOBS.find(job)?.poll(Duration::from_millis(timeout_ms.into()))))
}

/// Puts a handle of the rules that a `compile` job has loaded into `rules`. `RulesRejected` says that
/// not one could be, and there is no handle; `Pending`, that the job goes on.
///
/// # Safety
/// `rules` and `report` are null or places for one pointer and one buffer.
#[no_mangle]
pub unsafe extern "C" fn xt_job_rules(
    job: *const XtJob,
    rules: *mut *mut XtRuleSet,
    report: *mut XtBuffer,
) -> XtStatus {
    answer(report, || {
        // SAFETY: the caller's word; the place is not used after this call.
        let rules = unsafe { Place::new(rules) }?;
        let (status, compiled) = JOBS.find(job)?.compiled()?;
        if let Some(pack) = compiled {
            rules.put(share(pack));
        }
        Ok((status, Vec::new()))
    })
}

/// Asks the job to stop and returns at once. Polls then end with `Cancelled`, unless the job was
/// done before. May be called from any thread.
#[no_mangle]
pub extern "C" fn xt_job_cancel(job: *const XtJob) -> XtStatus {
    let outcome = guard(|| JOBS.find(job).map(|worker| worker.cancel()));
    match outcome.unwrap_or_else(|panic| Err(Failure::from(panic))) {
        Ok(()) => XtStatus::Ok,
        Err(failure) => failure.status,
    }
}

/// Cancels the job and frees it. Its thread, which ends soon after that, is waited for only for a
/// moment. Null, or one that was freed already, does no harm.
#[no_mangle]
pub extern "C" fn xt_job_free(job: *mut XtJob) {
    // There is nobody to tell about a fault here; the job is out of the registry in any case.
    let _ = guard(|| {
        if let Some(worker) = JOBS.remove(job) {
            worker.stop();
        }
    });
}
