//! `strconv.Quote` and the texts of `encoding/json`.

use std::fmt::Write;

pub(crate) use drydock_syntax::quote;

/// A list of texts as `%q` prints it.
pub(crate) fn quote_list<S: AsRef<str>>(list: &[S]) -> String {
    let quoted: Vec<String> = list.iter().map(|text| quote(text.as_ref())).collect();
    format!("[{}]", quoted.join(" "))
}

/// A list of texts as `json.Marshal` writes it.
pub(crate) fn json_list<S: AsRef<str>>(list: &[S]) -> String {
    let quoted: Vec<String> = list.iter().map(|text| json(text.as_ref())).collect();
    format!("[{}]", quoted.join(","))
}

fn json(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\x08' => out.push_str("\\b"),
            '\x0c' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // Kept out of the way of HTML, as json.Marshal does.
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..='\x1f' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_read_as_in_go() {
        assert_eq!(quote_list(&["a", "b c"]), "[\"a\" \"b c\"]");
        assert_eq!(json_list(&["a<b", "\""]), "[\"a\\u003cb\",\"\\\"\"]");
    }
}
