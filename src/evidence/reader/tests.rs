use proptest::prelude::*;

use super::*;

struct Quiet;

impl ScanControl for Quiet {
    fn advance(&mut self, _: u64) {}
    fn cancelled(&self) -> bool {
        false
    }
}

type Owned = (u64, u64, String, bool);

fn read(data: &[u8], block: usize) -> (Vec<Owned>, Completeness) {
    read_from(Box::new(io::Cursor::new(data.to_vec())), block)
}

fn read_from(reader: Box<dyn Read + Send>, block: usize) -> (Vec<Owned>, Completeness) {
    let mut lines = Vec::new();
    let mut reader = LineReader::new(reader, &Arc::from("x.log"));
    reader.block = block;
    let mut push = |line: &Line<'_>| {
        lines.push((line.number, line.offset, line.text.to_owned(), line.truncated));
    };
    let reading = reader.run(
        &mut |given| match given {
            Given::Line(line) => push(&line),
            Given::Block(block) => block.lines().for_each(|line| push(&line)),
            Given::Damage(_) | Given::Rest(_) => {}
        },
        &mut Quiet,
    );
    (lines, reading.read.and(reading.damage))
}

/// The text of a partial reading.
fn reason(completeness: &Completeness) -> &str {
    match completeness {
        Completeness::Partial(reason) => reason,
        Completeness::Complete => panic!("it is not partial"),
    }
}

fn texts(data: &[u8]) -> Vec<String> {
    read(data, BLOCK).0.into_iter().map(|line| line.2).collect()
}

fn utf16(text: &str, big: bool) -> Vec<u8> {
    text.encode_utf16()
        .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
        .collect()
}

/// Everything that is given, in its order.
fn given(data: &[u8], block: usize) -> Vec<String> {
    let mut all = Vec::new();
    let mut reader = LineReader::new(Box::new(io::Cursor::new(data.to_vec())), &Arc::from("x.log"));
    reader.block = block;
    let reading = reader.run(
        &mut |given| match given {
            Given::Line(line) => all.push(format!("{line:?}")),
            Given::Block(block) => all.extend(block.lines().map(|line| format!("{line:?}"))),
            Given::Rest(part) => all.push(format!("rest {part:?}")),
            Given::Damage(damage) => all.push(format!("{damage:?}")),
        },
        &mut Quiet,
    );
    all.push(format!("{:?} {:?}", reading.read, reading.damage));
    all
}

fn damages(data: &[u8]) -> Vec<Damage> {
    let mut all = Vec::new();
    let reader = LineReader::new(Box::new(io::Cursor::new(data.to_vec())), &Arc::from("x.log"));
    reader.run(
        &mut |given| {
            if let Given::Damage(damage) = given {
                all.push(*damage);
            }
        },
        &mut Quiet,
    );
    all
}

#[test]
fn every_line_break_ends_a_line() {
    let (lines, completeness) = read(b"a\r\nb\n\nc\rd", BLOCK);
    let expected = [(1, 0, "a"), (2, 3, "b"), (3, 5, ""), (4, 6, "c"), (5, 8, "d")];
    let expected: Vec<Owned> =
        expected.iter().map(|(n, o, t)| (*n, *o, (*t).to_owned(), false)).collect();
    assert_eq!(lines, expected);
    assert_eq!(
        reason(&completeness),
        "x.log is damaged, and what stood there is lost: line 5: byte 7 is a carriage return \
         without line feed"
    );
    for sound in [&b"a\rb\rc"[..], b"a\r\r\nb\r\n", b"a\nb\r"] {
        assert_eq!(read(sound, BLOCK).1, Completeness::Complete, "{sound:?}");
    }
}

#[test]
fn offsets_are_those_of_the_file_in_every_encoding() {
    let text = "first \u{e4}\u{20ac}\r\nsecond \u{1f600}\n\u{0a0d}\u{0d0a} third";
    let plain = texts(text.as_bytes());
    assert_eq!(plain.len(), 3);
    for (mark, big) in [(&[0xFF, 0xFE][..], false), (&[0xFE, 0xFF][..], true)] {
        let data = [mark, &utf16(text, big)].concat();
        let (lines, completeness) = read(&data, BLOCK);
        assert_eq!(
            lines.iter().map(|line| &line.2).collect::<Vec<_>>(),
            plain.iter().collect::<Vec<_>>()
        );
        for line in &lines {
            let at = usize::try_from(line.1).unwrap();
            assert!(data[at..].starts_with(&utf16(&line.2, big)), "{line:?}");
        }
        assert_eq!(completeness, Completeness::Complete);
    }
    let marked = [&[0xEF, 0xBB, 0xBF], text.as_bytes()].concat();
    assert_eq!(read(&marked, BLOCK).0[0].1, 3);
    assert_eq!(texts(&marked), plain);
}

