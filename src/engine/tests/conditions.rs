//! Conditions in three values: what holds, what does not, and what cannot be said.

use super::*;
use crate::engine::expression::Context;
use crate::engine::scope::{Scope, Tables};
use crate::evidence::{MemoryTarget, Target};

const EQ: Operator = Operator::Equal { case: false };
const NE: Operator = Operator::NotEqual { case: false };
const LT: Operator = Operator::Less;
const LIKE: Operator = Operator::Like { case: false, negated: false };
const NOTLIKE: Operator = Operator::Like { case: false, negated: true };
const IN: Operator = Operator::In { case: false, negated: false };
const NOTIN: Operator = Operator::In { case: false, negated: true };
const CONTAINS: Operator = Operator::Contains { case: false, negated: false };

fn literal(value: impl Into<Value>) -> Expr {
    expr(ExprKind::Literal(value.into()))
}

fn null() -> Expr {
    literal(Value::Missing)
}

fn version(text: &str) -> Expr {
    literal(Value::Version(Version::parse(text).unwrap()))
}

fn line(text: &str) -> Expr {
    literal(Value::VersionPattern(VersionPattern::parse(text).unwrap()))
}

fn list(items: impl IntoIterator<Item = Expr>) -> Expr {
    expr(ExprKind::List(items.into_iter().collect()))
}

fn row(columns: &[(&str, Value)]) -> Arc<Row> {
    let columns = columns.iter().map(|(name, value)| (Arc::from(*name), value.clone())).collect();
    Arc::new(Row {
        source: None,
        columns,
        location: Location::default(),
        cut: false,
        code_page: false,
    })
}

fn rows(names: &[&str], completeness: Completeness) -> Value {
    let rows: Vec<_> = names.iter().map(|name| row(&[("Name", Value::from(*name))])).collect();
    Value::Rows(Arc::new(Rows { total: rows.len() as u64, rows, completeness }))
}

/// What a condition says where `$here` is a row, `$gone` missing, `$dark` unknown, `$all` complete
/// rows and `$some` rows of which some were not read.
fn check(condition: Expr, expected: Truth) {
    let target = MemoryTarget::new("test");
    let tables = Tables::new(&RulePack::default());
    let mut scope = Scope::new(target.facts(), &tables);
    let here = row(&[("Text", Value::from("abc")), ("Nothing", Value::Missing)]);
    scope.bind(&"here".into(), Value::Row(here));
    scope.bind_absent(&"gone".into(), Value::Missing, "it was not found".into());
    scope.bind(&"dark".into(), Value::unknown("it is dark"));
    scope.bind(&"none".into(), rows(&[], Completeness::Complete));
    scope.bind(&"all".into(), rows(&["FMS", "IIS"], Completeness::Complete));
    scope.bind(&"some".into(), rows(&["FMS"], Completeness::Partial("it was cut".into())));
    scope.bind(&"cut".into(), rows(&[], Completeness::Partial("it was cut".into())));
    let context = Context::new(&scope);
    assert_eq!(context.truth(&condition), expected, "{condition:?}");
    // As a value it says the same.
    match (context.value(&condition), expected) {
        (Value::Bool(true), Truth::True) | (Value::Bool(false), Truth::False) => {}
        (Value::Unknown(a), Truth::Unknown(b)) if a == b => {}
        (value, expected) => panic!("{value} instead of {expected:?}: {condition:?}"),
    }
}

fn unknown(reason: &str) -> Truth {
    Truth::unknown(reason)
}

use Truth::{False, True};

#[test]
fn comparisons_need_what_they_compare() {
    for (left, operator, right, expected) in [
        (variable("here.Text"), EQ, text("ABC"), True),
        (variable("here.Text"), Operator::Equal { case: true }, text("ABC"), False),
        (variable("here.Text"), NE, text("ABC"), False),
        (variable("here.Text"), LIKE, text("A*"), True),
        (variable("here.Text"), NOTLIKE, text("A*"), False),
        (variable("here.Text"), Operator::Like { case: true, negated: false }, text("A*"), False),
        (version("15.2.792.3"), LT, version("15.2.792.10"), True),
        (version("15.02.0721.013"), LIKE, line("15.2.721.*"), True),
        (text("15.2.721.13"), LIKE, line("15.2.721.*"), True),
        (version("15.2.7210.1"), LIKE, text("15.2.721.*"), False),
        (variable("here.Nothing"), EQ, text("x"), unknown("$here.Nothing is missing")),
        (variable("here.Nothing"), NE, text("x"), unknown("$here.Nothing is missing")),
        (variable("gone.Version"), LT, version("15.2.1.1"), unknown("it was not found")),
        (variable("dark"), LIKE, text("*"), unknown("it is dark")),
        (variable("gone"), LT, variable("dark"), unknown("it was not found; it is dark")),
        (variable("gone"), EQ, null(), True),
        (null(), NE, variable("gone"), False),
        (variable("here.Text"), NE, null(), True),
        (variable("dark"), EQ, null(), unknown("it is dark")),
        (text("x"), LIKE, text("[x"), unknown("'[x' is not a wildcard pattern")),
        (variable("all.Count"), EQ, literal(Value::Number(2.0)), True),
        (variable("some.Count"), EQ, literal(Value::Number(1.0)), unknown("it was cut")),
        (variable("all.Name.First"), EQ, text("fms"), True),
        (variable("all.Name.Last"), EQ, text("iis"), True),
        (variable("some.Name.Last"), EQ, text("fms"), unknown("it was cut")),
    ] {
        check(binary(left, operator, right), expected);
    }
}

