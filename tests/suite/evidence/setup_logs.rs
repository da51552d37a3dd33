//! Setup logs of real servers, where they are beside the checkout, and one in six encodings.

use super::*;

/// File, build, installed build, mode, result, ended, and what a row of a view must hold.
type Expected = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    bool,
    &'static str,
    &'static str,
);

#[rustfmt::skip]
const LOGS: &[Expected] = &[
    ("ExchangeSetup_AD_Prep_Reboot.log", "15.1.2106.2", "15.1.1979.3", "Upgrade", "Failed", true, "setuplog.failures", "UnifiedMessagingRoleNotInstalled"),
    ("ExchangeSetup_AD_Prep_Reboot.log", "15.1.2106.2", "15.1.1979.3", "Upgrade", "Failed", true, "setuplog.rules", "PendingRebootWindowsComponents|True"),
    ("ExchangeSetup_NoPerm.log", "15.2.792.3", "15.2.721.2", "Upgrade", "Failed", true, "setuplog.settings", "SchemaAdmin|False"),
    ("ExchangeSetup_Reboot_Pending.log", "15.1.2106.2", "(missing)", "(missing)", "Failed", true, "setuplog.rules", "PendingRebootWindowsComponents|True"),
    ("ExchangeSetup_DC_Site_1.log", "15.0.1497.2", "15.0.1395.4", "Upgrade", "Failed", true, "setuplog.rules", "DomainControllerIsOutOfSite|True"),
    ("ExchangeSetup-PrepareSchema-8245.log", "15.1.2176.2", "15.1.1531.3", "(missing)", "Failed", true, "setuplog.references", "ADSchemaComponent"),
    ("ExchangeSetupWrongGroupType.log", "15.1.2044.4", "15.1.1531.3", "(missing)", "Failed", true, "setuplog.errors", "Microsoft.Exchange.Management.Tasks.InvalidWKObjectTargetException"),
    ("ExchangeSetup_InvalidWKObjectException.log", "15.1.2176.2", "15.1.2106.2", "Upgrade", "Failed", true, "setuplog.references", "443949901|(missing)"),
    ("ExchangeSetup_Service_Disabled.log", "15.1.2106.2", "15.1.2106.2", "Upgrade", "Failed", true, "setuplog.errors", "System.ComponentModel.Win32Exception|BridgeheadRoleSetterComponent___115c1108e99e4560bd2c03c0fec99908"),
    ("ExchangeSetup_ServiceControl_Reverse.log", "15.1.2507.6", "15.1.2507.6", "Install", "Failed", true, "setuplog.errors", "System.Management.Automation.MethodInvocationException|AllRolesPreFileCopyComponent___2f7e3804a2b340c69e930798211fb8fd"),
    ("ExchangeSetup_InstallFromBin.log", "15.1.2176.9", "15.1.2176.2", "Upgrade", "Failed", true, "setuplog.records", "ServiceControl.ps1|Disabling service 'MSExchangeEdgeSync'."),
    ("ExchangeSetup_MSI_1.log", "15.0.1497.2", "15.0.995.29", "Upgrade", "Failed", true, "setuplog.errors", "Microsoft.Exchange.Configuration.Tasks.TaskException|UmLanguagePackComponent___adacb802c5fd485bbad616cb75d89385"),
    ("ExchangeSetup_MSI_3.log", "15.0.1497.2", "15.0.1130.7", "Install", "Failed", false, "setuplog.errors", "Fatal error during installation|(missing)|(unknown"),
    ("ExchangeSetup_MSI_5.log", "15.1.2308.8", "15.1.2242.4", "Upgrade", "Failed", true, "setuplog.references", "TransportCommonComponent___0ac71b0d1d014ed0a5bd16b072c22d1e"),
    ("ExchangeSetup_Missing_HomeMdb.log", "15.0.1497.2", "15.0.1365.1", "Upgrade", "Failed", true, "setuplog.errors", "Database is mandatory on UserMailbox.|Microsoft.Exchange.Data.DataValidationException|SystemAttendantDependent___590e51a8a98846d3a7fa8ddcc5472c74"),
    ("ExchangeSetup_Failed_Mount_Database.log", "15.0.1497.2", "15.0.1293.2", "Upgrade", "Failed", true, "setuplog.errors", "System.InvalidOperationException|MailboxServiceControlLast___05b3bbd421504e0c93fefa6d5d1ae590"),
    ("ExchangeSetup_Search_Foundation_Failure.log", "15.1.2106.2", "15.1.1261.35", "Upgrade", "Failed", true, "setuplog.references", "SearchFoundationComponent___9f5053e82ecb4a8f9790bdf498c0664d"),
    ("ExchangeSetup_FIPS_AccessDenied.log", "15.1.2106.2", "15.1.1713.5", "Upgrade", "Failed", true, "setuplog.references", "BridgeheadComponent___9FAA17C4-73D7-4E6D-9012-6274971434D5"),
    ("ExchangeSetup_Vdir_1.log", "15.1.2106.2", "15.1.1713.5", "Upgrade", "Failed", true, "setuplog.errors", "Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException"),
    ("ExchangeSetup_ADServiceNotStarted.log", "15.2.1544.4", "15.2.1544.4", "Install", "Failed", false, "setuplog.errors", "System.Exception|AllADRolesCommonServiceControl___ee47ab1c06fb47919398e2e95ed99c6c"),
];

