//! The share link: a project, and what of it is looked at, as the fragment of an address.
//!
//! `#v1/d…` is JSON, deflated (raw) and in base64url; `#v1/p…` is the same JSON percent-encoded, for links written by
//! hand. The JSON holds only what differs from the default. `#v1/e=NAME` names an example, `#v1/e=NAME/d…` and
//! `#v1/e=NAME/p…` what differs from that example; `#v1/g=NAME` is the same of the gallery. `#v1/r=CODE` is the page of a rule: it holds
//! no project. Unknown keys are ignored, so a link made by a later version opens as well as it can, and what v1 means
//! never changes. Build secrets are never put into a link.

mod base64;
mod body;
mod files;
mod json;
mod patch;

use std::fmt;

pub use body::percent_decode;
pub use patch::Patch;

use crate::{Example, Misconception, Project, rules};
use patch::Read;

/// The longest fragment that is read, in bytes.
pub const MAX_LINK: usize = 4 << 20;
/// The most that a link may unfold to, in bytes.
pub const MAX_UNFOLDED: usize = 4 << 20;
/// The most parts a link may have: each entry of a list counts as one, a file as many as its path has components, since
/// each of them may be a folder of its own.
pub const MAX_PARTS: usize = 50_000;

/// What a fragment says.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// What the project starts from.
    pub base: Base,
    /// What differs from it.
    pub patch: Patch,
    /// Name of the panel to show; empty where the link leaves it open.
    pub panel: String,
    /// What makes the project that it stands beside (A, where this is B) of the project; `None` where it stands alone.
    pub before: Option<Patch>,
}

/// What the project of a link starts from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Base {
    /// The default: an empty Dockerfile without files.
    #[default]
    Blank,
    /// An example by name.
    Example(String),
    /// A misconception of the gallery by name.
    Gallery(String),
    /// The page of a rule by code, beside whatever is worked on; the rest of the link is empty.
    Rule(String),
}

impl Base {
    /// The project that it names; of a rule the bad example.
    ///
    /// # Errors
    /// Says what there is none of, `no example named x`.
    pub fn project(&self) -> Result<Project, String> {
        match self {
            Base::Blank => Ok(Project::default()),
            Base::Example(name) => {
                Example::find(name).map(Example::project).ok_or_else(|| format!("no example named {name}"))
            }
            Base::Gallery(name) => Misconception::find(name)
                .map(Misconception::project)
                .ok_or_else(|| format!("no misconception named {name}")),
            Base::Rule(code) => {
                rules::find(code).map(|page| page.project(page.bad)).ok_or_else(|| format!("no rule {code}"))
            }
        }
    }
}

/// Why a fragment cannot be read, or a project is not put into one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// Of a later version of the format.
    Newer,
    /// Not of a form that this version knows.
    Unknown,
    /// Larger than what is read.
    TooLarge,
    /// Cut off or altered.
    Broken,
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Self::Newer => "This link was made by a later version of Drydock",
            Self::Unknown => "This link is of a kind that this version does not know",
            Self::TooLarge => "This link holds more than can be opened",
            Self::Broken => "This link is broken: a part of it is missing or was altered",
        })
    }
}

impl std::error::Error for LinkError {}

impl Link {
    /// The link of `project` by itself.
    pub fn of(project: &Project, panel: &str) -> Self {
        Self::from_base(Base::Blank, &Project::default(), project, panel)
    }

    /// The link of what makes `project` of the project `start` that `base` names.
    pub fn from_base(base: Base, start: &Project, project: &Project, panel: &str) -> Self {
        Self { base, patch: Patch::between(start, project), panel: panel.to_owned(), before: None }
    }

    /// The same with `before` beside `project`, which the link is of.
    #[must_use]
    pub fn beside(mut self, project: &Project, before: Option<&Project>) -> Self {
        self.before = before.map(|before| Patch::between(project, before));
        self
    }

    /// The project that stands beside `project`, the one of this link.
    pub fn before(&self, project: &Project) -> Option<Project> {
        let mut before = project.clone();
        self.before.as_ref()?.apply(&mut before);
        Some(before)
    }

    /// True when it is its base and nothing else, but for the panel.
    fn is_base(&self) -> bool {
        self.patch.is_empty() && self.before.is_none()
    }

    fn to_json(&self) -> String {
        self.patch.to_json(&self.panel, self.before.as_ref())
    }

