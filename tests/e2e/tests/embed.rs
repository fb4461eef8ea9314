//! The playground inside of pages of others.

use std::time::Instant;

use drydock_e2e::{OwnPage, Page, Setup, html, journey, journey_with, script};
use serde_json::{Value, json};

const PROJECT: &str = "v1/p%7B%22d%22:%22FROM%20alpine%20AS%20embedded%5CnRUN%20echo%20hi%5Cn%22%7D";
/// Finds the frame of the first element on a page.
const FRAME: &str =
    "return document.querySelector('dockerfile-playground').shadowRoot.querySelector('iframe')";

/// A page with a frame, that keeps what the frame says.
fn frame(attributes: &str) -> String {
    format!(
        "<!doctype html><title>host</title><body><script>
        self.heard = [];
        self.ask = (message) => document.querySelector('iframe').contentWindow.postMessage({{ drydock: 1, ...message }}, '*');
        self.last = (type) => heard.filter((message) => message.type === type).at(-1);
        addEventListener('message', ({{ data }}) => heard.push(data));
        </script><iframe {attributes} width=900 height=500></iframe>"
    )
}

/// Opens a page of somebody else with the embedded page in a frame, and waits for its first result.
async fn host(page: &Page, attributes: &str) {
    let address = format!("{}embed.html?panes=editor,build,problems#{PROJECT}", page.site());
    page.publish(html("/host.html", frame(&format!("src=\"{address}\" {attributes}"))));
    page.go("/host.html").await;
    page.until("return last('result')").await;
}

async fn heard(page: &Page, kind: &str) -> Value {
    page.script("return last(arguments[0])", vec![json!(kind)]).await
}

#[test]
fn a_frame_without_any_right_but_scripts_works() {
    journey("embed-sandbox", |page| async move {
        page.watch_policy().await;
        host(&page, "sandbox=\"allow-scripts\"").await;
        assert_eq!(heard(&page, "result").await["stages"], json!(["embedded"]));
        page.enter("return document.querySelector('iframe')").await;
        let storage = "try { return localStorage.length } catch (error) { return error.name }";
        assert_eq!(page.script(storage, vec![]).await, json!("SecurityError"));
        assert_eq!(page.script("return origin", vec![]).await, json!("null"));
        page.paste("FROM alpine AS typed\nWORKDIR x\n").await;
        page.sees("WORKDIR x").await;
        page.leave().await;
        page.until("return last('result').stages[0] === 'typed' && last('state')?.edited").await;
        let result = heard(&page, "result").await;
        assert!(
            result["codes"].as_array().is_some_and(|codes| codes.contains(&json!("WorkdirRelativePath"))),
            "{result}"
        );
    });
}

#[test]
fn the_clipboard_and_new_tabs_may_be_refused() {
    journey("embed-refused", |page| async move {
        host(&page, "sandbox=\"allow-scripts\"").await;
        page.enter("return document.querySelector('iframe')").await;
        let copy = "const done = arguments[0]; navigator.clipboard.writeText('x').then(() => done('allowed'), () => done('refused'))";
        assert_eq!(page.script_async(copy).await, json!("refused"));
        page.click("button", "Open in Drydock").await;
        page.sees("The address is http://").await;
        page.is_alive().await;
    });
}

