//! Stamps that are like the one before, as most of a log are: told at once, without being read.

/// As much of a line is compared with a head.
const LENGTH: usize = 32;

/// The stamp and the depth of the last record, as a form for others.
#[derive(Debug, Default)]
pub(super) struct Head {
    bytes: [u8; LENGTH],
    /// The bits that another head has as well, and those by which its digits are digits.
    same: [u8; LENGTH],
    digits: [u8; LENGTH],
    /// How long it is; 0 where there is none.
    length: usize,
    /// Where day, hour, minute and second stand.
    day: usize,
    hour: usize,
    minute: usize,
    second: usize,
}

impl Head {
    /// The text behind the head of a line; `None` where its head is none like this one.
    pub(super) fn text<'a>(&self, line: &'a str) -> Option<&'a str> {
        let start = line.as_bytes().first_chunk::<LENGTH>()?;
        let mut other = 0;
        for (((byte, own), same), digit) in
            start.iter().zip(&self.bytes).zip(&self.same).zip(&self.digits)
        {
            // Behind the 9 stand others with the same upper bits.
            other |= ((byte ^ own) & same) | ((byte.wrapping_add(6) ^ own) & digit);
        }
        if other != 0 || self.length == 0 {
            return None;
        }
        let number = |at: usize| match start.get(at..at + 2) {
            Some([tens, ones]) => (tens & 15) * 10 + (ones & 15),
            _ => u8::MAX,
        };
        let sound = (1..=12).contains(&number(1))
            && (1..=31).contains(&number(self.day))
            && number(self.hour) < 24
            && number(self.minute) < 60
            && number(self.second) < 60;
        let text = line.get(self.length..).filter(|_| sound)?;
        Some(text.strip_prefix(' ').unwrap_or(text))
    }

    /// Takes the head of a line, which has a stamp and the text behind it.
    pub(super) fn learn(&mut self, line: &str, text: &str) {
        let head = line.get(..line.len() - text.len()).unwrap_or_default().trim_end().as_bytes();
        *self = Self::default();
        let begins = |at: &usize| {
            let digit = |at: usize| head.get(at).is_some_and(u8::is_ascii_digit);
            digit(*at) && !at.checked_sub(1).is_some_and(digit)
        };
        let numbers: Vec<usize> = (0..head.len()).filter(begins).collect();
        let [1, day, _, hour, minute, second, _, _] = *numbers else { return };
        if head.len() > LENGTH {
            return;
        }
        (self.day, self.hour, self.minute, self.second) = (day, hour, minute, second);
        self.length = head.len();
        self.bytes.iter_mut().zip(head).for_each(|(own, byte)| *own = *byte);
        for ((same, digits), byte) in self.same.iter_mut().zip(&mut self.digits).zip(head) {
            let is_digit = byte.is_ascii_digit();
            *same = if is_digit { 0xF0 } else { 0xFF };
            *digits = if is_digit { 0xF0 } else { 0 };
        }
        // Milliseconds begin with a zero.
        if let Some(same) = self.same.get_mut(second + 3) {
            *same = 0xFF;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::setuplog::stamp::stamp;

    #[test]
    fn a_head_stands_for_others_like_it() {
        let mut head = Head::default();
        for first in
            ["[03/06/2021 15:14:57.0546] [1] text", "[03. 06. 2021 15.14.57.0546] [0] text"]
        {
            head.learn(first, "text");
            let mut told = 0;
            for at in 0..first.len() - 4 {
                for byte in (b' '..=b'~').map(char::from) {
                    let line = format!("{}{byte}{} of others", &first[..at], &first[at + 1..]);
                    let found = head.text(&line);
                    told += usize::from(found.is_some());
                    // What is not told at once is read.
                    let read = stamp(&line).map(|stamp| stamp.rest);
                    assert!(found.is_none() || found == read, "{line}");
                }
            }
            assert!(told > 100, "{told}");
        }
        assert_eq!(Head::default().text(&" ".repeat(50)), None);
    }
}
