//! hadolint's rules on whatever stands in the text: no panic, places within the text, edits that fit, linear cost.

use cpu_time::ThreadTime;
use drydock_lint::hadolint::{Config, Finding, check, report};
use drydock_source::apply_edits;

const CONFIG: &str = "
trustedRegistries: [docker.io]
label-schema: {a: text, b: url, c: email, d: semver, e: rfc3339, f: spdx, g: hash}
strict-labels: true
override: {info: [DL1001, DL3057]}
";

fn config() -> Config {
    Config::parse(CONFIG).expect("a readable configuration")
}

fn sound(text: &str, found: &[Finding]) {
    for Finding { diagnostic, line, .. } in found {
        let spans = diagnostic.labels.iter().map(|label| label.span).chain([diagnostic.span]);
        for span in spans {
            assert!(text.get(span.start as usize..span.end as usize).is_some(), "{span:?} in {text:?}");
        }
        assert!(*line as usize <= text.lines().count() + 1, "{line} in {text:?}");
        for fix in &diagnostic.fixes {
            assert!(apply_edits(text, &fix.edits).is_some(), "{fix:?} in {text:?}");
        }
    }
}

fn both(text: &str) {
    let config = config();
    sound(text, &report(text, &config));
    sound(text, &check(&drydock_syntax::parse(text), &config));
}

#[test]
fn any_mixture_of_pieces_is_checked() {
    const PIECES: &str = "FROM a\n|FROM --platform=x b AS c\n|RUN |COPY |ADD |ENV |LABEL |ARG |USER |CMD |ONBUILD |SHELL \
                          |HEALTHCHECK |EXPOSE |WORKDIR |# hadolint ignore=DL3003\n|# escape=`\n|--from=c |--link \
                          |--mount=type=cache,target=/x |--interval=5s |apt-get install |pip install |cd /x |&& |; |$(\
                          |)|((|))|{a,b}|{|}|\"|'|\\|\\\n|\n|\r\n|\t| |é|$V|${V|=|:|@|[|]|,|<<E|\nE\n|time |if |then |fi\
                          |for ((;;)); do |done|! |/|-x |a=1 |80-90/tcp |\u{feff}";
    let pieces: Vec<&str> = PIECES.split('|').chain(["| "]).collect();
    let mut state = 11u64;
    for _ in 0..4_000 {
        let mut text = String::new();
        for _ in 0..(state >> 33) % 20 + 1 {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            text.push_str(pieces[(state >> 33) as usize % pieces.len()]);
        }
        both(&text);
    }
}

#[test]
fn what_hadolint_cannot_read_hides_nothing_else() {
    let text = "FROM debian:12.5\nRUN <<EOF\ncd /x\nEOF\nRUN sudo ls\nHEALTHCHECK --interval=1m30s CMD a\nUSER root\n";
    let codes = |found: &[Finding]| found.iter().map(|one| (one.line, one.code)).collect::<Vec<_>>();
    assert_eq!(codes(&report(text, &Config::default())), [(5, "DL1000")]);
    let found = check(&drydock_syntax::parse(text), &Config::default());
    let expected = [(2, "DL3003"), (5, "DL3004"), (5, "DL3059"), (7, "DL3002"), (7, "DL3066")];
    assert_eq!(codes(&found), expected);
}

#[test]
fn cost_is_linear() {
    let config = config();
    let shapes: [&dyn Fn(usize) -> String; 12] = [
        &|n| format!("FROM a\n{}", "RUN cat <<E\n".repeat(n)),
        &|n| format!("FROM a\nENV {}\n", (0..n).map(|i| format!("A{i}=$A{} ", i + 1)).collect::<String>()),
        &|n| {
            let stage = |i| format!("FROM s{i} AS s{}\nENV V{i}=1\nHEALTHCHECK NONE\nLABEL b=1\n", i + 1);
            (0..n).map(stage).collect()
        },
        &|n| format!("FROM a\nRUN {}true\n", "apt-get install -y a && ".repeat(n)),
        &|n| format!("FROM a\nRUN {}b\n", "a \\\n".repeat(n)),
        &|n| format!("FROM a\n{}", "ARG A\nUSER $AB\n".repeat(n)),
        &|n| format!("FROM a\nRUN {}{}\n", "{".repeat(n), "a,}".repeat(n)),
        &|n| format!("FROM a\nRUN {}\n", "{a,b} time if ".repeat(n)),
        &|n| format!("FROM a\nRUN echo {}{}\n", "$(( $(a) ".repeat(n), "))".repeat(n)),
        &|n| format!("FROM a\nRUN {}x{}\n", "for ((;;)); do ".repeat(n), "; done".repeat(n)),
        &|n| format!("{}RUN a\n", "ONBUILD ".repeat(n)),
        &|n| format!("FROM a\nCOPY {}/x/\n{}", "f.tar ".repeat(n), "RUN tar -xf f.tar\n".repeat(n)),
    ];
    for (number, shape) in shapes.iter().enumerate() {
        // As much text in either case, so that what else the machine does weighs the same on both.
        let time = |times: usize, count: usize| {
            let text = shape(count);
            let start = ThreadTime::now();
            for _ in 0..times {
                std::hint::black_box(report(&text, &config));
            }
            start.elapsed().as_secs_f64()
        };
        let (small, large) = (time(10, 200), time(1, 2_000));
        assert!(large < 0.02 || large < small * 3.0, "shape {number}: {small} then {large}");
    }
}
