//! A file with secrets copied with everything else.

use crate::SuspectKind;
use crate::rule::Rule;
use crate::suspicion::{check as suspicion, paths};

pub(super) static RULE: Rule = Rule {
    code: "SecretFileCopied",
    description: "A file with passwords or keys is copied into the image",
    why: "Everybody who can pull the image can read it, also when a later step deletes it.",
    help: "Name it in .dockerignore, and give the values when the container starts.",
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
    files: &[("app.py", "print('hello')\n"), (".env", "DB_PASS=secret\n")],
    check: |context| {
        suspicion(context, SuspectKind::Secret, |found| {
            format!("{} goes into the image, for everybody who has it to read", paths(found))
        });
    },
    ..Rule::USUAL
};
