//! Rule files that belong together: mostly sound, with some pieces cut out or put in.

use std::fmt::{self, Debug, Formatter};

use arbitrary::{Arbitrary, Result, Unstructured};

use crate::writer::Writer;

/// What is put into sound text.
const PIECES: [&str; 28] = [
    "{",
    "}",
    "(",
    ")",
    "'",
    "\"",
    "@'\n",
    "\n'@\n",
    "|",
    "$",
    "${",
    "=",
    ";",
    ",",
    ":",
    "-not ",
    "==",
    "<#",
    "#",
    "\n",
    "\nrule x 'y' {\n",
    "15.10",
    "\u{2019}",
    "\u{65E5}",
    "where ",
    "rows of ",
    "if ",
    "\r\n",
];

/// Rule files for one compilation.
pub struct Files(pub Vec<String>);

impl<'a> Arbitrary<'a> for Files {
    fn arbitrary(bytes: &mut Unstructured<'a>) -> Result<Self> {
        let mut writer = Writer::new(bytes);
        let mut files = Vec::new();
        for _ in 0..1 + writer.below(2)? {
            file(&mut writer)?;
            files.push(std::mem::take(&mut writer.out));
        }
        if writer.once_in(2)? {
            for _ in 0..1 + writer.below(3)? {
                edit(&mut writer, &mut files)?;
            }
        }
        Ok(Self(files))
    }
}

impl Debug for Files {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        for (index, text) in self.0.iter().enumerate() {
            writeln!(formatter, "---- {index}.exrule\n{text}")?;
        }
        Ok(())
    }
}

fn file(writer: &mut Writer<'_, '_>) -> Result<()> {
    for _ in 0..writer.below(3)? {
        writer.table()?;
    }
    if writer.once_in(3)? {
        writer.fixture()?;
    }
    for _ in 0..1 + writer.below(3)? {
        writer.rule()?;
    }
    for number in 0..writer.below(4)? {
        writer.test(number)?;
    }
    if writer.once_in(8)? {
        writer.pack()?;
    }
    if writer.once_in(4)? {
        writer.profile(writer.rules)?;
    }
    if writer.once_in(4)? {
        writer.waiver()?;
    }
    Ok(())
}

/// Cuts some bytes out and puts a piece in their place.
fn edit(writer: &mut Writer<'_, '_>, files: &mut [String]) -> Result<()> {
    let at = writer.below(files.len())?;
    let text = &mut files[at];
    let place = usize::from(writer.byte()?) * 256 + usize::from(writer.byte()?);
    let mut start = place % (text.len() + 1);
    let mut end = (start + writer.below(40)?).min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    let piece = writer.one(&PIECES)?;
    text.replace_range(start..end, piece);
    Ok(())
}
