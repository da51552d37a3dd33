//! Sentences of setup and Windows, which are in the language of the server.
//!
//! A rule may look for them where something else detects the issue as well: the name of a
//! prerequisite, the type of an exception. So the conditions are read as a server of another
//! language would answer them: no sentence is found. If the rule can still detect its issue, all is
//! well.

use std::collections::{HashMap, HashSet};

use super::found::Found;
use super::view::{RuleView, Site};
use crate::diagnostic::Span;
use crate::language::ast::{
    Binding, BindingValue, Expr, ExprKind, LookupRows, Name, Operator, Pattern, Query, QuerySource,
};
use crate::model::{SourceSchema, Value};

pub(super) fn sentences(rule: &RuleView<'_>, found: &mut Found<'_>) {
    let mut places = Vec::new();
    for (site, expr) in rule.scope.every_expr() {
        places.extend(sentence(rule, site, expr).filter(|(_, negated)| !negated));
    }
    for query in rule.queries() {
        places.extend(localized_pattern(query).map(|pattern| (pattern.span, false)));
    }
    if places.is_empty() || Elsewhere::of(rule).detects() {
        return;
    }
    places.sort_by_key(|(span, _)| span.start);
    for (span, _) in places {
        let message =
            "this sentence is in the server's language, and nothing else detects the issue";
        let localized = found.at(rule.scope.source, span, message);
        found.push(localized.help(
            "match what is the same in every language as well: Name of setuplog.rules or \
             setuplog.failures, Exception or Component of setuplog.errors",
        ));
    }
}

/// Where an English sentence is compared with a localized column, and whether it must not be there.
fn sentence(rule: &RuleView<'_>, site: &Site<'_>, expr: &Expr) -> Option<(Span, bool)> {
    // Sentences are in logs; display names of services are the business of another lint.
    let localized = |column: &Expr| {
        let column = rule.scope.column(site, column);
        column.is_some_and(|(source, column)| source.takes_pattern && column.localized)
    };
    match &expr.kind {
        ExprKind::Match { negated, text, pattern } => {
            let found = localized(text) && is_sentence(&pattern.source, true);
            found.then_some((pattern.span, *negated))
        }
        ExprKind::Binary { operator, left, right } => {
            let negated = match operator {
                Operator::Equal { .. } => false,
                Operator::NotEqual { .. } => true,
                Operator::Like { negated, .. } => *negated,
                _ => return None,
            };
            let text = right.as_text()?;
            let found = localized(left) && is_sentence(text, false);
            found.then_some((right.span, negated))
        }
        _ => None,
    }
}

/// The pattern of a query, where it is a sentence that is looked for in localized text.
fn localized_pattern(query: &Query) -> Option<&Pattern> {
    let QuerySource::Evidence(source) = &query.source else { return None };
    let pattern = query.pattern.as_ref()?;
    let localized = |source: &SourceSchema| source.columns.iter().any(|column| column.localized);
    (localized(source) && is_sentence(&pattern.source, true)).then_some(pattern)
}

/// Three words or more in a row, of which two begin small: product names and identifiers do not.
/// Of alternatives in a pattern, each must be so.
fn is_sentence(text: &str, is_pattern: bool) -> bool {
    let mut alternatives = vec![String::new()];
    let mut depth = 0_usize;
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        let Some(plain) = alternatives.last_mut() else { return false };
        match character {
            '\\' if is_pattern => match characters.next() {
                Some('s') => plain.push(' '),
                Some('b') => {}
                _ => plain.push('\n'),
            },
            '+' | '?' if is_pattern && plain.ends_with(' ') => {}
            '|' if is_pattern && depth == 0 => alternatives.push(String::new()),
            '(' if is_pattern => {
                depth += 1;
                plain.push('\n');
            }
            ')' if is_pattern => {
                depth = depth.saturating_sub(1);
                plain.push('\n');
            }
            character if character.is_alphabetic() || "' ,".contains(character) => {
                plain.push(character);
            }
            _ => plain.push('\n'),
        }
    }
    alternatives.iter().all(|plain| plain.lines().any(is_run_of_words))
}

fn is_run_of_words(run: &str) -> bool {
    let words = run.split([' ', ',']).filter(|word| word.chars().nth(1).is_some());
    let small = words.clone().filter(|word| word.starts_with(char::is_lowercase)).count();
    words.count() >= 3 && small >= 2
}

/// What a condition can be.
#[derive(Debug, Clone, Copy)]
struct Can {
    hold: bool,
    fail: bool,
}

const EITHER: Can = Can { hold: true, fail: true };
const NOT_FOUND: Can = Can { hold: false, fail: true };

/// A rule on a server of another language.
struct Elsewhere<'v, 'a> {
    rule: &'v RuleView<'a>,
    sites: HashMap<*const Expr, &'v Site<'a>>,
    /// Bindings that find nothing there, in small letters.
    empty: HashSet<String>,
}

