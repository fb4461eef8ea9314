//! The order of things in a conversion (`convert.go`, `toDispatchState`).

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use drydock_source::{Diagnostic, Span};
use drydock_syntax::expand::{self, Environment, ExpandError, Expanded};
use drydock_syntax::{Dockerfile, LineRange, Tree};

use crate::draft::Draft;
use crate::fault::{Code, Fault};
use crate::graph::Graph;
use crate::ignore::Patterns;
use crate::request::{self, Request};
use crate::{
    ArgInfo, Base, BaseImage, Check, Env, Fact, FactKind, ImageConfig, Images, Input, Op, OpId, OpKind,
    Options, Plan, Platform, SourceOp, Stage,
};

/// A conversion under way.
pub(crate) struct Planner<'a> {
    pub(crate) tree: &'a Tree,
    pub(crate) file: &'a Dockerfile,
    pub(crate) images: &'a dyn Images,
    pub(crate) request: Request,
    pub(crate) target_platform: Rc<Platform>,
    pub(crate) globals: Env,
    pub(crate) meta_args: Vec<ArgInfo>,
    pub(crate) meta_names: BTreeSet<String>,
    pub(crate) epoch: Option<i64>,
    /// The epoch as history entries have it.
    pub(crate) created: Rc<str>,
    pub(crate) drafts: Vec<Draft<'a>>,
    pub(crate) by_name: HashMap<String, usize>,
    pub(crate) graph: Graph,
    /// The build context, whose attributes are filled in at the end.
    pub(crate) context: Input,
    pub(crate) context_paths: BTreeSet<String>,
    /// Sets of paths that are taken from stages.
    pub(crate) path_sets: Vec<BTreeSet<String>>,
    /// Local named contexts with the set of paths taken from each, filled in at the end.
    pub(crate) local_contexts: Vec<(OpId, SourceOp, usize)>,
    pub(crate) ignore: Option<Patterns>,
    /// Configs of base images made so far.
    pub(crate) configs: Vec<(Rc<BaseImage>, ImageConfig)>,
    /// Shares its memory with every environment of the plan.
    pub(crate) seed: Env,
    pub(crate) resolved: BTreeSet<String>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) facts: Vec<Fact>,
    no_comments: Rc<[String]>,
    facts_before_error: Option<usize>,
    pub(crate) next_group: usize,
    /// Errors that BuildKit comes to last, when it spells the operations out.
    pub(crate) late: Vec<Diagnostic>,
    /// True for `docker build --check`.
    pub(crate) check: bool,
    /// True when every stage is evaluated.
    pub(crate) all: bool,
    /// True while stages are worked out that BuildKit does not evaluate: their errors are not errors of the build.
    pub(crate) quiet: bool,
}

/// Plans the build; see [`crate::plan`].
pub(crate) fn plan<'a>(
    tree: &'a Tree,
    file: &'a Dockerfile,
    options: &Options,
    images: &'a dyn Images,
) -> Plan {
    let (request, errors) = request::read(options);
    let mut graph = Graph::default();
    let context = graph.add(Op::new(OpKind::Source(SourceOp::default()), "[internal] load build context"));
    let build_platform = request.build_platform.clone();
    let mut planner = Planner {
        tree,
        file,
        images,
        target_platform: Rc::new(request.target_platform.clone().unwrap_or(build_platform)),
        request,
        globals: Env::default(),
        meta_args: Vec::new(),
        meta_names: BTreeSet::new(),
        epoch: None,
        created: "".into(),
        drafts: Vec::new(),
        by_name: HashMap::new(),
        graph,
        context,
        context_paths: BTreeSet::new(),
        path_sets: Vec::new(),
        local_contexts: Vec::new(),
        ignore: None,
        configs: Vec::new(),
        seed: Env::default(),
        resolved: BTreeSet::new(),
        diagnostics: Vec::new(),
        facts: Vec::new(),
        no_comments: Rc::from([]),
        facts_before_error: None,
        next_group: 0,
        late: Vec::new(),
        check: options.check,
        all: false,
        quiet: false,
    };
    for error in errors {
        planner.report(Code::BadRequest.fault(error), Span::at(0), None);
    }
    planner.run(options)
}

