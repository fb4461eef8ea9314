//! HEALTHCHECK over time, as Docker's monitor keeps it (`daemon/health.go`).

use drydock_plan::{Config, HealthConfig};
use serde::{Deserialize, Serialize};

use crate::duration::{self, SECOND};
use crate::{HealthFlags, RunRequest};

/// Defaults of Docker: interval, timeout and interval in the start period in nanoseconds, and failures until unhealthy.
const INTERVAL: i64 = 30 * SECOND;
const TIMEOUT: i64 = 30 * SECOND;
const START_INTERVAL: i64 = 5 * SECOND;
const RETRIES: i64 = 3;

/// What it takes to start a process in a running container, in nanoseconds.
const EXEC_TIME: i64 = SECOND / 10;

/// As much of a check's output is kept, in bytes.
const MAX_OUTPUT: usize = 4096;

/// Checks followed at most: a timeline is for a reader.
const MAX_CHECKS: usize = 1000;

/// State of a container's health.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HealthStatus {
    /// No check has passed yet, nor have enough failed.
    Starting,
    /// The last check passed, or not enough have failed since.
    Healthy,
    /// As many failed in a row as `--retries` says.
    Unhealthy,
}

impl HealthStatus {
    /// As `docker inspect` prints it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::Healthy => "healthy",
            Self::Unhealthy => "unhealthy",
        }
    }
}

/// A change of the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthState {
    /// Seconds after the start, rounded to the nearest.
    pub seconds: i64,
    /// The state.
    pub status: HealthStatus,
    /// Failures in a row.
    pub failing_streak: i64,
}

/// How one check ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckResult {
    /// Exit code; -1 when it did not start or took too long.
    pub exit: i32,
    /// What it printed, both streams.
    pub output: String,
    /// Nanoseconds it took; `i64::MAX` when it never ends.
    #[serde(skip)]
    pub time: i64,
}

/// The check of a container with all defaults filled in; durations in nanoseconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthCheck {
    /// The command: for the text form the shell in front.
    pub command: Vec<String>,
    /// Time between checks.
    pub interval: i64,
    /// Time a check may take.
    pub timeout: i64,
    /// Time in which failures do not count.
    pub start_period: i64,
    /// Time between checks in it.
    pub start_interval: i64,
    /// Failures in a row until unhealthy.
    pub retries: i64,
}

/// What became of a container's health in a while.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthTimeline {
    /// Each state once it changes, the first at the start; empty without a check.
    pub states: Vec<HealthState>,
    /// The last check, when one ran.
    pub last: Option<CheckResult>,
    /// True when a check asks something that nobody can answer here, and is taken to pass.
    pub assumed: bool,
}

impl HealthCheck {
    /// The check of a container: that of the image, changed by `--health-*`; `None` without one, with
    /// `HEALTHCHECK NONE` and with `--no-healthcheck`.
    pub fn of(config: &Config, request: &RunRequest) -> Option<Self> {
        let flags = &request.health;
        let none = HealthConfig::default();
        let image = config.healthcheck.as_ref().unwrap_or(&none);
        let shell = crate::command::shell_of(config);
        let in_shell = |text: &str| shell.iter().cloned().chain([text.to_owned()]).collect::<Vec<_>>();
        let command = match (&flags.cmd, image.test.as_slice()) {
            _ if flags.none => return None,
            (Some(text), _) => in_shell(text),
            (None, [kind, text]) if kind == "CMD-SHELL" => in_shell(text),
            (None, [kind, words @ ..]) if kind == "CMD" && !words.is_empty() => words.to_vec(),
            _ => return None,
        };
        Some(Self::with_defaults(command, image, flags))
    }

    fn with_defaults(command: Vec<String>, image: &HealthConfig, flags: &HealthFlags) -> Self {
        let pick = |flag: Option<i64>, image: i64, default: i64| match flag.unwrap_or(image) {
            0 => default,
            given => given,
        };
        HealthCheck {
            command,
            interval: pick(flags.interval, image.interval, INTERVAL),
            timeout: pick(flags.timeout, image.timeout, TIMEOUT),
            start_period: pick(flags.start_period, image.start_period, 0),
            start_interval: pick(flags.start_interval, image.start_interval, START_INTERVAL),
            retries: pick(flags.retries, image.retries, RETRIES),
        }
    }

