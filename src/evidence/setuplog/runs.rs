//! Where runs begin and end, and which of them is the last one.

use std::sync::Arc;

use time::OffsetDateTime;

use super::analysis::Analysis;
use super::attempt::{Attempt, Kind};
use super::banner::{banner, is_frame, Banner};
use super::causes::Causes;
use super::record::Record;
use super::result::is_failing;
use super::run::Run;
use super::views::{JUDGED, OF_JUDGED_RUN, RUNS};
use super::{SetupLog, SetupLogRows};
use crate::model::{format_time, Completeness};

/// The run that started last by its time, among those that have begun.
#[derive(Debug, Default)]
pub(super) struct Newest(Option<(OffsetDateTime, u64)>);

impl Newest {
    fn add(&mut self, run: &Run) {
        let Some(time) = run.first.time else { return };
        if self.0.is_none_or(|(newest, _)| time > newest) {
            self.0 = Some((time, run.first.line));
        }
    }
}

impl<R: SetupLogRows> SetupLog<R> {
    /// A record is whole. Lines of asterisks wait for what comes after them.
    pub(super) fn finished(&mut self, record: Record) {
        if self.attempt.is_some() {
            return self.attempt(record);
        }
        let product = match banner(&record) {
            None => None,
            Some(Banner::Sound(product)) => Some(Arc::<str>::from(product)),
            Some(Banner::Odd) => {
                self.odd.note(record.line, "a banner that setup does not write so");
                None
            }
        };
        if let Some(product) = product {
            let amid = self.run.as_ref().is_some_and(|run| !run.ended);
            let framed = self.held.take_if(|held| is_frame(held));
            match (amid, framed) {
                (true, Some(frame)) => {
                    self.attempt = Some(Attempt::new(frame, record));
                    return;
                }
                // Nobody can tell whether a run begins here: what stands before it counts as well.
                (true, None) => {
                    self.odd.note(record.line, "a banner without the line of asterisks before it");
                }
                (false, frame) => {
                    self.close_run(false);
                    self.begin_run(Some(product), &record);
                    self.held = frame;
                }
            }
        }
        if record.is_asterisks() {
            let held = self.held.replace(record);
            return held.into_iter().for_each(|held| self.take(held));
        }
        let ended = self.run.as_ref().is_some_and(|run| run.ended);
        if ended {
            self.close_run(false);
            self.begin_run(None, &record);
            self.odd.note(record.line, "a record behind the end of a run; its head is lost");
        }
        if let Some(held) = self.held.take() {
            self.take(held);
        }
        self.take(record);
    }

    /// Takes a record of a run that begins where the last one has no end.
    fn attempt(&mut self, record: Record) {
        let Some(mut attempt) = self.attempt.take() else { return };
        if attempt.records.len() > 2 && matches!(banner(&record), Some(Banner::Sound(_))) {
            // The line before this banner is its own.
            let frame = attempt.records.pop_if(|last| is_frame(last));
            self.commit(attempt);
            self.held = frame.or(self.held.take());
            return self.finished(record);
        }
        match attempt.add(record) {
            Kind::Open => self.attempt = Some(attempt),
            Kind::Run => self.commit(attempt),
            Kind::Refused => self.refused(&attempt),
        }
    }

    /// It is a run like others.
    fn commit(&mut self, attempt: Attempt) {
        self.close_run(false);
        let mut records = attempt.records.into_iter();
        let Some((frame, first)) = records.next().zip(records.next()) else { return };
        let product = match banner(&first) {
            Some(Banner::Sound(product)) => Some(Arc::from(product)),
            _ => None,
        };
        self.begin_run(product, &first);
        if let Some(run) = &mut self.run {
            run.amid = true;
        }
        for record in [frame, first].into_iter().chain(records) {
            self.take(record);
        }
    }

    /// A setup was refused: a run of its own, and what ran before it goes on.
    fn refused(&mut self, attempt: &Attempt) {
        let Some(first) = attempt.records.get(1) else { return };
        self.count += 1;
        let product = match banner(first) {
            Some(Banner::Sound(product)) => Some(Arc::from(product)),
            _ => None,
        };
        let mut run = Run::new(self.count, product, first);
        let mut causes = Causes::default();
        for record in &attempt.records {
            let (level, _, message) = record.parts();
            run.read(record, level, message);
            causes.pass(record, level, message, is_failing(message));
        }
        // The causes of the run that goes on are kept meanwhile.
        let kept = std::mem::replace(&mut self.causes, causes);
        self.give_causes(&run);
        self.causes = kept;
        let (values, text) = run.row();
        self.give(RUNS, &run.first, text, values);
    }

    fn begin_run(&mut self, product: Option<Arc<str>>, first: &Record) {
        self.count += 1;
        self.odd.begin_run(first.line);
        self.doubts.begin_run(first.offset);
        let run = Run::new(self.count, product, first);
        self.newest.add(&run);
        self.run = Some(run);
        self.analysis = Analysis::default();
        self.causes.clear();
        self.required.clear();
    }

