//! UTF-8 bytes to the editor's UTF-16 and back. The editor counts a line break as one, whether it is LF, CR LF or CR.

/// Turns byte offsets of one text into the editor's. Asked in rising order it reads the text once.
pub struct ToEditor<'a> {
    text: &'a str,
    byte: usize,
    unit: u32,
}

impl<'a> ToEditor<'a> {
    /// A converter for `text`.
    pub fn new(text: &'a str) -> Self {
        Self { text, byte: 0, unit: 0 }
    }

    /// The editor's offset of the byte at `offset`; inside of a character that of its start, beyond the text its end.
    pub fn at(&mut self, offset: u32) -> u32 {
        let offset = offset as usize;
        if offset < self.byte {
            (self.byte, self.unit) = (0, 0);
        }
        let rest = self.text.get(self.byte..).unwrap_or("");
        for c in rest.chars() {
            if self.byte + c.len_utf8() > offset {
                break;
            }
            self.unit += units(c, self.text.as_bytes(), self.byte);
            self.byte += c.len_utf8();
        }
        self.unit
    }

    /// Length of the whole text in the editor.
    pub fn end(&mut self) -> u32 {
        self.at(u32::try_from(self.text.len()).unwrap_or(u32::MAX))
    }
}

/// The byte offset in `text` of the editor's offset `unit`.
pub fn from_editor(text: &str, unit: u32) -> u32 {
    let mut at = 0;
    for (byte, c) in text.char_indices() {
        if at >= unit {
            return byte as u32;
        }
        at += units(c, text.as_bytes(), byte);
    }
    text.len() as u32
}

/// How many the character at `byte` counts: a CR before LF counts nothing, its LF counts for both.
fn units(c: char, text: &[u8], byte: usize) -> u32 {
    if c == '\r' && text.get(byte + 1) == Some(&b'\n') { 0 } else { c.len_utf16() as u32 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn wide_characters_and_line_breaks_count_as_in_the_editor() {
        let text = "é🐳\r\nx\ry";
        let mut to = ToEditor::new(text);
        let seen: Vec<u32> = [0, 2, 6, 7, 8, 9, 10, 11, 99].into_iter().map(|byte| to.at(byte)).collect();
        assert_eq!(seen, [0, 1, 3, 3, 4, 5, 6, 7, 7]);
        assert_eq!(to.at(2), 1, "going back starts again");
        assert_eq!((from_editor(text, 3), from_editor(text, 4), from_editor(text, 50)), (6, 8, 11));
    }

    proptest! {
        #[test]
        fn offsets_come_back(text in "[a-zé🐳\n]{0,40}") {
            let mut to = ToEditor::new(&text);
            for (byte, _) in text.char_indices() {
                prop_assert_eq!(from_editor(&text, to.at(byte as u32)), byte as u32);
            }
            prop_assert_eq!(to.end() as usize, text.encode_utf16().count());
        }
    }
}
