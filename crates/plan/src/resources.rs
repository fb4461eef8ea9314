//! Limits of memory and processors among the options; they are checked and are no part of the plan
//! (`frontend/dockerui/attr.go`).

use std::collections::BTreeMap;

use crate::go::number::parse_int;
use crate::go::quote::quote;

/// Checks limits of memory and processors.
///
/// # Errors
/// The text BuildKit shows.
pub(crate) fn check(opts: &BTreeMap<String, String>) -> Result<(), String> {
    let value = |key: &str| opts.get(key).filter(|value| !value.is_empty());
    let invalid = |key: &str, value: &str, why: &str| format!("invalid {key} value: {value}: {why}");
    if let Some(memory) = value("memory") {
        let bytes = parse_int(memory).map_err(|error| invalid("memory", memory, &error))?;
        if bytes <= 0 {
            return Err(invalid("memory", memory, "must be > 0"));
        }
    }
    if let Some(swap) = value("memswap") {
        let bytes = parse_int(swap).map_err(|error| invalid("memswap", swap, &error))?;
        if bytes < -1 || bytes == 0 {
            return Err(invalid("memswap", swap, "must be -1 (unlimited) or > 0"));
        }
    }
    for key in ["cpushares", "cpuperiod"] {
        let Some(text) = value(key) else { continue };
        if crate::go::number::parse_uint(text).map_err(|error| invalid(key, text, &error))? == 0 {
            return Err(invalid(key, text, "must be > 0"));
        }
    }
    if let Some(quota) = value("cpuquota") {
        let time = parse_int(quota).map_err(|error| invalid("cpuquota", quota, &error))?;
        if time <= 0 {
            return Err(invalid("cpuquota", quota, "must be > 0"));
        }
    }
    for key in ["cpusetcpus", "cpusetmems"] {
        let Some(text) = value(key) else { continue };
        check_set(text).map_err(|error| invalid(key, text, &error))?;
    }
    Ok(())
}

/// Checks a list of numbers and ranges such as `0-3,5` (`util/cpuset`).
fn check_set(text: &str) -> Result<(), String> {
    const MAX: i64 = 8192;
    let number = |text: &str| parse_int(text.trim()).ok().filter(|number| *number >= 0);
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let (what, last) = match part.split_once('-') {
            None => ("element", number(part)),
            Some((first, last)) => (
                "range",
                number(first).zip(number(last)).filter(|(first, last)| first <= last).map(|(_, last)| last),
            ),
        };
        match last {
            None => return Err(format!("invalid cpuset {what} {}", quote(part))),
            Some(last) if last > MAX => {
                return Err(format!("cpuset {what} {} exceeds maximum {MAX}", quote(part)));
            }
            Some(_) => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_that_cannot_be() {
        let error = |key: &str, value: &str| check(&BTreeMap::from([(key.into(), value.into())])).err();
        assert_eq!(error("memory", "0").as_deref(), Some("invalid memory value: 0: must be > 0"));
        assert_eq!(error("memswap", "-1"), None);
        assert_eq!(
            error("cpusetcpus", "3-1").as_deref(),
            Some("invalid cpusetcpus value: 3-1: invalid cpuset range \"3-1\"")
        );
        assert_eq!(error("cpusetmems", "0, 2-4"), None);
    }
}
