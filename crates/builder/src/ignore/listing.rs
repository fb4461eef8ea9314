use std::rc::Rc;

use super::{Filtered, IgnoreFile, IgnoreLine};
use crate::{Node, PatternError, Totals, components};

/// A path of the context with what the ignore file says of it.
#[derive(Clone, Debug)]
pub struct Judged {
    /// Last component of its path.
    pub name: Rc<str>,
    /// What it is.
    pub node: Rc<Node>,
    /// How much of it enters the build; `None` when it does not, and nothing in it.
    pub kept: Option<Totals>,
    /// The last line that matches it or a directory it is in, an exception included; `None` when none does.
    pub by: Option<IgnoreLine>,
}

impl IgnoreFile {
    /// What the directory `dir` of the context holds, by name, each with what decides it. Costs what that one directory
    /// costs. Nothing when there is no such directory.
    ///
    /// # Errors
    /// When a pattern that was accepted fails with a path.
    pub fn listing(&self, filtered: &Filtered, dir: &str) -> Result<Vec<Judged>, PatternError> {
        let mut path = String::new();
        let mut state = None;
        for part in components(dir) {
            below(&mut path, part);
            state = Some(self.matcher.step(&path, state.as_ref())?.1);
        }
        let mut found = Vec::new();
        for (name, node) in filtered.input.read_dir(dir) {
            let length = path.len();
            below(&mut path, name);
            let (decision, _) = self.matcher.step(&path, state.as_ref())?;
            let kept = filtered.output.get(&path).map(|node| node.totals());
            let by = self.line_of(&decision).cloned();
            found.push(Judged { name: name.clone(), node: node.clone(), kept, by });
            path.truncate(length);
        }
        Ok(found)
    }
}

fn below(path: &mut String, name: &str) {
    if !path.is_empty() {
        path.push('/');
    }
    path.push_str(name);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Context, ContextFile};

    fn listed(ignore: &str, dir: &str) -> Vec<String> {
        let mut context = Context::new();
        for path in ["a.log", "b.txt", "node_modules/x/y.js", "src/keep.log", "src/z.log"] {
            context.set(path, ContextFile::text(path)).unwrap();
        }
        let file = IgnoreFile::parse(ignore).unwrap();
        let filtered = file.filter(context.fs(), None).unwrap();
        let shown = |one: Judged| {
            let by = one.by.map_or("-".to_owned(), |by| format!("{}:{}", by.line, by.pattern));
            format!("{} {} {by}", one.name, if one.kept.is_some() { "sent" } else { "out" })
        };
        file.listing(&filtered, dir).unwrap().into_iter().map(shown).collect()
    }

    #[test]
    fn each_path_has_the_line_that_decided_it() {
        let ignore = "# c\n**/*.log\nnode_modules\n!src/keep.log\n";
        let top = ["a.log out 2:**/*.log", "b.txt sent -", "node_modules out 3:node_modules", "src sent -"];
        assert_eq!(listed(ignore, ""), top);
        assert_eq!(listed(ignore, "src"), ["keep.log sent 4:!src/keep.log", "z.log out 2:**/*.log"]);
        assert_eq!(listed(ignore, "node_modules/x"), ["y.js out 3:node_modules"]);
        assert!(listed(ignore, "nope").is_empty());
    }
}
