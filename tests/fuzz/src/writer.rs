//! Text that is written from the fuzzer's choices.

use arbitrary::{Arbitrary, Result, Unstructured};
use extriage::model::ValueType;

/// A name that a rule uses.
pub(crate) struct Variable {
    pub(crate) name: String,
    pub(crate) holds: Holds,
}

/// What a name stands for.
#[derive(Clone)]
pub(crate) enum Holds {
    Rows(Vec<Column>),
    Row(Vec<Column>),
    Value(ValueType),
}

/// A column of a source or table.
#[derive(Clone)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) value_type: ValueType,
}

/// A file while it is written.
pub(crate) struct Writer<'u, 'b> {
    bytes: &'u mut Unstructured<'b>,
    pub(crate) out: String,
    pub(crate) variables: Vec<Variable>,
    /// The columns whose bare names are values here.
    pub(crate) row: Vec<Column>,
    /// Tables of this file, by name.
    pub(crate) tables: Vec<(String, Vec<Column>)>,
    /// How many fixtures there are.
    pub(crate) fixtures: usize,
    /// How many rules there are.
    pub(crate) rules: usize,
}

impl<'u, 'b> Writer<'u, 'b> {
    pub(crate) fn new(bytes: &'u mut Unstructured<'b>) -> Self {
        let (variables, row, tables) = (Vec::new(), Vec::new(), Vec::new());
        Self { bytes, out: String::new(), variables, row, tables, fixtures: 0, rules: 0 }
    }

    /// A number below `limit`; 0 when the bytes are used up.
    pub(crate) fn below(&mut self, limit: usize) -> Result<usize> {
        self.bytes.int_in_range(0..=limit.saturating_sub(1))
    }

    /// Whether to do what is done once in `times`; not when the bytes are used up.
    pub(crate) fn once_in(&mut self, times: usize) -> Result<bool> {
        Ok(self.below(times)? == times - 1)
    }

    /// One of them.
    pub(crate) fn one<'c, T: ?Sized>(&mut self, choices: &[&'c T]) -> Result<&'c T> {
        let at = self.below(choices.len())?;
        Ok(choices[at])
    }

    /// Any byte.
    pub(crate) fn byte(&mut self) -> Result<u8> {
        u8::arbitrary(self.bytes)
    }

    /// Writes a piece after a blank.
    pub(crate) fn word(&mut self, piece: &str) {
        self.out.push(' ');
        self.out.push_str(piece);
    }

    /// Writes one of the pieces.
    pub(crate) fn pick(&mut self, pieces: &[&str]) -> Result<()> {
        let piece = self.one(pieces)?;
        self.word(piece);
        Ok(())
    }

    /// Begins a line.
    pub(crate) fn line(&mut self, piece: &str) {
        self.out.push_str("\n  ");
        self.out.push_str(piece);
    }
}
