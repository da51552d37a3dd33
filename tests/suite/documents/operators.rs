//! Which values an operator takes, asked of the compiler itself.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use extriage::diagnostic::{Level, SourceText};
use extriage::language::compile;
use extriage::language::words::OPERATORS;

/// A value of each type that can stand beside an operator.
const VALUES: [(&str, &str); 8] = [
    ("true or false", "$true"),
    ("number", "2019"),
    ("text", "'x'"),
    ("version", "15.2.792.10"),
    ("version pattern", "15.2.*"),
    ("point in time", "2021-03-02"),
    ("length of time", "7d"),
    ("size", "64KB"),
];

/// For each operator the pairs of types that it takes, in sentences.
pub(super) type Pairs = BTreeMap<&'static str, Vec<String>>;

/// What every operator takes; asked once, because there are thousands of pairs.
pub(super) fn pairs() -> &'static Pairs {
    static PAIRS: OnceLock<Pairs> = OnceLock::new();
    PAIRS.get_or_init(ask)
}

/// Tries every operator with every pair of values.
fn ask() -> Pairs {
    let mut operands: Vec<(String, String)> =
        VALUES.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let lists =
        VALUES.iter().map(|(name, value)| (format!("list of {name}"), format!("@({value})")));
    operands.extend(lists);
    operands.push((String::from("row"), String::from("$file")));
    operands.push((String::from("rows"), String::from("$rows")));

    let operators = OPERATORS.iter().map(|word| word.name).filter(|name| *name != "-not");
    let operators: Vec<&'static str> = operators.chain(["??"]).collect();
    let mut sources = Vec::new();
    for operator in &operators {
        for (_, left) in &operands {
            for (_, right) in &operands {
                let text = format!(
                    "rule r{} 'x' {{ detect {{ $file = file 'C:\\a' $rows = rows of service $x = {left} {operator} {right} \
                     when exists $file -and exists $rows -and exists $x }} finding 'x' }}\n",
                    sources.len()
                );
                sources.push(Arc::new(SourceText { origin: sources.len().to_string(), text }));
            }
        }
    }
    let compilation = compile(&sources);
    let mut refused = vec![false; sources.len()];
    for found in compilation.diagnostics.iter().filter(|found| found.level == Level::Error) {
        refused[found.source.origin.parse::<usize>().unwrap()] = true;
    }
    let mut refused = refused.into_iter();
    let mut pairs = Pairs::new();
    for operator in operators {
        let mut taken = Vec::new();
        for (left, _) in &operands {
            for (right, _) in &operands {
                if !refused.next().unwrap() {
                    taken.push((left.as_str(), right.as_str()));
                }
            }
        }
        pairs.insert(operator, sentences(&taken));
    }
    pairs
}

fn sentences(pairs: &[(&str, &str)]) -> Vec<String> {
    let list = |of: &str| format!("list of {of}");
    let same = |(left, right): (&str, &str)| left == right;
    let inside = |(left, right): (&str, &str)| right == list(left);
    let has = |(left, right): (&str, &str)| left == list(right);
    let lefts = |which: &dyn Fn((&str, &str)) -> bool| -> Vec<&str> {
        pairs.iter().filter(|pair| which(**pair)).map(|(left, _)| *left).collect()
    };
    let mut found = Vec::new();
    for (lead, types) in [
        ("the same on both sides", lefts(&same)),
        ("a value, and a list of such values", lefts(&inside)),
        ("a list, and a value such as it holds", lefts(&has)),
    ] {
        if !types.is_empty() {
            found.push(format!("{lead}: {}", types.join(", ")));
        }
    }
    let others = pairs.iter().filter(|pair| !same(**pair) && !inside(**pair) && !has(**pair));
    let others: Vec<String> = others.map(|(left, right)| format!("{left} with {right}")).collect();
    if !others.is_empty() {
        found.push(others.join(", "));
    }
    found
}

#[test]
fn operators_take_values_that_can_be_compared() {
    let pairs = pairs();
    assert!(pairs["-eq"][0].contains("true or false, number, text, version"));
    assert_eq!(pairs["-eq"][1], "number with size, size with number");
    assert_eq!(pairs["-like"], ["the same on both sides: text", "version with version pattern"]);
    assert!(!pairs["-lt"].iter().any(|pair| pair.contains("text")));
    assert_eq!(pairs["-in"], pairs["-notin"]);
    assert_eq!(pairs["-and"], ["the same on both sides: true or false"]);
}
