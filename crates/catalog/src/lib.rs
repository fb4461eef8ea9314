//! What is known offline of the outside world: base images, and sizes that are never a bare number.

mod size;

pub use size::Size;
