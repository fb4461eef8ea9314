//! How sure the sizes of a record are. Each rule says where its width comes from.

use crate::{Confidence, ImageRecord, Match, Size};

/// Half of the last printed digit of `docker images`-like listings: two decimals of a megabyte, or of a gigabyte.
fn rounding(bytes: u64) -> u64 {
    if bytes < 1_000_000_000 { 5_000 } else { 5_000_000 }
}

/// `permille` thousandths of `bytes`.
fn share(bytes: u64, permille: u64) -> u64 {
    // Sizes stay below 2^40, so the product fits.
    bytes.saturating_mul(permille) / 1000
}

impl ImageRecord {
    /// Bytes on disk of the image a reference gets when it matches this record by `how`.
    ///
    /// - listed for this very image, or for a build of the same date: the rounding of the listing;
    /// - listed for another build of the tag: 1 %, by which builds weeks apart differ;
    /// - published by the project: 1 %;
    /// - added up or estimated from layer ratios: 5 %, and the table's rounding to 0.1 MB; 8 % when the layers are
    ///   themselves those of a sibling tag;
    /// - a tag matched through another digest: 3 % more; through a near sibling: 5 % more; through a far one: from
    ///   two fifths to two and a half times.
    pub fn size(&self, how: &Match) -> Size {
        let likely = self.bytes.max(self.compressed());
        let own = self.own_width();
        let (below, above) = match how {
            Match::Tag | Match::Digest => (own, own),
            Match::OtherDigest => (own + share(likely, 30), own + share(likely, 30)),
            Match::Sibling { near: true } => (own + share(likely, 50), own + share(likely, 50)),
            Match::Sibling { near: false } => (share(likely, 600), share(likely, 1500)),
        };
        let low = likely.saturating_sub(below).max(self.compressed().min(likely));
        let low = if matches!(how, Match::Sibling { near: false }) { likely - below } else { low };
        Size::range(low, likely, likely + above, self.source(how))
    }

    /// Bytes to pull, with the same rules: exact from a manifest, 3 % where computed or estimated.
    pub fn compressed_size(&self, how: &Match) -> Size {
        let likely = self.compressed();
        let own = if self.confidence == Confidence::Exact { 0 } else { share(likely, 30) };
        let (below, above) = match how {
            Match::Tag | Match::Digest => (own, own),
            Match::OtherDigest => (own + share(likely, 30), own + share(likely, 30)),
            Match::Sibling { near: true } => (own + share(likely, 50), own + share(likely, 50)),
            Match::Sibling { near: false } => (share(likely, 600), share(likely, 1500)),
        };
        Size::range(likely - below, likely, likely + above, self.source(how))
    }

    /// Bytes to pull of each layer, with the same rules.
    pub fn compressed_layers(&self, how: &Match) -> Vec<Size> {
        let whole = self.compressed_size(how);
        let scale = |bytes: u64, of: u64| {
            let part = u128::from(of) * u128::from(bytes) / u128::from(whole.likely.max(1));
            u64::try_from(part).unwrap_or(u64::MAX)
        };
        let high = whole.high.unwrap_or(whole.likely);
        let layer = |bytes: u64| {
            Size::range(scale(bytes, whole.low), bytes, scale(bytes, high), whole.source.clone())
        };
        self.layers.iter().map(|layer| layer.compressed).map(layer).collect()
    }

    /// Bytes on disk of each layer. Nobody lists them: the image's size is shared out as the compressed sizes are.
    ///
    /// One layer has the image's own range; of several, each may be off by 30 % (text shrinks more than archives do),
    /// while their likely values still add up to the image's.
    pub fn layer_sizes(&self, how: &Match) -> Vec<Size> {
        let whole = self.size(how);
        let compressed = self.compressed().max(1);
        if self.layers.len() == 1 {
            return vec![whole];
        }
        let part = |bytes: u64| {
            u64::try_from(u128::from(whole.likely) * u128::from(bytes) / u128::from(compressed))
                .unwrap_or(u64::MAX)
        };
        let mut rest = whole.likely;
        let mut sizes: Vec<u64> = self.layers.iter().map(|layer| part(layer.compressed)).collect();
        sizes.iter().for_each(|bytes| rest = rest.saturating_sub(*bytes));
        if let Some(largest) = sizes.iter_mut().max() {
            *largest += rest;
        }
        let far = matches!(how, Match::Sibling { near: false });
        let (below, above) = if far { (600, 1500) } else { (300, 300) };
        sizes
            .into_iter()
            .map(|bytes| {
                let low = bytes - share(bytes, below);
                Size::range(low, bytes, bytes + share(bytes, above), whole.source.clone())
            })
            .collect()
    }

    /// How far the record's own size may be off, in bytes.
    fn own_width(&self) -> u64 {
        let source = self.bytes_source.as_str();
        if source == "local page, same image id" || source == "local page, build of the same date" {
            rounding(self.bytes)
        } else if source.starts_with("local page, another build") {
            rounding(self.bytes) + share(self.bytes, 10)
        } else if source.starts_with("the project's own size baseline") {
            share(self.bytes, 10)
        } else {
            let permille = if self.confidence == Confidence::Approximate { 80 } else { 50 };
            share(self.bytes, permille) + 50_000
        }
    }

    /// Where the figures come from, as a reader is told.
    pub fn source(&self, how: &Match) -> String {
        let date = if self.created.is_empty() { String::new() } else { format!(" of {}", self.created) };
        let of = match how {
            Match::Tag | Match::Digest => format!("catalogue, {}{date}", self.reference),
            Match::OtherDigest => {
                format!("catalogue, {}{date}, which is another build of the tag", self.reference)
            }
            Match::Sibling { .. } => {
                format!(
                    "catalogue: this tag is not in it, so the figures are those of {}{date}",
                    self.reference
                )
            }
        };
        match self.how_known() {
            "" => of,
            how_known => format!("{of}; {how_known}"),
        }
    }

    fn how_known(&self) -> &'static str {
        match (self.bytes_source.as_str(), self.confidence) {
            ("local page, same image id" | "local page, build of the same date", _) => "size as listed",
            (source, _) if source.starts_with("local page") => "size as listed for another build",
            (source, _) if source.starts_with("the project's own") => "size as published by the project",
            (_, Confidence::Approximate) => "size put together from its parts",
            _ => "size estimated from its layers",
        }
    }
}
