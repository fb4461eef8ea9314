//! Image references (`github.com/distribution/reference`).

/// A parsed image reference in canonical form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Registry, such as `docker.io`.
    pub domain: String,
    /// Repository, such as `library/debian`.
    pub path: String,
    /// Tag, or empty.
    pub tag: String,
    /// Digest, or empty.
    pub digest: String,
}

/// The registry of names without one.
const DEFAULT_DOMAIN: &str = "docker.io";
const OFFICIAL: &str = "library/";

impl Reference {
    /// Reads a reference as people write it (`ParseNormalizedNamed`).
    ///
    /// # Errors
    /// The text BuildKit shows.
    pub fn parse(text: &str) -> Result<Reference, String> {
        if text.len() == 64 && text.bytes().all(|b| matches!(b, b'a'..=b'f' | b'0'..=b'9')) {
            return Err(format!(
                "invalid repository name ({text}), cannot specify 64-byte hexadecimal strings"
            ));
        }
        let (domain, rest) = split_domain(text);
        let remote = rest.split(':').next().unwrap_or("");
        if remote.to_lowercase() != remote {
            return Err(format!("invalid reference format: repository name ({remote}) must be lowercase"));
        }
        match match_reference(domain, &rest) {
            Some(reference) => checked(reference),
            None if match_reference(&domain.to_lowercase(), &rest.to_lowercase()).is_some() => {
                Err("repository name must be lowercase".into())
            }
            None => Err("invalid reference format".into()),
        }
    }

    /// The reference with the tag `latest` when it has neither tag nor digest (`TagNameOnly`).
    pub fn or_latest(mut self) -> Reference {
        if self.tag.is_empty() && self.digest.is_empty() {
            self.tag = "latest".into();
        }
        self
    }

    /// As people write it: without the default registry and `library/` (`FamiliarString`).
    pub fn familiar(&self) -> String {
        let mut short = self.clone();
        if short.domain == DEFAULT_DOMAIN {
            short.domain = String::new();
            if let Some(name) = self.path.strip_prefix(OFFICIAL).filter(|name| !name.contains('/')) {
                short.path = name.into();
            }
        }
        short.to_string()
    }
}

impl std::fmt::Display for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if !self.domain.is_empty() {
            write!(f, "{}/", self.domain)?;
        }
        f.write_str(&self.path)?;
        if !self.tag.is_empty() {
            write!(f, ":{}", self.tag)?;
        }
        if !self.digest.is_empty() {
            write!(f, "@{}", self.digest)?;
        }
        Ok(())
    }
}

fn split_domain(text: &str) -> (&str, String) {
    let Some((first, rest)) = text.split_once('/') else {
        return (DEFAULT_DOMAIN, format!("{OFFICIAL}{text}"));
    };
    let (domain, rest) = match first {
        "index.docker.io" => (DEFAULT_DOMAIN, rest),
        "localhost" => (first, rest),
        _ if first.contains(['.', ':']) || first.to_lowercase() != first => (first, rest),
        _ => (DEFAULT_DOMAIN, text),
    };
    if domain == DEFAULT_DOMAIN && !rest.contains('/') {
        return (domain, format!("{OFFICIAL}{rest}"));
    }
    (domain, rest.to_string())
}

/// Holds `domain/rest` against the grammar.
fn match_reference(domain: &str, rest: &str) -> Option<Reference> {
    let (name_tag, digest) = match rest.split_once('@') {
        Some((name, digest)) => (name, digest),
        None => (rest, ""),
    };
    let (path, tag) = match name_tag.split_once(':') {
        Some((path, tag)) => (path, tag),
        None => (name_tag, ""),
    };
    // What is no domain may still be read as the first part of the path.
    let fits = (is_domain(domain) || is_path_component(domain))
        && path.split('/').all(is_path_component)
        && (tag.is_empty() && !name_tag.contains(':') || is_tag(tag))
        && (digest.is_empty() && !rest.contains('@') || is_digest(digest));
    fits.then(|| Reference {
        domain: domain.into(),
        path: path.into(),
        tag: tag.into(),
        digest: digest.into(),
    })
}

