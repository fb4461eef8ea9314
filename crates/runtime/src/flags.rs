//! The flags of `docker run` (Docker CLI 28, `cli/command/container/opts.go`) and how they are read (`spf13/pflag`).

/// A flag with its one-letter form, and whether it takes a value.
pub(crate) struct FlagSpec {
    pub(crate) name: &'static str,
    pub(crate) letter: Option<char>,
    pub(crate) takes_value: bool,
}

const fn switch(name: &'static str) -> FlagSpec {
    FlagSpec { name, letter: None, takes_value: false }
}

const fn value(name: &'static str) -> FlagSpec {
    FlagSpec { name, letter: None, takes_value: true }
}

const fn short(letter: char, flag: FlagSpec) -> FlagSpec {
    FlagSpec { letter: Some(letter), ..flag }
}

/// All flags, so that a known one is never taken for the image.
const FLAGS: [FlagSpec; 103] = [
    value("add-host"),
    value("annotation"),
    short('a', value("attach")),
    value("blkio-weight"),
    value("blkio-weight-device"),
    value("cap-add"),
    value("cap-drop"),
    value("cgroup-parent"),
    value("cgroupns"),
    value("cidfile"),
    value("cpu-count"),
    value("cpu-percent"),
    value("cpu-period"),
    value("cpu-quota"),
    value("cpu-rt-period"),
    value("cpu-rt-runtime"),
    short('c', value("cpu-shares")),
    value("cpus"),
    value("cpuset-cpus"),
    value("cpuset-mems"),
    short('d', switch("detach")),
    value("detach-keys"),
    value("device"),
    value("device-cgroup-rule"),
    value("device-read-bps"),
    value("device-read-iops"),
    value("device-write-bps"),
    value("device-write-iops"),
    switch("disable-content-trust"),
    value("dns"),
    value("dns-option"),
    value("dns-opt"),
    value("dns-search"),
    value("domainname"),
    value("entrypoint"),
    short('e', value("env")),
    value("env-file"),
    value("expose"),
    value("gpus"),
    value("group-add"),
    value("health-cmd"),
    value("health-interval"),
    value("health-retries"),
    value("health-start-interval"),
    value("health-start-period"),
    value("health-timeout"),
    switch("help"),
    short('h', value("hostname")),
    switch("init"),
    short('i', switch("interactive")),
    value("io-maxbandwidth"),
    value("io-maxiops"),
    value("ip"),
    value("ip6"),
    value("ipc"),
    value("isolation"),
    value("kernel-memory"),
    short('l', value("label")),
    value("label-file"),
    value("link"),
    value("link-local-ip"),
    value("log-driver"),
    value("log-opt"),
    value("mac-address"),
    short('m', value("memory")),
    value("memory-reservation"),
    value("memory-swap"),
    value("memory-swappiness"),
    value("mount"),
    value("name"),
    value("net"),
    value("net-alias"),
    value("network"),
    value("network-alias"),
    switch("no-healthcheck"),
    switch("oom-kill-disable"),
    value("oom-score-adj"),
    value("pid"),
    value("pids-limit"),
    value("platform"),
    switch("privileged"),
    short('p', value("publish")),
    short('P', switch("publish-all")),
    value("pull"),
    short('q', switch("quiet")),
    switch("read-only"),
    value("restart"),
    switch("rm"),
    value("runtime"),
    value("security-opt"),
    value("shm-size"),
    switch("sig-proxy"),
    value("stop-signal"),
    value("stop-timeout"),
    value("storage-opt"),
    value("sysctl"),
    value("tmpfs"),
    short('t', switch("tty")),
    value("ulimit"),
    short('u', value("user")),
    value("userns"),
    value("uts"),
    short('v', value("volume")),
];

/// Flags whose one-letter forms come last in the table because their names sort there.
const MORE: [FlagSpec; 3] = [value("volume-driver"), value("volumes-from"), short('w', value("workdir"))];

