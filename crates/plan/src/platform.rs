use serde::Serialize;

/// Operating system, architecture and variant, as in `linux/arm/v7` (`github.com/containerd/platforms`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Platform {
    /// `linux`, `windows`…
    pub os: String,
    /// `amd64`, `arm64`…
    pub architecture: String,
    /// `v7`, or empty.
    pub variant: String,
    /// `os.version` of Windows images, or empty.
    pub os_version: String,
}

impl Default for Platform {
    fn default() -> Self {
        Self {
            os: "linux".into(),
            architecture: "amd64".into(),
            variant: String::new(),
            os_version: String::new(),
        }
    }
}

const KNOWN_OS: &[&str] = &[
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "js",
    "linux",
    "nacl",
    "netbsd",
    "openbsd",
    "plan9",
    "solaris",
    "windows",
    "zos",
];

const KNOWN_ARCHITECTURES: &[&str] = &[
    "386",
    "amd64",
    "amd64p32",
    "arm",
    "armbe",
    "arm64",
    "arm64be",
    "ppc64",
    "ppc64le",
    "loong64",
    "mips",
    "mipsle",
    "mips64",
    "mips64le",
    "mips64p32",
    "mips64p32le",
    "ppc",
    "riscv",
    "riscv64",
    "s390",
    "s390x",
    "sparc",
    "sparc64",
    "wasm",
];

impl Platform {
    /// The platform of a config that names none.
    pub(crate) fn unknown() -> Platform {
        let none = String::new;
        Platform { os: none(), architecture: none(), variant: none(), os_version: none() }
    }

    /// Reads a specifier such as `linux/arm64/v8`, `arm64` or `windows(10.0.17763)/amd64`; what is missing is as on a
    /// Linux machine with amd64 (`platforms.Parse`). Features after a plus sign are read and not kept.
    ///
    /// # Errors
    /// The text BuildKit shows.
    pub fn parse(specifier: &str) -> Result<Platform, String> {
        let quoted = crate::go::quote::quote(specifier);
        if specifier.contains('*') {
            return Err(format!("{quoted}: wildcards not yet supported: invalid argument"));
        }
        let parts: Vec<&str> = specifier.splitn(4, '/').collect();
        let first = parts.first().copied().unwrap_or("");
        let (os, os_version) = parse_os(first, specifier)?;
        for part in parts.iter().skip(1) {
            let fits =
                !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b));
            if !fits {
                return Err(format!(
                    "{} is an invalid component of {quoted}: platform specifier component must match {}: \
                     invalid argument",
                    crate::go::quote::quote(part),
                    crate::go::quote::quote("^[A-Za-z0-9_.-]+$"),
                ));
            }
        }
        let mut platform = Platform { os, os_version, ..Default::default() };
        match parts.as_slice() {
            [_] if KNOWN_OS.contains(&platform.os.as_str()) => {}
            [only] => {
                platform.set_architecture(only, "");
                if !KNOWN_ARCHITECTURES.contains(&platform.architecture.as_str()) {
                    return Err(format!(
                        "{quoted}: unknown operating system or architecture: invalid argument"
                    ));
                }
                platform.os = "linux".into();
            }
            [_, architecture] => platform.set_architecture(architecture, ""),
            [_, architecture, variant] => {
                platform.set_architecture(architecture, variant);
                if platform.architecture == "arm64" && platform.variant.is_empty() {
                    platform.variant = "v8".into();
                }
                return Ok(platform);
            }
            _ => return Err(format!("{quoted}: cannot parse platform specifier: invalid argument")),
        }
        if parts.len() < 3 && platform.architecture == "arm" && platform.variant == "v7" {
            platform.variant.clear();
        }
        Ok(platform)
    }

    /// The canonical spelling (`platforms.Normalize`).
    pub fn normalize(&self) -> Platform {
        let mut platform = Platform { os: normalize_os(&self.os), ..self.clone() };
        platform.set_architecture(&self.architecture, &self.variant);
        platform
    }

    /// Without the version of the operating system (`platforms.Format`).
    pub fn short(&self) -> String {
        if self.os.is_empty() {
            return "unknown".into();
        }
        crate::go::path::join(&[&self.os, &self.architecture, &self.variant])
    }

    fn set_architecture(&mut self, architecture: &str, variant: &str) {
        let (architecture, variant) = (architecture.to_lowercase(), variant.to_lowercase());
        let (architecture, variant) = match (architecture.as_str(), variant.as_str()) {
            ("i386", _) => ("386", ""),
            ("x86_64" | "x86-64" | "amd64", "v1") => ("amd64", ""),
            ("x86_64" | "x86-64" | "amd64", variant) => ("amd64", variant),
            ("aarch64" | "arm64", "8" | "v8" | "v8.0") => ("arm64", ""),
            ("aarch64" | "arm64", "9" | "9.0" | "v9.0") => ("arm64", "v9"),
            ("aarch64" | "arm64", variant) => ("arm64", variant),
            ("armhf", _) => ("arm", "v7"),
            ("armel", _) => ("arm", "v6"),
            ("arm", "" | "7") => ("arm", "v7"),
            ("arm", "5") => ("arm", "v5"),
            ("arm", "6") => ("arm", "v6"),
            ("arm", "8") => ("arm", "v8"),
            other => other,
        };
        (self.architecture, self.variant) = (architecture.into(), variant.into());
    }
}

