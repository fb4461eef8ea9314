//! HEALTHCHECK (`parseHealthcheck` of `instructions/parse.go`).

use drydock_source::Span;

use super::flags::{FlagSpec, Flags};
use super::{Kind, Read, Request, Spec};
use crate::args::Form;
use crate::problem::Problem;
use crate::{Word, duration, number, text};

/// What a health check runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum HealthcheckTest {
    /// `NONE`: switches an inherited check off.
    #[default]
    None,
    /// `CMD` in exec form.
    Exec(Vec<String>),
    /// `CMD` in shell form.
    Shell(String),
}

/// HEALTHCHECK: how to tell that the container works. Durations are in nanoseconds; 0 means "not given".
#[derive(Clone, Debug, Default)]
pub struct Healthcheck {
    /// What it runs.
    pub test: HealthcheckTest,
    /// The words of the command.
    pub words: Vec<Word>,
    /// `--interval`.
    pub interval: i64,
    /// `--timeout`.
    pub timeout: i64,
    /// `--start-period`.
    pub start_period: i64,
    /// `--start-interval`.
    pub start_interval: i64,
    /// `--retries`.
    pub retries: i64,
}

pub(super) const SPEC: Spec = Spec {
    name: "HEALTHCHECK",
    form: Form::Healthcheck,
    usage: "HEALTHCHECK [flags] CMD <command> or HEALTHCHECK NONE",
    flags: &[
        FlagSpec::one("interval"),
        FlagSpec::one("timeout"),
        FlagSpec::one("start-period"),
        FlagSpec::one("start-interval"),
        FlagSpec::one("retries"),
    ],
    heredocs: false,
    read: Read::Kind(read),
};

fn read(request: &Request<'_>) -> Result<Kind, Problem> {
    let Some((kind, command)) = request.at_least_one()?.split_first() else {
        return Ok(Kind::Healthcheck(Healthcheck::default()));
    };
    let name = text::upper(&kind.text);
    if name == "NONE" {
        return match command.first() {
            None => Ok(Kind::Healthcheck(Healthcheck::default())),
            Some(word) => Err(request
                .problem("HealthcheckNone", word.span, "HEALTHCHECK NONE takes no arguments".into())
                .because("NONE switches an inherited check off; there is nothing to run.")),
        };
    }
    let flags = request.flags()?;
    if name != "CMD" {
        let message = format!("Unknown type {} in HEALTHCHECK (try CMD)", text::quote(&name));
        return Err(request
            .problem("HealthcheckType", kind.span, message)
            .because("After the flags stands CMD and the command, or NONE.")
            .fix("Put CMD before the command".into(), Span::at(kind.span.start as usize), "CMD "));
    }
    Ok(Kind::Healthcheck(Healthcheck {
        test: test(request, kind, command)?,
        words: command.to_vec(),
        interval: interval(&flags, "interval")?,
        timeout: interval(&flags, "timeout")?,
        start_period: interval(&flags, "start-period")?,
        start_interval: interval(&flags, "start-interval")?,
        retries: retries(&flags.one("retries"))?,
    }))
}

fn test(request: &Request<'_>, kind: &Word, command: &[Word]) -> Result<HealthcheckTest, Problem> {
    let words = command.iter().map(|word| word.text.clone());
    match command {
        [] => Err(request
            .problem("HealthcheckCommand", kind.span, "Missing command after HEALTHCHECK CMD".into())
            .because("CMD is followed by the command that tells whether the container works.")),
        _ if request.node.json => Ok(HealthcheckTest::Exec(words.collect())),
        _ => Ok(HealthcheckTest::Shell(words.collect::<Vec<_>>().join(" "))),
    }
}

/// A duration in nanoseconds; 0 where the flag is not given.
fn interval(flags: &Flags, name: &str) -> Result<i64, Problem> {
    let value = flags.one(name);
    if value.text.is_empty() {
        return Ok(0);
    }
    let bad = |message: String| {
        Problem::new("BadDuration", value.span, message)
            .because("A duration is one or more numbers, each with its unit: h, m, s, ms, us or ns.")
            .help(format!("Write for example --{name}=30s or --{name}=1m30s."))
    };
    let number = value.text.bytes().all(|b| b.is_ascii_digit());
    let nanoseconds = duration::parse(&value.text).map_err(|message| match bad(message) {
        problem if number => {
            let seconds = format!("{}s", value.text);
            problem.fix(format!("Take it for seconds: {seconds}"), value.span, &seconds)
        }
        problem => problem,
    })?;
    if nanoseconds != 0 && nanoseconds < 1_000_000 {
        return Err(bad(format!("Interval {} cannot be less than 1ms", text::quote(name))));
    }
    Ok(nanoseconds)
}

fn retries(value: &Word) -> Result<i64, Problem> {
    if value.text.is_empty() {
        return Ok(0);
    }
    let bad = |message: String| {
        Problem::new("BadRetries", value.span, message)
            .because("It counts the failures in a row after which the container is unhealthy.")
            .help("Write a whole number, such as --retries=3.")
    };
    match number::parse_i32(&value.text).map_err(bad)? {
        retries @ ..0 => Err(bad(format!("--retries cannot be negative ({retries})"))),
        retries => Ok(retries.into()),
    }
}
