//! The little JSON that links need: written by hand, so the page carries no general reader. Nothing recurses.

/// Appends `text` as a JSON string.
pub fn write_string(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if (c as u32) < 0x20 || c == '\u{7f}' => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
}

/// Reads JSON from the front of a text. Every method is `None` where the text is no such thing.
pub struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    /// A reader of `text`.
    pub fn new(text: &'a str) -> Self {
        Self { rest: text }
    }

    /// True when nothing but white space is left.
    pub fn at_end(&mut self) -> bool {
        self.space();
        self.rest.is_empty()
    }

    /// Calls `member` with each key of an object; it must read or skip the value.
    pub fn object(&mut self, mut member: impl FnMut(&mut Self, &str) -> Option<()>) -> Option<()> {
        self.list('{', '}', |reader| {
            let key = reader.string()?;
            reader.eat(':').then_some(())?;
            member(reader, &key)
        })
    }

    /// Calls `item` for each element of an array; it must read or skip the value.
    pub fn array(&mut self, item: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.list('[', ']', item)
    }

    /// A string.
    pub fn string(&mut self) -> Option<String> {
        self.eat('"').then_some(())?;
        let mut text = String::new();
        let mut chars = self.rest.char_indices();
        loop {
            let (at, c) = chars.next()?;
            match c {
                '"' => {
                    self.rest = self.rest.get(at + 1..)?;
                    return Some(text);
                }
                '\\' => text.push(escape(&mut chars)?),
                c if (c as u32) < 0x20 => return None,
                c => text.push(c),
            }
        }
    }

    /// `true`, `false`, or a number that is 0 or not.
    pub fn flag(&mut self) -> Option<bool> {
        self.space();
        let end = self.rest.find([',', '}', ']', ' ', '\n', '\t', '\r']).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest;
        match word {
            "true" => Some(true),
            "false" | "null" => Some(false),
            _ => word.parse::<f64>().ok().map(|number| number != 0.0),
        }
    }

    /// Any value, of any depth, without a look at it.
    pub fn skip(&mut self) -> Option<()> {
        let mut depth = 0usize;
        loop {
            self.space();
            match self.rest.chars().next()? {
                '"' => drop(self.string()?),
                '{' | '[' => {
                    depth += 1;
                    self.rest = self.rest.get(1..)?;
                    continue;
                }
                '}' | ']' => {
                    depth = depth.checked_sub(1)?;
                    self.rest = self.rest.get(1..)?;
                }
                ',' | ':' if depth > 0 => {
                    self.rest = self.rest.get(1..)?;
                    continue;
                }
                _ => drop(self.flag()?),
            }
            if depth == 0 {
                return Some(());
            }
        }
    }

    fn list(&mut self, open: char, close: char, mut item: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.eat(open).then_some(())?;
        if self.eat(close) {
            return Some(());
        }
        loop {
            item(self)?;
            if self.eat(close) {
                return Some(());
            }
            self.eat(',').then_some(())?;
        }
    }

    fn eat(&mut self, c: char) -> bool {
        self.space();
        match self.rest.strip_prefix(c) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\n', '\r', '\t']);
    }
}

fn escape(chars: &mut std::str::CharIndices) -> Option<char> {
    Some(match chars.next()?.1 {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'u' => return unicode(chars),
        c @ ('"' | '\\' | '/') => c,
        _ => return None,
    })
}

/// What follows `\u`: four hex digits, and the second half of a surrogate pair where the first asks for it.
fn unicode(chars: &mut std::str::CharIndices) -> Option<char> {
    let first = unit(chars)?;
    if !(0xd800..0xdc00).contains(&first) {
        return char::from_u32(first);
    }
    (chars.next()?.1 == '\\' && chars.next()?.1 == 'u').then_some(())?;
    let second = unit(chars)?;
    (0xdc00..0xe000).contains(&second).then_some(())?;
    char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00))
}

fn unit(chars: &mut std::str::CharIndices) -> Option<u32> {
    (0..4).try_fold(0, |unit, _| Some(unit * 16 + chars.next()?.1.to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_come_back() {
        for text in ["", "a\"b\\c\n\r\t\u{1}\u{7f}", "é 🐳 \u{2028}"] {
            let mut json = String::new();
            write_string(&mut json, text);
            assert_eq!(Reader::new(&json).string().as_deref(), Some(text));
        }
        assert_eq!(Reader::new(r#""\ud83d\udc33""#).string().as_deref(), Some("🐳"));
        assert_eq!(Reader::new(r#""\ud83d""#).string(), None);
    }

    #[test]
    fn deep_values_are_skipped_flat() {
        let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
        let mut reader = Reader::new(&deep);
        assert_eq!(reader.skip(), Some(()));
        assert!(reader.at_end());
        for bad in ["", "[", "]", "{\"a\"", "\"a"] {
            assert_eq!(Reader::new(bad).skip(), None, "{bad}");
        }
    }
}
