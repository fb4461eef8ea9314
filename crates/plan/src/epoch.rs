//! SOURCE_DATE_EPOCH (`epoch.go`).

use drydock_source::Span;
use drydock_syntax::Stage;
use drydock_syntax::instruction::{Add, Kind};

use crate::fault::{Code, Fault};
use crate::go::number::parse_int;
use crate::planner::Planner;
use crate::{Env, digest, git};

const NAME: &str = "SOURCE_DATE_EPOCH";

impl Planner<'_> {
    /// Works out the time that images and files get; a time that only a remote source knows stays unknown.
    pub(crate) fn read_epoch(&mut self) {
        let argument = self.request.build_args.get(NAME).cloned();
        let global = || self.globals.get(NAME).filter(|value| !value.is_empty()).map(str::to_string);
        let Some(value) = argument.or_else(global) else { return };
        self.epoch = self.epoch_of(&value);
        if let Some(seconds) = self.epoch {
            self.created = rfc3339(seconds).into();
        }
        let shown = self.epoch.map(|seconds| seconds.to_string());
        if self.request.build_args.contains_key(NAME) {
            match &shown {
                Some(value) => drop(self.request.build_args.insert(NAME.into(), value.clone())),
                None => drop(self.request.build_args.remove(NAME)),
            }
        }
        if self.globals.get(NAME).is_some() {
            match &shown {
                Some(value) => self.globals.set_last(NAME, value),
                None => self.globals.remove(NAME),
            }
        }
    }

    fn epoch_of(&mut self, value: &str) -> Option<i64> {
        if value.is_empty() {
            return None;
        }
        if let Ok(seconds) = parse_int(value) {
            return Some(seconds);
        }
        if value == "context" {
            return None;
        }
        match self.named_context(value, None) {
            Ok(None) => {}
            Ok(Some(_)) => return None,
            Err(error) => {
                self.report(Code::BadContext.fault(error), Span::at(0), None);
                return None;
            }
        }
        let file = self.file;
        let Some(stage) = file.stages.iter().find(|stage| stage.name.text.eq_ignore_ascii_case(value)) else {
            self.report(Code::BadEpoch.fault(format!("invalid {NAME}: {value}")), Span::at(0), None);
            return None;
        };
        if let Err(fault) = self.check_source_stage(stage) {
            self.report(fault, stage.span, Some(stage.lines));
        }
        None
    }

    /// A stage that gives the time brings in one remote source and nothing else.
    fn check_source_stage(&self, stage: &Stage) -> Result<(), Fault> {
        let bad = |what: &str| Code::BadEpoch.fault(format!("{NAME} stage {what}"));
        let mut env = self.globals.clone();
        env.remove(NAME);
        let base = self.expand(&stage.base.text, &env)?;
        if base.word != "scratch" {
            return Err(bad("must use FROM scratch"));
        }
        let mut sources = 0;
        for instruction in &stage.instructions {
            match &instruction.kind {
                Kind::Arg(arg) => {
                    for pair in &arg.args {
                        let given = self.request.build_args.get(&pair.name.text).cloned();
                        let value = match (given, &pair.value) {
                            (Some(given), _) => given,
                            (None, Some(default)) => self.expand(&default.text, &env)?.word,
                            (None, None) => continue,
                        };
                        env.set_last(&pair.name.text, &value);
                    }
                }
                Kind::Add(_) if sources > 0 => return Err(bad("must contain exactly one remote ADD")),
                Kind::Add(add) => {
                    self.check_source(add, &env)?;
                    sources += 1;
                }
                _ => {
                    let keyword = &instruction.keyword.text;
                    return Err(bad(&format!(
                        "does not meet source-only requirements: unsupported {keyword} instruction"
                    )));
                }
            }
        }
        if sources == 0 { Err(bad("must contain exactly one remote ADD")) } else { Ok(()) }
    }

    fn check_source(&self, add: &Add, env: &Env) -> Result<(), Fault> {
        let bad = |what: &str| Code::BadEpoch.fault(format!("{NAME} stage {what}"));
        let ([source], []) = (add.sources.paths.as_slice(), add.sources.inline.as_slice()) else {
            return Err(bad("must contain exactly one remote ADD source"));
        };
        let source = self.expand(&source.text, env)?.word;
        match git::parse(&source) {
            Some(Ok(_)) => Ok(()),
            Some(Err(error)) => Err(Code::BadSource.fault(error)),
            None if source.starts_with("http://") || source.starts_with("https://") => {
                let checksum = self.expand(&add.checksum.text, env)?.word;
                if checksum.is_empty() {
                    return Ok(());
                }
                digest::validate(&checksum).map_err(|error| Code::BadChecksum.fault(error))
            }
            None => Err(bad("source must be a single HTTP(S) or Git ADD")),
        }
    }
}

/// Seconds since 1970 as `2006-01-02T15:04:05Z`.
fn rfc3339(seconds: i64) -> String {
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Days to a date of the proleptic Gregorian calendar: eras of 400 years that begin on the first of March.
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::rfc3339;

    #[test]
    fn seconds_become_dates() {
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00Z");
        assert_eq!(rfc3339(-1), "1969-12-31T23:59:59Z");
        assert_eq!(rfc3339(1_700_000_000), "2023-11-14T22:13:20Z");
        assert_eq!(rfc3339(951_782_400), "2000-02-29T00:00:00Z");
    }
}
