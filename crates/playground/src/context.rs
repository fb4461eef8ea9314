//! A closer look at the build context, on demand: what each path costs, and what decides whether it is sent.

use drydock_builder::{BuildCache, Filtered, IgnoreFile, IgnoreLine, Judged, Large, NodeKind};
use serde::{Deserialize, Serialize};

use crate::Project;

/// What becomes of a path of the context.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContextVerdict {
    /// How many of its regular files enter the build: of a file 1 or 0, of a directory those below it.
    pub sent_files: u64,
    /// Their bytes.
    pub sent_bytes: u64,
    /// False when neither it nor anything below it enters the build.
    pub sent: bool,
    /// The line of the ignore file that decided, from 1; `None` when no line matches.
    pub line: Option<u32>,
    /// Its pattern, as cleaned, an exception with its `!`; empty when no line matches.
    pub pattern: String,
}

/// An entry of a directory of the context.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContextEntry {
    /// Last component of its path.
    pub name: String,
    /// What it is.
    pub kind: ContextEntryKind,
    /// Regular files: 1, or those below a directory.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// What becomes of it.
    pub verdict: ContextVerdict,
}

/// What an entry of the context is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ContextEntryKind {
    /// A regular file.
    File,
    /// A directory.
    Directory,
    /// A symbolic link.
    Link,
    /// A pipe, a device, a socket.
    Other,
}

/// What weighs in the context.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContextWeight {
    /// Path of the ignore file that counts, where there is one.
    pub ignore_file: Option<String>,
    /// Its lines in order, each with what it leaves out.
    pub patterns: Vec<PatternWeight>,
    /// The largest files that enter the build.
    pub files: Vec<Weight>,
    /// The largest directories of what enters the build.
    pub directories: Vec<Weight>,
}

/// A line of the ignore file and what it decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatternWeight {
    /// The pattern, as cleaned, an exception with its `!`.
    pub pattern: String,
    /// Its line, from 1.
    pub line: u32,
    /// Regular files it leaves out; 0 for a line that leaves nothing out, such as an exception.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// A path that weighs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weight {
    /// Path in the context.
    pub path: String,
    /// Regular files: 1, or those below a directory.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// What becomes of each of `paths`; `None` for one that is not there. Costs what those paths cost.
///
/// # Errors
/// When the ignore file cannot be used, in BuildKit's words.
pub fn context_verdicts(
    project: &Project,
    cache: &BuildCache,
    paths: &[String],
) -> Result<Vec<Option<ContextVerdict>>, String> {
    let (file, filtered) = filtered(project, cache)?;
    let judge = |path: &String| file.judge(&filtered, path).map_err(|error| error.to_string());
    paths.iter().map(|path| Ok(judge(path)?.map(verdict))).collect()
}

fn verdict(judged: Judged) -> ContextVerdict {
    let kept = judged.kept.unwrap_or_default();
    ContextVerdict {
        sent_files: kept.files,
        sent_bytes: kept.bytes,
        sent: judged.kept.is_some(),
        line: judged.by.as_ref().map(|by| by.line),
        pattern: judged.by.map(|by| by.pattern).unwrap_or_default(),
    }
}

/// What the directory `dir` of the context holds, by name, each with its verdict. Costs what that directory costs.
///
/// # Errors
/// When the ignore file cannot be used, in BuildKit's words.
pub fn context_listing(
    project: &Project,
    cache: &BuildCache,
    dir: &str,
) -> Result<Vec<ContextEntry>, String> {
    let (file, filtered) = filtered(project, cache)?;
    let mut entries = Vec::new();
    for (name, _) in filtered.input.read_dir(dir) {
        let judged = file.judge(&filtered, &format!("{dir}/{name}")).map_err(|error| error.to_string())?;
        entries.extend(judged.map(|judged| ContextEntry {
            name: name.to_string(),
            files: judged.node.totals().files,
            bytes: judged.node.totals().bytes,
            kind: match judged.node.kind() {
                NodeKind::File(_) => ContextEntryKind::File,
                NodeKind::Dir(_) => ContextEntryKind::Directory,
                NodeKind::Symlink(_) => ContextEntryKind::Link,
                NodeKind::Fifo | NodeKind::Other => ContextEntryKind::Other,
            },
            verdict: verdict(judged),
        }));
    }
    Ok(entries)
}

