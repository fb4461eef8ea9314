//! The evaluation for JavaScript: decode, call, encode, nothing else. [`evaluate`] and [`Builder`] speak plain objects,
//! for scripts; [`Session`] speaks bytes, for the page.

#[cfg(feature = "package")]
mod package;
mod panics;
pub mod project;
mod types;

use drydock_playground::{BuildCache, Evaluation};
use serde::Serialize;
use wasm_bindgen::prelude::*;

pub use types::TYPES;

#[wasm_bindgen]
extern "C" {
    /// A project as the page's script holds it; see [`project::Project`].
    #[wasm_bindgen(typescript_type = "Project")]
    pub type JsProject;
    /// An evaluation as plain objects.
    #[wasm_bindgen(typescript_type = "Evaluation")]
    pub type JsEvaluation;
}

/// Evaluates a project against an empty build cache.
///
/// # Errors
/// When `project` has not the shape of a `Project`.
#[wasm_bindgen]
pub fn evaluate(project: JsProject) -> Result<JsEvaluation, JsError> {
    encode(&drydock_playground::evaluate(&decode(project)?, &BuildCache::default()))
}

/// A builder with its cache: what earlier builds left is what the next one reuses.
#[wasm_bindgen]
#[derive(Default)]
pub struct Builder {
    cache: BuildCache,
}

#[wasm_bindgen]
impl Builder {
    /// A builder that never built anything.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Evaluates a project: what the next build would do.
    ///
    /// # Errors
    /// When `project` has not the shape of a `Project`.
    pub fn evaluate(&self, project: JsProject) -> Result<JsEvaluation, JsError> {
        encode(&drydock_playground::evaluate(&decode(project)?, &self.cache))
    }

    /// Runs the simulated build and keeps what it leaves in the cache.
    ///
    /// # Errors
    /// When `project` has not the shape of a `Project`.
    pub fn build(&mut self, project: JsProject) -> Result<(), JsError> {
        self.cache = drydock_playground::build(&decode(project)?, &self.cache);
        Ok(())
    }

    /// Gives the builder a data file that an evaluation named in `missing_data`. Builds made before are forgotten, for
    /// their sizes would be others now: load first, or build again.
    ///
    /// # Errors
    /// When `file` is no such name or `bytes` not what that file holds.
    pub fn load(&mut self, file: &str, bytes: &[u8]) -> Result<(), JsError> {
        self.cache = self.cache.with_data(file, bytes).map_err(|message| JsError::new(&message))?;
        Ok(())
    }

    /// Empties the cache.
    pub fn prune(&mut self) {
        self.cache = self.cache.pruned();
    }
}

/// The evaluator behind the page: it is told what changes, and asked; see `drydock_playground::protocol`.
#[wasm_bindgen]
#[derive(Default)]
pub struct Session {
    session: drydock_playground::Session,
}

#[wasm_bindgen]
impl Session {
    /// An evaluator with an empty project and an empty cache. What panics from now on says so on the console.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        panics::install();
        Self::default()
    }

    /// Answers a request in bytes with a reply in bytes.
    ///
    /// # Errors
    /// When `request` is none of this version.
    pub fn answer(&mut self, request: &[u8]) -> Result<Vec<u8>, JsError> {
        self.session.answer_bytes(request).map_err(JsError::from)
    }

    /// Names of the data files that the last evaluation missed; they lie in `data/` beside the page.
    pub fn missing(&self) -> Vec<String> {
        self.session.missing().to_vec()
    }

    /// Takes a data file; gives the last evaluation anew, as a reply in bytes.
    ///
    /// # Errors
    /// When `file` is no such name or `bytes` not what that file holds.
    pub fn load(&mut self, file: &str, bytes: &[u8]) -> Result<Vec<u8>, JsError> {
        self.session.load(file, bytes).map_err(|message| JsError::new(&message))
    }
}

fn decode(project: JsProject) -> Result<drydock_playground::Project, JsError> {
    let project: project::Project = serde_wasm_bindgen::from_value(project.into())?;
    project.into_playground().map_err(|message| JsError::new(&message))
}

fn encode(evaluation: &Evaluation) -> Result<JsEvaluation, JsError> {
    let value = evaluation.serialize(&serde_wasm_bindgen::Serializer::json_compatible())?;
    Ok(value.unchecked_into())
}
