//! The tables of Exchange's builds, written from two sources that are kept in `tests/builds`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

type Build = [u32; 4];
/// Product, cumulative update, and security update or nothing.
type Name = (String, String, String);

/// A cumulative update by product and name, and its updates.
type Group = ((String, String), Vec<(String, Update)>);

const TABLES: &str = "rules/update/exchange-builds.exrule";

#[derive(Clone)]
struct Update {
    build: Build,
    released: String,
    kb: String,
}

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The rows of a file in `tests/builds`, without its head.
fn rows(file: &str) -> Vec<Vec<String>> {
    let text = fs::read_to_string(root("tests/builds").join(file)).unwrap();
    text.lines().skip(1).map(|line| line.splitn(6, ',').map(str::to_owned).collect()).collect()
}

fn build(text: &str) -> Build {
    let parts: Vec<u32> = text.split('.').map(|part| part.parse().unwrap()).collect();
    parts.try_into().unwrap()
}

fn name(row: &[String]) -> Name {
    (row[0].clone(), row[1].clone(), row[2].clone())
}

fn source(file: &str) -> BTreeMap<Name, Update> {
    let update = |row: &[String]| Update {
        build: build(&row[3]),
        released: row.get(4).cloned().unwrap_or_default(),
        kb: row.get(5).cloned().unwrap_or_default(),
    };
    let mut updates = BTreeMap::new();
    for row in rows(file) {
        let before = updates.insert(name(&row), update(&row));
        assert!(before.is_none(), "{file} has {:?} twice", name(&row));
    }
    updates
}

fn decided() -> BTreeMap<Name, Build> {
    rows("decided.csv").iter().map(|row| (name(row), build(&row[3]))).collect()
}

/// All sources in one; where two differ, somebody has decided.
fn updates() -> BTreeMap<Name, Update> {
    let decided = decided();
    let mut all = source("css-exchange.csv");
    for file in ["additions.csv", "microsoft.csv"] {
        for (name, update) in source(file) {
            if let Some(other) = all.get(&name) {
                let known = decided.get(&name).is_some_and(|build| *build == update.build);
                assert!(
                    other.build == update.build || known,
                    "{name:?} is {:?} in {file} and {:?} elsewhere; say in decided.csv which holds",
                    update.build,
                    other.build
                );
            }
            all.insert(name, update);
        }
    }
    all.retain(|(_, cu, _), _| cu != "Preview");
    all
}

/// The updates of each cumulative update, oldest first.
fn by_cumulative_update() -> Vec<Group> {
    let mut groups: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for ((product, cu, update), facts) in updates() {
        groups.entry((product, cu)).or_default().push((update, facts));
    }
    let mut groups: Vec<Group> = groups.into_iter().collect();
    for (_, group) in &mut groups {
        group.sort_by_key(|(_, update)| update.build);
    }
    groups.sort_by_key(|(_, group)| group[0].1.build);
    groups
}

fn product(name: &str) -> String {
    match name {
        "SE" => String::from("'Exchange Server SE'"),
        year => format!("'Exchange Server {year}'"),
    }
}

fn line([major, minor, build, _]: Build) -> String {
    format!("{major}.{minor}.{build}.*")
}

fn dotted([major, minor, build, revision]: Build) -> String {
    format!("{major}.{minor}.{build}.{revision}")
}

/// Rows with their bars below one another.
fn aligned(rows: &[Vec<String>]) -> String {
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..rows[0].len()).map(width).collect();
    let mut text = String::new();
    for row in rows {
        text.push_str("  |");
        for (cell, width) in row.iter().zip(&widths) {
            write!(text, " {cell:width$} |").unwrap();
        }
        text.push('\n');
    }
    text
}

