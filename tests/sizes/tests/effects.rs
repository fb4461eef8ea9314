//! What single commands leave in a layer, against recordings: bytes of files, files, directories, links, whiteouts.

use std::rc::Rc;

use drydock_builder::{Layer, LayerEntryKind, NodeKind};
use drydock_plan::{BaseFile, BaseFileKind, BaseImage, Images, Platform};
use drydock_playground::{BuildCache, Project, evaluate_with, file_system_after};
use drydock_sizes::cache;
use serde_json::Value;

/// Recordings that differ, each with its reason.
const OTHER: [(&str, &str); 6] = [
    (
        "hardlink",
        "the upper directory holds the linked file at its old path too, which BuildKit leaves out as unchanged",
    ),
    (
        "same-run-create-and-delete",
        "the upper directory holds /tmp for its time alone, which BuildKit does not record",
    ),
    (
        "apt-get-update",
        "bytes and files are as recorded; three directories of apt's are there for their time alone",
    ),
    (
        "apt-get-clean-alone",
        "apt's own locks: two empty files and ten directories that are there for their time alone",
    ),
    (
        "chmod-same-mode",
        "BuildKit leaves out a file that has its mode again; the recording is of the upper directory",
    ),
    ("then-chmod-R-same", "as chmod-same-mode"),
];

/// The recorded base holds 900 files of time zones in 42 directories with 365 links, together this large. Which is
/// how large does not matter to any command.
const ZONES: (u64, u64, u64, u64) = (900, 42, 365, 1_310_470);

/// The catalogue, with the time zones of its Debian spread over as many paths as there are.
struct WithZones<'c>(&'c BuildCache);

impl Images for WithZones<'_> {
    fn image(&self, reference: &str, platform: &Platform) -> Result<Rc<BaseImage>, String> {
        let mut image = BaseImage::clone(&*self.0.images().image(reference, platform)?);
        let mut files: Vec<BaseFile> = image.files.as_ref().clone();
        files.retain(|file| !file.path.starts_with("/usr/share/zoneinfo"));
        let entry = |path: String, kind| BaseFile { path, kind, mode: 0o755, uid: 0, gid: 0 };
        let (count, dirs, links, bytes) = ZONES;
        files.push(entry("/usr/share/zoneinfo".into(), BaseFileKind::WholeDir));
        let dir = |number: u64| format!("/usr/share/zoneinfo/d{}", number % dirs);
        files.extend((0..dirs).map(|number| entry(dir(number), BaseFileKind::WholeDir)));
        files.extend((0..count).map(|number| {
            let size = bytes / count + if number == 0 { bytes % count } else { 0 };
            entry(format!("{}/f{number}", dir(number)), BaseFileKind::File { size, text: None })
        }));
        files.extend(
            (0..links)
                .map(|number| entry(format!("{}/l{number}", dir(number)), BaseFileKind::Link("f0".into()))),
        );
        image.files = Rc::new(files);
        Ok(Rc::new(image))
    }
}

#[derive(Debug, Default, PartialEq)]
struct Counts {
    bytes: u64,
    files: u64,
    dirs: u64,
    links: u64,
    whiteouts: u64,
}

impl Counts {
    fn recorded(effect: &Value) -> Self {
        let number = |key: &str| effect[key].as_u64().expect("a number");
        Counts {
            bytes: number("bytes"),
            files: number("files"),
            dirs: number("dirs"),
            links: number("symlinks"),
            whiteouts: number("whiteouts"),
        }
    }

    fn of(layer: &Layer) -> Self {
        let mut counts = Counts { bytes: layer.size.likely, ..Counts::default() };
        for entry in &layer.entries {
            match &entry.kind {
                LayerEntryKind::Whiteout => counts.whiteouts += 1,
                LayerEntryKind::HardLink(..) => {}
                LayerEntryKind::Node(node) => match node.kind() {
                    NodeKind::File(_) => counts.files += 1,
                    NodeKind::Dir(_) => counts.dirs += 1,
                    NodeKind::Symlink(_) => counts.links += 1,
                    _ => {}
                },
            }
        }
        counts
    }
}

fn layer(effect: &Value, cache: &BuildCache) -> Layer {
    let text = |key: &str| effect[key].as_str().expect("a text");
    let earlier = match text("base").contains("a layer with") {
        true => {
            "mkdir -p /app/src && for i in $(seq 1 1000); do head -c 20000 /dev/zero > /app/src/f$i; done"
        }
        false => "true",
    };
    let dockerfile = format!("FROM debian:bookworm-slim\nRUN {earlier}\nRUN {}\n", text("command"));
    let project = Project { dockerfile, ..Project::default() };
    let images = WithZones(cache);
    let evaluation = evaluate_with(&project, cache, &images);
    assert_eq!(evaluation.error, None, "{}", project.dockerfile);
    let after = |step| file_system_after(&project, cache, &images, (0, step)).expect("a file system");
    Layer::between(&after(1), &after(2))
}

#[test]
fn commands_leave_what_was_recorded() {
    let recorded: Value = serde_json::from_str(include_str!("../fs-effects.json")).expect("recordings");
    let effects = recorded["effects"].as_object().expect("effects");
    let cache = cache().expect("the tables of the repository");
    let (mut wrong, mut passed) = (Vec::new(), 0);
    for (name, effect) in effects {
        let (expected, got) = (Counts::recorded(effect), Counts::of(&layer(effect, &cache)));
        let listed = OTHER.iter().any(|(other, _)| other == name);
        if (expected == got) != listed {
            passed += usize::from(!listed);
        } else {
            wrong.push(format!("{name}: {}\n  recorded {expected:?}\n  got      {got:?}", effect["command"]));
        }
    }
    println!("{passed} of {} as recorded", effects.len());
    assert!(wrong.is_empty(), "{} wrong or passing though listed:\n{}", wrong.len(), wrong.join("\n"));
}
