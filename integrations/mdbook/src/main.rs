//! An mdBook preprocessor: blocks of the language `dockerfile,drydock` become playgrounds.
//!
//! It speaks mdBook's protocol itself (JSON on standard input and output), so it works with any version of mdBook and
//! compiles in seconds. In book.toml:
//!
//! ```toml
//! [preprocessor.drydock]
//! site = "drydock/"   # where the playground is; relative to the top of the book
//! ```

mod fence;

use std::io::{self, Read, Write};
use std::process::ExitCode;

use serde_json::Value;

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    if args.next().as_deref() == Some("supports") {
        // Elsewhere a code block is a code block.
        return if args.next().as_deref() == Some("html") { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("mdbook-drydock: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let mut text = String::new();
    io::stdin().read_to_string(&mut text).map_err(|error| error.to_string())?;
    let book = process(&text)?;
    io::stdout().write_all(book.as_bytes()).map_err(|error| error.to_string())
}

/// From `[context, book]` to the book with its blocks replaced.
fn process(text: &str) -> Result<String, String> {
    let mut input: Value =
        serde_json::from_str(text).map_err(|error| format!("not mdBook's JSON: {error}"))?;
    let site = input.pointer("/0/config/preprocessor/drydock/site").and_then(Value::as_str);
    let site = site.unwrap_or("drydock/").to_owned();
    let book = input.get_mut(1).ok_or("not mdBook's JSON: no book")?;
    // `sections` up to mdBook 0.4, `items` from 0.5.
    for key in ["sections", "items"] {
        if let Some(items) = book.get_mut(key).and_then(Value::as_array_mut) {
            items.iter_mut().for_each(|item| chapter(item, &site));
        }
    }
    serde_json::to_string(book).map_err(|error| error.to_string())
}

/// Replaces the blocks of a chapter and of those below it.
fn chapter(item: &mut Value, site: &str) {
    let Some(chapter) = item.get_mut("Chapter") else { return };
    let path = chapter.get("path").and_then(Value::as_str).unwrap_or_default();
    let up = "../".repeat(path.matches('/').count());
    let absolute = site.starts_with('/') || site.contains("://");
    let site_here = if absolute { site.to_owned() } else { format!("{up}{site}") };
    if let Some(content) = chapter.get_mut("content")
        && let Some(text) = content.as_str()
    {
        *content = Value::from(fence::replace(text, &site_here));
    }
    if let Some(items) = chapter.get_mut("sub_items").and_then(Value::as_array_mut) {
        items.iter_mut().for_each(|item| self::chapter(item, site));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_chapter_is_read() {
        let block = "```dockerfile,drydock\nFROM a\n```\n";
        for key in ["sections", "items"] {
            let part = json!({"Chapter": {"content": block, "path": "a/b.md", "sub_items": []}});
            let top = json!({"Chapter": {"content": block, "path": "a.md", "sub_items": [part]}});
            let input = json!([{"config": {}}, {key: [top, "Separator"], "later": null}]);
            let book: Value = serde_json::from_str(&process(&input.to_string()).unwrap()).unwrap();
            let text = |pointer: &str| book.pointer(pointer).and_then(Value::as_str).unwrap().to_owned();
            assert!(
                text(&format!("/{key}/0/Chapter/content"))
                    .contains("src=\"drydock/dockerfile-playground.js\"")
            );
            let below = text(&format!("/{key}/0/Chapter/sub_items/0/Chapter/content"));
            assert!(below.contains("src=\"../drydock/dockerfile-playground.js\""), "{below}");
            assert_eq!(book.get("later"), Some(&Value::Null));
        }
        assert!(process("{}").is_err() && process("").is_err());
    }
}
