//! Weighs the built site.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::{Result, process, site, workspace};

/// Bytes in brotli that reach the browser before the first interaction.
const FIRST_INTERACTION: u64 = 300_000;
/// Bytes of the single file, as it lies on a disk.
pub const SINGLE_FILE: u64 = 2_000_000;
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

/// When something reaches the browser, by what the files say: what the page names is loaded with it, what the scripts of
/// one part start is the next part.
#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    /// Before a person can type.
    Interaction,
    /// After that, before the panels are there.
    Panels,
    /// After that, before the first evaluation shows.
    Evaluation,
    /// When something needs it.
    Needed,
    /// Never: it is for people to download.
    Download,
}

const GROUPS: [(When, &str); 5] = [
    (When::Interaction, "to the first interaction"),
    (When::Panels, "then to the panels"),
    (When::Evaluation, "then to the first evaluation"),
    (When::Needed, "only when needed"),
    (When::Download, "the single file"),
];

/// Builds the site and weighs it.
pub fn size() -> Result {
    site::build()?;
    weigh()
}

/// Prints every asset of the site raw, gzip and brotli; an error when a budget is exceeded.
pub fn weigh() -> Result {
    let dist = workspace::dist();
    let mut names = Vec::new();
    list(&dist, "", &mut names)?;
    // Packed copies are what is measured; types reach no browser.
    names.retain(|name| ![".br", ".gz", ".d.ts"].iter().any(|ending| name.ends_with(ending)));
    names.sort();
    let first = reached(&dist, &names, BTreeSet::from(["index.html".to_owned()]), loads);
    let second = reached(&dist, &names, started(&dist, &names, &first), loads);
    let third = reached(&dist, &names, started(&dist, &names, &second), loads);
    let when = |name: &String| match () {
        () if first.contains(name) => When::Interaction,
        () if second.contains(name) => When::Panels,
        () if third.contains(name) => When::Evaluation,
        () if name == site::SINGLE => When::Download,
        () => When::Needed,
    };
    let assets = measure(&dist, &names)?;
    println!("{:>9} {:>9} {:>9}  asset", "raw", "gzip", "brotli");
    let mut over = Vec::new();
    for (group, title) in GROUPS {
        let group: Vec<_> = assets.iter().filter(|asset| when(&asset.name) == group).collect();
        group.iter().for_each(|asset| row(asset.raw, asset.gzip, asset.brotli, &asset.name));
        let sum = |bytes: fn(&Asset) -> u64| group.iter().map(|asset| bytes(asset)).sum::<u64>();
        row(
            sum(|asset| asset.raw),
            sum(|asset| asset.gzip),
            sum(|asset| asset.brotli),
            &format!("= {title}"),
        );
    }
    let of = |group: When| assets.iter().filter(move |asset| when(&asset.name) == group);
    let interaction: u64 = of(When::Interaction).map(|asset| asset.brotli).sum();
    if interaction > FIRST_INTERACTION {
        over.push(format!("first interaction: {interaction} B of brotli, budget {FIRST_INTERACTION} B"));
    }
    for asset in of(When::Needed).filter(|asset| asset.brotli > LAZY_FILE) {
        over.push(format!("{}: {} B of brotli, budget {LAZY_FILE} B", asset.name, asset.brotli));
    }
    for asset in of(When::Download).filter(|asset| asset.raw > SINGLE_FILE) {
        over.push(format!("{}: {} B, budget {SINGLE_FILE} B", asset.name, asset.raw));
    }
    println!(
        "Budgets, brotli: first interaction {FIRST_INTERACTION} B, a file that is only needed later {LAZY_FILE} B; raw, the \
         single file {SINGLE_FILE} B."
    );
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

/// What is reached from `found` when a file reaches all that it `names`, given its own name, its text, and the other's.
fn reached(
    dist: &Path,
    names: &[String],
    mut found: BTreeSet<String>,
    reaches: impl Fn(&str, &str, &str) -> bool,
) -> BTreeSet<String> {
    let mut open: Vec<String> = found.iter().cloned().collect();
    while let Some(name) = open.pop() {
        let text = text(dist, &name);
        for other in names {
            if !found.contains(other) && reaches(&name, &text, other) {
                found.insert(other.clone());
                open.push(other.clone());
            }
        }
    }
    found
}

/// What the scripts among `found` start.
fn started(dist: &Path, names: &[String], found: &BTreeSet<String>) -> BTreeSet<String> {
    let texts: Vec<_> = found.iter().map(|name| (name, text(dist, name))).collect();
    let is_started = |other: &&String| texts.iter().any(|(name, text)| starts(name, text, other));
    names.iter().filter(is_started).cloned().collect()
}

/// The text of a file that can name others, else nothing.
fn text(dist: &Path, name: &str) -> String {
    match name.rsplit('.').next() {
        Some("html" | "js" | "mjs" | "css") => fs::read_to_string(dist.join(name)).unwrap_or_default(),
        _ => String::new(),
    }
}

/// True when `text` of the file `name` makes the browser load `other` without being asked: a page by any attribute, a
/// script by a static import, a style sheet by `url(…)` or `@import`.
fn loads(name: &str, text: &str, other: &str) -> bool {
    mentions(text, other).any(|lead| match name.rsplit('.').next() {
        Some("html") => !lead.ends_with("href=") || !is_anchor(lead),
        Some("css") => true,
        _ => lead.ends_with("from") || lead.ends_with("import"),
    })
}

/// True when the script `name` sends for `other` while it runs: it says `import("./other")` or
/// `new URL("./other", import.meta.url)`.
fn starts(name: &str, text: &str, other: &str) -> bool {
    let asks = |lead: &str| lead.ends_with("new URL(") || lead.ends_with("import(");
    name.ends_with("js") && mentions(text, other).any(asks)
}

/// What stands before each text in quotes or brackets that is a path of `other`.
fn mentions<'t>(text: &'t str, other: &'t str) -> impl Iterator<Item = &'t str> {
    let file = other.rsplit('/').next().unwrap_or(other);
    text.match_indices(file).filter_map(|(at, _)| {
        let before = text.get(..at)?;
        let opened = before.rfind(['"', '\'', '(', '`'])?;
        let path = before.get(opened + 1..)?;
        (!path.contains([' ', '\n'])).then(|| before.get(..opened).unwrap_or_default().trim_end())
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
        let script = "const MODULE = new URL(\"./evaluator.wasm\", import.meta.url);";
        assert!(
            starts("evaluator.js", script, "evaluator.wasm")
                && !loads("evaluator.js", script, "evaluator.wasm")
        );
        assert!(!starts("evaluator.js", script, "evaluator.js"));
        assert!(starts("boot.js", "await Promise.all([import(\"./page.js\")])", "page.js"));
    }
}
