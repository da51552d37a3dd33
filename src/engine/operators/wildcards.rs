//! Patterns of `-like`, read once and not for each row.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use super::Wildcard;

/// How many patterns are remembered; a condition that has more reads the others again.
const REMEMBERED: usize = 64;

/// The patterns that a rule's conditions have used. Their texts are constants as a rule, so that the
/// same text has the same address.
#[derive(Default)]
pub(in crate::engine) struct Wildcards(RefCell<Vec<Known>>);

struct Known {
    text: Arc<str>,
    case: bool,
    pattern: Option<Rc<Wildcard>>,
}

impl Wildcards {
    /// The pattern of that text; `None` where it is none.
    pub(in crate::engine) fn get(&self, text: &Arc<str>, case: bool) -> Option<Rc<Wildcard>> {
        let mut known = self.0.borrow_mut();
        let same = |one: &&Known| one.case == case && Arc::ptr_eq(&one.text, text);
        if let Some(one) = known.iter().find(same) {
            return one.pattern.clone();
        }
        let pattern = Wildcard::parse(text, case).map(Rc::new);
        if known.len() == REMEMBERED {
            known.remove(0);
        }
        known.push(Known { text: text.clone(), case, pattern: pattern.clone() });
        pattern
    }
}
