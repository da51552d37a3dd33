//! The operators: the ones of the language, and the ones of other languages with what to write.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, SourceText, Span};
use crate::language::ast::Operator;
use crate::language::parse::Rule;
use crate::language::words::{names, OPERATORS};

/// An operator that takes two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Infix {
    /// One that compares or combines.
    Operator(Operator),
    /// `-match` and its like; their right side is a pattern.
    Match {
        /// `-cmatch`.
        case: bool,
        /// `-notmatch`.
        negated: bool,
    },
}

/// What a written operator is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Written {
    /// An operator of the language.
    Known(Infix),
    /// One of another language, with what to write instead.
    Foreign(&'static str),
    /// None at all.
    Unknown,
}

/// The operators as they are written, for "did you mean".
pub(super) const NAMES: [&str; OPERATORS.len()] = names(&OPERATORS);

/// Reads an operator.
pub(super) fn read(text: &str) -> Written {
    let lower = text.to_ascii_lowercase();
    if let Some(foreign) = foreign(&lower) {
        return Written::Foreign(foreign);
    }
    let Some(name) = lower.strip_prefix('-') else { return Written::Unknown };
    let order = match name {
        "lt" => Some(Operator::Less),
        "le" => Some(Operator::LessOrEqual),
        "gt" => Some(Operator::Greater),
        "ge" => Some(Operator::GreaterOrEqual),
        _ => None,
    };
    if let Some(operator) = order {
        return Written::Known(Infix::Operator(operator));
    }
    // `contains` begins with a c of its own.
    let (case, base) = match name.strip_prefix('c') {
        Some(rest) if name != "contains" => (true, rest),
        _ => (false, name),
    };
    let (negated, base) = match base.strip_prefix("not") {
        Some(rest) => (true, rest),
        None => (false, base),
    };
    let operator = match (base, negated) {
        ("eq", false) => Operator::Equal { case },
        ("ne", false) => Operator::NotEqual { case },
        ("like", _) => Operator::Like { case, negated },
        ("in", _) => Operator::In { case, negated },
        ("contains", _) => Operator::Contains { case, negated },
        ("match", _) => return Written::Known(Infix::Match { case, negated }),
        _ => return Written::Unknown,
    };
    Written::Known(Infix::Operator(operator))
}

/// What to write for an operator of another language.
pub(in crate::language) fn instead(kind: Rule, text: &str) -> Option<&'static str> {
    match kind {
        Rule::op_and => (!text.starts_with('-')).then_some("-and"),
        Rule::op_or => (!text.starts_with('-')).then_some("-or"),
        Rule::foreign_not => Some("-not"),
        Rule::op_compare => foreign(&text.to_ascii_lowercase()),
        _ => None,
    }
}

/// Reports an operator of another language.
pub(in crate::language) fn not_of_this_language(
    source: &Arc<SourceText>,
    at: Span,
    text: &str,
    instead: &str,
) -> Diagnostic {
    let message = format!("`{text}` is not an operator of this language");
    let foreign = Diagnostic::error(Code::ForeignOperator, source, at, message);
    foreign.label(format!("write `{instead}`")).fix(at, instead)
}

fn foreign(text: &str) -> Option<&'static str> {
    Some(match text {
        "==" | "===" | "=" | "eq" | "-ieq" => "-eq",
        "!=" | "<>" | "ne" | "-ine" => "-ne",
        "<" | "lt" | "-ilt" => "-lt",
        "<=" | "le" | "-ile" => "-le",
        ">" | "gt" | "-igt" => "-gt",
        ">=" | "ge" | "-ige" => "-ge",
        "=~" | "match" | "-imatch" => "-match",
        "!~" | "-inotmatch" => "-notmatch",
        "like" | "-ilike" => "-like",
        "-inotlike" => "-notlike",
        "in" | "-iin" => "-in",
        "-inotin" => "-notin",
        "contains" | "-icontains" => "-contains",
        "-inotcontains" => "-notcontains",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{read, Infix, Written, NAMES};
    use crate::language::ast::Operator;

    #[test]
    fn every_name_is_read() {
        for name in NAMES.iter().filter(|name| !["-and", "-or", "-not"].contains(name)) {
            assert!(matches!(read(name), Written::Known(_)), "{name}");
        }
    }

    #[test]
    fn case_and_negation() {
        let known = |operator| Written::Known(Infix::Operator(operator));
        assert_eq!(read("-contains"), known(Operator::Contains { case: false, negated: false }));
        assert_eq!(read("-CNotContains"), known(Operator::Contains { case: true, negated: true }));
        assert_eq!(read("-notmatch"), Written::Known(Infix::Match { case: false, negated: true }));
        assert_eq!(read("=="), Written::Foreign("-eq"));
        for unknown in ["-is", "-noteq", "-replace", "-clt", "-xor"] {
            assert_eq!(read(unknown), Written::Unknown, "{unknown}");
        }
    }
}
