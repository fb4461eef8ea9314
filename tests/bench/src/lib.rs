//! Projects of any size to measure with.

use std::fmt::Write;

use drydock_builder::{Context, ContextFile};
use drydock_playground::Project;

/// Lines of one stage.
const STAGE: usize = 20;

/// A Dockerfile of `lines` lines: stages of what people write, each on the one before, and each taking a file from it.
pub fn dockerfile(lines: usize) -> String {
    let mut text = String::new();
    for line in 0..lines {
        let (stage, place) = (line / STAGE, line % STAGE);
        let written = match (place, stage) {
            (0, 0) => writeln!(text, "FROM node:20-slim AS stage0"),
            (0, _) => writeln!(text, "FROM stage{} AS stage{stage}", stage - 1),
            (1, _) => writeln!(text, "ARG VERSION=1.{stage}"),
            (2, _) => writeln!(text, "ENV NODE_ENV=production STAGE_{stage}=${{VERSION}}"),
            (3, _) => writeln!(text, "WORKDIR /srv/app{stage}"),
            (4, _) => {
                writeln!(text, "RUN apt-get update && apt-get install -y --no-install-recommends curl \\")
            }
            (5, _) => writeln!(text, "    ca-certificates && rm -rf /var/lib/apt/lists/*"),
            (6, _) => writeln!(text, "COPY package.json package-lock.json ./"),
            (7, _) => writeln!(text, "RUN --mount=type=cache,target=/root/.npm npm ci"),
            (8, _) => writeln!(text, "COPY src/file{}.js ./src/", line % 50),
            (9, 0) => writeln!(text, "# the first stage has nothing before it"),
            (9, _) => {
                writeln!(text, "COPY --from=stage{} /srv/app{}/package.json /before/", stage - 1, stage - 1)
            }
            (10, _) => writeln!(text, "LABEL org.example.stage=\"{stage}\" org.example.version=\"$VERSION\""),
            (11, _) => writeln!(text, "EXPOSE {}", 3000 + stage % 1000),
            (12, _) => writeln!(text, "USER node"),
            (13, _) => writeln!(text, "HEALTHCHECK --interval=30s CMD curl -f http://localhost/ || exit 1"),
            (14, _) => writeln!(text, "ENTRYPOINT [\"node\"]"),
            (15, _) => writeln!(text, "CMD [\"src/file{stage}.js\"]"),
            (16, _) => writeln!(text, "USER root"),
            (17, _) => writeln!(text, "RUN echo \"$NODE_ENV ${{STAGE_{stage}:-none}}\" > /etc/stage{stage}"),
            _ => writeln!(text, "RUN echo step {line} >> /var/log/steps"),
        };
        written.expect("a String takes everything");
    }
    text
}

/// A project of a Dockerfile of `lines` lines and about `files` context files.
pub fn project(lines: usize, files: usize) -> Project {
    let mut context = Context::new();
    let mut set = |path: &str, text: &str| {
        context.set(path, ContextFile::text(text)).expect("the path is a plain one");
    };
    set("package.json", "{\"dependencies\":{\"express\":\"4.18.2\"}}");
    set("package-lock.json", "{\"lockfileVersion\":3,\"packages\":{}}");
    set(".dockerignore", "node_modules\n*.log\n!keep.log\n**/*.tmp\n");
    for file in 0..files {
        let folder = ["src", "src/deep/er", "node_modules/a", "docs"][file % 4];
        set(&format!("{folder}/file{file}.js"), "export const value = 1;\n");
    }
    for file in 0..50 {
        set(&format!("src/file{file}.js"), "export const value = 2;\n");
    }
    Project { dockerfile: dockerfile(lines), context, ..Project::default() }
}
