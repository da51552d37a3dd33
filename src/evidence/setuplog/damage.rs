//! Which runs of a setup log are in doubt because the log is damaged.

use std::sync::LazyLock;

use regex::Regex;

use crate::evidence::damage::{Damage, DamageKind, Damages};
use crate::evidence::scan::{Line, Soundness};
use crate::language::ast::LossyRegex;
use crate::model::Completeness;

/// What a banner says, with each of its characters perhaps lost. `None` would be a mistake in the
/// pattern, which a test excludes; then every damage may hide a banner.
static BANNER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let letter = |c: char| format!("[{}\u{80}-\u{10FFFF}]", regex::escape(&c.to_string()));
    Regex::new(&"Starting Microsoft Exchange ".chars().map(letter).collect::<String>()).ok()
});

/// How much of a line a stamp and the depth behind it take at most, in characters, and how many
/// digits they have at least.
const STAMP: usize = 40;
const DIGITS: usize = 12;

/// What setup writes in ASCII on servers of every language. Letters of a code page in its place are
/// damage.
static WORDS: LazyLock<Option<LossyRegex>> = LazyLock::new(|| {
    let words = [
        "Starting Microsoft Exchange ",
        "Setup version: ",
        "Command Line Parameter Name='",
        "CurrentResult ",
        "End of Setup",
        "Started [Analysis:",
        "Finished [Analysis:",
        "Evaluated [Rule:",
        "Evaluated [Setting:",
        "] [HasException:",
        "] [Value:\"",
        "] [ParentValue:",
        "Failed [Rule:",
        "] [Message:",
        "Help URL: ",
        "/ms.exch.setupreadiness.",
        "] [ERROR",
        "] [WARNING] ",
        "] [REQUIRED] ",
        "] [RECOMENDED] ",
        "-REFERENCE] Id=",
        "Executing",
        "Processing component",
        "Ending processing ",
        "The following error was generated when ",
        "\" was run: \"",
    ];
    LossyRegex::new(&words.map(regex::escape).join("|"), false)
});

/// Whether a letter of a code page stands where setup writes ASCII in every language, so that it
/// must be damage.
fn is_damaged(text: &str) -> bool {
    let head: String = text.chars().take(STAMP).collect();
    let is_stamp = head.bytes().filter(u8::is_ascii_digit).count() >= DIGITS;
    let inside = |from: &str, to: char| {
        let rest = text.split_once(from).map(|(_, rest)| rest);
        let word = rest.map(|rest| rest.split_once(to).map_or(rest, |(word, _)| word));
        word.is_some_and(|word| !word.is_ascii())
    };
    (is_stamp && !stamp_of(&head).is_ascii())
        || inside("[Rule:", ']')
        || inside("[HasException:", ']')
        || inside(".setupreadiness.", '\n')
        || inside("] [ERROR-REFERENCE] ", '\n')
        || inside("CurrentResult ", '\n')
        || WORDS.as_ref().is_none_or(|words| words.is_match(text))
}

/// The stamp and the depth, without what stands behind them.
fn stamp_of(head: &str) -> &str {
    let depth = head.find("] [").map(|at| at + 3);
    let end = depth.and_then(|at| head.get(at..)?.find(']').map(|end| at + end));
    end.and_then(|end| head.get(..end)).unwrap_or(head)
}

/// Damage of the log, parted by the run in which it lies.
#[derive(Debug, Default)]
pub(super) struct Doubts {
    /// In the run that is being read.
    run: Damages,
    /// Of that, what may hide the banner of another run.
    banner: Damages,
    /// The same from the judged run on, in the runs before that one.
    judged: Damages,
    judged_banner: Damages,
    /// In the runs before the judged one.
    before: Damages,
    /// The last one.
    last: Option<Damage>,
}

impl Doubts {
    /// The log is damaged here.
    pub(super) fn damage(&mut self, damage: &Damage) {
        self.run.add(*damage);
        if damage.may_hide_lines() {
            self.banner.add(*damage);
        }
        self.last = Some(*damage);
    }

    /// A line in which something is damaged.
    pub(super) fn line(&mut self, line: &Line<'_>) {
        match line.soundness {
            Soundness::Sound => return,
            Soundness::CodePage if !is_damaged(line.text) => return,
            Soundness::CodePage => self.letters(line),
            Soundness::Damaged => {}
        }
        let may_be = BANNER.as_ref().is_none_or(|banner| banner.is_match(line.text));
        let Some(damage) = self.last.filter(|damage| may_be && !damage.may_hide_lines()) else {
            return;
        };
        self.banner.add(damage);
    }

