//! Folder targets on a real file system.

use super::*;

fn put(root: &Path, name: &str, content: &str) -> PathBuf {
    let file = root.join(name);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, content).unwrap();
    file
}

fn open(root: &Path) -> FolderTarget {
    FolderTarget::open(Some(root), &[], None).unwrap()
}

fn error(root: Option<&Path>, maps: &[(WindowsPath, PathBuf)]) -> TargetError {
    match FolderTarget::open(root, maps, None) {
        Err(error) => error,
        Ok(_) => panic!("no error"),
    }
}

#[test]
fn names_are_found_without_regard_to_case() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "C/exchangesetuplogs/EXCHANGESETUP.LOG", "x\n");
    put(folder.path(), "C/both/a.log", "1");
    put(folder.path(), "C/both/A.LOG", "12");
    let target = open(folder.path());
    let Look::Found(info) = target.file(&setup_log_path()) else { panic!() };
    assert!(info.display_path.ends_with("EXCHANGESETUP.LOG"));
    assert!(matches!(info.size, Look::Found(2)));
    assert!(matches!(info.modified, Look::Found(_)));
    assert!(matches!(info.version, Look::Missing));
    // On the server there was one; which of the two that was cannot be said.
    for name in [r"C:\both\a.Log", r"C:\both\A.LOG", r"C:\both\a.log"] {
        let both = reason(target.file(&path(name)));
        assert!(
            both.contains("A.LOG and ") && both.contains("a.log differ in case only"),
            "{both}"
        );
        assert_eq!(reason(target.open(&path(name)).and_then(|_| Look::Found(()))), both);
    }
    put(folder.path(), "C/Folder/a.log", "1");
    put(folder.path(), "C/folder/b.log", "1");
    assert!(
        reason(open(folder.path()).file(&path(r"C:\folder\b.log"))).contains("differ in case only")
    );
    assert!(matches!(target.file(&path(r"C:\no\x.log")), Look::Missing));
    assert!(matches!(
        target.file(&path(r"C:\ExchangeSetupLogs\ExchangeSetup.log\x")),
        Look::Missing
    ));
    assert!(reason(target.file(&path(r"C:\both"))).ends_with("is a folder, not a file"));
    assert!(reason(target.file(&path(r"D:\x"))).contains("does not hold drive D:"));
}

/// Bytes that this thread has read so far.
#[cfg(target_os = "linux")]
fn bytes_read() -> u64 {
    let io = fs::read_to_string("/proc/thread-self/io").unwrap();
    io.lines().find_map(|line| line.strip_prefix("rchar: ")).unwrap().parse().unwrap()
}

#[test]
#[cfg(target_os = "linux")]
fn a_program_is_read_once_however_often_it_is_asked_for() {
    const SIZE: usize = 8 << 20;
    let folder = tempfile::tempdir().unwrap();
    let program = format!("MZ{}", "x".repeat(SIZE));
    let name = r"Program Files\Microsoft\Exchange Server\V15\Bin\ExSetup.exe";
    put(folder.path(), &format!("C/{}", name.replace('\\', "/")), &program);
    let before = bytes_read();
    let target = open(folder.path());
    for _ in 0..3 {
        let Look::Found(info) = target.file(&path(&format!(r"C:\{name}"))) else { panic!() };
        assert!(matches!(info.version, Look::Unknown(_) | Look::Missing));
    }
    let read = bytes_read() - before;
    assert!((SIZE as u64..SIZE as u64 * 3 / 2).contains(&read), "{read}");
    // The size alone costs no read at all.
    let other = put(folder.path(), "C/other.log", &program);
    let before = bytes_read();
    assert!(matches!(target.size(&path(r"C:\other.log")), Look::Found(size) if size > SIZE as u64));
    assert!(bytes_read() - before < 4096, "{}", other.display());
}

