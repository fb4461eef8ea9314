use std::collections::BTreeMap;

use drydock_builder::{Selector, copy_selector, selected_nodes};
use drydock_catalog::Size;
use drydock_plan::{Base, Dependency, FileAction, Input, MountKind, OpKind, SourceOp, Stage};
use drydock_source::Span;

use super::parts::Parts;
use super::stages::base_size;
use crate::{Cross, Edge, EdgeKind, Graph, Vertex, VertexKind};

/// Stages, images and the context, and what flows between them.
pub(super) fn graph(parts: &Parts<'_>, stages: &[crate::Stage]) -> Graph {
    let mut picture =
        Picture { parts, vertices: Vec::new(), places: BTreeMap::new(), edges: BTreeMap::new() };
    for stage in &parts.plan.stages {
        picture.stage(stage, stages.get(stage.index).map(|stage| stage.size.clone()));
    }
    for stage in &parts.plan.stages {
        picture.base(stage);
        picture.steps(stage);
    }
    let mut edges: Vec<(usize, Edge)> = picture.edges.into_values().collect();
    edges.sort_by_key(|(order, _)| *order);
    Graph { vertices: picture.vertices, edges: edges.into_iter().map(|(_, edge)| edge).collect() }
}

struct Picture<'p> {
    parts: &'p Parts<'p>,
    vertices: Vec<Vertex>,
    /// Place of each vertex by id.
    places: BTreeMap<String, usize>,
    /// Edges by both ends and kind, with their order of appearance.
    edges: BTreeMap<(String, String, u8), (usize, Edge)>,
}

fn stage_id(index: usize) -> String {
    format!("stage:{index}")
}

