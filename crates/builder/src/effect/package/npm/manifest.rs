//! `package.json` and the lock files beside it.

use drydock_catalog::packages::NpmLocked;
use serde_json::Value;

use super::super::super::machine::Machine;

/// What a project asks for.
#[derive(Debug, Default)]
pub(super) struct Manifest {
    pub dependencies: Vec<String>,
    pub development: Vec<String>,
    json: Value,
}

impl Manifest {
    pub fn read(text: &str) -> Self {
        let json: Value = serde_json::from_str(text).unwrap_or_default();
        let names =
            |key: &str| json[key].as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect();
        Manifest { dependencies: names("dependencies"), development: names("devDependencies"), json }
    }

    /// The command of a script.
    pub fn script(&self, name: &str) -> Option<&str> {
        self.json["scripts"][name].as_str()
    }

    /// True when the text was understood.
    pub fn is_known(&self) -> bool {
        self.json.is_object()
    }
}

/// A package of a lock file, and where it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Locked {
    /// Its path in `node_modules`.
    pub path: String,
    pub package: NpmLocked,
    /// True when only development needs it.
    pub development: bool,
}

/// What a lock file lists.
#[derive(Debug, Default)]
pub(super) struct Lock {
    pub packages: Vec<Locked>,
    /// True when it does not say which packages only development needs.
    pub no_groups: bool,
    /// True when its packages lie in a store, as pnpm has it.
    pub store: bool,
}

impl Lock {
    /// The lock file of the working directory; `Err(false)` when there is none, `Err(true)` when it is not known.
    pub fn find(machine: &mut Machine<'_>, tool: &str) -> Result<Self, bool> {
        let names: &[&str] = match tool {
            "yarn" => &["yarn.lock"],
            "pnpm" => &["pnpm-lock.yaml"],
            _ => &["npm-shrinkwrap.json", "package-lock.json"],
        };
        let musl = machine.is_busybox_system();
        let mut unknown = false;
        for name in names {
            match machine.text_of(name) {
                Ok(text) => return Ok(Self::read(name, &text, musl)),
                Err(not_known) => unknown |= not_known,
            }
        }
        Err(unknown)
    }

    fn read(name: &str, text: &str, musl: bool) -> Self {
        match name {
            "yarn.lock" => Lock { packages: yarn(text), no_groups: true, store: false },
            "pnpm-lock.yaml" => Lock { packages: pnpm(text), no_groups: true, store: true },
            _ => Lock { packages: npm(text, musl), ..Lock::default() },
        }
    }
}

/// `package-lock.json`: a table of paths since version 2, a tree of names before.
fn npm(text: &str, musl: bool) -> Vec<Locked> {
    let json: Value = serde_json::from_str(text).unwrap_or_default();
    let mut found = Vec::new();
    if let Some(packages) = json["packages"].as_object() {
        for (path, package) in packages {
            let Some((_, name)) = path.rsplit_once("node_modules/") else { continue };
            let linked = package["link"].as_bool() == Some(true);
            if linked || !runs_here(package, musl) {
                continue;
            }
            let development = ["dev", "devOptional"].iter().any(|key| package[*key].as_bool() == Some(true));
            let path = path.trim_start_matches("node_modules/").to_owned();
            let name = package["name"].as_str().unwrap_or(name);
            found.push(locked(path, name, package, development));
        }
        return found;
    }
    let mut todo = vec![(String::new(), &json["dependencies"])];
    while let Some((prefix, dependencies)) = todo.pop() {
        for (name, package) in dependencies.as_object().into_iter().flatten() {
            let path = format!("{prefix}{name}");
            let development = package["dev"].as_bool() == Some(true);
            todo.push((format!("{path}/node_modules/"), &package["dependencies"]));
            found.push(locked(path, name, package, development));
        }
    }
    found
}

fn locked(path: String, name: &str, package: &Value, development: bool) -> Locked {
    let version = package["version"].as_str().unwrap_or_default().to_owned();
    Locked { path, package: NpmLocked { name: name.to_owned(), version }, development }
}

/// False for a package of another system, which npm passes over.
fn runs_here(package: &Value, musl: bool) -> bool {
    let allows = |key: &str, own: &str| {
        let names: Vec<&str> =
            package[key].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let not = names.iter().any(|name| name.strip_prefix('!') == Some(own));
        let only = names.iter().filter(|name| !name.starts_with('!')).count() > 0;
        !not && (!only || names.contains(&own))
    };
    allows("os", "linux") && allows("cpu", "x64") && allows("libc", if musl { "musl" } else { "glibc" })
}