#[test]
fn the_content_of_the_drive_itself_is_the_system_drive() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "ExchangeSetupLogs/ExchangeSetup.log", "x\n");
    put(folder.path(), "d/x.log", "x\n");
    let target = open(folder.path());
    assert!(matches!(target.file(&setup_log_path()), Look::Found(_)));
    assert!(matches!(target.file(&path(r"C:\D\x.log")), Look::Found(_)));
    put(
        folder.path(),
        "facts.json",
        "{ \"server\": { \"name\": \"EX01\", \"systemDrive\": \"E:\" } }",
    );
    let target = open(folder.path());
    assert_eq!(target.name().as_ref(), "EX01");
    assert!(matches!(
        target.file(&path(r"E:\ExchangeSetupLogs\ExchangeSetup.log")),
        Look::Found(_)
    ));
    assert!(matches!(target.file(&setup_log_path()), Look::Unknown(_)));
}

#[test]
fn only_mapped_files_are_there_without_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let file = put(folder.path(), "my.log", "x\n");
    let target = mapped(&file);
    assert!(matches!(
        target.open(&path(r"c:\exchangesetuplogs\EXCHANGESETUP.log")),
        Look::Found(_)
    ));
    assert_eq!(
        reason(target.file(&path(r"C:\x.log"))),
        r"only C:\ExchangeSetupLogs\ExchangeSetup.log was given, so C:\x.log was not looked at"
    );
    assert!(matches!(target.facts().get("exchange.install"), Value::Unknown(_)));
    assert!(matches!(target.facts().get("exchange.installed"), Value::Unknown(_)));
}

#[test]
fn exchange_is_found_where_its_program_is_mapped_to() {
    let folder = tempfile::tempdir().unwrap();
    let program = put(folder.path(), "my.exe", "x\n");
    let map = |to: &str| (path(to), program.clone());
    for (maps, expected) in [
        (vec![map(r"E:\Mail\Exchange\bin\exsetup.exe")], r"E:\Mail\Exchange"),
        (
            vec![
                map(r"C:\Program Files\Microsoft\Exchange Server\V14\Bin\ExSetup.exe"),
                map(r"C:\Program Files\Microsoft\Exchange Server\V15\Bin\ExSetup.exe"),
            ],
            r"C:\Program Files\Microsoft\Exchange Server\V15",
        ),
    ] {
        let target = FolderTarget::open(None, &maps, None).unwrap();
        let facts = target.facts();
        assert_eq!(facts.get("exchange.install").to_string(), expected);
        assert_eq!(facts.get("exchange.installed").to_string(), "True");
        assert!(facts.get("exchange.build").to_string().contains("has no file version"));
    }
    let other = [map(r"C:\NoBin\ExSetup.exe"), map(r"C:\x\Bin\ExSetup.exe.log")];
    let target = FolderTarget::open(None, &other, None).unwrap();
    assert!(matches!(target.facts().get("exchange.install"), Value::Unknown(_)));
    // What the facts say goes before it.
    let facts = r#"{ "exchange": { "install": "D:\\Exchange" } }"#;
    let maps = [map(r"C:\x\Bin\ExSetup.exe")];
    let target = FolderTarget::open(None, &maps, Some(facts)).unwrap();
    assert_eq!(target.facts().get("exchange.install").to_string(), r"D:\Exchange");
}

#[test]
fn a_missing_file_says_where_it_was_looked_for() {
    let folder = tempfile::tempdir().unwrap();
    let file = put(folder.path(), "C/x.log", "x\n");
    let root = folder.path().display();
    assert_eq!(
        open(folder.path()).absence(&setup_log_path()),
        format!(r"C:\ExchangeSetupLogs\ExchangeSetup.log was not found in {root}")
    );
    assert_eq!(mapped(&file).absence(&path(r"C:\y.log")), r"C:\y.log was not found");
}

