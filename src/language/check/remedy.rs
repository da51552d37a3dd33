//! Remedies: what they may do, how safe that is, and how it is taken back.

use super::context::{child, children, Context};
use crate::diagnostic::{Code, Span};
use crate::language::ast::{Action, Confirm, Remedy, Step, StepItem, Undo, Verify};
use crate::language::parse::{Node, Rule};
use crate::model::Safety;

const CLAUSES: [&str; 8] =
    ["impact", "confirm", "when", "step", "for", "verify", "undo", "otherwise"];

impl Context<'_> {
    /// `remediate 'title' { ... }`.
    pub(super) fn remedy(&mut self, node: &Node<'_>) -> Option<Remedy> {
        let before = self.errors();
        let title = child(node, Rule::string)?;
        let title_span = self.span(&title);
        let mut remedy = Remedy {
            title: self.fixed_text(&title),
            impact: None,
            confirm: Confirm::Once,
            condition: None,
            steps: Vec::new(),
            verify: None,
            undo: None,
            otherwise: None,
            safety: Safety::DisplayOnly,
            line: self.line(self.span(node)),
            title_span,
            span: self.span(node),
        };
        let mut undo_span = title_span;
        let mut confirmed = false;
        let clauses = children(node, Rule::remedy_clause).filter_map(|c| c.into_inner().next());
        for clause in clauses.collect::<Vec<_>>() {
            match clause.as_rule() {
                Rule::impact => {
                    self.once(&clause, "impact", remedy.impact.is_some());
                    remedy.impact = child(&clause, Rule::string).map(|text| self.fixed_text(&text));
                }
                Rule::confirm => {
                    self.once(&clause, "confirm", std::mem::replace(&mut confirmed, true));
                    remedy.confirm = self.confirm(&clause).unwrap_or(remedy.confirm);
                }
                Rule::when => {
                    self.once(&clause, "when", remedy.condition.is_some());
                    remedy.condition = self.plain_when(&clause, "`remediate`");
                }
                Rule::step => remedy.steps.extend(self.step(&clause).map(StepItem::Step)),
                Rule::each_steps => remedy.steps.extend(self.each_steps(&clause)),
                Rule::verify => {
                    self.once(&clause, "verify", remedy.verify.is_some());
                    let within = child(&clause, Rule::within_part);
                    let within = within.and_then(|part| self.within(&part));
                    remedy.verify = Some(Verify { within });
                }
                Rule::undo => {
                    self.once(&clause, "undo", remedy.undo.is_some());
                    undo_span = self.span(&clause);
                    remedy.undo = self.undo(&clause);
                }
                Rule::otherwise => {
                    self.once(&clause, "otherwise", remedy.otherwise.is_some());
                    let mut texts = children(&clause, Rule::string);
                    let words = texts.next().map(|words| self.fixed_text(&words));
                    let link = texts.next().map(|link| self.fixed_text(&link));
                    remedy.otherwise = words.map(|words| (words, link));
                }
                Rule::setting => {
                    if let Some(key) = child(&clause, Rule::setting_key) {
                        let span = self.span(&key);
                        self.unknown_setting(key.as_str(), span, &CLAUSES, &[]);
                    }
                }
                _ => {}
            }
        }
        let steps: Vec<&Step> = all_steps(&remedy.steps).collect();
        remedy.safety = safety(&steps);
        if self.errors() == before && !self.broken {
            if remedy.steps.is_empty() {
                let empty =
                    self.error(Code::IncompleteRemedy, title_span, "this remedy has no step");
                self.report(empty.help("write step manual '...' at least"));
            }
            if matches!(remedy.undo, Some(Undo::Automatic)) {
                self.inverses(&steps, undo_span);
            }
        }
        Some(remedy)
    }

    fn confirm(&mut self, clause: &Node<'_>) -> Option<Confirm> {
        let word = child(clause, Rule::name)?;
        match word.as_str() {
            "always" => Some(Confirm::Always),
            "once" => Some(Confirm::Once),
            "never" => Some(Confirm::Never),
            other => {
                let words = ["always", "once", "never"];
                self.bad_word(other, self.span(&word), &words, "way to confirm");
                None
            }
        }
    }

    fn undo(&mut self, clause: &Node<'_>) -> Option<Undo> {
        if let Some(none) = child(clause, Rule::undo_none) {
            return child(&none, Rule::string).map(|why| Undo::None(self.fixed_text(&why)));
        }
        if let Some(steps) = child(clause, Rule::undo_steps) {
            let steps: Vec<Node<'_>> = children(&steps, Rule::step).collect();
            return Some(Undo::Steps(steps.iter().filter_map(|step| self.step(step)).collect()));
        }
        Some(Undo::Automatic)
    }

    /// `undo automatic` needs something that was captured before each step.
    fn inverses(&mut self, steps: &[&Step], undo: Span) {
        let mut backup = false;
        for step in steps {
            let starts = match &step.action {
                Action::BackupFile(_) => {
                    backup = true;
                    continue;
                }
                Action::RunScript(_) => "run script",
                Action::RunSetup(_) => "run setup",
                Action::RunTool { .. } => "run tool",
                _ => continue,
            };
            if !backup {
                let message = format!("`undo automatic` cannot take back `{starts}`");
                let mut none = self.error(Code::NoInverse, undo, message);
                if let Some(span) = Self::step_span(step) {
                    none = none.place(span, "this has no inverse");
                }
                self.report(none.help(
                    "write step backup file '...' before it, undo { step ... }, or undo none because '...'",
                ));
                return;
            }
        }
        let shown = |action: &Action| {
            matches!(action, Action::Manual(_) | Action::Reboot | Action::IisReset)
        };
        if steps.iter().all(|step| shown(&step.action)) {
            let none =
                self.error(Code::NoInverse, undo, "`undo automatic` has nothing to take back");
            self.report(none.help("write undo none because '...'"));
        }
    }
}

fn all_steps(items: &[StepItem]) -> impl Iterator<Item = &Step> {
    items.iter().flat_map(|item| match item {
        StepItem::Step(step) => std::slice::from_ref(step),
        StepItem::Each(_, steps) => steps.as_slice(),
    })
}

/// The least safe of the actions counts.
fn safety(steps: &[&Step]) -> Safety {
    let one = |step: &&Step| match step.action {
        Action::Manual(_) => Safety::DisplayOnly,
        Action::RunScript(_)
        | Action::RunSetup(_)
        | Action::RunTool { .. }
        | Action::IisReset
        | Action::Reboot => Safety::Unsafe,
        Action::SetService { .. }
        | Action::StartService(_)
        | Action::StopService(_)
        | Action::RestartService(_)
        | Action::SetRegistry { .. }
        | Action::BackupFile(_)
        | Action::RenameFile { .. } => Safety::Safe,
    };
    let found: Vec<Safety> = steps.iter().map(one).collect();
    if found.contains(&Safety::Unsafe) {
        Safety::Unsafe
    } else if found.contains(&Safety::Safe) {
        Safety::Safe
    } else {
        Safety::DisplayOnly
    }
}
