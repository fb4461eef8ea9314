//! Every rule finds something in its bad example and nothing in its good one, and what it mends stays mended.

use drydock_lint::{Rule, rules};
use drydock_playground::{BuildCache, Project, evaluate};
use drydock_source::{Diagnostic, apply_edits};

/// What is found in `dockerfile` where the files of the rule's examples are.
fn found(rule: &Rule, dockerfile: &str) -> Vec<Diagnostic> {
    let mut project = Project { dockerfile: dockerfile.into(), ..Project::default() };
    for (path, text) in rule.files {
        project.context.set_text(path, text).unwrap_or_else(|error| panic!("{}: {error:?}", rule.code));
    }
    evaluate(&project, &BuildCache::default()).diagnostics
}

/// The places at which `code` is found, or at which a rule is that says the same.
fn of<'d>(rule: &Rule, found: &'d [Diagnostic]) -> Vec<&'d Diagnostic> {
    found.iter().filter(|found| found.code == rule.code || rule.same_as.contains(&&*found.code)).collect()
}

/// The codes found, each as often as it is.
fn codes(found: &[Diagnostic]) -> Vec<&str> {
    let mut codes: Vec<&str> = found.iter().map(|found| &*found.code).collect();
    codes.sort_unstable();
    codes
}

#[test]
fn pages_are_complete() {
    for rule in rules() {
        let texts = [rule.code, rule.description, rule.why, rule.help, rule.bad, rule.good];
        assert!(texts.iter().all(|text| !text.trim().is_empty()), "{} lacks a text", rule.code);
        assert_eq!(rules().filter(|other| other.code == rule.code).count(), 1, "{} twice", rule.code);
        for same in rule.same_as {
            assert_ne!(*same, rule.code);
        }
    }
}

#[test]
fn bad_examples_are_found_and_good_ones_are_not() {
    for rule in rules() {
        let bad = found(rule, rule.bad);
        assert!(
            !of(rule, &bad).is_empty(),
            "{}: nothing in its bad example, but {:?}",
            rule.code,
            codes(&bad)
        );
        let good = found(rule, rule.good);
        assert!(of(rule, &good).is_empty(), "{}: found in its good example", rule.code);
        let errors: Vec<_> = good.iter().filter(|found| found.is_error()).collect();
        assert!(errors.is_empty(), "{}: its good example has errors {errors:?}", rule.code);
    }
}

#[test]
fn fixes_of_bad_examples_mend_and_add_nothing() {
    for rule in rules() {
        let before = found(rule, rule.bad);
        for finding in of(rule, &before) {
            for fix in &finding.fixes {
                let fixed = apply_edits(rule.bad, &fix.edits)
                    .unwrap_or_else(|| panic!("{}: edits of {:?} overlap", rule.code, fix.title));
                let after = found(rule, &fixed);
                assert!(
                    of(rule, &after).len() < of(rule, &before).len(),
                    "{}: still found in\n{fixed}",
                    rule.code
                );
                let mut left = codes(&before);
                for code in codes(&after) {
                    let at = left.iter().position(|old| *old == code);
                    let at = at.unwrap_or_else(|| panic!("{}: {code} is new in\n{fixed}", rule.code));
                    left.remove(at);
                }
            }
        }
    }
}
