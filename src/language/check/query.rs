//! Questions to the evidence.

use std::rc::Rc;
use std::sync::Arc;

use time::Duration;

use super::context::{child, Context};
use super::expression::Typed;
use super::types::{Columns, Shape, Type};
use crate::diagnostic::{Code, Span};
use crate::language::ast::{Expr, ExprKind, Name, Quantity, Query, QuerySource, TextPiece};
use crate::language::parse::{ItemKind, Node, Rule};
use crate::language::suggest;
use crate::model::{ArgumentKind, SourceSchema, Value, ValueType};

impl Context<'_> {
    /// `rows of SOURCE ...`, or a source with an argument; `None` after a report.
    pub(super) fn query(&mut self, node: &Node<'_>) -> Option<(Query, Type)> {
        let span = self.span(node);
        let direct = child(node, Rule::direct);
        let quantity = child(node, Rule::quantity).map(|quantity| quantity.as_str().to_owned());
        let body = direct.as_ref().unwrap_or(node);
        let holder = child(node, Rule::source);
        let (source, shape, schema) = self.source(holder.as_ref().unwrap_or(body))?;
        let mut query = Query::whole(source, span);
        query.quantity = match quantity.as_deref() {
            None => Quantity::Whole,
            Some("first") => Quantity::First,
            Some("last") => Quantity::Last,
            Some(_) => Quantity::Rows,
        };
        let argument = child(holder.as_ref().unwrap_or(body), Rule::argument);
        let parts: Vec<Node<'_>> = body
            .clone()
            .into_inner()
            .filter(|part| part.as_rule() == Rule::query_part)
            .filter_map(|part| part.into_inner().next())
            .collect();
        let patterned = parts.iter().any(|part| part.as_rule() == Rule::pattern_part);
        if quantity.as_deref() == Some("matches") && !patterned {
            self.no_pattern(argument.as_ref(), span);
            return Some((query, Type::Rows(None)));
        }
        query.argument = self.argument(schema, argument.as_ref(), span);
        self.no_repeats(&parts);
        let shape = self.patterned(&mut query, schema, shape, &parts);
        for part in &parts {
            self.part(&mut query, schema, &shape, part);
        }
        let one = matches!(query.quantity, Quantity::First | Quantity::Last) && query.per.is_none();
        let single =
            query.quantity == Quantity::Whole && schema.is_some_and(|schema| schema.single);
        let ty = if one || single { Type::Row(shape) } else { Type::Rows(shape) };
        Some((query, ty))
    }

    /// Reports `matches of` without a pattern; the word may be all that is missing.
    fn no_pattern(&mut self, argument: Option<&Node<'_>>, span: Span) {
        let wrong = self.error(Code::BadQuery, span, "`matches of` needs a `pattern`");
        let path = |node: &&Node<'_>| node.as_str().contains(":\\") || node.as_str().contains("${");
        match argument.filter(|argument| !path(argument)) {
            Some(text) => {
                let at = Span { end: self.span(text).start, ..self.span(text) };
                let wrong = wrong.help("write `pattern` before the text").fix(at, "pattern ");
                self.report(wrong);
            }
            None => self.report(wrong.help("write pattern '...', or ask for `rows of`")),
        }
    }

    /// A source by its bare name alone, without argument or parts.
    pub(super) fn whole_source(&mut self, name: &str, span: Span) -> Option<(Query, Type)> {
        let schema = self.pack.registry.source(name)?;
        let argument = self.argument(Some(schema), None, span);
        let shape = Some(Rc::new(Columns::of_source(schema)));
        let query = Query { argument, ..Query::whole(QuerySource::Evidence(schema), span) };
        Some((query, if schema.single { Type::Row(shape) } else { Type::Rows(shape) }))
    }

    fn source(
        &mut self,
        holder: &Node<'_>,
    ) -> Option<(QuerySource, Shape, Option<&'static SourceSchema>)> {
        let inner = holder.clone().into_inner().next()?;
        let span = self.span(&inner);
        match inner.as_rule() {
            Rule::table_source => {
                let name = child(&inner, Rule::id).map(|id| self.name(&id))?;
                let (name, shape) = self.table_shape(name)?;
                Some((QuerySource::Table(name), shape, None))
            }
            Rule::var => {
                let name = self.variable_name(&inner);
                let (name, ty) = self.lookup(&name)?;
                let shape = match ty {
                    Type::Rows(shape) => shape,
                    Type::Any => None,
                    other => {
                        let message = format!("`${}` is {}, not rows", name.text, other.name());
                        let wrong = self.error(Code::BadQuery, span, message);
                        self.report(wrong.help("bind rows with `rows of` first"));
                        self.forget(&name.text);
                        None
                    }
                };
                Some((QuerySource::Variable(name), shape, None))
            }
            _ => {
                let schema = self.evidence(inner.as_str(), span)?;
                let shape = Some(Rc::new(Columns::of_source(schema)));
                Some((QuerySource::Evidence(schema), shape, Some(schema)))
            }
        }
    }

    /// A table by its name, spelled as it was defined.
    fn table_shape(&mut self, name: Name) -> Option<(Name, Shape)> {
        if let Some((table, shape)) = self.pack.table(&name.text) {
            return Some((Name { text: Arc::clone(&table.name.text), ..name }, shape));
        }
        if self.pack.names.find(ItemKind::Table, &name.text).is_some() {
            return Some((name, None));
        }
        self.unknown_name(ItemKind::Table, &name);
        None
    }

    /// A source by its name; reported when there is none.
    pub(super) fn evidence(&mut self, name: &str, span: Span) -> Option<&'static SourceSchema> {
        if let Some(schema) = self.pack.registry.source(name) {
            return Some(schema);
        }
        let message = format!("there is no source `{name}`");
        let mut unknown = self.error(Code::UnknownSource, span, message);
        let names = || self.pack.registry.sources.iter().map(|schema| schema.name);
        let views: Vec<&str> = names()
            .filter(|known| known.split('.').next().is_some_and(|head| head == name))
            .collect();
        if !views.is_empty() {
            unknown = unknown.help(format!("write {}", suggest::any_of(&views)));
        } else if let Some((table, _)) = self.pack.table(name) {
            unknown = unknown.help(format!("did you mean `table {}`?", table.name.text));
        } else {
            if let Some(near) = suggest::nearest(name, names()) {
                unknown = unknown.fix(span, near);
            }
            if let Some(help) = suggest::help(name, names(), "there are the sources") {
                unknown = unknown.help(help);
            }
        }
        self.report(unknown);
        None
    }

    fn argument(
        &mut self,
        schema: Option<&'static SourceSchema>,
        node: Option<&Node<'_>>,
        span: Span,
    ) -> Option<Expr> {
        let kind = schema.map_or(ArgumentKind::None, |schema| schema.argument);
        let name = schema.map_or("a table or variable", |schema| schema.name);
        let Some(node) = node else {
            if kind == ArgumentKind::Path {
                let missing = self.error(Code::BadQuery, span, format!("`{name}` needs a path"));
                self.report(missing.help(format!(
                    "write {name} 'C:\\...' or {name} \"${{exchange.install}}\\...\""
                )));
            }
            return None;
        };
        let at = self.span(node);
        let typed = node.clone().into_inner().next().map(|inner| self.value(&inner))?;
        match kind {
            ArgumentKind::None => {
                let wrong =
                    self.error(Code::BadQuery, at, format!("`{name}` takes no path or name"));
                self.report(wrong.help("remove it, and ask with `where`"));
                return None;
            }
            ArgumentKind::Path | ArgumentKind::OptionalPath => {
                self.full_path(&typed);
                self.no_wildcard(&typed, name);
            }
            ArgumentKind::OptionalName => {}
        }
        if !typed.ty.fits(&Type::Text) {
            let message = format!("`{name}` needs text here, and {}", typed.ty.this());
            let wrong = self.error(Code::TypeMismatch, at, message);
            self.report(wrong.help("name a column that is text"));
        }
        Some(typed.expr)
    }

    /// Reports a path that does not begin with a drive or a value.
    pub(super) fn full_path(&mut self, typed: &Typed) {
        let start: &str = match &typed.expr.kind {
            ExprKind::Literal(Value::Text(text)) => text,
            ExprKind::Text(pieces) => match pieces.first() {
                Some(TextPiece::Literal(text)) => text,
                _ => return,
            },
            _ => return,
        };
        let bytes = start.as_bytes();
        let drive = bytes.first().is_some_and(u8::is_ascii_alphabetic)
            && bytes.get(1) == Some(&b':')
            && matches!(bytes.get(2), Some(b'\\' | b'/'));
        if !drive {
            let wrong =
                self.error(Code::BadPath, typed.expr.span, "this is not a full Windows path");
            self.report(wrong.help(
                "begin with a drive, as in C:\\..., or with a fact, as in \"${exchange.bin}\\...\"",
            ));
        }
    }

    /// Reports a path with a wildcard, where one file is meant.
    fn no_wildcard(&mut self, typed: &Typed, source: &str) {
        let has_one = |text: &str| text.contains(['*', '?']);
        let found = match &typed.expr.kind {
            ExprKind::Literal(Value::Text(text)) => has_one(text),
            ExprKind::Text(pieces) => pieces
                .iter()
                .any(|piece| matches!(piece, TextPiece::Literal(text) if has_one(text))),
            _ => false,
        };
        if found {
            let message = format!("`{source}` reads one file, and this path has a wildcard");
            let wrong = self.error(Code::BadPath, typed.expr.span, message);
            self.report(
                wrong.help("name the file; ask each of several files in a binding of its own"),
            );
        }
    }

    fn no_repeats(&mut self, parts: &[Node<'_>]) {
        for (index, part) in parts.iter().enumerate() {
            if parts.iter().take(index).any(|earlier| earlier.as_rule() == part.as_rule()) {
                let word = part.as_str().split_whitespace().next().unwrap_or_default();
                let message = format!("`{word}` stands twice in one question");
                let twice = self.error(Code::Repeated, self.span(part), message);
                self.report(twice.help("join conditions with -and"));
            }
        }
    }

    /// The pattern, and the columns with its named groups.
    fn patterned(
        &mut self,
        query: &mut Query,
        schema: Option<&'static SourceSchema>,
        shape: Shape,
        parts: &[Node<'_>],
    ) -> Shape {
        let Some(part) = parts.iter().find(|part| part.as_rule() == Rule::pattern_part) else {
            return shape;
        };
        let span = self.span(part);
        if !schema.is_some_and(|schema| schema.takes_pattern) {
            let wrong = self.error(Code::BadQuery, span, "this source has no lines for a pattern");
            self.report(wrong.help("compare a column: where Text -match '...'"));
            return shape;
        }
        query.pattern = child(part, Rule::string).and_then(|text| self.pattern(&text, false));
        // A pattern that was refused hides its groups; naming one is not a second mistake.
        let pattern = query.pattern.as_ref()?;
        let mut columns = shape.as_deref().cloned()?;
        for group in pattern.regex.group_names() {
            if columns.get(group).is_some() {
                let message = format!("the group `{group}` has the name of a column");
                let wrong = self.error(Code::BadQuery, pattern.span, message);
                self.report(wrong.help("choose another name for the group"));
            }
            self.check_column(group, pattern.span);
            columns.list.push((Arc::from(group), Type::Text));
        }
        Some(Rc::new(columns))
    }

    fn part(
        &mut self,
        query: &mut Query,
        schema: Option<&'static SourceSchema>,
        shape: &Shape,
        part: &Node<'_>,
    ) {
        let span = self.span(part);
        let log = schema.is_some_and(|schema| {
            matches!(schema.argument, ArgumentKind::Path | ArgumentKind::OptionalPath)
        });
        let one = matches!(query.quantity, Quantity::First | Quantity::Last);
        match part.as_rule() {
            Rule::where_part => query.filter = self.filter(part, shape),
            Rule::within_part => {
                query.within = self.within(part);
                let timed = schema.is_some_and(|schema| {
                    let mut columns = schema.columns.iter();
                    !schema.single && columns.any(|column| column.value_type == ValueType::Time)
                });
                if !timed && query.source_is_known() {
                    let wrong =
                        self.error(Code::BadQuery, span, "these rows have no time of their own");
                    self.report(wrong.help("`within` is for rows that have a time, such as setuplog.records; remove it"));
                }
            }
            Rule::by_part | Rule::per_part => {
                let Some(mut name) = child(part, Rule::column_name).map(|name| self.name(&name))
                else {
                    return;
                };
                let ty = self.column(&mut name, shape, None);
                let word = if part.as_rule() == Rule::by_part { "by" } else { "per" };
                if !one {
                    let message = format!("`{word}` is for `first of` and `last of`");
                    let wrong = self.error(Code::BadQuery, span, message);
                    self.report(wrong.help("rows come in the order of the evidence"));
                }
                if word == "per" {
                    query.per = Some(name);
                } else {
                    if !ty.is_ordered() {
                        let message = format!("`{}` is {} and has no order", name.text, ty.name());
                        let wrong = self.error(Code::NoOrder, name.span, message);
                        self.report(wrong.help("order by a number, version or time"));
                    }
                    query.by = Some(name);
                }
            }
            Rule::limit_part => query.limit = self.limit(part),
            Rule::if_present => {
                query.if_present = true;
                if !log {
                    let wrong =
                        self.error(Code::BadQuery, span, "`if present` is for files and logs");
                    self.report(wrong.help("remove it"));
                }
            }
            _ => {}
        }
    }

    /// `where EXPR` over rows of these columns.
    pub(super) fn filter(&mut self, part: &Node<'_>, shape: &Shape) -> Option<Expr> {
        let expr = child(part, Rule::expr)?;
        let outer = self.row.replace(shape.clone());
        let condition = self.condition(&expr);
        self.row = outer;
        Some(condition)
    }

    /// `within 7d`.
    pub(super) fn within(&mut self, part: &Node<'_>) -> Option<Duration> {
        let typed = child(part, Rule::numeric).map(|number| self.number(&number))?;
        match (typed.expr.kind, typed.ty) {
            (ExprKind::Literal(Value::Duration(duration)), _) => Some(duration),
            (_, Type::Any) => None,
            (_, other) => {
                let message = format!("`within` needs a length of time, and {}", other.this());
                let wrong = self.error(Code::TypeMismatch, typed.expr.span, message);
                self.report(wrong.help("write it with a unit, such as 90s, 30m or 7d"));
                None
            }
        }
    }

    /// `limit 10`.
    pub(super) fn limit(&mut self, part: &Node<'_>) -> Option<u64> {
        let node = child(part, Rule::numeric)?;
        let count = node.as_str().parse::<u32>().ok().filter(|count| *count > 0);
        if count.is_none() {
            let wrong =
                self.error(Code::BadNumber, self.span(&node), "a limit is a whole number from 1");
            self.report(wrong.help("write a number such as 10"));
        }
        count.map(u64::from)
    }
}

impl Query {
    /// Whether the source is one of evidence or a table; rows of a variable keep their times.
    fn source_is_known(&self) -> bool {
        !matches!(self.source, QuerySource::Variable(_))
    }
}