    /// A record stands before every banner of the log.
    pub(super) fn begin_headless(&mut self, record: &Record) {
        self.headless = true;
        self.begin_run(None, record);
    }

    /// The run is over, because another one begins or the log ends.
    fn close_run(&mut self, at_end: bool) {
        let Some(run) = self.run.take() else { return };
        let lost = at_end && !run.ended;
        for error in self.errors.close(lost) {
            error.give(self);
        }
        if let Some((line, what)) = run.outcome.lost() {
            self.odd.note(line, what);
        }
        if run.amid && !run.has_head() {
            let what = "the head of a run, without what setup writes behind it";
            self.odd.note(run.first.line, what);
        }
        if let Some(line) = self.analysis.unfinished() {
            self.odd.note(line, "an analysis of the prerequisites begins and has no end");
        }
        self.give_causes(&run);
        let (values, text) = run.row();
        self.give(RUNS, &run.first, text, values);
        if self.judged.as_ref().is_some_and(|judged| judged.stands_before(&run)) {
            OF_JUDGED_RUN.iter().for_each(|view| self.rows.forget(view));
        } else {
            self.give_rules();
            OF_JUDGED_RUN.iter().for_each(|view| self.rows.keep(view));
            self.odd.judge();
            self.doubts.judge();
            self.judged = Some(run.clone());
        }
        self.run = Some(run);
    }

    /// The log is at its end.
    pub(super) fn end_runs(&mut self) {
        if let Some(attempt) = self.attempt.take() {
            self.commit(attempt);
        }
        if self.run.is_some() {
            if let Some(held) = self.held.take() {
                self.take(held);
            }
        }
        self.close_run(true);
        if let Some(judged) = self.judged.take() {
            let (values, text) = judged.row();
            self.give(JUDGED, &judged.first, text, values);
            self.judged = Some(judged);
        }
        let last = self.run.as_ref().and_then(|run| Some((run.first.line, run.first.time?)));
        if let (Some((line, last)), Some((newest, of))) = (last, self.newest.0) {
            if newest > last {
                let (last, newest) = (format_time(last), format_time(newest));
                let what = format!(
                    "the last run begins {last}, before the one of line {of} ({newest}), which \
                     stands before it"
                );
                self.odd.doubt_last(line, &what);
            }
        }
    }

    /// Tells the receiver how much of the log could be seen. `read` says how far it was read.
    pub(super) fn tell_end(&mut self, read: &Completeness) {
        let (runs, last_run) = self.seen();
        let [all, run, last] = self.odd.completeness(&self.file.path);
        let read = read.clone().and(self.other_log());
        let [lost, lost_in_run, lost_banner] = self.doubts.completeness(&self.file.path);
        let with = |part: Completeness| read.clone().and(part);
        self.rows.end(
            &with(runs).and(all).and(lost),
            &with(last_run).and(run).and(lost_in_run),
            &with(last).and(lost_banner),
        );
    }

    /// Whether all of the runs, or of the last one, can be in the log.
    fn seen(&self) -> (Completeness, Completeness) {
        let path = &self.file.path;
        let partial = |text: String| Completeness::Partial(Arc::from(text));
        let Some(run) = &self.run else {
            let none =
                partial(format!("{path} holds no setup run; it is not an Exchange setup log"));
            return (none.clone(), none);
        };
        let cut = partial(format!("{path} begins in the middle of a setup run; its head is cut"));
        let runs = if self.headless { cut.clone() } else { Completeness::Complete };
        let judged = self.judged.as_ref().filter(|judged| judged.number != run.number);
        let last = [judged, Some(run)].into_iter().flatten().map(|run| self.seen_of(run, &cut));
        (runs, last.fold(Completeness::Complete, Completeness::and))
    }

    /// Whether all of one run can be in the log; `cut` where its head is not.
    fn seen_of(&self, run: &Run, cut: &Completeness) -> Completeness {
        let path = &self.file.path;
        let partial = |text: String| Completeness::Partial(Arc::from(text));
        let start = run.first.time_value();
        let last = match &self.run {
            Some(last) if last.number == run.number => "last setup run",
            _ => "last setup run that did anything",
        };
        if run.product.is_none() {
            cut.clone()
        } else if !run.ended {
            partial(format!(
                "the {last} in {path}, started {start}, has no end in the log: it is still \
                 running, was interrupted, or the log is cut"
            ))
        } else if run.outcome.is_of_another_log() {
            partial(format!(
                "the {last} in {path}, started {start}, has no result: \
                 ExchangeSetupBootStrapper.log looks so, which says nothing of a setup run"
            ))
        } else {
            Completeness::Complete
        }
    }

    /// Partial where the log is by its name that of Setup.exe itself, which has heads and ends like
    /// those of runs.
    fn other_log(&self) -> Completeness {
        let path = &self.file.path;
        let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
        if !name.eq_ignore_ascii_case("ExchangeSetupBootStrapper.log") {
            return Completeness::Complete;
        }
        let text =
            format!("{path} is the log of Setup.exe itself, which says nothing of a setup run");
        Completeness::Partial(Arc::from(text))
    }
}
