//! Packs: what rule files that belong together have in common.

use std::sync::Arc;

use super::context::{child, children, Context};
use super::number;
use crate::diagnostic::{Code, Span};
use crate::language::ast::Pack;
use crate::language::parse::{Node, Rule};
use crate::language::words::{names, PACK_SETTINGS};
use crate::model::{Value, Version};

const SETTINGS: [&str; PACK_SETTINGS.len()] = names(&PACK_SETTINGS);

/// What a pack can require of its rules: settings, and clauses by their first word.
pub(in crate::language) const REQUIRABLE: [&str; 11] = [
    "severity",
    "phase",
    "tags",
    "cve",
    "help",
    "ref",
    "param",
    "applies",
    "remediate",
    "test",
    "grade",
];

/// `pack NAME { ... }`.
pub(super) fn pack(context: &mut Context<'_>, node: Node<'_>) -> Option<Pack> {
    let name = context.plain_id(&node, "a pack")?;
    let mut pack = Pack {
        name,
        version: None,
        engine: None,
        publisher: None,
        require: Vec::new(),
        ids: None,
        span: context.span(&node),
        source: Arc::clone(&context.file.source),
    };
    let mut seen: Vec<String> = Vec::new();
    let settings: Vec<Node<'_>> = children(&node, Rule::setting).collect();
    for setting in &settings {
        let Some(key) = child(setting, Rule::setting_key) else { continue };
        let (word, span) = (key.as_str(), context.span(&key));
        if !SETTINGS.contains(&word) {
            context.unknown_setting(word, span, &SETTINGS, &[]);
        } else if seen.iter().any(|earlier| earlier == word) {
            let twice = context.error(Code::Repeated, span, format!("`{word}` is set twice"));
            context.report(twice.help("remove one"));
        } else {
            seen.push(word.to_owned());
            context.pack_setting(&mut pack, word, setting);
        }
    }
    Some(pack)
}

impl Context<'_> {
    fn pack_setting(&mut self, pack: &mut Pack, word: &str, setting: &Node<'_>) {
        let values: Vec<Node<'_>> = children(setting, Rule::setting_value).collect();
        if let Some(second) = values.get(1).filter(|_| word != "require") {
            let message = format!("`{word}` has one value");
            let wrong = self.error(Code::BadSetting, self.span(second), message);
            self.report(wrong.help("remove the others"));
        }
        let Some(first) = values.first() else { return };
        match word {
            "version" => pack.version = self.pack_version(first),
            "engine" => {
                pack.engine = self.pack_version(first);
                let this = Version::parse(crate::VERSION);
                if let (Some(wanted), Some(this)) = (pack.engine, this) {
                    if wanted > this {
                        self.too_old(self.span(first), wanted, this);
                    }
                }
            }
            "publisher" => match child(first, Rule::string) {
                Some(text) => pack.publisher = Some(self.fixed_text(&text)),
                None => self.in_quotes(first, "the publisher"),
            },
            "ids" => match child(first, Rule::string) {
                Some(text) => pack.ids = self.pattern(&text, true),
                None => self.in_quotes(first, "the pattern of ids"),
            },
            _ => {
                for value in &values {
                    let name = self.name(value);
                    if REQUIRABLE.contains(&&*name.text) {
                        pack.require.push(name);
                    } else {
                        self.bad_word(&name.text, name.span, &REQUIRABLE, "part of a rule");
                    }
                }
            }
        }
    }

    fn in_quotes(&mut self, node: &Node<'_>, what: &str) {
        let wrong =
            self.error(Code::BadSetting, self.span(node), format!("{what} is text in quotes"));
        let quoted = format!("'{}'", node.as_str());
        self.report(wrong.help(format!("write {quoted}")).fix(self.span(node), quoted));
    }

    /// A version of three or four parts.
    fn pack_version(&mut self, node: &Node<'_>) -> Option<Version> {
        let numeric = child(node, Rule::numeric).map(|numeric| number::read(numeric.as_str()));
        if let Some(Ok((Value::Version(version), _))) = numeric {
            return Some(version);
        }
        let text: String = node.as_str().chars().take(40).collect();
        let wrong =
            self.error(Code::BadNumber, self.span(node), format!("`{text}` is not a version"));
        self.report(wrong.help("a version has three or four parts, such as 1.2.0"));
        None
    }

    fn too_old(&mut self, span: Span, wanted: Version, this: Version) {
        let message = format!("this pack needs ExTriage {wanted}, and this is {this}");
        let old = self.error(Code::EngineTooOld, span, message);
        self.report(old.help("update the module, or take an older version of the pack"));
    }
}
