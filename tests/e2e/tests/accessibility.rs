//! The page for people who do not see it, do not see colours, or have no mouse.

use std::collections::BTreeSet;

use drydock_e2e::{Key, Page, journey};

const PANELS: &[&str] = &["Build", "Stages", "Files", "State", "Run", "Image", "Podman", "Problems"];
const WIDTHS: &[u32] = &[1280, 360];

/// Two stages, files that cross, findings with fixes, a skipped stage, a health check, both forms.
const DOCKERFILE: &str = r#"# Builds it.
FROM node:20-alpine AS build
WORKDIR /app
COPY package.json ./
RUN npm install
COPY . .

from golang AS unused
RUN go version

FROM node:20-alpine
ARG VERSION=1
ENV MODE=$VERSION KEY=$MISSING
COPY --from=build /app /app
HEALTHCHECK CMD wget -q localhost:3000
EXPOSE 3000
ENTRYPOINT node server.js
CMD ["--fast"]
"#;
const FILES: &[(&str, &str)] = &[
    ("package.json", r#"{"name":"app","dependencies":{"express":"4.18.2"}}"#),
    ("src/server.js", "require('express')().listen(3000)\n"),
    (".dockerignore", "node_modules\n"),
    ("node_modules/x.js", "1\n"),
];

/// What is wrong, once for each fault, with where it was seen first.
#[derive(Default)]
struct Faults {
    seen: BTreeSet<String>,
    told: Vec<String>,
    looks: usize,
}

impl Faults {
    async fn look(&mut self, page: &Page, place: &str) {
        self.looks += 1;
        for fault in page.faults().await {
            if self.seen.insert(fault.clone()) {
                self.told.push(format!("{place}: {fault}"));
            }
        }
    }

    fn check(&self) {
        assert!(self.looks > 0, "nothing was looked at");
        assert!(self.told.is_empty(), "{} faults:\n{}", self.told.len(), self.told.join("\n"));
    }
}

/// Chooses colours with the button of the header.
async fn colours(page: &Page, theme: &str) {
    while page.all("button", &format!("Colours: {theme}")).await.is_empty() {
        page.click("button", "Colours").await;
    }
}

/// A build with hits and misses.
async fn built(page: &Page) {
    page.open_project(DOCKERFILE, FILES).await;
    page.click("button", "Build").await;
    page.click("treeitem", "server.js").await;
    page.paste("require('express')().listen(3001)\n").await;
    page.click("treeitem", "Dockerfile").await;
    page.settle().await;
}

#[test]
fn axe_finds_nothing_in_any_panel() {
    journey("axe-panels", |page| async move {
        let mut faults = Faults::default();
        built(&page).await;
        for theme in ["light", "dark"] {
            for width in WIDTHS {
                page.screen(*width, 800).await;
                colours(&page, theme).await;
                for panel in PANELS {
                    page.show(panel).await;
                    page.settle().await;
                    faults.look(&page, &format!("{panel}, {theme}, {width} px")).await;
                }
                for part in ["Context", "Editor"].iter().filter(|_| *width == 360) {
                    page.show(part).await;
                    faults.look(&page, &format!("{part}, {theme}, {width} px")).await;
                }
            }
        }
        faults.check();
    });
}

#[test]
fn axe_finds_nothing_where_the_file_is_empty_half_typed_or_broken() {
    journey("axe-states", |page| async move {
        let mut faults = Faults::default();
        page.open_project("FROM alpine\n", &[]).await;
        for (state, text) in
            [("empty", ""), ("half-typed", "FROM alpine\nRUN --mount=ty\nCOPY a"), ("broken", "FROM\nFORM x")]
        {
            page.show("Build").await;
            page.paste(text).await;
            if text.is_empty() {
                page.press_control("a").await;
                page.press_delete().await;
            }
            for theme in ["light", "dark"] {
                colours(&page, theme).await;
                for panel in PANELS {
                    page.show(panel).await;
                    page.settle().await;
                    faults.look(&page, &format!("{panel}, {state}, {theme}")).await;
                }
            }
        }
        faults.check();
    });
}

/// Opens everything that can be opened, one after the other.
async fn open_all(page: &Page, faults: &mut Faults, place: &str) {
    for (menu, wide) in
        [("Examples", "the menu of examples"), ("Options", "the options"), ("Share", "the links")]
    {
        page.click("button", menu).await;
        page.settle().await;
        faults.look(page, &format!("{wide}, {place}")).await;
        page.keys(Key::Escape + "").await;
    }
    page.show("Build").await;
    for summary in ["Step through the build", "When each step runs", "As docker build"] {
        page.click("button", summary).await;
    }
    page.settle().await;
    faults.look(page, &format!("Build, unfolded, {place}")).await;
    page.show("Stages").await;
    page.click("button", "The graph as a list").await;
    faults.look(page, &format!("Stages as a list, {place}")).await;
    page.show("Image").await;
    page.click("button", "As docker images").await;
    page.settle().await;
    faults.look(page, &format!("Image as printed, {place}")).await;
}

/// The boxes of the editor, and the forms beside the files.
async fn open_boxes(page: &Page, faults: &mut Faults, place: &str) {
    page.paste(DOCKERFILE).await;
    page.chord(Key::Control, Key::Home + "").await;
    page.keys(Key::Down + "").await;
    page.settle().await;
    page.point_at("return document.querySelectorAll('.cm-line')[1].querySelector('span')").await;
    page.until("return !!document.querySelector('.cm-tooltip-hover')").await;
    faults.look(page, &format!("an explanation, {place}")).await;
    page.keys(Key::Escape + "").await;
    page.chord(Key::Control, "f").await;
    faults.look(page, &format!("the search, {place}")).await;
    page.keys(Key::Escape + "").await;
    page.keys(Key::End + "").await;
    page.keys(Key::F2 + "").await;
    page.until("return !!document.querySelector('.rename')").await;
    faults.look(page, &format!("the name of a stage, {place}")).await;
    page.keys(Key::Escape + "").await;
    page.chord(Key::Control, Key::End + "").await;
    page.keys("EX").await;
    page.until("return !!document.querySelector('.cm-tooltip-autocomplete')").await;
    faults.look(page, &format!("completions, {place}")).await;
    page.keys(Key::Escape + "").await;
    page.chord(Key::Control, "z").await;
}

#[test]
fn axe_finds_nothing_in_menus_dialogs_and_boxes() {
    journey("axe-boxes", |page| async move {
        let mut faults = Faults::default();
        built(&page).await;
        for theme in ["light", "dark"] {
            for width in WIDTHS {
                page.screen(*width, 800).await;
                colours(&page, theme).await;
                let place = format!("{theme}, {width} px");
                if *width == 360 {
                    page.show("Editor").await;
                }
                open_boxes(&page, &mut faults, &place).await;
                open_all(&page, &mut faults, &place).await;
                if *width == 360 {
                    page.show("Context").await;
                }
                page.click("button", "Add file").await;
                page.settle().await;
                faults.look(&page, &format!("a new file, {place}")).await;
                page.keys(Key::Escape + "").await;
                page.click("button", "What weighs").await;
                page.settle().await;
                faults.look(&page, &format!("what weighs, {place}")).await;
                page.click("button", "What weighs").await;
            }
        }
        faults.check();
    });
}

#[test]
fn axe_finds_nothing_in_what_lies_over_the_page() {
    journey("axe-sheets", |page| async move {
        let mut faults = Faults::default();
        page.open_project(DOCKERFILE, FILES).await;
        for theme in ["light", "dark"] {
            for width in WIDTHS {
                page.screen(*width, 800).await;
                colours(&page, theme).await;
                for sheet in ["Misconceptions", "Rules", "Help"] {
                    page.click("button", "Learn").await;
                    page.settle().await;
                    faults.look(&page, &format!("the menu of what explains, {theme}, {width} px")).await;
                    page.click("button", sheet).await;
                    page.until("return !!document.querySelector('[role=dialog], dialog')").await;
                    page.settle().await;
                    faults.look(&page, &format!("{sheet}, {theme}, {width} px")).await;
                    page.keys(Key::Escape + "").await;
                }
            }
            for link in ["#v1/r=DL3059", "#v1/g=rm-later"] {
                page.go("/nothing").await;
                page.open(link).await;
                page.settle().await;
                faults.look(&page, &format!("{link}, {theme}")).await;
            }
            page.go("/nothing").await;
            page.open_project(DOCKERFILE, FILES).await;
        }
        faults.check();
    });
}

#[test]
fn axe_finds_nothing_in_the_embedded_page_and_in_notices() {
    journey("axe-embed", |page| async move {
        let mut faults = Faults::default();
        for width in WIDTHS {
            page.screen(*width, 640).await;
            for theme in ["light", "dark"] {
                for mode in ["edit", "view"] {
                    let panes = "context,editor,build,stages,run,problems";
                    page.go(&format!("/embed.html?mode={mode}&theme={theme}&panes={panes}#v1/e=node-multi"))
                        .await;
                    page.find("textbox", "Dockerfile").await;
                    page.settle().await;
                    for panel in ["Build", "Stages", "Run", "Problems"] {
                        page.show(panel).await;
                        page.settle().await;
                        faults.look(&page, &format!("embedded {panel}, {mode}, {theme}, {width} px")).await;
                    }
                }
            }
        }
        page.go("/nothing").await;
        page.open("#v7/d123").await;
        page.sees("later version").await;
        faults.look(&page, "a notice").await;
        faults.check();
    });
}

/// The element that has the focus: what it is, whether it can be seen to have it, whether it is in the picture, and
/// whether it had it before.
const FOCUSED: &str = "const focused = document.activeElement;
    if (!focused || focused === document.body) return null;
    self.visited ??= new Set();
    const again = visited.has(focused);
    visited.add(focused);
    const shows = (element) => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      return (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) || boxShadow !== 'none';
    };
    const drawn = focused.querySelector?.(':scope > rect');
    const seen = shows(focused) || (focused.closest('.cm-editor') && shows(focused.closest('.cm-editor')))
      || (drawn && parseFloat(getComputedStyle(drawn).strokeWidth) >= 2);
    const { top, bottom, left, right, width, height } = focused.getBoundingClientRect();
    const inside = width > 0 && height > 0 && bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
    const name = `${focused.tagName.toLowerCase()} ${focused.getAttribute('aria-label') ?? focused.textContent.trim().slice(0, 40)}`;
    return { name, seen: !!seen, inside, again, editor: !!focused.closest('.cm-content') };";

