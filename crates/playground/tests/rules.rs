//! Every rule finds something in its bad example and nothing in its good one, and what it mends stays mended.

use drydock_lint::{Rule, rules};
use drydock_playground::rules::find;
use drydock_playground::{BuildCache, Project, diagnose, evaluate, examples, saving};
use drydock_source::{Diagnostic, Fix};

/// The project of an example of `rule`.
fn project(rule: &Rule, dockerfile: &str) -> Project {
    let mut project = Project { dockerfile: dockerfile.into(), ..Project::default() };
    for (path, text) in rule.files {
        project.context.set_text(path, text).unwrap_or_else(|error| panic!("{}: {error:?}", rule.code));
    }
    project
}

fn found(project: &Project) -> Vec<Diagnostic> {
    evaluate(project, &BuildCache::default()).diagnostics
}

/// The places at which `code` is found, or at which a rule is that says the same.
fn of<'d>(rule: &Rule, found: &'d [Diagnostic]) -> Vec<&'d Diagnostic> {
    let page = find(rule.code).expect("it has a page");
    found.iter().filter(|found| page.is_said_by(&found.code)).collect()
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

/// What is wrong with the examples of `rule`.
fn faults(rule: &Rule) -> Vec<String> {
    let mut faults = Vec::new();
    let bad = found(&project(rule, rule.bad));
    if of(rule, &bad).is_empty() {
        faults.push(format!("nothing in its bad example, but {:?}", codes(&bad)));
    }
    let good = found(&project(rule, rule.good));
    if !of(rule, &good).is_empty() {
        faults.push("found in its good example".into());
    }
    faults.extend(
        good.iter()
            .filter(|found| found.is_error())
            .map(|error| format!("error in its good example: {}", error.message)),
    );
    for fix in of(rule, &bad).iter().flat_map(|finding| &finding.fixes) {
        faults.extend(fault_of(rule, fix, &bad).or_else(|| fault_of_saving(rule, fix)));
    }
    faults
}

/// Why a fix is none: its finding stays, or another one comes.
fn fault_of(rule: &Rule, fix: &Fix, before: &[Diagnostic]) -> Option<String> {
    let Some(fixed) = project(rule, rule.bad).fixed(fix) else {
        return Some(format!("{:?} does not fit", fix.title));
    };
    let after = found(&fixed);
    let fixed = &fixed.dockerfile;
    if of(rule, &after).len() >= of(rule, before).len() {
        return Some(format!("{:?} leaves its finding in\n{fixed}", fix.title));
    }
    let mut old = codes(before);
    for code in codes(&after) {
        match old.iter().position(|old| *old == code) {
            Some(at) => drop(old.remove(at)),
            None => return Some(format!("{:?} adds {code} in\n{fixed}", fix.title)),
        }
    }
    None
}

/// What a fix saves is shown with it: at least a finding.
fn fault_of_saving(rule: &Rule, fix: &Fix) -> Option<String> {
    let before = project(rule, rule.bad);
    let saved = saving(&before, &before.fixed(fix)?, &BuildCache::default());
    (saved.findings < 1).then(|| format!("{:?} saves {saved:?}", fix.title))
}

#[test]
fn what_a_step_installed_is_there_after_a_copy() {
    let text = "FROM python:3.13-slim\nRUN apt-get update && apt-get install -y curl\nCOPY a /a\nWORKDIR /srv\n\
                COPY --link a /b\nHEALTHCHECK CMD curl -f http://localhost/ || exit 1\nCMD [\"curl\"]\n";
    let mut project = Project { dockerfile: text.into(), ..Project::default() };
    project.context.set_text("a", "a\n").expect("a plain path");
    let found = found(&project);
    let missing = |found: &&Diagnostic| found.message.contains("curl`") || found.message.contains("\"curl\"");
    assert_eq!(found.iter().find(missing), None);
}

#[test]
fn findings_alone_are_those_of_the_evaluation() {
    let of_rules = rules().flat_map(|rule| [project(rule, rule.bad), project(rule, rule.good)]);
    let cache = BuildCache::default();
    for project in of_rules.chain(examples().iter().map(|example| example.project())) {
        let whole = evaluate(&project, &cache);
        let alone = diagnose(&project, &cache.pruned());
        assert_eq!(alone.diagnostics, whole.diagnostics, "{}", project.dockerfile);
        assert_eq!(alone.missing_data, whole.missing_data, "{}", project.dockerfile);
    }
}

#[test]
fn examples_show_what_their_rules_say() {
    let faults: Vec<String> = rules()
        .flat_map(|rule| faults(rule).into_iter().map(move |fault| format!("{}: {fault}", rule.code)))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
