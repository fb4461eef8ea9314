use std::fmt;

/// An image reference: where an image lives, its tag, its digest.
///
/// Read as `github.com/distribution/reference` does (`ParseNormalizedNamed`): a name without a registry is one of
/// Docker Hub, one without a slash is in its `library`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Registry: `docker.io`, `ghcr.io`, `localhost:5000`.
    pub domain: String,
    /// Repository in the registry: `library/debian`.
    pub path: String,
    /// Tag, when one is written.
    pub tag: Option<String>,
    /// Digest, when one is written: `sha256:…`.
    pub digest: Option<String>,
}

/// Why a text is not an image reference, in the words of the distribution library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReferenceError {
    /// It breaks the grammar.
    Format,
    /// The repository has upper-case letters.
    Uppercase(String),
    /// The repository name is longer than 255 bytes.
    TooLong,
    /// The text is 64 hexadecimal digits, which names an image id.
    Identifier(String),
}

impl fmt::Display for ReferenceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Format => f.write_str("invalid reference format"),
            Self::Uppercase(path) => {
                write!(f, "invalid reference format: repository name ({path}) must be lowercase")
            }
            Self::TooLong => f.write_str("repository name must not be more than 255 characters"),
            Self::Identifier(text) => {
                write!(f, "invalid repository name ({text}), cannot specify 64-byte hexadecimal strings")
            }
        }
    }
}

impl std::error::Error for ReferenceError {}

impl Reference {
    /// Reads `text`.
    ///
    /// # Errors
    /// When `text` is not a reference.
    pub fn parse(text: &str) -> Result<Self, ReferenceError> {
        if text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(ReferenceError::Identifier(text.into()));
        }
        let (name, digest) = match text.split_once('@') {
            Some((name, digest)) => (name, Some(digest)),
            None => (text, None),
        };
        let (domain, rest) = split_domain(name);
        let (path, tag) = match rest.split_once(':') {
            Some((path, tag)) => (path, Some(tag)),
            None => (rest, None),
        };
        let path = if domain == "docker.io" && !path.contains('/') && !path.is_empty() {
            format!("library/{path}")
        } else {
            path.to_owned()
        };
        if path.bytes().any(|b| b.is_ascii_uppercase()) {
            return Err(ReferenceError::Uppercase(path));
        }
        let good = is_domain(&domain)
            && path.split('/').all(is_component)
            && tag.is_none_or(is_tag)
            && digest.is_none_or(is_digest);
        if !good {
            return Err(ReferenceError::Format);
        }
        if path.len() > 255 {
            return Err(ReferenceError::TooLong);
        }
        Ok(Self { domain, path, tag: tag.map(Into::into), digest: digest.map(Into::into) })
    }

    /// The name as people write it: without `docker.io/` and `library/`.
    pub fn familiar_name(&self) -> String {
        if self.domain != "docker.io" {
            return format!("{}/{}", self.domain, self.path);
        }
        match self.path.strip_prefix("library/") {
            Some(path) if !path.contains('/') => path.into(),
            _ => self.path.clone(),
        }
    }
}

/// The whole reference, with the default tag where neither tag nor digest is written: `docker.io/library/debian:latest`.
impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.domain, self.path)?;
        match (&self.tag, &self.digest) {
            (None, None) => f.write_str(":latest"),
            (tag, digest) => {
                tag.iter().try_for_each(|tag| write!(f, ":{tag}"))?;
                digest.iter().try_for_each(|digest| write!(f, "@{digest}"))
            }
        }
    }
}

/// Splits off the registry, as the library's `splitDockerDomain` does.
fn split_domain(name: &str) -> (String, &str) {
    match name.split_once('/') {
        Some(("index.docker.io", rest)) => ("docker.io".into(), rest),
        Some((first, rest))
            if first.contains(['.', ':'])
                || first == "localhost"
                || first.bytes().any(|b| b.is_ascii_uppercase()) =>
        {
            (first.into(), rest)
        }
        _ => ("docker.io".into(), name),
    }
}

fn is_domain(domain: &str) -> bool {
    let (host, port) = match domain.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, rest)) => {
            let good = address.bytes().all(|b| b.is_ascii_hexdigit() || b == b':');
            return good && (rest.is_empty() || rest.strip_prefix(':').is_some_and(is_port));
        }
        None => domain.split_once(':').map_or((domain, None), |(host, port)| (host, Some(port))),
    };
    let label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    host.split('.').all(label) && port.is_none_or(is_port)
}

fn is_port(port: &str) -> bool {
    !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit())
}

/// Lower-case letters and digits, parted by `.`, `_`, `__` or dashes.
fn is_component(component: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let mut words = component.split(|c: char| c.is_ascii() && plain(c as u8)).filter(|gap| !gap.is_empty());
    let edge = |b: Option<&u8>| b.is_some_and(|b| plain(*b));
    edge(component.as_bytes().first())
        && edge(component.as_bytes().last())
        && words.all(|gap| matches!(gap, "." | "_" | "__") || gap.bytes().all(|b| b == b'-'))
}

fn is_tag(tag: &str) -> bool {
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    tag.len() <= 128
        && tag.as_bytes().first().is_some_and(|b| word(*b))
        && tag.bytes().all(|b| word(b) || b == b'.' || b == b'-')
}

fn is_digest(digest: &str) -> bool {
    let Some((algorithm, hex)) = digest.split_once(':') else { return false };
    let hexadecimal = hex.len() >= 32 && hex.bytes().all(|b| b.is_ascii_hexdigit());
    let known_length = match algorithm {
        "sha256" => hex.len() == 64,
        "sha384" => hex.len() == 96,
        "sha512" => hex.len() == 128,
        _ => true,
    };
    let part = |part: &str| {
        part.as_bytes().first().is_some_and(u8::is_ascii_alphabetic)
            && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    hexadecimal && known_length && algorithm.split(['-', '_', '+', '.']).all(part)
}

#[cfg(test)]
mod tests {
    use super::Reference;

    fn whole(text: &str) -> String {
        Reference::parse(text).map_or_else(|error| error.to_string(), |reference| reference.to_string())
    }

    #[test]
    fn names_are_made_whole() {
        assert_eq!(whole("debian"), "docker.io/library/debian:latest");
        assert_eq!(whole("bitnami/redis:7"), "docker.io/bitnami/redis:7");
        assert_eq!(whole("docker.io/debian"), "docker.io/library/debian:latest");
        assert_eq!(whole("localhost/app"), "localhost/app:latest");
        assert_eq!(whole("localhost:5000/app:1"), "localhost:5000/app:1");
        assert_eq!(whole("gcr.io/distroless/static-debian12"), "gcr.io/distroless/static-debian12:latest");
        let digest = format!("debian:12@sha256:{}", "a".repeat(64));
        assert_eq!(whole(&digest), format!("docker.io/library/{digest}"));
    }

    #[test]
    fn what_is_wrong_is_said_in_the_library_s_words() {
        assert_eq!(
            whole("Debian"),
            "invalid reference format: repository name (library/Debian) must be lowercase"
        );
        for text in ["", ":12", "a//b", "debian:", "debian:a b", "debian@sha256:12", "a..b", "-a", "a:b:c"] {
            assert_eq!(whole(text), "invalid reference format", "{text:?}");
        }
    }
}
