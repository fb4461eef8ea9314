//! Sources of ADD that are git repositories (`frontend/dockerfile/dfgitutil`, `util/gitutil`).

use crate::SourceOp;
use crate::go::number::parse_bool;
use crate::go::path;
use crate::go::quote::quote;
use crate::go::url::{Url, parse_query};

/// A git source, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct GitRef {
    /// URL for git, without query and fragment.
    pub(crate) remote: String,
    /// Host and path without the scheme, which make the identifier.
    pub(crate) host: String,
    pub(crate) path: String,
    pub(crate) ssh: bool,
    pub(crate) reference: String,
    pub(crate) checksum: String,
    pub(crate) sub_dir: String,
    pub(crate) keep_git_dir: Option<bool>,
    pub(crate) submodules: Option<bool>,
    pub(crate) mtime: String,
    pub(crate) fetch_by_commit: bool,
}

impl GitRef {
    /// The operation's source (`llb.Git`).
    pub(crate) fn source(&self, keep_git_dir: bool, checksum: &str, mtime: &str) -> SourceOp {
        let mut identifier = format!("git://{}{}", self.host, path::join(&["/", &self.path]));
        if !self.reference.is_empty() || !self.sub_dir.is_empty() {
            identifier.push_str(&format!("#{}", self.reference));
        }
        if !self.sub_dir.is_empty() {
            identifier.push_str(&format!(":{}", self.sub_dir));
        }
        let flag = |on: bool| if on { "true" } else { "" };
        let attrs = [
            ("git.keepgitdir", flag(keep_git_dir)),
            ("git.fullurl", self.remote.as_str()),
            ("git.authtokensecret", "GIT_AUTH_TOKEN"),
            ("git.authheadersecret", "GIT_AUTH_HEADER"),
            ("git.mountsshsock", if self.ssh { "default" } else { "" }),
            ("git.checksum", checksum),
            ("git.skipsubmodules", flag(self.submodules == Some(false))),
            ("git.mtime", mtime),
            ("git.fetchbycommit", flag(self.fetch_by_commit)),
        ];
        let given = attrs.into_iter().filter(|(_, value)| !value.is_empty());
        SourceOp { identifier, attrs: given.map(|(key, value)| (key.into(), value.into())).collect() }
    }
}

/// Reads `text` as a git source of ADD; `None` when it is none, an error when it is one with bad options.
pub(crate) fn parse(text: &str) -> Option<Result<GitRef, String>> {
    if text.starts_with("./") || text.starts_with("../") {
        return None;
    }
    // `github.com/…` without a scheme cannot be told from a path, but bad options are noticed.
    if text.starts_with("github.com/") {
        let options = load_query(GitRef::default(), Url::parse(text).ok()?.query);
        return options.err().map(Err);
    }
    let url = match protocol(text) {
        Some(protocol) if ["http", "https", "ssh", "git"].contains(&protocol.as_str()) => {
            Url::parse(text).ok()?
        }
        Some(_) => return None,
        None => return scp(text).map(|(git, query)| load_query(git, query)),
    };
    if url.scheme.starts_with("http") && !url.path.ends_with(".git") {
        return None;
    }
    let (reference, sub_dir) = split_fragment(&url.fragment);
    let git = GitRef {
        remote: url.without_options(),
        host: url.host,
        path: url.path,
        ssh: url.scheme == "ssh",
        reference,
        sub_dir,
        ..Default::default()
    };
    Some(load_query(git, url.query))
}

/// The scheme before `://`, in lower case.
fn protocol(text: &str) -> Option<String> {
    let (scheme, _) = text.split_once("://")?;
    let fits = !scheme.is_empty() && scheme.bytes().all(|b| b.is_ascii_alphanumeric());
    fits.then(|| scheme.to_ascii_lowercase())
}

/// Splits `ref:dir`; the directory never leaves the repository.
fn split_fragment(fragment: &str) -> (String, String) {
    let (reference, dir) = fragment.split_once(':').unwrap_or((fragment, ""));
    let dir = path::join(&["/", dir]);
    (reference.into(), dir.trim_start_matches('/').into())
}

type Query = Vec<(String, Vec<String>)>;

