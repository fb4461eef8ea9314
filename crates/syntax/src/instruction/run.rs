//! RUN (`parseRun` of `instructions/parse.go`), and the command line that CMD and ENTRYPOINT share with it.

use super::flags::{FlagSpec, Flags};
use super::{Kind, Read, Request, Spec, parse_device, parse_mount};
use crate::args::Form;
use crate::problem::Problem;
use crate::{Word, text};

/// A command in shell form or in exec form, as RUN, CMD and ENTRYPOINT hold it.
#[derive(Clone, Debug, Default)]
pub struct CommandLine {
    /// Exec form: the words. Shell form: one word with the whole text. `None` where BuildKit keeps a null.
    pub words: Option<Vec<Word>>,
    /// Heredocs given to the command.
    pub files: Vec<InlineFile>,
    /// True for the shell form: the stage's shell stands in front.
    pub prepend_shell: bool,
}

/// A heredoc given to a RUN.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InlineFile {
    /// The delimiter, which is its file name too.
    pub name: String,
    /// Content as written.
    pub data: String,
    /// True for `<<-`.
    pub chomp: bool,
}

/// RUN: a command of the build.
///
/// Mounts are kept as written: their options expand variables, so the plan reads them
/// (`frontend/dockerfile/instructions/commands_runmount.go`).
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// The command.
    pub command: CommandLine,
    /// Values of `--mount`, in order, as written.
    pub mounts: Vec<Word>,
    /// `--network`, `default` when a flag was given without it, empty without flags.
    pub network: String,
    /// `--security`, `sandbox` when a flag was given without it, empty without flags.
    pub security: String,
    /// Values of `--device`.
    pub devices: Vec<Word>,
    /// Names of the flags used, in order.
    pub flags_used: Vec<String>,
}

pub(super) const SPEC: Spec = Spec {
    name: "RUN",
    form: Form::JsonOrText,
    usage: "RUN [flags] <command> or RUN [flags] [\"<program>\", \"<argument>\", ...]",
    flags: &[
        FlagSpec::many("device"),
        FlagSpec::many("mount"),
        FlagSpec::one("network"),
        FlagSpec::one("security"),
    ],
    heredocs: true,
    read: Read::Kind(read),
};

impl CommandLine {
    pub(super) fn read(request: &Request<'_>) -> Self {
        let file = |body: &crate::Heredoc| InlineFile {
            name: body.name.clone(),
            data: body.content.clone(),
            chomp: body.chomp,
        };
        Self {
            words: Some(request.args().to_vec()),
            files: request.node.heredocs.iter().map(file).collect(),
            prepend_shell: !request.node.json,
        }
    }
}

fn read(request: &Request<'_>) -> Result<Kind, Problem> {
    let flags = request.flags()?;
    let devices: Vec<Word> = flags.many("device").collect();
    let mounts: Vec<Word> = flags.many("mount").collect();
    for device in &devices {
        parse_device(&device.text).map_err(|message| bad_device(device, message))?;
    }
    for mount in &mounts {
        parse_mount(&mount.text, None).map_err(|message| bad_mount(mount, message))?;
    }
    let used = flags.used();
    let mode = |name, default: &str, known: &[&str], error: fn(&str) -> String| match flags.one(name) {
        Word { text, .. } if used.iter().any(|used| used == name) && !known.contains(&text.as_str()) => {
            Err(bad_mode(&flags, name, known, error(&text)))
        }
        Word { text, .. } if !text.is_empty() => Ok(text),
        _ if used.is_empty() => Ok(String::new()),
        _ => Ok(default.into()),
    };
    let network = mode("network", "default", &["default", "none", "host"], |value| {
        format!("invalid network mode {}", text::quote(value))
    })?;
    let security = mode("security", "sandbox", &["insecure", "sandbox"], |value| {
        format!("security {} is not valid", text::quote(value))
    })?;
    let command = CommandLine::read(request);
    Ok(Kind::Run(Run { command, mounts, network, security, devices, flags_used: used }))
}

fn bad_device(device: &Word, message: String) -> Problem {
    Problem::new("BadDevice", device.span, message)
        .because("A device is a name and options, parted by commas.")
        .help("Write for example --device=vendor.com/gpu=all,required.")
}

fn bad_mount(mount: &Word, message: String) -> Problem {
    let problem = Problem::new("BadMount", mount.span, message);
    if problem.message.contains("variable expansion") {
        return problem
            .because("Which stage or image a mount takes must be known before variables are.")
            .help("Name the image in a stage of its own, FROM <image> AS <name>, and write from=<name>.");
    }
    problem
        .because("A mount is a list of options, parted by commas; one with a comma or a quote in it stands in quotes.")
        .help("Write for example --mount=type=cache,target=/root/.cache.")
}

fn bad_mode(flags: &Flags, name: &str, known: &[&str], message: String) -> Problem {
    Problem::new("BadFlagValue", flags.one(name).span, message)
        .because(format!("--{name} knows the values {}.", known.join(", ")))
        .help(format!("Write --{name}={}.", known.first().unwrap_or(&"")))
}
