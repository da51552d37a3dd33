//! Rule sets: compiled once, immutable, shared by jobs and threads.

use std::sync::Arc;

use time::OffsetDateTime;

use super::buffer::{bytes, XtBuffer};
use super::guard::{answer, guard, on_own_stack, Failure};
use super::handle::{Place, Registry};
use super::request::{self, CompileRequest, PlanRequest, RuleFile};
use super::status::XtStatus;
use crate::diagnostic::SourceText;
use crate::engine::Selection;
use crate::language::{self, ast::RulePack, Compilation, Settings};
use crate::model::Stop;
use crate::report;

/// A compiled set of rules. Only its handle crosses the ABI.
#[derive(Debug)]
pub struct XtRuleSet {
    _opaque: u8,
}

static RULE_SETS: Registry<RulePack> = Registry::new();

/// The rules of a handle.
pub(super) fn pack(rules: *const XtRuleSet) -> Result<Arc<RulePack>, Failure> {
    RULE_SETS.find(rules)
}

/// A handle of rules that were compiled elsewhere.
pub(super) fn share(pack: Arc<RulePack>) -> *mut XtRuleSet {
    RULE_SETS.share(pack)
}

/// Compiles the rule files of `request`. `report` gets the diagnostics, also when all is well;
/// `rules` gets the handle, or null.
///
/// # Safety
/// `request` is null or has `request_length` readable bytes; `rules` and `report` are null or
/// places for one pointer and one buffer.
#[no_mangle]
pub unsafe extern "C" fn xt_rules_compile(
    request: *const u8,
    request_length: u64,
    rules: *mut *mut XtRuleSet,
    report: *mut XtBuffer,
) -> XtStatus {
    answer(report, || {
        // SAFETY: the caller's word; the place is not used after this call.
        let rules = unsafe { Place::new(rules) }?;
        // SAFETY: the caller's word; the bytes are not used after this call.
        let request = CompileRequest::parse(unsafe { bytes(request, request_length) }?)?;
        let (status, pack, report) = on_own_stack(|| compile(request))??;
        if let Some(pack) = pack {
            rules.put(RULE_SETS.keep(pack));
        }
        Ok((status, report))
    })
}

type Compiled = (XtStatus, Option<RulePack>, Vec<u8>);

/// Rule files as the language takes them.
pub(super) fn texts(files: Vec<RuleFile>) -> Vec<Arc<SourceText>> {
    let text = |RuleFile { origin, text }| Arc::new(SourceText { origin, text });
    files.into_iter().map(text).collect()
}

/// What rules are compiled against, with files that they may refer to.
pub(super) fn settings(library: Vec<RuleFile>, stop: Stop) -> Settings {
    Settings {
        today: Some(OffsetDateTime::now_utc().date()),
        library: texts(library),
        stop,
        ..Settings::default()
    }
}

fn compile(request: CompileRequest) -> Result<Compiled, Failure> {
    let compilation = compilation(request, Stop::default());
    let report = report::CompileReport::new(&compilation);
    let bytes = json(&report)?;
    Ok(match loaded(&report) {
        XtStatus::Ok => (XtStatus::Ok, Some(compilation.pack), bytes),
        status => (status, None, bytes),
    })
}

/// What the request's files give, unless `stop` is asked for meanwhile.
pub(super) fn compilation(request: CompileRequest, stop: Stop) -> Compilation {
    language::compile_with(&texts(request.sources), &settings(request.library, stop))
}

/// Whether there are rules to work with.
pub(super) fn loaded(report: &report::CompileReport<'_>) -> XtStatus {
    if report.rejected.is_empty() || report.rules > 0 {
        XtStatus::Ok
    } else {
        XtStatus::RulesRejected
    }
}

/// Describes every rule of the set, in its order.
///
/// # Safety
/// `result` is null or a place for one buffer.
#[no_mangle]
pub unsafe extern "C" fn xt_rules_describe(
    rules: *const XtRuleSet,
    result: *mut XtBuffer,
) -> XtStatus {
    answer(result, || Ok((XtStatus::Ok, json(&report::describe_rules(&*pack(rules)?))?)))
}

/// Says what evidence the selected rules read.
///
/// # Safety
/// `request` is null or has `request_length` readable bytes; `result` is null or a place for one
/// buffer.
#[no_mangle]
pub unsafe extern "C" fn xt_evidence_plan(
    rules: *const XtRuleSet,
    request: *const u8,
    request_length: u64,
    result: *mut XtBuffer,
) -> XtStatus {
    answer(result, || {
        let pack = pack(rules)?;
        // SAFETY: the caller's word; the bytes are not used after this call.
        let request: PlanRequest = match unsafe { bytes(request, request_length) }? {
            [] => PlanRequest::default(),
            bytes => request::parse(bytes)?,
        };
        let selection = Selection::from(request.select);
        let rules = pack.rules.iter().map(|rule| &**rule).filter(|rule| selection.takes(rule));
        Ok((XtStatus::Ok, json(&report::plan_evidence(rules))?))
    })
}

/// Frees a rule set. Jobs that use it go on. Null, or one that was freed already, does no harm.
#[no_mangle]
pub extern "C" fn xt_rules_free(rules: *mut XtRuleSet) {
    // The rules are plain data, so dropping them cannot fail; the guard is here all the same.
    let _ = guard(|| drop(RULE_SETS.remove(rules)));
}

pub(super) fn json(value: &impl serde::Serialize) -> Result<Vec<u8>, Failure> {
    serde_json::to_vec(value)
        .map_err(|error| Failure::new(XtStatus::Panicked, format!("the answer: {error}")))
}