/// The folder of real logs; it belongs to no checkout.
fn folder() -> Option<PathBuf> {
    let found = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?.join("shared/data/setup-logs");
    found.is_dir().then_some(found)
}

#[test]
fn logs_of_real_servers_have_their_facts() {
    let Some(folder) = folder() else {
        println!("SKIPPED: there is no ../shared/data/setup-logs beside the checkout");
        return;
    };
    for (file, build, installed, mode, result, ended, view, holds) in LOGS {
        let rows = setup_rows(&mapped(&folder.join(file)));
        let runs = rows.of("setuplog.runs");
        assert_eq!(runs.len(), 1, "{file}");
        let run = ["SetupVersion", "InstalledVersion", "Mode", "Result"]
            .map(|name| column(runs[0], name));
        assert_eq!(run, [*build, *installed, *mode, *result], "{file}");
        assert_eq!(column(runs[0], "Ended"), if *ended { "True" } else { "False" }, "{file}");
        assert_eq!(rows.last_run == Completeness::Complete, *ended, "{file}: {:?}", rows.last_run);
        let found = rows.of(view).iter().any(|row| {
            let values: Vec<_> = row.columns.iter().map(|(_, value)| value.to_string()).collect();
            values.join("|").contains(holds)
        });
        assert!(found, "{file}: no row of {view} holds {holds}");
        check_places(&folder.join(file), &rows);
    }
}

/// Every row stands where it says: its line begins at its offset, with a stamp.
fn check_places(file: &Path, rows: &Rows) {
    let content = fs::read(file).unwrap();
    let breaks = content.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
    let starts: Vec<usize> = std::iter::once(0).chain(breaks.map(|(at, _)| at + 1)).collect();
    for (_, row) in &rows.rows {
        let at = usize::try_from(row.location.offset.unwrap()).unwrap();
        let line = usize::try_from(row.location.line.unwrap()).unwrap();
        assert_eq!(starts[line - 1], at, "{}: {:?}", file.display(), row.location);
        assert_eq!(content[at], b'[', "{}: {:?}", file.display(), row.location);
    }
}

#[test]
fn all_logs_beside_the_checkout_are_in_the_table() {
    let Some(folder) = folder() else {
        println!("SKIPPED: there is no ../shared/data/setup-logs beside the checkout");
        return;
    };
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".log"))
        .collect();
    names.sort();
    let mut known: Vec<_> = LOGS.iter().map(|log| log.0.to_owned()).collect();
    known.sort();
    known.dedup();
    assert_eq!(names, known);
}

const TEXT: &str = "\
[03/06/2021 15:14:57.0546] [0] **********************************************
[03/06/2021 15:14:57.0552] [0] Starting Microsoft Exchange Server 2016 Setup
[03/06/2021 15:14:57.0552] [0] **********************************************
[03/06/2021 15:14:57.0557] [0] Setup version: 15.1.2106.2.
[03/06/2021 15:14:57.0558] [0] Logged on user: SOLO\\J\u{fc}rgen \u{65e5}\u{672c}.
[03/06/2021 15:15:25.0813] [1] Failed [Rule:RebootPending] [Message:Neustart n\u{f6}tig]
[03/06/2021 15:15:26.0813] [1] [ERROR] two
   lines
[03/06/2021 15:15:27.0248] [0] End of Setup
[03/06/2021 15:15:27.0248] [0] **********************************************
";

fn utf16(text: &str, big: bool) -> Vec<u8> {
    text.encode_utf16().flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
}

#[test]
fn six_encodings_give_the_same_rows() {
    let folder = tempfile::tempdir().unwrap();
    let crlf = TEXT.replace('\n', "\r\n");
    let mut shown = Vec::new();
    for (index, content) in [
        TEXT.as_bytes().to_vec(),
        [b"\xEF\xBB\xBF", crlf.as_bytes()].concat(),
        [&b"\xFF\xFE"[..], &utf16(&crlf, false)].concat(),
        [&b"\xFE\xFF"[..], &utf16(TEXT, true)].concat(),
        utf16(&crlf, false),
        utf16(&crlf, true),
    ]
    .into_iter()
    .enumerate()
    {
        let file = folder.path().join(format!("{index}.log"));
        fs::write(&file, content).unwrap();
        let rows = setup_rows(&mapped(&file));
        assert_eq!(rows.last_run, Completeness::Complete);
        shown.push(rows.shown());
    }
    assert_eq!(shown[0].len(), 15, "{:#?}", shown[0]);
    assert!(shown[0].iter().any(|row| row.contains("J\u{fc}rgen \u{65e5}\u{672c}")));
    for other in &shown[1..] {
        assert_eq!(other, &shown[0]);
    }
}

