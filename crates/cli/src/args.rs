//! The command line.

use std::path::PathBuf;

use drydock_playground::ProjectOptions;
use drydock_source::Severity;
use lexopt::{Arg, Parser, ValueExt};

use crate::fmt::FmtArgs;

pub(crate) const USAGE: &str = "\
drydock: what a Dockerfile builds, without building it

  drydock plan [DIR]      stages, steps, cache verdicts, sizes, the container, problems; in other formats what
                          `docker build --progress=plain`, `docker history` or `docker images` would print
  drydock check [DIR]     errors and findings: BuildKit's checks, hadolint's (configured by DIR/.hadolint.yaml), those of
                          ShellCheck that matter most, and Drydock's own
  drydock advise [DIR]    what would make the image smaller, with what it saves; --fix NAME makes the edits
  drydock compare A B     two folders or Dockerfiles side by side: layers, bytes, times, config, findings; and what a
                          build of B reuses after a build of A, and why not
  drydock context [DIR]   what enters the build, and what .dockerignore leaves out
  drydock targets [DIR]   the stages with their descriptions, as `docker build --call=targets` lists them
  drydock outline [DIR]   what the target takes from outside, as `docker build --call=outline` lists it
  drydock ways [DIR]      where Podman does otherwise than Docker with this build and its container
  drydock fmt [FILE]…     prints the Dockerfile formatted; --write formats in place, --check only names the files
                          that are not; `-` is standard input
  drydock link [DIR]      prints a link that opens DIR in the playground; what .dockerignore leaves out stays out of it
  drydock open LINK       writes what a link holds (`-`: a link from standard input) into the folder --output names
  drydock help

DIR is the build context, the current folder by default.

  -f, --file FILE         the Dockerfile (default DIR/Dockerfile); `-` reads it from standard input
      --target STAGE      build up to this stage
      --build-arg K=V     a build argument; K alone takes it from the environment
      --platform P        the platform to build for, such as linux/arm64
      --built DIR         as if DIR had been built before: its build fills the cache. May be given again; without it
                          the cache is empty, as after `docker builder prune --all`
      --no-cache          use no cache
      --no-cache-filter S use no cache for these stages (names with commas between them)
      --pull              ask the registry for base images that are there already
      --label K=V         a label of the image
      --build-context N=V a named context
      --secret id=I,src=F a secret, from a file or (env=NAME) the environment
      --image NAME=FILE   what `docker image inspect NAME` or `docker history NAME` printed, of a base image that the
                          catalogue lacks
  -t, --tag NAME          the image's name in --format images (default: image)
      --run ARGUMENTS     arguments of `docker run`, as one text
      --format FORMAT     text (default) or json; of `plan` also plain, history, images

  check only:
      --format FORMAT     text (default), json, sarif (2.1.0) or github (annotations of a workflow)
      --fail-on LEVEL     error, warning (default), info, hint or never
  link only:
      --site URL          address of the playground, in front of the link
      --panel NAME        the panel to show: build, stages, files, state, run, image or problems
      --example NAME      only what differs from this example
      --plain             readable, and longer
  open only:
  -o, --output DIR        where to write; nothing that is there is overwritten
      --force             overwrite

Exit codes: 0 the build would work, 1 it would fail (check: there are findings of --fail-on's level or above; fmt
--check: a file is not formatted; open: a file is in the way), 2 wrong use, or a file that cannot be read.
";

/// What is asked.
pub(crate) enum Command {
    Help,
    Plan(Args),
    Check(Args),
    Compare(Args),
    Context(Args),
    Advise(Args),
    Targets(Args),
    Outline(Args),
    Ways(Args),
    Fmt(FmtArgs),
    Link(Args),
    Open(OpenArgs),
}

/// How answers are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Text,
    Json,
    /// As `docker build --progress=plain`.
    Plain,
    /// As `docker history`.
    History,
    /// As `docker images`.
    Images,
}

