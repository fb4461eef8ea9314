//! The interpreter against a small BusyBox system.

use drydock_plan::{BaseFile, BaseFileKind, BaseImage, Env, Exec, ExecMount, MountKind};

use super::*;
use crate::{Time, diff};

const APPLETS: [&str; 60] = [
    "[",
    "ash",
    "awk",
    "base64",
    "basename",
    "cat",
    "chgrp",
    "chmod",
    "chown",
    "cp",
    "cut",
    "date",
    "dd",
    "dirname",
    "echo",
    "egrep",
    "env",
    "expr",
    "false",
    "find",
    "grep",
    "gzip",
    "head",
    "hostname",
    "id",
    "ln",
    "ls",
    "md5sum",
    "mkdir",
    "mktemp",
    "mv",
    "nl",
    "nice",
    "printf",
    "pwd",
    "readlink",
    "realpath",
    "rev",
    "rm",
    "rmdir",
    "sed",
    "seq",
    "sh",
    "sha256sum",
    "sleep",
    "sort",
    "stat",
    "tac",
    "tail",
    "tar",
    "tee",
    "test",
    "touch",
    "tr",
    "true",
    "uniq",
    "wc",
    "which",
    "whoami",
    "xargs",
];

fn base() -> BaseImage {
    let entry = |path: &str, kind: BaseFileKind, mode: u32| BaseFile {
        path: path.into(),
        kind,
        mode,
        uid: 0,
        gid: 0,
    };
    let text = |path: &str, text: &str| {
        entry(path, BaseFileKind::File { size: text.len() as u64, text: Some(text.into()) }, 0o644)
    };
    let mut files: Vec<BaseFile> =
        ["/bin", "/etc", "/home", "/home/app", "/opt", "/srv", "/usr", "/usr/bin", "/var", "/var/lib"]
            .iter()
            .map(|path| entry(path, BaseFileKind::Dir, 0o755))
            .collect();
    files.push(entry("/tmp", BaseFileKind::Dir, 0o1777));
    files.push(entry("/root", BaseFileKind::Dir, 0o700));
    files.push(entry("/bin/busybox", BaseFileKind::File { size: 2_000_000, text: None }, 0o755));
    files.push(entry("/var/lib/big.bin", BaseFileKind::File { size: 100_000, text: None }, 0o644));
    files.push(text("/etc/motd", "welcome\n"));
    files.push(text("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\napp:x:1000:1000:app:/home/app:/bin/sh\n"));
    files.push(text("/etc/group", "root:x:0:\napp:x:1000:\nstaff:x:50:app\n"));
    files.extend(
        APPLETS
            .iter()
            .map(|name| entry(&format!("/bin/{name}"), BaseFileKind::Link("busybox".into()), 0o777)),
    );
    BaseImage { files: files.into(), complete: true, has_shell: Some(true), ..BaseImage::default() }
}

fn exec(args: &[&str]) -> Exec {
    let mut env = Env::default();
    env.set("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    let root = ExecMount {
        dest: "/".into(),
        from: None,
        selector: String::new(),
        output: Some(0),
        read_only: false,
        kind: MountKind::Bind,
    };
    Exec {
        args: args.iter().map(|arg| (*arg).to_owned()).collect(),
        env,
        cwd: "/".into(),
        mounts: vec![root],
        ..Exec::default()
    }
}

fn run_on(root: &FileSystem, exec: &Exec, mounts: &[MountSource]) -> Outcome {
    let base = base();
    run(&Request {
        exec,
        root,
        mounts,
        base: Some(&base),
        more_commands: false,
        input: Digest(1, 2),
        run: 1,
        step: 7,
        tables: &drydock_catalog::packages::Tables::default(),
    })
}

fn base_fs() -> FileSystem {
    FileSystem::of_base(&base(), Time::At(1_700_000_000))
}

/// Runs a shell text on the base; gives the outcome and a line for each change.
fn sh(text: &str) -> (Outcome, Vec<String>) {
    let root = base_fs();
    let outcome = run_on(&root, &exec(&["/bin/sh", "-c", text]), &[]);
    let changes = diff(&root, &outcome.fs)
        .iter()
        .map(|change| match &change.after {
            None => format!("-{}", change.path),
            Some(node) => {
                let sign = if change.before.is_some() { '~' } else { '+' };
                let what = match node.kind() {
                    crate::NodeKind::Dir(_) => "/".to_owned(),
                    crate::NodeKind::Symlink(target) => format!("->{target}"),
                    _ => format!(" {}", node.len()),
                };
                let Metadata { mode, uid, gid, .. } = node.metadata;
                format!("{sign}{}{what} {mode:o} {uid}:{gid}", change.path)
            }
        })
        .collect();
    (outcome, changes)
}

