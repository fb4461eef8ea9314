//! Weighs the built site.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::{Result, process, site, workspace};

/// Bytes in brotli that reach the browser before the first interaction.
const FIRST_INTERACTION: u64 = 300_000;
/// Bytes in brotli of a data file that is loaded only when needed.
const LAZY_FILE: u64 = 300_000;

/// Node has both compressions; a crate for them would take longer to build than everything here.
const MEASURE: &str = "
const fs = require('fs'), zlib = require('zlib');
for (const file of process.argv.slice(1)) {
  const raw = fs.readFileSync(file);
  const gzip = zlib.gzipSync(raw, { level: 9 });
  const brotli = zlib.brotliCompressSync(raw, { params: { [zlib.constants.BROTLI_PARAM_SIZE_HINT]: raw.length } });
  console.log([raw.length, gzip.length, brotli.length].join(' '));
}";

struct Asset {
    name: String,
    raw: u64,
    gzip: u64,
    brotli: u64,
}

/// Builds the site and prints every asset raw, gzip and brotli; an error when a budget is exceeded.
pub fn size() -> Result {
    site::build()?;
    let dist = workspace::dist();
    let mut names = Vec::new();
    list(&dist, "", &mut names)?;
    names.sort();
    let first = first_load(&dist, &names);
    let assets = measure(&dist, &names)?;
    println!("{:>9} {:>9} {:>9}  asset", "raw", "gzip", "brotli");
    let mut over = Vec::new();
    for (title, needed) in [("to first interaction", true), ("only when needed", false)] {
        let group: Vec<_> = assets.iter().filter(|asset| first.contains(&asset.name) == needed).collect();
        for asset in &group {
            row(asset.raw, asset.gzip, asset.brotli, &asset.name);
            if !needed && asset.brotli > LAZY_FILE {
                over.push(format!("{}: {} B of brotli, budget {LAZY_FILE} B", asset.name, asset.brotli));
            }
        }
        let sum = |bytes: fn(&Asset) -> u64| group.iter().map(|asset| bytes(asset)).sum::<u64>();
        let brotli = sum(|asset| asset.brotli);
        let budget = if needed { FIRST_INTERACTION } else { LAZY_FILE };
        let each = if needed { "" } else { " each" };
        row(
            sum(|asset| asset.raw),
            sum(|asset| asset.gzip),
            brotli,
            &format!("= {title} (budget {budget}{each})"),
        );
        if needed && brotli > FIRST_INTERACTION {
            over.push(format!("first interaction: {brotli} B of brotli, budget {FIRST_INTERACTION} B"));
        }
    }
    if over.is_empty() { Ok(()) } else { Err(format!("over budget: {}", over.join("; "))) }
}

fn row(raw: u64, gzip: u64, brotli: u64, name: &str) {
    println!("{raw:>9} {gzip:>9} {brotli:>9}  {name}");
}

/// Prints what files of `folder` weigh; an error when one is over the budget of a data file.
pub fn data(folder: &Path, names: &[String]) -> Result {
    println!("{:>9} {:>9} {:>9}  file", "raw", "gzip", "brotli");
    for asset in measure(folder, names)? {
        row(asset.raw, asset.gzip, asset.brotli, &asset.name);
        if asset.brotli > LAZY_FILE {
            return Err(format!("{}: {} B of brotli, budget {LAZY_FILE} B", asset.name, asset.brotli));
        }
    }
    Ok(())
}

fn list(folder: &Path, prefix: &str, names: &mut Vec<String>) -> Result {
    for entry in fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))? {
        let entry = entry.map_err(|error| error.to_string())?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        match entry.path() {
            path if path.is_dir() => list(&path, &format!("{name}/"), names)?,
            _ => names.push(name),
        }
    }
    Ok(())
}

/// What the page loads by itself: `index.html`, what it names, and what scripts import from there.
fn first_load(dist: &Path, names: &[String]) -> BTreeSet<String> {
    let mut found = BTreeSet::from(["index.html".to_owned()]);
    let mut open = vec!["index.html".to_owned()];
    while let Some(name) = open.pop() {
        let text = match name.rsplit('.').next() {
            Some("html" | "js" | "mjs" | "css") => fs::read_to_string(dist.join(&name)).unwrap_or_default(),
            _ => continue,
        };
        for other in names {
            if !found.contains(other) && loads(&name, &text, other) {
                found.insert(other.clone());
                open.push(other.clone());
            }
        }
    }
    found
}

/// True when `text` of the file `name` makes the browser load `other` without being asked: a page by any attribute, a
/// script by a static import, a style sheet by `url(…)` or `@import`.
fn loads(name: &str, text: &str, other: &str) -> bool {
    let file = other.rsplit('/').next().unwrap_or(other);
    text.match_indices(file).any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default();
        let opened = before.rfind(['"', '\'', '(', '`']).unwrap_or_default();
        let path = before.get(opened + 1..).unwrap_or_default();
        if path.contains([' ', '\n']) {
            return false;
        }
        let lead = before.get(..opened).unwrap_or_default().trim_end();
        match name.rsplit('.').next() {
            Some("html") => !lead.ends_with("href=") || !is_anchor(lead),
            Some("css") => true,
            _ => lead.ends_with("from") || lead.ends_with("import"),
        }
    })
}

/// A link to follow is not loaded.
fn is_anchor(before: &str) -> bool {
    before.rfind('<').is_some_and(|at| before.get(at..).unwrap_or_default().starts_with("<a "))
}

fn measure(dist: &Path, names: &[String]) -> Result<Vec<Asset>> {
    let mut command = process::command("node");
    command.current_dir(dist).args(["-e", MEASURE, "--"]).args(names);
    let output = command.output().map_err(|error| format!("node: {error}"))?;
    if !output.status.success() {
        return Err(format!("node: {}", String::from_utf8_lossy(&output.stderr)));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let number =
        |word: Option<&str>| word.and_then(|word| word.parse().ok()).ok_or("node: unreadable output");
    let mut assets = Vec::new();
    for (line, name) in text.lines().zip(names) {
        let mut words = line.split(' ');
        let (raw, gzip, brotli) = (number(words.next())?, number(words.next())?, number(words.next())?);
        assets.push(Asset { name: name.clone(), raw, gzip, brotli });
    }
    Ok(assets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_what_is_loaded_at_once() {
        let page = "<link rel=\"modulepreload\" href=\"./web-1.js\"><a href=\"embed.html\">x</a>";
        assert!(loads("index.html", page, "web-1.js"));
        assert!(!loads("index.html", page, "embed.html"));
        assert!(loads("web-1.js", "import * as a from './snippets/editor.js';", "snippets/editor.js"));
        assert!(!loads("web-1.js", "const later = import('./data.json')", "data.json"));
        assert!(!loads("web-1.js", "fetch('catalog.json')", "catalog.json"));
    }
}
