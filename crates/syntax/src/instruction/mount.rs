//! The options of `RUN --mount` (`instructions/commands_runmount.go`).

use crate::suggest::{nearest, with_suggestion};
use crate::{csv, number, text};

/// Kind of a `--mount`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MountType {
    /// Files of the context, a stage or an image.
    #[default]
    Bind,
    /// A directory that outlives the build.
    Cache,
    /// A secret of the client.
    Secret,
    /// The client's SSH agent.
    Ssh,
    /// Memory.
    Tmpfs,
}

/// Who may use a cache mount at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Sharing {
    /// Every step at once.
    #[default]
    Shared,
    /// Each step its own copy.
    Private,
    /// One after the other.
    Locked,
}

/// One `--mount` with its options read (`instructions/commands_runmount.go`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mount {
    /// `type`.
    pub kind: MountType,
    /// `from`.
    pub from: String,
    /// `source`.
    pub source: String,
    /// `target`.
    pub target: String,
    /// `readonly`, with the default of the type.
    pub read_only: bool,
    /// `size` of a tmpfs in bytes; 0 when not given.
    pub size_limit: i64,
    /// `id`.
    pub cache_id: String,
    /// `sharing`; `None` for other types.
    pub sharing: Option<Sharing>,
    /// `required`.
    pub required: bool,
    /// `env` of a secret.
    pub env: Option<String>,
    /// `mode`.
    pub mode: Option<u64>,
    /// `uid`.
    pub uid: Option<u64>,
    /// `gid`.
    pub gid: Option<u64>,
}

impl MountType {
    /// The name as `type=` has it.
    pub fn name(self) -> &'static str {
        match self {
            MountType::Bind => "bind",
            MountType::Cache => "cache",
            MountType::Secret => "secret",
            MountType::Ssh => "ssh",
            MountType::Tmpfs => "tmpfs",
        }
    }

    const ALL: [Self; 5] = [Self::Bind, Self::Cache, Self::Tmpfs, Self::Secret, Self::Ssh];
}

impl Sharing {
    /// The name as `sharing=` has it.
    pub fn name(self) -> &'static str {
        match self {
            Sharing::Shared => "shared",
            Sharing::Private => "private",
            Sharing::Locked => "locked",
        }
    }

    const ALL: [Self; 3] = [Self::Shared, Self::Private, Self::Locked];
}

const KEYS: [&str; 19] = [
    "type",
    "from",
    "source",
    "target",
    "readonly",
    "id",
    "sharing",
    "required",
    "size",
    "mode",
    "uid",
    "gid",
    "src",
    "dst",
    "destination",
    "ro",
    "rw",
    "readwrite",
    "env",
];

/// Expands one value of a mount; the error text is BuildKit's.
pub type Expander<'a> = &'a mut dyn FnMut(&str) -> Result<String, String>;

/// Reads the value of one `--mount`.
///
/// Without `expander` only what can be known before expansion is checked, as BuildKit does while it reads the
/// instruction; the answer is then of no use. With it, every value is expanded and every option checked.
pub fn parse_mount(value: &str, mut expander: Option<Expander<'_>>) -> Result<Mount, String> {
    let fields = csv::fields(value).map_err(|error| format!("failed to parse csv mounts: {error}"))?;
    let mut reader = Reader::default();
    for field in &fields {
        match (field.split_once('='), &mut expander) {
            (None, None) => {}
            (None, Some(_)) => reader.word(field)?,
            (Some((key, value)), Some(expander)) => {
                let value = expander(value)?;
                reader.option(&text::lower(key), value, field)?;
            }
            (Some((key, value)), None) => {
                let variable = value.find('$').is_some_and(|at| at + 1 != value.len());
                if variable && text::lower(key) == "from" {
                    return Err(
                        "'from' doesn't support variable expansion, define alias stage instead".into()
                    );
                }
            }
        }
    }
    if expander.is_some() { reader.finish() } else { Ok(reader.mount) }
}

/// A mount whose options are being read.
#[derive(Default)]
struct Reader {
    mount: Mount,
    read_only: Option<bool>,
}

impl Reader {
    /// An option without a value.
    fn word(&mut self, field: &str) -> Result<(), String> {
        match text::lower(field).as_str() {
            "readonly" | "ro" => self.read_only = Some(true),
            "readwrite" | "rw" => self.read_only = Some(false),
            key @ "required" => {
                self.only_for(key, &[MountType::Secret, MountType::Ssh])?;
                self.mount.required = true;
            }
            _ => return Err(format!("invalid field '{field}' must be a key=value pair")),
        }
        Ok(())
    }

