//! The pages in `docs/rules` are those of the rules. `cargo xtask docs` writes them: it runs this with `DOCS=write`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use drydock_playground::rules::{index, rules};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/rules")
}

fn pages() -> BTreeMap<String, String> {
    let pages = rules().map(|page| (format!("{}.md", page.code), page.markdown()));
    pages.chain([("README.md".to_owned(), index())]).collect()
}

fn written() -> BTreeMap<String, String> {
    let Ok(entries) = fs::read_dir(folder()) else { return BTreeMap::new() };
    let page = |path: PathBuf| {
        let name = path.file_name()?.to_str()?.to_owned();
        Some((name, fs::read_to_string(&path).ok()?))
    };
    entries.filter_map(|entry| page(entry.ok()?.path())).collect()
}

#[test]
fn pages_are_up_to_date() {
    let (pages, old) = (pages(), written());
    if std::env::var("DOCS").is_ok_and(|wish| wish == "write") {
        fs::create_dir_all(folder()).expect("the folder can be made");
        for name in old.keys().filter(|name| !pages.contains_key(*name)) {
            fs::remove_file(folder().join(name)).expect("an old page can be removed");
        }
        for (name, text) in &pages {
            fs::write(folder().join(name), text).expect("a page can be written");
        }
        return;
    }
    let stale: Vec<&String> =
        pages.iter().filter(|(name, text)| old.get(*name) != Some(*text)).map(|(name, _)| name).collect();
    let dead: Vec<&String> = old.keys().filter(|name| !pages.contains_key(*name)).collect();
    assert!(
        stale.is_empty() && dead.is_empty(),
        "run `cargo xtask docs`: stale {stale:?}, of no rule {dead:?}"
    );
}
