//! What is wrong with an item before its grammar is looked at: its first word, its quotes, its
//! braces, and characters that the language does not have.

use super::balance;
use super::brackets::{self, Wrong};
use super::lexer::{Kind, Lexer, Token, ITEM_WORDS};
use super::outline::Outline;
use super::quotes;
use super::recover::{shown, Work};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::language::suggest;

impl Work<'_, '_> {
    /// The first word says what the item is.
    pub(super) fn begins_as_item(&mut self) -> bool {
        let Some(first) = Lexer::new(&self.text).next() else { return false };
        let word = first.text(&self.text).to_owned();
        let span = self.span(&first);
        match word.as_str() {
            "}" if self.after_broken => {}
            "}" => self.extra_brace(span),
            "rule" | "test" | "fixture" | "pack" | "profile" => return !self.lacks_brace(),
            "table" | "waive" => return true,
            _ => {
                let message = format!("`{}` does not begin an item", shown(&word));
                let mut unknown = self.error_at(Code::UnknownWord, span, message);
                unknown = match suggest::nearest(&word, ITEM_WORDS) {
                    Some(near) => unknown.help(format!("did you mean `{near}`?")).fix(span, near),
                    None => unknown.help(
                        "a file holds `rule`, `test`, `table`, `fixture`, `pack`, `profile` and `waive`",
                    ),
                };
                self.report(unknown);
                // `Rule` is read as `rule`, so that the tests of it find it.
                if ITEM_WORDS.contains(&word.to_ascii_lowercase().as_str()) {
                    self.write(first.start, &word.to_ascii_lowercase());
                    return word.eq_ignore_ascii_case("table") || !self.lacks_brace();
                }
            }
        }
        false
    }

    /// Reports a header that is followed by the clauses of its block, without the brace.
    fn lacks_brace(&mut self) -> bool {
        let mut previous: Option<Token> = None;
        for token in Lexer::new(&self.text) {
            let clause = token.leads && token.kind == Kind::Word && previous.is_some();
            match previous {
                _ if token.kind == Kind::OpenBrace => return false,
                Some(last) if clause && token.text(&self.text) != "for" => {
                    let word = shown(last.text(&self.text)).into_owned();
                    let message = format!("something is missing after `{word}`");
                    let missing = self.error_at(Code::Syntax, self.span(&last), message);
                    self.report(missing.label("expected `{`"));
                    return true;
                }
                _ => previous = Some(token),
            }
        }
        false
    }

    /// Reports brackets of the wrong form, and reads them as the right ones: `[` at the end of a line
    /// for `{`, and braces where parentheses belong or the other way round.
    pub(super) fn mend_brackets(&mut self) {
        let tokens: Vec<Token> = Lexer::new(&self.text).collect();
        let mut from = 0;
        while from < tokens.len() {
            let rest = tokens.iter().skip(from + 1);
            let end = from + 1 + rest.take_while(|token| !token.leads).count();
            let line = tokens.get(from..end).unwrap_or_default();
            for Wrong { token, right, second } in brackets::wrong(&self.text, line) {
                if !second {
                    let message = format!("`{}` cannot stand here", token.text(&self.text));
                    let span = self.span(&token);
                    let help = match right {
                        "{" | "}" => "a block stands in braces: { ... }",
                        _ => "a part of a condition stands in parentheses: ( ... )",
                    };
                    let bracket = self.error_at(Code::StrayCharacter, span, message).help(help);
                    self.report_mended(bracket.fix(span, right));
                }
                self.write(token.start, right);
            }
            from = end;
        }
    }

    /// Mends quotes, stray characters and braces; whether the grammar should look at the rest.
    pub(super) fn tidy(&mut self) -> bool {
        let tokens: Vec<Token> = Lexer::new(&self.text).collect();
        let mut cuts = Vec::new();
        let mut endless = false;
        let mut line_cut = false;
        for token in &tokens {
            line_cut &= !token.leads;
            match token.kind {
                // What else is strange on the line belongs to the same mistake.
                Kind::Unclosed | Kind::Stray if line_cut => self.blank(token.start, token.end),
                Kind::Unclosed if self.ends_a_text_of_lines(&tokens, token) => {}
                Kind::Unclosed => {
                    endless |= self.unclosed(token);
                    cuts.push(token.start);
                    line_cut = true;
                }
                Kind::Stray => {
                    if self.stray(token) {
                        cuts.push(token.start);
                        line_cut = true;
                    } else {
                        self.blank(token.start, token.end);
                    }
                }
                _ => {}
            }
        }
        if endless {
            return false;
        }
        // Braces first: they say how far the statements reach that are cut after this.
        let wrong = balance::imbalance(&self.text, &tokens);
        for (token, before) in &wrong.unclosed {
            let span = self.span(token);
            let open = self
                .error_at(Code::UnclosedBrace, span, "this `{` is never closed")
                .help("write `}` where its block ends");
            self.report(open);
            self.close_before(*before);
        }
        let outside = self.first_outside();
        for token in &wrong.extra {
            // The brace that ends what stands outside is no mistake of its own.
            if outside.is_none_or(|first| token.start < first.start) {
                self.extra_brace(self.span(token));
                self.blank(token.start, token.end);
            }
        }
        if let Some(first) = self.first_outside() {
            self.outside(&first);
        }
        let tokens: Vec<Token> = Lexer::new(&self.text).collect();
        let outline = Outline::new(&self.text, &tokens);
        let mut done: Option<usize> = None;
        for start in cuts {
            let index = tokens.binary_search_by_key(&start, |token| token.start).ok();
            // Mistakes come in order, so that those of one statement follow each other: it is cut
            // once, however many it has.
            let statement = done.and_then(|at| outline.statements.get(at));
            if statement.zip(index).is_some_and(|(s, index)| s.first <= index && index < s.end) {
                continue;
            }
            match index.and_then(|index| outline.innermost(index)) {
                Some(at) if at > 0 => {
                    self.cut(&outline, &tokens, at);
                    done = Some(at);
                }
                _ => return false,
            }
        }
        true
    }

