//! Addresses to write to (`addr-spec` of RFC 5322).

/// True for `local@domain`, with white space and comments where they may stand.
pub(in super::super) fn is_address(text: &str) -> bool {
    if !text.is_ascii() {
        return false;
    }
    let mut reader = Reader { text: text.as_bytes(), at: 0 };
    let local = reader.words(true);
    let at = reader.takes(b'@');
    let domain = if at { reader.domain() } else { None };
    let (Some(local), Some(_)) = (local, domain) else { return false };
    reader.at == text.len() && local <= 64
}

struct Reader<'a> {
    text: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> u8 {
        self.text.get(self.at).copied().unwrap_or(0)
    }

    fn takes(&mut self, byte: u8) -> bool {
        let here = self.at < self.text.len() && self.peek() == byte;
        self.at += usize::from(here);
        here
    }

    /// White space and comments.
    fn blanks(&mut self) -> Option<()> {
        let mut depth = 0;
        while self.at < self.text.len() {
            match self.peek() {
                b' ' | b'\t' | b'\r' | b'\n' => {}
                b'(' => depth += 1,
                b')' if depth > 0 => depth -= 1,
                b'\\' if depth > 0 => self.at += 1,
                _ if depth > 0 => {}
                _ => return Some(()),
            }
            self.at += 1;
        }
        (depth == 0).then_some(())
    }

    /// Words with dots between them; their length.
    fn words(&mut self, quoted: bool) -> Option<usize> {
        let mut length = 0;
        loop {
            self.blanks()?;
            length += if quoted && self.peek() == b'"' { self.quoted()? } else { self.atom()?.len() };
            self.blanks()?;
            if !self.takes(b'.') {
                return Some(length);
            }
            length += 1;
        }
    }

    fn atom(&mut self) -> Option<&[u8]> {
        let fits = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(&b);
        let rest = self.text.get(self.at..)?;
        let length = rest.iter().take_while(|b| fits(**b)).count();
        self.at += length;
        (length > 0).then(|| &rest[..length])
    }

    fn quoted(&mut self) -> Option<usize> {
        let start = self.at;
        self.at += 1;
        while self.at < self.text.len() {
            match self.peek() {
                b'"' => {
                    self.at += 1;
                    return Some(self.at - start);
                }
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        None
    }

    fn domain(&mut self) -> Option<()> {
        self.blanks()?;
        if self.takes(b'[') {
            while self.at < self.text.len() && !b"[]\\".contains(&self.peek()) {
                self.at += 1;
            }
            return if self.takes(b']') { self.blanks() } else { None };
        }
        let mut whole = 0;
        loop {
            let rest = self.text.get(self.at..)?;
            let length = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'-').count();
            let label = &rest[..length];
            if length == 0 || length > 63 || label[0] == b'-' || label[length - 1] == b'-' {
                return None;
            }
            self.at += length;
            whole += length + 1;
            self.blanks()?;
            // A dot may end the whole name.
            if !self.takes(b'.') || self.at == self.text.len() {
                break;
            }
            self.blanks()?;
        }
        (whole <= 254).then_some(())
    }
}
