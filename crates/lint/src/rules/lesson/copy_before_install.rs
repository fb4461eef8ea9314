//! All files copied before the dependencies are installed.

use drydock_builder::{FileSystem, clean};
use drydock_shell::Invocation;
use drydock_source::Fix;

use crate::copies::{context_copies, is_whole};
use crate::edits::{fix, insert, remove};
use crate::figures::seconds;
use crate::finding::{Context, Found};
use crate::rule::Rule;
use crate::script::ShellText;
use crate::{At, Build};

pub(super) static RULE: Rule = Rule {
    code: "CopyBeforeInstall",
    description: "Dependencies are installed after all files were copied",
    why: "A step runs again when a step above it did. COPY of everything runs again with every changed file, so one changed line of code installs all dependencies anew.",
    help: "Copy the list of dependencies alone, install, then copy the rest.",
    url: "https://docs.docker.com/build/cache/optimize/#order-your-layers",
    bad: r#"FROM python:3.13-slim
WORKDIR /app
COPY . .
RUN pip install --no-cache-dir -r requirements.txt
CMD ["python", "app.py"]
"#,
    good: r#"FROM python:3.13-slim
WORKDIR /app
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
CMD ["python", "app.py"]
"#,
    files: &[("app.py", "import flask\n"), ("requirements.txt", "flask==3.1.0\n")],
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    let texts = context.shell_texts();
    let mut texts = texts.iter().filter(|text| text.is_run()).peekable();
    let mut whole: Option<(At<'_>, String)> = None;
    for at in context.steps() {
        whole = whole.filter(|(copy, _)| copy.stage.index == at.stage.index);
        if let Some(copy) = context_copies(context.plan, at.step).find(|copy| is_whole(copy)) {
            whole.get_or_insert((at, clean(&copy.dest)));
        }
        let start = at.instruction.span.start;
        while texts.next_if(|text| text.at.instruction.span.start < start).is_some() {}
        let Some(text) = texts.peek().filter(|text| text.at.instruction.span.start == start) else {
            continue;
        };
        let Some((copy, dest)) = whole.as_ref() else { continue };
        let install = text.calls().find_map(|(found, call)| Some((found, manifests(&call)?)));
        let Some((found, manifests)) = install else { continue };
        let command = text.of(found.command.span);
        let name: String = command.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
        let figure = install_time(context, text).map(|time| format!(" ({time})")).unwrap_or_default();
        let line = copy.instruction.lines.first;
        let message = format!("Any change to a file that line {line} copies runs `{name}` again{figure}");
        let finding = Found::within(at.instruction, text.span(found.command.span), message)
            .label(copy.instruction.span, "this copies all files");
        let fix = context.build.and_then(|build| mended(context, build, text, (*copy, dest), &manifests));
        context.add(match fix {
            Some(fix) => finding.fixed(fix),
            None => finding,
        });
    }
}

fn install_time(context: &Context<'_>, text: &ShellText<'_>) -> Option<String> {
    let (_, result) = context.build?.result(context.plan, text.at.step)?;
    seconds(result.record.as_ref()?.seconds)
}

/// The files that an installer needs, the first of them in any case; `None` for what is no installer, or one that
/// needs the code as well.
fn manifests(call: &Invocation<'_>) -> Option<Vec<String>> {
    let operands: Vec<_> = call.operands().map(|word| word.literal()).collect::<Option<_>>()?;
    let operands: Vec<&str> = operands.iter().map(|word| &**word).collect();
    let list = |names: &[&str]| Some(names.iter().map(|name| (*name).to_owned()).collect());
    match (call.base_name(), operands.as_slice()) {
        ("npm", ["ci" | "install" | "i" | "clean-install"]) => {
            list(&["package.json", "package-lock.json", "npm-shrinkwrap.json", ".npmrc"])
        }
        ("yarn", [] | ["install"]) => list(&["package.json", "yarn.lock", ".yarnrc.yml"]),
        ("pnpm", ["install" | "i"]) => list(&["package.json", "pnpm-lock.yaml"]),
        ("bundle", ["install"] | []) => list(&["Gemfile", "Gemfile.lock"]),
        ("composer", ["install"]) => list(&["composer.json", "composer.lock"]),
        ("go", ["mod", "download"]) => list(&["go.mod", "go.sum"]),
        ("pipenv", ["install" | "sync"]) => list(&["Pipfile", "Pipfile.lock"]),
        ("poetry", ["install"]) if call.has_flag("no-root") => list(&["pyproject.toml", "poetry.lock"]),
        ("pip" | "pip3", ["install", rest @ ..]) => requirements(call, rest),
        ("python" | "python3", ["pip", "install", rest @ ..]) if call.has_flag("m") => {
            requirements(call, rest)
        }
        _ => None,
    }
}

/// The files behind `-r`; `None` where anything else is installed.
fn requirements(call: &Invocation<'_>, operands: &[&str]) -> Option<Vec<String>> {
    let mut files = Vec::new();
    let mut words = call.args.iter().map(|word| word.literal());
    while let Some(word) = words.next() {
        let word = word?;
        let joined = ["--requirement=", "-r"].iter().find_map(|flag| word.strip_prefix(flag));
        match joined {
            Some("") => files.push(words.next()??.into_owned()),
            Some(file) => files.push(file.to_owned()),
            None if word == "--requirement" => files.push(words.next()??.into_owned()),
            None => {}
        }
    }
    let only = operands.iter().all(|operand| files.iter().any(|file| file == operand));
    (only && !files.is_empty() && files.iter().all(|file| !file.starts_with(['/', '.']))).then_some(files)
}

/// The list copied and installed first; `None` where more than that would have to change.
fn mended(
    context: &Context<'_>,
    build: Build<'_>,
    text: &ShellText<'_>,
    (copy, dest): (At<'_>, &str),
    manifests: &[String],
) -> Option<Fix> {
    text.only_command().filter(|_| !text.heredoc && dest == &*text.at.before.workdir)?;
    let there: Vec<&str> =
        manifests.iter().map(String::as_str).filter(|path| build.included.get(path).is_some()).collect();
    let needed = manifests.first().filter(|first| there.contains(&first.as_str()))?;
    // A list in a folder would have to land in that folder.
    if there.iter().any(|path| path.contains('/')) {
        return None;
    }
    let file = &context.tree.text;
    let install = text.at.instruction.span.of(file);
    let inserted = format!("COPY {} ./\n{install}\n", there.join(" "));
    let edits = vec![insert(copy.instruction.span.start as usize, inserted), remove(file, text.at)];
    Some(fix(format!("Install with {needed} alone"), edits, needs_no_code(build.included, &there)))
}

/// True when what is installed follows from the lists alone.
fn needs_no_code(files: &FileSystem, lists: &[&str]) -> bool {
    let installed = ["node_modules", "vendor"].iter().any(|dir| files.get(dir).is_some());
    let read = |path: &&str| files.get(path)?.as_file()?.content.as_text().map(str::to_owned);
    let plain = |path: &&str| {
        let Some(text) = read(path) else { return false };
        match *path {
            "package.json" => {
                !["install\"", "prepare\"", "file:", "workspaces"].iter().any(|word| text.contains(word))
            }
            path if path.ends_with(".txt") => text
                .lines()
                .map(str::trim)
                .all(|line| !line.starts_with(['-', '.', '/']) && !line.contains("file:")),
            _ => true,
        }
    };
    !installed && lists.iter().all(plain)
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches};

    const RULE: &str = "CopyBeforeInstall";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nCOPY . /app\nRUN cd /app && ‹npm ci --omit=dev›\n");
        catches(
            RULE,
            "FROM a\nCOPY . .\nRUN ‹pip install -r requirements.txt›\nRUN ‹python3 -m pip install -r a.txt›\n",
        );
        allows(RULE, "FROM a\nCOPY package.json .\nRUN npm ci\nCOPY . .\nRUN npm run build\n");
        allows(RULE, "FROM a\nCOPY . .\nFROM b\nRUN npm ci\n");
        allows(
            RULE,
            "FROM a\nCOPY . .\nRUN pip install .\nRUN npm install express\nRUN pip install flask -r a.txt\n",
        );
    }
}
