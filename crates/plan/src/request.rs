//! The request as the frontend reads it before it looks at the Dockerfile (`frontend/dockerui`, `Client.init`).

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;

use crate::go::number::{parse_bool, parse_int};
use crate::{Check, Options, Platform, resources};

/// Options, read.
#[derive(Debug, Default)]
pub(crate) struct Request {
    pub(crate) build_args: HashMap<String, String>,
    pub(crate) labels: BTreeMap<String, String>,
    pub(crate) target: String,
    /// `None` when nobody asked for one.
    pub(crate) target_platform: Option<Platform>,
    pub(crate) build_platform: Platform,
    pub(crate) multi_platform: bool,
    pub(crate) contexts: BTreeMap<String, String>,
    pub(crate) shared_keys: BTreeMap<String, String>,
    pub(crate) resolve_mode: Option<String>,
    pub(crate) extra_hosts: Vec<String>,
    pub(crate) shm_size: i64,
    pub(crate) ulimits: Vec<String>,
    pub(crate) network: String,
    /// Stages whose steps must run; empty for all of them.
    pub(crate) no_cache: Option<Vec<String>>,
    pub(crate) cache_namespace: String,
    pub(crate) cgroup_parent: String,
    pub(crate) hostname: String,
    pub(crate) check: Option<Check>,
    pub(crate) proxy: Option<BTreeMap<String, String>>,
    pub(crate) labs: bool,
}

impl Request {
    /// True when the steps of the stage `name` must run (`IsNoCache`).
    pub(crate) fn is_no_cache(&self, name: &str) -> bool {
        let fold = |stage: &String| stage.eq_ignore_ascii_case(name);
        self.no_cache.as_ref().is_some_and(|stages| stages.is_empty() || stages.iter().any(fold))
    }
}

/// Reads the options; what cannot be read is left at its default and its error returned with the rest, first error
/// first.
pub(crate) fn read(options: &Options) -> (Request, Vec<String>) {
    let mut errors = Vec::new();
    let opts = all_opts(options);
    let opt = |key: &str| opts.get(key).map_or("", String::as_str);
    let mut request = Request {
        build_args: with_prefix(&opts, "build-arg:"),
        labels: with_prefix(&opts, "label:").into_iter().collect(),
        contexts: with_prefix(&opts, "context:").into_iter().collect(),
        shared_keys: with_prefix(&opts, "sharedkey:localdir:").into_iter().collect(),
        target: opt("target").into(),
        cache_namespace: opt("build-arg:BUILDKIT_CACHE_MOUNT_NS").into(),
        cgroup_parent: opt("cgroup-parent").into(),
        labs: options.labs,
        ..Default::default()
    };
    if !opt("override-copy-image").is_empty() {
        errors.push("support for \"override-copy-image\" was removed in BuildKit 0.11".into());
    }
    if parse_bool(opt("build-arg:BUILDKIT_DISABLE_FILEOP")) == Ok(true) {
        errors.push("support for \"BUILDKIT_DISABLE_FILEOP\" build-arg was removed in BuildKit 0.11".into());
    }
    let mut note = |error: String| errors.push(error);
    let targets = read_platforms(options, opt("platform"), &mut request, &mut note);
    match opt("image-resolve-mode") {
        "" | "default" => {}
        mode @ ("pull" | "local") => request.resolve_mode = Some(mode.into()),
        mode => note(format!("invalid image-resolve-mode: {mode}")),
    }
    match extra_hosts(opt("add-hosts")) {
        Ok(hosts) => request.extra_hosts = hosts,
        Err(error) => note(format!("failed to parse additional hosts: {error}")),
    }
    match opt("shm-size") {
        "" => {}
        size => match parse_int(size) {
            Ok(size) => request.shm_size = size,
            Err(error) => note(format!("failed to parse shm size: {error}")),
        },
    }
    match ulimits(opt("ulimit")) {
        Ok(limits) => request.ulimits = limits,
        Err(error) => note(format!("failed to parse ulimit: {error}")),
    }
    if let Err(error) = resources::check(&opts) {
        note(format!("failed to parse resource limits: {error}"));
    }
    match opt("force-network-mode") {
        "" | "sandbox" => {}
        mode @ ("none" | "host") => request.network = mode.into(),
        mode => note(format!("invalid netmode {mode}")),
    }
    request.no_cache = opts.get("no-cache").map(|stages| match stages.as_str() {
        "" => Vec::new(),
        stages => stages.split(',').map(str::to_string).collect(),
    });
    request.multi_platform = targets > 1;
    let multi = match opt("build-arg:BUILDKIT_MULTI_PLATFORM") {
        "" => opt("multi-platform"),
        argument => argument,
    };
    if !multi.is_empty() {
        match parse_bool(multi) {
            Ok(false) if targets > 1 => {
                note("conflicting config: returning multiple target platforms is not allowed".into());
            }
            Ok(multi) => request.multi_platform = multi,
            Err(_) => note(format!("invalid boolean value for multi-platform: {multi}")),
        }
    }
    request.hostname = match opt("build-arg:BUILDKIT_SANDBOX_HOSTNAME") {
        "" => opt("hostname").into(),
        name => name.into(),
    };
    if let Some(check) = opts.get("build-arg:BUILDKIT_DOCKERFILE_CHECK") {
        match Check::parse(check) {
            Ok(check) => request.check = Some(check),
            Err(error) => note(format!("failed to parse build-arg:BUILDKIT_DOCKERFILE_CHECK: {error}")),
        }
    }
    request.proxy = proxy(&request.build_args);
    (request, errors)
}

