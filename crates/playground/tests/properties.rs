//! What holds of every project, broken ones included.

use drydock_builder::{Context, ContextFile};
use drydock_playground::{BuildCache, Project, Verdict, build, evaluate, history, images, progress};
use proptest::prelude::*;

const LINES: &[&str] = &[
    "FROM alpine",
    "FROM alpine AS a",
    "FROM a AS b",
    "FROM scratch",
    "FROM node:20-slim AS build",
    "FROM",
    "FROM --platform=$BUILDPLATFORM golang:1.22 AS c",
    "ARG V=1",
    "ARG V",
    "ENV K=$V PATH=/x:$PATH",
    "ENV K",
    "WORKDIR /app",
    "WORKDIR sub/$K",
    "COPY . .",
    "COPY *.txt /t/",
    "COPY --from=a /x /y",
    "COPY --from=b / /all/",
    "COPY --from=0 /etc/passwd /p",
    "COPY --from=nginx /etc/nginx /n",
    "COPY --link a.txt /l",
    "COPY --chown=me:you --chmod=u+x src /s",
    "COPY nope /nope",
    "COPY <<EOF /f",
    "text $V",
    "EOF",
    "ADD https://example.com/x.tgz /x",
    "ADD https://github.com/a/b.git /g",
    "RUN echo $V > /x && cp /x /y",
    "RUN --mount=type=cache,target=/c date > /c/t",
    "RUN --mount=type=bind,from=a,target=/m cat /m/x > /z",
    "RUN --mount=type=secret,id=s cat /run/secrets/s",
    "RUN apt-get update && apt-get install -y curl",
    "RUN exit 3",
    "RUN [\"sh\", \"-c\", \"true\"]",
    "RUN <<EOF",
    "USER me",
    "USER 1000:1000",
    "SHELL [\"/bin/bash\", \"-c\"]",
    "EXPOSE 80/tcp 90-99",
    "VOLUME /v",
    "HEALTHCHECK CMD true",
    "ONBUILD RUN echo",
    "ENTRYPOINT [\"a\"]",
    "ENTRYPOINT a",
    "CMD b c",
    "LABEL a=b",
    "# a comment",
    "\\",
    "",
];

fn lines() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(LINES), 0..14).prop_map(|lines| lines.join("\n"))
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => lines(),
        2 => (lines(), "\\PC{0,40}").prop_map(|(lines, rest)| format!("{lines}\n{rest}")),
        1 => prop::collection::vec(any::<u8>(), 0..300).prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
    ]
}

fn context() -> Context {
    let mut context = Context::new();
    for (path, text) in [("a.txt", "alpha\n"), ("src/m.c", "int m;\n"), ("package.json", "{}")] {
        context.set(path, ContextFile::text(text)).expect("a plain path");
    }
    context
}

fn project(dockerfile: String, ignore: Option<String>, run: String) -> Project {
    let mut context = context();
    if let Some(ignore) = ignore {
        context.set(".dockerignore", ContextFile::text(&ignore)).expect("a plain path");
    }
    Project { dockerfile, context, run, ..Project::default() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn any_text_is_evaluated_built_and_printed(
        first in text(),
        second in text(),
        ignore in prop::option::of("[a-z*!/\\[#.\\n]{0,20}"),
        run in "[-a-z= \"']{0,20}",
    ) {
        let mut project = project(first, ignore, run);
        let mut cache = BuildCache::default();
        for text in [second, String::new()] {
            let evaluation = evaluate(&project, &cache);
            for diagnostic in &evaluation.diagnostics {
                let span = diagnostic.span;
                prop_assert!(span.start <= span.end && span.end as usize <= project.dockerfile.len(), "{diagnostic:?}");
            }
            progress(&project, &evaluation);
            history(&evaluation);
            images(&evaluation, "app");
            cache = build(&project, &cache);
            project.dockerfile = text;
        }
        evaluate(&project, &cache);
    }

    #[test]
    fn a_build_right_after_a_build_runs_nothing(text in lines()) {
        let project = project(text, None, String::new());
        let cache = build(&project, &BuildCache::default());
        let evaluation = evaluate(&project, &cache);
        if evaluation.error.is_none() {
            let ran: Vec<_> = evaluation.operations.iter().filter(|one| one.verdict != Verdict::Cached && !one.source).collect();
            prop_assert!(ran.is_empty(), "{ran:?}\n{}", project.dockerfile);
        }
    }

    #[test]
    fn what_is_remembered_never_changes_an_answer(first in lines(), second in lines()) {
        let cache = build(&project(first.clone(), None, String::new()), &BuildCache::default());
        let fresh = build(&project(first.clone(), None, String::new()), &BuildCache::default());
        let project = project(second, None, String::new());
        let json = |evaluation| serde_json::to_string(&evaluation).expect("plain data");
        evaluate(&project, &cache);
        prop_assert_eq!(json(evaluate(&project, &cache)), json(evaluate(&project, &fresh)));
    }
}