    /// Whether a text that began on an earlier line and was reported there ends here; its lines are
    /// blanked.
    fn ends_a_text_of_lines(&mut self, tokens: &[Token], end: &Token) -> bool {
        let last = end.text(&self.text).chars().next_back();
        let before = tokens.partition_point(|token| token.start < end.start);
        let before = tokens.get(..before).unwrap_or_default();
        let Some(open) = before.iter().rev().find(|token| token.kind != Kind::Word) else {
            return false;
        };
        let between = open.end as usize..end.start as usize;
        let lines = self.text.get(between).unwrap_or_default().matches('\n').count();
        let opens = open.text(&self.text).chars().next() == last
            && open.kind == Kind::Unclosed
            && last.is_some_and(quotes::is_quote);
        if opens && lines > 0 {
            self.blank(open.end, end.end);
        }
        opens && lines > 0
    }

    /// The first token after the brace that closes the item, apart from further braces.
    fn first_outside(&self) -> Option<Token> {
        let mut depth = 0_usize;
        let mut end = None;
        for token in Lexer::new(&self.text) {
            if let Some(first) = end {
                let first: Token = first;
                if first.kind == Kind::CloseBrace {
                    end = Some(token);
                    continue;
                }
                break;
            }
            match token.kind {
                Kind::OpenBrace => depth += 1,
                Kind::CloseBrace if depth == 1 => end = Some(token),
                Kind::CloseBrace => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        end.filter(|token| token.kind != Kind::CloseBrace)
    }

    /// Reports what stands after the brace that closes the item; its first line may be missing.
    fn outside(&mut self, first: &Token) {
        let word = shown(first.text(&self.text)).into_owned();
        let message = format!("`{word}` stands outside of every item");
        let outside = self.error_at(Code::UnknownWord, self.span(first), message);
        self.report(
            outside.help(
                "the line that begins its item is missing, or a `}` above it is one too many",
            ),
        );
        let length = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        self.blank(first.start, length);
    }

    pub(super) fn extra_brace(&mut self, span: Span) {
        let extra = self.error_at(Code::ExtraBrace, span, "this `}` closes nothing");
        self.report(extra.help("remove it, or look for a missing `{` above it"));
    }

    /// Reports text without one of its ends; whether it may have swallowed the rest of the item.
    pub(super) fn unclosed(&mut self, token: &Token) -> bool {
        let text = token.text(&self.text);
        let first = text.chars().next().unwrap_or(' ');
        let here_string = text.starts_with("@'");
        let opening = Span { end: self.span(token).start + 2, ..self.span(token) };
        let (span, message, help) = match first {
            _ if here_string && text.ends_with("\n'@") => (
                opening,
                String::from("the text of a here-string begins on the line after @'"),
                "end the line after @'",
            ),
            _ if here_string => (
                opening,
                String::from("this here-string is never closed"),
                "end it with a line that begins with '@",
            ),
            '<' if text.starts_with("<#") => {
                (opening, String::from("this comment is never closed"), "end it with #>")
            }
            '\'' | '"' => (
                self.span(token),
                format!("this text has no closing {first}"),
                "text in quotes ends on its line",
            ),
            first if quotes::is_quote(first) => {
                let end = token.start + u32::try_from(first.len_utf8()).unwrap_or(1);
                self.stray(&Token { end, ..*token });
                return false;
            }
            _ => {
                let last = text.chars().next_back().unwrap_or('\'');
                (
                    self.span(token),
                    format!("this text has no opening {last}"),
                    "write one where the text begins",
                )
            }
        };
        let open = self.error_at(Code::UnclosedText, span, message).help(help);
        let end = Span { start: span.end, ..span };
        let endless = here_string && !text.ends_with("\n'@");
        self.report(if matches!(first, '\'' | '"') { open.guess(end, first) } else { open });
        endless
    }

    /// Reports a stray character; whether its statement cannot be read.
    pub(super) fn stray(&mut self, token: &Token) -> bool {
        let (text, span) = (token.text(&self.text).to_owned(), self.span(token));
        if text == "/" {
            if let Some(date) = self.date_around(token) {
                self.date_of_elsewhere(&date);
                return true;
            }
        }
        let message = format!("`{text}` has no meaning here");
        let stray = self.error_at(Code::StrayCharacter, span, message);
        let (stray, cut) = match text.as_str() {
            ";" => (stray.help("a line needs no end mark; remove it").fix(span, ""), false),
            "\u{2018}" | "\u{2019}" | "\u{201a}" | "\u{201b}" => {
                let stray = stray.help("this is a typographic quote; write '");
                (self.plain_quotes(stray, span, '\''), true)
            }
            "\u{201c}" | "\u{201d}" | "\u{201e}" => {
                let stray = stray.help("this is a typographic quote; write \"");
                (self.plain_quotes(stray, span, '"'), true)
            }
            "\u{2013}" | "\u{2014}" | "\u{2015}" => {
                (stray.help("this is a typographic dash; write -").fix(span, "-"), true)
            }
            "@" => (stray.help("a list is @( ... ), long text is @' ... '@"), true),
            "[" | "]" => (stray.help("a list is @( ... )"), true),
            "/" => (stray.help("a comment begins with #, and a path stands in quotes"), true),
            "\\" => (stray.help("a path stands in quotes"), true),
            _ => (stray, true),
        };
        if cut {
            self.report(stray);
        } else {
            self.report_mended(stray);
        }
        cut
    }

    /// Adds the fix of a typographic quote: the text between it and the next one, in plain quotes.
    fn plain_quotes(&self, stray: Diagnostic, open: Span, quote: char) -> Diagnostic {
        let (marks, escaped) = match quote {
            '"' => (&['\u{201c}', '\u{201d}', '\u{201e}'] as &[char], "`\""),
            _ => (&['\u{2018}', '\u{2019}', '\u{201a}', '\u{201b}'] as &[char], "''"),
        };
        let line = self.rest_of_line(open.end);
        let Some((inside, after)) = line.split_once(marks) else {
            return stray.guess(open, quote);
        };
        let text = format!("{quote}{}{quote}", inside.replace(quote, escaped));
        let length = u32::try_from(line.len() - after.len()).unwrap_or(0);
        stray.fix(Span { end: open.end + length, ..open }, text)
    }

    /// The date such as `06/30/2026` that has this slash.
    fn date_around(&self, slash: &Token) -> Option<Token> {
        let bytes = self.text.as_bytes();
        let part = |byte: &&u8| byte.is_ascii_digit() || **byte == b'/';
        let (at, longest) = (slash.start as usize, 12);
        let before = bytes.get(..at)?.iter().rev().take(longest).take_while(part).count();
        let after = bytes.get(at..)?.iter().take(longest).take_while(part).count();
        let (start, end) = (at - before, at + after);
        let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let date = Token { start: place(start), end: place(end), ..*slash };
        (digit(at.checked_sub(1)?) && digit(at + 1)).then_some(date)
    }

    /// Reports a date with slashes; where only one day can be meant, that is the fix.
    fn date_of_elsewhere(&mut self, date: &Token) {
        let (text, span) = (date.text(&self.text).to_owned(), self.span(date));
        let message = format!("`{text}` is not a date");
        let wrong = self.error_at(Code::BadNumber, span, message);
        self.report(match iso_date(&text) {
            Some(date) => {
                wrong.help(format!("a date is written year, month, day: {date}")).fix(span, date)
            }
            None => wrong.help("a date is written year, month, day, such as 2026-06-30"),
        });
    }

    /// Puts a closing brace into the blank before an offset, or at the end.
    pub(super) fn close_before(&mut self, offset: Option<u32>) {
        let text = self.text.to_mut();
        let blank = offset.and_then(|offset| {
            let at = (offset as usize).checked_sub(1)?;
            (text.as_bytes().get(at) == Some(&b' ')).then_some(at)
        });
        match blank {
            Some(at) => text.replace_range(at..=at, "}"),
            None => text.push_str("\n}"),
        }
    }
}

/// The only day that a date with slashes can be, as the language writes it.
fn iso_date(text: &str) -> Option<String> {
    let parts: Vec<u16> = text.split('/').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let (year, month, day) = match *parts.as_slice() {
        [year, month, day] if year > 31 => (year, month, day),
        [day, month, year] if day > 12 => (year, month, day),
        [month, day, year] if day > 12 || month == day => (year, month, day),
        _ => return None,
    };
    let known =
        (1970..=9999).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    known.then(|| format!("{year}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use super::iso_date;

    #[test]
    fn a_date_is_read_where_it_can_mean_one_day_only() {
        for (text, date) in [
            ("06/30/2026", Some("2026-06-30")),
            ("30/06/2026", Some("2026-06-30")),
            ("2026/6/3", Some("2026-06-03")),
            ("5/5/2026", Some("2026-05-05")),
            ("06/07/2026", None),
            ("31/31/2026", None),
            ("06/2026", None),
            ("1/2/3/4", None),
        ] {
            assert_eq!(iso_date(text).as_deref(), date, "{text}");
        }
    }
}
