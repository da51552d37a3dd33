//! Rows of tables that are never chosen, contradict themselves, or are out of order.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

use super::found::Found;
use super::pack::{PackView, Tables};
use super::view::{written, RuleView};
use crate::diagnostic::Span;
use crate::language::ast::{
    Expr, ExprKind, LookupRows, Name, Operator, Quantity, QuerySource, Table, TableRow, TableType,
};
use crate::language::parse::cells;
use crate::model::{Value, ValueType, Version, VersionPattern};

pub(super) fn rows(table: &Table, pack: &PackView<'_>, found: &mut Found<'_>) {
    let keys = keys(table, pack);
    for column in &keys {
        never_chosen(table, *column, found);
    }
    if !keys.contains(&0) && !pack.asks_for_rows(table) {
        line_twice(table, found);
    }
    outside(table, found);
    unordered(table, pack.asks_for_last(table), found);
}

/// Columns by which rules choose the first row that fits.
fn keys(table: &Table, pack: &PackView<'_>) -> Vec<usize> {
    let mut keys: Vec<usize> = pack.keys(table).to_vec();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Reports rows whose key an earlier row has already, or takes in.
fn never_chosen(table: &Table, column: usize, found: &mut Found<'_>) {
    let Some((name, _)) = table.columns.get(column) else { return };
    // An earlier pattern hides this one when it is made of its first parts.
    let mut seen: HashMap<String, u32> = HashMap::new();
    for row in &table.rows {
        let Some(value) = row.cells.get(column) else { continue };
        let forms = match value {
            Value::VersionPattern(VersionPattern(parts)) => (1..=parts.len())
                .filter_map(|length| {
                    Some(VersionPattern(parts.get(..length)?.to_vec()).to_string())
                })
                .collect(),
            other => vec![other.to_string().to_lowercase()],
        };
        let hidden = forms.iter().find_map(|form| Some((form, *seen.get(form)?)));
        if let Some((form, line)) = hidden {
            let at = cell(table, row.span, column);
            let message = format!(
                "this row is never chosen: line {line} has `{}` {form} before it",
                name.text
            );
            let never = found.at(&table.source, at, message);
            found.push(never.help("remove one of the rows, or put the narrower one first"));
        }
        if let Some(own) = forms.last() {
            seen.entry(own.clone()).or_insert(row.line);
        }
    }
}

/// Reports builds and lines in the first column that stand there already, in a table of which no
/// rule takes several rows at once. Other words there may be what the rows are grouped by.
fn line_twice(table: &Table, found: &mut Found<'_>) {
    let versions = [TableType::Versions, TableType::Value(ValueType::Version)];
    let Some((name, _)) = table.columns.first().filter(|(_, ty)| versions.contains(ty)) else {
        return;
    };
    let mut seen: HashMap<String, u32> = HashMap::new();
    for row in &table.rows {
        let Some(value) = row.cells.first().map(ToString::to_string) else { continue };
        match seen.get(&value) {
            Some(line) => {
                let message = format!("line {line} has `{}` {value} already", name.text);
                let twice = found.at(&table.source, cell(table, row.span, 0), message);
                found.push(twice.help("correct one of the two, or remove it"));
            }
            None => drop(seen.insert(value, row.line)),
        }
    }
}

/// Reports versions that the pattern beside them does not match, where it does in most rows. In half
/// of the rows is enough where the pattern is of one update and the version of its series; a slip
/// in the digits is enough by itself.
fn outside(table: &Table, found: &mut Found<'_>) {
    let of = |ty| move |index: &usize| table.columns.get(*index).is_some_and(|(_, t)| *t == ty);
    let patterns = (0..table.columns.len()).filter(of(TableType::Versions));
    let versions = || (0..table.columns.len()).filter(of(TableType::Value(ValueType::Version)));
    for (line, patched) in patterns.flat_map(|line| versions().map(move |patched| (line, patched)))
    {
        let pairs: Vec<(Span, &VersionPattern, Version)> = table
            .rows
            .iter()
            .filter_map(|row| match (row.cells.get(line)?, row.cells.get(patched)?) {
                (Value::VersionPattern(pattern), Value::Version(version)) => {
                    Some((row.span, pattern, *version))
                }
                _ => None,
            })
            .collect();
        let (fit, others): (Vec<_>, Vec<_>) =
            pairs.into_iter().partition(|(_, pattern, version)| pattern.matches(*version));
        let most = fit.len() > others.len();
        let half = fit.len() == others.len();
        let (Some(line), Some((patched_name, _))) =
            (table.columns.get(line), table.columns.get(patched))
        else {
            continue;
        };
        for (row, pattern, version) in others {
            if !(most || (half && is_of_series(pattern, version)) || is_slip(pattern, version)) {
                continue;
            }
            let at = cell(table, row, patched);
            let mut message = format!(
                "`{}` {version} is outside of `{}` {pattern}",
                patched_name.text, line.0.text
            );
            if fit.len() > 1 {
                message.push_str(", and in the other rows it is inside");
            }
            found.push(found.at(&table.source, at, message).help("correct one of the two"));
        }
    }
}

/// Whether a pattern is of one update, and a version of another one of the same series.
fn is_of_series(VersionPattern(line): &VersionPattern, Version(version): Version) -> bool {
    line.len() == 3 && version.get(..2) == line.get(..2)
}

/// Whether a version would match but for two digits that changed places. One other digit is no
/// slip: updates of a series may differ by just that.
fn is_slip(pattern: &VersionPattern, version: Version) -> bool {
    let (VersionPattern(line), Version([.., build, _])) = (pattern, version);
    let Some(line) = line.get(2).filter(|_| is_of_series(pattern, version)) else { return false };
    let (one, two) = (line.to_string(), build.to_string());
    let differing: Vec<(char, char)> =
        one.chars().zip(two.chars()).filter(|(one, two)| one != two).collect();
    let changed = matches!(differing.as_slice(), [(a, b), (c, d)] if a == d && b == c);
    changed && one.len() == two.len()
}

/// Reports rows that stand below where their version belongs, in a table that is sorted but for a
/// few. A small one is sorted where its lines are patterns, or where a rule asks for its last row.
fn unordered(table: &Table, asks_for_last: bool, found: &mut Found<'_>) {
    let key = |value: &Value| match value {
        Value::Version(Version(parts)) => Some(parts.to_vec()),
        Value::VersionPattern(VersionPattern(parts)) => Some(parts.clone()),
        _ => None,
    };
    // The builds of a line say where a row belongs; series of several lines do not.
    let distinct = |column: &usize| {
        let cells = table.rows.iter().filter_map(|row| row.cells.get(*column).and_then(key));
        cells.collect::<HashSet<_>>().len() * 2 > table.rows.len()
    };
    let of = |wanted| {
        let columns = table.columns.iter().enumerate();
        columns.filter(move |(_, (_, ty))| *ty == wanted).map(|(index, _)| index)
    };
    let versions = of(TableType::Value(ValueType::Version));
    let Some(column) = of(TableType::Versions).chain(versions).find(distinct) else { return };
    let Some((name, ty)) = table.columns.get(column) else { return };
    let grouped = grouped(table);
    let steps: Vec<(Span, &Value, &Value, Ordering)> = table
        .rows
        .windows(2)
        .filter_map(|pair| {
            let [before, after] = pair else { return None };
            let same =
                |row: &TableRow| row.cells.first().map(|cell| cell.to_string().to_lowercase());
            if grouped && same(before) != same(after) {
                return None;
            }
            let (a, b) = (before.cells.get(column)?, after.cells.get(column)?);
            Some((after.span, a, b, key(a)?.cmp(&key(b)?)))
        })
        .collect();
    let count = |order| steps.iter().filter(|(.., found)| *found == order).count();
    let (up, down) = (count(Ordering::Less), count(Ordering::Greater));
    let (wrong, clear) = match (up, down) {
        (0, 1) => (Ordering::Greater, asks_for_last),
        (1, 1) => (Ordering::Greater, asks_for_last || *ty == TableType::Versions),
        _ if up >= down => (Ordering::Greater, down * 3 <= up + down),
        _ => (Ordering::Less, up * 3 <= up + down),
    };
    if !clear {
        return;
    }
    for (row, before, after, _) in steps.iter().filter(|(.., found)| *found == wrong) {
        let at = cell(table, *row, column);
        let message =
            format!("this row is out of order: `{}` {after} comes after {before}", name.text);
        let unsorted = found.at(&table.source, at, message);
        found.push(unsorted.help("sort the rows: `first of` and `last of` go by their order"));
    }
}

/// Whether the first column groups the rows: it is no version, and its values stand several times.
fn grouped(table: &Table) -> bool {
    let mut seen = HashSet::new();
    let first = |row: &TableRow| row.cells.first().map(ToString::to_string);
    let repeated = table.rows.iter().filter_map(first).any(|cell| !seen.insert(cell));
    let plain = table.columns.first().is_some_and(|(_, ty)| {
        !matches!(ty, TableType::Versions | TableType::Value(ValueType::Version))
    });
    plain && repeated
}

/// Where a cell stands; the whole row where it cannot be found.
fn cell(table: &Table, row: Span, column: usize) -> Span {
    let cells = cells(written(&table.source, row), row.start);
    cells.get(column).copied().unwrap_or(row)
}

/// The columns of tables by which a rule chooses rows: the first one of a lookup, and the one that
/// `first of` compares.
pub(super) fn chosen_by(rule: &RuleView<'_>, tables: &Tables<'_>) -> Vec<(String, usize)> {
    let mut keys = Vec::new();
    for (_, expr) in rule.scope.every_expr() {
        if let ExprKind::Lookup { rows: LookupRows::Table(name), .. } = &expr.kind {
            keys.push((name.text.to_ascii_lowercase(), 0));
        }
    }
    for query in rule.queries() {
        let QuerySource::Table(name) = &query.source else { continue };
        let one = query.quantity == Quantity::First && query.by.is_none() && query.per.is_none();
        let Some(filter) = query.filter.as_ref().filter(|_| one) else { continue };
        let Some(column) = only_column(filter) else { continue };
        let name = name.text.to_ascii_lowercase();
        let index = tables.get(&name).and_then(|table| {
            let same =
                |(other, _): &(Name, TableType)| other.text.eq_ignore_ascii_case(&column.text);
            table.columns.iter().position(same)
        });
        keys.extend(index.map(|index| (name, index)));
    }
    keys
}

/// How a rule asks a table for rows.
pub(super) enum Asked {
    /// For the last one as they stand.
    Last,
    /// For several.
    Rows,
}

/// The tables that a rule asks, in small letters, but for those of which it takes one row by a key.
pub(super) fn asked<'a>(rule: &'a RuleView<'_>) -> impl Iterator<Item = (String, Asked)> + 'a {
    rule.queries().filter_map(|query| {
        let QuerySource::Table(name) = &query.source else { return None };
        let asked = match query.quantity {
            Quantity::Last if query.by.is_none() && query.per.is_none() => Asked::Last,
            Quantity::First | Quantity::Last if query.per.is_none() => return None,
            _ => Asked::Rows,
        };
        Some((name.text.to_ascii_lowercase(), asked))
    })
}

/// The column that a condition compares for being equal or like something, and nothing else.
fn only_column(filter: &Expr) -> Option<&Name> {
    let ExprKind::Binary { operator, left, right } = &filter.kind else { return None };
    let chooses =
        matches!(operator, Operator::Equal { .. } | Operator::Like { negated: false, .. });
    let column = |expr: &'_ Expr| matches!(expr.kind, ExprKind::Column(_));
    match (&left.kind, &right.kind) {
        _ if !chooses => None,
        (_, ExprKind::Column(name)) if !column(left) => Some(name),
        (ExprKind::Column(name), _) if !column(right) => Some(name),
        _ => None,
    }
}