/// What is asked about.
#[derive(Clone)]
pub(crate) struct Args {
    pub dir: PathBuf,
    /// The second folder or Dockerfile of `compare`.
    pub other: Option<PathBuf>,
    /// `-f`; `None` for the Dockerfile in `dir`.
    pub file: Option<PathBuf>,
    pub options: ProjectOptions,
    /// `--built`: folders whose builds fill the cache, the earliest first.
    pub built: Vec<PathBuf>,
    /// `--fix` of `advise`: names of the advice to take, in order.
    pub fix: Vec<String>,
    /// `--image`: files with descriptions, by the image's name.
    pub images: Vec<(String, String)>,
    /// `--tag`.
    pub tag: String,
    pub run: String,
    pub format: Format,
    pub link: LinkOptions,
    pub check: CheckOptions,
}

/// How findings are printed, and which of them are a failure.
#[derive(Clone)]
pub(crate) struct CheckOptions {
    pub format: CheckFormat,
    /// The least level that fails; `None` for none.
    pub fail_on: Option<Severity>,
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CheckFormat {
    Text,
    Json,
    Sarif,
    Github,
}

/// How a link is written.
#[derive(Default, Clone)]
pub(crate) struct LinkOptions {
    /// What stands in front of it.
    pub site: String,
    /// The panel it shows.
    pub panel: String,
    /// The example it starts from.
    pub example: String,
    /// Readable.
    pub plain: bool,
}

/// What is opened, and where it goes.
#[derive(Default)]
pub(crate) struct OpenArgs {
    /// The link; `-` reads it from standard input.
    pub link: String,
    pub output: PathBuf,
    /// Overwrites what is there.
    pub force: bool,
}

/// Reads the command line of this process.
pub(crate) fn read() -> Result<Command, String> {
    parse(Parser::from_env()).map_err(|error| error.to_string())
}

fn parse(mut parser: Parser) -> Result<Command, lexopt::Error> {
    let command = match parser.next()? {
        None | Some(Arg::Short('h') | Arg::Long("help")) => return Ok(Command::Help),
        Some(Arg::Value(name)) => name.string()?,
        Some(other) => return Err(other.unexpected()),
    };
    let make: fn(Args) -> Command = match command.as_str() {
        "help" => return Ok(Command::Help),
        "plan" => Command::Plan,
        "check" => Command::Check,
        "context" => Command::Context,
        "compare" => Command::Compare,
        "advise" => Command::Advise,
        "targets" => Command::Targets,
        "outline" => Command::Outline,
        "ways" => Command::Ways,
        "fmt" => return fmt_args(parser),
        "link" => Command::Link,
        "open" => return open_args(parser),
        _ => return Err(format!("unknown command {command:?}").into()),
    };
    let mut args = Args {
        dir: PathBuf::new(),
        other: None,
        file: None,
        options: ProjectOptions::default(),
        built: Vec::new(),
        fix: Vec::new(),
        images: Vec::new(),
        tag: "image".to_owned(),
        run: String::new(),
        format: Format::Text,
        link: LinkOptions::default(),
        check: CheckOptions { format: CheckFormat::Text, fail_on: Some(Severity::Warning) },
    };
    let (link, check) = (command == "link", command == "check");
    while let Some(arg) = parser.next()? {
        match arg {
            Arg::Short('h') | Arg::Long("help") => return Ok(Command::Help),
            Arg::Short('f') | Arg::Long("file") => args.file = Some(parser.value()?.into()),
            Arg::Long("built") => args.built.push(parser.value()?.into()),
            Arg::Long("fix") if command == "advise" => args.fix.push(parser.value()?.string()?),
            Arg::Long("image") => args.images.push(image(&parser.value()?.string()?)?),
            Arg::Short('t') | Arg::Long("tag") => args.tag = parser.value()?.string()?,
            Arg::Long("run") => args.run = parser.value()?.string()?,
            Arg::Long("format") if check => args.check.format = check_format(&parser.value()?.string()?)?,
            Arg::Long("fail-on") if check => args.check.fail_on = fail_on(&parser.value()?.string()?)?,
            Arg::Long("format") => args.format = format(&parser.value()?.string()?)?,
            Arg::Long("site") if link => args.link.site = parser.value()?.string()?,
            Arg::Long("panel") if link => args.link.panel = parser.value()?.string()?,
            Arg::Long("example") if link => args.link.example = parser.value()?.string()?,
            Arg::Long("plain") if link => args.link.plain = true,
            Arg::Long(name) => {
                let name = name.to_owned();
                build_option(&name, &mut parser, &mut args.options)?;
            }
            Arg::Value(dir) if args.dir.as_os_str().is_empty() => args.dir = dir.into(),
            Arg::Value(dir) if command == "compare" && args.other.is_none() => args.other = Some(dir.into()),
            other => return Err(other.unexpected()),
        }
    }
    let only_of_plan = matches!(args.format, Format::Plain | Format::History | Format::Images);
    if only_of_plan && command != "plan" {
        return Err(format!("{command} prints text or json").into());
    }
    if args.dir.as_os_str().is_empty() {
        args.dir = PathBuf::from(".");
    }
    Ok(make(args))
}

/// Options of `docker build` itself.
fn build_option(name: &str, parser: &mut Parser, options: &mut ProjectOptions) -> Result<(), lexopt::Error> {
    match name {
        "no-cache" => options.no_cache = true,
        "pull" => options.pull = true,
        "target" => options.target = parser.value()?.string()?,
        "platform" => options.platform = parser.value()?.string()?,
        "build-arg" => options.build_args.extend(build_arg(&parser.value()?.string()?)),
        "no-cache-filter" => {
            let stages = parser.value()?.string()?;
            options.no_cache_filter.extend(stages.split(',').map(str::to_owned));
        }
        "label" => options.labels.extend([pair(&parser.value()?.string()?)]),
        "build-context" => options.contexts.extend([pair(&parser.value()?.string()?)]),
        "secret" => options.secrets.extend([secret(&parser.value()?.string()?)?]),
        _ => return Err(Arg::Long(name).unexpected()),
    }
    Ok(())
}

/// `NAME=FILE`.
fn image(text: &str) -> Result<(String, String), String> {
    let pair = text.split_once('=').map(|(name, file)| (name.to_owned(), file.to_owned()));
    pair.ok_or_else(|| format!("--image {text}: write NAME=FILE"))
}

/// `K=V`; a name alone has an empty value.
fn pair(text: &str) -> (String, String) {
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    (name.to_owned(), value.to_owned())
}

/// `id=NAME` with `src=FILE` or `env=NAME`; the id alone is also the variable's or the file's name, as Docker has it.
fn secret(text: &str) -> Result<(String, String), String> {
    let fields: Vec<(&str, &str)> = text.split(',').filter_map(|field| field.split_once('=')).collect();
    let field =
        |names: &[&str]| fields.iter().find(|(name, _)| names.contains(name)).map(|(_, value)| *value);
    let id = field(&["id"]).ok_or_else(|| format!("--secret {text}: no id"))?;
    let file = field(&["src", "source"]);
    let value = match (file, std::env::var(field(&["env"]).unwrap_or(id))) {
        (None, Ok(value)) => value,
        (file, _) => {
            let path = file.unwrap_or(id);
            std::fs::read_to_string(path).map_err(|error| format!("--secret {id}: {path}: {error}"))?
        }
    };
    Ok((id.to_owned(), value))
}

fn fmt_args(mut parser: Parser) -> Result<Command, lexopt::Error> {
    let mut args = FmtArgs::default();
    while let Some(arg) = parser.next()? {
        match arg {
            Arg::Short('h') | Arg::Long("help") => return Ok(Command::Help),
            Arg::Long("check") => args.check = true,
            Arg::Short('w') | Arg::Long("write") => args.write = true,
            Arg::Value(file) => args.files.push(file.into()),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Command::Fmt(args))
}

fn open_args(mut parser: Parser) -> Result<Command, lexopt::Error> {
    let mut args = OpenArgs::default();
    while let Some(arg) = parser.next()? {
        match arg {
            Arg::Short('h') | Arg::Long("help") => return Ok(Command::Help),
            Arg::Short('o') | Arg::Long("output") => args.output = parser.value()?.into(),
            Arg::Long("force") => args.force = true,
            Arg::Value(link) if args.link.is_empty() => args.link = link.string()?,
            other => return Err(other.unexpected()),
        }
    }
    match (args.link.is_empty(), args.output.as_os_str().is_empty()) {
        (true, _) => Err("open needs a link".into()),
        (_, true) => Err("open needs a folder to write to: --output DIR".into()),
        _ => Ok(Command::Open(args)),
    }
}

fn format(name: &str) -> Result<Format, lexopt::Error> {
    match name {
        "text" => Ok(Format::Text),
        "json" => Ok(Format::Json),
        "plain" => Ok(Format::Plain),
        "history" => Ok(Format::History),
        "images" => Ok(Format::Images),
        _ => Err(format!("unknown format {name:?}: text, json, plain, history or images").into()),
    }
}

fn check_format(name: &str) -> Result<CheckFormat, lexopt::Error> {
    match name {
        "text" => Ok(CheckFormat::Text),
        "json" => Ok(CheckFormat::Json),
        "sarif" => Ok(CheckFormat::Sarif),
        "github" => Ok(CheckFormat::Github),
        _ => Err(format!("unknown format {name:?}: text, json, sarif or github").into()),
    }
}

fn fail_on(name: &str) -> Result<Option<Severity>, lexopt::Error> {
    match name {
        "error" => Ok(Some(Severity::Error)),
        "warning" => Ok(Some(Severity::Warning)),
        "info" => Ok(Some(Severity::Info)),
        "hint" => Ok(Some(Severity::Hint)),
        "never" => Ok(None),
        _ => Err(format!("unknown level {name:?}: error, warning, info, hint or never").into()),
    }
}

/// `K=V`, or `K` with the value of the environment; without one there it is not given at all, as Docker has it.
fn build_arg(text: &str) -> Option<(String, String)> {
    match text.split_once('=') {
        Some((name, value)) => Some((name.to_owned(), value.to_owned())),
        None => std::env::var(text).ok().map(|value| (text.to_owned(), value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(words: &[&str]) -> Args {
        match parse(Parser::from_args(words)) {
            Ok(Command::Plan(args)) => args,
            Ok(_) => panic!("another command"),
            Err(error) => panic!("{error}"),
        }
    }

    #[test]
    fn reads_options_in_any_order() {
        let args = plan(&["plan", "--build-arg=A=b=c", "dir", "-fx/Dockerfile", "--format", "json"]);
        assert_eq!(args.options.build_args, [("A".to_owned(), "b=c".to_owned())]);
        assert_eq!(args.dir, PathBuf::from("dir"));
        assert_eq!(args.file, Some("x/Dockerfile".into()));
        assert!(args.format == Format::Json);
        assert_eq!(plan(&["plan"]).dir, PathBuf::from("."));
    }

    #[test]
    fn reads_how_the_cache_is_used() {
        let words = ["plan", "--pull", "--no-cache-filter", "a,b", "--built", "before", "--label", "k=v=w"];
        let args = plan(&words);
        assert!(args.options.pull && !args.options.no_cache);
        assert_eq!(args.options.no_cache_filter, ["a", "b"]);
        assert_eq!(args.built, [PathBuf::from("before")]);
        assert_eq!(args.options.labels.get("k").map(String::as_str), Some("v=w"));
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        for words in [
            &["build"][..],
            &["plan", "--frobnicate"],
            &["plan", "--format", "xml"],
            &["plan", "a", "b"],
            &["plan", "--plain"],
            &["open"],
            &["open", "v1/p{}"],
            &["context", "--format", "plain"],
            &["check", "--format", "plain"],
            &["check", "--fail-on", "often"],
            &["plan", "--secret", "src=f"],
        ] {
            assert!(parse(Parser::from_args(words)).is_err(), "{words:?}");
        }
    }
}