#[test]
fn utf16_without_a_mark_is_told_by_its_zeros() {
    let text = "[03/06/2021 15:14:57.0546] [0] x\r\ny";
    for big in [false, true] {
        assert_eq!(texts(&utf16(text, big)), ["[03/06/2021 15:14:57.0546] [0] x", "y"]);
    }
}

#[test]
fn a_long_line_is_cut_and_the_next_one_is_whole() {
    for text in ["x".repeat(1_000_000), "\u{20ac}".repeat(300_000)] {
        let data = format!("a\n{text}\nb");
        let (lines, _) = read(data.as_bytes(), BLOCK);
        assert_eq!(lines.len(), 3);
        assert!(lines[1].3 && lines[1].2.len() <= MAX_TEXT && lines[1].2.len() > MAX_TEXT - 4);
        assert!(text.starts_with(&lines[1].2));
        assert_eq!((lines[2].0, lines[2].2.as_str(), lines[2].3), (3, "b", false));
    }
    let exact = "x".repeat(MAX_TEXT);
    assert_eq!(read(exact.as_bytes(), BLOCK).0, [(1, 0, exact.clone(), false)]);
    let (lines, _) = read(format!("{exact}\r\ny").as_bytes(), BLOCK);
    assert!(!lines[0].3 && lines[1].2 == "y");
}

#[test]
fn the_rest_of_a_long_line_is_given_in_parts() {
    let words = "[1] x \u{e4}\u{20ac} ".repeat(40_000);
    let hurt = format!("{words}\u{1}{words}");
    for (text, bytes) in [
        (&words, words.clone().into_bytes()),
        (&words, [b"\xFF\xFE".to_vec(), utf16(&words, false)].concat()),
        (&hurt, hurt.clone().into_bytes()),
    ] {
        let mut kept = String::new();
        let mut next = None;
        let reader = LineReader::new(Box::new(io::Cursor::new(bytes)), &Arc::from("x.log"));
        let reading = reader.run(
            &mut |given| {
                if let Given::Line(line) | Given::Rest(line) = given {
                    assert!(line.number == 1 && line.truncated && next <= Some(line.offset));
                    next = Some(line.offset);
                    kept.push_str(line.text);
                }
            },
            &mut Quiet,
        );
        assert_eq!(kept, text.replace('\u{1}', "\u{FFFD}"));
        let damaged = text.contains('\u{1}');
        assert_eq!(reading.damage == Completeness::Complete, !damaged);
    }
}

#[test]
fn letters_of_a_code_page_are_text_and_other_bytes_are_damage() {
    let (lines, completeness) = read(b"Dienst l\xE4uft\nnext\n", BLOCK);
    assert_eq!(lines[0].2, "Dienst l\u{e4}uft");
    assert_eq!(completeness, Completeness::Complete);
    let (lines, completeness) = read(b"Dienst l\xFF\xFFuft\nne\x01xt\n\xFF\xC3\xEF\xBF\xBD", BLOCK);
    assert_eq!(lines[0].2, "Dienst l\u{FFFD}\u{FFFD}uft");
    assert_eq!(lines[1].2, "ne\u{FFFD}xt");
    assert_eq!(lines[2].2, "\u{FFFD}\u{FFFD}\u{FFFD}");
    assert_eq!(
        reason(&completeness),
        "x.log is damaged, and what stood there is lost: line 1: bytes 8 to 9 are no text; \
         line 2: byte 16 is no text; line 3: bytes 20 to 24 are no text"
    );
}

/// A log of so many lines, of which the last one is `last`.
fn log(lines: usize, last: &str) -> String {
    let line = "[03/06/2021 15:14:57.0546] [0] a record of setup\r\n";
    line.repeat(lines) + last + "\r\n"
}

#[test]
fn a_log_that_goes_on_in_another_encoding_is_read_on() {
    let encode: [fn(&str) -> Vec<u8>; 3] =
        [|text| text.as_bytes().to_vec(), |text| utf16(text, false), |text| utf16(text, true)];
    let marks = [&b"\xEF\xBB\xBF"[..], b"\xFF\xFE", b"\xFE\xFF"];
    for (before, first) in encode.iter().enumerate() {
        for (after, second) in encode.iter().enumerate() {
            for mark in [false, true] {
                let mark = if mark { marks[after] } else { b"" };
                let (a, b) = (log(30, "one"), log(30, "two"));
                let data = [first(&a), mark.to_vec(), second(&b)].concat();
                let expected: Vec<_> = (a + &b).lines().map(str::to_owned).collect();
                assert_eq!(texts(&data), expected, "{before} {after} {mark:?}");
                // From one UTF-16 to the other without a mark, a byte may be lost.
                let lost = mark.is_empty() && before != after && before * after > 0;
                assert_eq!(damages(&data).len(), usize::from(lost), "{before} {after} {mark:?}");
            }
        }
    }
}