fn normalize_os(os: &str) -> String {
    match os.to_lowercase().as_str() {
        "" => "linux".into(),
        "macos" => "darwin".into(),
        os => os.into(),
    }
}

/// Reads `os`, `os(version)` or `os(version+feature)`.
fn parse_os(part: &str, specifier: &str) -> Result<(String, String), String> {
    const PATTERN: &str = r"^([A-Za-z0-9_-]+)(?:\(([A-Za-z0-9_.%-]*)((?:\+[A-Za-z0-9_.%-]+)*)\))?$";
    let quote = crate::go::quote::quote;
    let word =
        |text: &str, extra: &[u8]| text.bytes().all(|b| b.is_ascii_alphanumeric() || extra.contains(&b));
    let invalid = || {
        format!(
            "{} is an invalid OS component of {}: OSAndVersion specifier component must match {}: invalid argument",
            quote(part),
            quote(specifier),
            quote(PATTERN),
        )
    };
    let (os, options) = match part.split_once('(') {
        Some((os, rest)) => (os, Some(rest.strip_suffix(')').ok_or_else(invalid)?)),
        None => (part, None),
    };
    let mut options = options.unwrap_or("").split('+');
    let version = options.next().unwrap_or("");
    let fits = !os.is_empty()
        && word(os, b"_-")
        && word(version, b"_.%-")
        && options.all(|feature| !feature.is_empty() && word(feature, b"_.%-"));
    if fits { Ok((normalize_os(os), version.into())) } else { Err(invalid()) }
}

impl std::fmt::Display for Platform {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.os.is_empty() {
            return f.write_str("unknown");
        }
        f.write_str(&self.os)?;
        if !self.os_version.is_empty() {
            write!(f, "({})", self.os_version)?;
        }
        for part in [&self.architecture, &self.variant] {
            if !part.is_empty() {
                write!(f, "/{part}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(specifier: &str) -> String {
        Platform::parse(specifier).map_or_else(|error| error, |platform| platform.to_string())
    }

    #[test]
    fn specifiers_are_read_and_made_canonical() {
        assert_eq!(shown("arm64"), "linux/arm64");
        assert_eq!(shown("linux/aarch64"), "linux/arm64");
        assert_eq!(shown("linux/arm64/v8"), "linux/arm64/v8");
        assert_eq!(shown("linux/arm"), "linux/arm");
        assert_eq!(shown("LINUX/AMD64"), "linux/amd64");
        assert_eq!(shown("windows(10.0.17763)/amd64"), "windows(10.0.17763)/amd64");
        assert_eq!(Platform::parse("linux/arm").unwrap().normalize().to_string(), "linux/arm/v7");
        assert_eq!(shown("potato"), "\"potato\": unknown operating system or architecture: invalid argument");
        assert_eq!(shown("a/b/c/d"), "\"a/b/c/d\": cannot parse platform specifier: invalid argument");
    }
}
