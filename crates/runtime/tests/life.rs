//! What containers do over time: output, process 1, signals. The shell is BusyBox's unless a test says otherwise.

use drydock_builder::{Content, Digest, FileSystem, Metadata, Node, Time};
use drydock_plan::{Config, HealthConfig};
use drydock_runtime::{Container, Engine, ImageFiles, Order, RunRequest, Signal, health, run};

const APPLETS: &[&str] = &[
    "sh", "ash", "cat", "sleep", "ls", "touch", "tr", "env", "sort", "grep", "id", "whoami", "mount", "true",
    "tail",
];

fn files(shell: &str) -> ImageFiles {
    let mut fs = FileSystem::new();
    let mut put = |path: &str, node: Node| drop(fs.insert(path, node).expect("a path"));
    let program = |name: &str| {
        Node::file(Content::known(1000, Digest::of(name.as_bytes())), Metadata::new(0o755, Time::Build))
    };
    let text = |text: &str, mode| {
        Node::file(Content::bytes(text.as_bytes().to_vec()), Metadata::new(mode, Time::Build))
    };
    put("/etc/passwd", text("root:x:0:0:root:/root:/bin/sh\napp:x:1000:1000:app:/home/app:/bin/sh\n", 0o644));
    put("/etc/group", text("root:x:0:\napp:x:1000:\nstaff:x:50:app\n", 0o644));
    put("/bin/busybox", program("busybox"));
    put("/bin/dash", program("dash"));
    put("/bin/bash", program("bash"));
    put("/usr/bin/server", program("server"));
    put("/usr/bin/nginx", program("nginx"));
    put("/tmp", Node::dir(Metadata::new(0o1777, Time::Build)));
    for name in APPLETS {
        let target = if *name == "sh" { shell } else { "busybox" };
        put(&format!("/bin/{name}"), Node::symlink(target, Time::Build));
    }
    put("/trap.sh", text("#!/bin/sh\ntrap 'echo got; exit 7' TERM\nwhile :; do sleep 0.1; done\n", 0o755));
    put("/entry.sh", text("#!/bin/sh\necho start\nexec \"$@\"\n", 0o755));
    ImageFiles { fs, base: None, more_commands: false }
}

fn config(cmd: &[&str]) -> Config {
    let words = |words: &[&str]| Some(words.iter().map(|word| (*word).to_owned()).collect());
    Config { cmd: words(cmd), ..Config::default() }
}

fn shell_form(text: &str) -> Config {
    config(&["/bin/sh", "-c", text])
}

fn go(config: &Config, line: &str, order: Order) -> Container {
    go_on(config, line, order, "busybox")
}

fn go_on(config: &Config, line: &str, order: Order, shell: &str) -> Container {
    let request = RunRequest::parse(line).expect("a request");
    run(config, &request, &files(shell), Engine::Docker, order, None)
}

fn output(text: &str) -> (String, String, Option<i32>) {
    let container = go(&shell_form(text), "", Order::Run);
    let life = container.life.as_ref().expect("it starts");
    (life.stdout.clone(), life.stderr.clone(), container.exit())
}

#[test]
fn output_and_exit_code_are_those_of_the_command() {
    assert_eq!(output("echo hello | tr a-z A-Z"), ("HELLO\n".into(), String::new(), Some(0)));
    assert_eq!(output("exit 42"), (String::new(), String::new(), Some(42)));
    assert_eq!(output("nope x"), (String::new(), "/bin/sh: nope: not found\n".into(), Some(127)));
    assert_eq!(output("echo $$; echo a >&2; false").1, "a\n");
    assert_eq!(output("kill -TERM $$; echo alive").0, "alive\n");
    assert_eq!(output("kill -KILL 1; echo alive").0, "alive\n");
    assert_eq!(
        output("ls /made 2>&1; touch /made; ls /made").0,
        "ls: /made: No such file or directory\n/made\n"
    );
    assert_eq!(output("/bin/sh -exc 'echo hi'").1, "+ echo hi\n");
    assert_eq!(output("A=1; sh -c 'echo [$A]'; f() { local A=2; }; f; echo $A").0, "[]\n1\n");
    assert_eq!(output("set -u; echo $A").1, "/bin/sh: A: parameter not set\n");
    assert_eq!(output("sleep 5 & kill $!; wait $!; echo $?").0, "143\n");
}

/// Command line of process 1, exit code, and seconds, after `docker stop -t 3`.
fn stopped(config: &Config, more: &str) -> (String, Option<i32>, f64) {
    let container = go(config, &format!("--stop-timeout 3 {more} app"), Order::Stop);
    let life = container.life.as_ref().expect("it starts");
    (container.pid1().join(" "), container.exit(), life.seconds.round())
}

#[test]
fn process_1_dies_only_of_what_it_handles() {
    assert_eq!(stopped(&config(&["sleep", "100"]), ""), ("sleep 100".into(), Some(137), 3.0));
    assert_eq!(stopped(&config(&["sleep", "100"]), "--init").1, Some(143));
    assert_eq!(stopped(&config(&["sleep", "100"]), "--init").0, "/sbin/docker-init -- sleep 100");
    assert_eq!(
        stopped(&config(&["sleep", "100"]), "--stop-signal KILL"),
        ("sleep 100".into(), Some(137), 0.0)
    );
    assert_eq!(stopped(&config(&["/trap.sh"]), ""), ("/bin/sh /trap.sh".into(), Some(7), 0.0));
    assert_eq!(stopped(&shell_form("true && /trap.sh; echo after"), "").1, Some(137));
    assert_eq!(stopped(&config(&["nginx"]), "--stop-signal QUIT"), ("nginx".into(), Some(0), 0.0));
    assert_eq!(stopped(&shell_form("trap 'exit 3' TERM; sleep 100"), "").1, Some(137));
    assert_eq!(stopped(&shell_form("trap 'exit 3' TERM; sleep 100 & wait"), "").1, Some(3));
    assert_eq!(stopped(&config(&["/entry.sh", "server"]), "").0, "server");
}

