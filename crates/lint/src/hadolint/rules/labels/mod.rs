//! Whether the value of a label is what the schema says.

mod address;
mod uri;

use crate::hadolint::LabelType;
use crate::hadolint::pass::{Hit, Pass};
use crate::hadolint::step::Kind;

pub(super) use address::is_address;
pub(super) use uri::is_uri;

/// Short names of the SPDX list that are not deprecated, one a line, sorted.
const LICENCES: &str = include_str!("licences.txt");

/// Finds labels of the schema that have this type (any when `None`) and a value that is `wrong`.
pub(super) fn check_values(
    pass: &mut Pass<'_>,
    kind: Option<LabelType>,
    wrong: fn(&str) -> bool,
    message: &str,
) {
    for step in pass.steps() {
        let Kind::Label(pairs) = &step.kind else { continue };
        let mut told: Vec<&str> = Vec::new();
        for pair in pairs {
            let label = pair.name.text.as_str();
            let known = pass.config.label_schema.get(label);
            let asked = known.is_some_and(|known| kind.is_none_or(|kind| kind == *known));
            if asked && !told.contains(&label) && wrong(&pair.value.text) {
                told.push(label);
                pass.add(step, Hit::new(format!("The label `{label}` {message}")).at(pair.value.whole()));
            }
        }
    }
}

/// True for the short name of a licence.
pub(super) fn is_licence(name: &str) -> bool {
    let name = name.trim_end();
    !name.is_empty() && LICENCES.lines().any(|known| known == name)
}

/// True for the hash of a commit, whole or short.
pub(super) fn is_commit(hash: &str) -> bool {
    matches!(hash.len(), 7 | 40) && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// True for three numbers, with parts behind a dash and behind a plus; an empty part may end each.
pub(super) fn is_version(text: &str) -> bool {
    let (text, build) = text.split_once('+').unwrap_or((text, ""));
    let (numbers, release) = text.split_once('-').unwrap_or((text, ""));
    let number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let word = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let words = |text: &str| {
        let text = text.strip_suffix('.').filter(|text| !text.is_empty()).unwrap_or(text);
        text.is_empty() || text.split('.').all(word)
    };
    numbers.split('.').count() == 3 && numbers.split('.').all(number) && words(release) && words(build)
}

/// True for a time as RFC 3339 writes it, a little more freely: any year, white space around it.
pub(super) fn is_time(text: &str) -> bool {
    time(text.trim()).is_some()
}

fn time(text: &str) -> Option<()> {
    let (date, clock) = text.split_once(['T', 't'])?;
    let (year, day_of_year) = date.rsplit_once('-').and_then(|(rest, day)| {
        let (year, month) = rest.rsplit_once('-')?;
        Some((year, (month, day)))
    })?;
    let digits = |text: &str, count: usize| {
        (text.len() == count && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse::<u32>().ok())?
    };
    let years = year.strip_prefix('-').unwrap_or(year);
    let last = years.get(years.len().saturating_sub(4)..)?;
    if years.is_empty() || !years.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (month, day) = (digits(day_of_year.0, 2)?, digits(day_of_year.1, 2)?);
    let year: i32 = last.parse().ok()?;
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    let (hour, minute, second) =
        (digits(clock.get(..2)?, 2)?, digits(clock.get(3..5)?, 2)?, digits(clock.get(6..8)?, 2)?);
    let colons = clock.get(2..3)? == ":" && clock.get(5..6)? == ":";
    let fits = (1..=days).contains(&day) && hour < 24 && minute < 60 && second <= 60 && colons;
    let rest = clock.get(8..)?;
    let zone =
        rest.strip_prefix('.').map_or(rest, |rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    (fits && is_zone(zone)).then_some(())
}

fn is_zone(zone: &str) -> bool {
    let offset = zone.strip_prefix(['+', '-']).map(|zone| zone.replacen(':', "", 1));
    let four = |zone: String| zone.len() == 4 && zone.bytes().all(|b| b.is_ascii_digit());
    zone.eq_ignore_ascii_case("z") || (matches!(zone.len(), 5 | 6) && offset.is_some_and(four))
}
