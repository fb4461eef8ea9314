//! Names of signals (`github.com/moby/sys/signal`, Linux).

const NAMES: &[&str] = &[
    "ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "IOT", "KILL", "PIPE",
    "POLL", "PROF", "PWR", "QUIT", "SEGV", "STKFLT", "STOP", "SYS", "TERM", "TRAP", "TSTP", "TTIN", "TTOU",
    "URG", "USR1", "USR2", "VTALRM", "WINCH", "XCPU", "XFSZ", "RTMIN", "RTMAX",
];

/// Checks a signal by name or number.
///
/// # Errors
/// The text BuildKit shows.
pub(crate) fn validate(text: &str) -> Result<(), String> {
    if let Ok(number) = crate::go::number::parse_int(text) {
        return if number == 0 { Err(format!("invalid signal: {text}")) } else { Ok(()) };
    }
    let upper = text.to_uppercase();
    let name = upper.strip_prefix("SIG").unwrap_or(&upper);
    let real_time = |prefix: &str, last: u32| {
        let digits = name.strip_prefix(prefix)?;
        let number: u32 = digits.parse().ok()?;
        Some(number.to_string() == digits && (1..=last).contains(&number))
    };
    let known = NAMES.contains(&name)
        || real_time("RTMIN+", 15).unwrap_or(false)
        || real_time("RTMAX-", 14).unwrap_or(false);
    if known { Ok(()) } else { Err(format!("invalid signal: {text}")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers() {
        for good in ["SIGTERM", "term", "9", "-1", "99", "RTMIN+15", "sigrtmax-14", "RTMAX"] {
            assert_eq!(validate(good), Ok(()), "{good}");
        }
        for bad in ["", "0", "SIGFOO", "RTMIN+16", "RTMIN+01", "SIGSIGTERM"] {
            assert_eq!(validate(bad), Err(format!("invalid signal: {bad}")));
        }
    }
}
