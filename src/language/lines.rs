//! Line numbers of a rule file.

/// Where the lines of a text begin.
#[derive(Debug)]
pub(super) struct Lines(Vec<u32>);

impl Lines {
    /// Finds the lines of a text that is no longer than 4 GiB.
    pub(super) fn new(text: &str) -> Self {
        let starts = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
        Self(starts.filter_map(|at| u32::try_from(at).ok()).collect())
    }

    /// The line that has this byte, from 1.
    pub(super) fn line(&self, offset: u32) -> u32 {
        let before = self.0.partition_point(|start| *start <= offset);
        u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1)
    }
}

#[cfg(test)]
mod tests {
    use super::Lines;

    #[test]
    fn lines_count_from_one() {
        let lines = Lines::new("a\nb\n\nc");
        assert_eq!([0, 1, 2, 4, 5].map(|at| lines.line(at)), [1, 1, 2, 3, 4]);
    }
}
