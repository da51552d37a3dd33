//! What travels through the byte buffers: the requests of PowerShell, and the form of the answers.
//!
//! All of it is JSON in UTF-8. Members of requests are written in lower case, members of answers as
//! PowerShell writes them, because they become the members of its objects. Unknown members of a
//! request are an error, so that a misspelt one is not quietly ignored.
//!
//! # Any call that fails
//! `{"error":"…"}` is in the report, with the status that `status.rs` describes. A panic inside the
//! engine is such a failure too: `Panicked`, with its words and its place.
//!
//! # `xt_rules_compile`
//! ```json
//! {"sources":[{"origin":"C:\\rules\\a.exrule","text":"rule a '…' { … }"}]}
//! ```
//! `origin` is the name that diagnostics show. `library` may hold more files of this form, to which
//! the sources may refer: nothing is reported about them, their tests are left out, and an item of
//! the sources takes the place of one with its name. The report is there for `Ok` and `RulesRejected`:
//! ```json
//! {"diagnostics":[…],"rules":12,"rejected":["C:\\rules\\a.exrule"],"profiles":[…],"leftOut":[…]}
//! ```
//! `diagnostics` as `ExTriage.Diagnostic` has them: `Code`, `Severity` (`Error`, `Warning`,
//! `Information`), `Message`, `Path`, `Line`, `Column`, `Text` (the place with carets), `Help`,
//! `Fix` (a place, its new `Text`, and its `Applicability`: `Safe`, `Unsafe`, `DisplayOnly`). `rules`
//! counts the rules that were loaded; `rejected` names the files in which something was left out;
//! `profiles` has the `Name`, `Title`, `Path` and `Line` of each; `leftOut` the rules, profiles and
//! tests that were not loaded, each with `Kind` (`rule`, `profile`, `test`), `Name`, and the `Path`,
//! `Line`, `Code` and `Message` of its first error; `Code` and `Message` are null where none of its own
//! is shown. A file with one wrong rule among good ones still gives the good ones and `Ok`.
//! `RulesRejected` means that something was wrong and not one rule was loaded. A file over its limit is
//! a problem of that file; too many files, or too many bytes in all, are an `InvalidRequest`.
//!
//! # `xt_rules_rewrite`
//! ```json
//! {"kind":"format","sources":[{"origin":"C:\\rules\\a.exrule","text":"rule a '…' { … }"}]}
//! {"kind":"fix","sources":[…],"library":[…],"unsafe":false}
//! ```
//! `sources` and `library` as for `xt_rules_compile`. The answer has the text that each file would
//! have; nothing is written.
//! ```json
//! {"files":[{"Path":"…","Changed":true,"Line":3,"Text":"…"}],"fixes":[…],"diagnostics":[…]}
//! ```
//! - `files`: one for each source, in their order. `Line` is the first line that differs, `Text` the
//!   new text; both are null where nothing changes.
//! - `format`: `diagnostics` say why items were left as they are, with places in the text of the
//!   request. `fixes` is empty.
//! - `fix`: makes the fixes whose `Applicability` is `Safe`, with `unsafe` also those that are
//!   `Unsafe`, and compiles again until nothing is left to do. Fixes after which a file has more
//!   errors, or another error for the one that is mended, are left out. `fixes` are `Code`, `Message`,
//!   `Path`, `Line`, `Column`, `Old` and `New`, in the order in which they were made; `diagnostics` are
//!   what is still wrong after them.
//!
//! # `xt_rules_describe`
//! An array with one object for a rule: `RuleId`, `Title`, `Severity`, `Phases`, `Tags`, `Cves`,
//! `References` (each `Url`, `Title`), `Help`, `Formerly`, `Parameters` (each `Name`, `Default`,
//! `Help`), `Sources` (what evidence it reads), `Tests` (how many), `Remedy` (`Title`, `Impact`,
//! `Safety`, `Confirm`, `Steps` as text; or null), `Pack` (`Name`, `Version`, `Publisher`; or null),
//! `Path`, `Line`.
//!
//! # `xt_evidence_plan`
//! `{"select":{"ids":["setup-*"]}}`, or nothing for all rules. The answer says what they read, as
//! the rules write it, facts not filled in:
//! ```json
//! {"Sources":[{"Source":"setuplog.runs","Argument":"${server.systemDrive}\\…","Rules":["…"]}],
//!  "Facts":[{"Fact":"exchange.build","Rules":["…"]}]}
//! ```
//!
//! # `xt_job_start`
//! ```json
//! {"kind":"triage",
//!  "target":{"kind":"folder","path":"/mnt/ex01"},
//!  "map":[{"path":"C:\\ExchangeSetupLogs\\ExchangeSetup.log","file":"D:\\logs\\setup.log"}],
//!  "facts":{…},
//!  "select":{"ids":["setup-*"]}}
//! {"kind":"test","select":{"ids":["setup-*"]}}
//! {"kind":"compile","sources":[…],"library":[…]}
//! {"kind":"format","sources":[…]}
//! {"kind":"fix","sources":[…],"library":[…],"unsafe":false}
//! {"kind":"panic","where":"job"}
//! ```
//! - `compile`, `format` and `fix` do what `xt_rules_compile` and `xt_rules_rewrite` do, and can be
//!   cancelled, which those calls cannot. They use no rule set; null will do. `xt_job_rules` gives what
//!   was compiled.
//! - `target`: `folder` is a copied or mounted system drive; `live` is this computer; `maps` is
//!   nothing but the files of `map`.
//! - `map`, `facts` and `select` may be left out; no ids select every rule. Ids are PowerShell
//!   wildcards. `select` of a triage may also have a `profile` by its name, and `parameters`, each
//!   `{"rule":"…","name":"…","value":…}`: text, true or false, a number (bytes, seconds), a version
//!   as text, or a list; `{"given":"a date"}` names a value that has no such form. What is not there, or
//!   is not what its parameter is, is an `InvalidRequest`. Waivers count, by this clock. `facts` has the members of `facts.json` and replaces that file.
//! - A target that cannot be looked at is `EvidenceUnreadable`, which the polls of the job say, with
//!   the report of a call that fails. What cannot be read inside of it
//!   is not a failure: the rules that need it say `Unknown`.
//! - `panic` fails on purpose, in the job's thread or, with `"where":"call"`, in the call. It is in
//!   every build, so that the guard can be tried in the very library that is installed.
//!
//! # `xt_job_poll`
//! JSON Lines, at most 1 MiB a call; a single longer line is sent alone.
//! ```json
//! {"Event":"progress","Read":1048576,"Total":4194304,"Current":"C:\\…"}
//! {"Event":"result","Result":{…}}
//! {"Event":"test","Test":{…}}
//! {"Event":"coverage","Coverage":{…}}
//! {"Event":"compiled","Report":{…}}
//! {"Event":"rewritten","Report":{…}}
//! {"Event":"fault","Message":"…"}
//! ```
//! `compiled` has the report of `xt_rules_compile`, `rewritten` the answer of `xt_rules_rewrite`.
//!
//! `coverage` comes for each selected rule after all tests: `RuleId`, `Whens`, `WhensCovered`, `Rows`,
//! `RowsCovered`, `Plans`, `PlansCovered`, `Outcomes` (that the tests saw), `Share` (percent) and
//! `Missing` (each `Path`, `Line`, `Message`).
//!
//! `progress` comes at most every 100 ms and only as the latest state. `Pending` asks for another
//! poll; any other status is the end, given again by every later poll, and the last events are in
//! the buffer of the poll that gave it first. A fault comes with `Panicked`. With
//! `EvidenceUnreadable` there is no event but `{"error":"…"}`.
//!
//! # `xt_engine_describe`
//! `Version`, `Abi`, `Language`, `Target`, `Limits`, `Sources` and `Facts`. A source has `Name`,
//! `Argument`, `Default`, `Columns` (each `Name`, `Type`, `Unit`, `Values`, `Localized`, `Help`), `Single`,
//! `TakesPattern`, `NeedsElevation`, `Offline`, `Limits` (`Rows`, `RowBytes`, `TextBytes`,
//! `FileBytes`) and `Help`; a fact `Name`, `Type`, `Unit` and `Help`.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::guard::Failure;
use super::status::XtStatus;
use crate::engine::Selection;
use crate::language::MAX_FILE_BYTES;

