//! Parse, plan and evaluate, at the sizes people have and beyond.

use divan::Bencher;
use drydock_bench::{dockerfile, project};
use drydock_builder::{CatalogImages, ContextFile};
use drydock_catalog::packages::Table;
use drydock_plan::{Options, plan};
use drydock_playground::{BuildCache, build, context_verdicts, context_weight, evaluate};
use drydock_syntax::{parse, read};

fn main() {
    divan::main();
}

#[divan::bench(name = "parse, lines", args = [60, 1_000, 10_000])]
fn parse_lines(bencher: Bencher, lines: usize) {
    let text = dockerfile(lines);
    bencher.bench_local(|| read(&parse(&text)));
}

#[divan::bench(name = "plan, lines", args = [60, 1_000, 10_000])]
fn plan_lines(bencher: Bencher, lines: usize) {
    let text = dockerfile(lines);
    let tree = parse(&text);
    let file = read(&tree);
    bencher.bench_local(|| plan(&tree, &file, &Options::default(), &CatalogImages::default()));
}

#[divan::bench(name = "evaluate, lines", args = [60, 1_000, 10_000])]
fn evaluate_lines(bencher: Bencher, lines: usize) {
    let project = project(lines, 20);
    bencher.bench_local(|| evaluate(&project, &BuildCache::default()));
}

#[divan::bench(name = "evaluate 60 lines, files", args = [1_000, 50_000])]
fn evaluate_files(bencher: Bencher, files: usize) {
    let project = project(60, files);
    bencher.bench_local(|| evaluate(&project, &BuildCache::default()));
}

/// One file changes between two evaluations against a warm cache: the rest of the context must not be paid again.
#[divan::bench(name = "edit one file of", args = [1_000, 50_000])]
fn edit_one_file(bencher: Bencher, files: usize) {
    let mut project = project(60, files);
    let cache = build(&project, &BuildCache::default());
    let mut count = 0;
    bencher.bench_local(|| {
        count += 1;
        let file = ContextFile::text(&format!("export const value = {count};\n"));
        project.context.set("src/file1.js", file).expect("the path is a plain one");
        evaluate(&project, &cache)
    });
}

/// A pattern of the ignore file changes: every path is judged anew.
#[divan::bench(name = "edit .dockerignore over", args = [1_000, 50_000])]
fn edit_ignore_file(bencher: Bencher, files: usize) {
    let mut project = project(60, files);
    let cache = build(&project, &BuildCache::default());
    let mut count = 0;
    bencher.bench_local(|| {
        count += 1;
        let file = ContextFile::text(&format!("node_modules\n*.log\n**/file{count}.js\n"));
        project.context.set(".dockerignore", file).expect("the path is a plain one");
        evaluate(&project, &cache)
    });
}

/// The verdicts of the rows that the page shows of the context, after an evaluation.
#[divan::bench(name = "verdicts of 200 paths of", args = [1_000, 50_000])]
fn path_verdicts(bencher: Bencher, files: usize) {
    let paths: Vec<String> = (0..200).map(|file| format!("src/file{}.js", file * 4)).collect();
    let project = project(60, files);
    let cache = BuildCache::default();
    evaluate(&project, &cache);
    bencher.bench_local(|| context_verdicts(&project, &cache, &paths).expect("the ignore file is fine"));
}

#[divan::bench(name = "what weighs among", args = [1_000, 50_000])]
fn weight(bencher: Bencher, files: usize) {
    let project = project(60, files);
    let cache = BuildCache::default();
    evaluate(&project, &cache);
    bencher.bench_local(|| context_weight(&project, &cache, 10).expect("the ignore file is fine"));
}

/// A line above several installs changes with each key: all of them run again, their packages are the same.
#[divan::bench(name = "edit above installs")]
fn edit_above_installs(bencher: Bencher) {
    let load = |cache: BuildCache, table: &Table| cache.with_data(table.file(), table.built_in());
    let cache =
        Table::ALL.iter().try_fold(BuildCache::default(), load).expect("the tables of the repository");
    let mut project = project(60, 20);
    let rest = "RUN apt-get update && apt-get install -y build-essential git && rm -rf /var/lib/apt/lists/*\n\
                RUN apt-get update && apt-get install -y --no-install-recommends ffmpeg postgresql-client\n\
                RUN pip install --no-cache-dir flask pandas gunicorn\n";
    let mut count = 0;
    bencher.bench_local(|| {
        count += 1;
        project.dockerfile = format!("FROM python:3.12-slim-bookworm\nENV COUNT={count}\n{rest}");
        evaluate(&project, &cache)
    });
}

/// The same installs, of which no line changes.
#[divan::bench(name = "edit below installs")]
fn edit_below_installs(bencher: Bencher) {
    let load = |cache: BuildCache, table: &Table| cache.with_data(table.file(), table.built_in());
    let cache =
        Table::ALL.iter().try_fold(BuildCache::default(), load).expect("the tables of the repository");
    let mut project = project(60, 20);
    let mut count = 0;
    bencher.bench_local(|| {
        count += 1;
        project.dockerfile = format!("{}RUN echo {count}\n", dockerfile(60));
        evaluate(&project, &cache)
    });
}
