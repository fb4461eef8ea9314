//! Named contexts (`frontend/dockerui/namedcontext.go`).

use std::rc::Rc;

use crate::draft::{NamedContext, Root};
use crate::fault::{Code, Fault};
use crate::git;
use crate::planner::Planner;
use crate::reference::Reference;
use crate::{ImageConfig, Op, OpKind, Platform, SourceOp};

/// What a named context brings: a file system, and the config when it is an image.
type Loaded = (Root, Option<(ImageConfig, Rc<crate::BaseImage>)>);

impl Planner<'_> {
    /// The named context `name` for a platform, or without one; `None` when nobody gave it.
    ///
    /// # Errors
    /// The text BuildKit shows when the name is no possible name.
    pub(crate) fn named_context(
        &self,
        name: &str,
        platform: Option<Rc<Platform>>,
    ) -> Result<Option<NamedContext>, String> {
        if name.eq_ignore_ascii_case("scratch") || name.eq_ignore_ascii_case("context") {
            return Ok(None);
        }
        let reference =
            Reference::parse(name).map_err(|error| format!("invalid context name {name}: {error}"))?;
        if self.request.contexts.is_empty() {
            return Ok(None);
        }
        let familiar = reference.familiar();
        let name = familiar.strip_suffix(":latest").unwrap_or(&familiar);
        let asked = self.request.target_platform.as_ref().map(|_| self.target_platform.clone());
        let platform = platform.or(asked);
        let shown = platform.as_deref().cloned().unwrap_or_default().normalize();
        let candidates = [format!("{name}::{shown}"), name.to_string()];
        Ok(candidates.into_iter().find_map(|key| {
            Some(NamedContext {
                input: self.request.contexts.get(&key)?.clone(),
                name: name.into(),
                name_with_platform: key,
                platform: platform.clone(),
            })
        }))
    }

    /// A stage whose name is given as a context: it is replaced as a whole.
    pub(crate) fn load_stage_context(&mut self, at: usize, context: &NamedContext) -> Result<(), Fault> {
        let (root, image) = self.load(context, at).map_err(|error| Code::BadContext.fault(error))?;
        let draft = &mut self.drafts[at];
        draft.dispatched = true;
        draft.root = root;
        if let Some((image, info)) = image {
            if !image.platform.architecture.is_empty() && !image.platform.os.is_empty() {
                draft.platform = Some(Rc::new(image.platform.clone()));
            }
            draft.image = image;
            draft.base_info = Some(info);
        }
        Ok(())
    }

    /// A base image whose name is given as a context.
    pub(crate) fn load_base_context(
        &mut self,
        at: usize,
        context: &NamedContext,
        platform: Rc<Platform>,
    ) -> Result<(), Fault> {
        let (mut root, image) = self.load(context, at).map_err(|error| Code::BadContext.fault(error))?;
        root.platform = Some(Rc::new(platform.normalize()));
        let empty = ImageConfig::empty(&platform, &mut self.seed);
        let draft = &mut self.drafts[at];
        draft.root = root;
        match image {
            Some((image, info)) => {
                draft.image = image;
                draft.base_info = Some(info);
            }
            None => draft.image = empty,
        }
        draft.platform = Some(platform);
        Ok(())
    }

    fn load(&mut self, context: &NamedContext, at: usize) -> Result<Loaded, String> {
        let invalid =
            || format!("invalid context specifier {} for {}", context.input, context.name_with_platform);
        let (kind, rest) = context.input.split_once(':').ok_or_else(invalid)?;
        let kind = if kind.starts_with("git@") { "git" } else { kind };
        match kind {
            "docker-image" => self.load_image(context, rest.trim_start_matches("//"), at),
            "git" => match git::parse(&context.input) {
                Some(git) => Ok((self.load_git(context, &git?, at), None)),
                None => Err(format!("invalid git context {}", context.input)),
            },
            "http" | "https" => match git::parse(&context.input) {
                Some(git) => Ok((self.load_git(context, &git?, at), None)),
                None => Ok((self.load_http(context, at), None)),
            },
            "local" => Ok((self.load_local(context, rest, at), None)),
            "oci-layout" => self.load_layout(context, rest.trim_start_matches("//"), at),
            "input" => Err(format!("invalid input {rest} for {}", context.name_with_platform)),
            kind => Err(format!("unsupported context source {kind} for {}", context.name_with_platform)),
        }
    }

    fn load_image(&mut self, context: &NamedContext, image: &str, at: usize) -> Result<Loaded, String> {
        if image == "scratch" {
            return Ok((Root::default(), None));
        }
        let reference = Reference::parse(image)?.or_latest().to_string();
        let source = self.image_source_plain(&reference);
        self.load_config(context, source, &reference, image, at)
    }

    fn image_source_plain(&self, reference: &str) -> SourceOp {
        SourceOp { identifier: format!("docker-image://{reference}"), ..Default::default() }
    }

    /// Brings in an image with its config; the lookup counts as one of the build.
    fn load_config(
        &mut self,
        context: &NamedContext,
        source: SourceOp,
        reference: &str,
        shown: &str,
        at: usize,
    ) -> Result<Loaded, String> {
        let platform = context.platform.as_deref().cloned().unwrap_or_default();
        if !self.quiet {
            self.resolved.insert(format!("{reference} {platform}"));
        }
        let info = self.images.image(reference, &platform)?;
        let mut op =
            Op::new(OpKind::Source(source), format!("[context {}] {shown}", context.name_with_platform));
        op.platform = Some(context.platform.clone().unwrap_or_else(|| self.target_platform.clone()));
        let mut root = Root::new(self.graph.add(op));
        self.set_from_op(at, &root);
        let image = self.config_of(&info);
        root.env = root.env.rebase(&image.env);
        if !image.workdir.is_empty() {
            root.dir = crate::go::path::join(&["/", &image.workdir]).into();
        }
        if !image.platform.architecture.is_empty() && !image.platform.os.is_empty() {
            root.platform = Some(Rc::new(image.platform.normalize()));
        }
        Ok((root, Some((image, info))))
    }

    fn load_git(&mut self, context: &NamedContext, git: &git::GitRef, at: usize) -> Root {
        let source = git.source(git.keep_git_dir == Some(true), &git.checksum, &git.mtime);
        let op = Op::new(OpKind::Source(source), format!("[internal] load git source {}", context.input));
        let root = Root::new(self.graph.add(op));
        self.set_from_op(at, &root);
        root
    }

    fn load_http(&mut self, context: &NamedContext, at: usize) -> Root {
        let mut source = SourceOp { identifier: context.input.clone(), ..Default::default() };
        source.attrs.insert("http.filename".into(), "context".into());
        let name = format!("[context {}] {}", context.name_with_platform, context.input);
        let root = Root::new(self.graph.add(Op::new(OpKind::Source(source), name)));
        self.set_from_op(at, &root);
        root
    }

    fn load_local(&mut self, context: &NamedContext, directory: &str, at: usize) -> Root {
        let mut source = SourceOp { identifier: format!("local://{directory}"), ..Default::default() };
        let key = self.request.shared_keys.get(&context.name_with_platform).map_or("", String::as_str);
        let hint = format!("context:{}-{key}", context.name_with_platform);
        source.attrs.insert("local.sharedkeyhint".into(), hint);
        let name = format!("[context {}] load from client", context.name_with_platform);
        let root = Root::new(self.graph.add(Op::new(OpKind::Source(source.clone()), name)));
        self.set_from_op(at, &root);
        if let (crate::Input::Op { op, .. }, Some(draft)) = (root.output, self.drafts.get(at)) {
            self.local_contexts.push((op, source, draft.paths));
        }
        root
    }

    fn load_layout(&mut self, context: &NamedContext, spec: &str, at: usize) -> Result<Loaded, String> {
        let reference = Reference::parse(spec)
            .map_err(|error| format!("could not parse oci-layout reference \"{spec}\": {error}"))?;
        if reference.digest.is_empty() {
            return Err(format!("oci-layout reference \"{spec}\" has no digest"));
        }
        let name = Reference::parse(&context.name)
            .map_err(|error| format!("could not parse oci-layout reference \"{}\": {error}", context.name))?;
        let shown = Reference { digest: reference.digest, ..name }.to_string();
        let mut source = SourceOp { identifier: format!("oci-layout://{shown}"), ..Default::default() };
        let store = spec.split(['@', ':']).next().unwrap_or(spec);
        source.attrs.insert("oci.store".into(), store.into());
        self.load_config(context, source, &shown, "OCI load from client", at)
    }

    fn set_from_op(&mut self, at: usize, root: &Root) {
        if let (crate::Input::Op { op, .. }, Some(draft)) = (root.output, self.drafts.get_mut(at)) {
            draft.from_op = Some(op);
        }
    }
}
