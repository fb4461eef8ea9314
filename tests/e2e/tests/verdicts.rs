//! What the next build reuses after one change, and the reason a student reads.

use drydock_e2e::{Page, journey};

const PLAIN: &str = "FROM alpine\nCOPY a.txt /a\nRUN cat /a > /out\n";
const FILES: &[(&str, &str)] = &[("a.txt", "alpha\n"), ("b.txt", "beta\n"), ("src/m.c", "int main;\n")];

async fn row(page: &Page, step: &str) -> String {
    let rows = page.texts("row").await;
    rows.into_iter().find(|row| row.contains(step)).unwrap_or_else(|| panic!("no row of {step:?}"))
}

/// Steps with the verdict that each shows.
async fn verdicts(page: &Page, expected: &[(&str, &str)]) {
    for (step, verdict) in expected {
        let row = row(page, step).await;
        assert!(row.contains(verdict), "{step}: not {verdict:?} in {row:?}");
    }
}

/// A project that was built once.
async fn built(page: &Page, dockerfile: &str) {
    page.open_project(dockerfile, FILES).await;
    page.click("button", "Build").await;
    page.sees("Everything comes from the cache").await;
}

#[test]
fn an_edit_of_a_copied_file_runs_its_copy_and_what_follows() {
    journey("verdict-edit", |page| async move {
        built(&page, PLAIN).await;
        page.click("treeitem", "a.txt").await;
        page.paste("changed\n").await;
        page.sees("a.txt: content changed").await;
        verdicts(&page, &[("COPY a.txt", "runs"), ("RUN cat", "runs")]).await;
        page.press_control("z").await;
        page.sees("Everything comes from the cache").await;
        page.click("treeitem", "b.txt").await;
        page.paste("nobody copies this\n").await;
        page.sees("Everything comes from the cache").await;
    });
}

#[test]
fn env_and_build_argument_name_both_values() {
    journey("verdict-values", |page| async move {
        built(&page, "FROM alpine\nENV MODE=production\nCOPY a.txt /a\nRUN echo fixed > /out\n").await;
        page.paste("FROM alpine\nENV MODE=test\nCOPY a.txt /a\nRUN echo fixed > /out\n").await;
        page.sees("ENV MODE: production → test").await;
        verdicts(&page, &[("COPY a.txt", "cached"), ("RUN echo", "runs")]).await;
        built(&page, "FROM alpine\nARG V=1\nRUN echo fixed > /out\n").await;
        page.click("button", "Options").await;
        page.type_into("Name", "V").await;
        page.type_into("Value", "2").await;
        page.sees("ARG V: 1 → 2").await;
    });
}

#[test]
fn a_reordered_line_says_that_it_moved() {
    journey("verdict-reorder", |page| async move {
        built(&page, "FROM alpine\nRUN echo 1 > /one\nRUN echo 2 > /two\n").await;
        page.paste("FROM alpine\nRUN echo 2 > /two\nRUN echo 1 > /one\n").await;
        verdicts(&page, &[("RUN echo 2", "runs"), ("RUN echo 1", "runs")]).await;
        page.sees("moved here: the last build had it in line 2").await;
    });
}

#[test]
fn a_chmod_names_both_modes() {
    journey("verdict-chmod", |page| async move {
        built(&page, PLAIN).await;
        page.press_on_file("a.txt", "x").await;
        page.sees("a.txt: mode 0644 → 0755").await;
        verdicts(&page, &[("COPY a.txt", "runs"), ("RUN cat", "runs")]).await;
    });
}

#[test]
fn a_rename_that_a_glob_matches_is_seen_and_another_is_not() {
    journey("verdict-glob", |page| async move {
        built(&page, "FROM alpine\nCOPY *.txt /t/\nRUN ls /t > /out\n").await;
        page.rename("b.txt", "c.txt").await;
        verdicts(&page, &[("COPY *.txt", "runs"), ("RUN ls", "runs")]).await;
        page.sees("c.txt: added").await;
        page.rename("c.txt", "b.txt").await;
        page.sees("Everything comes from the cache").await;
        page.rename("src/m.c", "src/n.c").await;
        page.sees("Everything comes from the cache").await;
    });
}

#[test]
fn a_builder_that_reruns_with_equal_output_stops_the_miss() {
    journey("verdict-equal", |page| async move {
        let dockerfile = "FROM alpine AS b\nCOPY a.txt /a\nRUN echo same > /o\n\
            FROM alpine\nCOPY --from=b /o /o\nRUN cat /o > /p\n";
        built(&page, dockerfile).await;
        page.click("treeitem", "a.txt").await;
        page.paste("other\n").await;
        page.sees("a.txt: content changed").await;
        let expected = [
            ("COPY a.txt", "runs"),
            ("RUN echo same", "runs"),
            ("COPY --from=b", "cached"),
            ("RUN cat", "cached"),
        ];
        verdicts(&page, &expected).await;
        assert!(row(&page, "COPY --from=b").await.contains("came out equal"));
    });
}

#[test]
fn prune_and_the_cache_options_change_the_verdicts() {
    journey("verdict-options", |page| async move {
        let dockerfile =
            "FROM alpine AS b\nRUN echo b > /b\nFROM alpine\nRUN echo f > /f\nCOPY --from=b /b /b\n";
        built(&page, dockerfile).await;
        page.click("button", "Options").await;
        page.click("checkbox", "Build b without it").await;
        page.sees("built without the cache, as asked").await;
        verdicts(&page, &[("RUN echo b", "runs"), ("RUN echo f", "cached")]).await;
        page.click("checkbox", "Build b without it").await;
        page.click("checkbox", "--pull").await;
        page.sees("Everything comes from the cache").await;
        page.click("button", "Prune the build cache").await;
        page.sees("Nothing was built yet").await;
    });
}
