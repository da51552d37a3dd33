//! The settings of a rule: severity, phase, tags and the like.

use std::sync::Arc;

use super::context::{child, children, Context};
use crate::diagnostic::{Code, Span};
use crate::language::ast::{Name, Rule as RuleTree};
use crate::language::parse::{Node, Rule};
use crate::language::suggest;
use crate::language::words::{names, RULE_SETTINGS};
use crate::model::{Phase, Severity};

const SETTINGS: [&str; RULE_SETTINGS.len()] = names(&RULE_SETTINGS);

/// Words that rules have besides their settings.
const CLAUSES: [&str; 7] = ["ref", "param", "applies", "needs", "detect", "finding", "remediate"];

/// What other rule languages call the same, and what it is called here.
const ELSEWHERE: [(&str, &str); 12] = [
    ("description", "help"),
    ("synopsis", "help"),
    ("message", "finding"),
    ("level", "severity"),
    ("impact", "severity"),
    ("priority", "severity"),
    ("category", "tags"),
    ("labels", "tags"),
    ("link", "ref"),
    ("links", "ref"),
    ("references", "ref"),
    ("condition", "detect"),
];

/// One value of a setting.
struct SettingValue {
    text: Arc<str>,
    quoted: bool,
    span: Span,
}

impl Context<'_> {
    /// Puts one setting into the rule.
    pub(super) fn setting(&mut self, rule: &mut RuleTree, node: &Node<'_>, seen: &mut Vec<String>) {
        let Some(key) = child(node, Rule::setting_key) else { return };
        let (word, span) = (key.as_str(), self.span(&key));
        if !SETTINGS.contains(&word) {
            self.unknown_setting(word, span, &SETTINGS, &CLAUSES);
            return;
        }
        if seen.iter().any(|earlier| earlier == word) {
            let twice = self.error(Code::Repeated, span, format!("`{word}` is set twice"));
            let one = matches!(word, "severity" | "help");
            self.report(twice.help(if one {
                "it has one value; remove one of the lines"
            } else {
                "several values are separated by commas"
            }));
            return;
        }
        seen.push(word.to_owned());
        rule.written.push(self.name(&key));
        let nodes: Vec<Node<'_>> = children(node, Rule::setting_value).collect();
        let values: Vec<SettingValue> = nodes.iter().map(|node| self.setting_value(node)).collect();
        let single = matches!(word, "severity" | "help");
        if let Some(second) = values.get(1).filter(|_| single) {
            let message = format!("`{word}` has one value");
            let wrong =
                self.error(Code::BadSetting, second.span, message).help("remove the others");
            self.report(wrong);
        }
        match word {
            "severity" => {
                let values = values.first().into_iter();
                for value in values {
                    let words = Severity::KEYWORDS;
                    let known = self.keyword(value, words, Severity::from_keyword, "severity");
                    rule.severity = known.unwrap_or(rule.severity);
                }
            }
            "phase" => {
                let known =
                    |value| self.keyword(value, Phase::KEYWORDS, Phase::from_keyword, "phase");
                rule.phases = values.iter().filter_map(known).collect();
            }
            "help" => {
                let value = values.into_iter().next();
                if let Some(value) = value.as_ref().filter(|value| !value.quoted) {
                    let wrong = self.error(Code::BadSetting, value.span, "help is text in quotes");
                    let quoted = format!("'{}'", value.text);
                    self.report(wrong.help("write help '...'").fix(value.span, quoted));
                }
                rule.help = value.map(|value| value.text);
            }
            "cve" => {
                for value in &values {
                    self.cve(value);
                }
                rule.cves = values.into_iter().map(|value| value.text).collect();
            }
            "formerly" => {
                for value in &values {
                    self.check_id(&value.text, value.span, "an id");
                }
                let name = |value: SettingValue| Name { text: value.text, span: value.span };
                rule.formerly = values.into_iter().map(name).collect();
            }
            _ => {
                for value in &values {
                    self.check_id(&value.text, value.span, "a tag");
                }
                rule.tags = values.into_iter().map(|value| value.text).collect();
            }
        }
    }

    fn setting_value(&mut self, node: &Node<'_>) -> SettingValue {
        let span = self.span(node);
        match child(node, Rule::string) {
            Some(string) => SettingValue { text: self.fixed_text(&string), quoted: true, span },
            None => SettingValue { text: Arc::from(node.as_str()), quoted: false, span },
        }
    }

    /// Reports a setting that does not exist.
    pub(super) fn unknown_setting(
        &mut self,
        word: &str,
        span: Span,
        settings: &[&str],
        clauses: &[&str],
    ) {
        let message = format!("there is no setting `{word}`");
        let unknown = self.error(Code::UnknownSetting, span, message);
        let all = || settings.iter().chain(clauses).copied();
        let elsewhere = ELSEWHERE.iter().find(|(other, _)| other.eq_ignore_ascii_case(word));
        let meant = elsewhere.map(|(_, here)| *here).filter(|here| all().any(|one| one == *here));
        let meant = meant.map(suggest::Near::certain);
        self.report(match meant.or_else(|| suggest::nearest(word, all())) {
            _ if word == "as" => self
                .error(Code::Syntax, span, "the text after `as` has no quotes")
                .help("put the text in quotes"),
            Some(near) => unknown.help(format!("did you mean `{near}`?")).fix(span, near),
            None => unknown.help(format!("there is {}", suggest::any_of(settings))),
        });
        // The words after it were taken for settings as well.
        self.spoil(self.line(span));
    }

    fn keyword<T>(
        &mut self,
        value: &SettingValue,
        words: &[&str],
        read: impl Fn(&str) -> Option<T>,
        what: &str,
    ) -> Option<T> {
        let found = read(&value.text);
        if found.is_none() {
            self.bad_word(&value.text, value.span, words, what);
        }
        found
    }

    /// Reports a word that is not one of a closed list.
    pub(super) fn bad_word(&mut self, word: &str, span: Span, words: &[&str], what: &str) {
        let message = format!("`{word}` is no {what}");
        let wrong = self.error(Code::BadSetting, span, message);
        self.report(match suggest::nearest(word, words.iter().copied()) {
            Some(near) => wrong.help(format!("did you mean `{near}`?")).fix(span, near),
            None => wrong.help(format!("write {}", suggest::any_of(words))),
        });
    }

    fn cve(&mut self, value: &SettingValue) {
        if is_cve(&value.text) {
            return;
        }
        let message = format!("`{}` is no CVE id", value.text);
        let wrong = self.error(Code::BadSetting, value.span, message);
        let wrong = wrong.help("a CVE id is written CVE-2021-26855");
        let upper = value.text.to_ascii_uppercase();
        let meant = format!("CVE-{}", upper.strip_prefix("CVE-").unwrap_or(&upper));
        self.report(if is_cve(&meant) { wrong.fix(value.span, meant) } else { wrong });
    }

    /// Reports an id that is not lower-case words with hyphens.
    pub(super) fn check_id(&mut self, id: &str, span: Span, what: &str) {
        let word = |word: &str| {
            let small = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
            !word.is_empty() && word.bytes().all(small)
        };
        let starts = id.starts_with(|c: char| c.is_ascii_lowercase());
        if id.len() <= 100 && starts && id.split('-').all(word) {
            return;
        }
        let message = format!("`{id}` is not {what} of lower-case words with hyphens");
        let wrong = self.error(Code::BadName, span, message);
        let kebab = id.to_ascii_lowercase().replace(['_', '.', ' '], "-");
        let good =
            kebab.split('-').all(word) && kebab.starts_with(|c: char| c.is_ascii_lowercase());
        self.report(if good && kebab.len() <= 100 {
            wrong.help(format!("write {kebab}")).fix(span, kebab)
        } else {
            wrong.help("write it like pending-reboot, with at most 100 characters")
        });
    }
}

fn is_cve(text: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let parts = text.strip_prefix("CVE-").and_then(|rest| rest.split_once('-'));
    parts.is_some_and(|(year, number)| {
        year.len() == 4 && (4..=7).contains(&number.len()) && digits(year) && digits(number)
    })
}
