//! Decimal numbers where a build number seems to be meant: 15.10 is the number 15.1, and below 15.9.

use std::collections::HashSet;

use super::found::Found;
use super::pack::PackView;
use super::view::{written, RuleView};
use crate::language::ast::{Expr, ExprKind, Table, TableType};
use crate::language::parse::cells;
use crate::model::{Value, ValueType};

/// Words in the name of a column whose numbers are parts of builds.
const BUILD_WORDS: [&str; 4] = ["build", "version", "patched", "revision"];

pub(super) fn decimals(pack: &PackView<'_>, found: &mut Found<'_>) {
    pack.rules.iter().for_each(|rule| in_rule(rule, found));
    pack.pack.tables.iter().for_each(|table| in_table(table, found));
}

fn in_rule(rule: &RuleView<'_>, found: &mut Found<'_>) {
    // The elements of a list that has versions, which are reported as such.
    let mut reported: HashSet<u32> = HashSet::new();
    for (_, expr) in rule.scope.every_expr() {
        if let ExprKind::List(elements) = &expr.kind {
            let is_version = |e: &&Expr| matches!(e.kind, ExprKind::Literal(Value::Version(_)));
            let Some(version) = elements.iter().find(is_version) else { continue };
            for element in elements.iter().filter(|element| number(element).is_some()) {
                let text = rule.scope.written(element.span);
                let message = format!("the number {text} stands among versions");
                let beside = found
                    .at(rule.scope.source, element.span, message)
                    .place(version.span, "this is a version")
                    .help("write a version with three or four parts, such as 15.2.792.10");
                found.push(beside);
                reported.insert(element.span.start);
            }
        }
        let Some(value) = number(expr) else { continue };
        let text = rule.scope.written(expr.span);
        if loses_a_zero(text) && !reported.contains(&expr.span.start) {
            let message = format!("{text} is the number {value}");
            let decimal = found.at(rule.scope.source, expr.span, message).help(format!(
                "write {value} for the number; a version has three or four parts, such as {text}.0"
            ));
            found.push(decimal);
        }
    }
}

fn number(expr: &Expr) -> Option<f64> {
    match expr.kind {
        ExprKind::Literal(Value::Number(number)) => Some(number),
        _ => None,
    }
}

/// Whether a decimal number ends in a zero that a build number would not lose.
fn loses_a_zero(text: &str) -> bool {
    let Some((whole, fraction)) = text.split_once('.') else { return false };
    fraction.ends_with('0') && (fraction.len() > 1 || matches!(whole, "14" | "15"))
}

/// A column of numbers that are pieces of builds, or that is named as if they were.
fn in_table(table: &Table, found: &mut Found<'_>) {
    for (index, (name, ty)) in table.columns.iter().enumerate() {
        if *ty != TableType::Value(ValueType::Number) {
            continue;
        }
        let lower = name.text.to_ascii_lowercase();
        let named = BUILD_WORDS.iter().any(|word| lower.contains(word));
        let piece = table.rows.iter().find_map(|row| {
            let cells = cells(written(&table.source, row.span), row.span.start);
            let cell = *cells.get(index)?;
            let text = written(&table.source, cell);
            (is_piece(text) || (named && text.contains('.'))).then_some((cell, text))
        });
        let Some((cell, text)) = piece else { continue };
        let message = format!("`{}` holds numbers, and {text} is a piece of a build", name.text);
        let beside = found.at(&table.source, cell, message).place(name.span, "the column");
        found.push(beside.help(format!(
            "as numbers, 1913.10 is below 1913.7: write `{}: version` and whole builds",
            name.text
        )));
    }
}

/// Whether a decimal number looks like two parts of an Exchange build: 15.2, 721.13.
fn is_piece(text: &str) -> bool {
    let Some((whole, fraction)) = text.split_once('.') else { return false };
    let build = whole.parse::<u32>().is_ok_and(|whole| whole >= 100);
    loses_a_zero(text) || (build && fraction.len() <= 3) || matches!(whole, "14" | "15")
}
