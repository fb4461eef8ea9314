use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use serde_json::Value;

use crate::Kind;

/// One question with the recorded answer.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its name; `name/kind` where one line asks several kinds.
    pub name: String,
    /// The file it stands in, as given or found.
    pub file: PathBuf,
    /// Its line there, from 1.
    pub line: usize,
    /// What is asked, or why that is unknown.
    pub kind: Result<Kind, String>,
    /// The `request`, or for lines without one the whole line.
    pub request: Rc<Value>,
    /// The recorded answer.
    pub expect: Value,
    /// True when it was recorded from the labs channel.
    pub labs: bool,
    /// True when the line asked several kinds at once; its `build` then records only the parts it holds.
    pub whole: bool,
}

impl Case {
    /// The key `folder/file.jsonl name` by which the list of known failures names it.
    pub fn key(&self) -> String {
        let mut parts: Vec<_> = self.file.iter().rev().take(2).map(|part| part.to_string_lossy()).collect();
        parts.reverse();
        format!("{} {}", parts.join("/"), self.name)
    }
}

/// Reads the cases of a file, or of all `.jsonl` files below a folder. A line that cannot be read becomes a case
/// without a kind, which fails; only a path that cannot be read at all is an error.
pub fn load(path: &Path) -> Result<Vec<Case>, String> {
    let mut cases = Vec::new();
    for file in files(path)? {
        let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        for (index, line) in text.lines().enumerate() {
            if !line.trim().is_empty() {
                read_line(&file, index + 1, line, &mut cases);
            }
        }
    }
    Ok(cases)
}

fn files(path: &Path) -> Result<Vec<PathBuf>, String> {
    let error = |error: std::io::Error| format!("{}: {error}", path.display());
    if !fs::metadata(path).map_err(error)?.is_dir() {
        return Ok(vec![path.to_path_buf()]);
    }
    let mut found = Vec::new();
    let mut folders = vec![path.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(error)? {
            let path = entry.map_err(error)?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "jsonl") {
                found.push(path);
            }
        }
    }
    if found.is_empty() {
        return Err(format!("{}: no .jsonl file in it", path.display()));
    }
    found.sort();
    Ok(found)
}

fn read_line(file: &Path, number: usize, text: &str, cases: &mut Vec<Case>) {
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let mut case = Case {
        name: format!("line {number}"),
        file: file.to_path_buf(),
        line: number,
        kind: Err("unknown kind of case".to_owned()),
        request: Rc::new(Value::Null),
        expect: Value::Null,
        labs: stem.contains("labs"),
        whole: false,
    };
    let mut line: Value = match serde_json::from_str(text) {
        Ok(line) => line,
        Err(error) => {
            case.kind = Err(format!("unreadable line: {error}"));
            return cases.push(case);
        }
    };
    if let Some(name) = line.get("name").and_then(Value::as_str) {
        case.name = name.to_owned();
    }
    case.expect = line.get("expect").cloned().unwrap_or_default();
    let Some(request) = line.get_mut("request").map(Value::take) else {
        if let Some(kind) = Kind::of_shape(&line, &stem) {
            case.kind = Ok(kind);
        }
        case.request = Rc::new(line);
        return cases.push(case);
    };
    let kind = request.get("kind").and_then(Value::as_str).unwrap_or_default().to_owned();
    case.request = Rc::new(request);
    if kind == "all" {
        return split(case, cases);
    }
    case.kind = Kind::from_name(&kind).ok_or_else(|| format!("unknown kind of case: {kind:?}"));
    cases.push(case);
}

/// A line that asks several kinds at once makes one case for each.
fn split(case: Case, cases: &mut Vec<Case>) {
    let Value::Object(answers) = &case.expect else {
        return cases.push(case);
    };
    for (name, expect) in answers {
        cases.push(Case {
            name: format!("{}/{name}", case.name),
            kind: Kind::from_name(name).ok_or_else(|| format!("unknown kind of case: {name:?}")),
            expect: expect.clone(),
            whole: true,
            ..case.clone()
        });
    }
}
