//! The replay against a small model of the script, and orders that the dates do not tell.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use super::{ServiceControl, Taker};
use crate::evidence::{
    scan, Look, MemoryFile, MemoryTarget, ScanControl, Service, SetupLog, SetupLogRows, WindowsPath,
};
use crate::model::{Completeness, Row, Rows, Value};

const FOLDER: &str = r"C:\ExchangeSetupLogs";
const SERVICES: [&str; 4] = ["MSExchangeIS", "MSExchangeTransport", "FMS", "pla"];

struct Quiet;

impl ScanControl for Quiet {
    fn advance(&mut self, _: u64) {}
    fn cancelled(&self) -> bool {
        false
    }
}

fn path(name: &str) -> WindowsPath {
    WindowsPath::parse(&format!("{FOLDER}\\{name}")).unwrap()
}

/// One who asks alone.
struct Asking<'a>(&'a mut dyn SetupLogRows);

impl SetupLogRows for Asking<'_> {
    fn wants(&self, view: &str) -> bool {
        self.0.wants(view)
    }
    fn wants_record(&self, text: &str) -> bool {
        self.0.wants_record(text)
    }
    fn record_words(&self) -> Option<&'static [&'static str]> {
        self.0.record_words()
    }
    fn keep(&mut self, view: &str) {
        self.0.keep(view);
    }
    fn forget(&mut self, view: &str) {
        self.0.forget(view);
    }
    fn row(&mut self, view: &'static str, row: Row) {
        self.0.row(view, row);
    }
    fn end(&mut self, runs: &Completeness, last_run: &Completeness, last: &Completeness) {
        self.0.end(runs, last_run, last);
    }
}

/// The rows for a target that has these files and services.
fn rows(files: &[(String, String)], services: &[(&str, &str)]) -> Rows {
    let mut target = MemoryTarget::new("EX01");
    for name in ["ServiceControl.log", "ExchangeSetup.log", "ServiceStartupMode.xml"] {
        target.put(path(name), MemoryFile::Missing);
    }
    for (name, text) in files {
        target.put(path(name), MemoryFile::Text(Arc::from(text.as_str())));
    }
    for (name, start_type) in services {
        target.service(Service {
            name: Arc::from(*name),
            display_name: None,
            start_type: Look::Found(Arc::from(*start_type)),
            status: Look::Found(Arc::from("Stopped")),
        });
    }
    let mut control = ServiceControl::new(Ok(WindowsPath::parse(FOLDER).unwrap()));
    for log in control.logs() {
        let look = match control.taker(&log).unwrap() {
            Taker::Lines(sink) => scan(&target, &log, &mut [sink], &mut Quiet),
            Taker::SetupLog(rows) => {
                scan(&target, &log, &mut [&mut SetupLog::new(Asking(rows))], &mut Quiet)
            }
        };
        if let Look::Missing = look {
            control.not_read(&format!("{log} was not found"));
        }
    }
    control.into_rows(&target)
}

fn row<'a>(rows: &'a Rows, service: &str) -> &'a Row {
    let is = |row: &&Arc<Row>| row.get("Service").is_some_and(|name| name.to_string() == service);
    rows.rows.iter().find(is).unwrap()
}

fn ends(rows: &Rows, service: &str) -> String {
    match row(rows, service).get("EndsAs") {
        Some(Value::Unknown(reason)) => format!("unknown: {reason}"),
        other => other.unwrap().to_string(),
    }
}

/// What is done to the model: the operations of the script as setup calls them.
#[derive(Debug, Clone)]
enum Operation {
    /// An update is about to begin; of the services so many are disabled before it is interrupted.
    BeforePatch {
        empty: bool,
        interrupted_after: Option<usize>,
    },
    /// It is done; one service may refuse its start type.
    AfterPatch {
        refused: Option<usize>,
    },
    /// The steps of a cumulative update of one of two versions.
    Save {
        version: usize,
        empty: bool,
    },
    Disable,
    Enable {
        version: usize,
        refused: Option<usize>,
    },
    Remove {
        version: usize,
    },
}

/// The start types of a server, its records and its logs.
struct Server {
    now: BTreeMap<&'static str, &'static str>,
    records: BTreeMap<String, BTreeMap<&'static str, &'static str>>,
    patch: String,
    setup: String,
    clock: OffsetDateTime,
    interrupted: bool,
}