    /// Letters that are damage.
    fn letters(&mut self, line: &Line<'_>) {
        // In a code page a letter is one byte, and was decoded as such.
        let place = |at: Option<usize>| at.unwrap_or_default() as u64;
        let first = place(line.text.chars().position(|c| !c.is_ascii()));
        let behind = place(line.text.chars().rev().position(|c| !c.is_ascii()));
        let length = (line.text.chars().count() as u64).saturating_sub(first + behind);
        let offset = line.offset + first;
        let kind = DamageKind::Undecodable;
        // Between two letters the words stand as they were.
        let length = length.min(crate::evidence::damage::WHOLE_LINE - 1);
        self.damage(&Damage { line: line.number, offset, length, kind });
    }

    /// A run begins with the record at `offset`.
    pub(super) fn begin_run(&mut self, offset: u64) {
        let before = self.run.take_before(offset);
        self.judged.append(before);
        let before = self.banner.take_before(offset);
        self.judged_banner.append(before);
    }

    /// The run that is being read is the judged one.
    pub(super) fn judge(&mut self) {
        self.before.append(std::mem::take(&mut self.judged));
        self.judged_banner = Damages::default();
    }

    /// Whether all runs can have been seen, whether all from the judged one on, and whether that is
    /// the last one that decided something.
    pub(super) fn completeness(&self, path: &str) -> [Completeness; 3] {
        let mut all = self.before.clone();
        let (mut run, mut banner) = (self.judged.clone(), self.judged_banner.clone());
        run.append(self.run.clone());
        banner.append(self.banner.clone());
        all.append(run.clone());
        [&all, &run, &banner].map(|damages| damages.completeness(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_banner_is_a_pattern() {
        let banner = BANNER.as_ref().unwrap();
        assert!(banner.is_match("x [0] Starting Micr\u{FFFD}s\u{FFFD}ft Exchange \u{FFFD}"));
        assert!(!banner.is_match("[0] Starting M\u{FFFD} Exchange Server"));
    }

    #[test]
    fn letters_of_a_code_page_are_damage_where_setup_writes_ascii() {
        let head = "[12/21/2020 13:39:58.0893] [1] ";
        for damaged in [
            "Eval\u{e4}ated [Rule:RebootPending] [HasException:False] [Value:\"True\"]",
            "Evaluated [Rule:\u{e9}ebootPending] [HasException:False] [Value:\"True\"]",
            "Evaluated [Rule:RebootPending] [HasExc\u{e9}ption:False] [Value:\"True\"]",
            "Fa\u{ee}led [Rule:RebootPending] [Message:x]",
            "[ERR\u{cf}R] x",
            "Help URL: http://x/ms.exch.setupreadiness.R\u{e9}bootPending.aspx",
            "[ERROR-REFERENCE] Id=Comp\u{ef}nent___1 Component=",
            "CurrentResult main.run:235: \u{b1}",
            "Start\u{e9}ng Microsoft Exchange Server 2016 Setup",
        ] {
            assert!(is_damaged(&format!("{head}{damaged}")), "{damaged}");
        }
        assert!(is_damaged("[12/21/20\u{b2}0 13:39:58.0893] [1] x"));
        assert!(is_damaged("[12/21/2020 13:39:58.0893] [\u{b1}] x"));
        for text in [
            "Logged on user: SOLO\\J\u{fc}rgen.",
            "\u{dc}berpr\u{fc}fen der Voraussetzungen",
            "[ERROR] Der Dienst l\u{e4}uft nicht.",
            "Failed [Rule:RebootPending] [Message:Neustart n\u{f6}tig]",
            "Evaluated [Setting:UserName] [HasException:False] [Value:\"J\u{fc}rgen\"] [ParentValue:\"\"]",
            "[ERROR] \u{cd}\u{e5} \u{f3}\u{e4}\u{e0}\u{e5}\u{f2}\u{f1}\u{ff} \u{e7}\u{e0}\u{ef}\u{f3}\u{f1}\u{f2}\u{e8}\u{f2}\u{fc} \u{f1}\u{eb}\u{f3}\u{e6}\u{e1}\u{f3}",
        ] {
            assert!(!is_damaged(&format!("{head}{text}")), "{text}");
            assert!(!is_damaged(text), "{text}");
        }
    }
}
