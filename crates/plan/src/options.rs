use std::collections::BTreeMap;

/// What `docker build` is asked for besides the Dockerfile.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// `--target`; empty for the last stage.
    pub target: String,
    /// `--build-arg`, in order; the last of equal names wins.
    pub build_args: Vec<(String, String)>,
    /// `--label`.
    pub labels: BTreeMap<String, String>,
    /// `--platform`; empty for the build platform. More than one is separated by commas.
    pub platform: String,
    /// The builder's own platform; empty for `linux/amd64`.
    pub build_platform: String,
    /// True when the request asks for a result per platform.
    pub multi_platform: bool,
    /// `--build-context NAME=VALUE`.
    pub contexts: BTreeMap<String, String>,
    /// Text of the context's ignore file, for the names it hides.
    pub dockerignore: Option<String>,
    /// Further options of the frontend by BuildKit's names (`no-cache`, `hostname`, `add-hosts`, …).
    pub opts: BTreeMap<String, String>,
    /// True to read the Dockerfile as the labs channel does (`RUN --device`, …).
    pub labs: bool,
    /// True for `docker build --check`: without a target every stage is evaluated, reachable or not, and the operations
    /// themselves are not looked at.
    pub check: bool,
}
