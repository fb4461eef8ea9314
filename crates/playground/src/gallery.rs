use crate::Project;

/// Something that many believe and that is otherwise, as a project that shows it; from `static/gallery`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Misconception {
    /// Name in links: that of its folder.
    pub name: &'static str,
    /// Title in the menu.
    pub title: &'static str,
    /// What many believe.
    pub belief: &'static str,
    /// What is true.
    pub truth: &'static str,
    /// The panel that shows it, or empty.
    pub panel: &'static str,
    /// Arguments of `docker run`.
    pub run: &'static str,
    /// What is done after the first build, or empty.
    pub change: &'static str,
    /// Paths and texts, the Dockerfile among them.
    pub before: &'static [(&'static str, &'static str)],
    /// Paths and texts that take the place of others with the change.
    pub after: &'static [(&'static str, &'static str)],
    /// What the evaluation says before the change: what is asked, and the answer.
    pub says_before: &'static [(&'static str, &'static str)],
    /// What it says after it, with the build before in the cache.
    pub says_after: &'static [(&'static str, &'static str)],
}

const GALLERY: &[Misconception] = include!(concat!(env!("OUT_DIR"), "/gallery.rs"));

/// All misconceptions, in the order of the menu.
pub fn gallery() -> &'static [Misconception] {
    GALLERY
}

impl Misconception {
    /// The misconception called `name`.
    pub fn find(name: &str) -> Option<&'static Misconception> {
        GALLERY.iter().find(|entry| entry.name == name)
    }

    /// The project as it stands first.
    pub fn project(&self) -> Project {
        with(Project { run: self.run.into(), ..Project::default() }, self.before)
    }

    /// The project after the change; `None` where there is none.
    pub fn changed(&self) -> Option<Project> {
        (!self.after.is_empty()).then(|| with(self.project(), self.after))
    }
}

fn with(mut project: Project, files: &[(&str, &str)]) -> Project {
    for (path, text) in files {
        match *path == project.dockerfile_path {
            true => project.dockerfile = (*text).into(),
            // Every path is that of a file on a disk, which no other path of the same folder can refuse.
            false => drop(project.context.set_text(path, text)),
        }
    }
    project
}
