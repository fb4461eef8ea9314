/// Nanoseconds in a second.
pub(crate) const SECOND: i64 = 1_000_000_000;

/// Reads a duration as Go's `time.ParseDuration` does: `1m30s`, `500ms`; in nanoseconds.
///
/// # Errors
/// In Go's words.
pub(crate) fn parse(text: &str) -> Result<i64, String> {
    let invalid = || format!("time: invalid duration \"{text}\"");
    let (sign, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut total = 0.0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (number, tail) = rest.split_at(digits);
        let number: f64 = number.parse().map_err(|_| invalid())?;
        let unit_end = tail.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(tail.len());
        let (unit, after) = tail.split_at(unit_end);
        let unit = match unit {
            "ns" => 1.0,
            "us" | "µs" | "μs" => 1e3,
            "ms" => 1e6,
            "s" => 1e9,
            "m" => 60e9,
            "h" => 3600e9,
            "" => return Err(format!("time: missing unit in duration \"{text}\"")),
            _ => return Err(format!("time: unknown unit \"{unit}\" in duration \"{text}\"")),
        };
        total += number * unit;
        rest = after;
    }
    if total > i64::MAX as f64 {
        return Err(invalid());
    }
    Ok((sign * total).round() as i64)
}

/// Writes nanoseconds as Go's `Duration.String` does: `1m30s`, `500ms`.
pub(crate) fn show(nanoseconds: i64) -> String {
    let sign = if nanoseconds < 0 { "-" } else { "" };
    let total = nanoseconds.unsigned_abs();
    let fraction = |value: u64, unit: u64| {
        let decimals = format!("{:09}", (value % unit) * (1_000_000_000 / unit));
        let decimals = decimals.trim_end_matches('0');
        if decimals.is_empty() { format!("{}", value / unit) } else { format!("{}.{decimals}", value / unit) }
    };
    let shown = match total {
        0 => "0s".to_owned(),
        1..1_000 => format!("{total}ns"),
        1_000..1_000_000 => format!("{}µs", fraction(total, 1_000)),
        1_000_000..1_000_000_000 => format!("{}ms", fraction(total, 1_000_000)),
        _ => {
            let (hours, minutes) = (total / 3_600_000_000_000, total / 60_000_000_000 % 60);
            let seconds = fraction(total % 60_000_000_000, 1_000_000_000);
            match (hours, minutes) {
                (0, 0) => format!("{seconds}s"),
                (0, _) => format!("{minutes}m{seconds}s"),
                _ => format!("{hours}h{minutes}m{seconds}s"),
            }
        }
    };
    format!("{sign}{shown}")
}

#[cfg(test)]
mod tests {
    use super::{parse, show};

    #[test]
    fn durations_are_go_s() {
        for (text, shown) in
            [("1m30s", "1m30s"), ("500ms", "500ms"), ("1.5h", "1h30m0s"), ("90s", "1m30s"), ("0", "0s")]
        {
            assert_eq!(show(parse(text).expect("a duration")), shown);
        }
        assert_eq!(parse("5"), Err("time: missing unit in duration \"5\"".into()));
        assert_eq!(parse("5d"), Err("time: unknown unit \"d\" in duration \"5d\"".into()));
        assert_eq!(parse(""), Err("time: invalid duration \"\"".into()));
    }
}
