/// Bytes as the progress output prints them: two decimals from a kilobyte on (`tonistiigi/units`).
pub fn human_bytes(bytes: u64) -> String {
    let (value, unit) = scaled(bytes);
    if unit == "B" { format!("{bytes}B") } else { format!("{value:.2}{unit}") }
}

/// Bytes as `docker history` and `docker images` print them: three digits (`units.HumanSizeWithPrecision`).
pub fn human_size(bytes: u64) -> String {
    let (value, unit) = scaled(bytes);
    let decimals = match value {
        _ if unit == "B" => 0,
        value if value < 9.995 => 2,
        value if value < 99.95 => 1,
        _ => 0,
    };
    let text = format!("{value:.decimals$}");
    // Go's `%.3g` writes no zeros at the end.
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    format!("{text}{unit}")
}

fn scaled(bytes: u64) -> (f64, &'static str) {
    const UNITS: [&str; 7] = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];
    let mut value = bytes as f64;
    let mut unit = 0;
    while value >= 1000.0 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    (value, UNITS[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_printed_as_docker_does() {
        let history = [0, 19, 999, 1000, 2_767_089, 45_433, 70_000, 100_000_000];
        let shown = history.map(human_size);
        assert_eq!(shown, ["0B", "19B", "999B", "1kB", "2.77MB", "45.4kB", "70kB", "100MB"]);
        assert_eq!([2, 368, 5664, 2_930_000].map(human_bytes), ["2B", "368B", "5.66kB", "2.93MB"]);
    }
}
