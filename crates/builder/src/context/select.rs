use std::collections::BTreeSet;
use std::rc::Rc;

use drydock_plan::SourceOp;

use crate::pattern::{clean_path, contains_wildcards, glob_match};
use crate::{FileSystem, MatchState, Node, PatternError, PatternMatcher};

/// What of `context` a build can need when it reads `paths` (`fsutil` `FollowLinks`, then `NewFilterFS`): those paths,
/// what symbolic links on the way lead to, and the directories all that is in. `visible` is the context without what is
/// ignored; the links of the whole context count.
///
/// # Errors
/// When a path is a malformed pattern.
pub fn select_paths<'p>(
    context: &FileSystem,
    visible: &FileSystem,
    paths: impl IntoIterator<Item = &'p str>,
) -> Result<FileSystem, PatternError> {
    let Some(patterns) = follow_links(context, paths) else { return Ok(visible.clone()) };
    if patterns.is_empty() {
        return Ok(visible.clone());
    }
    let matcher = PatternMatcher::new(patterns.iter().map(String::as_str))?;
    let root = Select { matcher: &matcher, path: String::new() }.children(visible.root(), None)?;
    Ok(visible.with_root_node(root))
}

/// `paths` and the targets of the links on their way, in order and without those inside one another; `None` when the
/// root is among them.
fn follow_links<'p>(fs: &FileSystem, paths: impl IntoIterator<Item = &'p str>) -> Option<Vec<String>> {
    let mut todo: Vec<String> = paths.into_iter().map(str::to_owned).collect();
    let mut found = BTreeSet::new();
    while let Some(path) = todo.pop() {
        follow(fs, &path, &mut found, &mut todo);
    }
    if found.contains(".") {
        return None;
    }
    let mut kept: Vec<String> = Vec::new();
    for path in found {
        let inside = kept
            .last()
            .and_then(|last| path.strip_prefix(last.as_str()))
            .is_some_and(|rest| rest.starts_with('/'));
        if !inside {
            kept.push(path);
        }
    }
    Some(kept)
}

/// Goes along `path` up to the first link or to its end.
fn follow(fs: &FileSystem, path: &str, found: &mut BTreeSet<String>, todo: &mut Vec<String>) {
    let path = clean_path(path.trim_start_matches('/'));
    let parts: Vec<&str> = path.split('/').collect();
    for end in 1..=parts.len() {
        let (here, rest) = parts.split_at(end);
        let current = here.join("/");
        let targets = link_targets(fs, &current);
        if targets.is_empty() && !rest.is_empty() {
            continue;
        }
        if found.insert(current) {
            todo.extend(targets.iter().map(|target| format!("{target}/{}", rest.join("/"))));
        }
        return;
    }
}

/// Where the link at `path` leads, or the links that its last component matches.
fn link_targets(fs: &FileSystem, path: &str) -> Vec<String> {
    let (dir, name) = path.rsplit_once('/').unwrap_or(("", path));
    let target = |node: &Rc<Node>| {
        let target = node.as_symlink()?;
        Some(if target.starts_with('/') {
            clean_path(target)
        } else {
            clean_path(&format!("/{dir}/{target}"))
        })
    };
    if contains_wildcards(name) {
        let matching = fs.read_dir(dir).filter(|(entry, _)| glob_match(name, entry).unwrap_or(false));
        return matching.filter_map(|(_, node)| target(node)).collect();
    }
    fs.get(path).and_then(target).into_iter().collect()
}

struct Select<'m> {
    matcher: &'m PatternMatcher,
    path: String,
}