impl Server {
    fn new(start_types: &[&'static str]) -> Self {
        let mut server = Self {
            now: SERVICES.into_iter().zip(start_types.iter().copied()).collect(),
            records: BTreeMap::new(),
            patch: String::new(),
            setup: String::new(),
            clock: datetime!(2022-01-20 10:00 UTC),
            interrupted: false,
        };
        server.record("Starting Microsoft Exchange Server 2016 Setup");
        server.record(
            "Local time zone: (UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna.",
        );
        server
    }

    fn record(&mut self, text: &str) {
        let (date, time) = (self.clock.date(), self.clock.time());
        self.setup += &format!(
            "[{:02}/{:02}/{} {:02}:{:02}:{:02}.0001] [0] {text}\r\n",
            u8::from(date.month()),
            date.day(),
            date.year(),
            time.hour(),
            time.minute(),
            time.second()
        );
    }

    /// A line of the script in the log of a patch, or of a cumulative update.
    fn log(&mut self, patch: bool, text: &str) {
        if !patch {
            let tag = if text.starts_with("[Warning] ") { "" } else { "[ServiceControl.ps1] " };
            return self.record(&format!("{tag}{}", text.replace("[Warning]", "[WARNING]")));
        }
        let local = self.clock + Duration::hours(1);
        let time = local.time();
        self.patch +=
            &format!("[{:02}:{:02}:{:02}] {text}\r\n", time.hour(), time.minute(), time.second());
    }

    fn head(&mut self, patch: bool) {
        self.log(patch, "-----------------------------------------------");
        let local = self.clock + Duration::hours(if patch { 1 } else { 0 });
        let date = local.date();
        let head = format!(
            "* ServiceControl.ps1: {}/{}/{} x",
            date.day(),
            u8::from(date.month()),
            date.year()
        );
        self.log(patch, &head);
    }

    fn save(&mut self, patch: bool, version: &str, empty: bool, overwrite: bool) {
        let name = format!("ServiceStartupMode{version}.xml");
        let known = self.records.contains_key(&name);
        let state = format!("{FOLDER}\\ServiceState{version}.xml");
        if known {
            self.log(patch, &format!("State file {state} already exists."));
        }
        if !known || overwrite {
            self.log(patch, &format!("Saving service state to '{state}'..."));
        }
        if known {
            self.log(patch, &format!("State file {FOLDER}\\{name} already exists."));
            if overwrite {
                self.log(patch, &format!(
                    "Overwrite is specified. File {FOLDER}\\{name} is going to be overwritten with a new state."
                ));
            }
        }
        if !known || overwrite {
            self.log(patch, "Saving services startup mode.");
            let record = if empty { BTreeMap::new() } else { self.now.clone() };
            self.records.insert(name, record);
        }
    }

    fn disable(&mut self, patch: bool, count: usize) {
        self.log(patch, "Disabling services for 'Mailbox'...");
        for service in SERVICES.into_iter().take(count) {
            self.log(patch, &format!("Disabling service '{service}'."));
            self.now.insert(service, "Disabled");
        }
    }

    fn enable(&mut self, patch: bool, version: &str, refused: Option<usize>) {
        let name = format!("ServiceStartupMode{version}.xml");
        self.log(patch, "Enabling services for 'Mailbox'...");
        let record = self.records.get(&name).cloned();
        match &record {
            Some(record) => {
                self.log(patch, &format!("Reading service registry data from '{FOLDER}\\{name}'"));
                self.log(patch, &format!("Loaded state for {} services registry", record.len()));
            }
            None => self
                .log(patch, &format!("Service registry data file not present: {FOLDER}\\{name}")),
        }
        let record = record.unwrap_or_default();
        let refused =
            refused.and_then(|index| SERVICES.get(index)).filter(|name| record.contains_key(*name));
        for service in SERVICES {
            self.log(patch, &format!("Enabling service '{service}'."));
            match record.get(service) {
                Some(_) if refused == Some(&service) => self.log(patch, "Zugriff verweigert"),
                Some(start_type) => drop(self.now.insert(service, start_type)),
                None => self.log(patch, &format!(
                    "[Warning] '{service}' did not exist, this is not an error as the sevice might have just been installed"
                )),
            }
        }
        if let Some(refused) = refused {
            self.log(patch, &format!("Unable to enable service(s): '{refused}'."));
        }
    }

    fn remove(&mut self, patch: bool, version: &str) {
        self.log(patch, &format!("Removing service registry data from '{FOLDER}\\ServiceStartupMode{version}.xml'..."));
        self.records.remove(&format!("ServiceStartupMode{version}.xml"));
    }

    fn run(&mut self, operation: &Operation) {
        self.clock += Duration::hours(5);
        let patch =
            matches!(operation, Operation::BeforePatch { .. } | Operation::AfterPatch { .. });
        let versions = ["15.1.2308.8", "15.1.2375.7"];
        self.head(patch);
        match operation {
            Operation::BeforePatch { empty, interrupted_after } => {
                self.save(patch, "", *empty, true);
                self.disable(patch, interrupted_after.unwrap_or(SERVICES.len()));
                if interrupted_after.is_some() {
                    self.interrupted = true;
                    return;
                }
            }
            Operation::AfterPatch { refused } => {
                self.enable(patch, "", *refused);
                self.remove(patch, "");
            }
            Operation::Save { version, empty } => {
                self.save(patch, versions[*version], *empty, false)
            }
            Operation::Disable => self.disable(patch, SERVICES.len()),
            Operation::Enable { version, refused } => {
                self.enable(patch, versions[*version], *refused)
            }
            Operation::Remove { version } => self.remove(patch, versions[*version]),
        }
        self.log(patch, "Script completed succesfully.");
    }

    fn files(&mut self) -> Vec<(String, String)> {
        self.clock += Duration::hours(5);
        self.record("CurrentResult main.run:235: 0");
        self.record("End of Setup");
        let mut files = vec![(String::from("ExchangeSetup.log"), self.setup.clone())];
        if !self.patch.is_empty() {
            files.push((String::from("ServiceControl.log"), self.patch.clone()));
        }
        for (name, record) in &self.records {
            let entry = |name: &str, value: &str| {
                format!("<En><S N=\"Key\">{name}</S><S N=\"Value\">{value}</S></En>")
            };
            let object = |(name, mode): (&&str, &&str)| {
                let mode = if *mode == "Automatic" { "Auto" } else { mode };
                format!("<Obj><DCT>{}{}</DCT></Obj>", entry("Name", name), entry("StartMode", mode))
            };
            let objects: String = record.iter().map(object).collect();
            files.push((name.clone(), format!("<Objs>{objects}</Objs>")));
        }
        files
    }
}

fn operation() -> impl Strategy<Value = Operation> {
    let refused = || proptest::option::weighted(0.2, 0..SERVICES.len());
    prop_oneof![
        2 => (proptest::bool::weighted(0.15), proptest::option::weighted(0.15, 0..=SERVICES.len()))
            .prop_map(|(empty, interrupted_after)| Operation::BeforePatch { empty, interrupted_after }),
        2 => refused().prop_map(|refused| Operation::AfterPatch { refused }),
        2 => (0..2_usize, proptest::bool::weighted(0.15))
            .prop_map(|(version, empty)| Operation::Save { version, empty }),
        2 => Just(Operation::Disable),
        2 => (0..2_usize, refused()).prop_map(|(version, refused)| Operation::Enable { version, refused }),
        1 => (0..2_usize).prop_map(|version| Operation::Remove { version }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..Default::default() })]

