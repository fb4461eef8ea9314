//! Durations as Go writes them: `1m30s`, `1.5h` (`time.ParseDuration`).

use nom::bytes::complete::take_till1;
use nom::character::complete::{char, digit0, one_of};
use nom::combinator::opt;
use nom::sequence::preceded;
use nom::{IResult, Parser};

const LIMIT: u64 = 1 << 63;

/// Nanoseconds of `text`; fails with Go's words.
pub(crate) fn parse(text: &str) -> Result<i64, String> {
    let invalid = || format!("time: invalid duration {}", quote(text));
    let (unsigned, sign) = sign(text).map_err(|_| invalid())?;
    if unsigned == "0" {
        return Ok(0);
    }
    if unsigned.is_empty() {
        return Err(invalid());
    }
    let mut total = 0u64;
    let mut rest = unsigned;
    while !rest.is_empty() {
        let (after, (whole, fraction)) = number(rest).map_err(|_| invalid())?;
        let whole = leading_int(whole).ok_or_else(invalid)?;
        let (after, name) =
            unit(after).map_err(|_| format!("time: missing unit in duration {}", quote(text)))?;
        let unit = nanoseconds(name)
            .ok_or_else(|| format!("time: unknown unit {} in duration {}", quote(name), quote(text)))?;
        let mut value = whole.checked_mul(unit).filter(|value| *value <= LIMIT).ok_or_else(invalid)?;
        value += fraction.map_or(0, |digits| part(digits, unit));
        total = total.checked_add(value).filter(|total| *total <= LIMIT).ok_or_else(invalid)?;
        rest = after;
    }
    match sign {
        Some('-') => Ok((total as i64).wrapping_neg()),
        _ => i64::try_from(total).map_err(|_| invalid()),
    }
}

fn sign(input: &str) -> IResult<&str, Option<char>> {
    opt(one_of("+-")).parse(input)
}

/// Digits with an optional fraction; one of the two has a digit.
fn number(input: &str) -> IResult<&str, (&str, Option<&str>)> {
    let (rest, (whole, fraction)) = (digit0, opt(preceded(char('.'), digit0))).parse(input)?;
    if whole.is_empty() && fraction.unwrap_or_default().is_empty() {
        return Err(nom::Err::Error(nom::error::Error::new(input, nom::error::ErrorKind::Digit)));
    }
    Ok((rest, (whole, fraction)))
}

fn unit(input: &str) -> IResult<&str, &str> {
    take_till1(|c: char| c == '.' || c.is_ascii_digit()).parse(input)
}

fn nanoseconds(unit: &str) -> Option<u64> {
    Some(match unit {
        "ns" => 1,
        "us" | "µs" | "μs" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        _ => return None,
    })
}

fn leading_int(digits: &str) -> Option<u64> {
    let step = |value: u64, digit: u8| {
        value.checked_mul(10)?.checked_add(u64::from(digit - b'0')).filter(|v| *v <= LIMIT)
    };
    digits.bytes().try_fold(0, step)
}

/// What the digits behind the point make of one `unit`.
fn part(digits: &str, unit: u64) -> u64 {
    // Digits beyond what fits are left out, as Go does.
    let (mut value, mut scale) = (0u64, 1f64);
    for digit in digits.bytes() {
        let next = value.checked_mul(10).and_then(|v| v.checked_add(u64::from(digit - b'0')));
        let Some(next) = next.filter(|next| *next <= LIMIT) else { break };
        value = next;
        scale *= 10.0;
    }
    (value as f64 * (unit as f64 / scale)) as u64
}

/// The time package quotes bytes, not characters.
fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    for byte in text.bytes() {
        match byte {
            b'"' | b'\\' => out.extend(['\\', char::from(byte)]),
            b' '..=0x7F => out.push(char::from(byte)),
            _ => out.push_str(&format!("\\x{byte:02x}")),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_sums_of_numbers_with_units() {
        assert_eq!(parse("1m30.5s"), Ok(90_500_000_000));
        assert_eq!(parse("-1.5h"), Ok(-5_400_000_000_000));
        assert_eq!(parse("0"), Ok(0));
        assert_eq!(parse(".5s"), Ok(500_000_000));
    }

    #[test]
    fn errors_are_those_of_go() {
        assert_eq!(parse("30"), Err("time: missing unit in duration \"30\"".into()));
        assert_eq!(parse("1d"), Err("time: unknown unit \"d\" in duration \"1d\"".into()));
        assert_eq!(parse("."), Err("time: invalid duration \".\"".into()));
        assert_eq!(parse("9999999h"), Err("time: invalid duration \"9999999h\"".into()));
    }
}