impl Select<'_> {
    fn children(&mut self, node: &Rc<Node>, state: Option<&MatchState>) -> Result<Rc<Node>, PatternError> {
        let Some(dir) = node.as_dir() else { return Ok(node.clone()) };
        let mut kept = Vec::new();
        for (name, child) in dir.iter() {
            let length = self.path.len();
            if length > 0 {
                self.path.push('/');
            }
            self.path.push_str(name);
            if let Some(child) = self.child(child, state)? {
                kept.push((name.clone(), child));
            }
            self.path.truncate(length);
        }
        let all = kept.len() == dir.len()
            && kept.iter().zip(dir.iter()).all(|(kept, all)| Rc::ptr_eq(&kept.1, all.1));
        Ok(if all { node.clone() } else { Rc::new(node.with_entries(kept.into_iter().collect())) })
    }

    fn child(
        &mut self,
        node: &Rc<Node>,
        state: Option<&MatchState>,
    ) -> Result<Option<Rc<Node>>, PatternError> {
        let (decision, state) = self.matcher.step(&self.path, state)?;
        if decision.matched && !self.matcher.has_exceptions() {
            return Ok(Some(node.clone()));
        }
        if !node.is_dir() || (!decision.matched && !self.matcher.may_match_below(&self.path)) {
            return Ok(decision.matched.then(|| node.clone()));
        }
        let node = self.children(node, Some(&state))?;
        Ok((decision.matched || node.as_dir().is_some_and(|dir| !dir.is_empty())).then_some(node))
    }
}

/// The paths of the context that `source` says a build can need (`local.followpaths`); `None` when it is everything.
pub fn needed_paths(source: &SourceOp) -> Option<Vec<String>> {
    source.attrs.get("local.followpaths").map(|list| text_list(list))
}

/// The texts of a JSON list of texts.
fn text_list(json: &str) -> Vec<String> {
    let mut chars = json.chars();
    let mut list = Vec::new();
    while chars.by_ref().any(|char| char == '"') {
        let mut text = String::new();
        while let Some(char) = chars.next().filter(|char| *char != '"') {
            text.push(if char == '\\' { escaped(&mut chars) } else { char });
        }
        list.push(text);
    }
    list
}

fn escaped(chars: &mut std::str::Chars<'_>) -> char {
    match chars.next() {
        Some('n') => '\n',
        Some('r') => '\r',
        Some('t') => '\t',
        Some('b') => '\u{8}',
        Some('f') => '\u{c}',
        Some('u') => {
            let digits: String = chars.by_ref().take(4).collect();
            u32::from_str_radix(&digits, 16)
                .ok()
                .and_then(char::from_u32)
                .unwrap_or(char::REPLACEMENT_CHARACTER)
        }
        Some(char) => char,
        None => '\\',
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Context, ContextFile};

    fn selected(paths: &[&str]) -> Vec<String> {
        let mut context = Context::new();
        for path in ["a.txt", "b.txt", "d/e/f", "d/g", "other/h"] {
            context.set(path, ContextFile::text(path)).unwrap();
        }
        context.set("link", ContextFile::symlink("d/e")).unwrap();
        context.set("up", ContextFile::symlink("../b.txt")).unwrap();
        context.set("round", ContextFile::symlink("round")).unwrap();
        let fs = select_paths(context.fs(), context.fs(), paths.iter().copied()).unwrap();
        fs.walk("/").map(|(path, _)| path[1..].to_owned()).collect()
    }

    #[test]
    fn takes_what_can_be_needed() {
        assert_eq!(selected(&["a.txt", "d/g"]), ["a.txt", "d", "d/g"]);
        assert_eq!(selected(&["/d/"]), ["d", "d/e", "d/e/f", "d/g"]);
        assert_eq!(selected(&["*.txt"]), ["a.txt", "b.txt"]);
        assert_eq!(selected(&["link/f"]), ["d", "d/e", "d/e/f", "link"]);
        assert_eq!(selected(&["u*"]), ["b.txt", "up"]);
        assert_eq!(selected(&["round"]), ["round"]);
        assert_eq!(selected(&["nope"]), [""; 0]);
        assert_eq!(selected(&["a.txt", "."]).len(), 11);
    }

    #[test]
    fn reads_lists_as_plans_write_them() {
        assert_eq!(text_list(r#"["a","b \"c\"","\u003cx\u003e","\\d"]"#), ["a", "b \"c\"", "<x>", "\\d"]);
        assert!(text_list("[]").is_empty());
    }
}
