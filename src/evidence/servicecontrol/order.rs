//! The events of both logs in order of time. ServiceControl.log has local times, and dates whose day
//! and month may be mistaken for each other; where more than one order is possible, each is given.

use time::{Duration, OffsetDateTime, PrimitiveDateTime, Time};

use super::date::{date, DateOrder};
use super::entry::Entry;
use super::event::Event;
use super::patch_log::Run;

/// Orders that are looked at; more differ in nothing that is real.
const MAX_ORDERS: usize = 16;

/// Which log an event is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Log {
    Patch,
    Setup,
}

/// Every order in which the events can have happened. `zone` is the server's distance from UTC,
/// `latest` the time at which nothing had been written after the last line of ServiceControl.log.
pub(super) fn orders<'a>(
    runs: &'a [Run],
    setup: &'a [Event],
    zone: Option<i32>,
    latest: Option<OffsetDateTime>,
) -> Vec<Vec<(Log, &'a Event)>> {
    let times = setup_times(setup);
    // A run of which nothing is known can be anywhere; what it does depends on which records were
    // made before it.
    let saved = setup.iter().enumerate().filter(|(_, event)| event.entry == Entry::Saved);
    let unknowns: Vec<usize> =
        [0, setup.len()].into_iter().chain(saved.map(|(place, _)| place + 1)).collect();
    let mut places: Vec<Vec<usize>> = Vec::new();
    for starts in starts(runs, latest) {
        for offset in offsets(zone) {
            let place = |start: &Option<PrimitiveDateTime>, otherwise: usize| match start {
                Some(start) => {
                    let start = start.assume_utc() - Duration::minutes(offset.into());
                    times.partition_point(|time| time.is_some_and(|time| time < start))
                }
                None => otherwise,
            };
            for &unknown in &unknowns {
                let wanted = (places.len() < MAX_ORDERS).then(|| merged(&starts, unknown, &place));
                places.extend(wanted.filter(|wanted| !places.contains(wanted)));
            }
        }
    }
    places.iter().map(|places| merge(runs, setup, places)).collect()
}

/// Before which event of the other log each run is. The log is in order: a run without a time of its
/// own is as early as the one before it, or as late as the one behind it.
fn merged(
    starts: &[Option<PrimitiveDateTime>],
    unknown: usize,
    place: &dyn Fn(&Option<PrimitiveDateTime>, usize) -> usize,
) -> Vec<usize> {
    let mut places: Vec<usize> = starts.iter().map(|start| place(start, unknown)).collect();
    if unknown > 0 {
        let mut next = unknown;
        for (place, start) in places.iter_mut().zip(starts).rev() {
            *place = if start.is_none() { next } else { *place };
            next = *place;
        }
    }
    let mut last = 0;
    for place in &mut places {
        *place = last.max(*place);
        last = *place;
    }
    places
}

fn merge<'a>(runs: &'a [Run], setup: &'a [Event], places: &[usize]) -> Vec<(Log, &'a Event)> {
    let mut all = Vec::new();
    let mut done = 0;
    for (run, place) in runs.iter().zip(places) {
        let before = setup.get(done..*place).unwrap_or_default();
        all.extend(before.iter().map(|event| (Log::Setup, event)));
        done = done.max(*place);
        all.extend(run.events.iter().map(|event| (Log::Patch, event)));
    }
    all.extend(setup.get(done..).unwrap_or_default().iter().map(|event| (Log::Setup, event)));
    all
}

/// The times of the setup log; what has none is as late as what stands before it.
fn setup_times(setup: &[Event]) -> Vec<Option<OffsetDateTime>> {
    let mut last = None;
    setup
        .iter()
        .map(|event| {
            last = last.max(event.time);
            last
        })
        .collect()
}

/// When the runs started, by each reading of their dates that is possible.
fn starts(runs: &[Run], latest: Option<OffsetDateTime>) -> Vec<Vec<Option<PrimitiveDateTime>>> {
    let read = |order: DateOrder| -> Vec<Option<PrimitiveDateTime>> {
        let start = |run: &Run| {
            let date = date(run.head.as_deref()?, order)?;
            Some(PrimitiveDateTime::new(date, run.clock.unwrap_or(Time::MIDNIGHT)))
        };
        runs.iter().map(start).collect()
    };
    let possible = |starts: &Vec<Option<PrimitiveDateTime>>| {
        let told =
            runs.iter().zip(starts).all(|(run, start)| run.head.is_none() || start.is_some());
        let days: Vec<_> = starts.iter().flatten().map(|start| start.date()).collect();
        let last = latest.and_then(|latest| latest.date().next_day());
        told && days.is_sorted()
            && last.is_none_or(|last| days.last().is_none_or(|day| *day <= last))
    };
    let mut all: Vec<_> = [DateOrder::DayFirst, DateOrder::MonthFirst]
        .map(read)
        .into_iter()
        .filter(possible)
        .collect();
    all.dedup();
    if all.is_empty() {
        all.push(vec![None; runs.len()]);
    }
    all
}

/// The distances from UTC that are possible, in minutes.
fn offsets(zone: Option<i32>) -> Vec<i32> {
    match zone {
        Some(zone) => vec![zone, zone + 60],
        None => (-12 * 60..=14 * 60).step_by(30).collect(),
    }
}
