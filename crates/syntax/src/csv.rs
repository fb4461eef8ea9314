//! One line of comma-separated values, as `--mount` and `--device` hold them (`tonistiigi/go-csvvalue`).

use nom::branch::alt;
use nom::bytes::complete::{tag, take_till};
use nom::character::complete::char;
use nom::combinator::{eof, map, peek, value};
use nom::multi::fold_many0;
use nom::sequence::{delimited, terminated};
use nom::{IResult, Parser};

/// The fields of `line`; fails with Go's words.
pub fn fields(line: &str) -> Result<Vec<String>, String> {
    let line = line.strip_suffix('\n').map_or(line, |line| line.strip_suffix('\r').unwrap_or(line));
    if line.is_empty() {
        return Err("EOF".into());
    }
    let mut fields = Vec::new();
    let mut rest = line;
    loop {
        let (after, field) = field(rest).map_err(|_| explain(line, rest))?;
        fields.push(field);
        match after.strip_prefix(',') {
            Some(after) => rest = after,
            None => return Ok(fields),
        }
    }
}

/// One field, up to a comma or the end.
fn field(input: &str) -> IResult<&str, String> {
    let end = || alt((tag(","), eof));
    let bare = map(take_till(|c| c == '"' || c == ','), str::to_owned);
    terminated(alt((quoted, bare)), peek(end())).parse(input)
}

/// A field in double quotes, with `""` for a quote.
fn quoted(input: &str) -> IResult<&str, String> {
    let piece = alt((value("\"", tag("\"\"")), nom::bytes::complete::is_not("\"")));
    let text = fold_many0(piece, String::new, |text, piece| text + piece);
    delimited(char('"'), text, char('"')).parse(input)
}

/// Why no field could be read at `rest`: the column is in bytes, from 1.
fn explain(line: &str, rest: &str) -> String {
    let column = |at: usize| line.len() - rest.len() + at + 1;
    if !rest.starts_with('"') {
        let at = rest.find('"').unwrap_or(0);
        return format!("parse error on line 1, column {}: bare \" in non-quoted-field", column(at));
    }
    let mut at = 1;
    while let Some(quote) = rest[at..].find('"') {
        at += quote + 1;
        if !rest[at..].starts_with('"') {
            return format!(
                "parse error on line 1, column {}: extraneous or missing \" in quoted-field",
                column(at - 1)
            );
        }
        at += 1;
    }
    // The quote never closes: the column is that of the last piece read.
    format!("parse error on line 1, column {}: extraneous or missing \" in quoted-field", column(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_with_and_without_quotes() {
        let read = |line| fields(line).expect("a good line");
        assert_eq!(read("type=bind,target=/a"), ["type=bind", "target=/a"]);
        assert_eq!(read(r#""a,b",c,"#), ["a,b", "c", ""]);
        assert_eq!(read(r#""say ""hi""",x"#), [r#"say "hi""#, "x"]);
    }

    #[test]
    fn stray_quotes_are_located() {
        assert_eq!(fields(""), Err("EOF".into()));
        assert_eq!(
            fields(r#"a,b"c"#),
            Err("parse error on line 1, column 4: bare \" in non-quoted-field".into())
        );
        let quoted = "extraneous or missing \" in quoted-field";
        assert_eq!(fields(r#""a"b"#), Err(format!("parse error on line 1, column 3: {quoted}")));
        assert_eq!(fields(r#"a,"b"#), Err(format!("parse error on line 1, column 4: {quoted}")));
    }
}