use crate::Metadata;

fn check(text: &str, expected: &[&str]) {
    let (outcome, changes) = sh(text);
    assert!(outcome.known, "{text}: {:?}", outcome.notes);
    assert_eq!(changes, expected, "{text}: {}", outcome.output);
}

#[test]
fn files_appear_change_and_go() {
    check("echo hi > /f", &["+/f 3 644 0:0"]);
    check("true", &[]);
    check("touch /var/lib/big.bin", &["~/var/lib/big.bin 100000 644 0:0"]);
    check("chmod 600 /var/lib/big.bin", &["~/var/lib/big.bin 100000 600 0:0"]);
    check("chmod 644 /var/lib/big.bin", &[]);
    check("chmod 600 /etc/motd; chmod 644 /etc/motd", &[]);
    check("chown app /var/lib/big.bin", &["~/var/lib/big.bin 100000 644 1000:0"]);
    check("chown app: /etc/motd", &["~/etc/motd 8 644 1000:1000"]);
    check("echo x >> /var/lib/big.bin", &["~/var/lib/big.bin 100002 644 0:0"]);
    check("rm -r /var/lib", &["-/var/lib"]);
    check("echo hi > /srv/tmpfile && rm /srv/tmpfile", &[]);
    check("mkdir -p /n/m", &["+/n/ 755 0:0", "+/n/m/ 755 0:0"]);
    check("mkdir -p /srv", &[]);
    check("mv /var/lib/big.bin /srv/big", &["+/srv/big 100000 644 0:0", "-/var/lib/big.bin"]);
    check("cp /etc/motd /tmp/m && cat /tmp/m > /etc/motd && rm /tmp/m", &["~/etc/motd 8 644 0:0"]);
    check("head -c 20000 /dev/zero > /x && ln /x /y", &["+/x 20000 644 0:0", "+/y 20000 644 0:0"]);
    check("ln -s /srv/base.txt /link", &["+/link->/srv/base.txt 777 0:0"]);
    check(
        "rm /etc/motd && mkdir /etc/motd && echo x > /etc/motd/x",
        &["~/etc/motd/ 755 0:0", "+/etc/motd/x 2 644 0:0"],
    );
    check(
        "echo x > /dev/shm/x; mkdir -p /run/r && echo y > /run/r/y",
        &["+/run/ 755 0:0", "+/run/r/ 755 0:0", "+/run/r/y 2 644 0:0"],
    );
    check("ls /etc > /list; wc -l /etc/hosts >> /list", &["+/list 49 644 0:0"]);
    check("echo \"1.2.3.4 x\" >> /etc/hosts; true", &[]);
    check(
        "mkdir -p /app/src && for i in $(seq 1 3); do head -c 20 /dev/zero > /app/src/f$i; done",
        &[
            "+/app/ 755 0:0",
            "+/app/src/ 755 0:0",
            "+/app/src/f1 20 644 0:0",
            "+/app/src/f2 20 644 0:0",
            "+/app/src/f3 20 644 0:0",
        ],
    );
}

