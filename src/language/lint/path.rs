//! Paths that hold on some servers only, or take in too much.

use super::found::Found;
use super::view::{Role, RuleView, Site};
use crate::language::ast::{Expr, ExprKind, TextPiece};
use crate::model::{ArgumentKind, Value};

pub(super) fn fixed(rule: &RuleView<'_>, found: &mut Found<'_>) {
    for site in rule.scope.sites.iter().filter(|site| is_path(site)) {
        let Some(text) = start(site.expr) else { continue };
        let Some((fact, rest)) = known(text) else { continue };
        let message = "Exchange's folder is spelled out: nothing is found where it is elsewhere";
        let spelled = found.at(rule.scope.source, site.expr.span, message);
        let rest: String = rest.replace('`', "``").replace('$', "`$");
        found.push(match site.expr.kind {
            ExprKind::Literal(_) => {
                let instead = format!("\"${{{fact}}}{rest}\"");
                spelled.help(format!("write {instead}")).guess(site.expr.span, instead)
            }
            _ => spelled.help(format!("begin with ${{{fact}}}")),
        });
    }
}

pub(super) fn whole_drive(rule: &RuleView<'_>, found: &mut Found<'_>) {
    for site in rule.scope.sites.iter().filter(|site| site.role == Role::StepPath) {
        let Some(first) = first_name(site.expr) else { continue };
        if first.contains(['*', '?']) {
            let message = "this wildcard begins at the root of a drive, and takes in all of it";
            let whole = found.at(rule.scope.source, site.expr.span, message);
            found.push(
                whole.help(
                    "name the folder, such as \"${exchange.install}\\ClientAccess\\*.config\"",
                ),
            );
        }
    }
}

/// Whether a path stands here, and no name.
fn is_path(site: &Site<'_>) -> bool {
    match (site.role, site.origin) {
        (Role::StepPath, _) => true,
        (Role::Argument, Some(source)) => {
            matches!(source.argument, ArgumentKind::Path | ArgumentKind::OptionalPath)
        }
        _ => false,
    }
}

/// The plain text that a path begins with.
fn start(expr: &Expr) -> Option<&str> {
    match &expr.kind {
        ExprKind::Literal(Value::Text(text)) => Some(text),
        ExprKind::Text(pieces) => match pieces.first()? {
            TextPiece::Literal(text) => Some(text),
            TextPiece::Value(_) => None,
        },
        _ => None,
    }
}

/// The name after the drive, where the path begins with one or with the fact that is one.
fn first_name(expr: &Expr) -> Option<&str> {
    let below = match &expr.kind {
        ExprKind::Text(pieces) => match pieces.as_slice() {
            [TextPiece::Value(drive), TextPiece::Literal(rest), ..]
                if matches!(drive.kind, ExprKind::Fact("server.systemDrive")) =>
            {
                rest
            }
            _ => start(expr)?.get(2..)?,
        },
        _ => start(expr)?.get(2..)?,
    };
    below.split(['\\', '/']).find(|name| !name.is_empty())
}

/// The fact that a path begins with, and what comes after it.
fn known(path: &str) -> Option<(&'static str, &str)> {
    let lower = path.to_ascii_lowercase().replace('/', "\\");
    let ends =
        |at: usize| lower.get(at..).is_some_and(|rest| rest.is_empty() || rest.starts_with('\\'));
    ["\\exchange server\\v15", "\\exchange server\\v14"].into_iter().find_map(|folder| {
        let end = lower.find(folder)? + folder.len();
        let bin = lower.get(end..)?.starts_with("\\bin") && ends(end + 4);
        match (ends(end), bin) {
            (false, _) => None,
            (true, true) => Some(("exchange.bin", path.get(end + 4..)?)),
            (true, false) => Some(("exchange.install", path.get(end..)?)),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::known;

    #[test]
    fn folders_that_facts_have_are_known() {
        const INSTALL: &str = r"C:\Program Files\Microsoft\Exchange Server\V15";
        for (path, expected) in [
            (format!(r"{INSTALL}\Bin\ExSetup.exe"), Some(("exchange.bin", r"\ExSetup.exe"))),
            (format!(r"{INSTALL}\Bing"), Some(("exchange.install", r"\Bing"))),
            (INSTALL.to_owned(), Some(("exchange.install", ""))),
            (INSTALL.replace('\\', "/") + "/bin", Some(("exchange.bin", ""))),
            (format!("{INSTALL}0"), None),
            (r"D:\ExchangeSetupLogs\a.log".to_owned(), None),
            (String::new(), None),
        ] {
            assert_eq!(known(&path), expected, "{path}");
        }
    }
}