/// Real logs, with a letter that is not ASCII in a name, in other encodings and with other line
/// ends.
#[test]
fn real_logs_in_other_encodings_give_the_same_rows() {
    let Some(folder) = folder() else {
        println!("SKIPPED: there is no ../shared/data/setup-logs beside the checkout");
        return;
    };
    let scratch = tempfile::tempdir().unwrap();
    let file = scratch.path().join("x.log");
    let shown = |content: &[u8]| {
        fs::write(&file, content).unwrap();
        let rows = setup_rows(&mapped(&file));
        (rows.shown(), rows.runs, rows.last_run)
    };
    for (name, ..) in LOGS {
        let text = fs::read_to_string(folder.join(name)).unwrap();
        if text.len() > 100_000 {
            continue;
        }
        let text = text.replace("Logged on user: ", "Logged on user: J\u{fc}rgen ");
        let lf = text.replace("\r\n", "\n");
        let crlf = lf.replace('\n', "\r\n");
        let lines = lf.split_inclusive('\n').enumerate();
        let mixed: String = lines
            .map(
                |(at, line)| if at % 3 == 0 { line.replace('\n', "\r\n") } else { line.to_owned() },
            )
            .collect();
        let ansi = |text: &str| -> Vec<u8> {
            text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
        };
        let expected = shown(lf.as_bytes());
        assert!(expected.0.iter().any(|row| row.contains("J\u{fc}rgen")), "{name}");
        for (what, content) in [
            ("CRLF", crlf.clone().into_bytes()),
            ("mixed line ends", mixed.clone().into_bytes()),
            ("UTF-16LE", utf16(&crlf, false)),
            ("UTF-16BE", utf16(&mixed, true)),
            ("UTF-16LE with a mark", [b"\xFF\xFE".to_vec(), utf16(&lf, false)].concat()),
            ("UTF-16BE with a mark", [b"\xFE\xFF".to_vec(), utf16(&crlf, true)].concat()),
            ("a code page", ansi(&crlf)),
            ("a code page, mixed line ends", ansi(&mixed)),
        ] {
            assert!(shown(&content) == expected, "{name}: {what}");
        }
    }
}

#[test]
fn a_line_of_one_megabyte_and_a_cut_last_line_are_read() {
    let mut target = MemoryTarget::new("test");
    let long = format!("[03/06/2021 15:15:27.0248] [1] [ERROR] {}\n", "x".repeat(1_000_000));
    let text = TEXT.replace(
        "[03/06/2021 15:15:27.0248] [0] End",
        &format!("{long}[03/06/2021 15:15:27.0248] [0] End"),
    );
    target.put(setup_log_path(), MemoryFile::Text(Arc::from(text)));
    let rows = setup_rows(&target);
    assert_eq!(rows.last_run, Completeness::Complete);
    let errors = rows.of("setuplog.errors");
    assert_eq!(errors.len(), 2);
    assert!(column(errors[1], "Text").len() > 60_000 && column(errors[1], "Text").len() <= 65_536);

    let cut = &TEXT[..TEXT.find("End of").unwrap() + 3];
    target.put(setup_log_path(), MemoryFile::Text(Arc::from(cut)));
    let rows = setup_rows(&target);
    assert!(
        matches!(&rows.last_run, Completeness::Partial(why) if why.contains("no end in the log"))
    );
    assert_eq!(column(rows.of("setuplog.records").last().unwrap(), "Text"), "End");
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig {
        cases: 300, failure_persistence: None, ..Default::default()
    })]

    /// Pieces of real records in any order: never a panic, and every row is in its place.
    #[test]
    fn any_order_of_records_is_survived(pieces in proptest::collection::vec(
        proptest::sample::select(vec![
            "[03/06/2021 15:14:57.0546] [0] ", "[03/06/2021 15:14:57.0546] [1] ", "[13/45/2021 99:14:57.0546] [2] ",
            "**********", "Starting Microsoft Exchange Server 2016 Setup", "End of Setup", "\n", "\r", "\r\n",
            "Evaluated [Rule:", "Evaluated [Setting:X] [HasException:False] [Value:\"", "\"] [ParentValue:",
            "Failed [Rule:A] [Message:", "]", "[ERROR] ", "[ERROR-REFERENCE] Id=A___b Component=", "[X.ps1] ",
            "The following error was generated when ", "\" was run: \"A.B: c ---> D.E: f", "\u{0}", "\u{e4}",
            "Setup version: ", "1.2.3.4.", "Command Line Parameter Name='mode', Value='",
        ]), 0..60)
    ) {
        let mut target = MemoryTarget::new("test");
        target.put(setup_log_path(), MemoryFile::Text(Arc::from(pieces.concat())));
        let rows = setup_rows(&target);
        for (_, row) in &rows.rows {
            proptest::prop_assert!(row.location.line.is_some() && row.location.offset.is_some());
        }
    }
}
