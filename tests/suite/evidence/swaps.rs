//! What is swapped for a link while it is looked at: nobody reads outside of the target.

use std::os::unix::fs::symlink;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rustix::fs::{renameat_with, RenameFlags, CWD};

use super::*;

const INSIDE: &str = "inside\n";
const OUTSIDE: &str = "read outside of the target\n";
const HOW_LONG: Duration = Duration::from_millis(400);

/// What a look said, counted.
#[derive(Debug, Default)]
struct Seen {
    inside: u32,
    link: u32,
}

impl Seen {
    fn note<T>(&mut self, look: Look<T>, is_inside: impl FnOnce(T) -> bool) {
        match look {
            Look::Found(found) => {
                assert!(is_inside(found), "what is outside of the target was read");
                self.inside += 1;
            }
            Look::Unknown(reason) => {
                assert!(reason.contains("is a link"), "{reason}");
                self.link += 1;
            }
            Look::Missing => panic!("at every moment something stands there"),
        }
    }
}

/// Swaps `inside` for a link to `outside` and back, again and again, while the target is opened,
/// looked at and read. At every moment either of the two stands there.
fn swap(root: &Path, inside: &Path, outside: &Path) -> Seen {
    let link = inside.with_extension("link");
    symlink(outside, &link).unwrap();
    let stop = AtomicBool::new(false);
    let mut seen = Seen::default();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                renameat_with(CWD, inside, CWD, &link, RenameFlags::EXCHANGE).unwrap();
            }
        });
        let look = std::panic::AssertUnwindSafe(|| {
            let end = Instant::now() + HOW_LONG;
            while Instant::now() < end || seen.inside == 0 || seen.link == 0 {
                let target = FolderTarget::open(Some(root), &[], None).unwrap();
                let size = INSIDE.len() as u64;
                for _ in 0..10 {
                    seen.note(target.size(&setup_log_path()), |bytes| bytes == size);
                    seen.note(target.open(&setup_log_path()), |open| {
                        let content = std::io::read_to_string(open.reader).unwrap();
                        open.size == size && content == INSIDE
                    });
                }
                // The first look is remembered.
                seen.note(
                    target.file(&setup_log_path()),
                    |info| matches!(info.size, Look::Found(bytes) if bytes == size),
                );
            }
        });
        let outcome = std::panic::catch_unwind(look);
        stop.store(true, Ordering::Relaxed);
        if let Err(panic) = outcome {
            std::panic::resume_unwind(panic);
        }
    });
    seen
}

fn trees() -> (tempfile::TempDir, tempfile::TempDir) {
    let (target, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for (folder, content) in [(target.path(), INSIDE), (outside.path(), OUTSIDE)] {
        let logs = folder.join("C/ExchangeSetupLogs");
        fs::create_dir_all(&logs).unwrap();
        fs::write(logs.join("ExchangeSetup.log"), content).unwrap();
    }
    (target, outside)
}

#[test]
fn a_folder_a_drive_or_a_file_that_becomes_a_link_is_not_followed() {
    for swapped in ["C/ExchangeSetupLogs", "C", "C/ExchangeSetupLogs/ExchangeSetup.log"] {
        let (target, outside) = trees();
        let seen = swap(target.path(), &target.path().join(swapped), &outside.path().join(swapped));
        assert!(seen.inside > 0 && seen.link > 0, "{swapped}: {seen:?}");
    }
}

#[test]
fn the_folder_that_was_given_stays_the_one_that_was_opened() {
    let (target, outside) = trees();
    let open = FolderTarget::open(Some(target.path()), &[], None).unwrap();
    renameat_with(CWD, target.path(), CWD, outside.path(), RenameFlags::EXCHANGE).unwrap();
    let Look::Found(log) = open.open(&setup_log_path()) else { panic!("it is still there") };
    assert_eq!(std::io::read_to_string(log.reader).unwrap(), INSIDE);
}
