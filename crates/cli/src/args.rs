//! The command line.

use std::path::PathBuf;

use lexopt::{Arg, Parser, ValueExt};

use crate::fmt::FmtArgs;

pub(crate) const USAGE: &str = "\
drydock: what a Dockerfile builds, without building it

  drydock plan [DIR]      stages, steps, cache verdicts, sizes, the container, problems
  drydock context [DIR]   what enters the build, and what .dockerignore leaves out
  drydock targets [DIR]   the stages with their descriptions, as `docker build --call=targets` lists them
  drydock outline [DIR]   what the target takes from outside, as `docker build --call=outline` lists it
  drydock fmt [FILE]…     prints the Dockerfile formatted; --write formats in place, --check only names the files
                          that are not; `-` is standard input
  drydock help

DIR is the build context, the current folder by default.

  -f, --file FILE         the Dockerfile (default DIR/Dockerfile); `-` reads it from standard input
      --target STAGE      build up to this stage
      --build-arg K=V     a build argument; K alone takes it from the environment
      --platform P        the platform to build for, such as linux/arm64
      --no-cache          use no cache
      --run ARGUMENTS     arguments of `docker run`, as one text
      --format FORMAT     text (default) or json

Exit codes: 0 the build would work, 1 it would fail (fmt --check: a file is not formatted), 2 wrong use, or a file that
cannot be read.
";

/// What is asked.
pub(crate) enum Command {
    Help,
    Plan(Args),
    Context(Args),
    Targets(Args),
    Outline(Args),
    Fmt(FmtArgs),
}

/// How answers are printed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Text,
    Json,
}

/// What is asked about.
pub(crate) struct Args {
    pub dir: PathBuf,
    /// `-f`; `None` for the Dockerfile in `dir`.
    pub file: Option<PathBuf>,
    pub target: String,
    pub build_args: Vec<(String, String)>,
    pub platform: String,
    pub no_cache: bool,
    pub run: String,
    pub format: Format,
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
        "context" => Command::Context,
        "targets" => Command::Targets,
        "outline" => Command::Outline,
        "fmt" => return fmt_args(parser),
        _ => return Err(format!("unknown command {command:?}").into()),
    };
    let mut args = Args {
        dir: PathBuf::new(),
        file: None,
        target: String::new(),
        build_args: Vec::new(),
        platform: String::new(),
        no_cache: false,
        run: String::new(),
        format: Format::Text,
    };
    while let Some(arg) = parser.next()? {
        match arg {
            Arg::Short('h') | Arg::Long("help") => return Ok(Command::Help),
            Arg::Short('f') | Arg::Long("file") => args.file = Some(parser.value()?.into()),
            Arg::Long("target") => args.target = parser.value()?.string()?,
            Arg::Long("build-arg") => args.build_args.extend(build_arg(&parser.value()?.string()?)),
            Arg::Long("platform") => args.platform = parser.value()?.string()?,
            Arg::Long("no-cache") => args.no_cache = true,
            Arg::Long("run") => args.run = parser.value()?.string()?,
            Arg::Long("format") => args.format = format(&parser.value()?.string()?)?,
            Arg::Value(dir) if args.dir.as_os_str().is_empty() => args.dir = dir.into(),
            other => return Err(other.unexpected()),
        }
    }
    if args.dir.as_os_str().is_empty() {
        args.dir = PathBuf::from(".");
    }
    Ok(make(args))
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

fn format(name: &str) -> Result<Format, lexopt::Error> {
    match name {
        "text" => Ok(Format::Text),
        "json" => Ok(Format::Json),
        _ => Err(format!("unknown format {name:?}: text or json").into()),
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
        assert_eq!(args.build_args, [("A".to_owned(), "b=c".to_owned())]);
        assert_eq!(args.dir, PathBuf::from("dir"));
        assert_eq!(args.file, Some("x/Dockerfile".into()));
        assert!(args.format == Format::Json);
        assert_eq!(plan(&["plan"]).dir, PathBuf::from("."));
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        for words in
            [&["build"][..], &["plan", "--frobnicate"], &["plan", "--format", "xml"], &["plan", "a", "b"]]
        {
            assert!(parse(Parser::from_args(words)).is_err(), "{words:?}");
        }
    }
}
