//! What a syntax error is called: grammar rules in the words of an administrator.

use std::borrow::Cow;

use super::Rule;
use crate::diagnostic::Replacement;
use crate::language::suggest::{nearest, Near};

/// At most so many alternatives are listed.
const MAX_ALTERNATIVES: usize = 6;

const ACTIONS: [&str; 10] =
    ["manual", "start", "stop", "restart", "set", "backup", "rename", "run", "iisreset", "reboot"];
const PARTS: [&str; 6] = ["where", "pattern", "within", "limit", "by", "per"];
const QUANTITIES: [&str; 4] = ["rows", "first", "last", "matches"];

/// What was expected, ready for a sentence: `a value, `where` or `}``.
pub(super) fn expected(rules: &[Rule]) -> String {
    let mut words: Vec<Cow<'static, str>> = Vec::new();
    let (kinds, keywords): (Vec<Rule>, Vec<Rule>) =
        rules.iter().partition(|found| keyword(**found).is_none());
    for found in kinds.into_iter().chain(keywords) {
        let word = match keyword(found) {
            Some(keyword) => Cow::Owned(format!("`{keyword}`")),
            None => match kind(found) {
                Some(kind) => Cow::Borrowed(kind),
                None => continue,
            },
        };
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words.truncate(MAX_ALTERNATIVES);
    crate::language::suggest::any_of(&words)
}

/// The expected keyword that `word` was probably meant to be.
pub(super) fn meant(word: &str, rules: &[Rule]) -> Option<Replacement> {
    let mut keywords: Vec<String> = Vec::new();
    // pest names the outer rule where none of its alternatives could begin.
    let actions = [Rule::action, Rule::service_verb];
    if rules.iter().any(|found| actions.contains(found)) {
        keywords.extend(ACTIONS.iter().map(|&action| action.to_owned()));
    }
    if rules.contains(&Rule::query_part) {
        keywords.extend(PARTS.iter().map(|&part| part.to_owned()));
    }
    // Of two that are as near, the parts of a clause win over the start of the next one.
    let starts = |keyword: &String| keyword.starts_with(|c: char| c.is_ascii_alphabetic());
    keywords.extend(rules.iter().filter_map(|found| keyword(*found)).filter(starts));
    nearest(word, keywords.iter().map(String::as_str)).map(Replacement::from)
}

/// The word that should stand before `of`, where another one does.
pub(super) fn quantity(word: &str) -> Option<Near<'static>> {
    nearest(word, QUANTITIES)
}

/// The keyword or mark that a rule stands for.
fn keyword(found: Rule) -> Option<String> {
    let mark = match found {
        Rule::LBRACE => "{",
        Rule::RBRACE => "}",
        Rule::LPAREN => "(",
        Rule::RPAREN => ")",
        Rule::COMMA => ",",
        Rule::COLON => ":",
        Rule::BAR => "|",
        Rule::ASSIGN => "=",
        Rule::K_NOT | Rule::K_EXISTS | Rule::K_COUNT | Rule::LIST_OPEN => return None,
        other => {
            let name = format!("{other:?}");
            let word = name.strip_prefix("K_").or_else(|| name.strip_prefix("A_"))?;
            return Some(word.to_ascii_lowercase());
        }
    };
    Some(mark.to_owned())
}

/// What a rule is in words; `None` for what never helps.
fn kind(found: Rule) -> Option<&'static str> {
    Some(match found {
        Rule::expr
        | Rule::primary
        | Rule::prefix_op
        | Rule::foreign_not
        | Rule::group
        | Rule::list
        | Rule::LIST_OPEN
        | Rule::call
        | Rule::call_name
        | Rule::constant
        | Rule::cell
        | Rule::K_NOT
        | Rule::K_EXISTS
        | Rule::K_COUNT
        | Rule::path
        | Rule::no_value
        | Rule::given_value => "a value",
        Rule::op_and | Rule::op_or | Rule::op_compare | Rule::op_coalesce => {
            "an operator such as `-eq`"
        }
        Rule::string | Rule::single | Rule::double | Rule::label => "text in quotes",
        Rule::here_string | Rule::content => {
            "a here-string (@' ... '@), a block, `missing` or `unknown`"
        }
        Rule::record => "a block",
        Rule::numeric => "a number",
        Rule::var | Rule::binding => "a variable such as `$rows`",
        Rule::id => "an id such as `pending-reboot`",
        Rule::column_name => "a column",
        Rule::name | Rule::any_word | Rule::column => "a name",
        Rule::setting_value => "a value",
        Rule::setting | Rule::setting_key | Rule::clause => "a clause such as `severity`",
        Rule::remedy_clause => "a clause such as `step`",
        Rule::query_part => "a part such as `where`",
        Rule::source | Rule::table_source => "a source such as `service`",
        Rule::query | Rule::direct | Rule::quantity => "a question such as `rows of service`",
        Rule::argument => "a path or name",
        Rule::action
        | Rule::act_set
        | Rule::act_service
        | Rule::act_backup
        | Rule::act_rename
        | Rule::act_run
        | Rule::act_manual
        | Rule::service_verb => "an action such as `manual`, `start service` or `run script`",
        Rule::assignment => "a name, `=` and a value",
        Rule::include | Rule::exclude | Rule::set_param => "`include`, `exclude` or `param`",
        Rule::selector => "ids of rules, or `rules where`",
        Rule::row => "a row such as `| 1 | 2 |`",
        Rule::given_body | Rule::given_fixture => "a fact, a source or `fixture`",
        Rule::expect_outcome => "an outcome such as `detected`",
        Rule::EOI => "the end of the item",
        _ => return None,
    })
}