#[test]
fn a_page_and_the_playground_talk() {
    journey("embed-messages", |page| async move {
        host(&page, "").await;
        assert_eq!(heard(&page, "ready").await["mode"], "edit");
        page.until("return last('resize')?.height >= 240").await;
        page.until("return heard.some((message) => message.subject === 'lti.frameResize' && message.height === last('resize').height)").await;
        page.script("ask({ type: 'set', project: { dockerfile: 'FROM scratch AS given\\nCOPY a /\\n', files: { a: '1' }, buildArgs: { X: '1' } } })", vec![]).await;
        page.until("return last('result').stages[0] === 'given'").await;
        page.script("ask({ type: 'get', id: 'mine' })", vec![]).await;
        let state = page.until("return last('state').id === 'mine' && last('state')").await;
        assert_eq!(state["files"], json!({"a": "1"}));
        assert!(
            state["link"].as_str().is_some_and(|link| link.starts_with("v1/d"))
                && state["edited"] == json!(false),
            "{state}"
        );
        page.script("ask({ type: 'theme', theme: 'dark' })", vec![]).await;
        page.script("ask({ type: 'step', line: 2 })", vec![]).await;
        page.enter("return document.querySelector('iframe')").await;
        page.until("return document.documentElement.dataset.theme === 'dark'").await;
        page.until("return getSelection().toString() === 'COPY a /'").await;
        page.paste("FROM scratch AS typed\n").await;
        page.leave().await;
        page.until("return last('result').stages[0] === 'typed'").await;
        page.script("ask({ type: 'reset' })", vec![]).await;
        page.until("return last('result').stages[0] === 'given'").await;
        page.script(&format!("ask({{ type: 'set', link: 'https://example.org/#{PROJECT}' }})"), vec![]).await;
        page.until("return last('result').stages[0] === 'embedded'").await;
        for wrong in [
            "{ type: 'set' }",
            "{ type: 'step', line: 99 }",
            "{ type: 'nosuch' }",
            "{ type: 'set', link: '#v9/d' }",
        ] {
            page.script("heard.length = 0", vec![]).await;
            page.script(&format!("ask({wrong})"), vec![]).await;
            page.until("return last('error')?.message").await;
        }
    });
}

#[test]
fn messages_of_others_are_refused() {
    journey("embed-forged", |page| async move {
        let address = format!("{}embed.html#{PROJECT}", page.site());
        page.publish(script(
            "/attack.js",
            "const forge = () => {
               parent.frames[0]?.postMessage({ drydock: 1, type: 'set', project: { dockerfile: 'FROM forged AS forged\\n' } }, '*');
               parent.postMessage({ drydock: 1, type: 'state', dockerfile: 'forged' }, '*');
             };
             setInterval(forge, 20);",
        ));
        page.publish(html("/attack.html", "<script src=attack.js></script>"));
        page.publish(html(
            "/host.html",
            format!(
                "<!doctype html><body><script type=module src=\"{}dockerfile-playground.js\"></script>
                 <script>self.states = []; addEventListener('drydock-state', ({{ detail }}) => states.push(detail.dockerfile));
                 self.results = []; addEventListener('drydock-result', ({{ detail }}) => results.push(detail.stages[0]));</script>
                 <dockerfile-playground link=\"{address}\"></dockerfile-playground><iframe src=attack.html></iframe>",
                page.site()
            ),
        ));
        page.go("/host.html").await;
        page.until("return states.length > 0 && results.length > 0").await;
        page.enter(FRAME).await;
        page.paste("FROM alpine AS mine\n").await;
        page.leave().await;
        page.until("return results.includes('mine')").await;
        // By now hundreds were sent.
        let states = page.script("return states", vec![]).await.to_string();
        assert!(!states.contains("forged"), "{states}");
        let results = page.script("return results", vec![]).await;
        assert_eq!(results, json!(["embedded", "mine"]));
    });
}

#[test]
fn the_history_of_the_page_around_stays_and_edits_go_along() {
    journey("embed-history", |page| async move {
        host(&page, "").await;
        let before = page.script("return [history.length, location.href]", vec![]).await;
        page.enter("return document.querySelector('iframe')").await;
        for text in ["FROM alpine AS one\n", "FROM alpine AS two\n"] {
            page.paste(text).await;
            // Longer than the page of its own waits before it writes the address.
            tokio::time::sleep(std::time::Duration::from_millis(700)).await;
        }
        page.show("Problems").await;
        page.click("button", "Build").await;
        page.leave().await;
        assert_eq!(page.script("return [history.length, location.href]", vec![]).await, before);
        page.enter("return document.querySelector('iframe')").await;
        page.click("button", "Open in Drydock").await;
        assert_eq!(page.newest_tab().await, 2);
        page.find("textbox", "Dockerfile").await;
        page.sees("FROM alpine AS two").await;
        assert_eq!(page.script("return opener", vec![]).await, Value::Null);
    });
}

