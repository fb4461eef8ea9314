//! The bounds that predictions of measured installs have to keep.

use drydock_sizes::{Row, cache, predict, read, summaries};

/// Measured builds whose Dockerfile does not say what was done: the packages were purged again, or the configuration
/// that deletes archives was removed first. They stay wrong.
const NOT_IN_THE_TEXT: [&str; 3] = [
    "apt/slim-gcc-purge/lists-removed",
    "apt/slim-gcc-keep-debs/lists-kept",
    "apt/slim-gcc-keep-debs/lists-removed",
];

/// Largest median and largest error of each family.
const BOUNDS: [(&str, f64, f64); 3] = [("apt", 0.005, 0.05), ("npm", 0.01, 0.05), ("pip", 0.005, 0.03)];

/// A range may be this wide, relative to what was measured.
const WIDEST: f64 = 0.5;

#[test]
fn measured_installs_are_predicted() {
    let cache = cache().expect("the tables of the repository");
    let measured = read(include_str!("../measured.jsonl")).expect("measured builds");
    assert!(measured.len() > 80);
    let rows: Vec<Row> =
        measured.iter().map(|measured| predict(measured, &cache).expect("a prediction")).collect();
    let (wrong, rows): (Vec<Row>, Vec<Row>) =
        rows.into_iter().partition(|row| NOT_IN_THE_TEXT.contains(&row.name.as_str()));
    assert!(wrong.iter().all(|row| !row.holds()), "take what holds off the list");
    assert_eq!(wrong.len(), NOT_IN_THE_TEXT.len());
    for summary in summaries(&rows) {
        let (_, median, worst) =
            BOUNDS.iter().find(|(family, ..)| *family == summary.family).expect("a bounded family");
        assert!(summary.median <= *median && summary.worst <= *worst, "{summary:?}");
    }
    let held = rows.iter().filter(|row| row.holds()).count();
    assert!(held * 100 >= rows.len() * 95, "{held} of {} in their range", rows.len());
    let width = |row: &Row| (row.high - row.low) as f64 / row.real as f64;
    let wide: Vec<&str> =
        rows.iter().filter(|row| width(row) > WIDEST).map(|row| row.name.as_str()).collect();
    assert!(wide.is_empty(), "too wide a range: {wide:?}");
}

/// Largest median and largest error of the further installs: single steps of official images among them, conditions
/// that leave the newest release out, other Pythons, and packages that a table has only estimates of.
const FURTHER: [(&str, f64, f64); 3] = [("apt", 0.01, 0.05), ("official", 0.006, 0.2), ("pip", 0.005, 0.15)];

/// Installs of 1 December 2026 that no table was made from: `apt-get` in overlays on rebuilt Debian images, as the
/// first ones, and `pip` in CPython 3.12 and 3.13 under `/usr/local`.
#[test]
fn further_installs_are_predicted() {
    let cache = cache().expect("the tables of the repository");
    let measured = read(include_str!("../further.jsonl")).expect("measured builds");
    let rows: Vec<Row> =
        measured.iter().map(|measured| predict(measured, &cache).expect("a prediction")).collect();
    for summary in summaries(&rows) {
        let (_, median, worst) =
            FURTHER.iter().find(|(family, ..)| *family == summary.family).expect("a bounded family");
        assert!(summary.median <= *median && summary.worst <= *worst, "{summary:?}");
    }
    let held = rows.iter().filter(|row| row.holds()).count();
    assert!(held * 100 >= rows.len() * 95, "{held} of {} in their range", rows.len());
}
