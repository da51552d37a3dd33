//! Steps of a remedy: the closed list of actions, and what each may act on.

use super::context::{child, children, Context};
use super::expression::Typed;
use super::types::Type;
use crate::diagnostic::{Code, Span};
use crate::language::ast::{Action, Expr, ExprKind, Name, Step, StepItem, TextPiece};
use crate::language::parse::{Node, Rule};
use crate::language::suggest;
use crate::model::Value;

/// Start types that a service can be given.
const START_TYPES: [&str; 3] = ["Automatic", "Manual", "Disabled"];

/// Programs that a step may start.
const TOOLS: [&str; 5] = ["setup.exe", "netdom", "netdom.exe", "msiexec", "msiexec.exe"];

/// Arguments of Exchange setup that a step may use.
const SETUP_ARGUMENTS: [&str; 13] = [
    "/PrepareSchema",
    "/PrepareAD",
    "/PrepareDomain",
    "/PrepareAllDomains",
    "/Mode",
    "/Roles",
    "/OrganizationName",
    "/DomainController",
    "/IAcceptExchangeServerLicenseTerms",
    "/IAcceptExchangeServerLicenseTerms_DiagnosticDataON",
    "/IAcceptExchangeServerLicenseTerms_DiagnosticDataOFF",
    "/TenantOrganizationConfig",
    "/DoNotStartTransport",
];

