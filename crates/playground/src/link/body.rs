//! The body of a link: JSON, packed or percent-encoded, and back, within bounds.

use super::{LinkError, MAX_UNFOLDED, base64};

/// JSON as `d` and its deflated bytes in base64url.
pub fn pack(json: &str) -> Result<String, LinkError> {
    if json.len() > MAX_UNFOLDED {
        return Err(LinkError::TooLarge);
    }
    let packed = miniz_oxide::deflate::compress_to_vec(json.as_bytes(), 8);
    Ok(format!("d{}", base64::encode(&packed)))
}

/// The JSON of a body, `d…` or `p…`.
pub fn unpack(body: &str) -> Result<String, LinkError> {
    if let Some(packed) = body.strip_prefix('d') {
        inflate(packed)
    } else if let Some(plain) = body.strip_prefix('p') {
        percent_decode(plain).ok_or(LinkError::Broken)
    } else {
        Err(LinkError::Unknown)
    }
}

fn inflate(packed: &str) -> Result<String, LinkError> {
    use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_with_limit};
    // What a sentence puts behind a link often gets into it.
    let packed = packed.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '>', '"', '\'']);
    let bytes = base64::decode(packed).ok_or(LinkError::Broken)?;
    let json = decompress_to_vec_with_limit(&bytes, MAX_UNFOLDED).map_err(|error| match error.status {
        TINFLStatus::HasMoreOutput => LinkError::TooLarge,
        _ => LinkError::Broken,
    })?;
    String::from_utf8(json).map_err(|_| LinkError::Broken)
}

/// `text` percent-encoded but for letters, digits, `-._~` and what else is in `kept`.
pub fn escape(text: &str, kept: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || kept.as_bytes().contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// `text` with `%XX` taken back; `None` where that gives no text.
pub fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, tail)) = rest.split_first() {
        rest = tail;
        if *byte != b'%' {
            bytes.push(*byte);
            continue;
        }
        let (digits, tail) = rest.split_at_checked(2)?;
        rest = tail;
        bytes.push(u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?);
    }
    String::from_utf8(bytes).ok()
}
