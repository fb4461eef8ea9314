use super::copier::root_path;
use super::wildcard::{rooted, split_wildcards};
use super::{FileOpError, patterns};
use crate::pattern::{contains_wildcards, glob_match};
use crate::{Digest, FileSystem, Hasher, MatchState, Node, PatternMatcher, clean, join};

/// What of a tree an operation reads, as its cache key sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selector {
    /// Path or pattern.
    pub path: String,
    /// True when wildcards in `path` count.
    pub wildcard: bool,
    /// True when a symbolic link at the end of `path` is followed.
    pub follow: bool,
    /// Patterns of which one must match.
    pub include: Vec<String>,
    /// Patterns of which none may match.
    pub exclude: Vec<String>,
    /// Paths that must be among what is selected.
    pub required: Vec<String>,
}

/// Fingerprint of what `selector` takes from `fs`: names, types, modes, owners, link targets and bytes, but no times
/// (`cache/contenthash` `Checksum`).
///
/// # Errors
/// When a path is not there; the engine words it `"/x": not found`.
pub fn checksum(fs: &FileSystem, selector: &Selector) -> Result<Digest, FileOpError> {
    let path = clean(&selector.path);
    let wildcard = selector.wildcard && contains_wildcards(&path);
    if !wildcard && selector.include.is_empty() && selector.exclude.is_empty() {
        return found(fs, &path, selector.follow);
    }
    let mut pick = Pick::new(fs, selector, wildcard)?;
    pick.run(&path)?;
    for required in &selector.required {
        if !pick.picked.iter().any(|(path, _)| path.starts_with(required.as_str())) {
            return Err(not_found(required));
        }
    }
    if let [(only, digest)] = pick.picked.as_slice()
        && only.rsplit('/').next() == path.rsplit('/').next()
    {
        return Ok(*digest);
    }
    let mut hasher = Hasher::new();
    for (path, digest) in &pick.picked {
        hasher.write_str(path.strip_prefix(pick.prefix.as_str()).unwrap_or(path));
        hasher.write_digest(*digest);
    }
    Ok(hasher.finish())
}

fn not_found(path: &str) -> FileOpError {
    FileOpError::new(format!("{path:?}: not found"))
}

/// The digest of what is at `path`; what may be there without being listed has one of its own.
fn found(fs: &FileSystem, path: &str, follow: bool) -> Result<Digest, FileOpError> {
    let resolved = fs.resolve(path, follow).map_err(|_| FileOpError::new("too many links"))?;
    match resolved.node {
        Some(node) => Ok(node.digest()),
        None if resolved.unknown => {
            let mut hasher = Hasher::new();
            hasher.write_digest(fs.root().digest());
            hasher.write_str(&resolved.path);
            Ok(hasher.finish())
        }
        None => Err(not_found(path)),
    }
}

struct Pick<'a> {
    fs: &'a FileSystem,
    follow: bool,
    wildcard: bool,
    include: Option<PatternMatcher>,
    exclude: Option<PatternMatcher>,
    prefix: String,
    picked: Vec<(String, Digest)>,
}

/// Directories above a path that are only picked when something in them is.
type Headers = Vec<(String, Digest, bool)>;

impl<'a> Pick<'a> {
    fn new(fs: &'a FileSystem, selector: &Selector, wildcard: bool) -> Result<Self, FileOpError> {
        Ok(Self {
            fs,
            follow: selector.follow,
            wildcard,
            include: patterns(&selector.include, "includepatterns")?,
            exclude: patterns(&selector.exclude, "excludepatterns")?,
            prefix: String::new(),
            picked: Vec::new(),
        })
    }

    fn run(&mut self, path: &str) -> Result<(), FileOpError> {
        let (plain, wild) =
            if self.wildcard { split_wildcards(path) } else { (path.to_owned(), String::new()) };
        self.prefix = if plain == "/" { String::new() } else { plain.clone() };
        let fs = self.fs;
        let at = if self.wildcard { root_path(fs, &plain)? } else { rooted(fs, path, false)? };
        let Some(node) = fs.get(&at) else { return Ok(()) };
        if !self.wildcard && path == "/" {
            return self.pick_root(node);
        }
        if !self.wildcard {
            let name = self.prefix.clone();
            return self.pick(node, &name, "", (None, None), &mut Headers::new());
        }
        let deepest = wild.matches(['/', '[']).count();
        let skip = if at == "/" { 1 } else { at.len() + 1 };
        let mut walk = fs.walk(&at);
        while let Some((path, node)) = walk.step() {
            let relative = path.get(skip..).unwrap_or_default();
            if glob_match(&wild, relative).unwrap_or(false) {
                let name = join(if self.prefix.is_empty() { "/" } else { &self.prefix }, relative);
                walk.prune();
                self.pick(node, &name, "", (None, None), &mut Headers::new())?;
            } else if relative.matches('/').count() >= deepest {
                walk.prune();
            }
        }
        Ok(())
    }

    /// Picks what is in the root: the root itself does not count, and links in it are followed like sources.
    fn pick_root(&mut self, root: &Node) -> Result<(), FileOpError> {
        for (entry, child) in root.as_dir().into_iter().flat_map(|dir| dir.iter()) {
            self.pick(child, &format!("/{entry}"), entry, (None, None), &mut Headers::new())?;
        }
        Ok(())
    }

    /// Picks `node`, called `name`, and what is below it; `candidate` is its path below the source.
    fn pick(
        &mut self,
        node: &Node,
        name: &str,
        candidate: &str,
        states: (Option<&MatchState>, Option<&MatchState>),
        headers: &mut Headers,
    ) -> Result<(), FileOpError> {
        let mut wanted = true;
        let mut own = (None, None);
        if let Some(include) = &self.include {
            let found = include.step(candidate, states.0);
            let (decision, state) = found.map_err(|error| FileOpError::matching("includepatterns", error))?;
            wanted = decision.matched;
            own.0 = Some(state);
        }
        if let (true, Some(exclude)) = (wanted, &self.exclude) {
            let found = exclude.step(candidate, states.1);
            let (decision, state) = found.map_err(|error| FileOpError::matching("excludepatterns", error))?;
            wanted = !decision.matched;
            own.1 = Some(state);
        }
        let digest = match node.as_symlink() {
            Some(_) if self.follow && headers.is_empty() && wanted => found(self.fs, name, true)?,
            _ => node.own_digest(),
        };
        if wanted {
            for header in headers.iter_mut().filter(|header| !header.2) {
                header.2 = true;
                self.picked.push((header.0.clone(), header.1));
            }
            self.picked.push((name.to_owned(), digest));
        }
        if let Some(dir) = node.as_dir() {
            headers.push((name.to_owned(), digest, wanted));
            for (entry, child) in dir.iter() {
                let candidate =
                    if candidate.is_empty() { entry.to_string() } else { format!("{candidate}/{entry}") };
                self.pick(
                    child,
                    &format!("{name}/{entry}"),
                    &candidate,
                    (own.0.as_ref(), own.1.as_ref()),
                    headers,
                )?;
            }
            headers.pop();
        }
        Ok(())
    }
}
