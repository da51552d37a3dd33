//! Windows paths as rules write them, read on any system.
//!
//! Pure text: nothing here looks at a disk.

use std::fmt;
use std::hash::{Hash, Hasher};

/// The longest path that Windows itself accepts, in UTF-16 units; more is never a path.
const MAX_LENGTH: usize = 32_767;

/// An absolute Windows path with a drive letter, normalised: one backslash between names, no
/// `.` or `..`, no stream, no device. Compared without regard to case.
///
/// Dots and spaces at the end of a name are kept: Windows programs drop them, and malware hides
/// behind exactly that.
#[derive(Debug, Clone)]
pub struct WindowsPath {
    text: String,
    folded: String,
}

/// Why a text is not a path that evidence may be read from.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PathError(pub String);

impl WindowsPath {
    /// Reads an absolute path such as `C:\ExchangeSetupLogs\ExchangeSetup.log`.
    ///
    /// # Errors
    /// For relative paths, `..` that leaves the drive, UNC and device paths, streams and reserved
    /// characters.
    pub fn parse(text: &str) -> Result<Self, PathError> {
        let refuse = |why: &str| Err(PathError(format!("`{}` {why}", shown(text))));
        if text.encode_utf16().count() > MAX_LENGTH {
            return refuse("is longer than a Windows path can be");
        }
        let mut chars = text.chars();
        let (first, second, third) = (chars.next(), chars.next(), chars.next());
        let separator = |c: Option<char>| matches!(c, Some('\\' | '/'));
        if separator(first) && separator(second) {
            return refuse(if matches!(third, Some('?' | '.')) {
                "is a device path; write a drive letter, such as C:\\"
            } else {
                "is a network path; write a path on a drive, such as C:\\"
            });
        }
        let Some(drive) = first.filter(char::is_ascii_alphabetic).filter(|_| second == Some(':'))
        else {
            return refuse("is not absolute; write the drive letter too, such as C:\\");
        };
        if !separator(third) {
            return refuse("is relative to a drive; write a backslash after the drive letter");
        }
        let mut names: Vec<&str> = Vec::new();
        for name in chars.as_str().split(['\\', '/']) {
            match name {
                "" | "." => {}
                ".." => {
                    if names.pop().is_none() {
                        return refuse("leaves its drive");
                    }
                }
                _ => {
                    if let Some(why) = fault(name) {
                        return refuse(&why);
                    }
                    names.push(name);
                }
            }
        }
        let normal = format!("{}:\\{}", drive.to_ascii_uppercase(), names.join("\\"));
        Ok(Self { folded: fold(&normal), text: normal })
    }

    /// The normalised path.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The drive letter, in upper case.
    pub fn drive(&self) -> char {
        self.text.chars().next().unwrap_or('C')
    }

    /// The names between the backslashes, from the drive downwards.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.text.split('\\').skip(1).filter(|name| !name.is_empty())
    }

    /// The last name; empty for a drive.
    pub fn name(&self) -> &str {
        self.names().last().unwrap_or_default()
    }
}

impl PartialEq for WindowsPath {
    fn eq(&self, other: &Self) -> bool {
        self.folded == other.folded
    }
}

impl Eq for WindowsPath {}

impl Hash for WindowsPath {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.folded.hash(state);
    }
}

impl fmt::Display for WindowsPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The form in which names are compared: each character in upper case, one for one, which is what
/// the file systems of Windows do.
pub(super) fn fold(name: &str) -> String {
    name.chars().map(upper).collect()
}

/// A small letter becomes its capital where that has no other small letter: to Unicode a long s is
/// an S too, a dotless i is an I and the micro sign is a Greek letter; the table of NTFS maps none
/// of them, and no character beyond 16 bits. The final sigma alone is in it.
fn upper(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_uppercase();
    }
    let capital = single(c.to_uppercase()).filter(|capital| u32::from(*capital) <= 0xFFFF);
    match capital {
        Some(capital) if c == 'ς' || single(capital.to_lowercase()) == Some(c) => capital,
        _ => c,
    }
}

fn single(mut mapped: impl Iterator<Item = char>) -> Option<char> {
    mapped.next().filter(|_| mapped.next().is_none())
}

/// The form in which names are compared that may deceive the eye: as Unicode folds them, in every
/// language, several characters for one where it wants them.
pub(super) fn look_alike_form(name: &str) -> String {
    let undotted = name.chars().map(|c| if c == '\u{130}' { 'I' } else { c });
    undotted.flat_map(char::to_lowercase).flat_map(char::to_uppercase).collect()
}

/// Control characters would reach a terminal from here.
fn shown(text: &str) -> String {
    let mut shown: String =
        text.chars().take(200).map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect();
    if text.chars().nth(200).is_some() {
        shown.push_str("...");
    }
    shown
}

