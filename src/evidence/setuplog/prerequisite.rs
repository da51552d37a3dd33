//! Setup's prerequisite engine: settings, rules and what failed.

use std::collections::HashSet;

use super::record::{Level, Record};
use crate::model::Value;

/// `Evaluated [Rule:NAME] [HasException:False] [Value:"True"] [ParentValue:...`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Evaluated<'a> {
    /// A rule, not a setting.
    pub(super) is_rule: bool,
    /// The name, the same in every language.
    pub(super) name: &'a str,
    exception: &'a str,
    /// What stands after `[Value:`; `None` where the record was cut before its end.
    value: Option<&'a str>,
}

/// Reads the record of a setting or rule that was evaluated.
pub(super) fn evaluated(message: &str) -> Option<Evaluated<'_>> {
    let rest = message.strip_prefix("Evaluated [")?;
    let (is_rule, rest) = match rest.strip_prefix("Rule:") {
        Some(rest) => (true, rest),
        None => (false, rest.strip_prefix("Setting:")?),
    };
    let (name, rest) = rest.split_once("] [HasException:")?;
    let (exception, rest) = rest.split_once("] [Value:")?;
    // A value may hold quotes and brackets, and the text of an exception over many lines.
    let value = rest.rfind("] [ParentValue:").and_then(|end| rest.get(..end));
    Some(Evaluated { is_rule, name, exception, value })
}

impl Evaluated<'_> {
    /// The value: truth for rules, text for settings.
    pub(super) fn value(&self) -> Value {
        let Some(value) = self.value else {
            return Value::unknown(format!("the record of {} is not whole", self.name));
        };
        if !self.exception.eq_ignore_ascii_case("False") {
            let first = value.trim_start().lines().next().unwrap_or_default();
            return Value::unknown(format!("setup could not read {}: {first}", self.name));
        }
        let value = value.trim();
        let value =
            value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value);
        match value {
            "<NULL>" => Value::Missing,
            _ if !self.is_rule => Value::from(value),
            _ if value.eq_ignore_ascii_case("True") => Value::Bool(true),
            _ if value.eq_ignore_ascii_case("False") => Value::Bool(false),
            _ => Value::unknown(format!("setup wrote `{value}` for {}", self.name)),
        }
    }

    /// Whether the record has all of its parts.
    pub(super) fn is_whole(&self) -> bool {
        self.value.is_some()
    }

    /// Whether reading it failed inside setup.
    pub(super) fn has_exception(&self) -> Value {
        Value::Bool(!self.exception.eq_ignore_ascii_case("False"))
    }
}

/// `Failed [Rule:NAME] [Message:text]`: name and text. The text may hold brackets and line breaks.
pub(super) fn failed(message: &str) -> Option<(&str, &str)> {
    let rest = message.strip_prefix("Failed [Rule:")?;
    let (name, text) = rest.split_once("] [Message:")?;
    let text = text.trim_end();
    Some((name, text.strip_suffix(']').unwrap_or(text)))
}

/// Whether the record of a failed rule has all of its parts.
pub(super) fn is_whole_failure(message: &str) -> bool {
    failed(message).is_some() && message.trim_end().ends_with(']')
}

/// `Started [Rule:NAME] [Parent:P] [RuleType:Error]`: name and type.
pub(super) fn started_rule(message: &str) -> Option<(&str, &str)> {
    let (name, rest) = message.strip_prefix("Started [Rule:")?.split_once(']')?;
    let kind = rest.split_once("[RuleType:")?.1.split_once(']')?.0;
    ["Error", "Warning", "None"].contains(&kind).then_some((name, kind))
}

/// `Help URL: http://.../ms.exch.setupreadiness.NAME.aspx`: the prerequisite that the record before
/// it speaks of.
pub(super) fn help_for(message: &str) -> Option<&str> {
    let (_, rest) = message.strip_prefix("Help URL: ")?.split_once("/ms.exch.setupreadiness.")?;
    let name = rest.trim_end().strip_suffix(".aspx")?;
    let word = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    word.then_some(name)
}

/// How many names of failed prerequisites are remembered, and how long one may be. Setup has fewer
/// than 200, of less than 100 letters.
pub(super) const MAX_NAMES: usize = 4096;
pub(super) const MAX_NAME: usize = 256;

