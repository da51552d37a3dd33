//! `VS_VERSIONINFO`: the version resource of a Windows program. It says the file version twice, as
//! numbers and as text; a program whose two answers differ was damaged or tampered with.

use crate::model::Version;

const NOT_WHOLE: &str = "its version resource is not whole";

/// How many blocks one level may hold; real ones hold a dozen.
const MAX_CHILDREN: usize = 1000;

/// The file version that numbers and text agree on.
///
/// # Errors
/// For a resource that is damaged, and for one whose text says something else than its numbers.
pub(super) fn file_version(resource: &[u8]) -> Result<Version, String> {
    let (root, end) = block(resource, 0).ok_or(NOT_WHOLE)?;
    let behind = resource.get(end..).unwrap_or_default();
    if root.key != "VS_VERSION_INFO" || behind.iter().any(|byte| *byte != 0) {
        return Err(NOT_WHOLE.into());
    }
    let fixed = fixed_version(root.value).ok_or(NOT_WHOLE)?;
    for child in children(&root)? {
        match child.key.as_str() {
            "VarFileInfo" => {}
            "StringFileInfo" => {
                let tables = children(&child)?;
                if tables.is_empty() {
                    return Err(NOT_WHOLE.into());
                }
                for table in tables {
                    agrees(&table, fixed)?;
                }
            }
            _ => return Err(NOT_WHOLE.into()),
        }
    }
    Ok(fixed)
}

/// Whether the texts of one language give the same file version.
fn agrees(table: &Block<'_>, fixed: Version) -> Result<(), String> {
    let strings = children(table)?;
    let text = strings.iter().find(|string| string.key == "FileVersion");
    let Some(text) = text.map(|string| utf16(string.value)) else {
        return Err(format!("it is {fixed} by its numbers, and has no text that says so"));
    };
    // Some programs write `1, 0, 0, 1`, some add words behind the numbers.
    let numbers = text.trim().replace(", ", ".");
    let numbers = numbers.split(|c: char| !c.is_ascii_digit() && c != '.').next().unwrap_or("");
    let parts = numbers.split('.').map(|part| part.parse().ok()).collect::<Option<Vec<u32>>>();
    let same = parts.is_some_and(|mut parts| {
        parts.resize(parts.len().max(4), 0);
        parts == fixed.0
    });
    if same {
        return Ok(());
    }
    let shown: String = text.chars().take(40).collect();
    Err(format!("it is {fixed} by its numbers, and its text says `{shown}`"))
}

/// The file version in a `VS_FIXEDFILEINFO`: its third and fourth double words.
fn fixed_version(fixed: &[u8]) -> Option<Version> {
    const SIGNATURE: u32 = 0xFEEF_04BD;
    let double = |at: usize| {
        let bytes = fixed.get(at..)?.first_chunk::<4>()?;
        Some(u32::from_le_bytes(*bytes))
    };
    if fixed.len() != 52 || double(0)? != SIGNATURE {
        return None;
    }
    let (high, low) = (double(8)?, double(12)?);
    Some(Version([high >> 16, high & 0xFFFF, low >> 16, low & 0xFFFF]))
}

/// One block of the resource: a name, a value, and blocks inside of it.
struct Block<'a> {
    key: String,
    value: &'a [u8],
    /// The whole resource up to the end of the block; blocks are aligned within it.
    resource: &'a [u8],
    /// Where its children begin.
    inner: usize,
}

/// The block that begins at `at`, and where it ends.
fn block(resource: &[u8], at: usize) -> Option<(Block<'_>, usize)> {
    let word = |at: usize| {
        let bytes = resource.get(at..)?.first_chunk::<2>()?;
        Some(usize::from(u16::from_le_bytes(*bytes)))
    };
    let (length, value_length, is_text) = (word(at)?, word(at + 2)?, word(at + 4)? == 1);
    let end = at.checked_add(length)?;
    let resource = resource.get(..end)?;
    let name = resource.get(at + 6..)?;
    let name_length = name.chunks_exact(2).position(|unit| unit == [0, 0])?;
    let key = utf16(name.get(..name_length * 2)?);
    let value_at = (at + 6 + name_length * 2 + 2).next_multiple_of(4).min(end);
    // The length of a text is given in characters; some tools give it in bytes.
    let value_end = value_at + if is_text { value_length * 2 } else { value_length };
    let value = resource.get(value_at..value_end.min(end))?;
    let inner = value_end.next_multiple_of(4).min(end);
    Some((Block { key, value, resource, inner }, end))
}

/// The blocks inside of a block, all of them whole.
fn children<'a>(block: &Block<'a>) -> Result<Vec<Block<'a>>, String> {
    let mut children = Vec::new();
    let mut at = block.inner;
    while at < block.resource.len() {
        let (child, end) = self::block(block.resource, at).ok_or(NOT_WHOLE)?;
        if end <= at || children.len() >= MAX_CHILDREN {
            return Err(NOT_WHOLE.into());
        }
        children.push(child);
        at = end.next_multiple_of(4);
    }
    Ok(children)
}

/// The text up to its first NUL.
fn utf16(bytes: &[u8]) -> String {
    let units = bytes.as_chunks::<2>().0.iter().map(|unit| u16::from_le_bytes(*unit));
    char::decode_utf16(units.take_while(|unit| *unit != 0))
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}
