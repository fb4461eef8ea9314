//! Bytes and seconds as people read them.

use drydock_catalog::Size;
use drydock_playground::Seconds;

/// Bytes as Docker prints them: decimal, three digits.
pub(crate) fn bytes(bytes: u64) -> String {
    const UNITS: [&str; 6] = ["B", "kB", "MB", "GB", "TB", "PB"];
    let mut value = bytes as f64;
    let mut unit = 0;
    while value >= 1000.0 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    let digits = if unit == 0 || value >= 100.0 { 0 } else { 1 + usize::from(value < 10.0) };
    let mut text = format!("{value:.digits$}");
    if text.contains('.') {
        text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
    }
    format!("{text}{}", UNITS[unit])
}

/// A size with a mark when it is an estimate; `?` when nobody knows.
pub(crate) fn size(size: &Size) -> String {
    if size.is_unknown() {
        return match size.low {
            0 => "?".to_owned(),
            low => format!(">{}", bytes(low)),
        };
    }
    let mark = if size.is_exact() { "" } else { "≈" };
    format!("{mark}{}", bytes(size.likely))
}

/// An estimated time; `?` when nobody knows.
pub(crate) fn seconds(seconds: &Seconds) -> String {
    if seconds.high.is_none() {
        // What is known is only the time around it.
        return if seconds.likely < 1.0 { "?".to_owned() } else { format!(">{:.0}s", seconds.likely) };
    }
    match seconds.likely {
        under if under < 0.05 => String::new(),
        under if under < 10.0 => format!("≈{under:.1}s"),
        likely if likely < 90.0 => format!("≈{likely:.0}s"),
        likely => format!("≈{:.0}min", likely / 60.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_three_digits() {
        let printed: Vec<_> = [0, 999, 1000, 1234, 29_000, 142_300_000, 1_050_000_000].map(bytes).into();
        assert_eq!(printed, ["0B", "999B", "1kB", "1.23kB", "29kB", "142MB", "1.05GB"]);
    }
}
