//! 10,000 lines may cost 1.3 × 100 times what 100 lines cost, and the edit of one context file among 50,000 at most 10
//! times what it costs among 1,000. Exits with an error when something costs more.

use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use drydock_bench::{dockerfile, project};
use drydock_builder::{CatalogImages, ContextFile};
use drydock_catalog::packages::{Table, Tables};
use drydock_plan::{Options, plan};
use drydock_playground::{BuildCache, build, diagnose, evaluate};
use drydock_syntax::{parse, read};

const SMALL: usize = 100;
const LARGE: usize = 10_000;
const BOUND: f64 = 1.3;
const EDIT_BOUND: f64 = 10.0;

/// The time a Dockerfile of so many lines takes.
type Measure = fn(usize) -> Duration;

fn main() -> ExitCode {
    let phases: [(&str, Measure); 4] =
        [("parse", parse_time), ("plan", plan_time), ("evaluate", evaluate_time), ("check", check_time)];
    let mut fine = true;
    println!("{:<10} {:>14} {:>14} {:>10}", "phase", "100 lines", "10,000 lines", "growth");
    for (name, time) in phases {
        let (small, large) = (time(SMALL), time(LARGE));
        let growth = large.as_secs_f64() / small.as_secs_f64() / (LARGE / SMALL) as f64;
        let verdict = if growth <= BOUND { "" } else { "  over 1.3" };
        println!("{name:<10} {small:>14.2?} {large:>14.2?} {growth:>9.2}×{verdict}");
        fine &= growth <= BOUND;
    }
    fine &= edit_growth();
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

/// What `drydock check` works out, the package tables at hand.
fn check_time(lines: usize) -> Duration {
    let project = project(lines, 20);
    let tables = || Tables::on_demand(Table::built_in);
    best(lines, || diagnose(&project, &BuildCache::with_tables(tables())))
}

/// Whether the edit of one file is paid for that file and not for the whole context.
fn edit_growth() -> bool {
    let (small, large) = (edit_time(1_000), edit_time(50_000));
    let growth = large.as_secs_f64() / small.as_secs_f64();
    let fine = growth <= EDIT_BOUND;
    let verdict = if fine { "" } else { "  over 10" };
    println!("\n{:<10} {:>14} {:>14} {:>10}", "", "1,000 files", "50,000 files", "growth");
    println!("{:<10} {small:>14.2?} {large:>14.2?} {growth:>9.2}×{verdict}", "edit one");
    fine
}

/// The best evaluation after the edit of one of so many files, 60 lines, everything built before.
fn edit_time(files: usize) -> Duration {
    let mut project = project(60, files);
    let cache = build(&project, &BuildCache::default());
    let edit = |count: usize| {
        let file = ContextFile::text(&format!("export const value = {count};\n"));
        project.context.set("src/file1.js", file).expect("the path is a plain one");
        let begun = Instant::now();
        black_box(evaluate(&project, &cache));
        begun.elapsed()
    };
    (0..50).map(edit).min().unwrap_or_default()
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
