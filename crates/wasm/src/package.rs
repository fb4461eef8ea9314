//! What the npm package has beyond the evaluation. The page's evaluator does without it.

use drydock_playground::BuildCache;
use drydock_playground::link::{self, Base, Link};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::{JsProject, decode, project};

#[wasm_bindgen]
extern "C" {
    /// Findings as plain objects.
    #[wasm_bindgen(typescript_type = "Diagnostic[]")]
    pub type JsDiagnostics;
    /// What a link opens, or `null`.
    #[wasm_bindgen(typescript_type = "OpenedLink | null")]
    pub type JsOpened;
}

/// What a link opens.
#[derive(Serialize)]
struct Opened {
    project: project::Project,
    #[serde(skip_serializing_if = "String::is_empty")]
    example: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    panel: String,
}

/// Errors and findings of a project, by place.
///
/// # Errors
/// When `project` has not the shape of a `Project`.
#[wasm_bindgen]
pub fn lint(project: JsProject) -> Result<JsDiagnostics, JsError> {
    let evaluation = drydock_playground::evaluate(&decode(project)?, &BuildCache::default());
    Ok(plain(&evaluation.diagnostics)?.unchecked_into())
}

/// A Dockerfile tidied, never with another meaning.
#[wasm_bindgen]
pub fn format(dockerfile: &str) -> String {
    drydock_playground::format(dockerfile)
}

/// What a link opens: an address, or the part behind `#`; `null` when it holds nothing.
///
/// # Errors
/// When the link is of an unknown kind, too large, or broken, or names an example that is not there.
#[wasm_bindgen(js_name = decodeLink)]
pub fn decode_link(link: &str) -> Result<JsOpened, JsError> {
    let Some(link) = link::decode(link::fragment(link))? else { return Ok(JsValue::NULL.unchecked_into()) };
    let start = link.base.project().map_err(|error| JsError::new(&format!("There is {error}")))?;
    let example = if let Base::Example(name) = &link.base { name.clone() } else { String::new() };
    let project = project::Project::of(&link.project(start));
    Ok(plain(&Opened { project, example, panel: link.panel })?.unchecked_into())
}

/// The fragment of an address, without `#`, that opens a project; `panel` is the panel to show.
///
/// # Errors
/// When `project` has not the shape of a `Project`, or is too large for a link.
#[wasm_bindgen(js_name = encodeLink)]
pub fn encode_link(project: JsProject, panel: Option<String>) -> Result<String, JsError> {
    Ok(Link::of(&decode(project)?, &panel.unwrap_or_default()).encode()?)
}

fn plain(value: &impl Serialize) -> Result<JsValue, JsError> {
    Ok(value
        .serialize(&serde_wasm_bindgen::Serializer::json_compatible().serialize_bytes_as_arrays(false))?)
}
