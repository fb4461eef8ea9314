//! Sizes as Docker and Podman print them, and how exact they are.

/// Bytes of `1.23MB`, `77.8 MB` or `1234`: low, likely and high. Docker prints three digits, so larger ones are rounded.
pub(super) fn size(text: &str) -> Option<(u64, u64, u64)> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(end)?;
    let value: f64 = number.parse().ok().filter(|value: &f64| value.is_finite())?;
    let scale = match unit.trim() {
        "" | "B" => 1.0,
        "kB" | "KB" => 1e3,
        "MB" => 1e6,
        "GB" => 1e9,
        "TB" => 1e12,
        "KiB" => 1024.0,
        "MiB" => 1024.0 * 1024.0,
        "GiB" => 1024.0 * 1024.0 * 1024.0,
        _ => return None,
    };
    let likely = (value * scale).round() as u64;
    if scale == 1.0 {
        return Some((likely, likely, likely));
    }
    let before_point = number.split('.').next().unwrap_or_default().trim_start_matches('0').len();
    let half = (0.5 * scale * 10f64.powi(before_point as i32 - 3)) as u64;
    Some((likely.saturating_sub(half), likely, likely.saturating_add(half)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_sizes_have_the_width_of_their_last_digit() {
        let cases = [
            ("0B", Some((0, 0, 0))),
            ("999B", Some((999, 999, 999))),
            ("74812345", Some((74_812_345, 74_812_345, 74_812_345))),
            ("117MB", Some((116_500_000, 117_000_000, 117_500_000))),
            ("77.8 MB", Some((77_750_000, 77_800_000, 77_850_000))),
            ("1.02GB", Some((1_015_000_000, 1_020_000_000, 1_025_000_000))),
            ("1MB", Some((995_000, 1_000_000, 1_005_000))),
            ("MB", None),
            ("", None),
            ("12 weeks", None),
        ];
        for (text, expected) in cases {
            assert_eq!(size(text), expected, "{text}");
        }
    }
}
