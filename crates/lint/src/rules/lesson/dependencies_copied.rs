//! Installed dependencies of the host copied with everything else.

use drydock_builder::progress::human_size;

use crate::SuspectKind;
use crate::rule::Rule;
use crate::suspicion::{check as suspicion, paths};

pub(super) static RULE: Rule = Rule {
    code: "DependenciesCopied",
    description: "Dependencies installed on the host are copied into the image",
    why: "They were installed for another system, and lie over what the image installs itself.",
    help: "Name the folder in .dockerignore and install in the build.",
    url: "https://docs.docker.com/build/concepts/context/#dockerignore-files",
    bad: r#"FROM node:22-slim
WORKDIR /app
COPY . .
CMD ["node", "server.js"]
"#,
    good: r#"FROM node:22-slim
WORKDIR /app
COPY server.js ./
CMD ["node", "server.js"]
"#,
    files: &[("server.js", "console.log('hello')\n"), ("node_modules/left/index.js", "module.exports = 1\n")],
    check: |context| {
        suspicion(context, SuspectKind::Dependencies, |found| {
            let bytes = found.iter().map(|suspect| suspect.bytes).sum();
            format!("{} goes into the image with {}", paths(found), human_size(bytes))
        });
    },
    ..Rule::USUAL
};
