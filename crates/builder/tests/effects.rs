//! Shell texts on the recorded base image against what real programs did with them: exit code, output, and every path
//! that changed with kind, mode, owner and size. `effects/busybox.jsonl` holds recordings of BusyBox 1.35, one a line,
//! `effects/gnu.jsonl` those of Debian 12's dash, coreutils, findutils, sed, grep and tar. An output of `null` was left
//! out: it depends on the order of a directory, or is a usage text.
//!
//! What is not understood must say so; it may not be wrong. [`NOT_FOLLOWED`] bounds how many say so.

#![allow(clippy::unwrap_used, reason = "the recordings are part of the repository")]

use std::rc::Rc;

use drydock_builder::effect::{self, Exit, Request};
use drydock_builder::{Digest, FileSystem, Node, NodeKind, Time, diff};
use drydock_plan::{BaseFile, BaseFileKind, BaseImage, Env, Exec, ExecMount, MountKind};
use serde_json::Value;

/// As many recordings at most are left as not understood.
const NOT_FOLLOWED: usize = 30;

/// The programs that were there when `effects/gnu.jsonl` was recorded.
const GNU: &str = "dash bash cat head tail wc sort uniq tr cut grep egrep fgrep sed tee seq basename dirname expr cp mv rm \
    rmdir mkdir ln chmod chown chgrp touch install truncate dd find xargs readlink realpath which stat sha256sum md5sum \
    base64 tac rev id whoami hostname env printenv date sleep mktemp tar test [ true false ls nice timeout yes mkfifo nl \
    awk time echo printf pwd";

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or("")
}

/// Programs of the base, as it is or with Debian's in place of BusyBox's.
#[derive(Clone, Copy, PartialEq)]
enum Programs {
    Busybox,
    Gnu,
}

fn base(programs: Programs) -> BaseImage {
    let json: Value =
        serde_json::from_str(include_str!("../../../tests/conformance/cases/engine/base.json")).unwrap();
    let entry = |path: String, kind, mode| BaseFile { path, kind, mode, uid: 0, gid: 0 };
    let known = |path: &str| match path {
        "/etc/passwd" => Some(text(&json, "passwd").to_owned()),
        "/etc/group" => Some(text(&json, "group").to_owned()),
        "/etc/motd" => Some("welcome\n".to_owned()),
        "/etc/os-release" => Some("ID=base\nVERSION_ID=\"1.0\"\n".to_owned()),
        "/srv/base.txt" => Some("base\n".to_owned()),
        "/var/lib/data/small.txt" => Some("small\n".to_owned()),
        "/var/lib/data/big.bin" => Some("x".repeat(100_000)),
        _ => None,
    };
    let mut files: Vec<BaseFile> = Vec::new();
    for file in json["files"].as_array().unwrap() {
        let path = text(file, "path");
        let kind = match text(file, "type") {
            "dir" => BaseFileKind::Dir,
            "symlink" => BaseFileKind::Link(text(file, "link").to_owned()),
            _ => BaseFileKind::File { size: file["size"].as_u64().unwrap(), text: known(path).map(Rc::from) },
        };
        files.push(entry(path.to_owned(), kind, u32::from_str_radix(text(file, "mode"), 8).unwrap()));
    }
    let program = || BaseFileKind::File { size: 100_000, text: None };
    if programs == Programs::Gnu {
        files.retain(|file| file.path != "/bin/busybox" && file.path != "/bin/showargs");
        for name in GNU.split_whitespace() {
            files.push(entry(format!("/bin/{name}"), program(), 0o755));
        }
        files.push(entry("/bin/sh".into(), BaseFileKind::Link("dash".into()), 0o777));
    } else {
        for name in json["applet_links"]["names"].as_array().unwrap() {
            let path = format!("/bin/{}", name.as_str().unwrap());
            files.push(entry(path, BaseFileKind::Link("busybox".into()), 0o777));
        }
    }
    BaseImage { files: Rc::new(files), complete: true, has_shell: Some(true), ..BaseImage::default() }
}

fn run(base: &BaseImage, root: &FileSystem, script: &str) -> effect::Outcome {
    let mut env = Env::default();
    env.set("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    let mount = ExecMount {
        dest: "/".into(),
        from: None,
        selector: String::new(),
        output: Some(0),
        read_only: false,
        kind: MountKind::Bind,
    };
    let args: Vec<String> = ["/bin/sh", "-c", script].map(str::to_owned).to_vec();
    let exec = Exec { args: args.into(), env, cwd: "/".into(), mounts: vec![mount], ..Exec::default() };
    effect::run(&Request {
        exec: &exec,
        root,
        mounts: &[],
        base: Some(base),
        more_commands: false,
        input: Digest(1, 2),
        run: 1,
        step: 7,
        tables: &drydock_catalog::packages::Tables::default(),
    })
}

fn changes(root: &FileSystem, after: &FileSystem) -> Vec<String> {
    let mut lines: Vec<String> = diff(root, after)
        .iter()
        // The time of a directory is not recorded.
        .filter(|change| match (&change.before, &change.after) {
            (Some(a), Some(b)) if a.is_dir() && b.is_dir() => {
                let dress = |node: &Node| (node.metadata.mode, node.metadata.uid, node.metadata.gid);
                dress(a) != dress(b)
            }
            _ => true,
        })
        .map(|change| {
            let Some(node) = &change.after else { return format!("-{}", change.path) };
            let sign = if change.before.is_some() { '~' } else { '+' };
            let (kind, more) = match node.kind() {
                NodeKind::Dir(_) => ("dir", String::new()),
                NodeKind::Symlink(target) => ("link", format!(" {target}")),
                NodeKind::Fifo => ("fifo", String::new()),
                _ => ("file", format!(" {}", node.len())),
            };
            let owner = node.metadata;
            format!("{sign}{} {kind} {:o} {}:{}{more}", change.path, owner.mode, owner.uid, owner.gid)
        })
        .collect();
    lines.sort();
    lines
}

#[test]
fn as_busybox() {
    compare(&base(Programs::Busybox), include_str!("effects/busybox.jsonl"));
}

#[test]
fn as_debian() {
    compare(&base(Programs::Gnu), include_str!("effects/gnu.jsonl"));
}

fn compare(base: &BaseImage, recorded: &str) {
    let root = FileSystem::of_base(base, Time::At(1_700_000_000));
    let (mut wrong, mut unknown, mut passed) = (Vec::new(), Vec::new(), 0);
    for line in recorded.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let script = text(&case, "text");
        let outcome = run(base, &root, script);
        if !outcome.known {
            unknown.push(format!("{script}: {:?}", outcome.notes));
            continue;
        }
        let mut expected: Vec<String> = case["changes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|line| line.as_str().unwrap().to_owned())
            .collect();
        expected.sort();
        let got = changes(&root, &outcome.fs);
        let code = case["exit"].as_u64().and_then(|code| u8::try_from(code).ok()).map(Exit::Code);
        let same_output = case["output"].is_null() || text(&case, "output") == outcome.output;
        if got == expected && code == Some(outcome.exit) && same_output {
            passed += 1;
        } else {
            wrong.push(format!(
                "{script}\n  expected {code:?} {expected:?} {:?}\n  got {:?} {got:?} {:?} {:?}",
                text(&case, "output"),
                outcome.exit,
                outcome.output,
                outcome.notes
            ));
        }
    }
    println!("{passed} passed, {} not followed:\n{}", unknown.len(), unknown.join("\n"));
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(unknown.len() <= NOT_FOLLOWED, "{} not followed", unknown.len());
}
