//! The value of `--chmod` (`convert_copy.go` and the BSD mode strings it takes).

/// A file mode as COPY and ADD take it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Chmod {
    /// Permission bits.
    Octal(u32),
    /// Such as `u=rwX,go=rX`.
    Symbolic(String),
}

/// Reads the value of `--chmod`.
///
/// # Errors
/// The text BuildKit shows.
pub(crate) fn parse(text: &str) -> Result<Chmod, String> {
    let not_octal =
        || format!("invalid chmod parameter: '{text}'. it should be octal string and between 0 and 07777");
    let is_octal = !text.is_empty() && text.bytes().all(|b| matches!(b, b'0'..=b'7'));
    if is_octal {
        let in_32_bits = u64::from_str_radix(text, 8).ok().filter(|mode| *mode <= u64::from(u32::MAX));
        return match in_32_bits {
            Some(mode) if mode <= 0o7777 => Ok(Chmod::Octal(mode as u32)),
            _ => Err(not_octal()),
        };
    }
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(not_octal());
    }
    if is_symbolic(text) { Ok(Chmod::Symbolic(text.into())) } else { Err("invalid syntax".into()) }
}

/// One or more clauses, parted by commas: who, then operators with permissions.
fn is_symbolic(text: &str) -> bool {
    text.split(',').all(|clause| {
        let actions = clause.trim_start_matches(['a', 'u', 'g', 'o']);
        actions.starts_with(['+', '-', '=']) && actions.bytes().all(|b| b"+-=rstwXxugo".contains(&b))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn octal_and_symbolic_modes() {
        assert_eq!(parse("755"), Ok(Chmod::Octal(0o755)));
        assert_eq!(parse("u=rwX,go=rX"), Ok(Chmod::Symbolic("u=rwX,go=rX".into())));
        assert_eq!(parse("+x"), Ok(Chmod::Symbolic("+x".into())));
        for bad in ["rwxr-xr-x", "u", "u+q", "a,", "u+x,"] {
            assert_eq!(parse(bad).unwrap_err(), "invalid syntax", "{bad}");
        }
        assert!(parse("10000").unwrap_err().starts_with("invalid chmod parameter: '10000'"));
        assert!(parse("899").unwrap_err().starts_with("invalid chmod parameter: '899'"));
    }
}
