//! Variables in single quotes, where text is meant to be filled in.

use super::found::Found;
use super::view::{Role, RuleView, Site};
use crate::model::{fact_schema, FactSchema};

pub(super) fn single(rule: &RuleView<'_>, found: &mut Found<'_>) {
    for site in rule.scope.sites.iter().filter(|site| site.role == Role::Message) {
        let text = rule.scope.written(site.expr.span);
        let Some(inner) = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')) else {
            continue;
        };
        let Some(name) = variable(rule, site, inner) else { continue };
        let message = format!("single quotes do not fill in `${name}`");
        let plain = found.at(rule.scope.source, site.expr.span, message).help("use double quotes");
        if !all_known(rule, site, inner) {
            found.push(plain);
            continue;
        }
        let inner = inner.replace("''", "'").replace('`', "``").replace('"', "`\"");
        found.push(plain.guess(site.expr.span, format!("\"{inner}\"")));
    }
}

/// The first variable of the rule, or fact, that the text names.
fn variable<'t>(rule: &RuleView<'_>, site: &Site<'_>, text: &'t str) -> Option<&'t str> {
    let shown = |rest| fact(rest).map_or_else(|| name(rest), |_| braced(rest));
    text.split('$').skip(1).find(|rest| is_known(rule, site, rest)).map(shown)
}

/// Whether what follows a dollar sign would be filled in.
fn is_known(rule: &RuleView<'_>, site: &Site<'_>, rest: &str) -> bool {
    rule.scope.knows(site, name(rest)) || fact(rest).is_some()
}

/// The fact that stands in braces after a dollar sign.
fn fact(rest: &str) -> Option<&'static FactSchema> {
    fact_schema(rest.strip_prefix('{')?.split_once('}')?.0)
}

/// What stands in braces, with them.
fn braced(rest: &str) -> &str {
    rest.find('}').and_then(|end| rest.get(..=end)).unwrap_or(rest)
}

/// Whether nothing else in the text would be filled in, which may not be there.
fn all_known(rule: &RuleView<'_>, site: &Site<'_>, text: &str) -> bool {
    text.split('$').skip(1).all(|rest| {
        let plain = !rest.starts_with(|c: char| c.is_ascii_alphabetic() || "_{(".contains(c));
        plain || is_known(rule, site, rest)
    })
}

/// The name after a dollar sign.
fn name(rest: &str) -> &str {
    let rest = rest.strip_prefix('{').unwrap_or(rest);
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
    rest.get(..end).unwrap_or_default()
}
