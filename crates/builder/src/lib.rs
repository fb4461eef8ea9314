//! The simulated builder.

mod world;

pub use world::CatalogImages;
