//! Tables, and questions to sources.

use arbitrary::Result;
use extriage::model::{source_schemas, ArgumentKind, ColumnSchema, ValueType};

use crate::writer::{Column, Holds, Variable, Writer};

const COLUMNS: [(&str, &str, ValueType); 6] = [
    ("text", "string", ValueType::Text),
    ("amount", "number", ValueType::Number),
    ("build", "version", ValueType::Version),
    ("day", "time", ValueType::Time),
    ("wait", "duration", ValueType::Duration),
    ("yes", "bool", ValueType::Bool),
];

const PATTERN: &str = "'(?<Action>Disabling|Enabling) service ''(?<Service>[^'']+)'''";

/// What may stand in a question.
struct Parts {
    /// It takes a `pattern`.
    pattern: bool,
    /// Its rows have a time.
    time: bool,
    /// It reads a file.
    file: bool,
}

impl Writer<'_, '_> {
    /// A table of some columns and rows.
    pub(crate) fn table(&mut self) -> Result<()> {
        let name = format!("Table{}", self.tables.len());
        let count = 1 + self.below(COLUMNS.len())?;
        let columns = &COLUMNS[..count];
        let heads: Vec<String> =
            columns.iter().map(|(name, kind, _)| format!("{name}: {kind}")).collect();
        self.out.push_str(&format!("\ntable {name} ({}) {{", heads.join(", ")));
        for _ in 0..1 + self.below(5)? {
            self.line("|");
            for (_, _, value_type) in columns {
                self.plain(*value_type)?;
                self.word("|");
            }
        }
        self.out.push_str("\n}\n");
        let column = |(name, _, value_type): &(&str, &str, ValueType)| Column {
            name: (*name).to_owned(),
            value_type: *value_type,
        };
        self.tables.push((name, columns.iter().map(column).collect()));
        Ok(())
    }

    /// `$name = question` or `$name = value`.
    pub(crate) fn binding(&mut self) -> Result<()> {
        let name = format!("b{}", self.variables.len());
        self.line(&format!("${name} ="));
        if self.once_in(5)? {
            let value = self.one(&[&ValueType::Text, &ValueType::Number, &ValueType::Version])?;
            self.value(*value)?;
            self.variables.push(Variable { name, holds: Holds::Value(*value) });
            return Ok(());
        }
        let quantity = self.one(&["rows", "rows", "first", "last", "matches"])?;
        self.word(&format!("{quantity} of"));
        let (columns, per) = self.question(quantity)?;
        let one = !per && matches!(quantity, "first" | "last");
        let holds = if one { Holds::Row(columns) } else { Holds::Rows(columns) };
        self.variables.push(Variable { name, holds });
        Ok(())
    }

    /// What is asked, and in which rows; gives the columns of the answer, and whether there is a
    /// row for each value of one.
    fn question(&mut self, quantity: &str) -> Result<(Vec<Column>, bool)> {
        let mut parts = Parts { pattern: false, time: false, file: false };
        let choice = if quantity == "matches" { 0 } else { self.below(6)? };
        let mut columns = match (choice, self.rows()?) {
            (4, _) if !self.tables.is_empty() => {
                let at = self.below(self.tables.len())?;
                let (name, columns) = self.tables[at].clone();
                self.word(&format!("table {name}"));
                columns
            }
            (5, Some((name, columns))) => {
                self.word(&format!("${name}"));
                columns
            }
            _ => self.source(quantity, &mut parts)?,
        };
        if quantity == "matches" || (parts.pattern && self.once_in(2)?) {
            self.word("pattern");
            self.word(PATTERN);
            for name in ["Action", "Service"] {
                columns.push(Column { name: name.to_owned(), value_type: ValueType::Text });
            }
        }
        self.row.clone_from(&columns);
        let per = self.parts(&columns, quantity, &parts);
        self.row.clear();
        Ok((columns, per?))
    }

    /// A source with its argument.
    fn source(&mut self, quantity: &str, parts: &mut Parts) -> Result<Vec<Column>> {
        let fits =
            |source: &&extriage::model::SourceSchema| source.takes_pattern || quantity != "matches";
        let sources: Vec<_> = source_schemas().iter().filter(fits).collect();
        let at = self.below(sources.len())?;
        let source = sources[at];
        parts.pattern = source.takes_pattern;
        parts.time = source.columns.iter().any(|column| column.name == "Time");
        parts.file = matches!(source.argument, ArgumentKind::Path | ArgumentKind::OptionalPath);
        self.word(source.name);
        match source.argument {
            ArgumentKind::Path => self.path()?,
            ArgumentKind::OptionalPath if self.once_in(3)? => self.path()?,
            ArgumentKind::OptionalName if self.once_in(3)? => self.word("'W3SVC'"),
            _ => {}
        }
        let column = |column: &ColumnSchema| Column {
            name: column.name.to_owned(),
            value_type: column.value_type,
        };
        Ok(source.columns.iter().map(column).collect())
    }

    fn path(&mut self) -> Result<()> {
        self.pick(&[
            "'C:\\ExchangeSetupLogs\\ServiceControl.log'",
            "'C:\\ExchangeSetupLogs\\ExchangeSetup.log'",
            "\"${server.systemDrive}\\a.log\"",
            "\"${exchange.bin}\\ExSetup.exe\"",
        ])
    }

    /// The parts of a question; whether there is a row for each value of a column.
    fn parts(&mut self, columns: &[Column], quantity: &str, parts: &Parts) -> Result<bool> {
        let mut per = false;
        if self.once_in(2)? {
            self.word("where");
            self.condition(2)?;
        }
        if matches!(quantity, "first" | "last") {
            let ordered = |column: &&Column| {
                matches!(
                    column.value_type,
                    ValueType::Number | ValueType::Version | ValueType::Time
                )
            };
            let ordered: Vec<&Column> = columns.iter().filter(ordered).collect();
            let at = self.below(ordered.len())?;
            if let Some(column) = ordered.get(at) {
                match self.below(4)? {
                    0 => self.word(&format!("by {}", column.name)),
                    1 => {
                        self.word(&format!("per {}", column.name));
                        per = true;
                    }
                    _ => {}
                }
            }
        } else if self.once_in(4)? {
            self.pick(&["limit 1", "limit 3", "limit 100000"])?;
        }
        if parts.time && self.once_in(4)? {
            self.pick(&["within 7d", "within 5m"])?;
        }
        if parts.file && self.once_in(4)? {
            self.word("if present");
        }
        Ok(per)
    }
}
