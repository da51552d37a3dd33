use super::{fact_schemas, source_schemas, Unit, ValueType};

/// Numbers that count nothing: they name something, or are taken over as Active Directory has them.
const NAMES: [&str; 4] = [
    "activeDirectory.schemaVersion",
    "activeDirectory.organizationVersion",
    "activeDirectory.domainVersion",
    "locale.ansiCodePage",
];

#[test]
fn whatever_counts_something_has_its_unit() {
    let columns = source_schemas().iter().flat_map(|source| {
        let named = |column: &super::ColumnSchema| format!("{}.{}", source.name, column.name);
        source.columns.iter().map(move |column| (named(column), column.value_type, column.unit))
    });
    let facts = fact_schemas().iter();
    let facts = facts.map(|fact| (fact.path.to_owned(), fact.value_type, fact.unit));
    let mut seen = 0;
    for (name, value_type, unit) in columns.chain(facts) {
        match value_type {
            ValueType::Time => assert_eq!(unit, Some(Unit::Utc), "{name}"),
            ValueType::Size => assert_eq!(unit, Some(Unit::Bytes), "{name}"),
            ValueType::Number => {
                assert_eq!(unit.is_none(), NAMES.contains(&name.as_str()), "{name}");
            }
            _ => assert_eq!(unit, None, "{name}"),
        }
        if name.ends_with(".Line") {
            assert_eq!(unit, Some(Unit::Lines), "{name}");
        }
        seen += usize::from(unit.is_some());
    }
    assert!(seen > 15, "only {seen} units");
}

#[test]
fn help_leaves_units_words_and_limits_to_their_fields() {
    for source in source_schemas() {
        for column in source.columns {
            for said in ["UTC", "bytes", "from 1", "from 0", "KiB"] {
                assert!(!column.help.contains(said), "{}.{}", source.name, column.name);
            }
            let words = column.values.iter().filter(|word| column.help.contains(**word)).count();
            assert!(words < 2, "{}.{}: {}", source.name, column.name, column.help);
        }
        let limits = source.limits;
        assert!(limits.rows > 0 && limits.row_bytes > 0);
        let has_text = source.columns.iter().any(|column| column.name == "Text");
        assert!(!has_text || limits.text_bytes.is_some(), "{}", source.name);
    }
}