#[test]
fn a_shell_gives_way_to_its_last_command_as_it_really_does() {
    let first = |shell: &str, text: &str| {
        let container = go_on(&config(&["/bin/sh", "-c", text]), "--stop-timeout 3 app", Order::Stop, shell);
        container.pid1().join(" ") == "sleep 3"
    };
    let cases = [
        ("sleep 3", true, true),
        ("true; sleep 3", true, true),
        ("true && sleep 3", true, true),
        ("false || sleep 3", true, true),
        ("A=1 sleep 3", true, true),
        ("sleep 3 >/dev/null", true, false),
        ("{ sleep 3; }", true, false),
        ("(sleep 3)", true, false),
        ("if true; then sleep 3; fi", true, false),
        ("sleep 3 | cat", false, false),
        ("! sleep 3", false, false),
        ("trap '' TERM; sleep 3", true, true),
        ("trap echo TERM; sleep 3", false, false),
        ("sleep 3; true", false, false),
        ("f() { sleep 3; }; f", false, false),
        ("for i in 1; do sleep 3; done", false, false),
        ("exec sleep 3", true, true),
        ("true\nsleep 3", true, true),
        ("case x in x) sleep 3;; esac", true, false),
        ("eval sleep 3", false, false),
        ("true\nsleep 3\n", false, true),
    ];
    for (text, busybox, bash) in cases {
        assert_eq!(first("busybox", text), busybox, "busybox: {text}");
        assert_eq!(first("bash", text), bash, "bash: {text}");
        assert_eq!(first("dash", text), text.starts_with("exec"), "dash: {text}");
    }
}

#[test]
fn a_signal_of_docker_kill_has_no_grace_time() {
    let trap = config(&["/bin/sh", "-c", "trap 'exit 9' INT; while :; do sleep 0.1; done"]);
    assert_eq!(go(&trap, "", Order::Kill(Signal(2))).exit(), Some(9));
    assert_eq!(go(&config(&["sleep", "100"]), "", Order::Kill(Signal::KILL)).exit(), Some(137));
    // A shell without a handler ends of SIGINT all the same; its children do not notice.
    assert_eq!(go(&shell_form("sleep 3; echo after"), "", Order::Kill(Signal(2))).exit(), Some(130));
    assert_eq!(go(&shell_form("sleep 3; echo after"), "", Order::Kill(Signal(3))).exit(), Some(0));
    assert_eq!(go(&config(&["sleep", "5"]), "", Order::Kill(Signal::TERM)).exit(), Some(0));
}

#[test]
fn sentences_tell_who_gets_the_signal() {
    let sentence =
        |config: &Config, line: &str| go(config, line, Order::Stop).stop().expect("it starts").sentence;
    assert!(sentence(&config(&["sleep", "100"]), "").contains("no handler for SIGTERM"));
    assert!(sentence(&shell_form("nginx; echo"), "").contains("ignores it"));
    assert!(sentence(&config(&["nginx"]), "").contains("has a handler"));
    assert!(sentence(&config(&["server"]), "").contains("If it has a handler"));
    assert!(sentence(&shell_form("echo hi"), "").contains("ends by itself"));
}

#[test]
fn checks_run_in_the_container_and_keep_what_they_write() {
    let test = "n=$(cat /n 2>/dev/null || echo 0); echo $((n+1)) > /n; [ $n -lt 2 ] || [ $n -gt 4 ]";
    let check = |test: &[&str], retries| Config {
        healthcheck: Some(HealthConfig {
            test: test.iter().map(|word| (*word).to_owned()).collect(),
            interval: 1_000_000_000,
            timeout: 1_000_000_000,
            retries,
            ..HealthConfig::default()
        }),
        ..config(&["sleep", "100"])
    };
    let follow =
        |config: &Config, seconds| health(config, &RunRequest::default(), &files("busybox"), seconds, None);
    let flips = follow(&check(&["CMD-SHELL", test], 2), 9);
    let states: Vec<_> =
        flips.states.iter().map(|state| (state.status.name(), state.failing_streak)).collect();
    assert_eq!(
        states,
        [("starting", 0), ("healthy", 0), ("healthy", 1), ("unhealthy", 2), ("unhealthy", 3), ("healthy", 0)]
    );
    let missing = follow(&check(&["CMD", "nope"], 1), 4).last.expect("a check");
    assert_eq!(missing.exit, -1);
    assert!(missing.output.ends_with("exec: \"nope\": executable file not found in $PATH: unknown"));
    let slow = follow(&check(&["CMD-SHELL", "sleep 5"], 1), 5).last.expect("a check");
    assert_eq!(slow.output, "Health check exceeded timeout (1s)");
    assert!(follow(&check(&["NONE"], 1), 5).states.is_empty());
}
