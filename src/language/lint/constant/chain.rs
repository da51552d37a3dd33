//! Chains of `-and` and of `-or` whose parts exclude each other, or leave nothing out.
//!
//! A chain of `-or` always holds where the opposites of its parts exclude each other, so one question
//! is enough for both. A chain with a part that is missing or unknown may have no answer; it still
//! never holds in the first case, and never fails in the second.

use std::collections::HashMap;

use super::atom::{parts, read, Atom, Test};
use super::possible::exclude_each_other;
use super::{NEVER, WHENEVER_KNOWN};
use crate::diagnostic::Diagnostic;
use crate::language::ast::{Expr, ExprKind, Operator};
use crate::language::lint::found::Found;
use crate::language::lint::view::Scope;

pub(super) fn chains(scope: &Scope<'_>, whole: &Expr, found: &mut Found<'_>) {
    let mut open = vec![whole];
    while let Some(expr) = open.pop() {
        match expr.kind {
            ExprKind::Binary { operator: operator @ (Operator::And | Operator::Or), .. } => {
                let parts = parts(expr, operator);
                chain(scope, operator, &parts, found);
                for (part, _) in parts {
                    match part.kind {
                        ExprKind::Binary { operator: Operator::And | Operator::Or, .. } => {
                            open.push(part);
                        }
                        _ => part.each_inner(|inner| open.push(inner)),
                    }
                }
            }
            _ => expr.each_inner(|inner| open.push(inner)),
        }
    }
}

fn chain(scope: &Scope<'_>, operator: Operator, parts: &[(&Expr, bool)], found: &mut Found<'_>) {
    let all = operator == Operator::And;
    let atoms: Vec<Atom<'_>> =
        parts.iter().filter_map(|(part, holds)| read(scope, part, *holds == all)).collect();
    // What is asked about each value so far; `None` once it was told.
    let mut asked: HashMap<&str, Option<Vec<&Atom<'_>>>> = HashMap::new();
    for atom in &atoms {
        let so_far = asked.entry(&atom.subject).or_insert_with(|| Some(Vec::new()));
        let Some(before) = so_far else { continue };
        // A part that has only one answer by itself is told where it stands.
        if exclude_each_other(&[atom]) {
            continue;
        }
        before.push(atom);
        if !exclude_each_other(before) {
            continue;
        }
        let pair = before.iter().find(|other| exclude_each_other(&[other, atom]));
        if let Some(other) = pair.or(before.first()) {
            found.push(told(scope, all, other, atom, found));
        }
        *so_far = None;
    }
}

fn told(
    scope: &Scope<'_>,
    all: bool,
    other: &Atom<'_>,
    atom: &Atom<'_>,
    found: &Found<'_>,
) -> Diagnostic {
    let answer = if all { NEVER } else { WHENEVER_KNOWN };
    let two_texts = matches!(
        (&other.test, &atom.test),
        (Test::Words { among: true, .. }, Test::Words { among: true, .. })
    );
    let opposites = matches!(atom.test, Test::Is(_));
    let (why, help) = match (all, two_texts, opposites) {
        (true, true, _) => (
            "one value is not two texts at once",
            "for one of several, write -or between them, or -in @( )",
        ),
        (false, true, _) => (
            "one value is not two texts at once",
            "for none of several, write -and between them, or -notin @( )",
        ),
        (true, false, true) => {
            ("a condition and its opposite are asked for", "remove one of the two")
        }
        (false, false, true) => {
            ("a condition or its opposite is asked for", "remove one of the two")
        }
        (true, false, false) => (
            "the comparisons exclude each other",
            "turn one of them around, or write -or between them",
        ),
        (false, false, false) => (
            "the comparisons leave nothing out",
            "turn one of them around, or write -and between them",
        ),
    };
    let wrong = found.at(scope.source, atom.span, format!("{answer}: {why}"));
    let label = if opposites { "the opposite" } else { "the other comparison" };
    wrong.place(other.span, label).help(help)
}
