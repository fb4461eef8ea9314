//! From a Dockerfile to what the next build reuses.

use drydock_e2e::{Page, journey};

const DOCKERFILE: &str = r#"FROM node:20-alpine AS deps
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci

FROM deps AS build
COPY . .
RUN npm run build

FROM node:20-alpine AS runtime
WORKDIR /app
ENV NODE_ENV=production
COPY --from=deps /app/node_modules ./node_modules
COPY --from=build /app/package.json ./
COPY server.js ./
EXPOSE 3000
USER node
CMD ["node", "server.js"]
"#;

const FILES: &[(&str, &str)] = &[
    ("package.json", r#"{"name":"app","scripts":{"build":"tsc"},"dependencies":{"express":"4.18.2"}}"#),
    ("package-lock.json", r#"{"name":"app","lockfileVersion":3}"#),
    ("server.js", "require('express')().listen(3000)\n"),
    (".dockerignore", "node_modules\n"),
];

/// The row of the Build panel that shows `step`.
async fn row(page: &Page, step: &str) -> String {
    let rows = page.texts("row").await;
    rows.into_iter().find(|row| row.contains(step)).unwrap_or_else(|| panic!("no row of {step:?}"))
}

/// Verdict words of the Build panel's rows.
async fn verdict(page: &Page, step: &str) -> &'static str {
    let row = row(page, step).await;
    let words = ["cached", "runs", "skipped", "fails"];
    words.into_iter().find(|word| row.contains(word)).unwrap_or_else(|| panic!("no verdict in {row:?}"))
}

#[test]
fn a_pasted_dockerfile_shows_stages_layers_artifacts_and_argv() {
    journey("paste", |page| async move {
        page.open_project("", FILES).await;
        page.paste(DOCKERFILE).await;
        page.show("Build").await;
        for stage in ["deps", "build", "runtime"] {
            page.find("heading", stage).await;
        }
        assert!(
            row(&page, "COPY server.js").await.contains(" 34B")
                || row(&page, "COPY server.js").await.contains("B")
        );
        page.show("Stages").await;
        let crossings = page.texts("row").await;
        let crosses =
            |path: &str, bytes: &str| crossings.iter().any(|row| row.contains(path) && row.contains(bytes));
        assert!(crosses("/app/package.json", "76 B") && crosses("server.js", "34 B"), "{crossings:#?}");
        assert!(crosses("/app/node_modules", "B"), "{crossings:#?}");
        page.show("Run").await;
        page.sees("node").await;
        let argv = page.texts("listitem").await;
        let is = |text: &str| argv.iter().any(|item| item.starts_with(text));
        assert!(is("node") && is("server.js"), "{argv:?}");
        page.is_alive().await;
    });
}

#[test]
fn an_edit_shows_what_the_next_build_reuses_and_undo_hits_again() {
    journey("edit", |page| async move {
        page.open_project(DOCKERFILE, FILES).await;
        page.click("button", "Build").await;
        page.sees("Everything comes from the cache").await;
        page.click("treeitem", "server.js").await;
        page.paste("require('express')().listen(3001)\n").await;
        page.sees("server.js: content changed").await;
        for step in ["COPY package.json", "RUN npm ci", "COPY --from=deps"] {
            assert_eq!(verdict(&page, step).await, "cached", "{step}");
        }
        for step in ["COPY . .", "RUN npm run build", "COPY server.js"] {
            assert_eq!(verdict(&page, step).await, "runs", "{step}");
            assert!(!row(&page, step).await.is_empty());
        }
        page.press_control("z").await;
        page.sees("Everything comes from the cache").await;
    });
}

#[test]
fn the_node_example_tells_the_cause_of_each_miss() {
    journey("node-example", |page| async move {
        page.open("#v1/e=python-naive").await;
        // The menu is called after what is open.
        page.click("button", "▾").await;
        page.click("button", "Node in two stages").await;
        page.paste(include_str!("../../../static/examples/node-multi/Dockerfile")).await;
        page.show("Stages").await;
        let crossings = page.texts("row").await;
        for path in ["/app/node_modules", "/app/dist"] {
            let row = crossings.iter().find(|row| row.contains(path));
            assert!(row.is_some_and(|row| row.contains('B')), "no bytes of {path}: {crossings:#?}");
        }
        page.show("Build").await;
        page.click("button", "Build").await;
        page.sees("Everything comes from the cache").await;
        page.click("treeitem", "server.js").await;
        page.paste("// changed\n").await;
        page.sees("server.js: content changed").await;
        for step in ["WORKDIR /app", "COPY package.json package-lock.json", "RUN npm ci"] {
            assert_eq!(verdict(&page, step).await, "cached", "{step}");
        }
        for (step, reason) in [("COPY . .", "server.js"), ("RUN npm run build", "line 5")] {
            assert_eq!(verdict(&page, step).await, "runs", "{step}");
            let row = row(&page, step).await;
            assert!(row.contains(reason), "no reason with {reason:?} in {row:?}");
        }
        page.press_control("z").await;
        page.sees("Everything comes from the cache").await;
    });
}

#[test]
fn another_target_greys_what_it_does_not_need() {
    journey("target", |page| async move {
        page.open_project(DOCKERFILE, FILES).await;
        page.choose("Target", "deps").await;
        page.sees("not needed by the target").await;
        assert_eq!(verdict(&page, "RUN npm run build").await, "skipped");
        assert_eq!(verdict(&page, "RUN npm ci").await, "runs");
    });
}

#[test]
fn shell_form_makes_a_shell_pid_1_and_says_what_sigterm_does() {
    journey("shell-form", |page| async move {
        page.open_project("FROM alpine\nCMD [\"sleep\", \"100\"]\n", &[]).await;
        page.show("Run").await;
        page.sees("sleep").await;
        page.paste("FROM alpine\nCMD sleep 100; echo done\n").await;
        page.sees("/bin/sh -c").await;
        page.sees("SIGTERM").await;
    });
}

#[test]
fn a_reload_loses_nothing() {
    journey("reload", |page| async move {
        page.open_project(DOCKERFILE, FILES).await;
        page.paste(&DOCKERFILE.replace("3000", "4000")).await;
        page.choose("Target", "build").await;
        page.click("button", "Build").await;
        page.sees("Everything comes from the cache").await;
        // What changed is stored after a rest.
        tokio::time::sleep(std::time::Duration::from_millis(1200)).await;
        let address = page.address().await;
        assert!(address.contains("#v1/"), "{address}");
        page.reload().await;
        page.sees("EXPOSE 4000").await;
        page.sees("Everything comes from the cache").await;
        assert_eq!(verdict(&page, "COPY server.js").await, "skipped");
    });
}