#[test]
fn a_target_that_is_none_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let file = put(folder.path(), "my.log", "x\n");
    let map = |to: &Path| vec![(path(r"C:\x.log"), to.to_path_buf())];
    let missing = folder.path().join("none");
    assert_eq!(error(Some(&missing), &[]), TargetError::NotFound(missing.display().to_string()));
    assert!(matches!(error(Some(&file), &[]), TargetError::NotAFolder(_)));
    assert!(matches!(error(None, &map(&missing)), TargetError::NotFound(_)));
    assert!(error(None, &map(folder.path())).to_string().ends_with("is a folder, not a file"));
    assert!(matches!(error(None, &[]), TargetError::Nothing));
    let twice = [(path(r"C:\x.log"), file.clone()), (path(r"c:\X.LOG"), file.clone())];
    assert!(matches!(error(None, &twice), TargetError::MappedTwice(_)));
}

#[test]
fn broken_facts_are_unknown_with_their_place() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "C/ExchangeSetupLogs/ExchangeSetup.log", "x\n");
    let file = put(folder.path(), "facts.json", "{\n \"servers\": 1 }");
    let shown = || {
        let target = open(folder.path());
        // The files are looked at all the same.
        assert!(matches!(target.size(&setup_log_path()), Look::Found(2)));
        let services = match target.facts().services() {
            Look::Unknown(reason) => reason.to_string(),
            other => panic!("{other:?}"),
        };
        services + &target.facts().get("server.name").to_string()
    };
    let misspelt = shown();
    assert!(misspelt.starts_with(&file.display().to_string()), "{misspelt}");
    assert_eq!(misspelt.matches("did you mean `server`?").count(), 2, "{misspelt}");
    assert!(misspelt.contains("line 2"), "{misspelt}");
    fs::write(&file, "{\n\n \"server\": ").unwrap();
    assert_eq!(shown().matches("(line 3, column 11)").count(), 2, "{}", shown());
    fs::File::create(&file).unwrap().set_len(65 * 1024 * 1024).unwrap();
    assert_eq!(shown().matches("is larger than").count(), 2);
}

#[test]
fn given_facts_stand_before_those_of_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    put(
        folder.path(),
        "facts.json",
        r#"{ "server": { "name": "A", "site": "S" }, "services": [{ "name": "FMS" }] }"#,
    );
    let inline = r#"{ "server": { "name": "B" } }"#;
    let target = FolderTarget::open(Some(folder.path()), &[], Some(inline)).unwrap();
    assert_eq!(target.name().as_ref(), "B");
    assert_eq!(target.facts().get("server.site").to_string(), "S");
    assert!(matches!(target.facts().services(), Look::Found([_])));
    let target = FolderTarget::open(Some(folder.path()), &[], Some("{ \"x\": 1 }")).unwrap();
    let shown = target.facts().get("server.domain").to_string();
    assert!(shown.contains("there is no member `x`"), "{shown}");
}

