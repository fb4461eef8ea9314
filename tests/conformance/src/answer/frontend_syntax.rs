//! The first and the second level of reading, and word expansion.

use std::collections::BTreeMap;

use drydock_source::Diagnostic;
use drydock_syntax::expand::{self, Environment, Options, expand_word, expand_words};
use drydock_syntax::instruction::{
    Arg, CommandLine, Healthcheck, HealthcheckTest, Inline, Kind, Pair, Run, Sources, parse_device,
};
use drydock_syntax::{Detected, Heredoc, Instruction, LineRange, Node, Stage, Word, parse_bytes, read};
use serde_json::{Map, Value, json};

use crate::Case;
use crate::inputs::{dockerfile, flag, pairs, text};

/// The first level: nodes, warnings and directives.
pub(super) fn parse(case: &Case) -> Result<Value, String> {
    let tree = parse_bytes(&dockerfile(&case.request)?);
    let mut answer = match first_error(&tree.diagnostics) {
        Some(error) => json!({ "error": error }),
        None => json!({
            "escape": tree.escape.to_string(),
            "nodes": tree.nodes.iter().map(node).collect::<Vec<_>>(),
            "warnings": tree.diagnostics.iter().map(warning).collect::<Vec<_>>(),
        }),
    };
    let syntax =
        |found: &Detected| json!({ "ref": found.value, "cmdline": found.cmdline, "lines": [found.line] });
    let check = |found: &Detected| json!({ "value": found.value, "lines": [found.line] });
    answer["syntax"] = tree.syntax.as_ref().map(syntax).unwrap_or_default();
    answer["check"] = tree.check.as_ref().map(check).unwrap_or_default();
    Ok(answer)
}

/// The second level: typed instructions by stage.
pub(super) fn instructions(case: &Case) -> Result<Value, String> {
    let tree = parse_bytes(&dockerfile(&case.request)?);
    let file = read(&tree);
    if let Some(error) = first_error(&tree.diagnostics).or_else(|| first_error(&file.diagnostics)) {
        return Ok(json!({ "error": error }));
    }
    Ok(json!({
        "meta_args": file.meta_args.iter().map(instruction).collect::<Vec<_>>(),
        "stages": file.stages.iter().map(stage).collect::<Vec<_>>(),
    }))
}

/// Word expansion by itself.
pub(super) fn shlex(case: &Case) -> Result<Value, String> {
    let request = &case.request;
    let env = Variables(pairs(request, "env").into_iter().collect());
    let options = Options {
        escape: text(request, "escape").chars().next().unwrap_or('\\'),
        raw_quotes: flag(request, "raw_quotes"),
        raw_escapes: flag(request, "raw_escapes"),
        skip_process_quotes: flag(request, "skip_process_quotes"),
        skip_unset_env: flag(request, "skip_unset_env"),
    };
    let word = text(request, "word");
    Ok(match expand_word(word, &env, options) {
        Err(expand::ExpandError { message, matched, unmatched }) => {
            json!({ "error": message, "matched": matched, "unmatched": unmatched })
        }
        Ok(expanded) => json!({
            "word": expanded.word,
            "words": expand_words(word, &env, options)?,
            "matched": expanded.matched,
            "unmatched": expanded.unmatched,
        }),
    })
}

struct Variables(BTreeMap<String, String>);

