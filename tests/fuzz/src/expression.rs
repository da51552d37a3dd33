//! Values and conditions that mostly fit each other.

use arbitrary::Result;
use extriage::model::{fact_schemas, ValueType};

use crate::writer::{Column, Holds, Variable, Writer};

const TYPES: [ValueType; 7] = [
    ValueType::Text,
    ValueType::Number,
    ValueType::Version,
    ValueType::Bool,
    ValueType::Time,
    ValueType::Duration,
    ValueType::List,
];

const TEXTS: [&str; 10] = [
    "'W3SVC'",
    "'Disabled'",
    "'Mailbox'",
    "'EX*'",
    "''",
    "'it''s'",
    "\"`$5 `\"quoted`\"\"",
    "'C:\\Windows\\explorer.exe'",
    "'[a-c]?*'",
    "'\u{E9}\u{65E5}\u{1F600}'",
];

impl Writer<'_, '_> {
    /// A condition; the deeper, the simpler.
    pub(crate) fn condition(&mut self, depth: usize) -> Result<()> {
        match self.below(if depth > 3 { 5 } else { 8 })? {
            0..=2 => self.comparison(),
            3 => self.row_condition(),
            4 => self.value(ValueType::Bool),
            5 => {
                self.word("-not (");
                self.condition(depth + 1)?;
                self.word(")");
                Ok(())
            }
            choice => {
                let operator = if choice == 6 { "-and" } else { "-or" };
                for part in 0..2 + self.below(3)? {
                    if part > 0 {
                        self.word(operator);
                    }
                    self.word("(");
                    self.condition(depth + 1)?;
                    self.word(")");
                }
                Ok(())
            }
        }
    }

    fn comparison(&mut self) -> Result<()> {
        let at = self.below(TYPES.len())?;
        let value_type = TYPES[at];
        self.value(value_type)?;
        match value_type {
            ValueType::List => {
                self.pick(&["-contains", "-notcontains", "-ccontains"])?;
                self.literal(ValueType::Text)
            }
            ValueType::Text => match self.below(4)? {
                0 => {
                    self.pick(&["-eq", "-ne", "-like", "-notlike", "-ceq", "-clike"])?;
                    self.value(value_type)
                }
                1 => {
                    self.pick(&["-match", "-notmatch", "-cmatch"])?;
                    self.pattern()
                }
                2 => {
                    self.pick(&["-in", "-notin", "-cin"])?;
                    self.value(ValueType::List)
                }
                _ => {
                    self.pick(&["-like", "-eq"])?;
                    self.plain(value_type)
                }
            },
            ValueType::Bool => {
                self.pick(&["-eq", "-ne"])?;
                self.value(value_type)
            }
            ValueType::Version if self.once_in(3)? => {
                self.pick(&["-like", "-notlike"])?;
                self.pick(&["15.2.*", "15.*", "15.2.721.*"])
            }
            _ => {
                self.pick(&["-eq", "-ne", "-lt", "-le", "-gt", "-ge"])?;
                self.value(value_type)
            }
        }
    }

    /// A question to the rows of a binding.
    fn row_condition(&mut self) -> Result<()> {
        if self.once_in(2)? {
            let Some((name, _)) = self.rows()? else { return self.comparison() };
            self.word(&format!("count ${name}"));
            self.pick(&["-gt", "-eq", "-lt", "-ge"])?;
            return self.pick(&["0", "1", "3"]);
        }
        let Some((name, columns)) = self.found()? else { return self.comparison() };
        let column = self.column_of(&columns)?;
        self.word(&format!("exists ${name}{column}"));
        Ok(())
    }

    /// A binding with rows, and their columns.
    pub(crate) fn rows(&mut self) -> Result<Option<(String, Vec<Column>)>> {
        self.bound(|holds| match holds {
            Holds::Rows(columns) => Some(columns),
            _ => None,
        })
    }

    /// A binding with rows or a row, and their columns.
    pub(crate) fn found(&mut self) -> Result<Option<(String, Vec<Column>)>> {
        self.bound(|holds| match holds {
            Holds::Rows(columns) | Holds::Row(columns) => Some(columns),
            Holds::Value(_) => None,
        })
    }

    fn bound(
        &mut self,
        wanted: impl Fn(&Holds) -> Option<&Vec<Column>>,
    ) -> Result<Option<(String, Vec<Column>)>> {
        let found: Vec<(String, Vec<Column>)> = self
            .variables
            .iter()
            .filter_map(|variable| Some((variable.name.clone(), wanted(&variable.holds)?.clone())))
            .collect();
        let at = self.below(found.len())?;
        Ok(found.into_iter().nth(at))
    }

    /// `.Column` of a binding, or nothing.
    fn column_of(&mut self, columns: &[Column]) -> Result<String> {
        if columns.is_empty() || self.once_in(2)? {
            return Ok(String::new());
        }
        let at = self.below(columns.len())?;
        Ok(format!(".{}", columns[at].name))
    }

