//! HEALTHCHECK: how to tell that the container works (`dispatchHealthcheck`).

use std::rc::Rc;

use drydock_syntax::instruction::{Healthcheck, HealthcheckTest};

use super::note_replaced;
use crate::HealthConfig;
use crate::dispatch::Dispatch;
use crate::fault::Fault;

pub(super) fn dispatch(step: &mut Dispatch<'_, '_>, healthcheck: &Healthcheck) -> Result<(), Fault> {
    let place = step.place();
    let earlier = step.draft.healthcheck.replace(place);
    note_replaced(step, earlier);
    let test: Vec<String> = match &healthcheck.test {
        HealthcheckTest::None => vec!["NONE".into()],
        HealthcheckTest::Exec(words) => {
            std::iter::once("CMD".to_string()).chain(words.iter().cloned()).collect()
        }
        HealthcheckTest::Shell(text) => vec!["CMD-SHELL".into(), text.clone()],
    };
    let config = HealthConfig {
        test,
        interval: healthcheck.interval,
        timeout: healthcheck.timeout,
        start_period: healthcheck.start_period,
        start_interval: healthcheck.start_interval,
        retries: healthcheck.retries,
    };
    step.commit_plain(format!(
        "HEALTHCHECK {{Test:[{}] Interval:{} Timeout:{} StartPeriod:{} StartInterval:{} Retries:{}}}",
        config.test.join(" "),
        duration(config.interval),
        duration(config.timeout),
        duration(config.start_period),
        duration(config.start_interval),
        config.retries,
    ));
    step.draft.image.healthcheck = Some(Rc::new(config));
    Ok(())
}

/// A number of nanoseconds as Go's `Duration.String` prints it.
fn duration(nanoseconds: i64) -> String {
    let sign = if nanoseconds < 0 { "-" } else { "" };
    let total = nanoseconds.unsigned_abs();
    let fraction = |value: u64, unit: u64| {
        let text = format!("{}.{:0width$}", value / unit, value % unit, width = unit.ilog10() as usize);
        text.trim_end_matches('0').trim_end_matches('.').to_string()
    };
    let text = match total {
        0 => "0s".to_string(),
        1..1_000 => format!("{total}ns"),
        1_000..1_000_000 => format!("{}µs", fraction(total, 1_000)),
        1_000_000..1_000_000_000 => format!("{}ms", fraction(total, 1_000_000)),
        _ => {
            let minutes = total / 60_000_000_000;
            let seconds = fraction(total % 60_000_000_000, 1_000_000_000);
            match (minutes / 60, minutes % 60) {
                (0, 0) => format!("{seconds}s"),
                (0, minutes) => format!("{minutes}m{seconds}s"),
                (hours, minutes) => format!("{hours}h{minutes}m{seconds}s"),
            }
        }
    };
    format!("{sign}{text}")
}

#[cfg(test)]
mod tests {
    use super::duration;

    #[test]
    fn durations_read_as_in_go() {
        for (nanoseconds, want) in [
            (0, "0s"),
            (1_500, "1.5µs"),
            (250_000_000, "250ms"),
            (30_000_000_000, "30s"),
            (90_500_000_000, "1m30.5s"),
            (3_600_000_000_000, "1h0m0s"),
        ] {
            assert_eq!(duration(nanoseconds), want);
        }
    }
}
