//! A folder of 50,000 files in the page.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use drydock_e2e::journey;

const FILES: usize = 50_000;

/// A folder of many small files, made once.
fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("folder-of-50000");
    if folder.join("complete").exists() {
        return folder;
    }
    for part in ["node_modules/dep", "src/deep/er", "docs", "assets"] {
        fs::create_dir_all(folder.join(part)).expect("folders can be made");
    }
    for file in 0..FILES - 4 {
        let part = match file % 10 {
            0..=6 => "node_modules/dep",
            7 => "src/deep/er",
            8 => "docs",
            _ => "assets",
        };
        let path = folder.join(part).join(format!("file{file}.js"));
        fs::write(path, format!("export const value = {file};\n")).expect("files can be written");
    }
    fs::write(folder.join("Dockerfile"), "FROM alpine\nCOPY . /srv/\n").expect("files can be written");
    fs::write(folder.join(".dockerignore"), "node_modules\n").expect("files can be written");
    fs::write(folder.join("big.bin"), vec![b'x'; 300_000]).expect("files can be written");
    fs::write(folder.join("complete"), "").expect("files can be written");
    folder
}

#[test]
fn a_folder_of_50000_files_opens_with_progress_verdicts_and_memory() {
    let folder = folder();
    journey("folder", |page| async move {
        page.open_project("FROM scratch\n", &[]).await;
        let begun = Instant::now();
        page.choose_folder("Folder", &folder).await;
        let mut told = Vec::new();
        loop {
            let text = page.text().await;
            if let Some(line) = text.lines().find(|line| line.contains(" files: ")) {
                told.push(line.to_owned());
            }
            if text.contains("FROM alpine") && text.contains("Memory: page") {
                break;
            }
            assert!(begun.elapsed().as_secs() < 300, "the folder never opens: {told:?}\n{text}");
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        page.settle().await;
        let opened = begun.elapsed();
        assert!(!told.is_empty(), "no progress was shown");
        page.sees("ignored · 1").await;
        let ready = begun.elapsed();
        let tree = page.texts("treeitem").await;
        assert!(
            tree.iter().any(|row| row.contains("node_modules/") && row.contains("ignored · 1")),
            "{tree:#?}"
        );
        // Judged anew at each change of the ignore file.
        let edited = Instant::now();
        page.click("treeitem", ".dockerignore").await;
        page.paste("docs\n**/file1*.js\n").await;
        page.sees("ignored · 1").await;
        let judged = edited.elapsed();
        let tree = page.texts("treeitem").await;
        assert!(tree.iter().any(|row| row.contains("docs/") && row.contains("ignored · 1")), "{tree:#?}");
        assert!(tree.iter().any(|row| row.contains("assets/") && row.contains(" of ")), "{tree:#?}");
        // Folders open a page at a time.
        page.click("treeitem", "assets/").await;
        page.sees("Show 200 more of").await;
        page.sees("ignored · 2").await;
        // What weighs, and a file of which only the size was known.
        page.click("button", "What weighs").await;
        page.sees("big.bin").await;
        page.sees("node_modules/dep").await;
        let memory = page.text().await;
        let memory = memory.lines().find(|line| line.starts_with("Memory:")).unwrap_or_default().to_owned();
        println!(
            "{FILES} files: open after {opened:.1?}, verdicts after {ready:.1?}, judged anew in {judged:.1?}. {memory}. \
             Progress was told {} times, such as {:?}.",
            told.len(),
            told.first()
        );
        page.click("treeitem", "big.bin").await;
        page.sees("xxxxxxxxxx").await;
        page.click("treeitem", "Dockerfile").await;
        page.is_alive().await;
    });
}