/// Bytes of one request. Escapes make text in JSON up to six times as long.
pub(super) const MAX_REQUEST: usize = 128 << 20;
/// Bytes of all rule files. Compiling takes up to 250 bytes for each of them.
const MAX_SOURCES: usize = 16 << 20;
/// How many rule files.
const MAX_FILES: usize = 10_000;

/// The limits of requests, for the description of the engine.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Limits {
    request_bytes: usize,
    rule_file_bytes: usize,
    rule_bytes: usize,
    rule_files: usize,
}

pub(super) fn limits() -> Limits {
    Limits {
        request_bytes: MAX_REQUEST,
        rule_file_bytes: MAX_FILE_BYTES,
        rule_bytes: MAX_SOURCES,
        rule_files: MAX_FILES,
    }
}

/// The request of `xt_rules_compile`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CompileRequest {
    pub(super) sources: Vec<RuleFile>,
    #[serde(default)]
    pub(super) library: Vec<RuleFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleFile {
    pub(super) origin: String,
    pub(super) text: String,
}

/// The request of `xt_rules_rewrite`.
#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub(super) enum RewriteRequest {
    Format(FormatRequest),
    Fix(FixRequest),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FormatRequest {
    pub(super) sources: Vec<RuleFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FixRequest {
    pub(super) sources: Vec<RuleFile>,
    #[serde(default)]
    pub(super) library: Vec<RuleFile>,
    #[serde(default, rename = "unsafe")]
    pub(super) guesses: bool,
}

/// The request of `xt_evidence_plan`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlanRequest {
    #[serde(default)]
    pub(super) select: Select,
}

