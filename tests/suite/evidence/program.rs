//! File versions, from programs that are made here byte by byte.

use proptest::prelude::*;

use super::*;

/// A program with nothing in it but a version resource without texts.
fn program(is_64_bit: bool, version: [u16; 4]) -> Vec<u8> {
    program_that_says(is_64_bit, version, None)
}

/// A block of a version resource, whose place is a multiple of four.
fn block(key: &str, value: &[u8], text: bool, children: &[Vec<u8>]) -> Vec<u8> {
    let mut block = vec![0; 6];
    block.extend(key.encode_utf16().chain([0]).flat_map(u16::to_le_bytes));
    block.resize(block.len().next_multiple_of(4), 0);
    block.extend(value);
    for child in children {
        block.resize(block.len().next_multiple_of(4), 0);
        block.extend(child);
    }
    let words = [block.len(), value.len() / if text { 2 } else { 1 }, usize::from(text)];
    for (at, word) in words.into_iter().enumerate() {
        block[at * 2..at * 2 + 2].copy_from_slice(&u16::try_from(word).unwrap().to_le_bytes());
    }
    block
}

/// A program whose version resource has that text beside its numbers.
fn program_that_says(is_64_bit: bool, version: [u16; 4], text: Option<&str>) -> Vec<u8> {
    let [major, minor, build, revision] = version;
    let mut fixed = Vec::new();
    for word in [0x04BD, 0xFEEF, 0, 1, minor, major, revision, build, minor, major, revision, build]
    {
        fixed.extend(u16::to_le_bytes(word));
    }
    fixed.resize(52, 0);
    let string = |key: &str, text: &str| {
        let text: Vec<u8> = text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        block(key, &text, true, &[])
    };
    let strings = text.map(|text| {
        let strings = [string("CompanyName", "x"), string("FileVersion", text)];
        block("StringFileInfo", &[], true, &[block("040904b0", &[], true, &strings)])
    });
    let languages =
        block("VarFileInfo", &[], true, &[block("Translation", &[9, 4, 0xB0, 4], false, &[])]);
    let children: Vec<_> = strings.into_iter().chain([languages]).collect();
    let info = block("VS_VERSION_INFO", &fixed, false, &children);

    let word = |section: &mut Vec<u8>, value: u32| section.extend(value.to_le_bytes());
    let mut section = Vec::new();
    // Type 16, name 1, language 1033: three folders with one entry each, and the data behind them.
    for (id, next) in [(16, 0x8000_0018), (1, 0x8000_0030), (1033, 0x48)] {
        section.extend([0; 12]);
        word(&mut section, 0x0001_0000);
        word(&mut section, id);
        word(&mut section, next);
    }
    for value in [0x1000 + 0x58, u32::try_from(info.len()).unwrap(), 0, 0] {
        word(&mut section, value);
    }
    section.extend(info);

    let optional: u16 = if is_64_bit { 240 } else { 224 };
    let mut file = vec![0; 64];
    file[..2].copy_from_slice(b"MZ");
    file[60] = 64;
    file.extend(b"PE\0\0");
    for value in [if is_64_bit { 0x8664_u16 } else { 0x14C }, 1] {
        file.extend(value.to_le_bytes());
    }
    file.extend([0; 12]);
    for value in [optional, 0x0022_u16] {
        file.extend(value.to_le_bytes());
    }
    let start = file.len();
    file.resize(start + usize::from(optional), 0);
    let mut set = |at: usize, value: u32| {
        file[start + at..start + at + 4].copy_from_slice(&value.to_le_bytes());
    };
    set(0, if is_64_bit { 0x020B } else { 0x010B });
    set(32, 0x1000);
    set(36, 0x200);
    set(56, 0x2000);
    set(60, 0x200);
    let directories = usize::from(optional) - 128;
    set(directories - 4, 16);
    set(directories + 16, 0x1000);
    set(directories + 20, u32::try_from(section.len()).unwrap());
    file.extend(b".rsrc\0\0\0");
    let size = u32::try_from(section.len()).unwrap();
    for value in [size, 0x1000, 0x200, 0x200, 0, 0, 0, 0x4000_0040] {
        file.extend(value.to_le_bytes());
    }
    file.resize(0x200, 0);
    assert!(section.len() <= 0x200);
    section.resize(0x200, 0);
    file.extend(section);
    file
}