fn find(matches: impl Fn(&FlagSpec) -> bool) -> Option<&'static FlagSpec> {
    FLAGS.iter().chain(&MORE).find(|flag| matches(flag))
}

/// A flag as given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Given {
    /// Long name.
    pub(crate) name: &'static str,
    /// Its value; `true` for a switch without one.
    pub(crate) value: String,
}

/// Reads flags up to the first word that is none; gives them with the rest.
///
/// # Errors
/// In pflag's words.
pub(crate) fn read_flags(words: &[String]) -> Result<(Vec<Given>, &[String]), String> {
    let mut given = Vec::new();
    let mut rest = words;
    while let Some((word, after)) = rest.split_first() {
        if word == "--" {
            rest = after;
            break;
        }
        let used = if let Some(long) = word.strip_prefix("--") {
            long_flag(long, after, &mut given)?
        } else if let Some(letters) = word.strip_prefix('-').filter(|letters| !letters.is_empty()) {
            letter_flags(letters, after, &mut given)?
        } else {
            break;
        };
        rest = after.get(used..).unwrap_or_default();
    }
    Ok((given, rest))
}

/// Reads `name` or `name=value`; gives how many of the words `after` belong to it.
fn long_flag(long: &str, after: &[String], given: &mut Vec<Given>) -> Result<usize, String> {
    let (name, inline) = match long.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (long, None),
    };
    if name.is_empty() || name.starts_with('-') {
        return Err(format!("bad flag syntax: --{long}"));
    }
    let flag = find(|flag| flag.name == name).ok_or_else(|| format!("unknown flag: --{name}"))?;
    let (value, used) = match (inline, flag.takes_value) {
        (Some(value), _) => (value.to_owned(), 0),
        (None, false) => ("true".to_owned(), 0),
        (None, true) => match after.first() {
            Some(value) => (value.clone(), 1),
            None => return Err(format!("flag needs an argument: --{name}")),
        },
    };
    given.push(check_switch(flag, value, &format!("--{name}"))?);
    Ok(used)
}

/// Reads letters that stand together: `-it`, `-p80:80`, `-e=A`.
fn letter_flags(letters: &str, after: &[String], given: &mut Vec<Given>) -> Result<usize, String> {
    let mut rest = letters.chars();
    while let Some(letter) = rest.next() {
        let Some(flag) = find(|flag| flag.letter == Some(letter)) else {
            return Err(format!("unknown shorthand flag: '{letter}' in -{letters}"));
        };
        let tail = rest.as_str();
        let (value, used) = if let Some(value) = tail.strip_prefix('=').filter(|value| !value.is_empty()) {
            (value.to_owned(), Some(0))
        } else if !flag.takes_value {
            ("true".to_owned(), None)
        } else if !tail.is_empty() {
            (tail.to_owned(), Some(0))
        } else {
            match after.first() {
                Some(value) => (value.clone(), Some(1)),
                None => return Err(format!("flag needs an argument: '{letter}' in -{letters}")),
            }
        };
        given.push(check_switch(flag, value, &format!("-{letter}, --{}", flag.name))?);
        if let Some(used) = used {
            return Ok(used);
        }
    }
    Ok(0)
}

/// A switch takes what Go's `strconv.ParseBool` reads.
fn check_switch(flag: &FlagSpec, value: String, shown: &str) -> Result<Given, String> {
    if flag.takes_value {
        return Ok(Given { name: flag.name, value });
    }
    match value.as_str() {
        "1" | "t" | "T" | "TRUE" | "true" | "True" => Ok(Given { name: flag.name, value: "true".into() }),
        "0" | "f" | "F" | "FALSE" | "false" | "False" => Ok(Given { name: flag.name, value: "false".into() }),
        _ => Err(format!(
            "invalid argument \"{value}\" for \"{shown}\" flag: strconv.ParseBool: parsing \"{value}\": invalid syntax"
        )),
    }
}