/// Reads `user@host:path?query#fragment`.
fn scp(text: &str) -> Option<(GitRef, Query)> {
    let (user, rest) = text.split_once('@')?;
    let (host, rest) = rest.split_once(':')?;
    let user_fits = !user.is_empty() && user.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    let host_fits = !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b));
    if !user_fits || !host_fits || text.contains('\n') {
        return None;
    }
    let (rest, query, fragment) = match (rest.find('?'), rest.find('#')) {
        (Some(q), Some(f)) if q < f => (&rest[..q], &rest[q + 1..f], &rest[f + 1..]),
        (_, Some(f)) => (&rest[..f], "", &rest[f + 1..]),
        (Some(q), None) => (&rest[..q], &rest[q + 1..], ""),
        (None, None) => (rest, "", ""),
    };
    let (reference, sub_dir) = split_fragment(fragment);
    let git = GitRef {
        remote: format!("{user}@{host}:{rest}"),
        host: host.into(),
        path: rest.into(),
        ssh: true,
        reference,
        sub_dir,
        ..Default::default()
    };
    Some((git, parse_query(query)))
}

fn load_query(mut git: GitRef, query: Query) -> Result<GitRef, String> {
    let (mut tag, mut branch) = (String::new(), String::new());
    for (key, values) in query {
        let key = key.as_str();
        if values.len() > 1 {
            return Err(format!("query {} has multiple values", quote(key)));
        }
        let value = values.into_iter().next().unwrap_or_default();
        let may_be_empty = ["submodules", "keep-git-dir", "fetch-by-commit"].contains(&key);
        if value.is_empty() && !may_be_empty {
            return Err(format!("query {} has no value", quote(key)));
        }
        match key {
            "ref" => set_once(&mut git.reference, "ref", value)?,
            "tag" => tag = value,
            "branch" => branch = value,
            "subdir" => set_once(&mut git.sub_dir, "subdir", value)?,
            "checksum" | "commit" => git.checksum = value,
            "keep-git-dir" => git.keep_git_dir = Some(flag(key, &value)?),
            "submodules" => git.submodules = Some(flag(key, &value)?),
            "fetch-by-commit" => git.fetch_by_commit = flag(key, &value)?,
            "mtime" if value == "checkout" || value == "commit" => git.mtime = value,
            "mtime" => {
                return Err(format!(
                    "invalid mtime value: {} (must be \"checkout\" or \"commit\")",
                    quote(&value)
                ));
            }
            _ => return Err(format!("unexpected query {}", quote(key))),
        }
    }
    if !tag.is_empty() {
        set_once(&mut git.reference, "ref", with_prefix("refs/tags/", &tag))?;
    }
    if !branch.is_empty() {
        if !tag.is_empty() {
            return Err("branch conflicts with tag".into());
        }
        set_once(&mut git.reference, "ref", with_prefix("refs/heads/", &branch))?;
    }
    Ok(git)
}

fn set_once(place: &mut String, what: &str, value: String) -> Result<(), String> {
    if !place.is_empty() && *place != value {
        return Err(format!("{what} conflicts: {} vs {}", quote(place), quote(&value)));
    }
    *place = value;
    Ok(())
}

fn flag(key: &str, value: &str) -> Result<bool, String> {
    if value.is_empty() {
        return Ok(true);
    }
    parse_bool(value).map_err(|_| format!("invalid {key} value: {}", quote(value)))
}

fn with_prefix(prefix: &str, name: &str) -> String {
    if name.starts_with(prefix) { name.into() } else { format!("{prefix}{name}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_a_git_source() {
        let git = parse("https://git.example.com/team/app.git#v1:sub/../dir").unwrap().unwrap();
        assert_eq!((git.reference.as_str(), git.sub_dir.as_str()), ("v1", "dir"));
        assert_eq!(git.remote, "https://git.example.com/team/app.git");
        assert!(parse("git@git.example.com:team/app.git").unwrap().unwrap().ssh);
        assert!(parse("https://example.com/app.tgz").is_none());
        assert!(parse("github.com/team/app").is_none());
        assert!(matches!(parse("github.com/team/app?x=1"), Some(Err(_))));
        assert!(parse("src/app").is_none());
    }

    #[test]
    fn bad_options_are_named() {
        let error = |query: &str| parse(&format!("https://h/a.git?{query}")).unwrap().unwrap_err();
        assert_eq!(error("depth=1"), "unexpected query \"depth\"");
        assert_eq!(error("branch=a&tag=b"), "branch conflicts with tag");
        assert_eq!(error("ref="), "query \"ref\" has no value");
        assert_eq!(error("ref=a&ref=b"), "query \"ref\" has multiple values");
    }
}