fn version(content: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x.exe");
    fs::write(&file, content).unwrap();
    match mapped(&file).file(&setup_log_path()) {
        Look::Found(info) => match info.version {
            Look::Found(version) => version.to_string(),
            Look::Missing => String::from("missing"),
            Look::Unknown(why) => why.to_string(),
        },
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_fixed_version_is_read() {
    assert_eq!(version(&program(true, [15, 1, 2106, 13])), "15.1.2106.13");
    assert_eq!(version(&program(false, [14, 3, 513, 0])), "14.3.513.0");
}

#[test]
fn no_version_is_missing_and_damage_is_unknown() {
    assert_eq!(version(b"plain text"), "missing");
    assert_eq!(version(b""), "missing");
    let whole = program(true, [15, 1, 2106, 13]);
    let mut bare = whole.clone();
    let directory = 64 + 24 + 240 - 128 + 16;
    bare[directory..directory + 8].fill(0);
    assert_eq!(version(&bare), "missing");
    for cut in [2, 40, 100, 300, 0x200, 0x210, 0x240, 0x260] {
        let shown = version(&whole[..cut]);
        assert!(shown.contains("is damaged"), "{cut}: {shown}");
    }
}

#[test]
fn a_version_is_believed_where_numbers_and_text_agree() {
    let says = |text| version(&program_that_says(true, [15, 1, 2106, 13], Some(text)));
    for text in ["15.01.2106.013", " 15.1.2106.13 ", "15, 1, 2106, 13", "15.1.2106.13 (lab)"] {
        assert_eq!(says(text), "15.1.2106.13", "{text}");
    }
    for text in ["15.01.2106.002", "15.1.2106", "15.1.2106.13.1", "q5.1.2106.13", "", "next"] {
        let shown = says(text);
        assert!(shown.contains("15.1.2106.13 by its numbers"), "{text}: {shown}");
    }
    let whole = program_that_says(true, [15, 1, 2507, 37], Some("15.01.2507.037"));
    let place = |text: &str| {
        let text: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        whole.windows(text.len()).position(|window| window == text).unwrap()
    };
    for name in ["FileVersion", "StringFileInfo", "VS_VERSION_INFO"] {
        let mut damaged = whole.clone();
        damaged[place(name)] ^= 1;
        assert!(version(&damaged).contains("cannot be read"), "{name}: {}", version(&damaged));
    }
}

#[test]
fn facts_and_program_have_to_agree_on_the_build() {
    let folder = tempfile::tempdir().unwrap();
    let bin = folder.path().join("C/Program Files/Microsoft/Exchange Server/V15/Bin");
    fs::create_dir_all(&bin).unwrap();
    let build = |facts: &str| {
        let target = FolderTarget::open(Some(folder.path()), &[], Some(facts)).unwrap();
        target.facts().get("exchange.build").to_string()
    };
    let given = |build: &str| format!(r#"{{ "exchange": {{ "build": "{build}" }} }}"#);
    assert_eq!(build(&given("15.1.2106.2")), "15.1.2106.2", "there is no program");
    let place = r#""install": "C:\\Program Files\\Microsoft\\Exchange Server\\V15""#;
    let known = |build: &str| format!(r#"{{ "exchange": {{ {place}, "build": "{build}" }} }}"#);
    assert_eq!(build(&known("15.1.2106.2")), "15.1.2106.2", "it is not where the facts say");
    let elsewhere = r#"{ "exchange": { "install": "E:\\Exchange", "build": "15.1.2106.2" } }"#;
    assert_eq!(build(elsewhere), "15.1.2106.2", "the copy has no drive E:");

    fs::write(bin.join("ExSetup.exe"), program(true, [15, 1, 2106, 2])).unwrap();
    let forms: [&dyn Fn(&str) -> String; 2] = [&given, &known];
    for facts in forms {
        assert_eq!(build(&facts("15.1.2106.2")), "15.1.2106.2");
        assert_eq!(build(&facts("15.2.9999.1")), "15.1.2106.2", "what runs is the program");
        let shown = build(&facts("15.1.2044.4"));
        assert!(shown.contains("give build 15.1.2044.4") && shown.contains("is 15.1.2106.2"));
    }
    fs::write(bin.join("ExSetup.exe"), &program(true, [15, 1, 2106, 2])[..0x220]).unwrap();
    assert!(build(&given("15.1.2106.13")).contains("is damaged"));
}

#[test]
fn exchange_is_found_in_its_standard_place() {
    let folder = tempfile::tempdir().unwrap();
    let bin = folder.path().join("D/PROGRAM FILES/microsoft/Exchange Server/v15/bin");
    fs::create_dir_all(&bin).unwrap();
    fs::create_dir_all(folder.path().join("C")).unwrap();
    fs::write(bin.join("ExSetup.exe"), program(true, [15, 2, 792, 3])).unwrap();
    let target = FolderTarget::open(Some(folder.path()), &[], None).unwrap();
    for (path, value) in [
        ("exchange.install", r"D:\Program Files\Microsoft\Exchange Server\V15"),
        ("exchange.bin", r"D:\Program Files\Microsoft\Exchange Server\V15\Bin"),
        ("exchange.build", "15.2.792.3"),
        ("exchange.generation", "2019"),
        ("exchange.product", "Exchange Server 2019"),
        ("exchange.installed", "True"),
    ] {
        assert_eq!(target.facts().get(path).to_string(), value, "{path}");
    }
    let facts = r#"{ "exchange": { "install": "E:\\Exchange" } }"#;
    let target = FolderTarget::open(Some(folder.path()), &[], Some(facts)).unwrap();
    assert!(target.facts().get("exchange.build").to_string().contains("drive E:"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damage_never_makes_another_version(
        is_64_bit: bool,
        changes in prop::collection::vec((0usize..0x400, prop_oneof![any::<u8>(), Just(0xFF), Just(0), Just(0x80)]), 1..12),
        length in 2usize..0x400,
        whole: bool,
    ) {
        let mut content = program_that_says(is_64_bit, [15, 1, 2106, 2], Some("15.01.2106.002"));
        for (at, value) in changes {
            content[at] = value;
        }
        if !whole {
            content.truncate(length);
        }
        let shown = version(&content);
        let damaged = shown == "missing" || shown.contains("cannot be read") || shown.contains("header");
        prop_assert!(shown == "15.1.2106.2" || damaged, "{shown}");
    }
}
