//! Parse, plan and evaluate, at the sizes people have and beyond.

use divan::Bencher;
use drydock_bench::{dockerfile, project};
use drydock_builder::{CatalogImages, ContextFile};
use drydock_plan::{Options, plan};
use drydock_playground::{BuildCache, build, evaluate};
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
