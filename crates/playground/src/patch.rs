use std::collections::BTreeMap;

use drydock_builder::ContextFile;
use serde::{Deserialize, Serialize};

use crate::{Project, ProjectOptions};

/// What makes one project out of another: only what differs, so that an edit of one file sends that file alone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Patch {
    /// The new text of the Dockerfile.
    pub dockerfile: Option<String>,
    /// Its new path.
    pub dockerfile_path: Option<String>,
    /// The new options.
    pub options: Option<ProjectOptions>,
    /// The new arguments of `docker run`.
    pub run: Option<String>,
    /// The new images described by hand.
    pub images: Option<BTreeMap<String, String>>,
    /// Entries of the context to put in place by path, or `None` for one to take away, in this order.
    pub files: Vec<(String, Option<ContextFile>)>,
}

impl Patch {
    /// What makes `to` out of `from`. Costs what differs: contexts that share files are not walked there.
    pub fn between(from: &Project, to: &Project) -> Self {
        fn changed<T: Clone + PartialEq>(from: &T, to: &T) -> Option<T> {
            (from != to).then(|| to.clone())
        }
        // Named one by one, so that a new part of a project is not forgotten here.
        let Project { dockerfile, dockerfile_path, context, options, run, images } = to;
        Self {
            dockerfile: changed(&from.dockerfile, dockerfile),
            dockerfile_path: changed(&from.dockerfile_path, dockerfile_path),
            options: changed(&from.options, options),
            run: changed(&from.run, run),
            images: changed(&from.images, images),
            files: context.changes_since(&from.context),
        }
    }

    /// Changes `project`, which must be the one that the patch was made from. Entries that do not fit it are left out:
    /// in that one they do.
    pub fn apply(self, project: &mut Project) {
        fn set<T>(to: &mut T, value: Option<T>) {
            if let Some(value) = value {
                *to = value;
            }
        }
        set(&mut project.dockerfile, self.dockerfile);
        set(&mut project.dockerfile_path, self.dockerfile_path);
        set(&mut project.options, self.options);
        set(&mut project.run, self.run);
        set(&mut project.images, self.images);
        for (path, file) in self.files {
            match file {
                Some(file) => drop(project.context.set(&path, file)),
                None => drop(project.context.remove(&path)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use drydock_builder::{Content, ContextFile, Digest};
    use proptest::prelude::*;

    use super::*;
    use crate::protocol::{decode, encode};

    fn entry() -> impl Strategy<Value = ContextFile> {
        let kind = prop_oneof![
            "[a-c]{0,3}".prop_map(|text| ContextFile::text(&text)),
            any::<Vec<u8>>().prop_map(|bytes| ContextFile::new(Content::bytes(bytes))),
            any::<u16>().prop_map(|size| {
                ContextFile::new(Content::known(size.into(), Digest::of(&size.to_le_bytes())))
            }),
            Just(ContextFile::dir()),
            "[a-c]{1,3}".prop_map(|target| ContextFile::symlink(&target)),
        ];
        (kind, 0u32..0o777, 0i64..3).prop_map(|(file, mode, time)| file.with_mode(mode).with_mtime(time))
    }

    fn project() -> impl Strategy<Value = Project> {
        let files = prop::collection::vec(("[a-c](/[a-c]){0,2}", entry()), 0..6);
        let images = prop::collection::btree_map("[a-c]", "[a-c]{0,2}", 0..2);
        ("[A-C]{0,2}", "[a-c]{1,2}", files, images).prop_map(|(dockerfile, run, files, images)| {
            let mut project = Project { dockerfile, run, images, ..Project::default() };
            for (path, file) in files {
                // Some cannot be: a file below a file.
                let _ = project.context.set(&path, file);
            }
            project
        })
    }

    /// All there is to know of a context, times included, which its own equality leaves out.
    fn listing(project: &Project) -> Vec<(String, ContextFile)> {
        project.context.entries().collect()
    }

    proptest! {
        #[test]
        fn a_patch_makes_one_project_of_another(from in project(), to in project()) {
            let mut made = from.clone();
            let sent = encode(&Patch::between(&from, &to)).unwrap();
            decode::<Patch>(&sent).unwrap().apply(&mut made);
            prop_assert_eq!(&made, &to);
            prop_assert_eq!(listing(&made).len(), listing(&to).len());
            for (made, to) in listing(&made).into_iter().zip(listing(&to)) {
                prop_assert_eq!((made.0, made.1.mtime), (to.0, to.1.mtime));
            }
        }
    }

    #[test]
    fn an_edit_sends_its_file_alone() {
        let mut before = Project::default();
        for i in 0..100 {
            before.context.set_text(&format!("src/{i}"), "1").unwrap();
        }
        let mut after = before.clone();
        after.context.set_text("src/7", "2").unwrap();
        let patch = Patch::between(&before, &after);
        assert_eq!(patch.files.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>(), ["/src/7"]);
        assert_eq!((patch.dockerfile, patch.options), (None, None));
    }
}
