use crate::Tree;

/// Reads `text` into a tree; never fails, every problem is in [`Tree::diagnostics`].
pub fn parse(text: &str) -> Tree {
    Tree {
        text: text.into(),
        bytes: None,
        syntax: None,
        check: None,
        escape: '\\',
        directives: Vec::new(),
        nodes: Vec::new(),
        diagnostics: Vec::new(),
    }
}