impl Context<'_> {
    /// `for each $row in $rows { step ... }`.
    pub(super) fn each_steps(&mut self, node: &Node<'_>) -> Option<StepItem> {
        let variables = self.variables.len();
        let each = child(node, Rule::each).and_then(|each| self.each(&each));
        let steps: Vec<Node<'_>> = children(node, Rule::step).collect();
        let steps = steps.iter().filter_map(|step| self.step(step)).collect();
        self.variables.truncate(variables);
        each.map(|each| StepItem::Each(each, steps))
    }

    /// `step 'label' ACTION within 30m`.
    pub(super) fn step(&mut self, node: &Node<'_>) -> Option<Step> {
        let label = child(node, Rule::string).map(|label| self.fixed_text(&label));
        let within = child(node, Rule::within_part).and_then(|part| self.within(&part));
        let action = child(node, Rule::action)?.into_inner().next()?;
        let action = self.action(&action)?;
        Some(Step { label, action, within })
    }

    fn action(&mut self, node: &Node<'_>) -> Option<Action> {
        let values: Vec<Node<'_>> = children(node, Rule::primary).collect();
        let kind = child(node, Rule::name).map(|name| self.name(&name));
        match node.as_rule() {
            Rule::A_IISRESET => Some(Action::IisReset),
            Rule::A_REBOOT => Some(Action::Reboot),
            Rule::act_manual => {
                let text = child(node, Rule::string)?;
                Some(Action::Manual(self.text(&text).expr))
            }
            Rule::act_set => {
                let kind = self.target(&kind?, "set", &["service", "registry"])?;
                let object = self.object(values.first()?).expr;
                let settings: Vec<(Name, Typed)> = self.assignments(node, false);
                if kind == "service" {
                    settings.iter().for_each(|(name, value)| self.start_type(name, value));
                    let settings = settings.into_iter().map(|(name, value)| (name, value.expr));
                    return Some(Action::SetService { name: object, settings: settings.collect() });
                }
                let settings = settings.into_iter().map(|(name, value)| (name, value.expr));
                Some(Action::SetRegistry { key: object, settings: settings.collect() })
            }
            Rule::act_service => {
                let verb = child(node, Rule::service_verb)?;
                let verb = verb.as_str();
                self.target(&kind?, verb, &["service"])?;
                let name = self.object(values.first()?).expr;
                Some(match verb {
                    "start" => Action::StartService(name),
                    "stop" => Action::StopService(name),
                    _ => Action::RestartService(name),
                })
            }
            Rule::act_backup => {
                self.target(&kind?, "backup", &["file"])?;
                let path = self.object(values.first()?);
                self.full_path(&path);
                Some(Action::BackupFile(path.expr))
            }
            Rule::act_rename => {
                self.target(&kind?, "rename", &["file"])?;
                let from = self.object(values.first()?);
                self.full_path(&from);
                let to = self.object(values.get(1)?).expr;
                Some(Action::RenameFile { from: from.expr, to })
            }
            Rule::act_run => self.run(&kind?, &values),
            _ => None,
        }
    }

    fn run(&mut self, kind: &Name, values: &[Node<'_>]) -> Option<Action> {
        let what = self.target(kind, "run", &["script", "setup", "tool"])?;
        let object = self.object(values.first()?);
        let argument = values.get(1).map(|argument| self.object(argument));
        if what != "tool" {
            if let Some(argument) = &argument {
                let message = format!("`run {what}` takes nothing after `with`");
                let wrong = self.error(Code::UnknownAction, argument.expr.span, message);
                self.report(wrong.help("only `run tool` has an argument"));
            }
        }
        match what {
            "script" => {
                self.exchange_script(&object.expr);
                Some(Action::RunScript(object.expr))
            }
            "setup" => {
                self.setup_arguments(&object.expr);
                Some(Action::RunSetup(object.expr))
            }
            _ => {
                self.tool(&object.expr);
                let argument = argument.map(|argument| argument.expr);
                Some(Action::RunTool { name: object.expr, argument })
            }
        }
    }

    /// What an action acts on: text, or a column that is.
    fn object(&mut self, node: &Node<'_>) -> Typed {
        let typed = self.value(node);
        if !typed.ty.fits(&Type::Text) {
            let message = format!("a step acts on a name or path, and {}", typed.ty.this());
            let wrong = self.error(Code::TypeMismatch, typed.expr.span, message);
            self.report(match typed.ty {
                Type::Row(Some(ref columns)) if columns.owner == "service" => {
                    let end = Span { start: typed.expr.span.end, ..typed.expr.span };
                    wrong.help("name a column, such as $service.Name").fix(end, ".Name")
                }
                Type::Row(_) => wrong.help("name a column, such as $service.Name"),
                Type::Rows(_) => wrong.help("go over them: for each $row in $rows { ... }"),
                _ => wrong.help("write text in quotes"),
            });
        }
        typed
    }

    fn target(&mut self, kind: &Name, verb: &str, known: &[&'static str]) -> Option<&'static str> {
        let found = known.iter().find(|known| **known == &*kind.text).copied();
        if found.is_none() {
            let message = format!("there is no action `{verb} {}`", kind.text);
            let unknown = self.error(Code::UnknownAction, kind.span, message);
            let all: Vec<String> = known.iter().map(|known| format!("`{verb} {known}`")).collect();
            self.report(match suggest::nearest(&kind.text, known.iter().copied()) {
                Some(near) => unknown.help(format!("did you mean `{near}`?")).fix(kind.span, near),
                None => unknown.help(format!("there is {}", suggest::any_of(&all))),
            });
        }
        found
    }

    fn start_type(&mut self, name: &Name, value: &Typed) {
        if &*name.text != "StartType" {
            let message = format!("`{}` of a service cannot be set", name.text);
            let wrong = self.error(Code::UnknownAction, name.span, message);
            self.report(
                wrong.help("only StartType can; use start service and stop service for its state"),
            );
            return;
        }
        let mut values = vec![&value.expr];
        while let Some(expr) = values.pop() {
            match &expr.kind {
                ExprKind::Binary { left, right, .. } => values.extend([&**left, &**right]),
                ExprKind::Literal(Value::Text(text))
                    if !START_TYPES.iter().any(|known| known.eq_ignore_ascii_case(text)) =>
                {
                    let message = format!("a service cannot be given the start type `{text}`");
                    let wrong = self.error(Code::BadStartType, expr.span, message);
                    self.report(match suggest::nearest(text, START_TYPES) {
                        Some(near) => wrong
                            .help(format!("did you mean '{near}'?"))
                            .fix(expr.span, near.written(format!("'{near}'"))),
                        None => wrong.help(format!("write {}", suggest::any_of(&START_TYPES))),
                    });
                }
                ExprKind::Literal(literal)
                    if !matches!(literal, Value::Text(_) | Value::Missing) =>
                {
                    let wrong = self.error(Code::BadStartType, expr.span, "a start type is text");
                    self.report(wrong.help(format!("write {}", suggest::any_of(&START_TYPES))));
                }
                _ => {}
            }
        }
    }

    /// Only scripts below the Bin folder of Exchange can be run.
    fn exchange_script(&mut self, expr: &Expr) {
        let allowed = match &expr.kind {
            ExprKind::Text(pieces) => match pieces.as_slice() {
                [TextPiece::Value(fact), TextPiece::Literal(rest)] => {
                    matches!(fact.kind, ExprKind::Fact("exchange.bin")) && is_script(rest)
                }
                _ => false,
            },
            _ => false,
        };
        if !allowed {
            let message = "only scripts in the Bin folder of Exchange can be run";
            let wrong = self.error(Code::ForbiddenScript, expr.span, message);
            self.report(
                wrong.help("write \"${exchange.bin}\\Name.ps1\"; for others, use `step manual`"),
            );
        }
    }

    fn tool(&mut self, expr: &Expr) {
        let name = plain(expr);
        let known =
            name.is_some_and(|name| TOOLS.iter().any(|tool| tool.eq_ignore_ascii_case(name)));
        if known {
            return;
        }
        let (message, help) = match name.map(str::to_ascii_lowercase).as_deref() {
            Some(
                "cmd" | "cmd.exe" | "powershell" | "powershell.exe" | "pwsh" | "pwsh.exe"
                | "wscript" | "wscript.exe" | "cscript" | "cscript.exe" | "mshta" | "mshta.exe",
            ) => (
                format!(
                    "`{}` would run any command, so no rule may start it",
                    name.unwrap_or_default()
                ),
                "tell people what to do with `step manual`",
            ),
            Some(other) => (
                format!("`{other}` cannot be run"),
                "there is setup.exe, netdom and msiexec; for others, use `step manual`",
            ),
            None => (
                String::from("the program must be plain text"),
                "there is setup.exe, netdom and msiexec; for others, use `step manual`",
            ),
        };
        let wrong = self.error(Code::ForbiddenTool, expr.span, message).help(help);
        self.report(wrong);
    }

    fn setup_arguments(&mut self, expr: &Expr) {
        let Some(text) = plain(expr) else {
            let wrong = self.error(
                Code::ForbiddenTool,
                expr.span,
                "the arguments of setup must be plain text",
            );
            self.report(wrong.help(
                "write run setup '/PrepareAD /IAcceptExchangeServerLicenseTerms_DiagnosticDataON'",
            ));
            return;
        };
        for argument in text.split_whitespace() {
            let name = argument.split(':').next().unwrap_or_default();
            if !SETUP_ARGUMENTS.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                let message = format!("setup cannot be run with `{argument}`");
                let wrong = self.error(Code::ForbiddenTool, expr.span, message);
                let help = suggest::help(name, SETUP_ARGUMENTS, "it may have");
                self.report(match help {
                    Some(help) => wrong.help(help),
                    None => wrong,
                });
            }
        }
    }

    /// Where a step stands, by its action.
    pub(super) fn step_span(step: &Step) -> Option<Span> {
        match &step.action {
            Action::SetService { name: expr, .. }
            | Action::SetRegistry { key: expr, .. }
            | Action::RenameFile { from: expr, .. }
            | Action::RunTool { name: expr, .. }
            | Action::StartService(expr)
            | Action::StopService(expr)
            | Action::RestartService(expr)
            | Action::BackupFile(expr)
            | Action::RunScript(expr)
            | Action::RunSetup(expr)
            | Action::Manual(expr) => Some(expr.span),
            Action::IisReset | Action::Reboot => None,
        }
    }
}

fn plain(expr: &Expr) -> Option<&str> {
    match &expr.kind {
        ExprKind::Literal(Value::Text(text)) => Some(text),
        _ => None,
    }
}

/// `\Folder\Name.ps1`, going down only.
fn is_script(rest: &str) -> bool {
    let lower = rest.to_ascii_lowercase();
    let safe = |part: &str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.');
        !part.is_empty()
            && part.chars().all(plain)
            && !part.starts_with('.')
            && !part.ends_with(['.', ' '])
    };
    lower.strip_prefix('\\').is_some_and(|path| path.split('\\').all(safe))
        && lower.ends_with(".ps1")
}
