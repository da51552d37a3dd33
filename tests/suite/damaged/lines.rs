//! Lines that are torn, joined, or not of setup.

use super::*;

/// The lines that show why the run failed, as ranges of bytes without their line breaks.
fn evidence(text: &str) -> Vec<std::ops::Range<usize>> {
    let shows = |line: &str| {
        ["RebootPending", "[REQUIRED]", "ProcessRunInternal:136"]
            .iter()
            .any(|word| line.contains(word))
    };
    let mut at = 0;
    let lines = text.split_inclusive('\n').map(|line| {
        let start = at;
        at += line.len();
        (line, start..start + line.trim_end().len())
    });
    lines.filter(|(line, _)| shows(line)).map(|(_, range)| range).collect()
}

/// `text` with other bytes in the place of each line that shows why the run failed.
fn replaced(text: &str, with: impl Fn(&str) -> Vec<u8>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut at = 0;
    for line in evidence(text) {
        bytes.extend_from_slice(&text.as_bytes()[at..line.start]);
        bytes.extend(with(&text[line.clone()]));
        at = line.end;
    }
    bytes.extend_from_slice(&text.as_bytes()[at..]);
    bytes
}

/// A run that failed because a restart is pending, with all that setup writes of a rule.
fn full() -> String {
    let record = "[12/21/2020 13:40:27.0769] [1] Evaluated [Rule:RebootPending]";
    let started = "[12/21/2020 13:40:27.0768] [1] Started [Setting:A] [Parent:B] [ValueType:C]\r\n";
    BAD.replace(record, &format!("{started}{record}"))
}

#[test]
fn a_line_that_is_torn_at_any_length_is_not_clear() {
    let text = full();
    for length in 1..60 {
        let torn = replaced(&text, |line| line.as_bytes()[..length.min(line.len())].to_vec());
        let (outcome, reason) = rule(&torn);
        assert_ne!(outcome, Outcome::Clear, "{length}: {reason}");
        assert!(outcome == Outcome::Detected || reason.contains("line "), "{length}: {reason}");
        let torn =
            replaced(&text, |line| line.as_bytes()[line.len() - length.min(line.len())..].to_vec());
        let (outcome, reason) = rule(&torn);
        assert_ne!(outcome, Outcome::Clear, "the last {length}: {reason}");
    }
}

#[test]
fn lines_of_another_log_in_the_place_of_evidence_are_not_clear() {
    let text = full();
    for other in [
        &b"2025-06-10 08:00:01 10.0.0.5 POST /EWS/Exchange.asmx &ClientId=X 443 - 200 0 0 15"[..],
        b"#Fields: date time s-ip cs-method",
        b"Log Name:      Application\r\nSource:        MSExchange ADAccess\r\nEvent ID:      2080",
        b"MSI (s) (24:5C) [10:11:12:345]: Executing op: ActionStart(Name=X)",
        b"lorem ipsum dolor sit amet",
        &b"\xE9x\xFF \xC3".repeat(30),
        &b"\xA8\xF3\xAF\xC1\xC2\xE8\xB1\xA7".repeat(15),
        "\u{fffd}".repeat(40).as_bytes(),
        b"????????????????????????????????????????",
    ] {
        let (outcome, reason) = rule(&replaced(&text, |_| other.to_vec()));
        assert_eq!(outcome, Outcome::Unknown, "{}: {reason}", other.escape_ascii());
        assert!(reason.contains("line "), "{reason}");
        // Over the middle of the lines, so that their ends are left, or behind their stamps.
        let end = replaced(&text, |line| [other, &line.as_bytes()[line.len() - 40..]].concat());
        assert_ne!(rule(&end).0, Outcome::Clear, "{}", other.escape_ascii());
    }
    for letters in [&b"\xE9x\xFF \xC3".repeat(30), &b"\xA8\xF3\xAF\xC1\xC2\xE8\xB1\xA7".repeat(15)]
    {
        let behind = replaced(&text, |line| [&line.as_bytes()[..31], letters.as_slice()].concat());
        let (outcome, reason) = rule(&behind);
        assert_eq!(outcome, Outcome::Unknown, "{}: {reason}", letters.escape_ascii());
    }
}

#[test]
fn evidence_behind_64_kib_of_a_joined_line_is_not_clear() {
    let text = full();
    let first = evidence(&text)[0].start;
    let end = text.find("[12/21/2020 13:40:34.0115]").unwrap();
    let (head, joined, tail) = (&text[..first], &text[first..end], &text[end..]);
    for long in [65_500, 65_600, 270_000] {
        for with in ["", " "] {
            let line = format!("[12/21/2020 13:40:27.0001] [1] {}{with}", "x".repeat(long));
            let joined = joined.replace("\r\n", with);
            let content = format!("{head}{line}{joined}\r\n{tail}");
            for bytes in [content.clone().into_bytes(), utf16(&format!("\u{feff}{content}"), false)]
            {
                let (outcome, reason) = rule(&bytes);
                assert_ne!(outcome, Outcome::Clear, "{long} {with:?}: {reason}");
                assert!(outcome == Outcome::Detected || reason.contains("line "), "{reason}");
            }
        }
        // One long text alone is as setup writes it.
        let long = format!("[ERROR] {}", "[03] text, [1] more. ".repeat(long / 20));
        let good =
            later().replace("Executing: another", &format!("{long}\r\n   Executing: another"));
        let (outcome, reason) = rule(good.as_bytes());
        assert_eq!(outcome, Outcome::Clear, "{reason}");
        assert_eq!(rule(&utf16(&format!("\u{feff}{good}"), true)).0, Outcome::Clear);
    }
}
