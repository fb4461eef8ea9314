//! 10,000 lines may cost 1.3 × 100 times what 100 lines cost. Exits with an error when a phase costs more.

use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use drydock_bench::{dockerfile, project};
use drydock_builder::CatalogImages;
use drydock_plan::{Options, plan};
use drydock_playground::{BuildCache, evaluate};
use drydock_syntax::{parse, read};

const SMALL: usize = 100;
const LARGE: usize = 10_000;
const BOUND: f64 = 1.3;

/// The time a Dockerfile of so many lines takes.
type Measure = fn(usize) -> Duration;

fn main() -> ExitCode {
    let phases: [(&str, Measure); 3] =
        [("parse", parse_time), ("plan", plan_time), ("evaluate", evaluate_time)];
    let mut fine = true;
    println!("{:<10} {:>14} {:>14} {:>10}", "phase", "100 lines", "10,000 lines", "growth");
    for (name, time) in phases {
        let (small, large) = (time(SMALL), time(LARGE));
        let growth = large.as_secs_f64() / small.as_secs_f64() / (LARGE / SMALL) as f64;
        let verdict = if growth <= BOUND { "" } else { "  over 1.3" };
        println!("{name:<10} {small:>14.2?} {large:>14.2?} {growth:>9.2}×{verdict}");
        fine &= growth <= BOUND;
    }
    if fine { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn parse_time(lines: usize) -> Duration {
    let text = dockerfile(lines);
    best(lines, || read(&parse(&text)))
}

fn plan_time(lines: usize) -> Duration {
    let tree = parse(&dockerfile(lines));
    let file = read(&tree);
    best(lines, || plan(&tree, &file, &Options::default(), &CatalogImages::default()))
}

fn evaluate_time(lines: usize) -> Duration {
    let project = project(lines, 20);
    best(lines, || evaluate(&project, &BuildCache::default()))
}

/// The best of many: what disturbs a measurement only ever adds to it.
///
/// Small ones are done until they are as much work as a large one, and all results are kept meanwhile: fresh memory
/// costs both sizes the same, and giving it back is the allocator's time, not ours.
fn best<T>(lines: usize, mut work: impl FnMut() -> T) -> Duration {
    let repeats = LARGE / lines;
    let mut results = Vec::with_capacity(repeats);
    let measure = |_| {
        results.clear();
        let begun = Instant::now();
        results.extend((0..repeats).map(|_| black_box(work())));
        begun.elapsed() / repeats as u32
    };
    (0..10).map(measure).min().unwrap_or_default()
}