/// What weighs in the context: each line of the ignore file, and the `limit` largest files and directories that enter.
///
/// # Errors
/// When the ignore file cannot be used, in BuildKit's words.
pub fn context_weight(project: &Project, cache: &BuildCache, limit: usize) -> Result<ContextWeight, String> {
    let (file, filtered) = filtered(project, cache)?;
    let weight = |line: &IgnoreLine| PatternWeight {
        pattern: line.pattern.clone(),
        line: line.line,
        files: 0,
        bytes: 0,
    };
    let mut patterns: Vec<PatternWeight> = file.lines().iter().map(weight).collect();
    for excluded in file.report(&filtered, usize::MAX).map_err(|error| error.to_string())? {
        if let Some(line) = patterns.iter_mut().find(|line| line.line == excluded.by.line) {
            line.files += excluded.totals.files;
            line.bytes += excluded.totals.bytes;
        }
    }
    let weights = |found: Vec<Large>| {
        found.into_iter().map(|one| Weight {
            path: one.path.trim_start_matches('/').to_owned(),
            files: one.totals.files,
            bytes: one.totals.bytes,
        })
    };
    Ok(ContextWeight {
        ignore_file: project.dockerignore().map(|(path, _)| path),
        patterns,
        files: weights(filtered.output.largest_files(limit)).collect(),
        directories: weights(filtered.output.largest_dirs(limit)).collect(),
    })
}

/// The ignore file that counts, and what it leaves; taken from the last evaluation where that knows it.
fn filtered(project: &Project, cache: &BuildCache) -> Result<(IgnoreFile, Filtered), String> {
    let text = project.dockerignore().map_or("", |(_, text)| text);
    let context = project.build_context();
    cache.context_memo().filtered(text, context.fs())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(ignore: &str) -> Project {
        let mut project = Project { dockerfile: "FROM scratch\nCOPY . /\n".into(), ..Project::default() };
        let files = [("a.txt", 10), ("node_modules/x/y.js", 500), ("node_modules/z.js", 100), ("src/b", 50)];
        for (path, size) in files {
            project.context.set_text(path, &"x".repeat(size)).unwrap();
        }
        if !ignore.is_empty() {
            project.context.set_text(".dockerignore", ignore).unwrap();
        }
        project
    }

    #[test]
    fn each_path_has_its_verdict() {
        let project = project("node_modules\n!node_modules/z.js\n");
        let paths = ["node_modules", "node_modules/x", "src", "nope"].map(str::to_owned);
        let verdicts = context_verdicts(&project, &BuildCache::default(), &paths).unwrap();
        let shown: Vec<_> = verdicts
            .iter()
            .map(|one| one.as_ref().map(|one| (one.sent, one.sent_bytes, one.line, one.pattern.as_str())))
            .collect();
        let modules = Some((true, 100, Some(1), "node_modules"));
        let expected = [modules, Some((false, 0, Some(1), "node_modules")), Some((true, 50, None, "")), None];
        assert_eq!(shown, expected);
    }

    #[test]
    fn patterns_and_the_largest_are_weighed() {
        let weight =
            context_weight(&project("# c\nnode_modules\nnope\n"), &BuildCache::default(), 2).unwrap();
        assert_eq!(weight.ignore_file.as_deref(), Some(".dockerignore"));
        let patterns: Vec<_> = weight.patterns.iter().map(|one| (one.line, one.files, one.bytes)).collect();
        assert_eq!(patterns, [(2, 2, 600), (3, 0, 0)]);
        let paths: Vec<&str> = weight.files.iter().map(|one| one.path.as_str()).collect();
        assert_eq!(paths, ["src/b", ".dockerignore"]);
        assert_eq!(weight.directories.iter().map(|one| one.path.as_str()).collect::<Vec<_>>(), ["src"]);
    }

    #[test]
    fn a_broken_ignore_file_is_told() {
        let error = context_verdicts(&project("[\n"), &BuildCache::default(), &[]).unwrap_err();
        assert!(error.contains("syntax error in pattern"), "{error}");
    }
}
