//! Any bytes are read without a panic, print back as they are, and are formatted once and for all.
#![no_main]

use drydock_syntax::{format, parse, parse_bytes, read, read_trigger};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let tree = parse_bytes(bytes);
    assert_eq!(tree.print(), bytes);
    let file = read(&tree);
    for diagnostic in tree.diagnostics.iter().chain(&file.diagnostics) {
        let range = diagnostic.span.start as usize..diagnostic.span.end as usize;
        assert!(tree.text.get(range).is_some(), "{diagnostic:?}");
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        let formatted = format(text);
        assert_eq!(format(&formatted), formatted);
        assert_eq!(parse(&formatted).nodes.len(), tree.nodes.len());
        let _ = read_trigger(text);
    }
});
