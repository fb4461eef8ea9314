//! Parse, plan and evaluate, at the sizes people have and beyond.

use divan::Bencher;
use drydock_bench::{dockerfile, project};
use drydock_builder::{CatalogImages, ContextFile};
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
