/// What the user states about a step in a comment above it: `# drydock: size=120MB time=30s`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Statement {
    /// Bytes its layer adds.
    pub size: Option<u64>,
    /// Seconds it takes.
    pub seconds: Option<f64>,
}

impl Statement {
    /// Reads comments; the last statement of a kind holds, what is no statement is passed over.
    pub fn read<'a>(comments: impl IntoIterator<Item = &'a str>) -> Self {
        let mut stated = Self::default();
        for comment in comments {
            let text = comment.trim_start_matches(['#', ' ', '\t']);
            let Some(rest) = text.strip_prefix("drydock:") else { continue };
            for (key, value) in rest.split_whitespace().filter_map(|item| item.split_once('=')) {
                match key {
                    "size" => stated.size = bytes(value).or(stated.size),
                    "time" => stated.seconds = seconds(value).or(stated.seconds),
                    _ => {}
                }
            }
        }
        stated
    }
}

/// A number with a unit: powers of 1000 for `kB`, `MB`, `GB`, of 1024 for `KiB`, `MiB`, `GiB`.
fn bytes(text: &str) -> Option<u64> {
    let (number, unit) = number(text)?;
    let scale = match unit.to_ascii_lowercase().as_str() {
        "" | "b" => 1.0,
        "k" | "kb" => 1e3,
        "m" | "mb" => 1e6,
        "g" | "gb" => 1e9,
        "kib" => 1024.0,
        "mib" => 1024.0 * 1024.0,
        "gib" => 1024.0 * 1024.0 * 1024.0,
        _ => return None,
    };
    Some((number * scale).round() as u64)
}

fn seconds(text: &str) -> Option<f64> {
    let (number, unit) = number(text)?;
    let scale = match unit {
        "" | "s" | "sec" => 1.0,
        "ms" => 1e-3,
        "m" | "min" => 60.0,
        "h" => 3600.0,
        _ => return None,
    };
    Some(number * scale)
}

fn number(text: &str) -> Option<(f64, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(end)?;
    let number: f64 = number.parse().ok()?;
    (number.is_finite() && number >= 0.0).then_some((number, unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements() {
        let cases = [
            ("# drydock: size=120MB time=30s", Some(120_000_000), Some(30.0)),
            ("#drydock: size=1.5MiB", Some(1_572_864), None),
            ("drydock: time=2m size=x", None, Some(120.0)),
            ("# nothing", None, None),
            ("# drydock: size=-1 time=", None, None),
        ];
        for (text, size, seconds) in cases {
            assert_eq!(Statement::read([text]), Statement { size, seconds }, "{text}");
        }
    }
}
