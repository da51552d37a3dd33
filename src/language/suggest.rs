//! "Did you mean" and lists of alternatives.

/// The candidate that `word` was probably meant to be, if one is near enough.
pub(super) fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    // Edit distance takes the product of both lengths; nobody mistypes a name of this length.
    if word.len() > 100 {
        return None;
    }
    let lower = word.to_ascii_lowercase();
    let allowed = match lower.len() {
        0..=4 => 1,
        5..=9 => 2,
        _ => 3,
    };
    candidates
        .into_iter()
        .map(|candidate| {
            let distance = strsim::osa_distance(&lower, &candidate.to_ascii_lowercase());
            (distance, candidate)
        })
        .filter(|(distance, candidate)| *distance <= allowed && *distance < candidate.len())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// `a, b or c`.
pub(super) fn any_of<T: AsRef<str>>(words: &[T]) -> String {
    match words {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [head @ .., last] => {
            let head: Vec<&str> = head.iter().map(AsRef::as_ref).collect();
            format!("{} or {}", head.join(", "), last.as_ref())
        }
    }
}

/// The only candidate that shares a long piece with `word`: its start, or all of one of them.
fn alike<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_ascii_lowercase();
    let mut found = candidates.into_iter().filter(|candidate| {
        let candidate = candidate.to_ascii_lowercase();
        let shorter = word.len().min(candidate.len());
        let start = word.bytes().zip(candidate.bytes()).take_while(|(a, b)| a == b).count();
        let inside = candidate.contains(&word) || word.contains(&candidate);
        shorter >= 4
            && (inside || start.max(4) * 2 >= word.len().max(candidate.len()) && start >= 4)
    });
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// `did you mean X?`, or what there is, at most a line's worth of it.
pub(super) fn help<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str> + Clone,
    lead: &str,
) -> Option<String> {
    if let Some(near) = nearest(word, candidates.clone()) {
        return Some(format!("did you mean `{near}`?"));
    }
    let guess = alike(word, candidates.clone());
    let guess = guess.map_or_else(String::new, |meant| format!("did you mean `{meant}`? "));
    let all: Vec<&str> = candidates.into_iter().collect();
    match all.len() {
        0 => None,
        1..=20 => Some(format!("{guess}{lead}: {}", all.join(", "))),
        more => Some(format!("{guess}{lead}: {} and {} more", all[..20].join(", "), more - 20)),
    }
}

#[cfg(test)]
mod tests {
    use super::{alike, any_of, nearest};

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let names = ["Version", "LastWriteTime", "Path"];
        assert_eq!(nearest("Verison", names), Some("Version"));
        assert_eq!(nearest("version", names), Some("Version"));
        assert_eq!(nearest("Colour", names), None);
        assert_eq!(nearest("x", ["of", "in"]), None);
    }

    #[test]
    fn a_long_shared_piece_makes_names_alike() {
        let columns = ["Name", "DisplayName", "StartMode", "Status"];
        assert_eq!(alike("StartType", columns), Some("StartMode"));
        assert_eq!(alike("Colour", columns), None);
        assert_eq!(alike("ServiceStatus", columns), Some("Status"));
        assert_eq!(alike("Names", columns), Some("Name"));
    }

    #[test]
    fn lists_read_as_sentences() {
        assert_eq!(any_of(&["a", "b", "c"]), "a, b or c");
    }
}
