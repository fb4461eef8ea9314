//! `net/url`, as far as sources of ADD need it.

/// The parts of a URL that count, decoded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Url {
    pub(crate) scheme: String,
    /// User and password as written, without the `@`.
    pub(crate) user: Option<String>,
    pub(crate) host: String,
    pub(crate) path: String,
    /// Path as it is printed again.
    raw_path: String,
    pub(crate) query: Vec<(String, Vec<String>)>,
    pub(crate) fragment: String,
}

impl Url {
    /// `url.Parse` of an absolute URL; the error is the text after `parse "…": `.
    pub(crate) fn parse(text: &str) -> Result<Url, String> {
        if let Some(c) = text.chars().find(char::is_ascii_control) {
            let _ = c;
            return Err("net/url: invalid control character in URL".into());
        }
        let (rest, fragment) = text.split_once('#').unwrap_or((text, ""));
        let (scheme, rest) = match rest.split_once("://") {
            Some((scheme, rest)) => (scheme.to_ascii_lowercase(), rest),
            None => (String::new(), rest),
        };
        let (rest, raw_query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, raw_path) = match (scheme.is_empty(), rest.find('/')) {
            (true, _) => ("", rest),
            (false, Some(at)) => rest.split_at(at),
            (false, None) => (rest, ""),
        };
        let (user, host) = match authority.rsplit_once('@') {
            Some((user, host)) => (Some(user.to_string()), host),
            None => (None, authority),
        };
        check_port(host)?;
        Ok(Url {
            scheme,
            user,
            host: unescape(host, false)?,
            path: unescape(raw_path, false)?,
            raw_path: raw_path.into(),
            query: parse_query(raw_query),
            fragment: unescape(fragment, false)?,
        })
    }

    /// The URL without query and fragment, as `URL.String` prints it.
    pub(crate) fn without_options(&self) -> String {
        let user = self.user.as_ref().map(|user| format!("{user}@")).unwrap_or_default();
        let scheme = if self.scheme.is_empty() { String::new() } else { format!("{}://", self.scheme) };
        format!("{scheme}{user}{}{}", self.host, escape_path(&self.raw_path))
    }
}

/// Refuses a port that is no number.
fn check_port(host: &str) -> Result<(), String> {
    let after = host.rfind(']').map_or(host, |at| &host[at + 1..]);
    let Some((_, port)) = after.split_once(':') else { return Ok(()) };
    if port.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(());
    }
    Err(format!("invalid port {} after host", super::quote::quote(&format!(":{port}"))))
}

/// `url.ParseQuery`, keys in the order of the text; pairs that cannot be read are left out.
pub(crate) fn parse_query(text: &str) -> Vec<(String, Vec<String>)> {
    let mut query: Vec<(String, Vec<String>)> = Vec::new();
    for pair in text.split('&').filter(|pair| !pair.is_empty() && !pair.contains(';')) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (Ok(key), Ok(value)) = (unescape(key, true), unescape(value, true)) else { continue };
        match query.iter_mut().find(|(known, _)| *known == key) {
            Some((_, values)) => values.push(value),
            None => query.push((key, vec![value])),
        }
    }
    query
}

fn unescape(text: &str, plus: bool) -> Result<String, String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(b) = bytes.next() {
        match b {
            b'%' => {
                let pair = [bytes.next(), bytes.next()];
                let digits: Vec<u8> = pair.iter().flatten().copied().collect();
                let code = std::str::from_utf8(&digits).ok().and_then(|d| u8::from_str_radix(d, 16).ok());
                match code.filter(|_| digits.len() == 2 && digits[0] != b'+') {
                    Some(code) => out.push(code),
                    None => {
                        let bad = format!("%{}", String::from_utf8_lossy(&digits));
                        return Err(format!("invalid URL escape {}", super::quote::quote(&bad)));
                    }
                }
            }
            b'+' if plus => out.push(b' '),
            b => out.push(b),
        }
    }
    Ok(String::from_utf8_lossy(&out).into_owned())
}

/// Percent-encodes what a path may not hold and leaves escapes that are there.
fn escape_path(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for b in path.bytes() {
        match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => out.push(char::from(b)),
            b'-' | b'_' | b'.' | b'~' | b'$' | b'&' | b'+' | b',' | b'/' | b':' | b';' | b'=' | b'@'
            | b'%' => {
                out.push(char::from(b));
            }
            b'!' | b'\'' | b'(' | b')' | b'*' | b'[' | b']' => out.push(char::from(b)),
            b => out.push_str(&format!("%{b:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_told_apart() {
        let url =
            Url::parse("https://me@git.example.com:8443/team/a%20b.git?ref=v1&ref=v2#main:sub").unwrap();
        assert_eq!((url.scheme.as_str(), url.host.as_str()), ("https", "git.example.com:8443"));
        assert_eq!(url.path, "/team/a b.git");
        assert_eq!(url.query, [("ref".to_string(), vec!["v1".to_string(), "v2".to_string()])]);
        assert_eq!(url.fragment, "main:sub");
        assert_eq!(url.without_options(), "https://me@git.example.com:8443/team/a%20b.git");
        assert!(Url::parse("https://h:x/").is_err());
    }
}