/// What can take the focus by Tab and never did.
const LEFT: &str =
    "return [...document.querySelectorAll('button, a[href], input, select, textarea, summary, [tabindex]')]
    .filter((element) => element.tabIndex >= 0 && !element.disabled && element.checkVisibility({ visibilityProperty: true })
      && element.getClientRects().length && !visited.has(element))
    .map((element) => element.outerHTML.slice(0, 120));";

/// Tabs through the page, from where it is, until it comes there again; gives how many places took the focus.
async fn tab_through(page: &Page, place: &str) -> usize {
    page.script(
        "self.visited = new Set(); document.activeElement?.blur(); getSelection().removeAllRanges()",
        Vec::new(),
    )
    .await;
    for step in 0..400 {
        page.keys(Key::Tab + "").await;
        let focused = page.script(FOCUSED, Vec::new()).await;
        if focused.is_null() {
            // The end of the page; the next is its start.
            continue;
        }
        if focused["again"] == true {
            assert!(step > 5, "{place}: the focus does not go on: {focused}");
            let left = page.script(LEFT, Vec::new()).await;
            assert_eq!(left, serde_json::json!([]), "{place}: never reached");
            return step;
        }
        assert!(focused["seen"] == true, "{place}: the focus of {focused} does not show");
        assert!(focused["inside"] == true, "{place}: {focused} has the focus out of sight");
        if focused["editor"] == true {
            page.keys(Key::Escape + "").await;
            page.sees("Tab now leaves the editor").await;
        }
    }
    panic!("{place}: the focus never comes back");
}

