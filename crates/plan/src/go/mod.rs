//! What Go's standard library does to text, where it shows in BuildKit's answers.

pub(crate) mod number;
pub(crate) mod path;
pub(crate) mod quote;
pub(crate) mod url;
