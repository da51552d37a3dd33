//! Numbers that the hand-written documents tell.

use extriage::language::lints;
use extriage::model::Outcome;

use super::read;

const NUMBERS: [&str; 13] = [
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
];

#[test]
fn what_the_documents_count_is_there_so_often() {
    let mistakes = read("grammar/mistakes.md");
    let mistakes = mistakes.lines().filter(|line| line.starts_with("## ")).count();
    let word = |count: usize| NUMBERS[count];
    for (path, text) in [
        ("grammar/comparison.md", format!("| {} lints, `# suppress:", lints().len())),
        ("grammar/README.md", format!("shows {} mistakes beside", word(mistakes))),
        (
            "CHANGELOG.md",
            format!("- {} lints (XT1001 to XT10{}) find", lints().len(), lints().len()),
        ),
        ("README.md", format!("Its `Outcome` is one of {}:", word(Outcome::ALL.len()))),
    ] {
        assert!(read(path).contains(&text), "{path} does not say: {text}");
    }
}