    #[test]
    fn the_replay_ends_where_the_script_ended(
        start_types in proptest::collection::vec(proptest::sample::select(vec!["Automatic", "Manual"]), SERVICES.len()),
        operations in proptest::collection::vec(operation(), 1..12),
    ) {
        let mut server = Server::new(&start_types);
        operations.iter().for_each(|operation| server.run(operation));
        let files = server.files();
        let services: Vec<_> = server.now.iter().map(|(name, start_type)| (*name, *start_type)).collect();
        let rows = rows(&files, &services);
        for (service, start_type) in services {
            let ends = ends(&rows, service);
            let shown = || format!("{service} is {start_type} and ends {ends}\n{}\n{}", server.patch, server.setup);
            if start_type == "Disabled" {
                prop_assert!(ends == "Disabled", "{}", shown());
            } else {
                // A log of patches that is not there may hide one.
                let doubt = server.interrupted || server.patch.is_empty();
                prop_assert!(ends == "AsBefore" || doubt && ends.starts_with("unknown"), "{}", shown());
            }
        }
    }
}

const SETUP: &str = "[11/12/2021 18:00:00.0101] [0] Starting Microsoft Exchange Server 2016 Setup\r\n\
    [11/12/2021 18:10:10.0101] [2] [ServiceControl.ps1] Saving service state to 'C:\\ExchangeSetupLogs\\ServiceState15.1.2308.8.xml'...\r\n\
    [11/12/2021 18:10:10.0414] [2] [ServiceControl.ps1] Saving services startup mode.\r\n\
    [11/12/2021 18:10:12.0790] [2] [ServiceControl.ps1] Disabling service 'pla'.\r\n\
    [11/12/2021 18:20:11.0411] [2] [ServiceControl.ps1] Reading service registry data from 'C:\\ExchangeSetupLogs\\ServiceStartupMode15.1.2308.8.xml'\r\n\
    [11/12/2021 18:20:11.0790] [2] [ServiceControl.ps1] Enabling service 'pla'.\r\n\
    [11/12/2021 18:20:20.0491] [0] End of Setup\r\n";

