//! Makes the compact tables of `data/` from their source tables. Nothing here is part of the page.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::packages::{Table, compact_apk, compact_debian, compact_npm, compact_pip};

/// The source table, as `data/images.json` holds it.
#[derive(Deserialize)]
struct ImageTable {
    images: Vec<Value>,
}

/// The compact form of the image table: one JSON array a line, its fields in the order of [`crate::ImageRecord`].
///
/// Left out is what no reader sees (repository paths, commits, package counts, sums that follow from the parts).
///
/// # Errors
/// When `source` is not the source table.
pub fn compact_images(source: &str) -> Result<String, serde_json::Error> {
    let table: ImageTable = serde_json::from_str(source)?;
    let mut out = String::new();
    for image in &table.images {
        out.push_str(&serde_json::to_string(&row(image))?);
        out.push('\n');
    }
    Ok(out)
}

fn row(image: &Value) -> Value {
    let text = |name: &str| Value::from(image[name].as_str().unwrap_or_default());
    let list = |name: &str| if image[name].is_array() { image[name].clone() } else { json!([]) };
    let layers: Vec<Value> = items(&image["layers"])
        .map(|layer| json!([layer["compressed_bytes"], layer["created_by"]]))
        .collect();
    let labels: Vec<Value> =
        image["labels"].as_object().into_iter().flatten().map(|(name, value)| json!([name, value])).collect();
    json!([
        image["ref"],
        list("aliases"),
        image["os"],
        image["libc"],
        image["pkg_manager"],
        image["has_shell"],
        text("digest"),
        text("created"),
        image["confidence"],
        text("note"),
        image["uncompressed_bytes"],
        image["uncompressed_source"],
        text("compressed_source"),
        layers,
        items(&image["env"]).map(variable).collect::<Vec<_>>(),
        image["cmd"],
        image["entrypoint"],
        text("workdir"),
        text("user"),
        list("exposed"),
        list("volumes"),
        text("stopsignal"),
        labels,
        list("tools"),
    ])
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn variable(pair: &Value) -> String {
    format!("{}={}", pair[0].as_str().unwrap_or_default(), pair[1].as_str().unwrap_or_default())
}

/// A file of `data/`: its name and what it holds.
type DataFile = (&'static str, Vec<u8>);

/// Every compact table by file name, made from the source tables that `read` gives by name.
///
/// # Errors
/// When a source cannot be read or is not of its form.
pub fn compact_tables(
    read: &dyn Fn(&str) -> std::io::Result<String>,
) -> Result<Vec<DataFile>, Box<dyn std::error::Error>> {
    let sets = read("sources/debian-base-sets.json")?;
    let debian = |suite: &str| -> Result<Vec<u8>, Box<dyn std::error::Error>> {
        let packages = read(&format!("sources/debian-{suite}.tsv"))?;
        let names = read(&format!("sources/debian-{suite}-names.json"))?;
        Ok(compact_debian(suite, &packages, &names, &sets)?)
    };
    let npm = compact_npm(&read("sources/npm.tsv")?, &read("sources/npm-trees.json")?)?;
    Ok(vec![
        ("images.jsonl", compact_images(&read("images.json")?)?.into_bytes()),
        ("apk.tsv", compact_apk(&read("sources/apk.json")?)?.into_bytes()),
        (Table::Bookworm.file(), debian("bookworm")?),
        (Table::Trixie.file(), debian("trixie")?),
        (Table::Pip.file(), compact_pip(&read("sources/pip.tsv")?)?.into_bytes()),
        (Table::Npm.file(), npm.into_bytes()),
    ])
}