#[test]
fn a_code_block_becomes_a_playground_under_a_strict_policy() {
    journey("embed-element", |page| async move {
        page.watch_policy().await;
        page.publish(script(
            "/host.js",
            "import { enhance } from './dockerfile-playground.js';
             enhance('pre > code.language-docker', { panes: 'editor', load: 'click' });
             self.results = []; addEventListener('drydock-result', ({ detail }) => results.push(detail));",
        ));
        let body = "<!doctype html><html lang=en><title>host</title><script type=module src=/host.js></script>
            <dockerfile-playground panes=build data-target=first data-build-args='{\"V\":\"1\"}'>
            <pre data-file=Dockerfile><code class=language-dockerfile>FROM alpine AS first\nARG V\nCOPY a.txt /\n\nFROM first</code></pre>
            <pre data-file=a.txt>text</pre></dockerfile-playground>
            <pre><code class=language-docker>FROM alpine AS second\n</code></pre>";
        let policy = "default-src 'none'; script-src 'self'; frame-src 'self'";
        let headers = vec![("Content-Security-Policy".to_owned(), policy.to_owned())];
        page.publish(OwnPage { headers, ..html("/host.html", body) });
        page.go("/host.html").await;
        let result = page.until("return results[0]").await;
        assert_eq!((&result["stages"][0], &result["error"]), (&json!("first"), &Value::Null), "{result}");
        // Only what was clicked is there.
        let frames = "return [...document.querySelectorAll('dockerfile-playground')].map((one) => one.shadowRoot.querySelectorAll('iframe').length)";
        assert_eq!(page.script(frames, vec![]).await, json!([1, 0]));
        assert_eq!(page.refused().await, json!([]));
        page.enter(FRAME).await;
        assert_eq!(page.refused().await, json!([]));
        page.leave().await;
        page.script("document.querySelectorAll('dockerfile-playground')[1].open()", vec![]).await;
        page.until("return results.some(({ stages }) => stages[0] === 'second')").await;
        assert_eq!(page.script(frames, vec![]).await, json!([1, 1]));
        let got = "const [element, done] = [document.querySelector('dockerfile-playground'), arguments[0]];
            element.get().then((state) => done(state.files))";
        assert_eq!(page.script_async(got).await, json!({"a.txt": "text\n"}));
    });
}

#[test]
fn a_folder_below_another_will_do() {
    let mut setup = Setup::default();
    setup.site.prefix = "courses/docker/drydock".to_owned();
    journey_with("embed-path", setup, |page| async move {
        page.open("#v1/e=python").await;
        page.sees("FROM python").await;
        page.publish(html(
            "/courses/docker/lesson/page.html",
            "<!doctype html><script type=module src='../drydock/dockerfile-playground.js'></script>
             <script>addEventListener('drydock-result', ({ detail }) => self.result = detail)</script>
             <dockerfile-playground example=targets></dockerfile-playground>",
        ));
        page.go("/courses/docker/lesson/page.html").await;
        page.until("return self.result?.stages.length > 1").await;
        let outside = page.requests().into_iter().filter(|(path, _)| !path.starts_with("/courses/docker/"));
        let outside: Vec<_> = outside.map(|(path, _)| path).filter(|path| path != "/favicon.ico").collect();
        assert!(outside.is_empty(), "{outside:?}");
    });
}

#[test]
fn blocked_storage_is_no_harm() {
    let settings = json!({"profile.default_content_setting_values.cookies": 2});
    let setup = Setup { settings: Some(settings), ..Setup::default() };
    journey_with("embed-storage", setup, |page| async move {
        page.open("#v1/e=python").await;
        let storage = "try { return localStorage.length } catch (error) { return error.name }";
        assert_eq!(page.script(storage, vec![]).await, json!("SecurityError"));
        page.paste("FROM alpine AS kept\n").await;
        page.click("button", "Build").await;
        page.sees("Everything comes from the cache").await;
        page.is_alive().await;
    });
}