impl<'a> Planner<'a> {
    fn run(mut self, options: &Options) -> Plan {
        if self.tree.text.is_empty() {
            self.report(Code::EmptyDockerfile.fault("the Dockerfile cannot be empty"), Span::at(0), None);
            return Plan { diagnostics: self.diagnostics, ..Default::default() };
        }
        let check = self.read_check();
        if self.file.stages.is_empty() {
            self.report(Code::NoStages.fault("dockerfile contains no stages to build"), Span::at(0), None);
        }
        self.read_globals();
        self.read_epoch();
        self.make_drafts();
        let target = self.find_target();
        self.all = options.check && self.request.target.is_empty();
        self.connect();
        let reachable = self.resolve(target);
        self.read_ignore_file(options.dockerignore.as_deref());
        self.dispatch_all(&reachable);
        self.work_out_the_rest(&reachable);
        self.finish(check, target, &reachable, options.dockerignore.as_deref())
    }

    /// The `check` directive, unless a build argument overrides it (`newRuleLinter`).
    fn read_check(&mut self) -> Check {
        if let Some(check) = &self.request.check {
            return check.clone();
        }
        let Some(found) = &self.tree.check else { return Check::default() };
        match Check::parse(&found.value) {
            Ok(check) => check,
            Err(error) => {
                let fault = Code::BadRequest.fault(format!("failed to parse check options: {error}"));
                let directive = self.tree.directives.iter().find(|directive| directive.name == "check");
                self.report(fault, directive.map_or(Span::at(0), |directive| directive.value.span), None);
                Check::default()
            }
        }
    }

    fn finish(
        mut self,
        check: Check,
        target: Option<usize>,
        reachable: &[bool],
        ignore: Option<&str>,
    ) -> Plan {
        let late = std::mem::take(&mut self.late);
        late.into_iter().for_each(|diagnostic| self.note_error(diagnostic));
        let at = |index: usize| self.drafts.get(index);
        let output = target.and_then(at).map_or(Input::Scratch, |draft| draft.root.output);
        let image = target.and_then(at).map(|draft| self.result_image(draft));
        self.fill_contexts(ignore);
        let (ops, places) = std::mem::take(&mut self.graph).finish(output, &self.target_platform);
        let moved = Places(places);
        // Read before the drafts become stages, which leaves nothing of them.
        let target_index = target.and_then(|at| self.drafts.get(at)?.index);
        let stages = self.drafts.iter_mut().enumerate();
        let stages: Vec<Stage> = stages
            .filter(|(_, draft)| draft.index.is_some())
            .map(|(at, draft)| moved.stage(draft, reachable.get(at) == Some(&true), self.all))
            .collect();
        let asked_for_unknown = self.diagnostics.iter().any(|d| d.code == "UnknownTarget");
        Plan {
            target: target_index.filter(|_| !asked_for_unknown),
            output: self.diagnostics.is_empty().then(|| moved.input(output)),
            stages,
            ops,
            image,
            resolved: self.resolved.into_iter().collect(),
            syntax: self.tree.syntax.as_ref().map(|syntax| syntax.value.clone()),
            epoch: self.epoch,
            diagnostics: self.diagnostics,
            globals: self.globals,
            meta_args: self.meta_args,
            facts_before_error: self.facts_before_error.unwrap_or(self.facts.len()),
            facts: self.facts,
            check,
        }
    }

    /// The config of the target with the labels of the request and its platform in canonical form
    /// (`finalizeResultImage`).
    fn result_image(&self, draft: &Draft<'_>) -> ImageConfig {
        let mut image = draft.image.clone();
        for (name, value) in &self.request.labels {
            image.labels.set(name, value);
        }
        if self.request.target_platform.is_some() {
            let wanted = &self.target_platform;
            let same = wanted.os == image.platform.os && wanted.architecture == image.platform.architecture;
            image.platform.os = wanted.os.clone();
            image.platform.architecture = wanted.architecture.clone();
            if !wanted.variant.is_empty() || !same {
                image.platform.variant = wanted.variant.clone();
            }
            if !wanted.os_version.is_empty() || !same {
                image.platform.os_version = wanted.os_version.clone();
            }
        }
        image.platform = image.platform.normalize();
        image
    }

