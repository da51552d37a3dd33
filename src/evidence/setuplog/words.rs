//! What setup writes at the start of a record and nowhere else.

use std::sync::LazyLock;

use regex::Regex;

/// The start of a record, behind its stamp.
const STARTS: [&str; 10] = [
    "Failed [Rule:",
    "Evaluated [Rule:",
    "CurrentResult ",
    "[ERROR-REFERENCE] Id=",
    ERROR_BLOCK,
    "Setup is stopping now because of one or more critical errors",
    "Started [Analysis:Prereq]",
    "Finished [Analysis:Prereq]",
    BANNER,
    END,
];

/// The error that quotes a script and its exception.
pub(super) const ERROR_BLOCK: &str = "[ERROR] The following error was generated when ";

/// Tags that a text may quote, so that they tell a record only in a line without a stamp.
const TAGS: [&str; 2] = ["[ERROR] ", "[REQUIRED] "];

const BANNER: &str = "Starting Microsoft Exchange Server ";
const END: &str = "End of Setup";

/// Both, found at once. `None` would be a mistake in the pattern, which a test excludes.
static WORDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let all: Vec<_> = STARTS.iter().chain(&TAGS).map(|word| regex::escape(word)).collect();
    Regex::new(&all.join("|")).ok()
});

/// The words with which evidence begins. A record that ends inside of one was torn.
const HEADS: [&str; 18] = [
    "Failed [Rule:",
    "Evaluated [Rule:",
    "Evaluated [Setting:",
    "Started [Rule:",
    "Started [Analysis:Prereq]",
    "Finished [Rule:",
    "Finished [Analysis:Prereq]",
    "CurrentResult console.ProcessRunInternal:",
    "CurrentResult setupbase.maincore:",
    "CurrentResult main.run:",
    "Help URL: http://technet.microsoft.com/library(EXCHG.150)/ms.exch.setupreadiness.",
    "[ERROR] The following error was generated when \"",
    "[ERROR-REFERENCE] Id=",
    "[REQUIRED] ",
    "[WARNING] ",
    "Setup is stopping now because of one or more critical errors.",
    "Starting Microsoft Exchange Server ",
    "The Exchange Server setup operation ",
];

/// What stands inside of records whose start tells them, and in no others.
const ENDS: [&str; 6] = [
    "] [HasException:",
    "] [ParentValue:",
    "] [Thread:",
    "] [Duration:",
    "] [Message:",
    "] [RuleType:",
];

/// Places of setup that give its result.
const PLACES: [&str; 3] = ["ProcessRunInternal:", "maincore:", "main.run:"];

/// Where in `text`, from `from` on, a record begins by its words.
fn find(text: &str, from: usize, tags: bool) -> Option<usize> {
    let Some(words) = WORDS.as_ref() else { return Some(from) };
    let mut at = from;
    while let Some(found) = words.find_at(text, at) {
        let rest = text.get(found.end()..).unwrap_or_default();
        let counts = match found.as_str() {
            BANNER => rest.lines().next().is_some_and(|line| line.contains(" Setup")),
            END => rest.lines().next().is_none_or(|line| line.trim().is_empty()),
            word => tags || !TAGS.contains(&word),
        };
        if counts {
            return Some(found.start());
        }
        at = found.end();
    }
    None
}

/// Where another record begins behind the start of a record's text.
pub(super) fn another(message: &str) -> Option<usize> {
    let first = message.chars().next().map_or(0, char::len_utf8);
    find(message, first, false)
}

/// Where a record begins in text of which the start is not a record's.
pub(super) fn record_in(text: &str) -> Option<usize> {
    find(text, 0, false)
}

/// Whether a line without a stamp holds the start of a record.
pub(super) fn lacks_stamp(line: &str) -> bool {
    find(line, 0, true).is_some()
}

/// Whether the text of a record is nothing, or ends inside of a word with which evidence begins.
pub(super) fn is_torn(text: &str) -> bool {
    let text = text.trim_end();
    text.is_empty() || HEADS.iter().any(|head| head.len() > text.len() && head.starts_with(text))
}

/// Whether it ends as records do whose start tells them, without that start.
pub(super) fn has_lost_its_start(text: &str) -> bool {
    let text = text.trim_end();
    let holds = |words: &[&str]| words.iter().any(|word| text.contains(word));
    match text.as_bytes() {
        [.., b']'] => holds(&ENDS) && !text.starts_with("Failed [Rule:"),
        [.., b'.', b'a', b's', b'p', b'x'] => {
            text.contains("setupreadiness.") && !text.starts_with("Help URL: ")
        }
        [.., b':', b' ', b'0'..=b'9'] => holds(&PLACES) && !text.contains("CurrentResult "),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_a_pattern() {
        assert!(WORDS.is_some());
    }

    #[test]
    fn a_record_is_told_by_its_start() {
        for (text, expected) in [
            ("Failed [Rule:A] [Message:x]", None),
            ("x Failed [Rule:A] [Message:x]", Some(2)),
            ("Failed [Rule:A] [MessEvaluated [Rule:B]", Some(21)),
            ("a quoted [ERROR] tag", None),
            ("x [ERROR] The following error was generated when ", Some(2)),
            ("x Starting Microsoft Exchange Server Extension", None),
            ("x Starting Microsoft Exchange Server 2016 Setup", Some(2)),
            ("at the End of Setup there", None),
            ("at the End of Setup", Some(7)),
        ] {
            assert_eq!(another(text), expected, "{text}");
        }
        assert!(lacks_stamp("[ERROR] x") && !lacks_stamp("   at System.Array.Reverse()"));
    }

    #[test]
    fn torn_records_are_told() {
        let help = "Help URL: http://technet.microsoft.com/library(EXCHG.150)/ms.exch.setupreadiness.A.aspx";
        for record in [
            "Failed [Rule:A] [Message:x]",
            "CurrentResult console.ProcessRunInternal:136: 1",
            "[REQUIRED] x",
            help,
        ] {
            for end in 0..9 {
                assert!(is_torn(&record[..end]), "{}", &record[..end]);
            }
            assert!(!is_torn(record), "{record}");
            for start in [1, 9] {
                let lost = has_lost_its_start(&record[start..]);
                assert!(lost || record.starts_with('['), "{}", &record[start..]);
            }
            assert!(!has_lost_its_start(record), "{record}");
        }
        assert!(
            !is_torn("Executing: ") && !is_torn("************") && !is_torn("Copying Files...")
        );
    }
}
