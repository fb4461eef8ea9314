//! Asks a host for something, and says in words what went wrong.

use js_sys::{JSON, Uint8Array};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Response, window};

use super::place::Place;
use super::tree::Tree;
use crate::state::Opened;
use crate::texts::elsewhere as texts;

/// The largest file that is read as a Dockerfile, in bytes.
const LARGEST: u32 = 1_000_000;
/// Where public repositories are read; a page may name another in `<meta name="drydock-repositories">`.
const HOST: &str = "https://api.github.com";

/// Content of a file: the answer to `GET /repos/OWNER/NAME/git/blobs/SHA`.
#[derive(Deserialize)]
struct Blob {
    content: String,
}

/// Reads a place. The second part is a remark on what was left out, or empty.
///
/// # Errors
/// What to tell the reader.
pub async fn read(place: &Place) -> Result<(Opened, String), String> {
    let (project, note) = match place {
        Place::File(address) => {
            let dockerfile = text(get(address, address).await?).await?;
            (drydock_playground::Project { dockerfile, ..Default::default() }, String::new())
        }
        Place::Repository { owner, name, reference, path } => {
            let base = format!("{}/repos/{owner}/{name}/git", host());
            let what = format!("{owner}/{name}");
            let address = format!("{base}/trees/{}?recursive=1", encoded(reference));
            let tree: Tree = json(get(&address, &what).await?).await?;
            let found = tree.context(path)?;
            let mut project = found.project;
            project.dockerfile = blob(&base, &found.dockerfile, &what).await?;
            if let Some((sha, ignore)) = found.ignore {
                let text = blob(&base, &sha, &what).await?;
                project.context.set_text(&ignore, &text).map_err(|error| error.to_string())?;
            }
            (project, found.note)
        }
    };
    Ok((Opened { project, example: String::new(), panel: None, before: None }, note))
}

fn host() -> String {
    let document = window().and_then(|window| window.document());
    let meta = document
        .and_then(|document| document.query_selector("meta[name=drydock-repositories]").ok().flatten());
    meta.and_then(|meta| meta.get_attribute("content")).unwrap_or_else(|| HOST.to_owned())
}

fn encoded(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}

async fn blob(base: &str, sha: &str, what: &str) -> Result<String, String> {
    let blob: Blob = json(get(&format!("{base}/blobs/{}", encoded(sha)), what).await?).await?;
    let packed: String = blob.content.chars().filter(|letter| !letter.is_whitespace()).collect();
    let decoded = window().and_then(|window| window.atob(&packed).ok());
    let decoded = decoded.ok_or_else(|| texts::not_understood(what))?;
    let bytes: Vec<u8> = decoded.chars().map(|letter| letter as u8).collect();
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// An answer of a host that says yes.
async fn get(address: &str, what: &str) -> Result<Response, String> {
    let window = window().ok_or(texts::NO_PAGE)?;
    let sent = JsFuture::from(window.fetch_with_str(address)).await;
    let Ok(response) = sent.and_then(JsCast::dyn_into::<Response>) else {
        return Err(if window.navigator().on_line() { texts::no_answer(what) } else { texts::offline(what) });
    };
    if response.ok() {
        return Ok(response);
    }
    let header = |name: &str| response.headers().get(name).ok().flatten();
    Err(match response.status() {
        403 | 429
            if header("x-ratelimit-remaining").is_some_and(|left| left == "0")
                || response.status() == 429 =>
        {
            let again = header("x-ratelimit-reset").and_then(|seconds| seconds.parse::<f64>().ok());
            texts::too_often(what, again.map(clock).as_deref())
        }
        401 | 403 => texts::refused(what),
        404 => texts::not_there(what),
        status => texts::answers(what, status),
    })
}

/// Hours and minutes of the reader's clock.
fn clock(seconds: f64) -> String {
    let date = js_sys::Date::new(&JsValue::from_f64(seconds * 1000.0));
    format!("{:02}:{:02}", date.get_hours(), date.get_minutes())
}

async fn text(response: Response) -> Result<String, String> {
    let told = |_: JsValue| texts::BROKE_OFF.to_owned();
    let buffer = JsFuture::from(response.array_buffer().map_err(told)?).await.map_err(told)?;
    let bytes = Uint8Array::new(&buffer);
    if bytes.length() > LARGEST {
        return Err(texts::TOO_LARGE.to_owned());
    }
    Ok(String::from_utf8_lossy(&bytes.to_vec()).into_owned())
}

async fn json<T: DeserializeOwned>(response: Response) -> Result<T, String> {
    let told = |_: JsValue| texts::BROKE_OFF.to_owned();
    let text = JsFuture::from(response.text().map_err(told)?).await.map_err(told)?;
    let unknown = || texts::NOT_UNDERSTOOD.to_owned();
    let value = JSON::parse(&text.as_string().ok_or_else(unknown)?).map_err(|_| unknown())?;
    serde_wasm_bindgen::from_value(value).map_err(|_| unknown())
}
