//! The variables of an item, found by name in one step: an item may have thousands of them.

use std::collections::HashMap;

use super::types::Type;
use crate::language::ast::Name;

/// A variable of the item.
#[derive(Debug)]
pub(super) struct Variable {
    /// Its name, without the dollar sign.
    pub(super) name: Name,
    /// What it stands for.
    pub(super) ty: Type,
}

/// The variables so far. Names are compared without regard to case, as in PowerShell; the last of
/// a name counts.
#[derive(Debug, Default)]
pub(super) struct Variables {
    list: Vec<Variable>,
    places: HashMap<String, Vec<usize>>,
}

impl Variables {
    /// Adds a variable.
    pub(super) fn push(&mut self, variable: Variable) {
        let key = variable.name.text.to_ascii_lowercase();
        self.places.entry(key).or_default().push(self.list.len());
        self.list.push(variable);
    }

    /// The last variable of a name.
    pub(super) fn find(&self, name: &str) -> Option<&Variable> {
        let at = self.places.get(&name.to_ascii_lowercase())?.last()?;
        self.list.get(*at)
    }

    /// The last variable of a name, to change it.
    pub(super) fn find_mut(&mut self, name: &str) -> Option<&mut Variable> {
        let at = *self.places.get(&name.to_ascii_lowercase())?.last()?;
        self.list.get_mut(at)
    }

    /// All of them, in the order of their definitions.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Variable> + Clone {
        self.list.iter()
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// Forgets the ones after the first `length`.
    pub(super) fn truncate(&mut self, length: usize) {
        for variable in self.list.drain(length.min(self.list.len())..) {
            if let Some(places) = self.places.get_mut(&variable.name.text.to_ascii_lowercase()) {
                places.pop();
            }
        }
    }
}