impl Environment for Variables {
    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

fn first_error(diagnostics: &[Diagnostic]) -> Option<Value> {
    let error = diagnostics.iter().find(|diagnostic| diagnostic.is_error())?;
    Some(json!({ "message": error.message, "lines": error.lines }))
}

fn warning(warning: &Diagnostic) -> Value {
    let line = warning.lines.first().and_then(|lines| lines.first());
    json!({ "short": warning.message, "url": warning.url, "line": line })
}

fn lines(lines: LineRange) -> Value {
    json!([lines.first, lines.last])
}

fn texts(words: &[Word]) -> Vec<&str> {
    words.iter().map(|word| word.text.as_str()).collect()
}

fn node(node: &Node) -> Value {
    let args = match &node.child {
        Some(child) => json!([{ "children": [self::node(child)] }]),
        None => json!(texts(&node.args)),
    };
    json!({
        "cmd": node.keyword.text,
        "lines": lines(node.lines),
        "original": node.original,
        "flags": texts(&node.flags),
        "attrs": if node.json { json!({ "json": true }) } else { Value::Null },
        "comments": node.comments,
        "args": args,
        "heredocs": node.heredocs.iter().map(heredoc).collect::<Vec<_>>(),
    })
}

fn heredoc(heredoc: &Heredoc) -> Value {
    let Heredoc { name, fd, expand, chomp, content, .. } = heredoc;
    json!({ "name": name, "fd": fd, "expand": expand, "chomp": chomp, "content": content })
}

fn stage(stage: &Stage) -> Value {
    json!({
        "name": stage.name.text,
        "base": stage.base.text,
        "keyword": stage.keyword.text,
        "platform": stage.platform.text,
        "doc": stage.doc,
        "comments": stage.comments,
        "source": stage.source,
        "lines": lines(stage.lines),
        "commands": stage.instructions.iter().map(instruction).collect::<Vec<_>>(),
    })
}

fn instruction(instruction: &Instruction) -> Value {
    let (name, fields) = fields(&instruction.kind);
    let mut answer = json!({
        "type": name,
        "name": instruction.keyword.text,
        "source": instruction.source,
        "lines": lines(instruction.lines),
        "comments": instruction.comments,
    });
    if let (Value::Object(answer), Value::Object(mut fields)) = (&mut answer, fields) {
        answer.append(&mut fields);
    }
    answer
}

/// BuildKit's name of the type, and its fields.
fn fields(kind: &Kind) -> (&'static str, Value) {
    match kind {
        Kind::Add(add) => {
            let mut fields = sources(&add.sources);
            fields.extend([
                ("Chown".into(), json!(add.chown.text)),
                ("Chmod".into(), json!(add.chmod.text)),
                ("Link".into(), json!(add.link)),
                ("ExcludePatterns".into(), json!(texts(&add.exclude))),
                ("KeepGitDir".into(), json!(add.keep_git_dir)),
                ("Checksum".into(), json!(add.checksum.text)),
                ("Unpack".into(), json!(add.unpack)),
            ]);
            ("AddCommand", fields.into())
        }
        Kind::Copy(copy) => {
            let mut fields = sources(&copy.sources);
            fields.extend([
                ("From".into(), json!(copy.from.text)),
                ("Chown".into(), json!(copy.chown.text)),
                ("Chmod".into(), json!(copy.chmod.text)),
                ("Link".into(), json!(copy.link)),
                ("ExcludePatterns".into(), json!(texts(&copy.exclude))),
                ("Parents".into(), json!(copy.parents)),
            ]);
            ("CopyCommand", fields.into())
        }
        Kind::Arg(arg) => ("ArgCommand", args(arg)),
        Kind::Cmd(cmd) => ("CmdCommand", command_line(&cmd.command).into()),
        Kind::Entrypoint(entrypoint) => ("EntrypointCommand", command_line(&entrypoint.command).into()),
        Kind::Run(run) => ("RunCommand", run_fields(run)),
        Kind::Env(env) => ("EnvCommand", json!({ "Env": key_values(&env.pairs) })),
        Kind::Label(label) => ("LabelCommand", json!({ "Labels": key_values(&label.pairs) })),
        Kind::Expose(expose) => ("ExposeCommand", json!({ "Ports": texts(&expose.ports) })),
        Kind::Healthcheck(check) => ("HealthCheckCommand", json!({ "Health": health(check) })),
        Kind::Maintainer(who) => ("MaintainerCommand", json!({ "Maintainer": who.maintainer.text })),
        Kind::Onbuild(onbuild) => ("OnbuildCommand", json!({ "Expression": onbuild.expression.text })),
        Kind::Shell(shell) => ("ShellCommand", json!({ "Shell": texts(&shell.shell) })),
        Kind::Stopsignal(stop) => ("StopSignalCommand", json!({ "Signal": stop.signal.text })),
        Kind::User(user) => ("UserCommand", json!({ "User": user.user.text })),
        Kind::Volume(volume) => ("VolumeCommand", json!({ "Volumes": texts(&volume.paths) })),
        Kind::Workdir(workdir) => ("WorkdirCommand", json!({ "Path": workdir.path.text })),
    }
}

fn sources(sources: &Sources) -> Map<String, Value> {
    let inline =
        |Inline { path, data, expand, .. }: &Inline| json!({ "Path": path, "Data": data, "Expand": expand });
    let mut fields = Map::new();
    fields.insert("SourcePaths".into(), json!(texts(&sources.paths)));
    fields.insert("SourceContents".into(), sources.inline.iter().map(inline).collect());
    fields.insert("DestPath".into(), json!(sources.dest.text));
    fields
}

fn args(arg: &Arg) -> Value {
    let pairs = arg.args.iter().map(|pair| {
        let value = pair.value.as_ref().map(|value| &value.text);
        json!({ "Key": pair.name.text, "Value": value, "DocComment": pair.doc })
    });
    json!({ "Args": pairs.collect::<Vec<_>>() })
}

fn command_line(command: &CommandLine) -> Map<String, Value> {
    let files = command.files.iter();
    let files = files.map(|file| json!({ "Name": file.name, "Data": file.data, "Chomp": file.chomp }));
    let mut fields = Map::new();
    fields.insert("CmdLine".into(), json!(command.words.as_deref().map(texts)));
    fields.insert("Files".into(), files.collect());
    fields.insert("PrependShell".into(), json!(command.prepend_shell));
    fields
}

fn run_fields(run: &Run) -> Value {
    let mut used = run.flags_used.clone();
    used.sort();
    let devices = run.devices.iter().filter_map(|device| parse_device(&device.text).ok());
    let devices = devices.map(|device| json!({ "Name": device.name, "Required": device.required }));
    let mut fields = command_line(&run.command);
    fields.insert("FlagsUsed".into(), json!(used));
    fields.insert("Network".into(), json!(run.network));
    fields.insert("Security".into(), json!(run.security));
    fields.insert("Devices".into(), devices.collect());
    fields.into()
}

fn key_values(pairs: &[Pair]) -> Value {
    let pair = |Pair { name, value, no_delim }: &Pair| json!({ "Key": name.text, "Value": value.text, "NoDelim": no_delim });
    pairs.iter().map(pair).collect()
}

fn health(check: &Healthcheck) -> Value {
    let mut test = match &check.test {
        HealthcheckTest::None => vec!["NONE"],
        HealthcheckTest::Exec(_) => vec!["CMD"],
        HealthcheckTest::Shell(_) => vec!["CMD-SHELL"],
    };
    match &check.test {
        HealthcheckTest::None => {}
        HealthcheckTest::Exec(words) => test.extend(words.iter().map(String::as_str)),
        HealthcheckTest::Shell(command) => test.push(command),
    }
    let given = |number: i64| Some(number).filter(|number| *number != 0);
    json!({
        "Test": test,
        "Interval": given(check.interval),
        "Timeout": given(check.timeout),
        "StartPeriod": given(check.start_period),
        "StartInterval": given(check.start_interval),
        "Retries": given(check.retries),
    })
}
