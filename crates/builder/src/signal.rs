use std::fmt;

/// A signal by its number on Linux.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Signal(pub u8);

/// Names by number, from 1 (`signal(7)`, x86 and arm).
const NAMES: [&str; 31] = [
    "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE",
    "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ",
    "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
];

impl Signal {
    /// Cannot be handled.
    pub const KILL: Signal = Signal(9);
    /// What `docker stop` sends where nothing else is said.
    pub const TERM: Signal = Signal(15);

    /// Reads a number, or a name with or without `SIG`, in any case.
    pub fn parse(text: &str) -> Option<Self> {
        if let Ok(number) = text.parse::<u8>() {
            return (1..=64).contains(&number).then_some(Signal(number));
        }
        let upper = text.to_uppercase();
        let name = upper.strip_prefix("SIG").unwrap_or(&upper);
        let place = NAMES.iter().position(|known| *known == name)?;
        u8::try_from(place + 1).ok().map(Signal)
    }

    /// True when a process that says nothing about it dies of it.
    pub fn ends_by_default(self) -> bool {
        // CHLD, CONT, STOP, TSTP, TTIN, TTOU, URG, WINCH.
        !matches!(self.0, 17..=23 | 28)
    }

    /// The exit code of a process that died of it.
    pub fn exit_code(self) -> i32 {
        128 + i32::from(self.0)
    }
}

/// `SIGTERM`.
impl fmt::Display for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match usize::from(self.0).checked_sub(1).and_then(|place| NAMES.get(place)) {
            Some(name) => write!(f, "SIG{name}"),
            None => write!(f, "signal {}", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Signal;

    #[test]
    fn signals_have_names_and_numbers() {
        assert_eq!(Signal::parse("SIGTERM"), Some(Signal::TERM));
        assert_eq!(Signal::parse("quit").map(|signal| signal.to_string()).as_deref(), Some("SIGQUIT"));
        assert_eq!(Signal::parse("10").map(|signal| signal.to_string()).as_deref(), Some("SIGUSR1"));
        assert_eq!(Signal::parse("0"), None);
        assert_eq!(Signal::parse("SIGNOPE"), None);
    }
}