/// The prerequisites of one run that are not met, as setup tells them at its end: a `[REQUIRED]`
/// record, and the address of its help.
#[derive(Debug, Default)]
pub(super) struct Required {
    /// The names that have a row, in lower case.
    told: HashSet<String>,
    /// The `[REQUIRED]` record whose help may come next.
    open: Option<Record>,
}

impl Required {
    /// Another run or analysis begins.
    pub(super) fn clear(&mut self) {
        self.told.clear();
        self.open = None;
    }

    /// Whether a record of help may follow that counts.
    pub(super) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Whether a row names this prerequisite.
    pub(super) fn has(&self, name: &str) -> bool {
        self.told.contains(&name.to_ascii_lowercase())
    }

    /// A row names this prerequisite; whether it is the first one.
    pub(super) fn tell(&mut self, name: &str) -> bool {
        if self.told.len() >= MAX_NAMES || name.len() > MAX_NAME {
            return !self.told.contains(&name.to_ascii_lowercase());
        }
        self.told.insert(name.to_ascii_lowercase())
    }

    /// Takes every record. Gives the name and the `[REQUIRED]` record of a prerequisite that has no
    /// row yet.
    pub(super) fn read<'a>(
        &mut self,
        record: &Record,
        level: Level,
        message: &'a str,
    ) -> Option<(&'a str, Record)> {
        let before = self.open.take();
        if level == Level::Required {
            self.open = Some(record.clone());
            return None;
        }
        let required = before?;
        let name = help_for(message)?;
        self.tell(name).then_some((name, required))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(message: &str) -> String {
        evaluated(message).map(|found| found.value().to_string()).unwrap_or_default()
    }

    #[test]
    fn values_may_hold_anything() {
        let tail = "[ParentValue:\"<NULL>\"] [Thread:7] [Duration:00:00:00.0090005]";
        let line = |kind: &str, exception: &str, value: &str| {
            format!("Evaluated [{kind}] [HasException:{exception}] [Value:{value}] {tail}")
        };
        assert_eq!(shown(&line("Rule:RebootPending", "False", "\"True\"")), "True");
        assert_eq!(shown(&line("Setting:SiteName", "False", "\"\"")), "");
        assert_eq!(shown(&line("Setting:SiteName", "False", "\"<NULL>\"")), "(missing)");
        assert_eq!(shown(&line("Setting:X", "False", "\"a \"b\"] [c\"")), "a \"b\"] [c");
        assert!(shown(&line("Rule:X", "False", "\"3\"")).contains("unknown"));
        let failed = line("Setting:X", "True", "\nSystem.Exception: no\n   at x()\n");
        assert!(shown(&failed).contains("System.Exception: no)"), "{}", shown(&failed));
        assert!(shown("Evaluated [Rule:X] [HasException:False] [Value:\"Tr").contains("not whole"));
        assert_eq!(evaluated("Evaluated [Other:X]"), None);
    }

    #[test]
    fn rules_have_a_type() {
        let kind = |text| started_rule(text).map(|(_, kind)| kind);
        assert_eq!(kind("Started [Rule:A] [Parent:B] [RuleType:Warning]"), Some("Warning"));
        assert_eq!(kind("Started [Rule:A] [Parent:B] [RuleType:Other]"), None);
        assert_eq!(kind("Started [Setting:A] [Parent:B] [ValueType:Boolean]"), None);
    }

    #[test]
    fn help_names_its_prerequisite() {
        let start = "Help URL: http://technet.microsoft.com/library(EXCHG.150)/";
        let name = |rest: &str| help_for(&format!("{start}{rest}")).map(str::to_owned);
        let found = Some(String::from("RebootPending"));
        assert_eq!(name("ms.exch.setupreadiness.RebootPending.aspx"), found);
        assert_eq!(name("ms.exch.setupreadiness..aspx"), None);
        assert_eq!(name("ms.exch.setupreadiness.A b.aspx"), None);
        assert_eq!(name("ms.exch.other.RebootPending.aspx"), None);
    }

    #[test]
    fn messages_may_hold_brackets_and_lines() {
        assert_eq!(failed("Failed [Rule:A] [Message:x [y] z]"), Some(("A", "x [y] z")));
        assert_eq!(failed("Failed [Rule:A] [Message:one\ntwo.]\n"), Some(("A", "one\ntwo.")));
        assert_eq!(failed("Failed [Rule:A"), None);
    }
}