/// A patch that leaves the service disabled, with that date in its head, around a setup run that ends
/// well where it comes before the patch, and with another record where it comes after it.
fn with_date(date: &str) -> Rows {
    let patch = format!(
        "[22:05:41] * ServiceControl.ps1: {date} 22:05:41\r\n[22:05:42] Saving services startup mode.\r\n\
         [22:05:50] Disabling services for 'Mailbox'...\r\n[22:05:50] Disabling service 'pla'.\r\n\
         [22:05:52] Script completed succesfully.\r\n"
    );
    let setup = SETUP.replace(
        "Saving services startup mode.",
        "State file C:\\ExchangeSetupLogs\\ServiceStartupMode15.1.2308.8.xml already exists.",
    );
    let early = setup.replace("[11/12/2021 18:00", "[01/12/2021 18:00").replace(
        "Microsoft Exchange Server 2016 Setup\r\n",
        "Microsoft Exchange Server 2016 Setup\r\n\
         [01/12/2021 18:10:10.0101] [2] [ServiceControl.ps1] Saving service state to 'C:\\ExchangeSetupLogs\\ServiceState15.1.2308.8.xml'...\r\n\
         [01/12/2021 18:10:10.0101] [2] [ServiceControl.ps1] Saving services startup mode.\r\n",
    );
    let files = [("ServiceControl.log", patch), ("ExchangeSetup.log", early)];
    rows(
        &files.map(|(name, text)| (name.to_owned(), text)),
        &[("pla", "Disabled"), ("MSExchangeIS", "Automatic")],
    )
}

#[test]
fn what_the_script_could_not_enable_stays_disabled_without_the_line_of_the_attempt() {
    let patch = |end: &str| {
        format!(
            "[22:05:41] * ServiceControl.ps1: 20/10/2021 22:05:41\r\n\
             [22:05:42] Saving services startup mode.\r\n\
             [22:05:50] Disabling services for 'Mailbox'...\r\n[22:05:50] Disabling service 'pla'.\r\n\
             [22:05:52] Script completed succesfully.\r\n\
             [22:15:41] * ServiceControl.ps1: 20/10/2021 22:15:41\r\n{end}\r\n\
             [22:15:52] Script completed succesfully.\r\n"
        )
    };
    for end in [
        "[22:15:50] Unable to enable service(s): 'pla'.",
        "[22:15:50] [Warning] 'pla' did not exist, this is not an error as the sevice might have just been installed",
    ] {
        let files = [(String::from("ServiceControl.log"), patch(end))];
        assert_eq!(ends(&rows(&files, &[("pla", "Disabled")]), "pla"), "Disabled", "{end}");
    }
}

#[test]
fn the_order_of_both_logs_decides() {
    // The record of January is good, so that enabling in November mends what was done before.
    assert_eq!(ends(&with_date("20/10/2021"), "pla"), "AsBefore");
    assert_eq!(ends(&with_date("20/12/2021"), "pla"), "Disabled");
    assert_eq!(ends(&with_date("2021-10-12"), "pla"), "AsBefore");
    // The 10th of December or the 12th of October.
    let ambiguous = with_date("10/12/2021");
    assert!(ends(&ambiguous, "pla").contains("before or after"), "{}", ends(&ambiguous, "pla"));
    assert!(ends(&with_date("?"), "pla").contains("before or after"));
}

#[test]
fn a_row_says_which_line_decides() {
    let rows = with_date("20/12/2021");
    let row = row(&rows, "pla");
    assert_eq!(row.location.text.as_ref(), "[22:05:50] Disabling service 'pla'.");
    assert_eq!(row.get("Reason").unwrap().to_string(), "NotEnabled");
    assert_eq!(row.get("Line").unwrap().to_string(), "4");
    assert_eq!(row.get("Path").unwrap().to_string(), r"C:\ExchangeSetupLogs\ServiceControl.log");
    assert_eq!(rows.completeness, Completeness::Complete);
}