#[test]
fn tab_reaches_everything_shows_where_it_is_and_is_never_caught() {
    journey("tab", |page| async move {
        built(&page).await;
        for panel in PANELS {
            page.show(panel).await;
            page.settle().await;
            // What is asked for by itself.
            tokio::time::sleep(std::time::Duration::from_millis(500)).await;
            let stops = tab_through(&page, panel).await;
            println!("{panel}: {stops} stops");
        }
        page.screen(360, 800).await;
        for panel in ["Context", "Editor", "Build", "Stages"] {
            page.show(panel).await;
            page.settle().await;
            tab_through(&page, &format!("{panel} at 360 px")).await;
        }
    });
}

#[test]
fn escape_then_tab_leaves_the_editor_and_tab_alone_indents() {
    journey("escape", |page| async move {
        page.open_project("FROM alpine\n", &[]).await;
        page.paste("FROM alpine\nRUN true").await;
        page.keys(Key::Tab + "").await;
        let inside = "return !!document.activeElement.closest('.cm-content')";
        assert_eq!(page.script(inside, Vec::new()).await, true, "Tab indents");
        page.keys(Key::Escape + "").await;
        page.sees("Tab now leaves the editor").await;
        page.keys(Key::Tab + "").await;
        assert_eq!(page.script(inside, Vec::new()).await, false, "Escape, then Tab leaves");
    });
}

/// Pictures without a name for those who do not see them: drawings that are neither named nor hidden.
const UNTOLD: &str = "return [...document.querySelectorAll('svg')].filter((picture) => picture.getClientRects().length
    && !picture.closest('[aria-hidden=true]') && !picture.getAttribute('aria-label')).map((picture) => picture.outerHTML.slice(0, 120));";

#[test]
fn every_picture_has_words() {
    journey("pictures-words", |page| async move {
        built(&page).await;
        for panel in PANELS {
            page.show(panel).await;
            page.settle().await;
            assert_eq!(page.script(UNTOLD, Vec::new()).await, serde_json::json!([]), "{panel}");
        }
        // The list says what the picture draws: each vertex, each path that crosses.
        page.show("Stages").await;
        page.click("button", "The graph as a list").await;
        let list = page.script("return document.querySelector('.graph-list').innerText", Vec::new()).await;
        let list = list.as_str().unwrap_or_default();
        for word in
            ["build", "unused", "golang", "node:20-alpine", "/app", "not needed by the target", "context"]
        {
            assert!(list.contains(word), "{word:?} is not in {list}");
        }
    });
}