impl Picture<'_> {
    fn vertex(&mut self, vertex: Vertex) -> String {
        let id = vertex.id.clone();
        match self.places.get(&id).and_then(|place| self.vertices.get_mut(*place)) {
            Some(known) => known.reachable |= vertex.reachable,
            None => {
                self.places.insert(id.clone(), self.vertices.len());
                self.vertices.push(vertex);
            }
        }
        id
    }

    fn stage(&mut self, stage: &Stage, size: Option<Size>) {
        self.vertex(Vertex {
            id: stage_id(stage.index),
            kind: VertexKind::Stage,
            label: stage.label.clone(),
            stage: Some(stage.index),
            reachable: stage.reachable,
            target: self.parts.plan.target == Some(stage.index),
            size: size.filter(|_| stage.reachable),
        });
    }

    fn outside(
        &mut self,
        kind: VertexKind,
        id: String,
        label: &str,
        reachable: bool,
        size: Option<Size>,
    ) -> String {
        self.vertex(Vertex { id, kind, label: label.to_owned(), stage: None, reachable, target: false, size })
    }

    fn base(&mut self, stage: &Stage) {
        let from = match &stage.base {
            Base::Scratch => {
                self.outside(VertexKind::Scratch, "scratch".into(), "scratch", stage.reachable, None)
            }
            Base::Stage(base) => stage_id(*base),
            Base::Image { reference, info } => {
                let size = info.as_deref().map(base_size);
                self.outside(
                    VertexKind::Image,
                    format!("image:{reference}"),
                    &stage.base_name,
                    stage.reachable,
                    size,
                )
            }
            Base::Unknown => return,
        };
        self.edge(from, stage_id(stage.index), EdgeKind::From, None, stage.span);
    }

    fn steps(&mut self, stage: &Stage) {
        for dependency in &stage.dependencies {
            self.dependency(stage, dependency);
        }
        for step in &stage.steps {
            for op in &step.ops {
                let Some(op) = self.parts.plan.ops.get(*op) else { continue };
                let line = step.lines.first;
                match &op.kind {
                    OpKind::File(file) => {
                        let copies = file.actions.iter().filter_map(|action| match action {
                            FileAction::Copy(copy) => Some(copy),
                            _ => None,
                        });
                        for copy in copies {
                            let Some(from) = self.source(copy.from, stage.reachable) else { continue };
                            let cross = self.cross(copy.from, &copy_selector(copy), &copy.dest, line);
                            self.edge(from, stage_id(stage.index), EdgeKind::Copy, Some(cross), step.span);
                        }
                    }
                    OpKind::Exec(exec) => {
                        for mount in exec.mounts.iter().filter(|mount| mount.kind == MountKind::Bind).skip(1)
                        {
                            let Some(input) = mount.from else { continue };
                            let Some(from) = self.source(input, stage.reachable) else { continue };
                            let selector = Selector { path: mount.selector.clone(), ..Selector::default() };
                            let cross = self.cross(input, &selector, &mount.dest, line);
                            self.edge(from, stage_id(stage.index), EdgeKind::Mount, Some(cross), step.span);
                        }
                    }
                    OpKind::Source(_) | OpKind::Merge(_) => {}
                }
            }
        }
    }

    /// The vertex of something from outside that is no image: images and stages are dependencies.
    fn source(&mut self, input: Input, reachable: bool) -> Option<String> {
        let Input::Op { op, .. } = input else { return None };
        let OpKind::Source(SourceOp { identifier, .. }) = &self.parts.plan.ops.get(op)?.kind else {
            return None;
        };
        let (scheme, name) = identifier.split_once("://")?;
        match (scheme, name) {
            ("docker-image" | "oci-layout", _) => None,
            ("local", "context") => {
                let bytes = self.parts.context.filtered.output.totals().bytes;
                let size = Some(Size::exact(bytes, "the files themselves"));
                Some(self.outside(VertexKind::Context, "context".into(), "build context", reachable, size))
            }
            ("local", name) => {
                Some(self.outside(VertexKind::Context, format!("context:{name}"), name, reachable, None))
            }
            _ => Some(self.outside(
                VertexKind::Remote,
                format!("remote:{identifier}"),
                identifier,
                reachable,
                None,
            )),
        }
    }

    /// A stage or an image that a step takes from.
    fn dependency(&mut self, stage: &Stage, dependency: &Dependency) {
        let from = match (dependency.stage, &dependency.image) {
            (Some(index), _) => stage_id(index),
            (None, Some(image)) => {
                self.outside(VertexKind::Image, format!("image:{image}"), image, stage.reachable, None)
            }
            (None, None) => return,
        };
        let kind = if dependency.mount { EdgeKind::Mount } else { EdgeKind::Copy };
        let step = stage.steps.get(dependency.step);
        let line = step.map_or(stage.lines.first, |step| step.lines.first);
        let to = stage_id(stage.index);
        let crosses = step.map(|step| self.crosses(step, dependency, line)).unwrap_or_default();
        if crosses.is_empty() {
            self.edge(from, to, kind, None, dependency.span);
            return;
        }
        for cross in crosses {
            self.edge(from.clone(), to.clone(), kind, Some(cross), dependency.span);
        }
    }

    fn crosses(&self, step: &drydock_plan::Step, dependency: &Dependency, line: u32) -> Vec<Cross> {
        let mut crosses = Vec::new();
        for op in step.ops.iter().filter_map(|op| self.parts.plan.ops.get(*op)) {
            match &op.kind {
                OpKind::File(file) if !dependency.mount => {
                    for action in &file.actions {
                        let FileAction::Copy(copy) = action else { continue };
                        crosses.push(self.cross(copy.from, &copy_selector(copy), &copy.dest, line));
                    }
                }
                OpKind::Exec(exec) if dependency.mount => {
                    let mounts = exec.mounts.iter().skip(1).filter(|mount| {
                        mount.from.is_some()
                            && dependency.paths.iter().any(|path| same_path(path, &mount.selector))
                    });
                    for mount in mounts {
                        let selector = Selector { path: mount.selector.clone(), ..Selector::default() };
                        let from = mount.from.unwrap_or(Input::Scratch);
                        crosses.push(self.cross(from, &selector, &mount.dest, line));
                    }
                }
                _ => {}
            }
        }
        if crosses.is_empty() {
            let unknown =
                |path: &String| Cross { path: path.clone(), dest: String::new(), files: 0, size: None, line };
            crosses.extend(dependency.paths.iter().map(unknown));
        }
        crosses
    }

    /// What of a tree goes where.
    fn cross(&self, from: Input, selector: &Selector, dest: &str, line: u32) -> Cross {
        let nodes =
            self.parts.solution.file_system(from).map(|fs| selected_nodes(&fs, selector)).unwrap_or_default();
        let mut files = 0;
        let mut size: Option<Size> = None;
        for node in nodes.values() {
            let totals = node.totals();
            files += totals.files as usize;
            let own = match node.as_file() {
                Some(file) => file.content.size("the files themselves"),
                None if totals.estimated > 0 => {
                    Size::unknown(0, "estimates in it").plus(&Size::exact(totals.bytes, ""))
                }
                None => Size::exact(totals.bytes, "the files themselves"),
            };
            size = Some(size.map_or(own.clone(), |sum| sum.plus(&own)));
        }
        Cross { path: selector.path.clone(), dest: dest.to_owned(), files, size, line }
    }

    fn edge(&mut self, from: String, to: String, kind: EdgeKind, cross: Option<Cross>, span: Span) {
        let order = self.edges.len();
        let key = (from.clone(), to.clone(), kind as u8);
        let (_, edge) = self
            .edges
            .entry(key)
            .or_insert_with(|| (order, Edge { from, to, kind, crosses: Vec::new(), spans: Vec::new() }));
        edge.crosses.extend(cross);
        if edge.spans.last() != Some(&span) {
            edge.spans.push(span);
        }
    }
}

fn same_path(a: &str, b: &str) -> bool {
    drydock_builder::clean(a) == drydock_builder::clean(b)
}
