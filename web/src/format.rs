//! Figures as Docker prints them: decimal units, three digits, `≈` before what is an estimate.

use crate::texts::figures as texts;
use drydock_catalog::Size;
use drydock_playground::{Saving, Seconds};

const UNITS: [&str; 6] = ["B", "kB", "MB", "GB", "TB", "PB"];

/// `bytes` with its unit: `812 B`, `1.21 kB`, `197 MB`.
pub fn bytes(bytes: u64) -> String {
    let mut value = bytes as f64;
    let mut unit = 0;
    // 999.5 of one unit would round to four digits.
    while value >= 999.5 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    format!("{} {}", three_digits(value), UNITS.get(unit).copied().unwrap_or("PB"))
}

/// `value`, below 1000, with at most three digits and no zeros at the end.
fn three_digits(value: f64) -> String {
    let decimals = match value {
        value if value >= 99.95 => 0,
        value if value >= 9.995 => 1,
        _ => 2,
    };
    let text = format!("{value:.decimals$}");
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

/// A size in one figure: `812 B`, `≈ 61 MB`, `≥ 12 MB`, `unknown`.
pub fn size(size: &Size) -> String {
    match size.high {
        None if size.low == 0 => texts::UNKNOWN.to_owned(),
        None => format!("≥ {}", bytes(size.low)),
        // Bounds that print alike leave nothing open.
        Some(high) if bytes(size.low) == bytes(high) => bytes(size.likely),
        Some(_) => format!("≈ {}", bytes(size.likely)),
    }
}

/// True when [`size`] leaves something open.
pub fn is_open(size: &Size) -> bool {
    size.high.is_none_or(|high| bytes(size.low) != bytes(high))
}

/// The bounds of a size: `55 MB to 70 MB`, `at least 12 MB`; a single figure when it is exact.
pub fn bounds(size: &Size) -> String {
    match size.high {
        None => texts::at_least(&bytes(size.low)),
        Some(high) if !is_open(size) => bytes(high),
        Some(high) => texts::range(&bytes(size.low), &bytes(high)),
    }
}

/// A time in one figure: `0.1 s`, `≈ 8 s`, `≈ 2 min 5 s`, `> 12 s`; `?` when nobody knows.
pub fn seconds(time: &Seconds) -> String {
    let text = duration(time.likely);
    match time.high {
        None if time.likely < 1.0 => "?".to_owned(),
        None => format!("> {text}"),
        Some(high) if duration(time.low) == duration(high) => text,
        Some(_) => format!("≈ {text}"),
    }
}

/// The bounds of a time: `3 s to 20 s`, `at least 3 s`.
pub fn time_bounds(time: &Seconds) -> String {
    let low = duration(time.low);
    match time.high.map(duration) {
        None => texts::at_least(&low),
        Some(high) if low == high => low,
        Some(high) => texts::range(&low, &high),
    }
}

/// `0.1 s`, `8 s`, `2 min 5 s`, `1 h 4 min`.
pub fn duration(seconds: f64) -> String {
    if !seconds.is_finite() || seconds < 0.0 {
        return texts::UNKNOWN.to_owned();
    }
    let whole = seconds.round() as u64;
    match whole {
        _ if seconds < 0.05 => "0 s".to_owned(),
        _ if seconds < 9.95 => format!("{} s", three_digits((seconds * 10.0).round() / 10.0)),
        0..60 => format!("{whole} s"),
        60..3600 => texts::minutes(whole / 60, whole % 60),
        _ => texts::hours(whole / 3600, whole % 3600 / 60),
    }
}

/// `saves about 38 MB and 12 s`; empty where there is nothing to speak of.
pub fn saves(saving: &Saving) -> String {
    let size = saving.bytes.filter(|saved| saved.unsigned_abs() >= 1000);
    let time = saving.seconds.filter(|saved| saved.abs() >= 0.5);
    let size = size.map(|saved| (saved > 0, bytes(saved.unsigned_abs())));
    let time = time.map(|saved| (saved > 0.0, duration(saved.abs())));
    let parts: Vec<(bool, String)> = size.into_iter().chain(time).collect();
    let of = |saved: bool| {
        let figures: Vec<&str> =
            parts.iter().filter(|(saves, _)| *saves == saved).map(|(_, figure)| figure.as_str()).collect();
        let word = if saved { texts::SAVES } else { texts::COSTS };
        (!figures.is_empty()).then(|| texts::about(word, &figures))
    };
    [of(true), of(false)].into_iter().flatten().collect::<Vec<_>>().join(texts::AND)
}

/// `1 step`, `2 steps`.
pub fn count(number: usize, word: &str) -> String {
    if number == 1 { format!("1 {word}") } else { format!("{number} {word}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_have_three_digits_and_decimal_units() {
        let cases = [
            (0, "0 B"),
            (812, "812 B"),
            (999, "999 B"),
            (1000, "1 kB"),
            (1213, "1.21 kB"),
            (10_049, "10 kB"),
            (61_000_000, "61 MB"),
            (197_400_000, "197 MB"),
            (999_600, "1 MB"),
            (1_080_000_000, "1.08 GB"),
            (u64::MAX, "18447 PB"),
        ];
        for (value, text) in cases {
            assert_eq!(bytes(value), text);
        }
    }

    #[test]
    fn an_estimate_says_so() {
        assert_eq!(size(&Size::exact(812, "")), "812 B");
        let range = Size::range(55_000_000, 61_000_000, 70_000_000, "");
        assert_eq!((size(&range).as_str(), bounds(&range).as_str()), ("≈ 61 MB", "55 MB to 70 MB"));
        assert_eq!(size(&Size::range(61_000_001, 61_000_002, 61_000_003, "")), "61 MB");
        assert_eq!(size(&Size::unknown(0, "")), "unknown");
        assert_eq!(size(&Size::unknown(1000, "")), "≥ 1 kB");
    }

    #[test]
    fn a_saving_names_what_is_worth_a_word() {
        let said = |bytes, seconds| saves(&Saving { bytes, seconds, findings: 1 });
        assert_eq!(said(Some(38_000_000), Some(12.0)), "saves about 38 MB and 12 s");
        assert_eq!(said(Some(12), Some(-3.0)), "costs about 3 s");
        assert_eq!(said(Some(5_000_000), Some(-3.0)), "saves about 5 MB and costs about 3 s");
        assert_eq!(said(None, Some(0.1)), "");
    }

    #[test]
    fn times_read_well() {
        for (time, text) in [
            (0.0, "0 s"),
            (0.14, "0.1 s"),
            (8.0, "8 s"),
            (21.4, "21 s"),
            (125.0, "2 min 5 s"),
            (3840.0, "1 h 4 min"),
        ] {
            assert_eq!(duration(time), text);
        }
        assert_eq!(seconds(&Seconds { low: 3.0, likely: 8.0, high: Some(20.0) }), "≈ 8 s");
    }
}