    fn option(&mut self, key: &str, value: String, field: &str) -> Result<(), String> {
        let flag = |value: &str| {
            number::parse_bool(value).ok_or_else(|| format!("invalid value for {key}: {value}"))
        };
        let mount = &mut self.mount;
        match key {
            "type" => mount.kind = one_of("mount type", &value, &MountType::ALL, MountType::name)?,
            "from" => mount.from = value,
            "source" | "src" => mount.source = value,
            "target" | "dst" | "destination" => mount.target = value,
            "readonly" | "ro" => self.read_only = Some(flag(&value)?),
            "readwrite" | "rw" => self.read_only = Some(!flag(&value)?),
            "required" => {
                self.only_for(key, &[MountType::Secret, MountType::Ssh])?;
                self.mount.required = flag(&value)?;
            }
            "size" => {
                self.only_for(key, &[MountType::Tmpfs])?;
                let size = number::ram_in_bytes(&value);
                self.mount.size_limit = size.ok_or_else(|| format!("invalid value for {key}: {value}"))?;
            }
            "id" => mount.cache_id = value,
            "sharing" => {
                mount.sharing = Some(one_of("sharing value", &value, &Sharing::ALL, Sharing::name)?);
            }
            "mode" => mount.mode = Some(id(key, &value, 8)?),
            "uid" => mount.uid = Some(id(key, &value, 10)?),
            "gid" => mount.gid = Some(id(key, &value, 10)?),
            "env" => mount.env = Some(value),
            _ => {
                let message = format!("unexpected key '{key}' in '{field}'");
                return Err(with_suggestion(message, nearest(key, &KEYS)));
            }
        }
        Ok(())
    }

    fn only_for(&self, key: &str, kinds: &[MountType]) -> Result<(), String> {
        let kind = self.mount.kind;
        if kinds.contains(&kind) {
            return Ok(());
        }
        Err(format!("unexpected key '{key}' for mount type '{}'", kind.name()))
    }

    /// What only shows when all options are known.
    fn finish(self) -> Result<Mount, String> {
        let Self { mut mount, read_only } = self;
        let kind = mount.kind;
        if matches!(kind, MountType::Bind | MountType::Tmpfs) {
            for (key, given) in [("mode", mount.mode), ("uid", mount.uid), ("gid", mount.gid)] {
                if given.is_some() {
                    return Err(format!("{key} not allowed for \"{}\" type mounts", kind.name()));
                }
            }
        }
        mount.read_only = read_only.unwrap_or(!matches!(kind, MountType::Cache | MountType::Tmpfs));
        if kind == MountType::Secret {
            check_secret(&mount)?;
        }
        if mount.sharing.is_some() && kind != MountType::Cache {
            return Err(format!("invalid cache sharing set for {} mount", kind.name()));
        }
        Ok(mount)
    }
}

fn check_secret(mount: &Mount) -> Result<(), String> {
    let problem = if !mount.from.is_empty() {
        "secret mount should not have a from"
    } else if mount.sharing.is_some() {
        "secret mount should not define sharing"
    } else if mount.source.is_empty() && mount.target.is_empty() && mount.cache_id.is_empty() {
        "invalid secret mount. one of source, target required"
    } else if !mount.source.is_empty() && !mount.cache_id.is_empty() {
        "both source and id can't be set"
    } else {
        return Ok(());
    };
    Err(problem.into())
}

/// The member of `all` that `value` names, without regard to case.
fn one_of<T: Copy>(what: &str, value: &str, all: &[T], name: fn(T) -> &'static str) -> Result<T, String> {
    let wanted = text::lower(value);
    let names: Vec<&str> = all.iter().map(|one| name(*one)).collect();
    all.iter().copied().find(|one| name(*one) == wanted).ok_or_else(|| {
        with_suggestion(format!("unsupported {what} {}", text::quote(value)), nearest(value, &names))
    })
}

fn id(key: &str, value: &str, radix: u32) -> Result<u64, String> {
    number::parse_u32(value, radix).map(u64::from).ok_or_else(|| format!("invalid value {value} for {key}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: &str) -> Result<Mount, String> {
        parse_mount(value, Some(&mut |word| Ok(word.to_owned())))
    }

    #[test]
    fn defaults_depend_on_the_type() {
        assert!(read("target=/a").expect("a bind mount").read_only);
        assert!(!read("type=cache,target=/a").expect("a cache mount").read_only);
        assert!(!read("rw,target=/a").expect("a writable bind mount").read_only);
    }

    #[test]
    fn errors_are_worded_as_buildkit_does() {
        let error = |value: &str| read(value).expect_err("an error");
        assert_eq!(error("type=chache"), "unsupported mount type \"chache\" (did you mean cache?)");
        assert_eq!(error("tagret=/a"), "unexpected key 'tagret' in 'tagret=/a' (did you mean target?)");
        assert_eq!(error("required"), "unexpected key 'required' for mount type 'bind'");
        assert_eq!(error("type=secret,id=a,sharing=locked"), "secret mount should not define sharing");
        assert_eq!(
            parse_mount("from=$X,target=/a", None),
            Err("'from' doesn't support variable expansion, define alias stage instead".into())
        );
    }
}
