//! A machine as the scripts see it: a checkout with nothing but them, programs of the test's choice, and a server on this
//! machine that stands for the network.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::os::unix::fs::{symlink, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;
use std::thread;

use tempfile::TempDir;

/// The archive that the scripts ask for.
pub(super) const ARCHIVE: &str = "powershell-7.6.9-linux-x64.tar.gz";

/// What every system has.
const SYSTEM: [&str; 19] = [
    "awk", "cat", "chmod", "curl", "dirname", "env", "grep", "gzip", "head", "mkdir", "mktemp",
    "mv", "rm", "sed", "sh", "tail", "tar", "tee", "tr",
];

pub(super) struct Machine {
    folder: TempDir,
    variables: Vec<(&'static str, String)>,
}

/// What a script said and how it ended.
pub(super) struct Ran {
    pub(super) code: Option<i32>,
    pub(super) out: String,
    pub(super) told: String,
}

impl Machine {
    /// A Linux without Rust and PowerShell, whose user is not root.
    pub(super) fn bare() -> Self {
        let folder = TempDir::new().unwrap();
        let machine = Self { folder, variables: Vec::new() };
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        for file in
            ["Cargo.toml", "powershell/demo.sh", "powershell/test.sh", "powershell/build/find.sh"]
        {
            let copy = machine.checkout().join(file);
            fs::create_dir_all(copy.parent().unwrap()).unwrap();
            fs::copy(root.join(file), copy).unwrap();
        }
        fs::create_dir_all(machine.path("bin")).unwrap();
        for name in SYSTEM {
            symlink(found(name).expect(name), machine.path("bin").join(name)).unwrap();
        }
        for name in ["sha256sum", "shasum"] {
            if let Some(program) = found(name) {
                symlink(program, machine.path("bin").join(name)).unwrap();
            }
        }
        machine.program("bin/uname", "[ \"$1\" = -s ] && echo Linux || echo x86_64");
        machine.program("bin/id", "echo 1000");
        // No network: nobody listens on that port.
        machine.with("EXTRIAGE_POWERSHELL_SOURCE", "http://127.0.0.1:9")
    }

    /// The same with a Rust that is new enough.
    pub(super) fn with_rust() -> Self {
        let machine = Self::bare();
        machine.program("bin/cc", "");
        machine.rust("bin", "1.96.0");
        machine
    }

    pub(super) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.variables.push((name, value.to_owned()));
        self
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(super) fn checkout(&self) -> PathBuf {
        self.path("ExTriage")
    }

    /// A program that is a script of these lines.
    pub(super) fn program(&self, name: &str, lines: &str) {
        program(&self.path(name), lines);
    }

    /// A cargo and a compiler of that version, of which the first says what it was asked for.
    pub(super) fn rust(&self, folder: &str, version: &str) {
        let said = |name| format!("[ \"$1\" = --version ] && echo '{name} {version} (x)' && exit");
        self.program(&format!("{folder}/rustc"), &said("rustc"));
        self.program(&format!("{folder}/cargo"), &(said("cargo") + "\necho \"cargo $*\""));
    }

    pub(super) fn remove(&self, name: &str) {
        fs::remove_file(self.path(name)).unwrap();
    }

    /// What was fetched and kept.
    pub(super) fn kept(&self) -> Vec<String> {
        let entries = fs::read_dir(self.checkout().join("target/tools")).into_iter().flatten();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    pub(super) fn run(&self, script: &str, arguments: &[&str]) -> Ran {
        let output = Command::new(found("sh").unwrap())
            .arg(self.checkout().join("powershell").join(script))
            .args(arguments)
            .env_clear()
            .env("PATH", self.path("bin"))
            .env("HOME", self.path("home"))
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .output()
            .unwrap();
        Ran {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            told: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// A PowerShell of that version, which says what it was asked for.
pub(super) fn powershell(version: &str) -> String {
    format!("[ \"$1\" = --version ] && echo 'PowerShell {version}' && exit\necho \"pwsh $*\"")
}

/// A release archive with such a PowerShell, which, as the real one, lacks the right to be run.
pub(super) fn archive() -> Vec<u8> {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("pwsh");
    program(&path, &powershell("7.6.9"));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let tar = Command::new("tar").arg("-czC").arg(folder.path()).arg("pwsh").output().unwrap();
    assert!(tar.status.success());
    tar.stdout
}

pub(super) fn hash(bytes: &[u8]) -> String {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), bytes).unwrap();
    let (name, arguments): (_, &[&str]) =
        if found("sha256sum").is_some() { ("sha256sum", &[]) } else { ("shasum", &["-a", "256"]) };
    let output = Command::new(name).args(arguments).arg(file.path()).output().unwrap();
    String::from_utf8(output.stdout).unwrap().split(' ').next().unwrap().to_owned()
}

/// Serves files, each with the length that is promised for it; gives the address, and the count of requests.
pub(super) fn serve(files: Vec<(String, Vec<u8>, usize)>) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/v7", listener.local_addr().unwrap());
    let requests = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&requests);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            let line = lines.next().unwrap().unwrap();
            // The rest of the request is read, so that closing the connection is no reset.
            lines.map_while(Result::ok).find(String::is_empty);
            counted.fetch_add(1, Ordering::SeqCst);
            let wanted = |name: &String| line == format!("GET /v7/{name} HTTP/1.1");
            let (status, body, length) = match files.iter().find(|(name, ..)| wanted(name)) {
                Some((_, body, length)) => ("200 OK", body.as_slice(), *length),
                None => ("404 Not Found", b"no".as_slice(), 2),
            };
            let head = format!(
                "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
            );
            // A client that has seen enough hangs up.
            let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
        }
    });
    (address, requests)
}

fn program(path: &Path, lines: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, format!("#!/bin/sh\n{lines}\n")).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// The first program of that name in PATH.
pub(super) fn found(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}
