//! Whether any value can pass several tests at once.
//!
//! Tests of points split all values into the points that they name and the gaps between them; it is
//! enough to try each of those. Texts are tried by the words that one of the tests asks for.

use std::ops::Bound::{Excluded, Included, Unbounded};

use super::atom::{Atom, Point, Range, Test};
use crate::model::Version;

/// At most so many words or points are compared with each other; rules that people write have
/// fewer.
const MOST_COMPARED: usize = 256;

/// Whether no value passes all tests of one subject. Where that is not certain, some may.
pub(super) fn exclude_each_other(atoms: &[&Atom<'_>]) -> bool {
    let (mut truths, mut words, mut points) = (Vec::new(), Vec::new(), Vec::new());
    let mut counts = false;
    for atom in atoms {
        match &atom.test {
            Test::Is(truth) => truths.push(*truth),
            Test::Words { words: list, case, among } => {
                words.push(Words { list, case: *case, among: *among });
            }
            Test::Points { ranges, among, counts: whole } => {
                counts |= whole;
                points.push((ranges.as_slice(), *among));
            }
        }
    }
    match (truths.is_empty(), words.is_empty(), points.is_empty()) {
        (false, true, true) => truths.contains(&true) && truths.contains(&false),
        (true, false, true) => no_word(&words),
        (true, true, false) => no_point(&points, counts),
        // A value of more than one type.
        _ => false,
    }
}

/// A test of a text.
struct Words<'t> {
    list: &'t [&'t str],
    case: bool,
    among: bool,
}

/// A text that passes what was tried so far, in this spelling or in any.
#[derive(Clone, Copy)]
struct Candidate<'t> {
    word: &'t str,
    exact: bool,
}

fn no_word(tests: &[Words<'_>]) -> bool {
    let compared: usize = tests.iter().map(|test| test.list.len()).sum();
    let Some(first) = tests.iter().find(|test| test.among) else { return false };
    let all = || tests.iter().flat_map(|test| test.list.iter().copied());
    if compared > MOST_COMPARED || all().any(|one| all().any(|two| may_be_same(one, two))) {
        return false;
    }
    let mut left: Vec<Candidate<'_>> =
        first.list.iter().map(|word| Candidate { word, exact: first.case }).collect();
    for test in tests {
        let is = |candidate: &Candidate<'_>, word: &str| {
            if candidate.exact && test.case {
                candidate.word == word
            } else {
                candidate.word.eq_ignore_ascii_case(word)
            }
        };
        left = if test.among {
            let narrowed = left.iter().flat_map(|candidate| {
                let same = test.list.iter().filter(|word| is(candidate, word));
                same.map(|word| {
                    if candidate.exact {
                        *candidate
                    } else {
                        Candidate { word, exact: test.case }
                    }
                })
            });
            narrowed.take(MOST_COMPARED).collect()
        } else {
            let refused = |candidate: &Candidate<'_>| {
                let certain = candidate.exact || !test.case;
                certain && test.list.iter().any(|word| is(candidate, word))
            };
            left.into_iter().filter(|candidate| !refused(candidate)).collect()
        };
    }
    left.is_empty()
}

/// Whether two texts differ in a way that does not count where they are read as a number or
/// version, or in the case of letters that only the engine compares.
fn may_be_same(one: &str, two: &str) -> bool {
    if one.eq_ignore_ascii_case(two) {
        return false;
    }
    let number = |text: &str| text.trim().parse::<f64>().ok();
    let numbers =
        number(one).zip(number(two)).is_some_and(|(one, two)| one.total_cmp(&two).is_eq());
    let versions = Version::parse(one).is_some() && Version::parse(one) == Version::parse(two);
    let trimmed = one.trim().eq_ignore_ascii_case(two.trim());
    numbers || versions || trimmed || one.to_lowercase() == two.to_lowercase()
}

fn no_point(tests: &[(&[Range], bool)], counts: bool) -> bool {
    let ends = tests.iter().flat_map(|(ranges, _)| ranges.iter()).flat_map(|(from, to)| [from, to]);
    let mut points: Vec<Point> = ends
        .filter_map(|end| match end {
            Included(point) | Excluded(point) => Some(*point),
            Unbounded => None,
        })
        .collect();
    let kind = points.first().map(std::mem::discriminant);
    let mixed = points.iter().any(|point| Some(std::mem::discriminant(point)) != kind);
    if mixed || points.len() > MOST_COMPARED {
        return false;
    }
    points.sort_by(|one, two| one.partial_cmp(two).unwrap_or(std::cmp::Ordering::Equal));
    points.dedup();
    let gap = |at: usize| Cell {
        from: at.checked_sub(1).and_then(|before| points.get(before)).copied(),
        to: points.get(at).copied(),
        is_gap: true,
    };
    let gaps = (0..=points.len()).map(gap);
    let at = |point: &Point| Cell { from: Some(*point), to: Some(*point), is_gap: false };
    let mut cells = gaps.chain(points.iter().map(at)).filter(|cell| !counts || cell.has_count());
    !cells.any(|cell| {
        tests.iter().all(|(ranges, among)| ranges.iter().any(|range| cell.lies_in(range)) == *among)
    })
}

/// A point, or a gap between two neighbours; all of its values pass the same tests.
struct Cell {
    from: Option<Point>,
    to: Option<Point>,
    is_gap: bool,
}

impl Cell {
    fn lies_in(&self, (from, to): &Range) -> bool {
        let begins = match (from, self.from) {
            (Unbounded, _) => true,
            (Included(from), Some(own)) => *from <= own,
            (Excluded(from), Some(own)) => *from < own || (self.is_gap && *from == own),
            (_, None) => false,
        };
        let ends = match (to, self.to) {
            (Unbounded, _) => true,
            (Included(to), Some(own)) => *to >= own,
            (Excluded(to), Some(own)) => *to > own || (self.is_gap && *to == own),
            (_, None) => false,
        };
        begins && ends
    }

    /// Whether a whole number from 0 on is in it.
    fn has_count(&self) -> bool {
        let number = |point: Option<Point>| match point {
            Some(Point::Number(number)) => Some(number),
            _ => None,
        };
        let (from, to) = (number(self.from), number(self.to));
        if !self.is_gap {
            return from.is_none_or(|number| number >= 0.0 && number.fract() == 0.0);
        }
        let next = from.map_or(0.0, |from| (from.floor() + 1.0).max(0.0));
        to.is_none_or(|to| next < to)
    }
}
