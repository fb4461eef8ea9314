//! How much memory a browser takes.

use std::collections::BTreeMap;
use std::fs;

use crate::Page;

impl Page {
    /// Bytes of memory that the browser's processes take together, what they share counted once; `None` where the system
    /// does not tell.
    pub fn memory(&self) -> Option<u64> {
        let parents = parents();
        let descends = |mut id: u32| {
            while let Some(parent) = parents.get(&id) {
                if *parent == self.process {
                    return true;
                }
                id = *parent;
            }
            false
        };
        let proportional = |id: &u32| {
            let text = fs::read_to_string(format!("/proc/{id}/smaps_rollup")).ok()?;
            let line = text.lines().find_map(|line| line.strip_prefix("Pss:"))?;
            line.trim().trim_end_matches("kB").trim().parse::<u64>().ok()
        };
        let sum: u64 = parents.keys().filter(|id| descends(**id)).filter_map(proportional).sum();
        (sum > 0).then_some(sum * 1024)
    }
}

/// Each process with its parent.
fn parents() -> BTreeMap<u32, u32> {
    let of = |id: u32| {
        let text = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
        text.lines().find_map(|line| line.strip_prefix("PPid:"))?.trim().parse::<u32>().ok()
    };
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let ids = entries.filter_map(|entry| entry.file_name().to_string_lossy().parse::<u32>().ok());
    ids.filter_map(|id| Some((id, of(id)?))).collect()
}
