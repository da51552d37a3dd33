//! The text of `facts.json`, decoded while it is read: in whatever encoding Windows tools wrote it,
//! with the place where the reader is, until somebody asks to stop.

use std::cell::Cell;
use std::io::{self, Read};

use encoding_rs::{
    Decoder, Encoding, BIG5, EUC_KR, GBK, SHIFT_JIS, UTF_16BE, UTF_16LE, UTF_8, WINDOWS_1252,
};

/// A place in the text, in characters from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) line: u64,
    pub(super) column: u64,
}

/// Where the reader is.
#[derive(Debug)]
pub(super) struct Position {
    now: Cell<Place>,
    before: Cell<Place>,
}

impl Default for Position {
    fn default() -> Self {
        let start = Cell::new(Place { line: 1, column: 0 });
        Self { now: start.clone(), before: start }
    }
}

impl Position {
    /// The last character that was read.
    pub(super) fn now(&self) -> Place {
        self.now.get()
    }

    /// The character before it: the end of a number is known only by what follows.
    pub(super) fn before(&self) -> Place {
        self.before.get()
    }

    fn take(&self, byte: u8) {
        let mut now = self.now.get();
        match byte {
            b'\n' => now = Place { line: now.line + 1, column: 0 },
            // The rest of a character of several bytes.
            0x80..=0xBF => return,
            _ => now.column += 1,
        }
        self.before.set(self.now.replace(now));
    }
}

/// What the bytes may be encoded in, the likeliest first. Without a mark and where they are no
/// UTF-8, the file is in the code page of its server, which nothing says: the JSON itself reads the
/// same in each that can be read as JSON.
pub(super) fn encodings(content: &[u8]) -> Vec<&'static Encoding> {
    match Encoding::for_bom(content) {
        Some((encoding, _)) if encoding == UTF_16LE => vec![UTF_16LE],
        Some((encoding, _)) if encoding == UTF_16BE => vec![UTF_16BE],
        Some(_) => vec![UTF_8],
        None => match content {
            [_, 0, ..] => vec![UTF_16LE],
            [0, ..] => vec![UTF_16BE],
            _ if std::str::from_utf8(content).is_ok() => vec![UTF_8],
            _ => vec![WINDOWS_1252, SHIFT_JIS, GBK, BIG5, EUC_KR],
        },
    }
}

/// Reads the decoded text.
pub(super) struct Source<'s> {
    input: &'s [u8],
    decoder: Decoder,
    /// Decoded text of which the part from `at` on was not given yet.
    text: Vec<u8>,
    at: usize,
    position: &'s Position,
    cancelled: &'s dyn Fn() -> bool,
}

impl<'s> Source<'s> {
    pub(super) fn new(
        input: &'s [u8],
        encoding: &'static Encoding,
        position: &'s Position,
        cancelled: &'s dyn Fn() -> bool,
    ) -> Self {
        let decoder = encoding.new_decoder_with_bom_removal();
        Self { input, decoder, text: Vec::new(), at: 0, position, cancelled }
    }

    /// Decodes the next piece; nothing at the end.
    fn fill(&mut self) -> io::Result<()> {
        const PIECE: usize = 16 << 10;
        if (self.cancelled)() {
            return Err(io::Error::other("cancelled"));
        }
        self.at = 0;
        self.text.resize(PIECE, 0);
        let mut filled = 0;
        while filled == 0 && !self.input.is_empty() {
            let piece = self.input.get(..PIECE).unwrap_or(self.input);
            let last = piece.len() == self.input.len();
            let (_, read, written, _) = self.decoder.decode_to_utf8(piece, &mut self.text, last);
            self.input = self.input.get(read..).unwrap_or_default();
            filled = written;
        }
        self.text.truncate(filled);
        Ok(())
    }
}

impl Read for Source<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.text.len() {
            self.fill()?;
        }
        let rest = self.text.get(self.at..).unwrap_or_default();
        let count = rest.len().min(out.len());
        for (to, from) in out.iter_mut().zip(rest) {
            *to = *from;
            self.position.take(*from);
        }
        self.at += count;
        Ok(count)
    }
}
