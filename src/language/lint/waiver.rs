//! Waivers that have ended or soon will.

use time::Duration;

use super::found::Found;
use super::pack::PackView;

/// So many days ahead the end of a waiver is announced.
const DAYS_AHEAD: i64 = 30;

pub(super) fn ends(pack: &PackView<'_>, found: &mut Found<'_>) {
    let Some(today) = pack.settings.today else { return };
    for waiver in &pack.pack.waivers {
        let left = waiver.until - today;
        let (message, help) = match left.whole_days() {
            _ if left < Duration::ZERO => (
                String::from("this waiver has ended: the rule counts again"),
                "remove the waiver, or set a later day with the reason that holds now",
            ),
            0 => (
                String::from("this waiver ends today"),
                "mend what the rule finds, or set a later day",
            ),
            days @ 1..=DAYS_AHEAD => (
                format!("this waiver ends in {days} day{}", if days == 1 { "" } else { "s" }),
                "mend what the rule finds, or set a later day",
            ),
            _ => continue,
        };
        found.push(found.at(&waiver.source, waiver.until_span, message).help(help));
    }
}
