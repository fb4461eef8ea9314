//! Versions in the names of rpm packages, which yum and dnf take: `name-1.2`.

use std::collections::HashSet;

use drydock_plan::Env;

use crate::hadolint::commands::{Arg, Call};
use crate::hadolint::pass::{Hit, Pass, Running};
use crate::hadolint::step::{BaseImage, Kind};

/// A program that installs rpm packages.
pub(super) struct Program {
    /// What it is called.
    pub(super) names: &'static [&'static str],
    /// Subcommands behind which no packages stand.
    pub(super) not_packages: &'static [&'static str],
    pub(super) message: &'static str,
}

impl Program {
    /// Finds packages and modules without a version.
    pub(super) fn check(&self, pass: &mut Pass<'_>) {
        for steps in pass.lists() {
            let mut variables = Variables::default();
            for step in steps {
                match &step.kind {
                    Kind::From(from) => variables.enter(from),
                    Kind::Env(pairs) => pairs.iter().for_each(|pair| variables.env.set(&pair.name.text, "")),
                    Kind::Arg(name) => drop(variables.args.insert(name.text.clone())),
                    _ => {}
                }
                let Some(running) = Running::of(step) else { continue };
                let hit = Hit::of_args(running.script, self.message, |call| self.loose(call, &variables));
                if let Some(hit) = hit {
                    pass.add(step, hit);
                }
            }
        }
    }

    fn loose<'a>(&self, call: &'a Call, variables: &Variables) -> Vec<&'a Arg> {
        let has = |args: &[&str]| self.names.iter().any(|name| call.has(name, args));
        if !has(&["install"]) {
            return Vec::new();
        }
        let (module, package) = (has(&["module"]), !has(self.not_packages));
        let plain = |arg: &&Arg| !matches!(arg.text.as_str(), "install" | "module");
        let fixed = |text: &str| {
            (!module || text.contains(':')) && (!package || variables.fix(text) || has_version(text))
        };
        call.operands().filter(plain).filter(|arg| !fixed(&arg.text)).collect()
    }
}

/// Variables that are set where a RUN stands.
#[derive(Default)]
struct Variables {
    env: Env,
    /// Of all stages.
    args: HashSet<String>,
    /// The name of each stage with what its ENVs have set so far.
    stages: Vec<(String, Env)>,
    current: String,
}

impl Variables {
    fn enter(&mut self, from: &BaseImage) {
        self.stages.push((std::mem::take(&mut self.current), std::mem::take(&mut self.env)));
        let base = self.stages.iter().find(|(name, _)| *name == from.image.name);
        self.env = base.map(|(_, env)| env.clone()).unwrap_or_default();
        self.current = from.alias.as_ref().map(|alias| alias.text.clone()).unwrap_or_default();
    }

    /// True when a name with a dash in it holds a variable that is set.
    fn fix(&self, package: &str) -> bool {
        let names = package.split("${").skip(1).filter_map(|rest| rest.split_once('}'));
        let set = |name: &str| self.args.contains(name) || self.env.get(name).is_some();
        package.contains('-') && names.into_iter().any(|(name, _)| set(name))
    }
}

/// True for `name-1.2`, and for a file of packages with a dash in its name.
fn has_version(package: &str) -> bool {
    let Some((_, version)) = package.split_once('-') else { return false };
    let plain = |c: char| c.is_ascii_alphanumeric() || ".~^_:+".contains(c);
    package.ends_with(".rpm")
        || (!package.contains('$')
            && version.split('-').all(|part| part.chars().all(plain))
            && version.split('-').any(|part| part.starts_with(|c: char| c.is_ascii_digit())))
}
