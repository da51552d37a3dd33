//! Expressions: operators by precedence, with the types of what they give.

use std::sync::LazyLock;

use pest::pratt_parser::{Assoc, Op, PrattParser};

use super::context::{children, Context};
use super::number;
use super::operators::{self, Infix, Written};
use super::types::Type;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::language::ast::{Expr, ExprKind, LookupRows, Name, Operator};
use crate::language::parse::{ItemKind, Node, Rule};
use crate::language::suggest;
use crate::model::Value;

/// Operators that one expression may have, and how deep it may be; evaluating it recurses.
const MAX_OPERATORS: usize = 100;
const MAX_DEPTH: u16 = 128;

/// Operators in a row before one value.
const MAX_PREFIXES: usize = 4;

static PRECEDENCE: LazyLock<PrattParser<Rule>> = LazyLock::new(|| {
    PrattParser::new()
        .op(Op::infix(Rule::op_or, Assoc::Left))
        .op(Op::infix(Rule::op_and, Assoc::Left))
        .op(Op::infix(Rule::op_compare, Assoc::Left))
        .op(Op::infix(Rule::op_coalesce, Assoc::Right))
        .op(Op::prefix(Rule::prefix_op))
});

/// An expression with its type.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    pub(super) expr: Expr,
    pub(super) ty: Type,
    /// How deep it is; evaluating it recurses this far.
    pub(super) depth: u16,
}

impl Typed {
    pub(super) fn new(kind: ExprKind, ty: Type, span: Span) -> Self {
        Self { expr: Expr { kind, span }, ty, depth: 1 }
    }

    pub(super) fn literal(value: Value, ty: Type, span: Span) -> Self {
        Self::new(ExprKind::Literal(value), ty, span)
    }

    /// Stands for something that was reported.
    pub(super) fn any(span: Span) -> Self {
        Self::literal(Value::Missing, Type::Any, span)
    }
}