/// Every option by its BuildKit name.
fn all_opts(options: &Options) -> BTreeMap<String, String> {
    let mut opts = options.opts.clone();
    let mut put = |key: String, value: &str| opts.insert(key, value.to_string());
    options.build_args.iter().for_each(|(name, value)| drop(put(format!("build-arg:{name}"), value)));
    options.labels.iter().for_each(|(name, value)| drop(put(format!("label:{name}"), value)));
    options.contexts.iter().for_each(|(name, value)| drop(put(format!("context:{name}"), value)));
    if !options.target.is_empty() {
        put("target".into(), &options.target);
    }
    if !options.platform.is_empty() {
        put("platform".into(), &options.platform);
    }
    if options.multi_platform {
        put("multi-platform".into(), "true");
    }
    opts
}

fn with_prefix(opts: &BTreeMap<String, String>, prefix: &str) -> HashMap<String, String> {
    let entries = opts.iter().filter_map(|(key, value)| Some((key.strip_prefix(prefix)?, value)));
    entries.map(|(key, value)| (key.to_string(), value.clone())).collect()
}

/// Sets the platforms; the plan is made for the first target. Returns how many targets there are.
fn read_platforms(
    options: &Options,
    targets: &str,
    request: &mut Request,
    note: &mut impl FnMut(String),
) -> usize {
    if !options.build_platform.is_empty() {
        match Platform::parse(&options.build_platform) {
            Ok(platform) => request.build_platform = platform.normalize(),
            Err(error) => note(error),
        }
    }
    if targets.is_empty() {
        return 0;
    }
    let mut count = 0;
    for target in targets.split(',') {
        match Platform::parse(target) {
            Ok(platform) => {
                request.target_platform.get_or_insert(platform.normalize());
                count += 1;
            }
            Err(error) => {
                note(format!("failed to parse target platform {target}: {error}"));
                break;
            }
        }
    }
    count
}

/// Reads `name=ip,…` as `name=ip`.
fn extra_hosts(text: &str) -> Result<Vec<String>, String> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let read = |field: String| {
        let field = field.to_lowercase();
        let (name, ip) = field.split_once('=').ok_or(format!("invalid key-value pair {field}"))?;
        let ip: IpAddr = ip.parse().map_err(|_| format!("failed to parse IP {ip}"))?;
        let ip = match ip {
            IpAddr::V6(v6) => v6.to_ipv4_mapped().map_or(IpAddr::V6(v6), IpAddr::V4),
            v4 => v4,
        };
        Ok(format!("{name}={ip}"))
    };
    drydock_syntax::csv::fields(text)?.into_iter().map(read).collect()
}

