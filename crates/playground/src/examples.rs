use crate::Project;

/// A project that is one click away, from `static/examples`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example {
    /// Name in links: that of its folder.
    pub name: &'static str,
    /// Title in the menu.
    pub title: &'static str,
    /// What it shows, in a line.
    pub purpose: &'static str,
    /// `--target`, or empty.
    pub target: &'static str,
    /// Arguments of `docker run`.
    pub run: &'static str,
    /// Paths and texts, the Dockerfile among them.
    pub files: &'static [(&'static str, &'static str)],
}

const EXAMPLES: &[Example] = include!(concat!(env!("OUT_DIR"), "/examples.rs"));

/// All examples, in the order of the menu.
pub fn examples() -> &'static [Example] {
    EXAMPLES
}

impl Example {
    /// The example called `name`.
    pub fn find(name: &str) -> Option<&'static Example> {
        EXAMPLES.iter().find(|example| example.name == name)
    }

    /// A fresh project of it.
    pub fn project(&self) -> Project {
        let mut project = Project { run: self.run.into(), ..Project::default() };
        project.options.target = self.target.into();
        for (path, text) in self.files {
            match *path == project.dockerfile_path {
                true => project.dockerfile = (*text).into(),
                // Every path is that of a file on a disk, which no other path of the same folder can refuse.
                false => drop(project.context.set_text(path, text)),
            }
        }
        project
    }
}

#[cfg(test)]
mod tests {
    use drydock_source::Severity;

    use super::*;
    use crate::{BuildCache, evaluate};

    #[test]
    fn examples_are_ordered_named_and_complete() {
        let names: Vec<_> = examples().iter().map(|example| example.name).collect();
        assert_eq!(names.first(), Some(&"python-naive"));
        assert!(names.contains(&"node-multi") && names.len() == 8, "{names:?}");
        for example in examples() {
            assert!(!example.title.is_empty() && !example.purpose.is_empty(), "{}", example.name);
            assert!(!example.project().dockerfile.is_empty(), "{}", example.name);
        }
    }

    #[test]
    fn examples_evaluate_without_errors() {
        for example in examples() {
            let evaluation = evaluate(&example.project(), &BuildCache::default());
            let errors: Vec<_> =
                evaluation.diagnostics.iter().filter(|found| found.severity == Severity::Error).collect();
            assert!(errors.is_empty() && evaluation.error.is_none(), "{}: {errors:?}", example.name);
        }
    }
}
