//! What the chores share with the tests in a browser.

pub mod http;