const ULIMITS: &[&str] = &[
    "core",
    "cpu",
    "data",
    "fsize",
    "locks",
    "memlock",
    "msgqueue",
    "nice",
    "nofile",
    "nproc",
    "rss",
    "rtprio",
    "rttime",
    "sigpending",
    "stack",
];

/// Reads `name=soft[:hard],…` as `name=soft:hard` (`github.com/docker/go-units`).
fn ulimits(text: &str) -> Result<Vec<String>, String> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    drydock_syntax::csv::fields(text)?.iter().map(|field| ulimit(field)).collect()
}

fn ulimit(text: &str) -> Result<String, String> {
    let (name, limits) = text.split_once('=').ok_or(format!("invalid ulimit argument: {text}"))?;
    if !ULIMITS.contains(&name) {
        return Err(format!("invalid ulimit type: {name}"));
    }
    let (soft, hard) = match limits.split(':').collect::<Vec<_>>().as_slice() {
        [both] => {
            let both = parse_int(both)?;
            (both, both)
        }
        [soft, hard] => {
            let hard = parse_int(hard)?;
            (parse_int(soft)?, hard)
        }
        _ => {
            return Err(format!(
                "too many limit value arguments - {limits}, can only have up to two, `soft[:hard]`"
            ));
        }
    };
    const ORDER: &str = "ulimit soft limit must be less than or equal to hard limit";
    match (soft, hard) {
        (-1, hard) if hard != -1 => Err(format!("{ORDER}: soft: -1 (unlimited), hard: {hard}")),
        (soft, hard) if hard != -1 && soft > hard => Err(format!("{ORDER}: {soft} > {hard}")),
        _ => Ok(format!("{name}={soft}:{hard}")),
    }
}

/// Proxy settings among the build arguments, whatever their case (`proxyEnvFromBuildArgs`).
fn proxy(build_args: &HashMap<String, String>) -> Option<BTreeMap<String, String>> {
    const NAMES: [&str; 5] = ["http", "https", "ftp", "no", "all"];
    let sorted: BTreeMap<&String, &String> = build_args.iter().collect();
    let mut proxy: BTreeMap<String, String> =
        NAMES.iter().map(|name| (name.to_string(), String::new())).collect();
    let mut any = false;
    for (key, value) in sorted {
        let lower = key.to_lowercase();
        let Some(name) = lower.strip_suffix("_proxy").filter(|name| NAMES.contains(name)) else { continue };
        proxy.insert(name.into(), value.clone());
        any = true;
    }
    any.then_some(proxy)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(key: &str, value: &str) -> String {
        let opts = BTreeMap::from([(key.to_string(), value.to_string())]);
        let (_, errors) = read(&Options { opts, ..Default::default() });
        errors.into_iter().next().unwrap_or_default()
    }

    #[test]
    fn options_that_cannot_be_read() {
        assert_eq!(error("ulimit", "nofile"), "failed to parse ulimit: invalid ulimit argument: nofile");
        assert_eq!(
            error("add-hosts", "db=999.1.1.1"),
            "failed to parse additional hosts: failed to parse IP 999.1.1.1"
        );
        assert_eq!(error("force-network-mode", "bridge"), "invalid netmode bridge");
        assert_eq!(
            error("platform", "a/b/c/d"),
            "failed to parse target platform a/b/c/d: \"a/b/c/d\": cannot parse platform specifier: invalid argument"
        );
        assert_eq!(error("network", "x"), "");
    }

    #[test]
    fn limits_and_hosts_are_spelled_out() {
        assert_eq!(ulimit("nofile=1024:2048").as_deref(), Ok("nofile=1024:2048"));
        assert_eq!(ulimit("nofile=5").as_deref(), Ok("nofile=5:5"));
        assert!(ulimit("nofile=5:1").is_err());
    }
}
