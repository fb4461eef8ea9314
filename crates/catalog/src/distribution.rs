//! What every image of a distribution has in common, for images of which only that is known.

use crate::{CHECKED_TOOLS, Confidence, ImageRecord};

/// Identifiers of `os-release` by package manager.
const FAMILIES: [(&str, &[&str]); 4] = [
    ("apt", &["debian", "ubuntu", "raspbian", "kali", "linuxmint"]),
    ("apk", &["alpine", "wolfi", "chainguard"]),
    ("dnf", &["fedora", "rhel", "ubi", "centos", "rocky", "almalinux", "oracle", "amazon", "opensuse"]),
    ("none", &["none", "scratch", "distroless", "busybox"]),
];

impl ImageRecord {
    /// The record of an image of which only the distribution is known, written as `debian-12`, `alpine 3.20` or `none`:
    /// without layers, size and config. `None` for a distribution that is not known here.
    ///
    /// Whether a command beyond the shell and the package manager is there, nobody knows: all of them may be.
    pub fn of_distribution(os: &str) -> Option<Self> {
        let os = os.trim().to_ascii_lowercase();
        let (id, release) = os.split_once(['-', ' ', ':']).unwrap_or((&os, ""));
        let (manager, _) = FAMILIES.iter().find(|(_, ids)| ids.contains(&id))?;
        let has_shell = *manager != "none" || id == "busybox";
        let managers = ["apt-get", "apk", "dnf"];
        let own = match *manager {
            "apt" => "apt-get",
            other => other,
        };
        let tools =
            CHECKED_TOOLS.iter().filter(|tool| has_shell && (**tool == own || !managers.contains(*tool)));
        Some(Self {
            reference: String::new(),
            aliases: Vec::new(),
            os: if *manager == "none" && id != "busybox" {
                "distroless".into()
            } else {
                format!("{id} {release}")
            },
            libc: if *manager == "apk" { "musl" } else { "glibc" }.into(),
            package_manager: (*manager).into(),
            has_shell,
            digest: String::new(),
            created: String::new(),
            confidence: Confidence::Approximate,
            note: String::new(),
            bytes: 0,
            bytes_source: String::new(),
            compressed_source: String::new(),
            layers: Vec::new(),
            env: Vec::new(),
            cmd: None,
            entrypoint: None,
            workdir: String::new(),
            user: String::new(),
            exposed: Vec::new(),
            volumes: Vec::new(),
            stop_signal: String::new(),
            labels: Vec::new(),
            tools: tools.map(|tool| (*tool).to_owned()).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distributions_are_known_by_their_names() {
        let cases = [
            ("debian-12", Some(("apt", true, "debian 12"))),
            ("Ubuntu 24.04", Some(("apt", true, "ubuntu 24.04"))),
            ("alpine-3.20", Some(("apk", true, "alpine 3.20"))),
            ("rocky-9", Some(("dnf", true, "rocky 9"))),
            ("none", Some(("none", false, "distroless"))),
            ("plan9", None),
        ];
        for (os, expected) in cases {
            let record = ImageRecord::of_distribution(os);
            let got = record
                .as_ref()
                .map(|record| (record.package_manager.as_str(), record.has_shell, record.os.trim_end()));
            assert_eq!(got, expected, "{os}");
        }
        let alpine = ImageRecord::of_distribution("alpine-3.20").expect("known");
        assert!(
            alpine.tools.iter().any(|tool| tool == "apk")
                && !alpine.tools.iter().any(|tool| tool == "apt-get")
        );
        assert!(alpine.files().iter().any(|file| file.path == "/bin/sh"));
    }
}