/// The request of `xt_job_start`.
#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub(super) enum JobRequest {
    Triage {
        target: TargetRequest,
        #[serde(default)]
        map: Vec<MappedFile>,
        #[serde(default)]
        facts: Option<serde_json::Value>,
        #[serde(default)]
        select: Select,
    },
    Test {
        #[serde(default)]
        select: Select,
    },
    Compile(CompileRequest),
    Format(FormatRequest),
    Fix(FixRequest),
    Panic {
        #[serde(default, rename = "where")]
        place: PanicPlace,
    },
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub(super) enum TargetRequest {
    Folder { path: String },
    Live {},
    Maps {},
}

/// One file of this machine at a Windows path of the target.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MappedFile {
    pub(super) path: String,
    pub(super) file: String,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Select {
    #[serde(default)]
    ids: Vec<String>,
    #[serde(default)]
    profile: Option<String>,
    #[serde(default)]
    parameters: Vec<ParameterValue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ParameterValue {
    rule: String,
    name: String,
    value: serde_json::Value,
}

impl From<Select> for Selection {
    fn from(select: Select) -> Self {
        let parameters = select.parameters.into_iter();
        Self {
            ids: select.ids,
            profile: select.profile,
            parameters: parameters.map(|set| (set.rule, set.name, set.value)).collect(),
            now: None,
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum PanicPlace {
    #[default]
    Job,
    Call,
}

/// Reads a request.
pub(super) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| Failure::new(XtStatus::InvalidUtf8, format!("the request: {error}")))?;
    serde_json::from_str(text)
        .map_err(|error| Failure::new(XtStatus::InvalidRequest, format!("the request: {error}")))
}

impl CompileRequest {
    /// Reads a request and holds it against the limits.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, Failure> {
        let request: Self = parse(bytes)?;
        hold_against_limits(&request.sources, &request.library)?;
        Ok(request)
    }
}

impl RewriteRequest {
    /// Reads a request and holds it against the limits.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, Failure> {
        let request: Self = parse(bytes)?;
        match &request {
            Self::Format(request) => hold_against_limits(&request.sources, &[])?,
            Self::Fix(request) => hold_against_limits(&request.sources, &request.library)?,
        }
        Ok(request)
    }
}

impl JobRequest {
    /// Whether a request of that text is for a job that works on rule files and needs no rules.
    pub(super) fn is_about_files(bytes: &[u8]) -> bool {
        #[derive(Deserialize)]
        struct Kind {
            kind: String,
        }
        let kind: Result<Kind, _> = serde_json::from_slice(bytes);
        kind.is_ok_and(|Kind { kind }| matches!(kind.as_str(), "compile" | "format" | "fix"))
    }

    /// Reads a request and holds it against the limits.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, Failure> {
        let request: Self = parse(bytes)?;
        match &request {
            Self::Compile(request) => hold_against_limits(&request.sources, &request.library)?,
            Self::Format(request) => hold_against_limits(&request.sources, &[])?,
            Self::Fix(request) => hold_against_limits(&request.sources, &request.library)?,
            Self::Triage { .. } | Self::Test { .. } | Self::Panic { .. } => {}
        }
        Ok(request)
    }
}

