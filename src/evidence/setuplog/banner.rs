//! Banners: `Starting Microsoft Exchange Server 2016 Setup` between two lines of asterisks, with
//! which a run begins.

use super::record::Record;

/// How many asterisks stand before and behind a banner, and behind the end of a run.
const FRAME: usize = 46;

/// What a record that speaks of the start of setup is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Banner<'a> {
    /// A banner as setup writes it, with the product that it names.
    Sound(&'a str),
    /// Something like one: damaged, or put there by somebody else.
    Odd,
}

/// The editions of Exchange whose setup writes this log.
const PRODUCTS: [&str; 5] = ["2010", "2013", "2016", "2019", "Subscription Edition"];

/// Reads a banner; `None` for a record that is none and looks like none.
pub(super) fn banner(record: &Record) -> Option<Banner<'_>> {
    let (_, _, message) = record.parts();
    let rest = message.strip_prefix("Starting Microsoft Exchange")?;
    if !rest.contains("Setup") {
        return None;
    }
    let product = || {
        let product = rest.strip_prefix(' ')?.trim_end().strip_suffix(" Setup")?;
        let product = product.strip_prefix("Server ").unwrap_or(product);
        PRODUCTS.contains(&product).then_some(product)
    };
    let own = record.depth == 0 && record.stamped && message.len() == record.text.len();
    Some(product().filter(|_| own).map_or(Banner::Odd, Banner::Sound))
}

/// Whether it is one of the lines around a banner, or the one behind the end of a run.
pub(super) fn is_frame(record: &Record) -> bool {
    record.is_asterisks() && record.text.trim_end().len() == FRAME
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::setuplog::record::tests::record;

    #[test]
    fn a_banner_names_a_product_of_exchange() {
        for (text, expected) in [
            ("[0] Starting Microsoft Exchange Server 2016 Setup", Some(Banner::Sound("2016"))),
            (
                "[0] Starting Microsoft Exchange Server Subscription Edition Setup",
                Some(Banner::Sound("Subscription Edition")),
            ),
            ("[0] Starting Microsoft Exchange 2010 Setup", Some(Banner::Sound("2010"))),
            ("[1] Starting Microsoft Exchange Server 2016 Setup", Some(Banner::Odd)),
            ("[0] [ERROR] Starting Microsoft Exchange Server 2016 Setup", Some(Banner::Odd)),
            ("[0] Starting Microsoft Exchange Server  Setup", Some(Banner::Odd)),
            ("[0] Starting Microsoft Exchange x Setup", Some(Banner::Odd)),
            ("[0] Starting Microsoft Exchange \u{a0} Setup", Some(Banner::Odd)),
            ("[0] Starting Microsoft Exchange Server 2016 Setup.", Some(Banner::Odd)),
            ("[0] Starting Microsoft Exchange  Server 2016 Setup", Some(Banner::Odd)),
            ("[0] Starting Microsoft Exchange Service Host", None),
            ("[0] Setup version: 15.1.2106.2.", None),
        ] {
            let record = record(&format!("[03/06/2021 15:14:57.0546] {text}"));
            assert_eq!(banner(&record), expected, "{text}");
        }
    }

    #[test]
    fn frames_have_46_asterisks() {
        let stars =
            |count| record(&format!("[03/06/2021 15:14:57.0546] [0] {}", "*".repeat(count)));
        assert!(is_frame(&stars(46)) && !is_frame(&stars(14)) && stars(14).is_asterisks());
    }
}