fn tables() -> String {
    let supported = rows("supported.csv");
    let as_of = &supported[0][2];
    let is_supported =
        |product: &str, cu: &str| supported.iter().any(|row| row[0] == product && row[1] == cu);
    let mut march = Vec::new();
    let mut newest = Vec::new();
    for ((year, cu), group) in by_cumulative_update() {
        let (update, last) = group.last().unwrap();
        for (_, patched) in group.iter().filter(|(update, _)| update == "Mar21SU") {
            let [major, minor, ..] = patched.build;
            march.push(vec![
                product(&year),
                format!("'{cu}'"),
                format!("{major}.{minor}.*"),
                line(patched.build),
                dotted(patched.build),
            ]);
        }
        newest.push(vec![
            product(&year),
            format!("'{cu}'"),
            line(last.build),
            dotted(last.build),
            format!("'{}'", if update.is_empty() { &cu } else { update }),
            format!("'{}'", last.released),
            format!("'{}'", if last.kb.is_empty() { "no KB" } else { &last.kb }),
            format!("${}", is_supported(&year, &cu)),
            format!("'{as_of}'"),
        ]);
    }
    format!(
        "# Builds of Exchange Server since 2013. Written by a test from the sources in tests/builds, whose\n\
         # README says where they are from and how an update is added.\n\n\
         # The day on which the tables were looked up.\n\
         table ExchangeBuildTable (asOf: string) {{\n  | '{as_of}' |\n}}\n\n\
         # The first build of each cumulative update that has the security update of March 2021, oldest first.\n\
         table March2021Update (product: string, cu: string, series: versions, line: versions,\n                       \
         patched: version) {{\n{}}}\n\n\
         # The newest known update of each cumulative update, and whether another one will follow. The day\n\
         # stands in each row for the reason that is given where none fits.\n\
         table ExchangeUpdate (product: string, cu: string, line: versions, newest: version, update: string,\n                      \
         released: string, kb: string, supported: bool, asOf: string) {{\n{}}}\n",
        aligned(&march),
        aligned(&newest)
    )
}

#[test]
fn the_tables_are_what_the_sources_say() {
    let expected = tables();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(root(TABLES), &expected).unwrap();
    }
    let found = fs::read_to_string(root(TABLES)).unwrap_or_default();
    assert!(found == expected, "{TABLES} is not what the sources say; UPDATE_GOLDEN=1 writes it");
}

#[test]
fn what_was_decided_is_a_difference_between_the_sources() {
    let (css, microsoft) = (source("css-exchange.csv"), source("microsoft.csv"));
    for (name, build) in decided() {
        let sides = [css.get(&name), microsoft.get(&name)];
        let builds: Vec<Build> = sides.into_iter().flatten().map(|update| update.build).collect();
        assert!(builds.len() == 2 && builds[0] != builds[1], "{name:?} is no difference");
        assert!(builds.contains(&build), "{name:?}: no source has what was decided");
    }
}

#[test]
fn every_newest_update_has_its_day() {
    for ((product, cu), group) in by_cumulative_update() {
        let (update, last) = group.last().unwrap();
        assert!(!last.released.is_empty(), "{product} {cu} {update} has no date");
    }
}

/// The same names and builds in the file that `microsoft.csv` was made from, where that is at hand.
#[test]
fn the_copy_of_microsofts_page_is_faithful() {
    let file = root("../shared/data/builds/ExchangeBuildNumbers.csv");
    let Ok(text) = fs::read_to_string(file) else { return };
    let copy = source("microsoft.csv");
    let mut seen = 0;
    for row in text.lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        let mut words = cells[0].trim_start_matches("Exchange ").split_whitespace();
        let (Some(product), Some(cu)) = (words.next(), words.next()) else { continue };
        let update = words.find(|word| !word.starts_with('(')).unwrap_or_default();
        let name = (product.to_owned(), cu.to_owned(), update.to_owned());
        if !["2013", "2016", "2019", "SE"].contains(&product) {
            continue;
        }
        let kept = copy.get(&name).unwrap_or_else(|| panic!("{} is not in the copy", cells[0]));
        assert_eq!(kept.build, build(cells[1]), "{}", cells[0]);
        assert_eq!(kept.kb, cells[3], "{}", cells[0]);
        seen += 1;
    }
    assert_eq!(seen, copy.len());
}
