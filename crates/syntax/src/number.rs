//! Numbers as Go reads them.

/// `strconv.ParseBool`.
pub(crate) fn parse_bool(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "TRUE" | "true" | "True" => Some(true),
        "0" | "f" | "F" | "FALSE" | "false" | "False" => Some(false),
        _ => None,
    }
}

/// `strconv.ParseUint` with 32 bits: no sign, no underscores.
pub(crate) fn parse_u32(text: &str, radix: u32) -> Option<u32> {
    if text.starts_with('+') { None } else { u32::from_str_radix(text, radix).ok() }
}

/// `strconv.ParseInt` with base 10 and 32 bits; fails with Go's words.
pub(crate) fn parse_i32(text: &str) -> Result<i32, String> {
    let error = |what: &str| Err(format!("strconv.ParseInt: parsing {}: {what}", crate::text::quote(text)));
    let (negative, digits) = match text.strip_prefix(['+', '-']) {
        Some(digits) => (text.starts_with('-'), digits),
        None => (false, text),
    };
    let mut value = 0u64;
    for byte in digits.bytes() {
        if !byte.is_ascii_digit() {
            return error("invalid syntax");
        }
        value = value * 10 + u64::from(byte - b'0');
        // Go stops here, before it sees what is wrong with the rest.
        if value > u64::from(u32::MAX) {
            return error("value out of range");
        }
    }
    if digits.is_empty() {
        return error("invalid syntax");
    }
    let value = i64::try_from(value).unwrap_or(i64::MAX);
    let value = i32::try_from(if negative { -value } else { value });
    value.or_else(|_| error("value out of range"))
}

/// `units.RAMInBytes`: a size with an optional unit (`k`, `MB`, `GiB`…), all of them powers of 1024.
pub(crate) fn ram_in_bytes(text: &str) -> Option<i64> {
    let sep = text.rfind(|c: char| c.is_ascii_digit() || c == '.' || c == ' ')?;
    let (number, unit) = text.split_at(sep + 1);
    let number = number.strip_suffix(' ').unwrap_or(number);
    let value: f64 = number.parse().ok().filter(|value: &f64| value.is_finite() && *value >= 0.0)?;
    let unit = if unit.len() > 3 { return None } else { unit.to_ascii_lowercase() };
    let power = match unit.as_str() {
        "" | "b" => 0,
        "k" | "kb" | "kib" => 1,
        "m" | "mb" | "mib" => 2,
        "g" | "gb" | "gib" => 3,
        "t" | "tb" | "tib" => 4,
        "p" | "pb" | "pib" => 5,
        _ => return None,
    };
    let bytes = value * 1024f64.powi(power);
    // What Go's conversion gives on amd64 when the number does not fit.
    Some(if bytes >= i64::MAX as f64 { i64::MIN } else { bytes as i64 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_take_units_of_1024() {
        assert_eq!(ram_in_bytes("64m"), Some(64 << 20));
        assert_eq!(ram_in_bytes("1.5 KiB"), Some(1536));
        assert_eq!(ram_in_bytes("10"), Some(10));
        assert_eq!(ram_in_bytes("10x"), None);
        assert_eq!(ram_in_bytes("-1k"), None);
        assert_eq!(ram_in_bytes(""), None);
    }
}