/// A record of start types.
fn record(services: &[(&str, &str)]) -> (String, String) {
    let object = |(name, mode): &(&str, &str)| {
        format!(
            "<Obj><DCT><En><S N=\"Key\">Name</S><S N=\"Value\">{name}</S></En>\
             <En><S N=\"Key\">StartMode</S><S N=\"Value\">{mode}</S></En></DCT></Obj>"
        )
    };
    let objects: String = services.iter().map(object).collect();
    (String::from("ServiceStartupMode.xml"), format!("<Objs>{objects}</Objs>"))
}

/// The end of an update, with its beginning or without it.
fn after_patch(begins: bool) -> (String, String) {
    let begin = "[22:05:41] * ServiceControl.ps1: 20/10/2021 22:05:41\r\n\
                 [22:05:42] Saving services startup mode.\r\n\
                 [22:05:50] Disabling services for 'Mailbox'...\r\n\
                 [22:05:50] Disabling service 'MSExchangeIS'.\r\n\
                 [22:05:50] Disabling service 'pla'.\r\n\
                 [22:05:52] Script completed succesfully.\r\n";
    let end = "[22:15:41] * ServiceControl.ps1: 20/10/2021 22:15:41\r\n\
               [22:15:41] Enabling services for 'Mailbox'...\r\n\
               [22:15:41] Reading service registry data from 'C:\\ExchangeSetupLogs\\ServiceStartupMode.xml'\r\n\
               [22:15:41] Loaded state for 214 services registry\r\n\
               [22:15:50] Enabling service 'MSExchangeIS'.\r\n\
               [22:15:50] Enabling service 'pla'.\r\n\
               [22:15:52] Script completed succesfully.\r\n";
    let log = if begins { format!("{begin}{end}") } else { String::from(end) };
    (String::from("ServiceControl.log"), log)
}

#[test]
fn a_record_tells_what_a_cut_log_does_not() {
    let auto = [("MSExchangeIS", "Auto"), ("MSExchangeRepl", "Auto"), ("pla", "Manual")];
    let poisoned =
        [("MSExchangeIS", "Disabled"), ("MSExchangeRepl", "Disabled"), ("pla", "Disabled")];
    let one = [
        ("MSExchangeIS", "Disabled"),
        ("MSExchangeRepl", "Auto"),
        ("MSExchangeHM", "Auto"),
        ("pla", "Manual"),
    ];
    // Whether the log has its beginning, the record, and what becomes of a service that is disabled.
    for (begins, modes, expected) in [
        (false, &auto[..], "Disabled UnableToEnable"),
        (false, &poisoned[..], "Disabled RecordedWhileDisabled"),
        (false, &one[..], "unknown"),
        // Setup enabled it from a good record: somebody else has disabled it, or the other log tells.
        (true, &auto[..], "unknown"),
        // It was disabled before the first line of the log.
        (true, &poisoned[..], "Disabled RecordedWhileDisabled"),
        (true, &one[..], "unknown"),
    ] {
        let files = [after_patch(begins), record(modes)];
        let rows = rows(&files, &[("MSExchangeIS", "Disabled")]);
        let row = row(&rows, "MSExchangeIS");
        let reason = row.get("Reason").filter(|reason| !matches!(reason, Value::Missing));
        let reason = reason.map(|reason| format!(" {reason}")).unwrap_or_default();
        let found = format!("{}{reason}", ends(&rows, "MSExchangeIS"));
        assert!(found.starts_with(expected), "{begins} {modes:?}: {found}");
        let is_doubted = !matches!(row.get("Doubt"), Some(Value::Missing));
        assert_eq!(is_doubted, expected == "unknown", "{begins} {modes:?}");
    }
}

#[test]
fn a_record_that_is_still_there_is_proof_where_a_log_is_gone() {
    let files = [record(&[("pla", "Manual")])];
    let rows = rows(&files, &[("pla", "Disabled"), ("MSExchangeIS", "Disabled")]);
    assert_eq!(ends(&rows, "pla"), "Disabled");
    assert_eq!(row(&rows, "pla").get("RecordedStartType").unwrap().to_string(), "Manual");
    assert!(ends(&rows, "MSExchangeIS").contains("ServiceControl.log was not found"));
}
