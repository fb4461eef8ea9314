use crate::Size;

/// The compact table; `cargo xtask catalog` makes it from `data/sources/apk.json`: name, bytes, release of Alpine.
const TABLE: &str = include_str!("../../data/apk.tsv");

/// What packages need besides those that every image has, as their `APKBUILD`s say.
const NEEDS: [(&str, &str); 24] = [
    ("bash", "readline"),
    ("readline", "libncursesw"),
    ("libncursesw", "ncurses-terminfo-base"),
    ("curl", "libcurl"),
    ("libcurl", "c-ares brotli-libs nghttp2-libs libidn2 libpsl zstd-libs ca-certificates"),
    ("libidn2", "libunistring"),
    ("libpsl", "libunistring libidn2"),
    ("git", "libcurl libexpat pcre2 git-init-template"),
    ("gcc", "binutils libgomp libatomic gmp isl26 mpfr4 mpc1 jansson zstd-libs libstdc++ libgcc"),
    ("binutils", "jansson zstd-libs libstdc++"),
    ("g++", "gcc musl-dev"),
    ("build-base", "gcc g++ make musl-dev patch file fortify-headers"),
    ("libstdc++", "libgcc"),
    ("openssh-client", "openssh-client-default openssh-client-common openssh-keygen libedit"),
    ("python3", "libbz2 libexpat libffi gdbm xz-libs libpanelw readline sqlite-libs mpdecimal"),
    (
        "nodejs",
        "ada-libs brotli-libs c-ares icu-libs icu-data-en libstdc++ nghttp2-libs simdjson sqlite-libs",
    ),
    ("npm", "nodejs"),
    (
        "gnupg",
        "gpg gpg-agent gnupg-utils gnupg-dirmngr gpgsm gpgv gnupg-gpgconf gnupg-keyboxd gnutls libksba readline",
    ),
    ("postgresql-client", "libpq readline lz4-libs zstd-libs"),
    ("libpq", "libldap"),
    ("fontconfig", "freetype libexpat"),
    ("freetype", "libpng brotli-libs libbz2"),
    ("tar", "acl-libs"),
    ("xz", "xz-libs"),
];

/// Packages of every image on Alpine.
const BASE: [&str; 17] = [
    "alpine-baselayout",
    "alpine-baselayout-data",
    "alpine-keys",
    "alpine-release",
    "apk-tools",
    "busybox",
    "busybox-binsh",
    "ca-certificates-bundle",
    "libapk",
    "libcrypto3",
    "libssl3",
    "musl",
    "musl-utils",
    "scanelf",
    "ssl_client",
    "zlib",
    "libc-utils",
];

/// Sizes of packages that no page lists, low, likely and high, as Alpine's index has them rounded.
const ROUNDED: [(&str, u64, u64, u64); 14] = [
    ("g++", 40_000_000, 52_000_000, 70_000_000),
    ("make", 200_000, 280_000, 400_000),
    ("python3", 25_000_000, 45_000_000, 60_000_000),
    ("nodejs", 40_000_000, 60_000_000, 90_000_000),
    ("npm", 8_000_000, 11_000_000, 16_000_000),
    ("build-base", 0, 100, 10_000),
    ("icu-data-en", 800_000, 2_500_000, 4_000_000),
    ("openssh-client", 0, 100, 10_000),
    ("postgresql-client", 1_000_000, 2_700_000, 15_000_000),
    ("libpq", 250_000, 330_000, 500_000),
    ("jq", 250_000, 500_000, 1_200_000),
    ("nano", 500_000, 750_000, 3_000_000),
    ("vim", 3_000_000, 5_500_000, 35_000_000),
    ("linux-headers", 3_000_000, 7_000_000, 12_000_000),
];

/// Bytes of a package that nobody lists, low, likely and high.
const UNKNOWN: (u64, u64, u64) = (5_000, 1_500_000, 120_000_000);

/// One package of Alpine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApkPackage {
    /// Its name.
    pub name: String,
    /// Bytes on disk.
    pub files: Size,
    /// True when its size is listed.
    pub known: bool,
}

/// What `apk add` of `asked` brings to an image that holds the base packages and `present`, each once.
pub fn apk_packages(present: &[&str], asked: &[&str]) -> Vec<ApkPackage> {
    let mut seen: Vec<String> = BASE.iter().chain(present).map(|name| (*name).to_owned()).collect();
    let mut packages = Vec::new();
    let mut todo: Vec<String> = asked.iter().rev().map(|name| (*name).to_owned()).collect();
    while let Some(name) = todo.pop() {
        if seen.contains(&name) {
            continue;
        }
        seen.push(name.clone());
        let needs = NEEDS.iter().find(|(known, _)| *known == name).map_or("", |(_, needs)| needs);
        todo.extend(needs.split_whitespace().map(str::to_owned));
        packages.push(package(name));
    }
    packages
}

fn package(name: String) -> ApkPackage {
    // The newest release that lists it stands last.
    let mut listed = TABLE.lines().filter_map(|line| {
        let mut fields = line.split('\t');
        let known = fields.next().filter(|known| *known == name).is_some();
        known.then(|| Some((fields.next()?.parse::<u64>().ok()?, fields.next()?))).flatten()
    });
    if let Some((bytes, release)) = listed.next_back() {
        let source = format!("as pages of images on Alpine {release} list it");
        // Releases differ, and a package's links count otherwise in a layer than in the index.
        let files = Size::range(bytes - bytes / 6, bytes, bytes + bytes / 2, source);
        return ApkPackage { name, files, known: true };
    }
    let rounded = ROUNDED.iter().find(|(known, ..)| *known == name);
    let (low, likely, high) = rounded.map_or(UNKNOWN, |(_, low, likely, high)| (*low, *likely, *high));
    let source = match rounded {
        Some(_) => "about what Alpine's index says of it",
        None => "bounds of Alpine's packages; what this one needs is not known either",
    };
    ApkPackage { name, files: Size::range(low, likely, high, source), known: rounded.is_some() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(present: &[&str], asked: &[&str]) -> Vec<String> {
        apk_packages(present, asked).into_iter().map(|package| package.name).collect()
    }

    #[test]
    fn what_is_needed_comes_along_once() {
        assert_eq!(names(&[], &["bash"]), ["bash", "readline", "libncursesw", "ncurses-terminfo-base"]);
        assert_eq!(names(&["readline"], &["bash", "busybox"]), ["bash"]);
        assert!(apk_packages(&[], &["curl"]).iter().all(|package| package.known));
        assert!(!apk_packages(&[], &["no-such-package"])[0].known);
    }
}