#[test]
fn thirty_on_a_page_share_what_they_load() {
    journey("embed-many", |page| async move {
        let many: String = (0..30)
            .map(|i| format!("<dockerfile-playground load=click data-nr={i}><pre>FROM alpine AS nr{i}\n</pre></dockerfile-playground>"))
            .collect();
        page.publish(html(
            "/host.html",
            format!("<!doctype html><script type=module src=dockerfile-playground.js></script>
                <script>self.done = new Set(); addEventListener('drydock-result', ({{ detail }}) => done.add(detail.stages[0]))</script>{many}"),
        ));
        page.go("/host.html").await;
        let bytes = |page: &Page| page.requests().iter().map(|(_, bytes)| bytes).sum::<usize>();
        let (none, bytes_none) = (page.memory(), bytes(&page));
        let begun = Instant::now();
        page.script("document.querySelector('dockerfile-playground').open()", vec![]).await;
        page.until("return done.size === 1").await;
        let (one, bytes_one, one_took) = (page.memory(), bytes(&page), begun.elapsed());
        let begun = Instant::now();
        page.script(
            "document.querySelectorAll('dockerfile-playground').forEach((one) => one.open())",
            vec![],
        )
        .await;
        page.until("return done.size === 30").await;
        let (all, bytes_all) = (page.memory(), bytes(&page));
        let megabytes = |memory: Option<u64>| {
            memory.map_or("?".to_owned(), |bytes| format!("{:.0} MB", bytes as f64 / 1e6))
        };
        println!(
            "1 embed: {} bytes, {one_took:?}, {} of memory over {}",
            bytes_one - bytes_none,
            megabytes(one),
            megabytes(none)
        );
        println!(
            "30 embeds: {} bytes more, {:?}, {}",
            bytes_all - bytes_one,
            begun.elapsed(),
            megabytes(all)
        );
        let modules: Vec<_> =
            page.requests().into_iter().filter(|(path, _)| path.ends_with(".wasm")).collect();
        assert_eq!(modules.len(), 2, "each module once: {modules:?}");
        assert!(bytes_all - bytes_one < 100_000, "29 more cost {} bytes", bytes_all - bytes_one);
    });
}

/// True when a list says of a goal how it stands, in words.
fn stands(goal: &str, state: &str) -> String {
    format!(
        "return [...document.querySelectorAll('li')].some((item) => /{goal}\\s*: {state}/.test(item.innerText))"
    )
}

#[test]
fn an_exercise_tells_which_goals_are_met() {
    journey("embed-exercise", |page| async move {
        page.publish(html(
            "/host.html",
            "<!doctype html><html lang=en><title>host</title><script type=module src=dockerfile-playground.js></script>
            <script>self.heard = []; addEventListener('drydock-progress', ({ detail }) => heard.push(detail));
            self.met = () => heard.at(-1)?.goals.map(({ met }) => met).join();</script>
            <dockerfile-playground mode=exercise data-goals='[\"builds\"]'>
            <pre>FROM alpine\nCOPY . /app\nRUN echo install\nCMD node server.js</pre><pre data-file=server.js>1</pre>
            <ul><li data-goal='not root'>It runs as a user of its own</li><li data-goal='exec CMD'></li>
            <li data-goal='keeps server.js: RUN echo'>Editing does not install again</li><li data-goal='under: 100MB'>Small</li>
            <li data-goal='no finding: WorkdirRelativePath'></li><li data-goal='something later'>Later</li></ul>
            </dockerfile-playground>",
        ));
        page.go("/host.html").await;
        page.until("return met() === 'true,false,false,false,true,true,'").await;
        page.enter(FRAME).await;
        for told in [
            "The image builds",
            "It runs as a user of its own",
            "CMD is in exec form",
            "this version knows no such goal",
        ] {
            page.sees(told).await;
        }
        page.until(&stands("Small", "met")).await;
        assert!(page.all("button", "Open in Drydock").await.is_empty());
        page.paste(
            "FROM alpine\nRUN echo install\nCOPY . /app\nWORKDIR app\nUSER 1000\nCMD [\"node\", \"server.js\"]\n",
        )
        .await;
        page.until(&stands("It runs as a user of its own", "met")).await;
        page.leave().await;
        page.until("return met() === 'true,true,true,true,true,false,'").await;
        let last = page.script("return heard.at(-1)", vec![]).await;
        assert_eq!((&last["met"], &last["total"]), (&json!(5), &json!(7)), "{last}");
        assert_eq!(last["goals"][1]["label"], "It runs as a user of its own");
        let count = page.script("return heard.length", vec![]).await;
        page.enter(FRAME).await;
        page.paste("# the same\nFROM alpine\nRUN echo install\nCOPY . /app\nWORKDIR app\nUSER 1000\nCMD [\"node\", \"server.js\"]\n").await;
        page.leave().await;
        page.until("return document.querySelector('dockerfile-playground').get().then((state) => state.dockerfile.startsWith('# the same'))").await;
        assert_eq!(page.script("return heard.length", vec![]).await, count, "nothing changed");
    });
}
