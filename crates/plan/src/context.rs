//! What is asked of the build context and of local named contexts (`filterPaths`, `MainContext`).

use std::collections::BTreeSet;

use drydock_source::Span;

use crate::fault::Code;
use crate::go::path;
use crate::go::quote::json_list;
use crate::ignore::{self, Patterns};
use crate::planner::Planner;
use crate::{Input, OpKind, SourceOp};

impl Planner<'_> {
    /// Reads the ignore file; a pattern that cannot be read fails the build, used or not.
    pub(crate) fn read_ignore_file(&mut self, text: Option<&str>) {
        let lines = ignore::read(text.unwrap_or(""));
        if lines.is_empty() {
            return;
        }
        match Patterns::new(&lines) {
            Ok(patterns) => self.ignore = Some(patterns),
            Err(error) => self.report(Code::BadIgnoreFile.fault(error), Span::at(0), None),
        }
    }

    /// Fills in what is known only now that every stage is planned.
    pub(crate) fn fill_contexts(&mut self, ignore_file: Option<&str>) {
        let mut source = SourceOp { identifier: "local://context".into(), ..Default::default() };
        source.attrs.insert("local.sharedkeyhint".into(), "context".into());
        let excludes = ignore::read(ignore_file.unwrap_or(""));
        if !excludes.is_empty() {
            source.attrs.insert("local.excludepatterns".into(), json_list(&excludes));
        }
        follow(&mut source, &self.context_paths);
        if let Input::Op { op, .. } = self.context {
            self.graph.replace(op, OpKind::Source(source));
        }
        for (op, mut source, set) in std::mem::take(&mut self.local_contexts) {
            if let Some(paths) = self.path_sets.get(set) {
                follow(&mut source, paths);
            }
            self.graph.replace(op, OpKind::Source(source));
        }
    }
}

/// Limits a source to `paths`, unless everything is asked for.
fn follow(source: &mut SourceOp, paths: &BTreeSet<String>) {
    if paths.is_empty() || paths.contains("/") {
        return;
    }
    let mut relative: Vec<String> = paths.iter().map(|path| path::join(&[".", path])).collect();
    relative.sort();
    source.attrs.insert("local.followpaths".into(), json_list(&relative));
}