fn hold_against_limits(sources: &[RuleFile], library: &[RuleFile]) -> Result<(), Failure> {
    let refuse = |message: String| Err(Failure::new(XtStatus::InvalidRequest, message));
    let count = sources.len() + library.len();
    if count > MAX_FILES {
        return refuse(format!("there are {count} rule files; the limit is {MAX_FILES}"));
    }
    let total: usize = sources.iter().chain(library).map(|file| file.text.len()).sum();
    if total > MAX_SOURCES {
        return refuse(format!("the rule files have {total} bytes; the limit is {MAX_SOURCES}"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused<T: DeserializeOwned>(request: &str) -> String {
        let failure = parse::<T>(request.as_bytes()).map(|_| ()).unwrap_err();
        assert_eq!(failure.status, XtStatus::InvalidRequest);
        failure.message
    }

    #[test]
    fn a_triage_needs_a_target_and_nothing_else() {
        let request = br#"{"kind":"triage","target":{"kind":"maps"}}"#;
        let Ok(JobRequest::Triage { target: TargetRequest::Maps {}, map, facts: None, select }) =
            parse(request)
        else {
            panic!("not read as a triage of maps");
        };
        assert!(map.is_empty());
        assert!(Selection::from(select).ids.is_empty());
    }

    #[test]
    fn a_rewrite_says_what_it_is_for() {
        let request = br#"{"kind":"fix","sources":[{"origin":"a","text":""}],"unsafe":true}"#;
        let Ok(RewriteRequest::Fix(FixRequest { sources, library, guesses: true })) =
            RewriteRequest::parse(request)
        else {
            panic!("not read as a fix with guesses");
        };
        assert_eq!((sources.len(), library.len()), (1, 0));
        for request in [
            r#"{"kind":"format"}"#,
            r#"{"kind":"format","sources":[],"unsafe":true}"#,
            r#"{"kind":"lint","sources":[]}"#,
            r#"{"sources":[]}"#,
        ] {
            let said = refused::<RewriteRequest>(request);
            assert!(said.contains("unknown") || said.contains("missing field"), "{said}");
        }
        let one = r#"{"origin":"a","text":""}"#;
        let many =
            format!(r#"{{"kind":"format","sources":[{}]}}"#, vec![one; MAX_FILES + 1].join(","));
        let failure = RewriteRequest::parse(many.as_bytes()).map(|_| ()).unwrap_err();
        assert_eq!(failure.message, "there are 10001 rule files; the limit is 10000");
    }

    #[test]
    fn unknown_members_are_refused_with_the_known_ones() {
        for request in [
            r#"{"kind":"triage","target":{"kind":"maps"},"selct":{}}"#,
            r#"{"kind":"triage","target":{"kind":"folder","path":"/x","deep":1}}"#,
            r#"{"kind":"triage","target":{"kind":"maps","path":"/x"}}"#,
            r#"{"kind":"test","target":{"kind":"maps"}}"#,
            r#"{"kind":"test","select":{"id":"x"}}"#,
            r#"{"kind":"repair"}"#,
            r#"{"kind":"triage","target":{"kind":"maps"},"map":[{"path":"C:\\a"}]}"#,
        ] {
            let said = refused::<JobRequest>(request);
            assert!(said.contains("unknown") || said.contains("missing field"), "{said}");
        }
        let said = refused::<JobRequest>(r#"{"kind":"test","slect":{}}"#);
        assert!(said.contains("`slect`") && said.contains("`select`"), "{said}");
    }

    #[test]
    fn limits_are_named() {
        let half = format!(r#"{{"origin":"a","text":"{}"}}"#, "x".repeat(MAX_SOURCES / 2 + 1));
        let request = format!(r#"{{"sources":[{half},{half}]}}"#);
        let failure = CompileRequest::parse(request.as_bytes()).map(|_| ()).unwrap_err();
        assert_eq!(failure.status, XtStatus::InvalidRequest);
        assert_eq!(failure.message, "the rule files have 16777218 bytes; the limit is 16777216");
        let half = format!(r#"{{"origin":"a","text":"{}"}}"#, "x".repeat(MAX_SOURCES / 2));
        let request = format!(r#"{{"sources":[{half},{half}]}}"#);
        assert!(CompileRequest::parse(request.as_bytes()).is_ok());

        let one = r#"{"origin":"a","text":""}"#;
        let request = format!(r#"{{"sources":[{}]}}"#, vec![one; MAX_FILES + 1].join(","));
        let failure = CompileRequest::parse(request.as_bytes()).map(|_| ()).unwrap_err();
        assert_eq!(failure.message, "there are 10001 rule files; the limit is 10000");
        let request = format!(r#"{{"sources":[{}]}}"#, vec![one; MAX_FILES].join(","));
        assert!(CompileRequest::parse(request.as_bytes()).is_ok());
    }

    #[test]
    fn what_is_not_text_is_not_utf8() {
        let failure = parse::<PlanRequest>(b"{\"select\xff").map(|_| ()).unwrap_err();
        assert_eq!(failure.status, XtStatus::InvalidUtf8);
    }
}
