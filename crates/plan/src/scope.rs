//! What holds before the first FROM: predefined platform arguments and global ARGs (`defaultArgs`, `buildMetaArgs`,
//! `validateBaseImagesWithDefaultArgs`).

use std::collections::HashMap;

use drydock_syntax::instruction::Kind;

use crate::fault::Fault;
use crate::planner::Planner;
use crate::reference::Reference;
use crate::{ArgInfo, Env, FactKind};

impl Planner<'_> {
    pub(crate) fn read_globals(&mut self) {
        let predefined = self.predefined();
        self.check_default_bases(&predefined);
        let arguments = std::mem::take(&mut self.request.build_args);
        self.globals = self.meta_args(predefined, &arguments);
        self.request.build_args = arguments;
        self.meta_names = self.meta_args.iter().map(|arg| arg.name.clone()).collect();
    }

    /// Arguments that exist without being declared; a build argument of the same name overrides each.
    fn predefined(&self) -> Env {
        let (build, target) = (&self.request.build_platform, &*self.target_platform);
        let last = self.file.stages.last().map_or("", |stage| stage.name.text.as_str());
        let stage = [self.request.target.as_str(), last].into_iter().find(|name| !name.is_empty());
        let mut env = Env::default();
        for (name, value) in [
            ("BUILDPLATFORM", build.short().as_str()),
            ("BUILDOS", &build.os),
            ("BUILDOSVERSION", &build.os_version),
            ("BUILDARCH", &build.architecture),
            ("BUILDVARIANT", &build.variant),
            ("TARGETPLATFORM", &target.to_string()),
            ("TARGETOS", &target.os),
            ("TARGETOSVERSION", &target.os_version),
            ("TARGETARCH", &target.architecture),
            ("TARGETVARIANT", &target.variant),
            ("TARGETSTAGE", stage.unwrap_or("default")),
        ] {
            env.set_last(name, self.request.build_args.get(name).map_or(value, String::as_str));
        }
        env
    }

    /// Global ARGs on top of `env`.
    fn meta_args(&mut self, mut env: Env, arguments: &HashMap<String, String>) -> Env {
        let file = self.file;
        for instruction in &file.meta_args {
            let Kind::Arg(arg) = &instruction.kind else { continue };
            for pair in &arg.args {
                let name = &pair.name.text;
                let mut info = ArgInfo {
                    name: name.clone(),
                    doc: pair.doc.clone(),
                    lines: instruction.lines,
                    ..Default::default()
                };
                match (arguments.get(name), &pair.value) {
                    (Some(value), _) => info.value = Some(value.clone()),
                    (None, Some(value)) => match self.expand(&value.text, &env) {
                        Ok(expanded) => {
                            info.value = Some(expanded.word);
                            info.uses = expanded.matched.into_iter().collect();
                        }
                        Err(error) => {
                            let fault = Fault::from(error).at(value.span);
                            self.report(fault, instruction.span, Some(instruction.lines));
                        }
                    },
                    (None, None) => {}
                }
                if let Some(value) = &info.value {
                    env.set_last(name, value);
                }
                self.meta_args.push(info);
            }
        }
        env
    }

    /// Notes each FROM that has no possible image name while every argument has its default.
    fn check_default_bases(&mut self, predefined: &Env) {
        let Some(env) = self.defaults(predefined) else { return };
        let file = self.file;
        for (at, stage) in file.stages.iter().enumerate() {
            let Ok(expanded) = self.expand(&stage.base.text, &env) else { return };
            if Reference::parse(&expanded.word).is_err() {
                self.note_from(
                    at,
                    stage.base.span,
                    FactKind::BadDefaultBase { base: stage.base.text.clone() },
                );
            }
        }
    }

    /// Global ARGs with their defaults; `None` when one cannot be expanded.
    fn defaults(&self, predefined: &Env) -> Option<Env> {
        let mut env = predefined.clone();
        for instruction in &self.file.meta_args {
            let Kind::Arg(arg) = &instruction.kind else { continue };
            for pair in &arg.args {
                if let Some(value) = &pair.value {
                    let value = self.expand(&value.text, &env).ok()?.word;
                    env.set_last(&pair.name.text, &value);
                }
            }
        }
        Some(env)
    }
}
