//! What is known offline of the outside world: base images, and sizes that are never a bare number.
//!
//! `data/images.json` is the source table of the images, each with its origin; `data/images.jsonl` is the compact form
//! that is built in. `cargo run -p drydock-catalog --bin drydock-catalog` makes the second from the first.

mod distribution;
mod estimate;
mod files;
mod generate;
mod image;
pub mod packages;
mod reference;
mod size;
mod tag;

pub use files::{FileKind, KnownFile};
pub use generate::{compact_images, compact_tables};
pub use image::{CHECKED_TOOLS, Confidence, ImageRecord, LayerRecord, Match, find_image, images};
pub use reference::{Reference, ReferenceError};
pub use size::Size;
