//! Gathers `static/examples` and `static/gallery` into tables of texts: a folder an example, `example.txt` its front
//! matter; a folder a misconception, `gallery.txt` its front matter, `before` its project and `after` what changes.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../static");
    table(&root.join("examples"), "examples.rs", example)?;
    table(&root.join("gallery"), "gallery.rs", misconception)
}

/// Writes the code of a table with an entry for each folder below `root`, in their order.
fn table(root: &Path, name: &str, entry: fn(&Path) -> io::Result<(u32, String)>) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", root.display());
    let mut all = Vec::new();
    for folder in entries(root)?.into_iter().filter(|path| path.is_dir()) {
        all.push(entry(&folder)?);
    }
    all.sort();
    let mut code = String::from("&[\n");
    all.iter().for_each(|(_, text)| code.push_str(text));
    code.push_str("]\n");
    let out = env::var_os("OUT_DIR").map(PathBuf::from).unwrap_or_default();
    fs::write(out.join(name), code)
}

/// Its number, and the code of its entry.
fn misconception(folder: &Path) -> io::Result<(u32, String)> {
    let front = fs::read_to_string(folder.join("gallery.txt"))?;
    let lines: Vec<(&str, &str)> = front.lines().filter_map(|line| line.split_once(": ")).collect();
    let field = |name: &str| lines.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value);
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let number: u32 = field("number").parse().unwrap_or(u32::MAX);
    let mut code = format!("Misconception {{ name: {name:?}, number: {number}");
    for name in
        ["title", "belief", "truth", "panel", "run", "build", "change", "rebuild", "executable", "touched"]
    {
        let _ = write!(code, ", {name}: {:?}", field(name));
    }
    for step in ["before", "after"] {
        let path = folder.join(step);
        code.push_str(&format!(",\n    {step}: &["));
        for file in if path.is_dir() { files(&path)? } else { Vec::new() } {
            let relative = file.strip_prefix(&path).map_err(io::Error::other)?;
            let shown = relative.to_string_lossy().replace('\\', "/");
            let whole = file.canonicalize()?;
            let _ = write!(code, "\n        ({shown:?}, include_str!({:?})),", whole.to_string_lossy());
        }
        code.push(']');
        let _ = write!(code, ",\n    says_{step}: &[");
        for (key, value) in &lines {
            if let Some(key) = key.strip_prefix(step) {
                let _ = write!(code, "({:?}, {value:?}), ", key.trim());
            }
        }
        code.push(']');
    }
    code.push_str("},\n");
    Ok((number, code))
}

/// Its place in the menu, and the code of its entry.
fn example(folder: &Path) -> io::Result<(u32, String)> {
    let front = fs::read_to_string(folder.join("example.txt"))?;
    let field = |name: &str| {
        let value =
            |line: &'_ str| line.split_once(": ").filter(|(key, _)| *key == name).map(|(_, v)| v.to_owned());
        front.lines().find_map(value).unwrap_or_default()
    };
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut code = format!("Example {{ name: {name:?}");
    for field_name in ["title", "purpose", "target", "run"] {
        let _ = write!(code, ", {field_name}: {:?}", field(field_name));
    }
    code.push_str(", files: &[\n");
    for path in files(folder)? {
        let relative = path.strip_prefix(folder).map_err(io::Error::other)?;
        let shown = relative.to_string_lossy().replace('\\', "/");
        if shown != "example.txt" {
            let whole = path.canonicalize()?;
            let _ = writeln!(code, "    ({shown:?}, include_str!({:?})),", whole.to_string_lossy());
        }
    }
    code.push_str("] },\n");
    Ok((field("order").parse().unwrap_or(u32::MAX), code))
}

/// Everything below a folder that is a file, by path.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut todo = vec![folder.to_owned()];
    while let Some(next) = todo.pop() {
        println!("cargo::rerun-if-changed={}", next.display());
        for path in entries(&next)? {
            if path.is_dir() { todo.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    Ok(found)
}

fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
    paths.sort();
    Ok(paths)
}