#[test]
fn what_is_found_in_rows_is_there_and_what_is_not_found_may_be() {
    for (left, operator, right, expected) in [
        (text("iis"), IN, variable("all.Name"), True),
        (text("MOM"), IN, variable("all.Name"), False),
        (text("fms"), IN, variable("some.Name"), True),
        (text("MOM"), IN, variable("some.Name"), unknown("it was cut")),
        (text("MOM"), NOTIN, variable("some.Name"), unknown("it was cut")),
        (text("FMS"), NOTIN, variable("some.Name"), False),
        (variable("all.Name"), CONTAINS, text("iis"), True),
        (text("fms"), Operator::In { case: true, negated: false }, variable("all.Name"), False),
        (variable("dark"), IN, variable("none.Name"), False),
        (variable("dark"), IN, list([]), False),
        (variable("dark"), IN, list([text("a")]), unknown("it is dark")),
        (text("a"), IN, list([text("b"), variable("dark"), text("A")]), True),
        (text("a"), IN, list([text("b"), variable("dark")]), unknown("it is dark")),
        (text("a"), IN, list([null(), text("b")]), unknown("a value is missing")),
        (text("b"), IN, list([null(), text("b")]), True),
        (text("x"), IN, variable("gone"), unknown("it was not found")),
        (text("x"), IN, variable("all"), unknown("rows are no list of values")),
    ] {
        check(binary(left, operator, right), expected);
    }
}

#[test]
fn to_exist_is_a_question_of_its_own() {
    for (name, expected) in [
        ("here", True),
        ("here.Nothing", False),
        ("gone", False),
        ("gone.Version", False),
        ("dark", unknown("it is dark")),
        ("dark.Version", unknown("it is dark")),
        ("none", False),
        ("all", True),
        ("some", True),
        ("cut", unknown("it was cut")),
        ("cut.Name", unknown("it was cut")),
        ("nobody", unknown("$nobody has no value here")),
    ] {
        check(exists(name), expected.clone());
        check(expr(ExprKind::Not(Box::new(exists(name)))), !expected);
    }
}

#[test]
fn a_value_stands_in_for_what_is_missing_and_not_for_what_is_unknown() {
    let or_x = |name: &str| binary(variable(name), Operator::Coalesce, text("x"));
    check(binary(or_x("gone"), EQ, text("x")), True);
    check(binary(or_x("here.Text"), EQ, text("abc")), True);
    check(binary(or_x("dark"), EQ, text("x")), unknown("it is dark"));
}

#[test]
fn unknown_counts_only_where_it_decides() {
    let and = |left, right| binary(left, Operator::And, right);
    let or = |left, right| binary(left, Operator::Or, right);
    check(and(exists("gone"), variable("dark")), False);
    check(and(variable("dark"), exists("gone")), False);
    check(or(variable("dark"), exists("here")), True);
    check(or(variable("dark"), exists("gone")), unknown("it is dark"));
    check(and(exists("cut"), variable("dark")), unknown("it was cut; it is dark"));
    let condition = and(exists("here"), text("x"));
    check(condition, unknown("'x' is not true or false"));
}

#[test]
fn a_lookup_takes_the_first_row_with_that_key() {
    let lookup = |name_of_rows: &str, key: Expr| {
        expr(ExprKind::Lookup {
            rows: LookupRows::Variable(name(name_of_rows)),
            key: Box::new(key),
            column: name("Name"),
        })
    };
    let equals = |left, right| binary(left, EQ, right);
    check(equals(lookup("all", text("iis")), text("IIS")), True);
    check(equals(lookup("all", text("MOM")), null()), True);
    check(equals(lookup("some", text("fms")), text("FMS")), True);
    check(equals(lookup("some", text("MOM")), null()), unknown("it was cut"));
    check(equals(lookup("cut", text("MOM")), null()), unknown("it was cut"));
    check(equals(lookup("none", text("MOM")), null()), True);
    check(equals(lookup("all", variable("dark")), null()), unknown("it is dark"));
}

#[test]
fn what_is_missing_of_a_service_names_the_service() {
    let target = MemoryTarget::new("test");
    let tables = Tables::new(&RulePack::default());
    let scope = Scope::new(target.facts(), &tables);
    let service = Row::clone(&row(&[("Name", Value::from("FMS")), ("StartType", Value::Missing)]));
    let service = Row { source: source_schema("service"), ..service };
    let column = expr(ExprKind::Column(name("StartType")));
    let condition = binary(column, EQ, text("Disabled"));
    let context = Context { scope: &scope, row: Some(&service) };
    let expected = Truth::unknown("StartType of the service FMS is missing");
    assert_eq!(context.truth(&condition), expected);
}
