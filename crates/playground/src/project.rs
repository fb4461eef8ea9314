use std::collections::BTreeMap;

use drydock_builder::{Context, ContextFile, ContextFileKind, DEFAULT_MTIME, Digest};
use drydock_plan::Options;
use serde::{Deserialize, Serialize};

/// What a person works on: a Dockerfile, the files around it, and how it is built and run.
#[derive(Clone, Debug, PartialEq)]
pub struct Project {
    /// Text of the Dockerfile.
    pub dockerfile: String,
    /// Its path in the context.
    pub dockerfile_path: String,
    /// The build context. A copy of the Dockerfile in it is brought up to date for the build.
    pub context: Context,
    /// How it is built.
    pub options: ProjectOptions,
    /// Arguments of `docker run`, as typed.
    pub run: String,
    /// Images described by hand, by the name FROM gives them; each a text that [`crate::describe`] reads.
    pub images: BTreeMap<String, String>,
}

impl Default for Project {
    fn default() -> Self {
        Self {
            dockerfile: String::new(),
            dockerfile_path: "Dockerfile".into(),
            context: Context::default(),
            options: ProjectOptions::default(),
            run: String::new(),
            images: BTreeMap::new(),
        }
    }
}

/// Options of `docker build`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectOptions {
    /// `--target`; empty for the last stage.
    pub target: String,
    /// `--build-arg`, in order; the last of equal names wins.
    pub build_args: Vec<(String, String)>,
    /// `--platform`; empty for the builder's own.
    pub platform: String,
    /// `--no-cache`.
    pub no_cache: bool,
    /// `--no-cache-filter`: stages that do not use the cache.
    pub no_cache_filter: Vec<String>,
    /// `--pull`: asks the registry for base images that are there already.
    pub pull: bool,
    /// `--label`.
    pub labels: BTreeMap<String, String>,
    /// `--build-context NAME=VALUE`.
    pub contexts: BTreeMap<String, String>,
    /// `--secret`: content by id.
    pub secrets: BTreeMap<String, String>,
}

impl Project {
    /// Text of the ignore file that counts: that of the Dockerfile itself where there is one, else `.dockerignore`
    /// (`dockerui.Client.DockerIgnorePatterns`), with its path.
    pub fn dockerignore(&self) -> Option<(String, &str)> {
        let own = format!("{}.dockerignore", self.dockerfile_path);
        let path =
            [own, ".dockerignore".to_owned()].into_iter().find(|path| self.context.text(path).is_some())?;
        let text = self.context.text(&path)?;
        Some((path, text))
    }

    /// The context as the build sees it, with the Dockerfile as it stands.
    pub fn build_context(&self) -> Context {
        if self.context.text(&self.dockerfile_path) == Some(self.dockerfile.as_str()) {
            return self.context.clone();
        }
        let mut context = self.context.clone();
        let old =
            context.get(&self.dockerfile_path).filter(|old| matches!(old.kind, ContextFileKind::File(_)));
        let (mode, mtime) = old.map_or((0o644, DEFAULT_MTIME), |old| (old.mode, old.mtime));
        // Any two texts get different times, so that a change that keeps the size is noticed.
        let mtime = mtime.saturating_add(1 + (Digest::of(self.dockerfile.as_bytes()).0 >> 40) as i64);
        let file = ContextFile::text(&self.dockerfile).with_mode(mode).with_mtime(mtime);
        // Where the path cannot be (its parent is a file) the Dockerfile stands outside of the context.
        let _ = context.set(&self.dockerfile_path, file);
        context
    }

    /// What the plan is asked with.
    pub(crate) fn plan_options(&self) -> Options {
        let mut opts = BTreeMap::new();
        if self.options.no_cache {
            opts.insert("no-cache".to_owned(), String::new());
        } else if !self.options.no_cache_filter.is_empty() {
            opts.insert("no-cache".to_owned(), self.options.no_cache_filter.join(","));
        }
        if self.options.pull {
            opts.insert("image-resolve-mode".to_owned(), "pull".to_owned());
        }
        Options {
            target: self.options.target.clone(),
            build_args: self.options.build_args.clone(),
            labels: self.options.labels.clone(),
            platform: self.options.platform.clone(),
            contexts: self.options.contexts.clone(),
            dockerignore: self.dockerignore().map(|(_, text)| text.to_owned()),
            opts,
            ..Options::default()
        }
    }
}
