//! Bytes and seconds in the words of a finding.

use drydock_builder::Seconds;
use drydock_builder::progress::human_size;
use drydock_catalog::Size;

/// Bytes as Docker prints them, an estimate with `≈`; `None` where nobody knows.
pub(crate) fn bytes(size: &Size) -> Option<String> {
    if size.is_unknown() {
        return None;
    }
    let mark = if size.is_exact() { "" } else { "≈ " };
    Some(format!("{mark}{}", human_size(size.likely)))
}

/// A time; `None` for what is over at once.
pub(crate) fn seconds(time: Seconds) -> Option<String> {
    let likely = time.likely;
    match likely {
        _ if likely < 1.0 => None,
        _ if likely < 90.0 => Some(format!("≈ {likely:.0} s")),
        _ => Some(format!("≈ {:.0} min", likely / 60.0)),
    }
}