impl<'v, 'a> Elsewhere<'v, 'a> {
    fn of(rule: &'v RuleView<'a>) -> Self {
        let sites =
            rule.scope.sites.iter().map(|site| (std::ptr::from_ref(site.expr), site)).collect();
        let mut elsewhere = Self { rule, sites, empty: HashSet::new() };
        for binding in &rule.rule.bindings {
            if elsewhere.finds_nothing(binding) {
                elsewhere.empty.insert(binding.name.text.to_ascii_lowercase());
            }
        }
        elsewhere
    }

    /// Whether the rule can detect its issue.
    fn detects(&self) -> bool {
        let can = |condition: &Expr| self.can(condition, self.site(condition)).hold;
        self.rule.rule.applies.iter().all(can)
            && self.rule.rule.whens.iter().any(|when| can(&when.condition))
    }

    fn site(&self, whole: &Expr) -> Option<&'v Site<'a>> {
        self.sites.get(&std::ptr::from_ref(whole)).copied()
    }

    fn finds_nothing(&self, binding: &Binding) -> bool {
        match &binding.value {
            BindingValue::Query(query) => {
                let source =
                    matches!(&query.source, QuerySource::Variable(name) if self.is_empty(name));
                let filter = query.filter.as_ref();
                source
                    || localized_pattern(query).is_some()
                    || filter.is_some_and(|filter| !self.can(filter, self.site(filter)).hold)
            }
            BindingValue::Expr(expr) => {
                matches!(&expr.kind, ExprKind::Variable { name, .. } if self.is_empty(name))
            }
        }
    }

    fn is_empty(&self, name: &Name) -> bool {
        self.empty.contains(&name.text.to_ascii_lowercase())
    }

    fn can(&self, expr: &Expr, site: Option<&Site<'a>>) -> Can {
        let Some(site) = site else { return EITHER };
        if let Some((_, negated)) = sentence(self.rule, site, expr) {
            return if negated { Can { hold: true, fail: false } } else { NOT_FOUND };
        }
        let can = |inner: &Expr| self.can(inner, Some(site));
        match &expr.kind {
            ExprKind::Not(inner) => {
                let Can { hold, fail } = can(inner);
                Can { hold: fail, fail: hold }
            }
            ExprKind::Exists(inner) if self.depends(inner) => NOT_FOUND,
            ExprKind::Binary { operator: Operator::And, left, right } => {
                let (left, right) = (can(left), can(right));
                Can { hold: left.hold && right.hold, fail: left.fail || right.fail }
            }
            ExprKind::Binary { operator: Operator::Or, left, right } => {
                let (left, right) = (can(left), can(right));
                Can { hold: left.hold || right.hold, fail: left.fail && right.fail }
            }
            ExprKind::Binary { operator, left, right } => self.compare(*operator, left, right),
            ExprKind::Match { text, .. } if self.depends(text) => NOT_FOUND,
            _ => EITHER,
        }
    }

    /// A comparison with what was not found does not hold; a count of it is 0.
    fn compare(&self, operator: Operator, left: &Expr, right: &Expr) -> Can {
        if self.is_count(left) {
            let ExprKind::Literal(Value::Number(number)) = right.kind else { return EITHER };
            let hold = match operator {
                Operator::Less => 0.0 < number,
                Operator::LessOrEqual | Operator::Equal { .. } if number == 0.0 => true,
                Operator::LessOrEqual => 0.0 <= number,
                Operator::GreaterOrEqual => 0.0 >= number,
                Operator::NotEqual { .. } => number != 0.0,
                _ => false,
            };
            return Can { hold, fail: !hold };
        }
        let not_among = matches!(
            operator,
            Operator::In { negated: true, .. } | Operator::Contains { negated: true, .. }
        );
        if self.depends(left) || self.depends(right) {
            return if not_among { EITHER } else { NOT_FOUND };
        }
        EITHER
    }

    fn is_count(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Count(inner) => self.depends(inner),
            ExprKind::Variable { name, path } => {
                self.is_empty(name) && matches!(path.as_slice(), [last] if &*last.text == "Count")
            }
            _ => false,
        }
    }

    /// Whether an expression is, or is a column of, what is not found.
    fn depends(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Variable { name, .. }
            | ExprKind::Lookup { rows: LookupRows::Variable(name), .. } => self.is_empty(name),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_sentence;

    #[test]
    fn sentences_are_told_from_names() {
        for (text, expected) in [
            ("access is denied", true),
            (r"validating the state of Active\s+Directory", true),
            ("The service cannot be started, either because it is disabled", true),
            (r"Setup\s+encountered\s+a\s+problem", true),
            (r"System\.ComponentModel\.Win32Exception", false),
            ("Starting Microsoft Exchange Server 2016 Setup", false),
            ("MSExchangeTransport", false),
            ("Disabling service", false),
            ("0x80070070|There is not enough space", false),
            ("there is not enough space|the disk is full", true),
            (r"(?<A>\w+) is (?<B>\w+) by (?<C>\w+)", false),
            ("AllADRolesCommonServiceControl___ee47ab1c06fb47919398e2e95ed99c6c", false),
        ] {
            assert_eq!(is_sentence(text, true), expected, "{text}");
        }
    }
}