fn fault(name: &str) -> Option<String> {
    if let Some(c) = name.chars().find(|c| c.is_control()) {
        return Some(format!("has the control character U+{:04X} in it", u32::from(c)));
    }
    if name.contains(':') {
        return Some(String::from("names an alternate stream; evidence is read from files only"));
    }
    if name.contains(['*', '?']) {
        return Some(String::from("has a wildcard; one file is meant here"));
    }
    if let Some(c) = name.chars().find(|c| matches!(c, '<' | '>' | '"' | '|')) {
        return Some(format!("has a `{c}`, which no Windows file name has"));
    }
    is_device(name).then(|| format!("names the device {}", name.to_ascii_uppercase()))
}

/// `CON`, `NUL`, `COM1` and so on are devices in every folder, with any extension.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end_matches(' ');
    let upper = stem.to_ascii_uppercase();
    if matches!(upper.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$") {
        return true;
    }
    let numbered = upper.strip_prefix("COM").or_else(|| upper.strip_prefix("LPT"));
    numbered.is_some_and(|rest| {
        let mut rest = rest.chars();
        let digit = |c: char| c.is_ascii_digit() || matches!(c, '\u{B9}' | '\u{B2}' | '\u{B3}');
        rest.next().is_some_and(digit) && rest.next().is_none()
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn parsed(text: &str) -> String {
        WindowsPath::parse(text).map(|path| path.to_string()).unwrap_or_else(|error| error.0)
    }

    #[test]
    fn paths_are_normalised() {
        assert_eq!(parsed(r"c:/ExchangeSetupLogs//./a\..\x.log"), r"C:\ExchangeSetupLogs\x.log");
        assert_eq!(parsed(r"C:\"), r"C:\");
        assert_eq!(parsed(r"C:\a.\b "), r"C:\a.\b ", "what Windows would drop is kept");
        assert_eq!(parsed(r"D:\...\x"), r"D:\...\x");
    }

    #[test]
    fn what_is_not_a_path_on_a_drive_is_refused() {
        for (text, why) in [
            (r"ExchangeSetup.log", "not absolute"),
            (r"\Windows", "not absolute"),
            (r"C:x.log", "relative to a drive"),
            (r"C:", "relative to a drive"),
            ("", "not absolute"),
            (r"\\server\share\x", "network path"),
            (r"//server/share/x", "network path"),
            (r"\\?\C:\x", "device path"),
            (r"\\.\PhysicalDrive0", "device path"),
            (r"C:\..\x", "leaves its drive"),
            (r"C:\a\..\..\x", "leaves its drive"),
            (r"C:\x.log:hidden", "alternate stream"),
            (r"C:\logs\*.log", "wildcard"),
            ("C:\\a\0b", "U+0000"),
            ("C:\\a\u{1b}[31mb", "U+001B"),
            (r"C:\a|b", "`|`"),
            (r"C:\CON", "device CON"),
            (r"C:\a\nul.txt", "device NUL.TXT"),
            (r"C:\com1 .log", "device"),
        ] {
            let message = parsed(text);
            assert!(message.contains(why), "{text:?}: {message}");
            assert!(!message.contains('\u{1b}'), "{message:?}");
        }
        assert!(parsed("C:\\COM\u{b9}").contains("device"));
        assert_eq!(parsed(r"C:\COM10"), r"C:\COM10");
        assert_eq!(parsed(r"C:\console"), r"C:\console");
        assert!(parsed(&format!("C:\\{}", "x".repeat(40_000))).contains("longer"));
    }

    #[test]
    fn case_does_not_count() {
        let path = |text: &str| WindowsPath::parse(text).unwrap();
        assert_eq!(path(r"C:\Windows\Temp"), path(r"c:\WINDOWS\temp"));
        assert_eq!(path("C:\\\u{e4}rger"), path("C:\\\u{c4}RGER"));
        assert_ne!(path("C:\\stra\u{df}e"), path("C:\\STRASSE"), "one character is not two");
        assert_eq!(path("C:\\\u{3c2}"), path("C:\\\u{3a3}"), "final sigma");
        // Letters that are one to Unicode and two to NTFS.
        for (other, letter) in [
            ('\u{17f}', 's'),
            ('\u{212a}', 'k'),
            ('\u{131}', 'i'),
            ('\u{130}', 'i'),
            ('\u{212b}', '\u{e5}'),
            ('\u{2126}', '\u{3c9}'),
            ('\u{b5}', '\u{3bc}'),
            ('\u{10428}', '\u{10400}'),
        ] {
            let (other, letter) = (other.to_string(), letter.to_string());
            assert_ne!(path(&format!("C:\\{other}")), path(&format!("C:\\{letter}")), "{other}");
            assert_eq!(look_alike_form(&other), look_alike_form(&letter), "{other}");
        }
        assert_eq!(look_alike_form("stra\u{df}e"), look_alike_form("STRASSE"));
        assert_ne!(look_alike_form("a"), look_alike_form("a "));
        let set: HashSet<_> = [path(r"C:\a"), path(r"C:\A")].into();
        assert_eq!(set.len(), 1);
        assert_eq!(path(r"C:\a\b").names().collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(path(r"C:\").name(), "");
    }
}
