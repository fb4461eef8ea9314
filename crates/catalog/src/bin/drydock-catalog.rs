//! Rewrites the compact tables of `crates/catalog/data` from their source tables:
//! `cargo run -p drydock-catalog --bin drydock-catalog`.

use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let source = std::fs::read_to_string(data.join("images.json"))?;
    std::fs::write(data.join("images.jsonl"), drydock_catalog::compact_images(&source)?)?;
    Ok(())
}