    /// A value of a type: a literal, fact, column or variable.
    pub(crate) fn value(&mut self, value_type: ValueType) -> Result<()> {
        match self.below(5)? {
            0 => self.literal(value_type),
            1 => self.fact(value_type),
            2 => self.bare_column(value_type),
            3 => self.variable(value_type),
            _ => {
                self.word("(");
                self.variable(value_type)?;
                self.word("??");
                self.plain(value_type)?;
                self.word(")");
                Ok(())
            }
        }
    }

    fn fact(&mut self, value_type: ValueType) -> Result<()> {
        let facts: Vec<_> =
            fact_schemas().iter().filter(|fact| fact.value_type == value_type).collect();
        let at = self.below(facts.len())?;
        match facts.get(at) {
            Some(fact) => {
                self.word(fact.path);
                Ok(())
            }
            None => self.literal(value_type),
        }
    }

    fn bare_column(&mut self, value_type: ValueType) -> Result<()> {
        let columns: Vec<String> = self
            .row
            .iter()
            .filter(|column| column.value_type == value_type)
            .map(|column| column.name.clone())
            .collect();
        let at = self.below(columns.len())?;
        match columns.get(at) {
            Some(column) => {
                self.word(column);
                Ok(())
            }
            None => self.fact(value_type),
        }
    }

    /// A variable of that type, or a column of one.
    fn variable(&mut self, value_type: ValueType) -> Result<()> {
        let mut found: Vec<String> = Vec::new();
        for Variable { name, holds } in &self.variables {
            let of = |columns: &[Column], wanted: ValueType, end: &str| -> Vec<String> {
                let fitting = columns.iter().filter(|column| column.value_type == wanted);
                fitting.map(|column| format!("{name}.{}{end}", column.name)).collect()
            };
            match holds {
                Holds::Value(held) if *held == value_type => found.push(name.clone()),
                Holds::Value(_) => {}
                Holds::Row(columns) => found.extend(of(columns, value_type, "")),
                Holds::Rows(columns) if value_type == ValueType::List => {
                    found.extend(of(columns, ValueType::Text, ""));
                }
                Holds::Rows(columns) => {
                    found.extend(of(columns, value_type, ".First"));
                    found.extend(of(columns, value_type, ".Last"));
                    found
                        .extend((value_type == ValueType::Number).then(|| format!("{name}.Count")));
                }
            }
        }
        let at = self.below(found.len())?;
        let Some(name) = found.into_iter().nth(at) else { return self.bare_column(value_type) };
        self.word(&format!("${name}"));
        Ok(())
    }

    /// A value without variables in it.
    pub(crate) fn plain(&mut self, value_type: ValueType) -> Result<()> {
        match value_type {
            ValueType::Text | ValueType::Any => self.pick(&TEXTS),
            ValueType::List => {
                self.word("@(");
                for item in 0..self.below(4)? {
                    if item > 0 {
                        self.word(",");
                    }
                    self.pick(&TEXTS)?;
                }
                self.word(")");
                Ok(())
            }
            other => self.literal(other),
        }
    }

    /// A plain value of a type.
    pub(crate) fn literal(&mut self, value_type: ValueType) -> Result<()> {
        match value_type {
            ValueType::Text | ValueType::Any => self.text(),
            ValueType::Number => self.pick(&[
                "0",
                "1",
                "2",
                "5",
                "2013",
                "2016",
                "2019",
                "99999999999",
                "1.5",
                "0.0",
            ]),
            ValueType::Version => self.pick(&[
                "15.2.721.13",
                "15.2.721",
                "15.02.0792.010",
                "15.1.2106.2",
                "0.0.0.0",
                "65535.65535.65535.65535",
            ]),
            ValueType::Bool => self.pick(&["$true", "$false"]),
            ValueType::Time => self.pick(&[
                "2021-03-02",
                "2021-03-02T10:00:00Z",
                "2021-03-06T15:14:57+02:00",
                "1970-01-01",
                "9999-12-31",
                "0001-01-01",
            ]),
            ValueType::Duration => self.pick(&["5m", "7d", "30s", "90ms", "1h", "0s", "36600d"]),
            ValueType::Size => self.pick(&["64KB", "4MB", "0B", "1TB"]),
            ValueType::List => self.plain(value_type),
        }
    }

    /// Text in quotes, with values in it here and there.
    pub(crate) fn text(&mut self) -> Result<()> {
        if !self.once_in(4)? {
            return self.pick(&TEXTS);
        }
        self.word("\"a ");
        let at = self.below(fact_schemas().len())?;
        let fact = fact_schemas()[at].path;
        self.out.push_str(&format!("${{{fact}}}"));
        if let Some((name, columns)) = self.found()? {
            let at = self.below(columns.len())?;
            if let Some(column) = columns.get(at) {
                self.out.push_str(&format!(" ${name}.{}, and", column.name));
            }
        }
        self.out.push('"');
        Ok(())
    }

    /// Text in quotes that is a regular expression.
    pub(crate) fn pattern(&mut self) -> Result<()> {
        self.pick(&[
            "'^EX\\d+$'",
            "'(?<Action>Disabling|Enabling) service ''(?<Service>[^'']+)'''",
            "'\\[(?<Level>ERROR|WARNING)\\]'",
            "'a|b|'",
            "'(?i)x*?'",
            "'.'",
            "''",
            "'[^\\s]{2,9}\\b'",
        ])
    }
}
