/// A tag taken apart, to tell which of a repository's tags is nearest to one that is not known.
///
/// Tags of the official images read `VERSION-VARIANT-DISTRIBUTION`: `3.12-slim-bookworm`, `22-alpine3.20`. The variant
/// decides the size far more than the version does; the release of the distribution matters least.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Tag<'a> {
    version: Vec<u32>,
    variants: Vec<&'a str>,
    release: &'a str,
}

/// Releases of Debian and Ubuntu that stand as a word in tags.
const RELEASES: [&str; 10] =
    ["buster", "bullseye", "bookworm", "trixie", "forky", "bionic", "focal", "jammy", "noble", "resolute"];

impl<'a> Tag<'a> {
    pub(crate) fn read(tag: &'a str) -> Self {
        let mut read = Tag { version: Vec::new(), variants: Vec::new(), release: "" };
        for (place, word) in tag.split('-').enumerate() {
            let number = word.trim_start_matches('v');
            if place == 0 && number.starts_with(|c: char| c.is_ascii_digit()) {
                read.version = number.split(['.', '_', '+']).map_while(|part| part.parse().ok()).collect();
            } else if RELEASES.contains(&word) {
                read.release = word;
            } else if let Some(release) = word.strip_prefix("alpine") {
                read.variants.push("alpine");
                read.release = release;
            } else if !matches!(word, "latest" | "stable" | "mainline" | "lts" | "current") {
                read.variants.push(word);
            }
        }
        read
    }

    /// How far `known` is from this tag: the variant first, then the version from its first number on, then the release.
    pub(crate) fn distance(&self, known: &Tag) -> (usize, u32, u32, u32, bool) {
        let missing = self.variants.iter().filter(|word| !known.variants.contains(word)).count();
        let extra = known.variants.iter().filter(|word| !self.variants.contains(word)).count();
        let gap = |place: usize| match (self.version.get(place), known.version.get(place)) {
            (Some(wanted), Some(known)) => wanted.abs_diff(*known).saturating_mul(2),
            (None, None) => 0,
            // `3` is whatever 3.x was newest: any number written out is a better answer to `3.8`.
            (Some(_), None) => 1000,
            (None, Some(_)) => 1,
        };
        (missing + extra, gap(0), gap(1), gap(2), self.release != known.release)
    }

    /// True when both name the same variant of the same `major.minor` (or of the same major where no minor is given).
    pub(crate) fn is_near(&self, known: &Tag) -> bool {
        let same = |place: usize| match (self.version.get(place), known.version.get(place)) {
            (Some(wanted), Some(known)) => wanted == known,
            _ => place > 0,
        };
        self.variants == known.variants && !self.version.is_empty() && same(0) && same(1)
    }
}

#[cfg(test)]
mod tests {
    use super::Tag;

    fn nearest<'a>(wanted: &str, known: &[&'a str]) -> &'a str {
        let wanted = Tag::read(wanted);
        known.iter().min_by_key(|tag| wanted.distance(&Tag::read(tag))).expect("a tag")
    }

    #[test]
    fn the_variant_decides_before_the_version() {
        assert_eq!(nearest("3.8-slim", &["3.9", "3.12-slim", "3.8", "3.9-slim"]), "3.9-slim");
        assert_eq!(nearest("22.1.0-alpine3.18", &["22", "22-alpine", "20-alpine"]), "22-alpine");
        assert_eq!(
            nearest("3.12.4-slim-bookworm", &["3.12-slim", "3.12-slim-bookworm"]),
            "3.12-slim-bookworm"
        );
    }

    #[test]
    fn near_is_the_same_release_and_variant() {
        assert!(Tag::read("3.12.4-slim").is_near(&Tag::read("3.12-slim-trixie")));
        assert!(Tag::read("22.1-alpine3.18").is_near(&Tag::read("22-alpine")));
        assert!(!Tag::read("3.12.4-slim").is_near(&Tag::read("3.12")));
        assert!(!Tag::read("3.12").is_near(&Tag::read("3.11")));
        assert!(!Tag::read("nightly").is_near(&Tag::read("latest")));
    }
}
