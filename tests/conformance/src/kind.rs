use serde_json::Value;

/// What a case asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// First level of reading.
    Parse,
    /// Typed instructions.
    Instructions,
    /// The whole conversion: operations, image config, warnings.
    Build,
    /// What `docker build --check` reports.
    Lint,
    /// Word expansion by itself.
    Shlex,
    /// Ignore patterns over a list of paths.
    Dockerignore,
    /// A wildcard source over a list of paths.
    Copymatch,
    /// File operations carried out on trees of files.
    Tree,
    /// Where COPY and ADD put files, as an engine did it.
    Copy,
    /// What of the context is sent.
    Ignore,
    /// A build, edits, a second build.
    Cache,
    /// History and layers.
    Layers,
    /// What `docker run` does.
    Run,
    /// A small project and a series of builds.
    Scenarios,
    /// Findings of hadolint.
    Hadolint,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 15] = [
        Kind::Parse,
        Kind::Instructions,
        Kind::Build,
        Kind::Lint,
        Kind::Shlex,
        Kind::Dockerignore,
        Kind::Copymatch,
        Kind::Tree,
        Kind::Copy,
        Kind::Ignore,
        Kind::Cache,
        Kind::Layers,
        Kind::Run,
        Kind::Scenarios,
        Kind::Hadolint,
    ];

    /// Its name, as requests and the command line write it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Parse => "parse",
            Kind::Instructions => "instructions",
            Kind::Build => "build",
            Kind::Lint => "lint",
            Kind::Shlex => "shlex",
            Kind::Dockerignore => "dockerignore",
            Kind::Copymatch => "copymatch",
            Kind::Tree => "tree",
            Kind::Copy => "copy",
            Kind::Ignore => "ignore",
            Kind::Cache => "cache",
            Kind::Layers => "layers",
            Kind::Run => "run",
            Kind::Scenarios => "scenarios",
            Kind::Hadolint => "hadolint",
        }
    }

    /// The kind with this name.
    pub fn from_name(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The kind of a line without a `request`, told by its shape; `file` (the file's name without its ending) only
    /// decides where two kinds look alike.
    pub fn of_shape(line: &Value, file: &str) -> Option<Kind> {
        let has = |key: &str| line.get(key).is_some();
        let expects = |key: &str| line.pointer(&format!("/expect/{key}")).is_some();
        if has("builds") {
            return Some(Kind::Scenarios);
        }
        if has("then") || expects("build2") {
            return Some(Kind::Cache);
        }
        if has("run") {
            return Some(Kind::Run);
        }
        if line.get("expect")?.is_array() {
            return Some(Kind::Hadolint);
        }
        if expects("rootfs") || expects("last_layer") {
            return Some(Kind::Copy);
        }
        if expects("context_bytes") || expects("paths") {
            return Some(Kind::Ignore);
        }
        if expects("history") || expects("layers") {
            return Some(Kind::Layers);
        }
        // Only an error was recorded: nothing but the file tells.
        Kind::from_name(file).or_else(|| {
            Kind::ALL.into_iter().skip(8).find(|kind| file.contains(kind.name())).or(Some(Kind::Copy))
        })
    }
}
