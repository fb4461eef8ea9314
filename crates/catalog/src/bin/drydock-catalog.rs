//! Rewrites the compact tables of `crates/catalog/data` from their source tables:
//! `cargo run -p drydock-catalog --bin drydock-catalog`.

use std::fs;
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    for (name, text) in drydock_catalog::compact_tables(&|name| fs::read_to_string(data.join(name)))? {
        fs::write(data.join(name), text)?;
    }
    Ok(())
}