/// An expression by precedence, before its names are looked up.
enum Tree<'i> {
    Leaf(Node<'i>),
    Prefix(Node<'i>, Box<Tree<'i>>),
    Infix(Box<Tree<'i>>, Node<'i>, Box<Tree<'i>>),
}

impl Context<'_> {
    /// An expression.
    pub(super) fn expr(&mut self, node: &Node<'_>) -> Typed {
        let span = self.span(node);
        let parts: Vec<Node<'_>> = node.clone().into_inner().collect();
        if !self.is_small(&parts, span) {
            return Typed::any(span);
        }
        if self.mixes(&parts, span) {
            return Typed::any(span);
        }
        let tree = PRECEDENCE
            .map_primary(Tree::Leaf)
            .map_prefix(|operator, tree| Tree::Prefix(operator, Box::new(tree)))
            .map_infix(|left, operator, right| {
                Tree::Infix(Box::new(left), operator, Box::new(right))
            })
            .parse(parts.into_iter());
        let typed = self.tree(tree);
        if typed.depth > MAX_DEPTH {
            self.too_complex(span);
            return Typed::any(span);
        }
        typed
    }

    /// An expression that must be true or false.
    pub(super) fn condition(&mut self, node: &Node<'_>) -> Expr {
        let typed = self.expr(node);
        self.require_truth(&typed);
        typed.expr
    }

    /// Reports a value that is not true or false.
    pub(super) fn require_truth(&mut self, typed: &Typed) {
        let (span, ty) = (typed.expr.span, &typed.ty);
        if matches!(ty, Type::Any | Type::Bool) {
            return;
        }
        let message = format!("{}, not a condition", ty.this());
        let wrong = self.error(Code::NotACondition, span, message);
        self.report(match ty {
            Type::Rows(_) | Type::Row(_) => {
                let start = Span { end: span.start, ..span };
                wrong.help("write `exists` before it").fix(start, "exists ")
            }
            _ => wrong.help("compare it, such as with `-eq`"),
        });
    }

    fn is_small(&mut self, parts: &[Node<'_>], span: Span) -> bool {
        let operators = parts.iter().filter(|part| part.as_rule() != Rule::primary).count();
        let prefixes =
            parts.split(|part| part.as_rule() != Rule::prefix_op).map(<[Node<'_>]>::len).max();
        let small = operators <= MAX_OPERATORS && prefixes.unwrap_or(0) <= MAX_PREFIXES;
        if !small {
            self.too_complex(span);
        }
        small
    }

    fn too_complex(&mut self, span: Span) {
        let large = self.error(Code::TooComplex, span, "this expression has too many operators");
        self.report(large.help("bind a part of it to a variable, or use several `when`"));
    }

    /// Reports operators side by side whose order PowerShell and others read differently; their
    /// types are not looked at, because that depends on the order.
    fn mixes(&mut self, parts: &[Node<'_>], span: Span) -> bool {
        let count = |kind: Rule| parts.iter().filter(|part| part.as_rule() == kind).count();
        let (and, or) = (count(Rule::op_and), count(Rule::op_or));
        let (compare, coalesce) = (count(Rule::op_compare), count(Rule::op_coalesce));
        let mixed = if and > 0 && or > 0 {
            Some((
                "-and and -or are mixed without parentheses",
                "write ( ) around one of them; \
                 PowerShell reads them from left to right, other languages -and first",
            ))
        } else if coalesce > 0 && and + or + compare > 0 {
            Some(("?? is mixed with another operator without parentheses", "write ( ) around it"))
        } else if compare > and + or + 1 {
            Some((
                "two comparisons follow each other",
                "join them with -and, or write ( ) around one",
            ))
        } else {
            None
        };
        if let Some((message, help)) = mixed {
            let mixed = self.error(Code::MixedOperators, span, message).help(help);
            self.report(mixed);
        }
        let negated = parts.iter().zip(parts.iter().skip(2)).find(|(prefix, operator)| {
            operator.as_rule() == Rule::op_compare
                && prefix.as_rule() == Rule::prefix_op
                && prefix.as_str().trim_start_matches('-').eq_ignore_ascii_case("not")
        });
        if let Some((prefix, _)) = negated {
            let span = self.span(prefix);
            let unclear = self.error(
                Code::MixedOperators,
                span,
                "-not before a comparison needs parentheses",
            );
            self.report(unclear.help("write -not (a -eq b), or use -ne, -notlike, -notin"));
        }
        mixed.is_some() || negated.is_some()
    }

    fn tree(&mut self, tree: Tree<'_>) -> Typed {
        match tree {
            Tree::Leaf(node) => self.primary(&node),
            Tree::Prefix(operator, operand) => {
                let operand = self.tree(*operand);
                self.prefix(&operator, operand)
            }
            Tree::Infix(left, operator, right) => {
                let left = self.tree(*left);
                let depth = left.depth;
                let (mut typed, other) = self.infix(left, &operator, *right);
                typed.depth = depth.max(other).saturating_add(1);
                typed
            }
        }
    }

    fn prefix(&mut self, operator: &Node<'_>, operand: Typed) -> Typed {
        let at = self.span(operator);
        let span = at.to(operand.expr.span);
        let depth = operand.depth.saturating_add(1);
        let mut typed = match operator.as_str() {
            "exists" => Typed::new(ExprKind::Exists(Box::new(operand.expr)), Type::Bool, span),
            "count" => {
                if !matches!(operand.ty, Type::Any | Type::Rows(_) | Type::List(_)) {
                    let message = format!("count needs rows, and {}", operand.ty.this());
                    let wrong = self.error(Code::TypeMismatch, operand.expr.span, message);
                    self.report(wrong.help("bind them with `rows of`"));
                }
                Typed::new(ExprKind::Count(Box::new(operand.expr)), Type::Number, span)
            }
            not => {
                if !not.starts_with('-') {
                    self.foreign(at, not, "-not");
                }
                self.require_truth(&operand);
                Typed::new(ExprKind::Not(Box::new(operand.expr)), Type::Bool, span)
            }
        };
        typed.depth = depth;
        typed
    }

    /// The typed result, and how deep its right side is.
    fn infix(&mut self, left: Typed, operator: &Node<'_>, right: Tree<'_>) -> (Typed, u16) {
        let (at, text) = (self.span(operator), operator.as_str());
        let infix = match operator.as_rule() {
            Rule::op_and | Rule::op_or => {
                let (name, and_or) = match operator.as_rule() {
                    Rule::op_and => ("-and", Operator::And),
                    _ => ("-or", Operator::Or),
                };
                if !text.starts_with('-') {
                    self.foreign(at, text, name);
                }
                Infix::Operator(and_or)
            }
            Rule::op_coalesce => Infix::Operator(Operator::Coalesce),
            _ => match self.compare_operator(text, at) {
                Some(infix) => infix,
                None => {
                    let right = self.tree(right);
                    return (Typed { ty: Type::Any, ..left }, right.depth);
                }
            },
        };
        match infix {
            Infix::Operator(operator) => {
                let right = self.tree(right);
                let depth = right.depth;
                (self.binary(left, operator, at, right), depth)
            }
            Infix::Match { case, negated } => (self.matches(left, case, negated, right), 1),
        }
    }

    /// The operator of that text; a foreign one is reported and read as what was meant.
    pub(super) fn compare_operator(&mut self, text: &str, at: Span) -> Option<Infix> {
        match operators::read(text) {
            Written::Known(infix) => Some(infix),
            Written::Foreign(instead) => {
                self.foreign(at, text, instead);
                match operators::read(instead) {
                    Written::Known(infix) => Some(infix),
                    _ => None,
                }
            }
            Written::Unknown => {
                let message = format!("there is no operator `{text}`");
                let mut unknown = self.error(Code::UnknownOperator, at, message);
                unknown = match suggest::nearest(text, operators::NAMES) {
                    Some(near) => unknown.help(format!("did you mean `{near}`?")).fix(at, near),
                    None => unknown.help(format!("there is {}", operators::NAMES[..16].join(", "))),
                };
                self.report(unknown);
                None
            }
        }
    }

    fn foreign(&mut self, at: Span, text: &str, instead: &str) {
        let message = format!("`{text}` is not an operator of this language");
        let foreign = self.error(Code::ForeignOperator, at, message);
        let label = format!("write `{instead}`");
        self.report(foreign.label(label).fix(at, instead));
    }

    fn matches(&mut self, left: Typed, case: bool, negated: bool, right: Tree<'_>) -> Typed {
        let from = left.expr.span;
        if !matches!(left.ty, Type::Any | Type::Text) {
            let message = format!("-match looks at text, and {}", left.ty.this());
            let wrong = self.error(Code::TypeMismatch, from, message);
            self.report(match left.ty {
                Type::Version => wrong.help("compare a version with -lt, -ge or -like 15.2.*"),
                _ => wrong.help("name a column that is text"),
            });
        }
        let text = match &right {
            Tree::Leaf(node) => node.clone().into_inner().next(),
            _ => None,
        };
        let Some(text) = text.filter(|text| text.as_rule() == Rule::string) else {
            let span = match &right {
                Tree::Leaf(node) | Tree::Prefix(node, _) | Tree::Infix(_, node, _) => {
                    self.span(node)
                }
            };
            self.pattern_not_fixed(span);
            return Typed { ty: Type::Bool, ..left };
        };
        let span = from.to(self.span(&text));
        let Some(pattern) = self.pattern(&text, case) else {
            return Typed { ty: Type::Bool, ..left };
        };
        let kind = ExprKind::Match { negated, text: Box::new(left.expr), pattern };
        Typed::new(kind, Type::Bool, span)
    }

    /// A value.
    fn primary(&mut self, node: &Node<'_>) -> Typed {
        let span = self.span(node);
        let Some(inner) = node.clone().into_inner().next() else { return Typed::any(span) };
        match inner.as_rule() {
            Rule::string => self.text(&inner),
            Rule::here_string => Typed::literal(Value::from(here_text(&inner)), Type::Text, span),
            Rule::numeric => self.number(&inner),
            Rule::constant => match inner.as_str() {
                "$null" => {
                    self.report(self.no_null(span, "$null"));
                    Typed::any(span)
                }
                text => Typed::literal(Value::Bool(text == "$true"), Type::Bool, span),
            },
            Rule::list => self.list(&inner),
            Rule::call => self.call(&inner),
            Rule::var => self.variable(inner.as_str().trim_start_matches('$'), span),
            Rule::path => self.bare(inner.as_str(), span),
            _ => match children(&inner, Rule::expr).next() {
                Some(expr) => {
                    let mut typed = self.expr(&expr);
                    typed.depth = typed.depth.saturating_add(1);
                    typed
                }
                None => Typed::any(span),
            },
        }
    }

    /// A value that stands alone, such as the object of a step.
    pub(super) fn value(&mut self, node: &Node<'_>) -> Typed {
        match node.as_rule() {
            Rule::primary => self.primary(node),
            Rule::string => self.text(node),
            Rule::var => {
                let span = self.span(node);
                self.variable(node.as_str().trim_start_matches('$'), span)
            }
            _ => self.expr(node),
        }
    }

    /// A number, version, date, size or length of time.
    pub(super) fn number(&mut self, node: &Node<'_>) -> Typed {
        let span = self.span(node);
        match number::read(node.as_str()) {
            Ok((value, ty)) => Typed::literal(value, ty, span),
            Err(help) => {
                let text: String = node.as_str().chars().take(40).collect();
                let bad = self.error(Code::BadNumber, span, format!("`{text}` cannot be read"));
                self.report(bad.help(help));
                Typed::any(span)
            }
        }
    }

    /// What to write where `$null` would stand elsewhere.
    pub(super) fn no_null(&self, span: Span, text: &str) -> Diagnostic {
        self.error(Code::ForeignConstant, span, format!("there is no `{text}` in this language"))
            .help("ask with `exists x` or `-not exists x`; empty text is ''")
    }

    fn list(&mut self, node: &Node<'_>) -> Typed {
        let span = self.span(node);
        let elements: Vec<Typed> =
            children(node, Rule::expr).map(|element| self.expr(&element)).collect();
        let depth = elements.iter().map(|element| element.depth).max().unwrap_or(0);
        let ty = elements.iter().map(|element| element.ty.clone()).reduce(|a, b| a.join(&b));
        let ty = Type::List(Box::new(ty.unwrap_or(Type::Any)));
        let list = elements.into_iter().map(|element| element.expr).collect();
        Typed { depth: depth.saturating_add(1), ..Typed::new(ExprKind::List(list), ty, span) }
    }

    /// `lookup(rows, key, 'column')`, the only function.
    fn call(&mut self, node: &Node<'_>) -> Typed {
        const USAGE: &str =
            "it is written lookup(Table, key, 'column') or lookup($rows, key, 'column')";
        let span = self.span(node);
        let name = node.clone().into_inner().next();
        let name = name.map(|name| name.as_str().to_owned()).unwrap_or_default();
        let arguments: Vec<Node<'_>> = children(node, Rule::expr).collect();
        if name != "lookup" {
            let unknown =
                self.error(Code::UnknownFunction, span, format!("there is no function `{name}`"));
            self.report(unknown.help("there is only lookup(Table, key, 'column')"));
            return Typed::any(span);
        }
        let [rows, key, column] = arguments.as_slice() else {
            let count = arguments.len();
            let message = format!("lookup has three arguments, and here are {count}");
            let wrong = self.error(Code::UnknownFunction, span, message);
            self.report(wrong.help(USAGE));
            return Typed::any(span);
        };
        let Some((rows, shape)) = self.lookup_rows(rows, USAGE) else { return Typed::any(span) };
        let key = self.expr(key);
        let first =
            shape.as_ref().and_then(|columns| columns.list.first()).map(|(_, ty)| ty.clone());
        if let Some(first) = first.filter(|first| !first.fits(&key.ty)) {
            let message = format!("the first column is {}, and {}", first.name(), key.ty.this());
            let wrong = self.error(Code::TypeMismatch, key.expr.span, message);
            self.report(wrong.help("lookup finds the row whose first column is the key"));
        }
        let at = self.span(column);
        let column = self.expr(column);
        let ExprKind::Literal(Value::Text(text)) = column.expr.kind else {
            let wrong = self.error(Code::UnknownFunction, at, "the column must be plain text");
            self.report(wrong.help(USAGE));
            return Typed::any(span);
        };
        let mut column = Name { text, span: at };
        let ty = self.column(&mut column, &shape, None);
        let depth = key.depth.saturating_add(1);
        let kind = ExprKind::Lookup { rows, key: Box::new(key.expr), column };
        Typed { depth, ..Typed::new(kind, ty, span) }
    }

    fn lookup_rows(
        &mut self,
        node: &Node<'_>,
        usage: &str,
    ) -> Option<(LookupRows, super::types::Shape)> {
        let span = self.span(node);
        let text = node.as_str();
        let table = Name { text: std::sync::Arc::from(text), span };
        if let Some((table, shape)) = self.pack.table(text) {
            return Some((LookupRows::Table(Name { text: table.name.text.clone(), span }), shape));
        }
        if self.pack.names.find(ItemKind::Table, text).is_some() {
            return Some((LookupRows::Table(table), None));
        }
        if let Some(variable) = text.strip_prefix('$') {
            let name = Name {
                text: std::sync::Arc::from(variable),
                span: Span { start: span.start + 1, ..span },
            };
            let (name, ty) = self.lookup(&name)?;
            return match ty {
                Type::Rows(shape) => Some((LookupRows::Variable(name), shape)),
                Type::Any => Some((LookupRows::Variable(name), None)),
                other => {
                    let message = format!("lookup needs rows, and {}", other.this());
                    let wrong = self.error(Code::UnknownFunction, span, message);
                    self.report(wrong.help(usage));
                    None
                }
            };
        }
        self.unknown_table(&table);
        None
    }

    /// Reports a table that does not exist.
    pub(super) fn unknown_table(&mut self, name: &Name) {
        let tables = self.pack.names.all(ItemKind::Table);
        let message = format!("there is no table `{}`", name.text);
        let mut unknown = self.error(Code::UnknownTable, name.span, message);
        if let Some(near) = suggest::nearest(&name.text, tables.iter().copied()) {
            unknown = unknown.fix(name.span, near);
        }
        let help = suggest::help(&name.text, tables.iter().copied(), "there are the tables");
        self.report(unknown.help(help.unwrap_or_else(|| String::from("there are no tables yet"))));
    }
}

/// The text of a here-string, exactly as it stands between its marks.
pub(super) fn here_text<'i>(node: &Node<'i>) -> &'i str {
    let text = node.clone().into_inner().next().map_or("", |text| text.as_str());
    text.strip_prefix("\r\n").or_else(|| text.strip_prefix('\n')).unwrap_or(text)
}