fn checked(reference: Reference) -> Result<Reference, String> {
    if reference.path.len() > 255 {
        return Err("repository name must not be more than 255 characters".into());
    }
    if !reference.digest.is_empty() {
        crate::digest::validate(&reference.digest)?;
    }
    Ok(reference)
}

fn is_domain(text: &str) -> bool {
    let (host, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((inner, after)) => {
            if inner.is_empty() || !inner.bytes().all(|b| b.is_ascii_hexdigit() || b == b':') {
                return false;
            }
            ("", after)
        }
        None => text.find(':').map_or((text, ""), |at| text.split_at(at)),
    };
    let port_fits = port.is_empty()
        || port.strip_prefix(':').is_some_and(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()));
    port_fits && (text.starts_with('[') || host.split('.').all(is_domain_component))
}

fn is_domain_component(text: &str) -> bool {
    let edge = |b: Option<&u8>| b.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = text.as_bytes();
    edge(bytes.first()) && edge(bytes.last()) && bytes.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-')
}

/// Runs of lower-case letters and digits, parted by one dot, one or two underscores, or dashes.
fn is_path_component(text: &str) -> bool {
    let alphanumeric = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let bytes = text.as_bytes();
    let ends_fit =
        bytes.first().is_some_and(|b| alphanumeric(*b)) && bytes.last().is_some_and(|b| alphanumeric(*b));
    let separators_fit = text
        .split(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        .all(|gap| matches!(gap, "" | "." | "_" | "__") || gap.bytes().all(|b| b == b'-'));
    ends_fit && separators_fit
}

fn is_tag(text: &str) -> bool {
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    text.len() <= 128
        && text.bytes().next().is_some_and(word)
        && text.bytes().all(|b| word(b) || b == b'.' || b == b'-')
}

fn is_digest(text: &str) -> bool {
    let Some((algorithm, hex)) = text.split_once(':') else { return false };
    let part_fits = |part: &str| {
        part.bytes().next().is_some_and(|b| b.is_ascii_alphabetic())
            && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    hex.len() >= 32
        && hex.bytes().all(|b| b.is_ascii_hexdigit())
        && algorithm.split(['-', '_', '+', '.']).all(part_fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(text: &str) -> Result<String, String> {
        Reference::parse(text).map(|reference| reference.or_latest().to_string())
    }

    #[test]
    fn names_are_made_whole() {
        for (text, want) in [
            ("debian", "docker.io/library/debian:latest"),
            ("debian:12", "docker.io/library/debian:12"),
            ("team/app", "docker.io/team/app:latest"),
            ("index.docker.io/debian", "docker.io/library/debian:latest"),
            ("localhost/app", "localhost/app:latest"),
            ("reg.example.com:5000/a/b:1", "reg.example.com:5000/a/b:1"),
            ("Reg/app", "Reg/app:latest"),
            ("[::1]:5000/app", "[::1]:5000/app:latest"),
            ("a__b--c.d", "docker.io/library/a__b--c.d:latest"),
        ] {
            assert_eq!(canonical(text).as_deref(), Ok(want), "{text}");
        }
    }

    #[test]
    fn what_is_no_reference() {
        for text in
            ["a//b", "debian:", "a$", "https://example.com/app", "debian@sha256:1234", "a___b", "-a", ""]
        {
            assert_eq!(canonical(text), Err("invalid reference format".to_string()), "{text}");
        }
        assert_eq!(
            canonical("Debian:12").unwrap_err(),
            "invalid reference format: repository name (library/Debian) must be lowercase"
        );
    }

    #[test]
    fn familiar_names() {
        let familiar = |text: &str| Reference::parse(text).unwrap().familiar();
        assert_eq!(familiar("docker.io/library/debian:12"), "debian:12");
        assert_eq!(familiar("docker.io/team/app"), "team/app");
        assert_eq!(familiar("ghcr.io/a/b"), "ghcr.io/a/b");
    }
}
