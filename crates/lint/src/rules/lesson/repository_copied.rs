//! The repository's history copied with everything else.

use drydock_builder::progress::human_size;

use crate::SuspectKind;
use crate::rule::Rule;
use crate::suspicion::{check as suspicion, paths};

pub(super) static RULE: Rule = Rule {
    code: "RepositoryCopied",
    description: "The history of the repository is copied into the image",
    why: "`.git` holds every version of every file, deleted passwords included. It changes with every commit, so the step never comes from the cache.",
    help: "Name it in .dockerignore.",
    url: "https://docs.docker.com/build/concepts/context/#dockerignore-files",
    bad: r#"FROM python:3.13-slim
WORKDIR /app
COPY . .
CMD ["python", "app.py"]
"#,
    good: r#"FROM python:3.13-slim
WORKDIR /app
COPY app.py ./
CMD ["python", "app.py"]
"#,
    files: &[("app.py", "print('hello')\n"), (".git/HEAD", "ref: refs/heads/main\n")],
    check: |context| {
        suspicion(context, SuspectKind::Repository, |found| {
            let bytes = found.iter().map(|suspect| suspect.bytes).sum();
            format!("{} goes into the image with {} and the whole history", paths(found), human_size(bytes))
        });
    },
    ..Rule::USUAL
};
