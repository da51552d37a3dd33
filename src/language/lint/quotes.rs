//! Variables in single quotes, where text is meant to be filled in.

use super::found::Found;
use super::view::{Role, RuleView, Site};

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

/// The first variable of the rule that the text names.
fn variable<'t>(rule: &RuleView<'_>, site: &Site<'_>, text: &'t str) -> Option<&'t str> {
    text.split('$').skip(1).map(name).find(|name| rule.scope.knows(site, name))
}

/// Whether nothing else in the text would be filled in, which may not be there.
fn all_known(rule: &RuleView<'_>, site: &Site<'_>, text: &str) -> bool {
    text.split('$').skip(1).all(|rest| {
        let plain = !rest.starts_with(|c: char| c.is_ascii_alphabetic() || "_{(".contains(c));
        plain || rule.scope.knows(site, name(rest))
    })
}

/// The name after a dollar sign.
fn name(rest: &str) -> &str {
    let rest = rest.strip_prefix('{').unwrap_or(rest);
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
    rest.get(..end).unwrap_or_default()
}