#[test]
fn what_a_copy_lacks_is_never_false() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "C/ExchangeSetupLogs/x.log", "x\n");
    let target = open(folder.path());
    let shown = target.facts().get("exchange.installed").to_string();
    assert!(shown.contains("unknown") && shown.contains("V15") && shown.contains("C:"), "{shown}");
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{symlink, PermissionsExt};

    use super::*;

    #[test]
    fn links_are_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let outside = tempfile::tempdir().unwrap();
        let secret = put(outside.path(), "secret.log", "secret\n");
        let logs = folder.path().join("C/logs");
        fs::create_dir_all(&logs).unwrap();
        symlink(&secret, logs.join("link.log")).unwrap();
        symlink(outside.path(), logs.join("dir")).unwrap();
        symlink("loop", logs.join("loop")).unwrap();
        symlink(logs.join("nowhere"), logs.join("dangling")).unwrap();
        let target = open(folder.path());
        for name in [r"link.log", r"LINK.log", r"dir\secret.log", r"loop", r"loop\x", r"dangling"] {
            let path = path(&format!(r"C:\logs\{name}"));
            assert!(reason(target.file(&path)).contains("is a link"), "{name}");
            match target.open(&path) {
                Look::Unknown(why) => assert!(why.contains("is a link"), "{name}: {why}"),
                _ => panic!("{name} was opened"),
            }
        }
        symlink(outside.path(), folder.path().join("D")).unwrap();
        assert!(reason(open(folder.path()).file(&path(r"D:\secret.log"))).contains("link"));
        // The user's own choice may be a link.
        let chosen = outside.path().join("chosen");
        symlink(&secret, &chosen).unwrap();
        assert!(matches!(mapped(&chosen).open(&setup_log_path()), Look::Found(_)));
    }

    #[test]
    fn linked_facts_are_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let real = put(folder.path(), "real.json", "{ \"server\": { \"name\": \"A\" } }");
        symlink(real, folder.path().join("facts.json")).unwrap();
        let shown = open(folder.path()).facts().get("server.name").to_string();
        assert!(shown.contains("is a link"), "{shown}");
    }

    #[test]
    fn a_pipe_does_not_hang() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("C")).unwrap();
        let pipe = folder.path().join("C/pipe.log");
        nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::S_IRWXU).unwrap();
        let target = open(folder.path());
        assert!(reason(target.file(&path(r"C:\pipe.log"))).contains("is not a regular file"));
        assert!(matches!(target.open(&path(r"C:\pipe.log")), Look::Unknown(_)));
        let maps = [(path(r"C:\x.log"), pipe)];
        assert!(matches!(error(None, &maps), TargetError::NotRegular(_)));
    }

    #[test]
    fn no_access_is_unknown() {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let file = put(folder.path(), "C/ExchangeSetupLogs/ExchangeSetup.log", "x\n");
        let closed = put(folder.path(), "C/closed/x.log", "x\n");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o000)).unwrap();
        fs::set_permissions(closed.parent().unwrap(), fs::Permissions::from_mode(0o000)).unwrap();
        let look = {
            let (root, log) = (folder.path().to_path_buf(), file.clone());
            move || {
                let target = open(&root);
                let opened = match target.open(&setup_log_path()) {
                    Look::Unknown(why) => why.to_string(),
                    _ => String::from("it was opened"),
                };
                let inside = reason(target.file(&path(r"C:\closed\x.log")));
                let mapped = match mapped(&log).open(&setup_log_path()) {
                    Look::Unknown(why) => why.to_string(),
                    _ => String::from("it was opened"),
                };
                [opened, inside, mapped]
            }
        };
        // Rights of the file system count for one thread only: the others go on as they are.
        let seen = std::thread::spawn(move || {
            if nix::unistd::geteuid().is_root() {
                nix::unistd::setfsuid(nix::unistd::Uid::from_raw(65534));
            }
            look()
        })
        .join()
        .unwrap();
        fs::set_permissions(closed.parent().unwrap(), fs::Permissions::from_mode(0o755)).unwrap();
        for why in seen {
            assert!(why.ends_with(": access is denied"), "{why}");
        }
    }
}

struct Lines(Vec<String>, Option<Completeness>);

impl LogSink for Lines {
    fn begin(&mut self, _: &extriage::evidence::LogFile) {}
    fn line(&mut self, line: &extriage::evidence::Line<'_>) {
        self.0.push(line.text.to_owned());
    }
    fn end(&mut self, completeness: &Completeness) {
        self.1 = Some(completeness.clone());
    }
}

#[test]
fn one_pass_serves_every_sink() {
    let folder = tempfile::tempdir().unwrap();
    let target = mapped(&put(folder.path(), "x.log", "one\ntwo"));
    let (mut first, mut second) = (Lines(Vec::new(), None), Lines(Vec::new(), None));
    let found = scan(&target, &setup_log_path(), &mut [&mut first, &mut second], &mut Quiet);
    assert!(matches!(found, Look::Found(Completeness::Complete)));
    assert_eq!(first.0, ["one", "two"]);
    assert_eq!(first.0, second.0);
    assert_eq!(second.1, Some(Completeness::Complete));
    let missing = scan(&open(folder.path()), &path(r"C:\no.log"), &mut [], &mut Quiet);
    assert!(matches!(missing, Look::Missing));
}
