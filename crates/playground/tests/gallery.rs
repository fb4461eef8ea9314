//! Each misconception of the gallery shows what it says: the answers stand beside it, and the evaluation gives them.

use drydock_playground::{BuildCache, Misconception, Seen, build, gallery};

fn faults(entry: &Misconception, name: &str, state: &Seen, says: &[(&str, &str)]) -> Vec<String> {
    let wrong = says.iter().filter_map(|(key, wanted)| {
        let got = state.answer(key, wanted);
        (got.as_deref() != Some(*wanted))
            .then(|| format!("{} {name} {key}: {wanted:?}, but {got:?}", entry.name))
    });
    wrong.collect()
}

#[test]
fn each_one_shows_what_is_true() {
    let mut wrong = Vec::new();
    for entry in gallery() {
        let texts = [entry.title, entry.belief, entry.truth];
        assert!(texts.iter().all(|text| !text.is_empty()), "{} lacks a text", entry.name);
        assert!(
            !entry.says_before.is_empty() || !entry.says_after.is_empty(),
            "{} shows nothing",
            entry.name
        );
        let (project, cold) = (entry.project(), BuildCache::default());
        wrong.extend(faults(entry, "before", &Seen::new(&project, &cold), entry.says_before));
        let changed = entry.changed();
        assert_eq!(changed.is_some(), !entry.change.is_empty(), "{}", entry.name);
        if let Some(changed) = changed {
            let warm = build(&project, &cold);
            wrong.extend(faults(entry, "after", &Seen::new(&changed, &warm), entry.says_after));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