#[test]
fn exit_codes_and_output() {
    let cases: [(&str, u8, &str); 20] = [
        ("exit 3", 3, ""),
        (
            "echo before && cat missing.txt && echo after",
            1,
            "before\ncat: can't open 'missing.txt': No such file or directory\n",
        ),
        ("set -e\necho one\nfalse\n", 1, "one\n"),
        ("nope x", 127, "/bin/sh: nope: not found\n"),
        ("false; true", 0, ""),
        ("set -e; false || true; echo ok", 0, "ok\n"),
        ("set -e; if false; then :; fi; ! true; echo ok", 0, "ok\n"),
        ("false | true", 0, ""),
        ("set -o pipefail; false | true", 1, ""),
        ("(exit 4); echo $?", 0, "4\n"),
        ("x=$(false); echo $?", 0, "1\n"),
        ("f() { return 7; }; f; echo $?", 0, "7\n"),
        ("echo $((2 + 3 * (4 - 1))) $((7 / 2)) $((1 << 4))", 0, "11 3 16\n"),
        ("A='a  b'; echo $A \"$A\" ${#A} ${B:-none} ${A%b}", 0, "a b a  b 4 none a\n"),
        ("for f in /etc/m*; do echo ${f##*/}; done", 0, "motd\n"),
        ("case abc in x) echo 1;; a*) echo 2;; esac", 0, "2\n"),
        ("i=0; while [ $i -lt 3 ]; do i=$((i+1)); echo $i; done", 0, "1\n2\n3\n"),
        ("printf '%s-%03d\\n' a 7 b 8", 0, "a-007\nb-008\n"),
        ("cat <<EOF | tr a-z A-Z\nx $((1+1))\nEOF", 0, "X 2\n"),
        ("grep -c root /etc/passwd; sed -n 's/^app:\\(.\\).*/\\1/p' /etc/passwd", 0, "1\nx\n"),
    ];
    for (text, code, output) in cases {
        let (outcome, _) = sh(text);
        assert_eq!(
            (outcome.exit, outcome.output.as_str()),
            (Exit::Code(code), output),
            "{text} {:?}",
            outcome.notes
        );
    }
}

#[test]
fn a_bracket_that_nothing_closes_is_no_pattern() {
    let (outcome, changes) = sh("if [ -n x ]; then touch /tmp/made; fi");
    assert!(outcome.known, "{:?}", outcome.notes);
    assert!(changes.iter().any(|change| change.starts_with("+/tmp/made")), "{changes:?}");
}

#[test]
fn what_is_not_followed_says_so() {
    for text in ["make all", "./configure", "frobnicate > /out", "$(cat /unknown) x"] {
        let root = FileSystem::of_base(&BaseImage { complete: false, ..base() }, Time::Epoch);
        let request_exec = exec(&["/bin/sh", "-c", text]);
        let outcome = run(&Request {
            exec: &request_exec,
            root: &root,
            mounts: &[],
            base: None,
            more_commands: false,
            input: Digest(1, 2),
            run: 1,
            step: 7,
            tables: &drydock_catalog::packages::Tables::default(),
        });
        assert!(!outcome.known && !outcome.notes.is_empty(), "{text}");
        assert_eq!(outcome.exit, Exit::Unknown, "{text}");
    }
}

#[test]
fn mounts_are_seen_and_kept_apart() {
    let mount = |dest: &str, kind: MountKind| ExecMount {
        dest: dest.into(),
        from: None,
        selector: String::new(),
        output: None,
        read_only: false,
        kind,
    };
    let cache = MountKind::Cache { id: "c".into(), sharing: drydock_plan::CacheSharing::Shared };
    let mut exec = exec(&["/bin/sh", "-c", "echo x >> /n/c/n; wc -l < /n/c/n | tee /count; cat /run/s > /s"]);
    exec.mounts.push(mount("/n/c", cache));
    exec.mounts.push(mount(
        "/run/s",
        MountKind::Secret { id: "s".into(), uid: 0, gid: 0, mode: 0o400, optional: false },
    ));
    let root = base_fs();
    let mut held = FileSystem::new();
    for expected in ["1\n", "2\n"] {
        let sources = [
            MountSource::Empty,
            MountSource::Tree(held.clone()),
            MountSource::File(Content::bytes(&b"abc"[..])),
        ];
        let outcome = run_on(&root, &exec, &sources);
        let text = |path: &str| {
            outcome.fs.get(path).and_then(|node| node.as_file()?.content.as_text().map(str::to_owned))
        };
        assert_eq!(text("/count").as_deref(), Some(expected));
        assert_eq!(text("/s").as_deref(), Some("abc"));
        assert!(outcome.fs.get("/n").is_none() && outcome.fs.get("/run").is_none());
        held = outcome.mounts[1].clone().unwrap();
    }
}

#[test]
fn hostile_scripts_end() {
    let texts = [
        "while true; do :; done",
        "f() { f; }; f",
        "f() { f | f; }; f",
        "x=a; while true; do x=$x$x; done",
        "for i in $(seq 1 200000); do echo $i >> /f; done",
        "eval \"$(cat /etc/motd)\"; . /etc/motd",
        "sh -c 'sh -c \"sh -c true\"'; exec sh",
        "trap 'exit 3' EXIT; exit 4",
    ];
    for text in texts {
        let (outcome, _) = sh(text);
        let _ = outcome.exit;
    }
}
