use std::collections::BTreeMap;

use crate::Row;

/// How good the predictions of one family are.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// The part of the names before the first slash.
    pub family: String,
    /// How many there are.
    pub count: usize,
    /// Median of the absolute relative errors.
    pub median: f64,
    /// The largest of them.
    pub worst: f64,
    /// How many ranges hold what was measured.
    pub held: usize,
}

/// One summary a family, by name.
pub fn summaries<'r>(rows: impl IntoIterator<Item = &'r Row>) -> Vec<Summary> {
    let mut families: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        families.entry(row.name.split('/').next().unwrap_or_default()).or_default().push(row);
    }
    families.into_iter().map(|(family, rows)| summary(family, &rows)).collect()
}

fn summary(family: &str, rows: &[&Row]) -> Summary {
    let mut errors: Vec<f64> = rows.iter().map(|row| row.error.abs()).collect();
    errors.sort_by(f64::total_cmp);
    let middle = errors.len() / 2;
    let median = match errors.len() % 2 {
        0 => (errors.get(middle - 1).unwrap_or(&0.0) + errors.get(middle).unwrap_or(&0.0)) / 2.0,
        _ => errors.get(middle).copied().unwrap_or(0.0),
    };
    Summary {
        family: family.to_owned(),
        count: rows.len(),
        median,
        worst: errors.last().copied().unwrap_or(0.0),
        held: rows.iter().filter(|row| row.holds()).count(),
    }
}
