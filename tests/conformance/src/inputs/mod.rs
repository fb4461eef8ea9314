//! Reads the inputs of a case: what the READMEs under `cases/` call `files`, `then`, `base_images` and so on.

mod archive;
mod context;
mod image;
mod request;

pub use context::{Content, FileSpec, Files, Member, Situation};
pub use image::{EngineImages, RequestImages, image_of};
pub use request::{dockerfile, flag, options, pairs, strings, text};
