//! What a text calls, through wrappers, in subshells and substitutions.

use drydock_shell::{exec_form, invocations, parse};

fn names(text: &str) -> Vec<String> {
    invocations(&parse(text)).iter().map(|(_, call)| call.name.to_string()).collect()
}

#[test]
fn names_through_wrappers() {
    let cases: [(&str, &[&str]); 10] = [
        ("sudo -u app apt-get install", &["apt-get"]),
        ("env -i A=1 B=2 make", &["make"]),
        ("timeout -k 5 10 curl x", &["curl"]),
        ("exec nice -n 5 java -jar x", &["java"]),
        ("command -v curl", &["command"]),
        ("gosu app id", &["id"]),
        ("a $(b) `c` && (d | e) || { f; }", &["a", "b", "c", "d", "e", "f"]),
        ("if a; then b; else c; fi; while d; do e; done", &["a", "b", "c", "d", "e"]),
        ("$X a; sudo", &["sudo"]),
        ("f() { g; }; A=$(h)", &["g"]),
    ];
    for (text, expected) in cases {
        let mut expected = expected.to_vec();
        if text.ends_with("A=$(h)") {
            expected.push("h");
        }
        assert_eq!(names(text), expected, "{text}");
    }
}

#[test]
fn flags_and_operands() {
    let script = parse("apt-get install -yq --no-install-recommends -o=x --target=\"/x\" curl -- -v \"$P\"");
    let (_, call) = &invocations(&script)[0];
    for flag in ["y", "q", "no-install-recommends", "target"] {
        assert!(call.has_flag(flag), "{flag}");
    }
    assert!(!call.has_flag("v"));
    assert_eq!(
        call.flags().iter().find(|flag| flag.name == "target").and_then(|flag| flag.value.as_deref()),
        Some("/x")
    );
    let operands: Vec<_> =
        call.operands().map(|word| word.literal().unwrap_or_default().into_owned()).collect();
    assert_eq!(operands, ["install", "curl", "-v", ""]);
}

#[test]
fn exec_form_is_one_command_of_plain_words() {
    let script = exec_form(&["/bin/echo".into(), "$A; b".into()], &[]);
    let calls = invocations(&script);
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0].1.base_name(), "echo");
    assert_eq!(calls[0].1.args[0].literal().as_deref(), Some("$A; b"));
}

#[test]
fn places() {
    let script = parse("cd /a; (cd /b); cd /c | x; if true; then cd /d; fi; y && cd /e");
    let found: Vec<_> = script.commands().into_iter().filter(|f| f.simple.words[0].is("cd")).collect();
    let lasting: Vec<bool> = found.iter().map(|f| !f.place.subshell && !f.place.conditional).collect();
    assert_eq!(lasting, [true, false, false, false, true]);
}
