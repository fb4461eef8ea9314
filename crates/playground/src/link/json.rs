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

/// Appends a JSON array of strings.
pub fn write_list<'a>(out: &mut String, items: impl Iterator<Item = &'a String>) {
    out.push('[');
    for (i, item) in items.enumerate() {
        if i > 0 {
            out.push(',');
        }
        write_string(out, item);
    }
    out.push(']');
}

/// Writes the members of a JSON object.
#[derive(Default)]
pub struct Members(String);

impl Members {
    /// Begins a member; its value is to be appended to what this gives.
    pub fn key(&mut self, key: &str) -> &mut String {
        self.0.push(if self.0.is_empty() { '{' } else { ',' });
        write_string(&mut self.0, key);
        self.0.push(':');
        &mut self.0
    }

    /// Adds a string, where there is one.
    pub fn text(&mut self, key: &str, value: Option<&str>) {
        if let Some(value) = value {
            write_string(self.key(key), value);
        }
    }

    /// Adds `1` or `0`, where there is one.
    pub fn flag(&mut self, key: &str, value: Option<bool>) {
        if let Some(value) = value {
            self.key(key).push(if value { '1' } else { '0' });
        }
    }

    /// The object.
    pub fn end(mut self) -> String {
        if self.0.is_empty() {
            self.0.push('{');
        }
        self.0.push('}');
        self.0
    }
}

/// Reads JSON from the front of a text. Every method is `None` where the text is no such thing.
///
/// Objects and arrays may have so many items together as it is told at first; the rest is not read.
pub struct Reader<'a> {
    rest: &'a str,
    left: usize,
    spent: bool,
}

impl<'a> Reader<'a> {
    /// A reader of `text` that takes at most `items` items.
    pub fn new(text: &'a str, items: usize) -> Self {
        Self { rest: text, left: items, spent: false }
    }

    /// Takes `items` off what may still be read.
    pub fn spend(&mut self, items: usize) -> Option<()> {
        let left = self.left.checked_sub(items);
        self.left = left.unwrap_or(0);
        self.spent |= left.is_none();
        left.map(drop)
    }

    /// True when there were more items than it takes.
    pub fn is_spent(&self) -> bool {
        self.spent
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
        match self.word()? {
            "true" => Some(true),
            "false" | "null" => Some(false),
            word => is_number(word).then(|| !is_zero(word)),
        }
    }

    /// A whole number that is not negative.
    pub fn number(&mut self) -> Option<u64> {
        self.word()?.parse().ok()
    }

    /// True when `null` is next, which is then read.
    pub fn null(&mut self) -> bool {
        self.space();
        let next = self.rest.strip_prefix("null");
        self.rest = next.unwrap_or(self.rest);
        next.is_some()
    }

    /// What stands before the next separator.
    fn word(&mut self) -> Option<&'a str> {
        self.space();
        let end = self.rest.find([',', '}', ']', ' ', '\n', '\t', '\r']).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest;
        Some(word)
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
            self.spend(1)?;
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

/// As far as a flag needs to know. Rust's own reader of numbers would weigh 14 KB on the page.
fn is_number(word: &str) -> bool {
    let known = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | 'e' | 'E');
    word.chars().all(known) && word.contains(|c: char| c.is_ascii_digit())
}

fn is_zero(number: &str) -> bool {
    let digits = number.split(['e', 'E']).next().unwrap_or_default();
    !digits.contains(|c: char| matches!(c, '1'..='9'))
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
            assert_eq!(Reader::new(&json, 1).string().as_deref(), Some(text));
        }
        assert_eq!(Reader::new(r#""\ud83d\udc33""#, 1).string().as_deref(), Some("🐳"));
        assert_eq!(Reader::new(r#""\ud83d""#, 1).string(), None);
    }

    #[test]
    fn deep_values_are_skipped_flat() {
        let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
        let mut reader = Reader::new(&deep, 1);
        assert_eq!(reader.skip(), Some(()));
        assert!(reader.at_end());
        for bad in ["", "[", "]", "{\"a\"", "\"a"] {
            assert_eq!(Reader::new(bad, 1).skip(), None, "{bad}");
        }
    }
}