    /// Runs checks for `seconds`, each of them by `check`.
    ///
    /// The next check begins one interval after the last has ended. Failures in the start period do not count as long
    /// as no check has passed; one that passes makes the container healthy at once.
    pub fn timeline(&self, seconds: i64, mut check: impl FnMut() -> CheckResult) -> HealthTimeline {
        let end = seconds.saturating_mul(SECOND);
        let mut now = 0;
        let (mut status, mut streak) = (HealthStatus::Starting, 0);
        let mut timeline = HealthTimeline::default();
        timeline.note(now, status, streak);
        for _ in 0..MAX_CHECKS {
            let starting = status == HealthStatus::Starting && now < self.start_period;
            let begin = now.saturating_add(if starting { self.start_interval } else { self.interval });
            let result = self.bounded(check());
            now = begin.saturating_add(result.time).saturating_add(EXEC_TIME);
            if now > end {
                break;
            }
            let counts = status != HealthStatus::Starting || begin >= self.start_period;
            match result.exit {
                0 => (status, streak) = (HealthStatus::Healthy, 0),
                _ if counts => streak += 1,
                _ => {}
            }
            if streak >= self.retries {
                status = HealthStatus::Unhealthy;
            }
            timeline.note(now, status, streak);
            timeline.last = Some(result);
        }
        timeline
    }

    fn bounded(&self, mut result: CheckResult) -> CheckResult {
        if result.time > self.timeout {
            let output = format!("Health check exceeded timeout ({})", duration::show(self.timeout));
            return CheckResult { exit: -1, output, time: self.timeout };
        }
        if result.output.len() > MAX_OUTPUT {
            let end = (0..=MAX_OUTPUT).rev().find(|at| result.output.is_char_boundary(*at)).unwrap_or(0);
            result.output.truncate(end);
        }
        result
    }
}

impl HealthTimeline {
    fn note(&mut self, now: i64, status: HealthStatus, failing_streak: i64) {
        let same = |last: &HealthState| last.status == status && last.failing_streak == failing_streak;
        if !self.states.last().is_some_and(same) {
            self.states.push(HealthState { seconds: (now + SECOND / 2) / SECOND, status, failing_streak });
        }
    }

    /// What `docker ps` shows of the state of a running container.
    pub fn ps_status(&self) -> String {
        match self.states.last().map(|state| state.status) {
            None => "Up N seconds".into(),
            Some(HealthStatus::Starting) => "Up N seconds (health: starting)".into(),
            Some(status) => format!("Up N seconds ({})", status.name()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn states(check: &HealthCheck, seconds: i64, exits: &[i32]) -> Vec<(HealthStatus, i64)> {
        let mut exits = exits.iter().chain(std::iter::repeat(exits.last().expect("an exit")));
        let run = || CheckResult { exit: *exits.next().expect("endless"), ..CheckResult::default() };
        let timeline = check.timeline(seconds, run);
        timeline.states.iter().map(|state| (state.status, state.failing_streak)).collect()
    }

    fn check(interval: i64, start_period: i64, retries: i64) -> HealthCheck {
        let image = HealthConfig {
            interval: interval * SECOND,
            start_period: start_period * SECOND,
            retries,
            ..HealthConfig::default()
        };
        HealthCheck::with_defaults(vec!["true".into()], &image, &HealthFlags::default())
    }

    #[test]
    fn as_many_failures_as_retries_make_it_unhealthy() {
        use HealthStatus::{Healthy, Starting, Unhealthy};
        assert_eq!(
            states(&check(1, 0, 2), 9, &[0, 1, 1, 1, 0]),
            [(Starting, 0), (Healthy, 0), (Healthy, 1), (Unhealthy, 2), (Unhealthy, 3), (Healthy, 0)]
        );
    }

    #[test]
    fn failures_in_the_start_period_do_not_count() {
        use HealthStatus::{Healthy, Starting, Unhealthy};
        assert_eq!(states(&check(10, 30, 1), 29, &[1]), [(Starting, 0)]);
        assert_eq!(states(&check(10, 30, 1), 45, &[1]), [(Starting, 0), (Unhealthy, 1), (Unhealthy, 2)]);
        assert_eq!(states(&check(10, 30, 3), 12, &[1, 0]), [(Starting, 0), (Healthy, 0)]);
    }

    #[test]
    fn a_slow_check_fails() {
        let slow = || CheckResult { time: i64::MAX, ..CheckResult::default() };
        let timeline = HealthCheck { timeout: SECOND, ..check(1, 0, 1) }.timeline(5, slow);
        assert_eq!(timeline.last.expect("a check").output, "Health check exceeded timeout (1s)");
        assert_eq!(timeline.states.len(), 3);
    }
}
