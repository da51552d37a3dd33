//! The rule language: scanner, pest parser, syntax tree, checks.
//!
//! Takes text and gives a [`RulePack`](ast::RulePack) and diagnostics. It never reads a file and
//! never fails outright: what is wrong costs the item it stands in, not the others.

pub mod ast;
mod check;
mod fix;
mod format;
mod left_out;
mod lines;
mod lint;
mod parse;
mod sink;
mod suggest;
pub mod words;

use std::collections::HashSet;
use std::sync::Arc;

use time::Date;

use crate::diagnostic::{Code, Diagnostic, SourceText, Span};
use crate::model::{Registry, Stop};
use ast::RulePack;
use check::{File, Item};
pub use fix::{fix, AppliedFix, Fixed};
pub use format::{format, format_until, Formatted};
pub use left_out::LeftOut;
use lines::Lines;
pub use lint::{lints, Lint, Suppressed};
use sink::Sink;
pub(crate) use suggest::nearest;

/// The most bytes that a rule file may have; a larger one is a problem of its own.
pub const MAX_FILE_BYTES: usize = 4 * 1024 * 1024;

/// What rules are compiled against.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The sources and facts that they can name.
    pub registry: Registry,
    /// The day, UTC, by which waivers end; without one, no waiver is called old.
    pub today: Option<Date>,
    /// Rule files that the others may refer to. Nothing is reported about them, their tests are
    /// left out, and an item of the same name in the others takes the place of theirs.
    pub library: Vec<Arc<SourceText>>,
    /// Asked while rules are compiled. Once it says so, what is not done is left out, and what comes
    /// out is good for nothing.
    pub stop: Stop,
}

impl Default for Settings {
    /// What this engine reads, and no day.
    fn default() -> Self {
        Self {
            registry: Registry::SHIPPED,
            today: None,
            library: Vec::new(),
            stop: Stop::default(),
        }
    }
}

/// What compiling a set of rule files gives: all that is sound, and all that is wrong.
#[derive(Debug, Default)]
pub struct Compilation {
    /// The sound items.
    pub pack: RulePack,
    /// Every problem, in the order of the files and of the places in them.
    pub diagnostics: Vec<Diagnostic>,
    /// What lints found and the files suppress, each with the reason.
    pub suppressed: Vec<Suppressed>,
    /// How many errors each file has, also those of which there are too many to show.
    pub errors: Vec<usize>,
    /// The codes of these errors.
    pub codes: Vec<HashSet<Code>>,
    /// The rules, profiles and tests that are in the files and not in the pack.
    pub left_out: Vec<LeftOut>,
}

/// Compiles rule files. Items that are wrong are left out of the pack and reported; the others are
/// in it. Ids, tables and fixtures are shared over all files of one call.
pub fn compile(sources: &[Arc<SourceText>]) -> Compilation {
    compile_with(sources, &Settings::default())
}

/// Like [`compile`], with other settings.
pub fn compile_with(sources: &[Arc<SourceText>], settings: &Settings) -> Compilation {
    let mut sink = Sink::until(&settings.stop);
    let files: Vec<File> = sources.iter().filter_map(|source| file(source, &mut sink)).collect();
    let mut items = read(&files, &mut sink);
    let mut silent = Sink::until(&settings.stop);
    let library = settings.library.iter().filter_map(|source| file(source, &mut silent));
    let library: Vec<File> = library.collect();
    let referred = read(&library, &mut silent);
    if sink.stopped() {
        return Compilation::default();
    }
    let named = left_out::named(&items);
    let own: HashSet<_> = items.iter().filter_map(Item::key).collect();
    items.extend(
        referred
            .into_iter()
            .filter(|item| item.key().is_some_and(|key| key.0.names() && !own.contains(&key))),
    );
    let pack = check::pack(&items, settings, &mut sink);
    let linted = lint::run(&pack, &items, &files, settings, |source| sink.is_broken(source));
    drop(items);
    if sink.stopped() {
        return Compilation::default();
    }
    linted.reported.into_iter().for_each(|found| sink.report(found));
    let left_out = left_out::without_loaded(named, &pack);
    let of_library = |found: &Diagnostic| {
        settings.library.iter().any(|source| Arc::ptr_eq(source, &found.source))
    };
    let (errors, codes) = (sink.errors_of(sources), sink.codes_of(sources));
    let mut diagnostics = sink.finish(sources);
    diagnostics.retain(|found| settings.library.is_empty() || !of_library(found));
    Compilation { pack, diagnostics, suppressed: linted.suppressed, errors, codes, left_out }
}

/// Splits files into items and reads each as far as it can be read.
fn read<'a>(files: &'a [File], sink: &mut Sink) -> Vec<Item<'a>> {
    let mut items: Vec<Item<'a>> = Vec::new();
    for file in files {
        for region in &file.regions {
            if sink.stopped() {
                return items;
            }
            // The last brace of an item that could not be read is no second mistake.
            let after_broken = items.last().is_some_and(|last| last.settled.broken);
            let settled = parse::settle(&file.source, region, after_broken, sink);
            items.push(Item { file, settled });
        }
    }
    items
}

fn file(source: &Arc<SourceText>, sink: &mut Sink) -> Option<File> {
    if sink.stopped() {
        return None;
    }
    if source.text.len() > MAX_FILE_BYTES {
        let limit = MAX_FILE_BYTES / (1024 * 1024);
        let span = Span::default();
        let large = Diagnostic::error(Code::FileTooLarge, source, span, "this file is too large");
        sink.report(large.help(format!("a rule file may have {limit} MiB; split it")));
        return None;
    }
    if parse::is_wide(&source.text) {
        let span = Span::default();
        let message = "this file is UTF-16 without a byte order mark, or no text at all";
        let wide = Diagnostic::error(Code::HiddenCharacter, source, span, message);
        sink.report(wide.help("save it as UTF-8"));
        return None;
    }
    let (regions, remarks) = parse::scan_while(&source.text, || !sink.stopped());
    parse::between(source, regions.iter().map(|region| region.span), sink);
    Some(File { source: Arc::clone(source), lines: Lines::new(&source.text), regions, remarks })
}
