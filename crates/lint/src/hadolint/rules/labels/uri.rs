//! URIs with a scheme (RFC 3986).

/// True for a URI: a scheme, then what that allows.
pub(in super::super) fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let inner = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    if !scheme.starts_with(|c: char| c.is_ascii_alphabetic()) || !scheme.chars().all(inner) {
        return false;
    }
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, path) = match rest.strip_prefix("//") {
        Some(rest) => {
            let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            (Some(authority), path)
        }
        None => (None, rest),
    };
    let tail = |text: &str| is_made_of(text, ":@/?");
    authority.is_none_or(is_authority) && is_made_of(path, ":@/") && tail(query) && tail(fragment)
}

/// True when `text` holds letters, digits, escapes like `%20`, marks, and `more`.
fn is_made_of(text: &str, more: &str) -> bool {
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        let escape = c == '%'
            && chars.next().is_some_and(|c| c.is_ascii_hexdigit())
            && chars.next().is_some_and(|c| c.is_ascii_hexdigit());
        let fits = c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=".contains(c) || more.contains(c);
        if !escape && !fits {
            return false;
        }
    }
    true
}

fn is_authority(text: &str) -> bool {
    let host = match text.split_once('@') {
        Some((user, host)) if is_made_of(user, ":") => host,
        Some(_) => return false,
        None => text,
    };
    let (host, port) = match host.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((literal, port)) if is_literal(literal) => ("", port),
            _ => return false,
        },
        None => host.split_at(host.find(':').unwrap_or(host.len())),
    };
    let port = port.strip_prefix(':').or(port.is_empty().then_some(""));
    is_made_of(host, "") && port.is_some_and(|port| port.bytes().all(|b| b.is_ascii_digit()))
}

/// True for what may stand between the brackets of a host.
fn is_literal(text: &str) -> bool {
    if let Some((version, address)) = text.strip_prefix('v').and_then(|rest| rest.split_once('.')) {
        let hex = !version.is_empty() && version.bytes().all(|b| b.is_ascii_hexdigit());
        return hex && !address.is_empty() && !address.contains('%') && is_made_of(address, ":");
    }
    let (address, zone) = text.split_once("%25").unwrap_or((text, "x"));
    address.parse::<std::net::Ipv6Addr>().is_ok() && !zone.is_empty() && is_made_of(zone, "")
}