    /// Notes an error of the build, at `span` unless it knows its place; `lines` are those of the instruction.
    pub(crate) fn report(&mut self, fault: Fault, span: Span, lines: Option<LineRange>) {
        self.note_error(fault.diagnostic(span, lines));
    }

    pub(crate) fn note_error(&mut self, diagnostic: Diagnostic) {
        if self.quiet {
            return;
        }
        self.facts_before_error.get_or_insert(self.facts.len());
        self.diagnostics.push(diagnostic);
    }

    /// Notes a fact about the FROM of a draft or about what stands before the stages.
    pub(crate) fn note_from(&mut self, at: usize, span: Span, kind: FactKind) {
        let Some(stage) = self.file.stages.get(at) else { return };
        // BuildKit looks at default bases before it looks at comments.
        let heeds = !matches!(kind, FactKind::BadDefaultBase { .. });
        let comments = if heeds { self.shared_comments(&stage.comments) } else { self.no_comments.clone() };
        self.facts.push(Fact {
            stage: Some(at),
            span,
            lines: stage.lines,
            comments,
            evaluated: !self.quiet,
            kind,
        });
    }

    /// Comments of an instruction, to share among its facts; most have none.
    pub(crate) fn shared_comments(&self, comments: &[String]) -> Rc<[String]> {
        if comments.is_empty() { self.no_comments.clone() } else { comments.into() }
    }

    /// Expands one word as instructions do.
    pub(crate) fn expand(&self, word: &str, env: &dyn Environment) -> Result<Expanded, ExpandError> {
        expand::expand_word(word, env, self.lex())
    }

    pub(crate) fn lex(&self) -> expand::Options {
        expand::Options { escape: self.tree.escape, ..Default::default() }
    }
}

/// Where operations went in the final list.
struct Places(Vec<Option<OpId>>);

impl Places {
    fn op(&self, op: OpId) -> Option<OpId> {
        self.0.get(op).copied().flatten()
    }

    fn input(&self, input: Input) -> Input {
        match input {
            Input::Op { op, output } => self.op(op).map_or(Input::Scratch, |op| Input::Op { op, output }),
            other => other,
        }
    }

    fn stage(&self, draft: &mut Draft<'_>, reachable: bool, all: bool) -> Stage {
        let mut draft = std::mem::take(draft);
        let mut steps = std::mem::take(&mut draft.steps);
        for step in &mut steps {
            step.ops = step.ops.iter().filter_map(|op| self.op(*op)).collect();
            step.output = self.input(step.output);
        }
        let stage = draft.stage;
        let index = draft.index.unwrap_or(0);
        let label = match draft.name() {
            "" => format!("stage-{index}"),
            name => name.to_string(),
        };
        Stage {
            index,
            name: draft.name().into(),
            label,
            base: base_of(&draft),
            base_name: draft.base_text,
            platform: draft.platform.map_or_else(Platform::default, |platform| (*platform).clone()),
            reachable,
            evaluated: reachable || all,
            span: draft.span,
            lines: draft.lines.unwrap_or_default(),
            text: stage.map(|stage| stage.source.clone()).unwrap_or_default(),
            doc: stage.map(|stage| stage.doc.clone()).unwrap_or_default(),
            steps,
            from_op: draft.from_op.and_then(|op| self.op(op)),
            output: self.input(draft.root.output),
            initial: draft.initial,
            image: Some(draft.image),
            dependencies: draft.dependencies,
            from_args: draft.from_args,
            args: draft.args,
            secrets: draft.secrets,
            ssh: draft.ssh,
        }
    }
}

fn base_of(draft: &Draft<'_>) -> Base {
    match (draft.base, draft.base_name.as_str()) {
        (Some(base), _) => Base::Stage(base),
        _ if draft.broken => Base::Unknown,
        (None, "scratch") if draft.named.is_none() => Base::Scratch,
        (None, name) => Base::Image { reference: name.into(), info: draft.base_info.clone() },
    }
}