    /// The project, made of the one that [`Link::base`] names.
    pub fn project(&self, mut start: Project) -> Project {
        self.patch.apply(&mut start);
        start
    }

    /// The fragment, without `#`, that [`decode`] reads back to this.
    ///
    /// # Errors
    /// [`LinkError::TooLarge`] when it could not be read back.
    pub fn encode(&self) -> Result<String, LinkError> {
        let body = || body::pack(&self.to_json());
        let fragment = match &self.base {
            Base::Blank => format!("v1/{}", body()?),
            Base::Example(name) if self.is_base() => format!("v1/{}", self.named("e", name)),
            Base::Example(name) => format!("v1/e={}/{}", body::escape(name, ""), body()?),
            Base::Gallery(name) if self.is_base() => format!("v1/{}", self.named("g", name)),
            Base::Gallery(name) => format!("v1/g={}/{}", body::escape(name, ""), body()?),
            Base::Rule(code) => rule(code),
        };
        if fragment.len() > MAX_LINK { Err(LinkError::TooLarge) } else { Ok(fragment) }
    }

    /// The same as people write it by hand: readable, and longer.
    pub fn encode_plain(&self) -> String {
        let json = || body::escape(&self.to_json(), "/:,=@");
        match &self.base {
            Base::Blank => format!("v1/p{}", json()),
            Base::Example(name) if self.is_base() => format!("v1/{}", self.named("e", name)),
            Base::Example(name) => format!("v1/e={}/p{}", body::escape(name, ""), json()),
            Base::Gallery(name) if self.is_base() => format!("v1/{}", self.named("g", name)),
            Base::Gallery(name) => format!("v1/g={}/p{}", body::escape(name, ""), json()),
            Base::Rule(code) => rule(code),
        }
    }

    /// A base and the panel, nothing else.
    fn named(&self, key: &str, name: &str) -> String {
        let name = body::escape(name, "");
        match self.panel.as_str() {
            "" => format!("{key}={name}"),
            panel => format!("{key}={name}&w={}", body::escape(panel, "")),
        }
    }
}

/// The fragment of the page of the rule `code`.
pub fn rule(code: &str) -> String {
    format!("v1/r={}", body::escape(code, ""))
}

/// The part of `link` behind `#`: nothing of an address without one, the whole of what is no address.
pub fn fragment(link: &str) -> &str {
    match link.split_once('#') {
        Some((_, fragment)) => fragment,
        None if link.contains("://") => "",
        None => link,
    }
}

/// Reads a fragment, with or without `#`; `None` when it is empty.
///
/// # Errors
/// When the link is of an unknown kind, too large, or broken.
pub fn decode(fragment: &str) -> Result<Option<Link>, LinkError> {
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    if fragment.is_empty() {
        return Ok(None);
    }
    if fragment.len() > MAX_LINK {
        return Err(LinkError::TooLarge);
    }
    let (version, rest) = fragment.split_once('/').unwrap_or((fragment, ""));
    match version.strip_prefix('v').and_then(|number| number.parse::<u32>().ok()) {
        Some(1) => {}
        Some(2..) => return Err(LinkError::Newer),
        _ => return Err(LinkError::Unknown),
    }
    match rest.split_once('=') {
        Some(("e", name)) => based(name, Base::Example).map(Some),
        Some(("g", name)) => based(name, Base::Gallery).map(Some),
        Some(("r", code)) => based(code, Base::Rule).map(Some),
        _ => {
            let Read { patch, panel, before } = Patch::from_json(&body::unpack(rest)?)?;
            Ok(Some(Link { base: Base::Blank, patch, panel, before }))
        }
    }
}

/// `NAME`, then `&w=PANEL`, then `/` and what differs: all but the name may be missing.
fn based(text: &str, base: fn(String) -> Base) -> Result<Link, LinkError> {
    let (head, tail) = text.split_once('/').unwrap_or((text, ""));
    let mut parts = head.split('&').map(body::percent_decode);
    let name = parts.next().flatten().ok_or(LinkError::Broken)?;
    let Read { patch, panel, before } = match tail {
        "" => Read::default(),
        tail => Patch::from_json(&body::unpack(tail)?)?,
    };
    let named = parts.flatten().find_map(|part| part.strip_prefix("w=").map(str::to_owned));
    Ok(Link {
        base: base(name),
        patch,
        panel: if panel.is_empty() { named.unwrap_or_default() } else { panel },
        before,
    })
}

#[cfg(test)]
mod tests;
