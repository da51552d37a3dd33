//! What people have reported in public, and the answers that they need.

use super::*;

fn folder() -> PathBuf {
    root().join("tests/public-cases")
}

/// The cases by their folders' names.
fn cases() -> Vec<String> {
    let entries = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap());
    let folders = entries.filter(|entry| entry.path().is_dir());
    let mut names: Vec<_> =
        folders.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn public_cases_have_their_answers() {
    let pack = shipped();
    let table = fs::read_to_string(folder().join("expected.tsv")).unwrap();
    let mut wrong = Vec::new();
    for case in cases() {
        let place = folder().join(&case);
        let found = if place.join("C").is_dir() {
            triage_server(&pack, &place)
        } else {
            triage(&pack, &place.join("ExchangeSetup.log"))
        };
        let rows: Vec<Vec<&str>> = table.lines().map(|line| line.split('\t').collect()).collect();
        let expected: Vec<_> = rows.iter().filter(|row| row[0] == case).collect();
        assert!(!expected.is_empty(), "expected.tsv says nothing of {case}");
        for row in expected {
            let [_, rule, outcome, findings, lines, not] = row[..] else {
                panic!("{row:?} has not six cells")
            };
            let result = &found[rule];
            let shown: Vec<u64> = result
                .findings
                .iter()
                .flat_map(|finding| finding.evidence.iter().filter_map(|evidence| evidence.line))
                .collect();
            let names = not.split(',').filter(|name| !name.is_empty());
            let told =
                |name: &str| result.findings.iter().any(|found| found.message.contains(name));
            let is_right = format!("{:?}", result.outcome) == outcome
                && (findings == "-" || findings == result.findings.len().to_string())
                && lines
                    .split(',')
                    .filter(|line| !line.is_empty())
                    .all(|line| shown.contains(&line.parse().unwrap()))
                && !names.into_iter().any(told);
            if !is_right {
                let messages: Vec<_> = result.findings.iter().map(|found| &found.message).collect();
                wrong.push(format!(
                    "{row:?}: {:?}, {} {messages:?} at {shown:?}",
                    result.outcome, result.reason
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(table
        .lines()
        .skip(1)
        .all(|line| folder().join(line.split('\t').next().unwrap()).is_dir()));
}
