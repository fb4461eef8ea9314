//! Base images described by hand: what `docker image inspect` or `docker history` prints, as it is pasted.
//!
//! A description may hold both, one behind the other; Podman's output, `--format json` and the image config of OCI
//! (`skopeo inspect --config`, `crane config`) are read as well. The short form that [`ImageDescription::to_text`]
//! writes, which links and stored projects keep, is read by the same reader.

mod history;
mod inspect;
mod printed;
mod told;

use std::fmt;

pub use told::Described;

use drydock_builder::ImageFacts;
use drydock_plan::{BaseLayer, Config, History, Image, Platform, RootFs};

/// What a description says of an image.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImageDescription {
    /// The names it goes by (`RepoTags`), where the description tells.
    pub names: Vec<String>,
    /// Config of its containers; `None` when nothing tells.
    pub config: Option<Config>,
    /// `linux/amd64`; empty when nothing tells.
    pub platform: String,
    /// Bytes on disk, low, likely and high.
    pub size: Option<(u64, u64, u64)>,
    /// Lines of the history, the oldest first.
    pub layers: Vec<DescribedLayer>,
    /// What the description leaves open, a sentence each.
    pub notes: Vec<String>,
}

/// One line of the history.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DescribedLayer {
    /// What made it.
    pub created_by: String,
    /// Its size as printed (`117MB`); empty when nothing tells.
    pub size: String,
}

/// Why a text describes no image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DescribeError {
    /// What is wrong.
    pub message: String,
    /// What to paste instead.
    pub help: &'static str,
    /// The line it is about, from 1; 0 for the whole text.
    pub line: u32,
}

impl fmt::Display for DescribeError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for DescribeError {}

/// What to do when a text is none.
const HELP: &str =
    "Run `docker image inspect IMAGE` or `docker history --no-trunc IMAGE`, and paste all that it prints.";

impl DescribeError {
    fn new(message: impl Into<String>, help: &'static str, line: usize) -> Self {
        Self { message: message.into(), help, line: line as u32 }
    }
}

/// Reads a description.
///
/// # Errors
/// When the text describes no image.
pub fn describe(text: &str) -> Result<ImageDescription, DescribeError> {
    if text.trim().is_empty() {
        return Err(DescribeError::new("there is nothing here yet", HELP, 0));
    }
    let mut description = ImageDescription::default();
    let mut history = history::Reader::default();
    let (mut at, mut line) = (0, 1);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let end = rest.find('\n').map_or(rest.len(), |end| end + 1);
        let first = rest.get(..end).unwrap_or(rest);
        let skip = if first.trim_start().starts_with(['{', '[']) {
            let (values, length) = inspect::values(rest, line)?;
            for value in values {
                match history::is_entry(&value) {
                    true => history.entry(&value),
                    false => inspect::read(&value, &mut description, line)?,
                }
            }
            length
        } else {
            history.line(first.trim_end_matches(['\n', '\r']), line)?;
            end
        };
        line += rest.get(..skip).unwrap_or(rest).matches('\n').count();
        at += skip;
    }
    history.finish(&mut description);
    if description == ImageDescription::default() {
        return Err(DescribeError::new("nothing in this text describes an image", HELP, 0));
    }
    Ok(description)
}

impl ImageDescription {
    /// The short form: what counts here, in the names of `docker image inspect`. [`describe`] reads it back.
    pub fn to_text(&self) -> String {
        inspect::write(self)
    }

    /// What the builder takes over.
    pub fn facts(&self) -> ImageFacts {
        let layers: Vec<BaseLayer> = self.layers.iter().filter_map(DescribedLayer::layer).collect();
        let known = self.layers.iter().all(|layer| printed::size(&layer.size).is_some());
        let sum = |sizes: &[BaseLayer]| {
            let zero = (0, 0, 0);
            sizes
                .iter()
                .fold(zero, |sum, layer| (sum.0 + layer.size.0, sum.1 + layer.size.1, sum.2 + layer.size.2))
        };
        let of_layers = (known && !self.layers.is_empty()).then(|| sum(&layers));
        ImageFacts {
            image: self.config.clone().map(|config| self.image(config)),
            size: self.size.or(of_layers),
            layers: if known { layers } else { Vec::new() },
            compressed: None,
            os: None,
            source: "described by you".into(),
        }
    }

    fn image(&self, config: Config) -> Image {
        let history = self.layers.iter().map(|layer| History {
            created_by: layer.created_by.clone(),
            empty_layer: printed::size(&layer.size) == Some((0, 0, 0)),
            ..History::default()
        });
        let mut history: Vec<History> = history.collect();
        if history.is_empty() {
            // An image without a layer would be taken for scratch.
            history.push(History { created_by: "the image".into(), ..History::default() });
        }
        Image {
            author: String::new(),
            platform: Platform::default(),
            config,
            history,
            rootfs: RootFs { kind: "layers".into(), diff_ids: None },
        }
    }
}

impl DescribedLayer {
    /// The layer; `None` for a line that makes none.
    fn layer(&self) -> Option<BaseLayer> {
        let size = printed::size(&self.size).filter(|size| size.2 > 0)?;
        Some(ImageFacts::layer(size, &self.created_by))
    }
}
