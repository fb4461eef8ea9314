//! The outside world as the catalogue knows it, for the plan: what a registry would answer.

mod stated;

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use drydock_catalog::{FileKind, ImageRecord, KnownFile, Match, Reference, find_image};
use drydock_plan::{
    BaseFile, BaseFileKind, BaseImage, BaseLayer, Config, History, Image, Images, Platform, RootFs,
};

pub use stated::{ImageFacts, StatedImages};

/// The search path of an image whose config sets none (BuildKit's `system.DefaultPathEnvUnix`).
const DEFAULT_PATH: &str = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Answers once given, by reference and platform.
type Answers = HashMap<(String, Platform), Rc<BaseImage>>;

/// The catalogue as a registry. Answers are kept, so that asking again at each keystroke costs nothing.
#[derive(Debug, Default)]
pub struct CatalogImages {
    answers: RefCell<Answers>,
}

impl Images for CatalogImages {
    fn image(&self, reference: &str, platform: &Platform) -> Result<Rc<BaseImage>, String> {
        let key = (reference.to_owned(), platform.clone());
        if let Some(known) = self.answers.borrow().get(&key) {
            return Ok(known.clone());
        }
        let parsed = Reference::parse(reference).map_err(|error| error.to_string())?;
        // The table holds Linux images only: a Windows base shares nothing with them.
        let found = if platform.os == "linux" { find_image(&parsed) } else { None };
        let image = Rc::new(match found {
            Some((record, how)) => known_image(&record, &how, platform, &parsed),
            None => unknown_image(&parsed, platform),
        });
        self.answers.borrow_mut().insert(key, image.clone());
        Ok(image)
    }
}

/// Sizes of another architecture differ: compilers emit more or less code. Between amd64 and arm64 the official images
/// differ by a few per cent up to about a sixth.
const OTHER_ARCHITECTURE_PERCENT: u64 = 15;

fn known_image(record: &ImageRecord, how: &Match, platform: &Platform, reference: &Reference) -> BaseImage {
    let other = platform.architecture != "amd64";
    let widen = |(low, likely, high): (u64, u64, u64)| {
        let more = if other { likely / 100 * OTHER_ARCHITECTURE_PERCENT } else { 0 };
        (low.saturating_sub(more), likely, high.saturating_add(more))
    };
    let bounds = |size: drydock_catalog::Size| {
        let high = size.high.unwrap_or(size.likely);
        widen((size.low, size.likely, high))
    };
    let pulled = record.compressed_layers(how).into_iter().map(bounds);
    let layers = record.layers.iter().zip(record.layer_sizes(how)).zip(pulled);
    let layers = layers.map(|((layer, size), compressed)| BaseLayer {
        size: bounds(size),
        compressed,
        created_by: layer.created_by.clone(),
    });
    let mut source = record.source(how);
    if other {
        source.push_str("; the figures are those of linux/amd64");
    }
    if !record.note.is_empty() {
        source.push_str("; ");
        source.push_str(&record.note);
    }
    // The digest of a sibling or of another platform is not this image's.
    let digest = match (&reference.digest, how) {
        (Some(digest), _) => digest.clone(),
        (None, Match::Tag | Match::Digest) if !other => record.digest.clone(),
        _ => String::new(),
    };
    BaseImage {
        image: Rc::new(config_file(record, platform)),
        digest,
        layers: layers.collect(),
        size: Some(bounds(record.size(how))),
        files: Rc::new(record.files().into_iter().map(base_file).collect()),
        // One program and nothing else: the table lists it as made from scratch.
        complete: false,
        tools: Rc::new(tools(record)),
        package_manager: record.package_manager.clone(),
        has_shell: Some(record.has_shell),
        reference: record.reference.clone(),
        source,
        said: 0,
    }
}

/// Commands of an image: those that were looked for and found, and that of its package manager.
fn tools(record: &ImageRecord) -> Vec<String> {
    let manager = match record.package_manager.as_str() {
        "apt" => "apt-get",
        "none" => "",
        manager => manager,
    };
    let missing = !manager.is_empty() && !record.tools.iter().any(|tool| tool == manager);
    record.tools.iter().cloned().chain(missing.then(|| manager.to_owned())).collect()
}

/// The image config file, with one history entry a layer: the table does not list the others.
fn config_file(record: &ImageRecord, platform: &Platform) -> Image {
    let set = |items: &[String]| items.iter().map(|item| (item.clone(), ())).collect();
    let history = record.layers.iter().map(|layer| History {
        created: record.created.clone(),
        created_by: layer.created_by.clone(),
        ..History::default()
    });
    Image {
        author: String::new(),
        platform: platform.clone(),
        config: Config {
            user: record.user.clone(),
            exposed_ports: set(&record.exposed),
            env: record.env.clone(),
            entrypoint: record.entrypoint.clone(),
            cmd: record.cmd.clone(),
            volumes: set(&record.volumes),
            working_dir: record.workdir.clone(),
            labels: record.labels.iter().cloned().collect(),
            stop_signal: record.stop_signal.clone(),
            ..Config::default()
        },
        history: history.collect(),
        rootfs: RootFs { kind: "layers".into(), diff_ids: None },
    }
}

