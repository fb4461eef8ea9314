//! Where something to open lies.

use std::fmt;

use crate::texts::elsewhere as texts;
use drydock_playground::link::percent_decode;

/// A place outside of this site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A folder or a Dockerfile of a public repository.
    Repository {
        /// Who owns it.
        owner: String,
        /// Its name.
        name: String,
        /// Branch, tag or commit; `HEAD` for the default branch.
        reference: String,
        /// Path of a folder or a Dockerfile; empty for the top folder.
        path: String,
    },
    /// A Dockerfile by its address.
    File(String),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Repository { owner, name, reference, path } => {
                write!(f, "{owner}/{name}")?;
                if reference != "HEAD" {
                    f.write_str(&texts::at(reference))?;
                }
                if path.is_empty() { Ok(()) } else { write!(f, ", {path}") }
            }
            Self::File(address) => f.write_str(address),
        }
    }
}

impl Place {
    /// What `#gh=owner/repo@ref/path` or `?src=ADDRESS` asks for; `None` when the address asks for neither.
    ///
    /// # Errors
    /// In words for the reader, when it asks for what cannot be.
    pub fn asked(query: &str, fragment: &str) -> Option<Result<Self, String>> {
        if let Some(repository) = fragment.trim_start_matches('#').strip_prefix("gh=") {
            return Some(Self::repository(repository));
        }
        let mut parts = query.trim_start_matches('?').split('&');
        let source = parts.find_map(|part| part.strip_prefix("src="))?;
        Some(
            percent_decode(source)
                .ok_or_else(|| texts::BROKEN_ADDRESS.to_owned())
                .and_then(|source| Self::file(&source)),
        )
    }

    /// `owner/repo[@ref][/path]`; a slash within a reference is written `%2F`.
    fn repository(text: &str) -> Result<Self, String> {
        let wrong = || texts::no_repository(text);
        let mut parts = text.splitn(3, '/');
        let (owner, name) = parts.next().zip(parts.next()).ok_or_else(wrong)?;
        let path = percent_decode(parts.next().unwrap_or_default()).ok_or_else(wrong)?;
        let (name, reference) = name.split_once('@').unwrap_or((name, "HEAD"));
        let reference = percent_decode(reference).ok_or_else(wrong)?;
        let plain = |text: &str| {
            !text.is_empty()
                && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
        };
        let climbs = |text: &str| text.split('/').any(|part| part == "..");
        if !plain(owner) || !plain(name) || reference.is_empty() || climbs(&reference) || climbs(&path) {
            return Err(wrong());
        }
        let path = path.trim_matches('/').to_owned();
        Ok(Self::Repository { owner: owner.into(), name: name.into(), reference, path })
    }

    /// An address; that of a page that shows a file of a repository stands for the file.
    fn file(address: &str) -> Result<Self, String> {
        if let Some(page) = address.strip_prefix("https://github.com/") {
            let page = page.split(['?', '#']).next().unwrap_or_default();
            let mut parts = page.splitn(5, '/');
            let mut next = || parts.next().unwrap_or_default();
            let (owner, name, _, reference, path) = (next(), next(), next(), next(), next());
            let reference = if reference.is_empty() { "HEAD" } else { reference };
            return Self::repository(&format!("{owner}/{name}@{reference}/{path}"));
        }
        let local = ["http://127.0.0.1", "http://localhost"].iter().any(|start| address.starts_with(start));
        if address.starts_with("https://") || local {
            return Ok(Self::File(address.to_owned()));
        }
        Err(texts::not_secure(address))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repository(owner: &str, name: &str, reference: &str, path: &str) -> Place {
        Place::Repository {
            owner: owner.into(),
            name: name.into(),
            reference: reference.into(),
            path: path.into(),
        }
    }

    #[test]
    fn reads_what_addresses_ask_for() {
        for (query, fragment, place) in [
            ("", "#gh=a/b", repository("a", "b", "HEAD", "")),
            ("", "gh=a/b.c@v1.2/x/Dockerfile", repository("a", "b.c", "v1.2", "x/Dockerfile")),
            ("", "gh=a/b@feature%2Fx/y%20z/", repository("a", "b", "feature/x", "y z")),
            (
                "?src=https%3A%2F%2Fgithub.com%2Fa%2Fb%2Fblob%2Fmain%2Fx%2FDockerfile",
                "",
                repository("a", "b", "main", "x/Dockerfile"),
            ),
            ("?src=https://github.com/a/b", "", repository("a", "b", "HEAD", "")),
            (
                "?x=1&src=https://example.org/Dockerfile",
                "",
                Place::File("https://example.org/Dockerfile".into()),
            ),
        ] {
            assert_eq!(Place::asked(query, fragment), Some(Ok(place)), "{query}{fragment}");
        }
        assert_eq!(Place::asked("?panes=x", "#v1/e=go"), None);
        for (query, fragment) in [
            ("", "gh=a"),
            ("", "gh=a/b@"),
            ("", "gh=a/b/../c"),
            ("", "gh=a b/c"),
            ("?src=ftp://a", ""),
            ("?src=%zz", ""),
        ] {
            assert!(matches!(Place::asked(query, fragment), Some(Err(_))), "{query}{fragment}");
        }
    }
}