#[test]
fn a_change_of_encoding_inside_a_line_is_damage_and_the_rest_is_read() {
    let (a, b) = (log(30, "one"), log(30, "two"));
    let (a, b) = (a.trim_end(), b.as_str());
    for data in [
        [utf16(a, false), b.as_bytes().to_vec()].concat(),
        [utf16(a, true), b.as_bytes().to_vec()].concat(),
        [a.as_bytes().to_vec(), utf16(b, false)].concat(),
        [a.as_bytes().to_vec(), utf16(b, true)].concat(),
    ] {
        let lines = texts(&data);
        assert_eq!(lines.last().map(String::as_str), Some("two"), "{lines:?}");
        assert!(lines.iter().filter(|line| line.ends_with("record of setup")).count() >= 59);
        assert!(!damages(&data).is_empty());
    }
}

#[test]
fn a_byte_that_is_lost_costs_its_line() {
    for big in [false, true] {
        for mark in [&b""[..], if big { b"\xFE\xFF" } else { b"\xFF\xFE" }] {
            let mut data = [mark, &utf16(&log(200, "end"), big)].concat();
            for lost in [3_000, 3_001, 9_000, 9_099, 15_000] {
                data.remove(lost);
            }
            let lines = texts(&data);
            let whole = log(1, "");
            let whole = lines.iter().filter(|line| **line == whole.trim_end());
            assert!(whole.count() >= 194, "{lines:?}");
            assert_eq!(lines.last().map(String::as_str), Some("end"));
            assert!((3..=6).contains(&damages(&data).len()), "{:?}", damages(&data));
        }
    }
}

