//! Digests such as `sha256:…` (`github.com/opencontainers/go-digest`).

/// Checks a digest.
///
/// # Errors
/// The text BuildKit shows.
pub(crate) fn validate(text: &str) -> Result<(), String> {
    const FORMAT: &str = "invalid checksum digest format";
    let Some((algorithm, encoded)) = text.split_once(':').filter(|(a, e)| !a.is_empty() && !e.is_empty())
    else {
        return Err(FORMAT.into());
    };
    let length = match algorithm {
        "sha256" => 64,
        "sha384" => 96,
        "sha512" => 128,
        _ if is_well_formed(algorithm, encoded) => return Err("unsupported digest algorithm".into()),
        _ => return Err(FORMAT.into()),
    };
    if encoded.len() != length {
        return Err("invalid checksum digest length".into());
    }
    let hex = encoded.bytes().all(|b| matches!(b, b'a'..=b'f' | b'0'..=b'9'));
    if hex { Ok(()) } else { Err(FORMAT.into()) }
}

fn is_well_formed(algorithm: &str, encoded: &str) -> bool {
    let part =
        |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    algorithm.split(['.', '+', '_', '-']).all(part)
        && encoded.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'=' | b'_' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_to_be_wrong() {
        assert_eq!(validate(&format!("sha256:{}", "0".repeat(64))), Ok(()));
        assert_eq!(validate("sha256:abc").unwrap_err(), "invalid checksum digest length");
        assert_eq!(validate("foo:abc").unwrap_err(), "unsupported digest algorithm");
        assert_eq!(validate("abc").unwrap_err(), "invalid checksum digest format");
    }
}
