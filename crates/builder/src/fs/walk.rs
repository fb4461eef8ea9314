use std::rc::Rc;

use super::Node;
use super::dir::Cursor;

/// Walks a tree: each directory before what is in it, names in byte order. The start itself is left out.
pub struct Walk<'a> {
    stack: Vec<(Cursor<'a>, usize)>,
    path: String,
    last: Option<&'a Rc<Node>>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(path: &str, node: &'a Rc<Node>) -> Self {
        let mut walk =
            Self { stack: Vec::new(), path: path.trim_end_matches('/').to_owned(), last: Some(node) };
        walk.descend();
        walk
    }

    /// The next path and what is there.
    pub fn step(&mut self) -> Option<(&str, &'a Rc<Node>)> {
        self.descend();
        loop {
            let (cursor, parent) = self.stack.last_mut()?;
            self.path.truncate(*parent);
            if let Some((name, node)) = cursor.next() {
                self.path.push('/');
                self.path.push_str(name);
                self.last = Some(node);
                return Some((&self.path, node));
            }
            self.stack.pop();
        }
    }

    /// Leaves out what is below the path given last.
    pub fn prune(&mut self) {
        self.last = None;
    }

    fn descend(&mut self) {
        if let Some(dir) = self.last.take().and_then(|node| node.as_dir()) {
            self.stack.push((Cursor::new(&dir.entries), self.path.len()));
        }
    }
}

impl<'a> Iterator for Walk<'a> {
    type Item = (String, &'a Rc<Node>);

    fn next(&mut self) -> Option<Self::Item> {
        self.step().map(|(path, node)| (path.to_owned(), node))
    }
}
