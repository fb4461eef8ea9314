//! Sizes and times as people write them: `120MB`, `100-140MB`, `>5GB`, `30s`, `1m30s`, `20-40s`.

use drydock_catalog::Size;

use super::SOURCE;
use crate::Seconds;

/// Bytes in the units Docker prints: powers of 1000 for `kB`, `MB`, `GB`, of 1024 for `KiB`, `MiB`, `GiB`. A range is
/// `LOW-HIGH` or `LOW-LIKELY-HIGH`, where a number without a unit has that of the next one; `>LOW` has no upper bound.
pub fn size(text: &str) -> Option<Size> {
    if let Some(low) = text.strip_prefix('>') {
        return Some(Size::unknown(bytes(low, None)?, SOURCE));
    }
    let [low, likely, high] = range(text, |part, unit| {
        let (number, own) = number(part)?;
        let unit = if own.is_empty() { unit.to_owned() } else { own.to_owned() };
        Some((bytes(number, Some(&unit))? as f64, unit))
    })?;
    Some(Size::range(low as u64, likely as u64, high as u64, SOURCE))
}

/// Seconds: `500ms`, `30s`, `2min` or `2m`, `1h`, and sums of them; a bare number is seconds. Ranges as in [`size`].
pub(super) fn time(text: &str) -> Option<Seconds> {
    let [low, likely, high] = range(text, |part, unit| {
        let (_, own) = number(part)?;
        let unit =
            if own.is_empty() { unit.to_owned() } else { own.trim_start_matches(is_number).to_owned() };
        let text = if own.is_empty() { format!("{part}{unit}") } else { part.to_owned() };
        Some((span_of_time(&text)?, unit))
    })?;
    Some(Seconds::range(low, likely, high))
}

/// The bounds of `LOW-HIGH` or `LOW-LIKELY-HIGH`, or one number three times. `read` gives the number of a part and the
/// unit that a part before it takes over.
fn range(text: &str, read: impl Fn(&str, &str) -> Option<(f64, String)>) -> Option<[f64; 3]> {
    let mut numbers = Vec::new();
    let mut unit = String::new();
    for part in text.rsplit(['-', '–']) {
        let (number, next) = read(part, &unit)?;
        numbers.push(number);
        unit = next;
    }
    let bounds = match numbers.as_slice() {
        [one] => [*one; 3],
        [high, low] => [*low, (low + high) / 2.0, *high],
        [high, likely, low] => [*low, *likely, *high],
        _ => return None,
    };
    bounds.is_sorted().then_some(bounds)
}

fn bytes(number: &str, unit: Option<&str>) -> Option<u64> {
    let (number, own) = self::number(number)?;
    let scale = match unit.unwrap_or(own).to_ascii_lowercase().as_str() {
        "" if number.parse() == Ok(0.0) => 1.0,
        "b" => 1.0,
        "k" | "kb" => 1e3,
        "m" | "mb" => 1e6,
        "g" | "gb" => 1e9,
        "t" | "tb" => 1e12,
        "kib" => 1024.0,
        "mib" => 1024.0 * 1024.0,
        "gib" => 1024.0 * 1024.0 * 1024.0,
        _ => return None,
    };
    Some((number.parse::<f64>().ok()? * scale).round() as u64)
}

fn span_of_time(text: &str) -> Option<f64> {
    let mut rest = text;
    let mut total = 0.0;
    while !rest.is_empty() {
        let (number, tail) = self::number(rest)?;
        let end = tail.find(is_number).unwrap_or(tail.len());
        let (unit, next) = tail.split_at_checked(end)?;
        let scale = match unit {
            "" | "s" | "sec" => 1.0,
            "ms" => 1e-3,
            "m" | "min" => 60.0,
            "h" => 3600.0,
            _ => return None,
        };
        total += number.parse::<f64>().ok()? * scale;
        rest = next;
    }
    (!text.is_empty()).then_some(total)
}

fn is_number(c: char) -> bool {
    c.is_ascii_digit() || c == '.'
}

/// The number at the front of `text`, and what follows it.
fn number(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c| !is_number(c)).unwrap_or(text.len());
    let (number, rest) = text.split_at_checked(end)?;
    number.parse::<f64>().ok().filter(|number| number.is_finite())?;
    Some((number, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_docker_prints_them() {
        type Bounds = (u64, u64, Option<u64>);
        let cases: [(&str, Option<Bounds>); 22] = [
            ("120MB", Some((120_000_000, 120_000_000, Some(120_000_000)))),
            ("1.05GB", Some((1_050_000_000, 1_050_000_000, Some(1_050_000_000)))),
            ("29kB", Some((29_000, 29_000, Some(29_000)))),
            ("12B", Some((12, 12, Some(12)))),
            ("0", Some((0, 0, Some(0)))),
            ("1.5MiB", Some((1_572_864, 1_572_864, Some(1_572_864)))),
            ("100-140MB", Some((100_000_000, 120_000_000, Some(140_000_000)))),
            ("100–140MB", Some((100_000_000, 120_000_000, Some(140_000_000)))),
            ("900kB-1.2MB", Some((900_000, 1_050_000, Some(1_200_000)))),
            ("31-38-45MB", Some((31_000_000, 38_000_000, Some(45_000_000)))),
            (">65kB", Some((65_000, 65_000, None))),
            ("120", None),
            ("", None),
            ("-", None),
            ("-1MB", None),
            ("140-100MB", None),
            ("1-2-3-4MB", None),
            ("120 MB", None),
            ("12Mb2", None),
            ("1.2.3MB", None),
            ("MB", None),
            ("≈12MB", None),
        ];
        for (text, expected) in cases {
            assert_eq!(size(text).map(|size| (size.low, size.likely, size.high)), expected, "{text}");
        }
    }

    #[test]
    fn times_are_read() {
        let cases = [
            ("30s", Some((30.0, 30.0, 30.0))),
            ("30", Some((30.0, 30.0, 30.0))),
            ("500ms", Some((0.5, 0.5, 0.5))),
            ("1m30s", Some((90.0, 90.0, 90.0))),
            ("1.5min", Some((90.0, 90.0, 90.0))),
            ("20-40s", Some((20.0, 30.0, 40.0))),
            ("1-2min", Some((60.0, 90.0, 120.0))),
            ("30s-2m", Some((30.0, 75.0, 120.0))),
            ("1-2-10h", Some((3600.0, 7200.0, 36000.0))),
            ("s", None),
            ("", None),
            ("30x", None),
            ("40-20s", None),
        ];
        for (text, expected) in cases {
            assert_eq!(time(text).map(|time| (time.low, time.likely, time.high)), expected, "{text}");
        }
    }
}
