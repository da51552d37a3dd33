//! `ServiceStartupMode*.xml`: the start types that ServiceControl.ps1 has recorded, as PowerShell's
//! Export-Clixml writes them: a hashtable with `Name` and `StartMode` for each service.

use std::collections::HashMap;
use std::io::Read;
use std::sync::Arc;

use quick_xml::events::{BytesStart, Event};
use quick_xml::Reader;

use crate::evidence::reader::decode;
use crate::evidence::{Look, Target, WindowsPath};

/// A record holds some hundred services of about 300 bytes each.
const MAX_BYTES: u64 = 4 << 20;
const MAX_SERVICES: usize = 4096;

/// The start types by service name in small letters: `Auto`, `Manual`, `Disabled` ...
pub(super) type Record = HashMap<String, String>;

/// Reads the record at `path`, and says where it is on this machine. One that cannot be read whole is none: it can only add to what the
/// logs say.
pub(super) fn read(target: &dyn Target, path: &WindowsPath) -> Option<(Arc<str>, Record)> {
    let Look::Found(open) = target.open(path) else { return None };
    let mut bytes = Vec::new();
    open.reader.take(MAX_BYTES + 1).read_to_end(&mut bytes).ok()?;
    if bytes.len() as u64 > MAX_BYTES {
        return None;
    }
    Some((open.display_path, parse(&text(bytes)?)?))
}

fn text(bytes: Vec<u8>) -> Option<String> {
    match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => {
            let mut text = String::new();
            decode(rest, false, &mut text);
            Some(text)
        }
        [0xfe, 0xff, rest @ ..] => {
            let mut text = String::new();
            decode(rest, true, &mut text);
            Some(text)
        }
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8(rest.to_vec()).ok(),
        _ => String::from_utf8(bytes).ok(),
    }
}

/// What a text node belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Nothing,
    Key,
    Value,
}

/// `None` for anything but a whole record of hashtables without a DTD.
fn parse(text: &str) -> Option<Record> {
    let mut reader = Reader::from_str(text);
    let mut record = Record::new();
    let (mut name, mut mode) = (None::<String>, None::<String>);
    let (mut key, mut value) = (String::new(), String::new());
    let mut inside = Inside::Nothing;
    let mut depth = 0_u32;
    let mut is_record = false;
    loop {
        match reader.read_event().ok()? {
            Event::DocType(_) => return None,
            Event::Start(start) => {
                depth = depth.checked_add(1)?;
                match start.local_name().as_ref() {
                    b"Objs" if depth == 1 => is_record = true,
                    b"DCT" => (name, mode) = (None, None),
                    b"En" => {
                        key.clear();
                        value.clear();
                    }
                    b"S" => inside = part(&start),
                    _ => {}
                }
            }
            Event::Text(text) => add(inside, &text.decode().ok()?, &mut key, &mut value),
            Event::GeneralRef(reference) => {
                let character = match reference.resolve_char_ref().ok()? {
                    Some(character) => character,
                    None => predefined(&reference)?,
                };
                add(inside, character.encode_utf8(&mut [0; 4]), &mut key, &mut value);
            }
            Event::End(end) => {
                depth = depth.checked_sub(1)?;
                match end.local_name().as_ref() {
                    b"S" => inside = Inside::Nothing,
                    b"En" if key.eq_ignore_ascii_case("Name") => name = Some(value.clone()),
                    b"En" if key.eq_ignore_ascii_case("StartMode") => mode = Some(value.clone()),
                    b"DCT" => {
                        if let (Some(name), Some(mode)) = (name.take(), mode.take()) {
                            if record.len() < MAX_SERVICES {
                                record.insert(name.to_ascii_lowercase(), mode);
                            }
                        }
                    }
                    _ => {}
                }
            }
            Event::Eof => return (is_record && depth == 0).then_some(record),
            _ => {}
        }
    }
}

fn part(start: &BytesStart<'_>) -> Inside {
    let attribute = start.try_get_attribute("N").ok().flatten();
    match attribute.as_ref().map(|attribute| attribute.value.as_ref()) {
        Some(b"Key") => Inside::Key,
        Some(b"Value") => Inside::Value,
        _ => Inside::Nothing,
    }
}

fn add(inside: Inside, text: &str, key: &mut String, value: &mut String) {
    match inside {
        Inside::Key => key.push_str(text),
        Inside::Value => value.push_str(text),
        Inside::Nothing => {}
    }
}

fn predefined(name: &[u8]) -> Option<char> {
    match name {
        b"amp" => Some('&'),
        b"lt" => Some('<'),
        b"gt" => Some('>'),
        b"quot" => Some('"'),
        b"apos" => Some('\''),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(name: &str, mode: &str) -> String {
        format!(
            "<Obj RefId=\"0\"><TN RefId=\"0\"><T>System.Collections.Hashtable</T></TN><DCT>\
             <En><S N=\"Key\">Name</S><S N=\"Value\">{name}</S></En>\r\n\
             <En><S N=\"Key\">StartMode</S><S N=\"Value\">{mode}</S></En></DCT></Obj>"
        )
    }

    fn objects(inner: &str) -> String {
        format!("<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\">{inner}</Objs>")
    }

    #[test]
    fn a_record_gives_start_types() {
        let xml = objects(&(object("MSExchangeIS", "Auto") + &object("a &amp; b", "Manual")));
        let record = parse(&xml).unwrap();
        assert_eq!(record.get("msexchangeis").map(String::as_str), Some("Auto"));
        assert_eq!(record.get("a & b").map(String::as_str), Some("Manual"));
        let utf16: Vec<u8> =
            [0xff, 0xfe].into_iter().chain(xml.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(parse(&text(utf16).unwrap()), Some(record));
        assert_eq!(parse(&objects("")), Some(Record::new()));
    }

    #[test]
    fn what_is_no_whole_record_is_none() {
        let whole = objects(&object("x", "Auto"));
        for xml in [
            String::new(),
            String::from("hello"),
            whole.replace("</Objs>", ""),
            format!("<!DOCTYPE Objs [<!ENTITY a \"b\">]>{whole}"),
            objects(&object("&a;", "Auto")),
            whole.replace("</En>", "</X>"),
        ] {
            assert_eq!(parse(&xml), None, "{xml}");
        }
        assert_eq!(text(vec![0xc3, 0x28]), None);
    }

    #[test]
    fn nesting_costs_nothing() {
        let deep = "<a>".repeat(200_000);
        assert_eq!(parse(&objects(&deep)), None);
        let closed = deep.clone() + &"</a>".repeat(200_000);
        assert_eq!(parse(&objects(&closed)), Some(Record::new()));
    }
}
