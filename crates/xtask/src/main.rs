//! `cargo xtask`: the chores of this workspace. Nothing but the standard library, so that it compiles in seconds.

mod bench;
mod catalog;
mod docs;
mod evaluator;
mod files;
mod integrations;
mod package;
mod process;
mod serve;
mod setup;
mod site;
mod size;
mod test;
mod workspace;

use std::process::ExitCode;

/// What went wrong, in a sentence for the reader; empty when it was printed already.
type Result<T = ()> = std::result::Result<T, String>;

const USAGE: &str = "usage: cargo xtask COMMAND

  serve [--port N] [--open] [--dev]   build the playground and serve it on 127.0.0.1 (8080);
                                      --dev rebuilds at every change, without optimisation
  build [--quick]                     the static site in dist/; --quick without optimisation and packed copies
  evaluator [--release]               its evaluator alone, in static/evaluator/dist/ (the build runs this by itself)
  test [PART…]                        format, clippy, unit tests with the recorded cases, wasm tests, journeys in
                                      a browser; or only these parts: fmt clippy unit wasm e2e
  conformance [FILE…]                 recorded cases; without a file all of the repository (--help for filters)
  docs                                docs/rules from the rules themselves
  sizes [FILE…] [--format text|json]  predicted sizes against measured ones (tests/sizes)
  catalog                             the compact data files from their source tables, and what each weighs
  bench [FILTER]                      the benchmarks
  size                                every asset of a new build raw, gzip and brotli against its budget
  single                              the page in one file that opens from a disk, dist/drydock.html
  integrations [GENERATOR…]           the sample sites of integrations/, built and opened in a browser (minutes)
  package                             the npm packages, packed in target/packages and tried in an empty project
  setup                               install what is missing for all of these

What is missing is installed on the way; a tool that is already there is used.";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let rest = args.get(1..).unwrap_or_default();
    let result = match args.first().map(String::as_str) {
        Some("serve") => serve::serve(rest),
        Some("evaluator") => evaluator::build(rest),
        Some("build") if rest == ["--quick"] => site::quick(),
        Some("build") => no_more(rest).and_then(|()| site::build()),
        Some("test") => test::test(rest),
        Some("conformance") => test::program("drydock-conformance", rest),
        Some("sizes") => test::program("drydock-sizes", rest),
        Some("catalog") => no_more(rest).and_then(|()| catalog::catalog()),
        Some("bench") => bench::bench(rest),
        Some("docs") => no_more(rest).and_then(|()| docs::docs()),
        Some("size") => no_more(rest).and_then(|()| size::size()),
        Some("single") => no_more(rest).and_then(|()| site::single()),
        Some("integrations") => integrations::integrations(rest),
        Some("package") => no_more(rest).and_then(|()| package::package()),
        Some("setup") => no_more(rest).and_then(|()| setup::everything()),
        Some("help" | "--help" | "-h") => {
            println!("{USAGE}");
            Ok(())
        }
        _ => Err(USAGE.to_owned()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            if !message.is_empty() {
                eprintln!("{message}");
            }
            ExitCode::FAILURE
        }
    }
}

fn no_more(args: &[String]) -> Result {
    match args {
        [] => Ok(()),
        [arg, ..] => Err(format!("unexpected argument {arg}\n{USAGE}")),
    }
}