/// `yarn.lock`: the names with their ranges at the line's begin, the version below.
fn yarn(text: &str) -> Vec<Locked> {
    let mut found = Vec::new();
    let mut name = "";
    for line in text.lines() {
        if !line.starts_with([' ', '#']) && line.ends_with(':') {
            name = name_of(line.trim_start_matches('"'));
        } else if let Some(version) = line.trim().strip_prefix("version").filter(|_| line.starts_with("  ")) {
            let version = version.trim_start_matches(':').trim().trim_matches('"').to_owned();
            if !name.is_empty() && name != "__metadata" && !version.starts_with("0.0.0-use.local") {
                found.push(entry(name, version));
            }
            name = "";
        }
    }
    found
}

/// `pnpm-lock.yaml`: below `packages:`, one key a package.
fn pnpm(text: &str) -> Vec<Locked> {
    let lines = text.lines().skip_while(|line| *line != "packages:").skip(1);
    let section = lines.take_while(|line| line.is_empty() || line.starts_with(' '));
    let keys = section
        .filter_map(|line| line.strip_prefix("  ").filter(|key| !key.starts_with(' '))?.strip_suffix(':'));
    keys.filter_map(|key| {
        let key = key.trim_matches(['\'', '"']).trim_start_matches('/');
        let key = key.split('(').next().unwrap_or(key);
        let at = key.rfind('@').filter(|at| *at > 0)?;
        Some(entry(key.get(..at)?, key.get(at + 1..)?.to_owned()))
    })
    .collect()
}

fn entry(name: &str, version: String) -> Locked {
    Locked {
        path: name.to_owned(),
        package: NpmLocked { name: name.to_owned(), version },
        development: false,
    }
}

/// The name in `name@range`, `@scope/name@range`.
pub(super) fn name_of(text: &str) -> &str {
    let scope = usize::from(text.starts_with('@'));
    match text.get(scope..).and_then(|rest| rest.find('@')) {
        Some(at) => text.get(..at + scope).unwrap_or(text),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(packages: &[Locked]) -> Vec<String> {
        let show = |locked: &Locked| {
            format!(
                "{} {}{}",
                locked.path,
                locked.package.version,
                if locked.development { " dev" } else { "" }
            )
        };
        packages.iter().map(show).collect()
    }

    #[test]
    fn lock_files_are_read() {
        let json = r#"{"packages":{"":{},"node_modules/a":{"version":"1.0.0"},"node_modules/a/node_modules/@s/b":{"version":"2.0.0","dev":true},
            "node_modules/win":{"version":"1.0.0","os":["win32"]},"node_modules/local":{"link":true}}}"#;
        assert_eq!(shown(&npm(json, false)), ["a 1.0.0", "a/node_modules/@s/b 2.0.0 dev"]);
        let old = r#"{"dependencies":{"a":{"version":"1.0.0","dependencies":{"b":{"version":"2.0.0","dev":true}}}}}"#;
        assert_eq!(shown(&npm(old, false)), ["a 1.0.0", "a/node_modules/b 2.0.0 dev"]);
        let yarn_lock = "# yarn lockfile v1\n\n\"@s/b@^1\", \"@s/b@^2\":\n  version \"2.0.0\"\n\na@1:\n  version \"1.0.0\"\n  dependencies:\n    version \"9\"\n";
        assert_eq!(shown(&yarn(yarn_lock)), ["@s/b 2.0.0", "a 1.0.0"]);
        let pnpm_lock = "lockfileVersion: '9.0'\n\npackages:\n\n  '@s/b@2.0.0':\n    resolution: {}\n\n  a@1.0.0(x@1):\n    x: 1\n\nsnapshots:\n\n  z@1:\n";
        assert_eq!(shown(&pnpm(pnpm_lock)), ["@s/b 2.0.0", "a 1.0.0"]);
    }

    #[test]
    fn names_stand_before_the_range() {
        assert_eq!(
            [name_of("a"), name_of("a@1"), name_of("@s/b@^2"), name_of("@s/b")],
            ["a", "a", "@s/b", "@s/b"]
        );
    }
}
