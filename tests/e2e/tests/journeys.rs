//! What a person comes for, from the first look to the answer.

use std::time::Duration;

use drydock_e2e::{Key, Page, journey};
use serde_json::json;

const PYTHON: &str = "FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\nCMD [\"python\", \"app.py\"]\n";
const MENDED: &str = "FROM python:3.12-slim\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\nCMD [\"python\", \"app.py\"]\n";
const PYTHON_FILES: &[(&str, &str)] = &[("requirements.txt", "flask==3.0.0\n"), ("app.py", "print('one')\n")];

const TWO_STAGES: &str = "FROM debian:bookworm AS builder\nCOPY site/ /site/\n\nFROM nginx:alpine\nCOPY --from=builder /site /usr/share/nginx/html\n";
const SITE: &[(&str, &str)] =
    &[("site/index.html", "<h1>Hello</h1>\n"), ("site/style.css", "h1 { color: red }\n")];

/// The row that shows `step`.
async fn row(page: &Page, step: &str) -> String {
    let rows = page.texts("row").await;
    rows.iter()
        .find(|row| row.contains(step))
        .cloned()
        .unwrap_or_else(|| panic!("no row of {step:?} in {rows:#?}"))
}

/// What is selected in the editor.
async fn selected(page: &Page) -> String {
    page.script("return getSelection().toString()", vec![]).await.as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_first_visit_shows_a_build_and_what_to_do_next() {
    journey("first-visit", |page| async move {
        page.open("").await;
        // An example is there, evaluated, and the page says what to do with it.
        page.sees("FROM node").await;
        page.sees("Nothing was built yet").await;
        page.sees("steps run").await;
        for (panel, shows) in [
            ("Stages", "What crosses"),
            ("Files", "This step adds"),
            ("State", "Targets"),
            ("Run", "docker run"),
            ("Image", "Config"),
        ] {
            page.show(panel).await;
            page.sees(shows).await;
        }
        page.show("Build").await;
        page.click("button", "Build").await;
        page.sees("Everything comes from the cache").await;
        // The first change shows its effect.
        page.click("textbox", "Dockerfile").await;
        page.chord(Key::Control, Key::Home + "").await;
        page.keys(Key::Down + "").await;
        page.keys(Key::Down + "").await;
        page.keys(Key::End + "").await;
        page.keys(Key::Enter + "RUN echo first").await;
        page.keys(Key::Escape + "").await;
        page.sees("steps after it").await;
        page.chord(Key::Control, "z").await;
        page.is_alive().await;
    });
}

#[test]
fn a_pasted_dockerfile_tells_why_it_rebuilt_and_the_mended_one_does_not() {
    journey("cache-miss", |page| async move {
        page.open_project("FROM alpine\n", PYTHON_FILES).await;
        page.paste(PYTHON).await;
        page.click("button", "Build").await;
        page.sees("Everything comes from the cache").await;
        page.click("treeitem", "app.py").await;
        page.paste("print('two')\n").await;
        // The sentence names the file, the line, and what follows.
        page.sees("app.py: content changed").await;
        page.sees("So line 3 runs").await;
        page.sees("1 step after it").await;
        assert!(row(&page, "RUN pip install").await.contains("runs"));
        // Its line is one click away.
        page.click("button", "line 3").await;
        page.find("textbox", "Dockerfile").await;
        assert_eq!(selected(&page).await, "COPY . .");
        // Mended: the dependencies first.
        page.paste(MENDED).await;
        page.click("button", "Build").await;
        page.sees("Everything comes from the cache").await;
        page.click("treeitem", "app.py").await;
        page.paste("print('three')\n").await;
        page.sees("So line 5 runs").await;
        assert!(row(&page, "RUN pip install").await.contains("cached"));
    });
}

#[test]
fn an_artifact_is_followed_from_the_builder_to_the_image() {
    journey("artifact", |page| async move {
        page.open_project(TWO_STAGES, SITE).await;
        page.show("Stages").await;
        // What crosses: from the context into the builder, from there into the image, with files and bytes.
        let crossing = row(&page, "/usr/share/nginx/html").await;
        assert!(crossing.contains("builder") && crossing.contains("33 B"), "{crossing}");
        let entering = row(&page, "/site/").await;
        assert!(entering.contains("context"), "{entering}");
        // The line that does it.
        let script = "[...document.querySelectorAll('tr')].find((row) => row.textContent.includes('/usr/share/nginx/html')).querySelector('button').click()";
        page.script(script, vec![]).await;
        page.settle().await;
        assert!(selected(&page).await.starts_with("COPY --from=builder"), "{}", selected(&page).await);
        // The files it brings, at the step of the caret.
        page.show("Files").await;
        for path in ["/usr/share/nginx/html/index.html", "/usr/share/nginx/html/style.css"] {
            let file = row(&page, path).await;
            assert!(file.contains("added") || file.contains("changed"), "{file}");
        }
        // A change of the file is a change of the image.
        page.click("button", "Build").await;
        page.click("treeitem", "index.html").await;
        page.paste("<h1>Hello, you</h1>\n").await;
        page.show("Build").await;
        assert!(row(&page, "COPY --from=builder").await.contains("runs"));
    });
}

/// The words of the process that the Run panel shows.
async fn argv(page: &Page) -> Vec<String> {
    let script = "return [...document.querySelectorAll('[aria-label^=\"The process\"] > li')].map((word) => word.textContent.split(', ')[0])";
    let found = page.script(script, vec![]).await;
    found.as_array().into_iter().flatten().filter_map(|word| Some(word.as_str()?.to_owned())).collect()
}

#[test]
fn an_entrypoint_that_swallows_cmd_is_mended() {
    journey("entrypoint", |page| async move {
        let swallowing = "FROM python:3.12-slim\nCOPY app.py /app.py\nENTRYPOINT python /app.py\nCMD [\"--port\", \"80\"]\n";
        page.open_project(swallowing, PYTHON_FILES).await;
        page.show("Run").await;
        // The shell gets the words of CMD, and the program does not.
        assert_eq!(argv(&page).await[..2], ["/bin/sh", "-c"]);
        page.show("Problems").await;
        page.sees("CMD has no effect").await;
        page.click("button", "Write it as a list").await;
        page.settle().await;
        page.sees("ENTRYPOINT [\"python\", \"/app.py\"]").await;
        assert!(!page.text().await.contains("CMD has no effect"));
        page.show("Run").await;
        assert_eq!(argv(&page).await, ["python", "/app.py", "--port", "80"]);
        // And the fix is one step of undo.
        page.click("textbox", "Dockerfile").await;
        page.chord(Key::Control, "z").await;
        page.sees("ENTRYPOINT python /app.py").await;
    });
}

/// Presses Tab, or Tab with Shift, until what has the focus is called `name`.
async fn tab_to(page: &Page, name: &str) {
    let script = "const focused = document.activeElement;
        if (focused === document.body) return '';
return focused.getAttribute('aria-label') ?? focused.labels?.[0]?.innerText ?? focused.innerText ?? '';";
    for _ in 0..120 {
        let focused = page.script(script, vec![]).await;
        if focused.as_str().is_some_and(|focused| focused.contains(name)) {
            return;
        }
        let inside = page.script("return !!document.activeElement.closest('.cm-content')", vec![]).await;
        if inside == true {
            page.keys(Key::Escape + "").await;
        }
        page.keys(Key::Tab + "").await;
    }
    panic!("Tab never comes to {name:?}");
}

#[test]
fn the_whole_lab_works_by_keyboard_alone() {
    journey("keyboard", |page| async move {
        page.open_project(PYTHON, PYTHON_FILES).await;
        // Build, from wherever one is.
        page.chord(Key::Control, Key::Enter + "").await;
        page.sees("Everything comes from the cache").await;
        // A file of the context, by the arrows of the tree.
        tab_to(&page, "Dockerfile").await;
        page.keys(Key::Down + "").await;
        page.keys(Key::Enter + "").await;
        page.find("textbox", "File app.py").await;
        tab_to(&page, "File app.py").await;
        page.chord(Key::Control, "a").await;
        page.keys("print(2)").await;
        page.sees("app.py: content changed").await;
        // From the sentence to the line.
        page.keys(Key::Escape + "").await;
        tab_to(&page, "line 3").await;
        page.keys(Key::Enter + "").await;
        assert_eq!(selected(&page).await, "COPY . .");
        // Mend it where one is.
        page.keys("COPY requirements.txt .").await;
        page.keys(Key::Escape + "").await;
        page.keys(Key::Down + "").await;
        page.keys(Key::End + "").await;
        page.keys(Key::Enter + "COPY . .").await;
        page.keys(Key::Escape + "").await;
        page.chord(Key::Control, Key::Enter + "").await;
        page.sees("Everything comes from the cache").await;
        // The panels by the arrows of their tabs; the graph by its own.
        page.keys(Key::Escape + "").await;
        tab_to(&page, "Options").await;
        page.keys(Key::Enter + "").await;
        page.sees("Build arguments").await;
        page.keys(Key::Escape + "").await;
        assert!(!page.text().await.contains("Build arguments"));
        page.script(
            "[...document.querySelectorAll('[role=tab][aria-controls=panel][aria-selected=true]')].find((tab) => tab.checkVisibility()).focus()",
            vec![],
        )
        .await;
        page.keys(Key::Right + "").await;
        page.sees("What crosses").await;
        tab_to(&page, "Make it the target").await;
        page.keys(Key::Up + "").await;
        page.script(
            "[...document.querySelectorAll('[role=tab][aria-controls=panel][aria-selected=true]')].find((tab) => tab.checkVisibility()).focus()",
            vec![],
        )
        .await;
        page.keys(Key::Right + "").await;
        page.keys(Key::Right + "").await;
        page.keys(Key::Right + "").await;
        tab_to(&page, "docker run").await;
        page.is_alive().await;
    });
}

/// What is wrong with the page for a finger at this width: it scrolls sideways, or a target is smaller than 24 px.
const CRAMPED: &str = "const most = document.documentElement.clientWidth;
    const wrong = [];
    if (document.documentElement.scrollWidth > most) wrong.push(`the page is ${document.documentElement.scrollWidth} px wide`);
    for (const target of document.querySelectorAll('button, summary, select, input, [role=tab], [role=treeitem], a[href]')) {
      if (!target.checkVisibility({ visibilityProperty: true }) || target.disabled) continue;
      const { width, height, left, right } = target.getBoundingClientRect();
      // Words in a sentence are as high as its lines.
      if (width === 0 || target.matches('p .link, li .link, dt .link, p a, span .link')) continue;
      if (width < 24 || height < 24) wrong.push(`${target.outerHTML.slice(0, 100)}: ${width} × ${height}`);
    }
    return wrong;";

#[test]
fn a_phone_of_360_px_reaches_everything_by_touch() {
    journey("phone", |page| async move {
        page.phone(360, 740).await;
        page.open_project(PYTHON, PYTHON_FILES).await;
        let mut wrong = Vec::new();
        for pane in
            ["Context", "Editor", "Build", "Stages", "Files", "State", "Run", "Image", "Podman", "Problems"]
        {
            page.tap("tab", pane).await;
            let found = page.script(CRAMPED, vec![]).await;
            wrong.extend(found.as_array().into_iter().flatten().map(|one| format!("{pane}: {one}")));
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        // The lab, by finger: build, change a file, read why, go there.
        page.tap("button", "Build").await;
        page.tap("tab", "Context").await;
        page.tap("treeitem", "app.py").await;
        page.find("textbox", "File app.py").await;
        page.paste("print(2)\n").await;
        page.tap("tab", "Build").await;
        page.sees("app.py: content changed").await;
        page.tap("button", "line 3").await;
        page.find("textbox", "Dockerfile").await;
        assert_eq!(selected(&page).await, "COPY . .");
        // Everything in the header can be opened, and nothing leaves the screen.
        for menu in ["Options", "Share"] {
            page.tap("button", menu).await;
            let found = page.script(CRAMPED, vec![]).await;
            assert_eq!(found, json!([]), "{menu}");
            page.tap("button", menu).await;
        }
        page.tap("button", "Examples").await;
        page.tap("button", "Node in two stages").await;
        page.tap("tab", "Stages").await;
        page.sees("What crosses").await;
    });
}

#[test]
fn a_draft_is_recovered_after_a_link_was_opened_over_it() {
    journey("draft", |page| async move {
        page.open("#v1/e=python").await;
        page.paste("FROM alpine AS mine\nRUN echo my work\n").await;
        // What changed is stored after a rest.
        tokio::time::sleep(Duration::from_millis(1200)).await;
        page.go("/nothing").await;
        page.open("#v1/e=node-multi").await;
        page.sees("Your own draft is kept").await;
        page.click("button", "Recover").await;
        page.sees("RUN echo my work").await;
        // Another work; the first stays a version beside it, with its time, its first line and its size.
        page.click("button", "▾").await;
        page.click("button", "Empty project").await;
        page.paste("FROM busybox AS other\n").await;
        page.click("button", "▾").await;
        page.click("button", "Node in two stages").await;
        page.sees("FROM node").await;
        page.click("button", "▾").await;
        page.sees("Version of today, ").await;
        page.sees("FROM busybox AS other · 1 line, 22 B").await;
        page.sees("FROM alpine AS mine · 2 lines, 37 B").await;
        page.click("button", "FROM alpine AS mine").await;
        page.sees("RUN echo my work").await;
        // What is restored takes nothing away.
        page.click("button", "▾").await;
        page.sees("FROM busybox AS other").await;
        page.keys(Key::Escape + "").await;
        page.is_alive().await;
    });
}

/// What is lit in the editor: the text that stands on the colour of a mark.
const LIT: &str = "const probe = document.createElement('i');
    probe.style.background = 'var(--mark)';
    document.body.append(probe);
    const mark = getComputedStyle(probe).backgroundColor;
    probe.remove();
    return [...document.querySelectorAll('.cm-content span')].filter((span) => getComputedStyle(span).backgroundColor === mark
      && getComputedStyle(span.parentElement).backgroundColor !== mark).map((span) => span.textContent).join('');";

/// Points the mouse at the element that a script returns, and gives what the editor lights.
async fn lit_by(page: &Page, script: &str) -> String {
    page.point_at(script).await;
    page.script(LIT, vec![]).await.as_str().unwrap_or_default().to_owned()
}

/// Puts the caret at the start of a line of the Dockerfile.
async fn caret(page: &Page, line: usize) {
    page.click("textbox", "Dockerfile").await;
    page.chord(Key::Control, Key::Home + "").await;
    for _ in 1..line {
        page.keys(Key::Down + "").await;
    }
    page.settle().await;
}

/// The texts of what the panel marks for the place in the editor.
async fn marked(page: &Page) -> Vec<String> {
    let script = "return [...document.querySelectorAll('#panel [data-here]')].map((one) => one.textContent)";
    let found = page.script(script, vec![]).await;
    found.as_array().into_iter().flatten().filter_map(|one| Some(one.as_str()?.to_owned())).collect()
}

#[test]
fn light_goes_both_ways() {
    journey("light", |page| async move {
        let dockerfile = format!("{TWO_STAGES}ENTRYPOINT [\"nginx\"]\nCMD [\"-g\", \"daemon off;\"]\n");
        page.open_project(&dockerfile, SITE).await;
        let copy = "COPY --from=builder /site /usr/share/nginx/html";
        let row = |text: &str| {
            format!(
                "return [...document.querySelectorAll('#panel tr')].find((row) => row.textContent.includes('{text}'))"
            )
        };
        let vertex = "return [...document.querySelectorAll('#panel [data-target]')].at(-1)";
        let at = dockerfile.find("builder /site").expect("it is there");
        let edge = format!("return document.querySelector('#panel svg [data-go^=\"{at}-\"]')");
        let word = "return [...document.querySelectorAll('#panel li')].find((word) => word.textContent.includes('daemon off'))";
        // A step, an edge of the graph, a stage, a line of the history (a layer), a file, a word of the process.
        assert_eq!(lit_by(&page, &row("COPY --from=builder")).await, copy);
        page.show("Stages").await;
        page.settle().await;
        assert_eq!(lit_by(&page, &edge).await, "builder", "what names it");
        assert_eq!(lit_by(&page, vertex).await, "FROM nginx:alpine");
        page.show("Image").await;
        assert_eq!(lit_by(&page, &row("/usr/share/nginx/html")).await, copy);
        page.show("Run").await;
        assert_eq!(lit_by(&page, word).await, "daemon off;");
        // The other way round, from the caret.
        caret(&page, 5).await;
        page.show("Files").await;
        page.settle().await;
        assert_eq!(lit_by(&page, &row("index.html")).await, copy);
        page.show("Build").await;
        caret(&page, 5).await;
        assert!(marked(&page).await.iter().any(|row| row.contains("COPY --from=builder")));
        page.show("Stages").await;
        caret(&page, 5).await;
        let found = marked(&page).await;
        assert!(found.iter().any(|one| one.contains("/usr/share/nginx/html")), "the crossing: {found:?}");
        assert!(found.iter().any(|one| one.contains("stage-1")), "the vertex: {found:?}");
        page.show("Image").await;
        caret(&page, 5).await;
        let found = marked(&page).await;
        assert!(found.len() == 1 && found[0].contains("COPY /site"), "the layer: {found:?}");
        page.show("Run").await;
        caret(&page, 7).await;
        for _ in 0..7 {
            page.keys(Key::Right + "").await;
        }
        let found = marked(&page).await;
        assert!(found.len() == 1 && found[0].starts_with("-g"), "the word: {found:?}");
        // And from the mouse, which goes before the caret.
        let line = "return [...document.querySelectorAll('.cm-line')][5]";
        lit_by(
            &page,
            &line
                .replace("return ", "const line = ")
                .replace("[5]", "[5]; return line.querySelector('span:last-of-type') ?? line"),
        )
        .await;
        let found = marked(&page).await;
        assert!(found.iter().any(|one| one.contains("nginx")), "the word under the mouse: {found:?}");
    });
}
