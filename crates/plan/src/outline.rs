use std::collections::{BTreeMap, BTreeSet};

use crate::stage::{ArgInfo, Base, Mounted, Plan, Stage};

/// Declared arguments by name.
type Known<'a> = BTreeMap<&'a str, &'a ArgInfo>;

/// What the target takes from outside, as `docker build --call=outline` lists it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// Name of the target; empty when it has none.
    pub name: String,
    /// Description of the target from the comment above its FROM.
    pub description: String,
    /// Build arguments that it and the stages it needs use, by line.
    pub args: Vec<ArgInfo>,
    /// Secrets, by line.
    pub secrets: Vec<Mounted>,
    /// Agent sockets, by line.
    pub ssh: Vec<Mounted>,
}

/// The outline of the target of `plan`; `None` when it has none (`dispatchState.Outline`).
///
/// An argument that several stages declare is listed once, as the stage nearest to the target has it; one that is
/// declared before the first FROM and taken up in a stage is listed as it stands there.
pub fn outline(plan: &Plan) -> Option<Outline> {
    let target = plan.stages.get(plan.target?)?;
    let mut outline =
        Outline { name: target.name.clone(), description: target.doc.clone(), ..Outline::default() };
    let globals: Known = plan.meta_args.iter().map(|arg| (arg.name.as_str(), arg)).collect();
    let (mut names, mut secrets, mut ssh) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let mut walked = vec![false; plan.stages.len()];
    let mut open = vec![target.index];
    while let Some(index) = open.pop() {
        let chain = chain(plan, index, &mut walked);
        list_args(&globals, &chain, &mut names, &mut outline.args);
        for stage in &chain {
            outline.secrets.extend(stage.secrets.iter().filter(|one| secrets.insert(&one.id)).cloned());
            outline.ssh.extend(stage.ssh.iter().filter(|one| ssh.insert(&one.id)).cloned());
            open.extend(stage.dependencies.iter().filter_map(|dependency| dependency.stage));
        }
    }
    outline.args.sort_by_key(|arg| arg.lines.first);
    outline.secrets.sort_by_key(|secret| secret.lines.first);
    outline.ssh.sort_by_key(|ssh| ssh.lines.first);
    Some(outline)
}

/// The stage and those it stands on, up to one that was walked already.
fn chain<'a>(plan: &'a Plan, index: usize, walked: &mut [bool]) -> Vec<&'a Stage> {
    let mut chain = Vec::new();
    let mut next = Some(index);
    while let Some(stage) = next.and_then(|index| plan.stages.get(index)) {
        if std::mem::replace(&mut walked[stage.index], true) {
            break;
        }
        chain.push(stage);
        next = if let Base::Stage(base) = stage.base { Some(base) } else { None };
    }
    chain
}

/// Lists the arguments that the stages of `chain` use and that `names` does not hold yet (`dispatchState.args`).
fn list_args<'a>(
    globals: &Known<'a>,
    chain: &[&'a Stage],
    names: &mut BTreeSet<&'a str>,
    listed: &mut Vec<ArgInfo>,
) {
    let mut known = Known::new();
    // What is put in last counts: the stage nearest to the target.
    for stage in chain.iter().rev() {
        known.extend(stage.args.iter().filter(|arg| !arg.inherited).map(|arg| (arg.name.as_str(), arg)));
    }
    let declared = chain.iter().flat_map(|stage| stage.args.iter().map(|arg| arg.name.as_str()));
    let in_from = chain.iter().flat_map(|stage| stage.from_args.iter().map(String::as_str));
    let mut used: Vec<&str> = declared.chain(in_from).collect();
    while let Some(name) = used.pop() {
        let Some(arg) = known.get(name).or(globals.get(name)) else { continue };
        if names.insert(arg.name.as_str()) {
            used.extend(arg.uses.iter().map(String::as_str));
            listed.push((*arg).clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use drydock_syntax::{parse, read};

    use super::*;
    use crate::{BaseImage, Images, Options, Platform, plan};

    struct NoImages;

    impl Images for NoImages {
        fn image(&self, _reference: &str, _platform: &Platform) -> Result<Rc<BaseImage>, String> {
            Ok(Rc::default())
        }
    }

    fn outline_of(dockerfile: &str, target: &str) -> Outline {
        let tree = parse(dockerfile);
        let options = Options { target: target.to_owned(), ..Options::default() };
        outline(&plan(&tree, &read(&tree), &options, &NoImages)).expect("there is a target")
    }

    fn args(outline: &Outline) -> Vec<(&str, &str, &str)> {
        outline
            .args
            .iter()
            .map(|arg| (arg.name.as_str(), arg.value.as_deref().unwrap_or_default(), arg.doc.as_str()))
            .collect()
    }

    #[test]
    fn lists_what_the_target_and_its_stages_use() {
        let dockerfile = "# TAG which debian\nARG TAG=12\nARG UNUSED=1\n\
            # base what all stand on\nFROM debian:$TAG AS base\nARG A=a\n\
            FROM base AS tool\nARG TOOL=t\nFROM base AS other\nARG OTHER\n\
            # app the service\nFROM base AS app\n# A the letter\nARG A=b\nCOPY --from=tool /t /t\n\
            RUN --mount=type=secret,id=key,required true\n";
        let outline = outline_of(dockerfile, "app");
        assert_eq!((outline.name.as_str(), outline.description.as_str()), ("app", "the service"));
        assert_eq!(
            args(&outline),
            [("TAG", "12", "which debian"), ("TOOL", "t", ""), ("A", "b", "the letter")]
        );
        assert_eq!(
            outline.secrets.iter().map(|secret| (&*secret.id, secret.required)).collect::<Vec<_>>(),
            [("key", true)]
        );
    }

    #[test]
    fn a_global_argument_is_listed_where_it_stands_when_a_stage_takes_it_up() {
        let outline = outline_of("ARG A=1\nARG B=$A\nFROM scratch\nARG B\n", "");
        assert_eq!(args(&outline), [("A", "1", ""), ("B", "1", "")]);
    }
}