#[test]
fn changing_the_encoding_with_every_line_takes_no_square_of_time() {
    let pair =
        [b"[03/06/2021 15:14:57.0546] [0] a\n".to_vec(), utf16("[03/06/2021 15:14\n", false)];
    let data = pair.concat().repeat(4_000);
    let start = std::time::Instant::now();
    assert_eq!(texts(&data).len(), 8_000);
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

#[test]
fn holes_end_a_part_of_a_line_and_are_told() {
    let mut data = [b"[first]\n".repeat(300), b"half a li".to_vec()].concat();
    data.extend([0; 5000]);
    data.extend(b"rest\n");
    data.extend(vec![0; 3_000_000]);
    data.extend(b"[later]\n");
    let (lines, completeness) = read(&data, BLOCK);
    let texts: Vec<_> = lines.iter().skip(299).map(|line| line.2.as_str()).collect();
    assert_eq!(texts, ["[first]", "half a li", "rest", "[later]"]);
    for (line, text) in lines.iter().skip(300).zip([&b"half a li"[..], b"rest", b"[later]"]) {
        assert!(data[usize::try_from(line.1).unwrap()..].starts_with(text), "{line:?}");
    }
    assert_eq!([lines[300].0, lines[301].0, lines[302].0], [301, 301, 302]);
    assert_eq!(
        reason(&completeness),
        "x.log is damaged, and what stood there is lost: line 301: bytes 2409 to 7408 are NUL, as \
         a crash leaves them; line 302: bytes 7414 to 3007413 are NUL, as a crash leaves them"
    );
}

#[test]
fn what_is_no_text_gives_no_lines() {
    let mut noise: Vec<u8> =
        (0..8192u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    for data in [&mut noise, &mut [b"MZ\x90".to_vec(), vec![0; 6000]].concat()] {
        let (lines, completeness) = read(data, BLOCK);
        assert!(lines.is_empty());
        assert_eq!(completeness, Completeness::Partial(Arc::from("x.log is not a text log")));
    }
}

#[test]
fn nul_blocks_at_the_start_leave_text_a_text() {
    for before in ["", "[first]\n"] {
        for nuls in [1, 600, 4096, 20_000] {
            let text = "[03/06/2021 15:14:57.0546] [0] a record of setup\r\n".repeat(100);
            let log = format!("{before}{}{text}", "\0".repeat(nuls));
            for data in [log.clone().into_bytes(), utf16(&log, false), utf16(&log, true)] {
                let lines = texts(&data);
                assert_eq!(lines.len(), 100 + before.lines().count(), "{nuls}");
                assert!(lines.iter().all(|line| line.starts_with('[')), "{nuls}");
            }
        }
    }
    let sparse: Vec<u8> = (0..3000u32).flat_map(|i| (0x41 + i % 26).to_le_bytes()).collect();
    for data in [vec![0; 100_000], sparse, b"PK\x03\x04\x14\0\0\0\x08\0".repeat(100)] {
        assert!(texts(&data).is_empty());
    }
}

#[test]
fn an_empty_file_says_so() {
    for data in [&b""[..], b"\xEF\xBB\xBF", b"\xFF\xFE"] {
        let (lines, completeness) = read(data, BLOCK);
        assert!(lines.is_empty());
        assert_eq!(completeness, Completeness::Partial(Arc::from("x.log is empty")));
    }
}

struct Failing(usize);

impl Read for Failing {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.0.min(into.len());
        if count == 0 {
            return Err(io::Error::from_raw_os_error(5));
        }
        into[..count].fill(b'a');
        self.0 -= count;
        Ok(count)
    }
}

#[test]
fn a_read_error_keeps_what_was_read() {
    let (lines, completeness) = read_from(Box::new(Failing(10_000)), BLOCK);
    assert_eq!(lines.len(), 1);
    match completeness {
        Completeness::Partial(reason) => {
            assert!(reason.starts_with("x.log could not be read past byte 10000: "), "{reason}");
        }
        Completeness::Complete => panic!("the error was not told"),
    }
}

#[test]
fn cancelling_stops_within_a_block() {
    struct Stop(u64);
    impl ScanControl for Stop {
        fn advance(&mut self, bytes: u64) {
            self.0 += bytes;
        }
        fn cancelled(&self) -> bool {
            self.0 >= 300_000
        }
    }
    let mut control = Stop(0);
    let reader = LineReader::new(Box::new(io::repeat(b'x')), &Arc::from("x.log"));
    let reading = reader.run(&mut |_| {}, &mut control);
    assert!(matches!(reading.read, Completeness::Partial(_)));
    assert!(control.0 <= 2 * BLOCK as u64);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn block_ends_make_no_difference(
        data in prop::collection::vec(
            prop_oneof![
                Just(b"\r\n".to_vec()), Just(b"\n".to_vec()), Just(b"\r".to_vec()),
                Just(vec![0]), Just(vec![0, 0, 0]), Just(vec![0xC3]), Just(vec![0xD8, 0x3D]),
                Just(vec![0; 30]), Just(vec![0xFF, 0xFE]), Just(vec![0xFE, 0xFF]), Just(vec![0xEF, 0xBB, 0xBF]),
                Just(b"[03/06/2021 15:14:57.0546] [0] ASCII text".to_vec()), Just(vec![0x01]),
                Just(utf16("[03/06/2021 15:14:57.0546] little\r\n", false)),
                Just(utf16("[03/06/2021 15:14:57.0546] big\n", true)), Just(b"l\xE4uft".to_vec()),
                "[a-z\u{e4}\u{20ac}\u{1f600}]{0,20}".prop_map(String::into_bytes),
                Just(vec![b'x'; 40_000]), Just("\u{20ac}".repeat(15_000).into_bytes()),
            ], 0..12),
        mark in prop_oneof![Just(vec![]), Just(vec![0xFF, 0xFE]), Just(vec![0xFE, 0xFF]), Just(vec![0xEF, 0xBB, 0xBF])],
        block in prop_oneof![1usize..9, 10usize..5000],
    ) {
        let data = [mark, data.concat()].concat();
        // Byte by byte through a long line takes its square of time, and shows no more.
        let block = if data.len() > 3000 { block + 500 } else { block };
        prop_assert_eq!(given(&data, BLOCK), given(&data, block));
    }

    #[test]
    fn random_bytes_never_panic(data in prop::collection::vec(any::<u8>(), 0..3000), block in 1usize..600) {
        prop_assert_eq!(given(&data, BLOCK), given(&data, block));
    }

    #[test]
    fn damage_is_told_where_it_is(
        places in prop::collection::vec((0usize..4000, 1usize..60, prop::sample::select(vec![0u8, 0, 1])), 0..6),
    ) {
        let mut data = log(80, "end").into_bytes();
        let is_break = |byte: u8| matches!(byte, b'\r' | b'\n');
        for (start, length, with) in places {
            data.iter_mut().skip(start).take(length).filter(|b| !is_break(**b)).for_each(|b| *b = with);
        }
        let bad: Vec<usize> = (0..data.len()).filter(|at| matches!(data[*at], 0 | 1)).collect();
        let mut told = Vec::new();
        let line_of = |at: usize| 1 + data[..at].iter().filter(|b| **b == b'\n').count() as u64;
        for damage in damages(&data) {
            let (from, length) = (usize::try_from(damage.offset).unwrap(), usize::try_from(damage.length).unwrap());
            let part = from..from + length;
            prop_assert!(bad.contains(&part.start) && bad.contains(&(part.end - 1)), "{damage:?}");
            prop_assert_eq!(damage.line, line_of(from));
            told.extend(part.filter(|at| bad.contains(at)));
        }
        prop_assert_eq!(told, bad);
    }
}