/// An image that nobody knows here: the config that BuildKit starts an empty image with, and no size.
/// The platform of an image whose tag ends in the name of an architecture: such a tag is of that architecture alone, and
/// the registry answers with it whatever is asked for.
fn tagged_platform(reference: &Reference, platform: &Platform) -> Platform {
    const ARCHITECTURES: [(&str, &str, &str); 6] = [
        ("-amd64", "amd64", ""),
        ("-arm64", "arm64", ""),
        ("-arm64v8", "arm64", ""),
        ("-arm32v7", "arm", "v7"),
        ("-ppc64le", "ppc64le", ""),
        ("-s390x", "s390x", ""),
    ];
    let tag = reference.tag.as_deref().unwrap_or_default();
    let ending = ARCHITECTURES.iter().find(|(ending, ..)| tag.ends_with(ending));
    ending.map_or_else(
        || platform.clone(),
        |(_, architecture, variant)| Platform {
            architecture: (*architecture).into(),
            variant: (*variant).into(),
            ..platform.clone()
        },
    )
}

fn unknown_image(reference: &Reference, platform: &Platform) -> BaseImage {
    BaseImage {
        image: Rc::new(Image {
            platform: tagged_platform(reference, platform),
            config: Config { env: vec![DEFAULT_PATH.into()], working_dir: "/".into(), ..Config::default() },
            // That it has files is known; without a layer it would count as empty.
            rootfs: RootFs { kind: "layers".into(), diff_ids: Some(vec![String::new()]) },
            ..Image::default()
        }),
        digest: reference.digest.clone().unwrap_or_default(),
        source: format!("not in the catalogue: nothing is known of {reference}"),
        ..BaseImage::default()
    }
}

/// Bounds times a ratio each; no bound stays no bound.
fn times((low, likely, high): (u64, u64, u64), [least, usual, most]: [f64; 3]) -> (u64, u64, u64) {
    let times = |bytes: u64, ratio: f64| (bytes as f64 * ratio).round() as u64;
    let high = if high == u64::MAX { high } else { times(high, most) };
    (times(low, least), times(likely, usual), high)
}

fn base_file(file: KnownFile) -> BaseFile {
    let kind = match file.kind {
        FileKind::Dir => BaseFileKind::Dir,
        FileKind::WholeDir => BaseFileKind::WholeDir,
        FileKind::Link(target) => BaseFileKind::Link(target),
        FileKind::Sized(size) => BaseFileKind::File { size, text: None },
        FileKind::File(text) => BaseFileKind::File {
            size: text.as_ref().map_or(0, |text| text.len() as u64),
            text: text.map(Into::into),
        },
    };
    BaseFile { path: file.path, kind, mode: file.mode, uid: file.uid, gid: file.gid }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn image(reference: &str, platform: &Platform) -> Rc<BaseImage> {
        CatalogImages::default().image(reference, platform).expect("an answer")
    }

    #[test]
    fn a_known_image_brings_config_and_size() {
        let python = image("docker.io/library/python:3.12-slim", &Platform::default());
        assert_eq!(python.image.config.cmd.as_deref(), Some(&["python3".to_owned()][..]));
        assert_eq!(python.layers.len(), python.image.history.len());
        assert_eq!(python.has_shell, Some(true));
        assert!(python.source.starts_with("catalogue, python:3.12-slim of "), "{}", python.source);
    }

    #[test]
    fn another_architecture_has_a_wider_range_and_no_digest() {
        let arm = Platform { architecture: "arm64".into(), ..Platform::default() };
        let (here, there) =
            (image("docker.io/library/alpine:3", &Platform::default()), image("alpine:3", &arm));
        let width = |image: &BaseImage| image.size.map(|(low, _, high)| high - low);
        assert!(width(&there) > width(&here));
        assert!(there.digest.is_empty() && !here.digest.is_empty());
    }

    #[test]
    fn an_unknown_image_says_so() {
        let unknown = image("quay.io/team/app:1", &Platform::default());
        assert_eq!(unknown.size, None);
        assert_eq!(unknown.has_shell, None);
        assert_eq!(unknown.image.config.env, [DEFAULT_PATH]);
        assert!(unknown.source.contains("quay.io/team/app:1"));
    }
}
