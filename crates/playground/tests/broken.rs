//! Broken Dockerfiles: located diagnostics, and an evaluation of the good part.

use drydock_playground::{BuildCache, Evaluation, Project, build, evaluate, progress};

fn of(dockerfile: &str) -> (Project, Evaluation) {
    let project = Project { dockerfile: dockerfile.into(), ..Project::default() };
    let evaluation = evaluate(&project, &BuildCache::default());
    (project, evaluation)
}

#[test]
fn broken_files_say_where_and_keep_the_rest() {
    let cases = [
        ("FROM", "FROM requires either one or three arguments", 0),
        ("", "the Dockerfile cannot be empty", 0),
        ("RUN echo hi\n", "no build stage in current context", 0),
        ("FROM alpine\nRUN <<EOF\necho\n", "unterminated heredoc", 0),
        (
            "FROM alpine AS a\nCOPY --from=b /x /x\nFROM alpine AS b\nCOPY --from=a /y /y\n",
            "circular dependency",
            2,
        ),
        ("FROM alpine\nCOPY nope /x\n", "\"/nope\": not found", 1),
    ];
    for (text, message, stages) in cases {
        let (_, evaluation) = of(text);
        let error = evaluation.error.as_deref().unwrap_or_default();
        assert!(error.contains(message), "{text:?}: {error:?}");
        assert!(evaluation.diagnostics.iter().any(|one| one.is_error()), "{text:?}");
        assert!(evaluation.stages.len() >= stages, "{text:?}: {:?}", evaluation.stages.len());
    }
}

#[test]
fn a_file_with_an_error_is_not_built() {
    let (project, _) = of("FROM alpine\nRUNN echo\n");
    assert_eq!(build(&project, &BuildCache::default()).builds(), 0);
}

#[test]
fn a_missing_file_prints_as_the_engine_prints_it() {
    let (project, evaluation) = of("FROM alpine\nWORKDIR /app\nCOPY nope.txt .\nRUN true\n");
    let printed = progress(&project, &evaluation);
    let end = "\
#6 [3/4] COPY nope.txt .
#6 ERROR: failed to calculate checksum of ref <ref>: \"/nope.txt\": not found
------
 > [3/4] COPY nope.txt .:
------
Dockerfile:3
--------------------
   1 |     FROM alpine
   2 |     WORKDIR /app
   3 | >>> COPY nope.txt .
   4 |     RUN true
   5 |     
--------------------
ERROR: failed to build: failed to solve: failed to compute cache key: failed to calculate checksum of ref <ref>: \"/nope.txt\": not found
";
    assert!(printed.ends_with(end), "{printed}");
}

#[test]
fn a_ring_of_stages_prints_both_places() {
    let (project, evaluation) =
        of("FROM alpine AS a\nCOPY --from=b /x /x\nFROM alpine AS b\nCOPY --from=a /y /y\n");
    let printed = progress(&project, &evaluation);
    let end = "\
#1 DONE 0.0s
Dockerfile:2
--------------------
   1 |     FROM alpine AS a
   2 | >>> COPY --from=b /x /x
   3 |     FROM alpine AS b
   4 |     COPY --from=a /y /y
--------------------
Dockerfile:4
--------------------
   2 |     COPY --from=b /x /x
   3 |     FROM alpine AS b
   4 | >>> COPY --from=a /y /y
   5 |     
--------------------
ERROR: failed to build: failed to solve: circular dependency detected on stage: a
";
    assert!(printed.ends_with(end), "{printed}");
}
