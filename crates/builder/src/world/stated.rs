//! A registry that also knows what the user says of images.

use std::collections::BTreeMap;
use std::rc::Rc;

use drydock_catalog::{ImageRecord, Reference};
use drydock_plan::{BaseImage, BaseLayer, Image, Images, Platform};

use super::{base_file, times};
use crate::statement::{SOURCE, Statement};

/// Low, likely and high.
type Bounds = (u64, u64, u64);

/// What gzip leaves of a base image's layer: 1 in 2.2 to 1 in 3.5 for the official images, most near 1 in 2.7, and
/// everything where it holds archives.
const COMPRESSED: [f64; 3] = [0.28, 0.37, 1.0];

/// What the user says of an image; what is left out is as it was known before.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImageFacts {
    /// Config and history, the platform left out.
    pub image: Option<Image>,
    /// Layers, base first; none where they are not known.
    pub layers: Vec<BaseLayer>,
    /// Bytes on disk.
    pub size: Option<Bounds>,
    /// Bytes to pull.
    pub compressed: Option<Bounds>,
    /// The distribution, such as `debian-12`.
    pub os: Option<String>,
    /// Where this comes from, in words for the reader.
    pub source: String,
}

/// A registry in front of which stands what the user says.
pub struct StatedImages<'a> {
    registry: &'a dyn Images,
    facts: BTreeMap<String, ImageFacts>,
}

impl<'a> StatedImages<'a> {
    /// `registry`, and nothing said yet.
    pub fn new(registry: &'a dyn Images) -> Self {
        Self { registry, facts: BTreeMap::new() }
    }

    /// True when nothing is said of any image.
    pub fn is_empty(&self) -> bool {
        self.facts.is_empty()
    }

    /// Takes over what is said of the image `reference`, as FROM names it; a reference that is none is passed over.
    pub fn describe(&mut self, reference: &str, facts: ImageFacts) {
        if let Ok(reference) = Reference::parse(reference) {
            self.facts.insert(reference.to_string(), facts);
        }
    }

    /// Takes over what a statement above a FROM says of its image, over what a description says. False when it says
    /// nothing.
    pub fn state(&mut self, reference: &str, statement: &Statement) -> bool {
        if statement.size.is_none() && statement.compressed.is_none() && statement.os.is_none() {
            return false;
        }
        let Ok(reference) = Reference::parse(reference) else { return false };
        let facts = self.facts.entry(reference.to_string()).or_default();
        let bounds = |size: &drydock_catalog::Size| (size.low, size.likely, size.high.unwrap_or(u64::MAX));
        facts.size = statement.size.as_ref().map(bounds).or(facts.size);
        facts.compressed = statement.compressed.as_ref().map(bounds).or(facts.compressed);
        facts.os = statement.os.clone().or(facts.os.take());
        facts.source = SOURCE.into();
        true
    }
}

impl Images for StatedImages<'_> {
    fn image(&self, reference: &str, platform: &Platform) -> Result<Rc<BaseImage>, String> {
        let known = self.registry.image(reference, platform)?;
        let canonical = Reference::parse(reference).map(|reference| reference.to_string());
        let facts = canonical.ok().and_then(|reference| self.facts.get(&reference));
        Ok(facts.map_or_else(|| known.clone(), |facts| Rc::new(facts.laid_over(&known))))
    }
}

impl ImageFacts {
    /// A layer of which only the bytes of its files are known, and what made it.
    pub fn layer(size: Bounds, created_by: &str) -> BaseLayer {
        BaseLayer { size, compressed: times(size, COMPRESSED), created_by: created_by.into() }
    }

    fn laid_over(&self, known: &BaseImage) -> BaseImage {
        let mut image = known.clone();
        if let Some(said) = &self.image {
            image.image = Rc::new(Image { platform: known.image.platform.clone(), ..said.clone() });
            image.layers.clear();
        }
        if let Some(record) = self.os.as_deref().and_then(ImageRecord::of_distribution) {
            image.files = Rc::new(record.files().into_iter().map(base_file).collect());
            image.has_shell = Some(record.has_shell);
            image.package_manager = record.package_manager;
            image.tools = Rc::new(record.tools);
        }
        if !self.layers.is_empty() {
            image.layers = self.layers.clone();
        }
        self.resize(&mut image);
        image.source = match known.size {
            Some(_) if self.size.is_none() => format!("{}; {}", self.source, known.source),
            _ => self.source.clone(),
        };
        let said = crate::Digest::of(format!("{self:?}").as_bytes());
        image.said = u128::from(said.0) << 64 | u128::from(said.1);
        image
    }

    /// Makes the layers agree with the sizes that are said.
    fn resize(&self, image: &mut BaseImage) {
        if let Some(size) = self.size {
            let sum: u64 = image.layers.iter().map(|layer| layer.size.1).sum();
            let share = |layer: &BaseLayer| if sum == 0 { 1.0 } else { layer.size.1 as f64 / sum as f64 };
            if self.layers.is_empty() {
                image.layers.iter_mut().for_each(|layer| layer.size = times(size, [share(layer); 3]));
            }
            image.size = Some(size);
        }
        let whole = image.size.unwrap_or_default();
        if image.layers.is_empty() && (self.size.is_some() || self.compressed.is_some()) {
            image.layers = vec![Self::layer(whole, "the image")];
        }
        if let Some(compressed) = self.compressed {
            let sum: u64 = image.layers.iter().map(|layer| layer.compressed.1).sum();
            for layer in &mut image.layers {
                let share = if sum == 0 { 1.0 } else { layer.compressed.1 as f64 / sum as f64 };
                layer.compressed = times(compressed, [share; 3]);
            }
        }
    }
}
