//! Build tools whose output is known by its place: the file appears with an estimated size, so that later steps find it.

use drydock_catalog::Size;

use super::arguments::Arg;
use super::io::Io;
use super::machine::{Machine, Status};
use crate::{Content, Digest, Metadata, Node, Time, join, split};

/// Carries out a build tool; `None` when `name` is none, or what it makes is not known.
pub(super) fn run(machine: &mut Machine<'_>, name: &str, args: &[Arg], _io: &Io) -> Option<Status> {
    let texts: Vec<&str> = args.iter().filter(|arg| arg.is_known()).map(|arg| &*arg.text).collect();
    match name {
        "go" => go(machine, &texts),
        "cargo" => cargo(machine, &texts),
        "mvn" | "mvnw" => maven(machine, &texts),
        "gradle" | "gradlew" => gradle(machine, &texts),
        "dotnet" => dotnet(machine, &texts),
        "gcc" | "cc" | "g++" | "c++" | "clang" | "clang++" => compile(machine, &texts),
        "tsc" => tsc(machine, &texts),
        _ => super::make::run(machine, name, &texts),
    }
}

/// The value of a flag, apart or after `=`.
fn value<'a>(args: &[&'a str], flags: &[&str]) -> Option<&'a str> {
    args.iter().enumerate().find_map(|(at, arg)| match arg.split_once('=') {
        _ if flags.contains(arg) => args.get(at + 1).copied(),
        Some((name, value)) if flags.contains(&name) => Some(value),
        _ => None,
    })
}

/// Puts a file that a tool made; missing directories are made.
fn make(machine: &mut Machine<'_>, path: &str, mode: u32, size: Size, identity: Digest) -> Option<()> {
    let full = machine.absolute(path);
    let place = machine.fs.resolve(&full, true).ok()?.path;
    let parent = Node::dir(machine.new_metadata(0o777)).from_step(machine.step);
    machine.fs.mkdir_all(split(&place).0, &parent).ok()?;
    let metadata = Metadata { mtime: Time::Build, ..machine.new_metadata(mode) };
    machine.put(&place, Node::file(Content::estimated(size, identity), metadata)).ok()
}

/// Fingerprint of a build in the working directory.
fn of_sources(machine: &mut Machine<'_>, args: &[&str]) -> Digest {
    let cwd = machine.shell.cwd.clone();
    let vars: Vec<String> = machine
        .shell
        .vars
        .exported()
        .map(|(name, value)| format!("{name}={}", value.unwrap_or("")))
        .collect();
    let mut all: Vec<&str> = args.to_vec();
    all.extend(vars.iter().map(String::as_str));
    machine.fingerprint(&all, &[&cwd])
}

fn go(machine: &mut Machine<'_>, args: &[&str]) -> Option<Status> {
    let home = machine.shell.vars.text("HOME");
    let gopath = machine.shell.vars.text("GOPATH");
    let gopath = if gopath.is_empty() { join(&home, "go") } else { gopath.to_string() };
    let modules = machine.text_of("go.sum").map_or(0, |text| text.lines().count() as u64 / 2);
    let identity = machine.fingerprint(&["go", "modules"], &["go.mod", "go.sum"]);
    let download = Size::range(
        20_000 * modules,
        1_000_000 * modules,
        20_000_000 * modules + 1,
        "number of modules times what a module has",
    );
    match args.first().copied()? {
        "mod" if matches!(args.get(1), Some(&"download" | &"tidy" | &"vendor")) => {
            machine.takes(0.2, 1.0 + 0.3 * modules as f64, 60.0);
            let _ = machine.put_estimate(&join(&gopath, "pkg/mod"), "modules of go.mod", download, identity);
            Some(machine.estimated("what `go mod` downloads is estimated"))
        }
        "build" | "install" => {
            let install = args[0] == "install";
            let sources = of_sources(machine, args);
            if modules > 0 && machine.fs.get(&join(&gopath, "pkg/mod")).is_none() {
                let _ =
                    machine.put_estimate(&join(&gopath, "pkg/mod"), "modules of go.mod", download, identity);
            }
            let cache = machine.shell.vars.text("GOCACHE");
            let cache = if cache.is_empty() { join(&home, ".cache/go-build") } else { cache.to_string() };
            let built = Size::range(
                5_000_000,
                60_000_000,
                600_000_000,
                "the build cache of Go holds the standard library compiled",
            );
            let _ = machine.put_estimate(&cache, "build cache", built, sources);
            machine.takes(1.0, 12.0, 180.0);
            let path = go_output(machine, args, install, &gopath)?;
            let size = Size::range(
                1_200_000,
                8_000_000,
                120_000_000,
                "a program of Go holds its runtime: from 1.2 MB on",
            );
            make(machine, &path, 0o777, size, sources)?;
            Some(machine.estimated(format!("the size of `{path}`, made by `go {}`, is estimated", args[0])))
        }
        "test" | "vet" | "generate" | "fmt" | "version" | "env" => {
            Some(machine.estimated("what `go` prints is not known"))
        }
        _ => None,
    }
}

/// Where `go build` puts its program; `None` when that is not known.
fn go_output(machine: &mut Machine<'_>, args: &[&str], install: bool, gopath: &str) -> Option<String> {
    let package = args.iter().skip(1).rev().find(|arg| !arg.starts_with('-')).copied().unwrap_or(".");
    let module = machine.text_of("go.mod").ok().and_then(|text| {
        text.lines().find_map(|line| line.strip_prefix("module ").map(|name| name.trim().to_owned()))
    });
    let of_package = match package.trim_end_matches('/') {
        "." | "" => module.unwrap_or_else(|| machine.shell.cwd.clone()),
        file if file.ends_with(".go") => file.trim_end_matches(".go").to_owned(),
        other => other.split('@').next().unwrap_or(other).to_owned(),
    };
    let name = split(&of_package).1.to_owned();
    let name = of_package.rsplit('/').next().map_or(name, str::to_owned);
    if install {
        return Some(join(&join(gopath, "bin"), &name));
    }
    match value(args, &["-o"]) {
        Some(dir) if dir.ends_with('/') => Some(format!("{dir}{name}")),
        Some(path) if machine.stat(path, true).is_ok_and(|(_, node)| node.is_dir()) => {
            Some(join(path, &name))
        }
        Some(path) => Some(path.to_owned()),
        None if package.ends_with("...") => None,
        None => Some(name),
    }
}

/// The value of `key = "value"` in a table of a TOML file.
fn toml(text: &str, table: &str, key: &str) -> Option<String> {
    let mut inside = false;
    for line in text.lines().map(str::trim) {
        if line.starts_with('[') {
            inside = line == format!("[{table}]");
        } else if inside
            && let Some((name, value)) = line.split_once('=')
            && name.trim() == key
        {
            return Some(value.trim().trim_matches('"').to_owned());
        }
    }
    None
}

fn cargo(machine: &mut Machine<'_>, args: &[&str]) -> Option<Status> {
    let command = *args.iter().find(|arg| !arg.starts_with(['-', '+']))?;
    if command == "fetch" || command == "vendor" {
        return Some(machine.estimated("what `cargo` downloads is not known"));
    }
    if !matches!(command, "build" | "install") {
        return None;
    }
    let sources = of_sources(machine, args);
    let name = match machine.text_of("Cargo.toml") {
        Ok(text) => toml(&text, "package", "name")?,
        Err(true) => return None,
        Err(false) if command == "install" => {
            args.iter().skip(1).find(|arg| !arg.starts_with('-')).map(|name| (*name).to_owned())?
        }
        Err(false) => return Some(Status::Code(101)),
    };
    let release = args.contains(&"--release") || args.contains(&"-r") || command == "install";
    let target = value(args, &["--target"]).map(|target| format!("{target}/")).unwrap_or_default();
    let profile = if release { "release" } else { "debug" };
    let path = match command {
        "install" => format!("/usr/local/cargo/bin/{name}"),
        _ => format!("target/{target}{profile}/{name}"),
    };
    let size = Size::range(300_000, 5_000_000, 150_000_000, "a program of Rust: from 300 kB on");
    make(machine, &path, 0o777, size, sources)?;
    machine.takes(2.0, 40.0, 900.0);
    if command == "build" {
        let rest = Size::range(
            5_000_000,
            200_000_000,
            3_000_000_000,
            "what cargo compiles on the way to the program",
        );
        let _ = machine.put_estimate("target", "compiled on the way", rest, sources);
    }
    Some(machine.estimated(format!("the size of `{path}`, made by `cargo {command}`, is estimated")))
}

fn maven(machine: &mut Machine<'_>, args: &[&str]) -> Option<Status> {
    let goals: Vec<&str> = args.iter().copied().filter(|arg| !arg.starts_with('-')).collect();
    let pom = match machine.text_of("pom.xml") {
        Ok(text) => text,
        Err(true) => String::new(),
        Err(false) => return Some(Status::FAILED),
    };
    let identity = machine.fingerprint(&["mvn"], &["pom.xml"]);
    let size = Size::range(10_000_000, 90_000_000, 800_000_000, "Maven's plug-ins and a project's libraries");
    let home = machine.shell.vars.text("HOME");
    let _ = machine.put_estimate(&join(&home, ".m2/repository"), "libraries of pom.xml", size, identity);
    machine.takes(5.0, 40.0, 600.0);
    if goals.iter().any(|goal| matches!(*goal, "package" | "install" | "verify")) {
        // The project's own coordinates come after those of its parent.
        let own = pom.split_once("</parent>").map_or(pom.as_str(), |(_, own)| own);
        let tag = |name: &str| {
            own.split_once(&format!("<{name}>"))
                .and_then(|(_, rest)| rest.split_once('<'))
                .map(|(text, _)| text.trim().to_owned())
        };
        let sources = of_sources(machine, args);
        let file = tag("finalName").or_else(|| Some(format!("{}-{}", tag("artifactId")?, tag("version")?)));
        let kind = tag("packaging").unwrap_or_else(|| "jar".to_owned());
        let jar = Size::range(
            5_000,
            20_000_000,
            150_000_000,
            "a jar: small alone, tens of megabytes with its libraries",
        );
        match file.filter(|_| !pom.is_empty()) {
            Some(file) => {
                make(machine, &format!("target/{file}.{kind}"), 0o666, jar, sources)?;
                let _ = machine.make_opaque("target");
            }
            None => {
                let _ = machine.put_estimate("target", "made by mvn", jar, sources);
            }
        }
    }
    Some(machine.estimated("what `mvn` makes is estimated"))
}

fn gradle(machine: &mut Machine<'_>, args: &[&str]) -> Option<Status> {
    if args.iter().all(|arg| arg.starts_with('-')) {
        return Some(machine.estimated("what `gradle` prints is not known"));
    }
    let sources = of_sources(machine, args);
    let size = Size::range(
        5_000,
        20_000_000,
        150_000_000,
        "a jar: small alone, tens of megabytes with its libraries",
    );
    machine.takes(5.0, 60.0, 600.0);
    machine.put_estimate("build/libs", "made by gradle", size, sources).ok()?;
    let _ = machine.make_opaque("build");
    Some(machine.estimated("what `gradle` makes is estimated"))
}

fn dotnet(machine: &mut Machine<'_>, args: &[&str]) -> Option<Status> {
    match args.first().copied()? {
        "restore" => {
            let identity = machine.fingerprint(args, &["."]);
            let home = machine.shell.vars.text("HOME");
            let size = Size::range(100_000, 40_000_000, 600_000_000, "packages of a .NET project");
            machine.takes(1.0, 8.0, 120.0);
            let _ = machine.put_estimate(
                &join(&home, ".nuget/packages"),
                "packages of the project",
                size,
                identity,
            );
            Some(machine.estimated("what `dotnet restore` downloads is estimated"))
        }
        "publish" | "build" => {
            let sources = of_sources(machine, args);
            let out = value(args, &["-o", "--output"])?;
            let size = Size::range(
                100_000,
                5_000_000,
                150_000_000,
                "a published .NET application; with its runtime some 70 MB",
            );
            machine.takes(2.0, 15.0, 180.0);
            machine.put_estimate(out, "made by dotnet", size, sources).ok()?;
            Some(machine.estimated(format!("what `dotnet` puts into `{out}` is estimated")))
        }
        _ => None,
    }
}

fn compile(machine: &mut Machine<'_>, args: &[&str]) -> Option<Status> {
    let inputs: Vec<&str> = args
        .iter()
        .copied()
        .filter(|arg| [".c", ".cc", ".cpp", ".o", ".cxx"].iter().any(|end| arg.ends_with(end)))
        .collect();
    let inputs: Vec<&str> = inputs.into_iter().filter(|arg| value(args, &["-o"]) != Some(arg)).collect();
    for input in &inputs {
        if machine.text_of(input) == Err(false) {
            return Some(Status::FAILED);
        }
    }
    let first = inputs.first()?;
    let object = args.contains(&"-c");
    let path = match value(args, &["-o"]) {
        Some(path) => path.to_owned(),
        None if object => format!("{}.o", split(first).1.rsplit_once('.').map_or(*first, |(stem, _)| stem)),
        None => "a.out".to_owned(),
    };
    let identity = machine.fingerprint(args, &inputs);
    let whole = args.contains(&"-static");
    let size = match whole {
        true => Size::range(650_000, 900_000, 30_000_000, "a program that holds the C library"),
        false => Size::range(1_000, 17_000, 20_000_000, "a small program of C: 16 kB on Linux"),
    };
    make(machine, &path, if object { 0o666 } else { 0o777 }, size, identity)?;
    machine.takes(0.05, 0.3, 30.0);
    Some(machine.estimated(format!("the size of `{path}`, made by a compiler, is estimated")))
}

fn tsc(machine: &mut Machine<'_>, args: &[&str]) -> Option<Status> {
    let config = machine.text_of("tsconfig.json").unwrap_or_default();
    let named =
        config.split_once("\"outDir\"").and_then(|(_, rest)| rest.split('"').nth(1)).map(str::to_owned);
    let out = value(args, &["--outDir"]).map(str::to_owned).or(named)?;
    let sources = of_sources(machine, args);
    let size = Size::range(1_000, 300_000, 30_000_000, "about as much as the sources");
    machine.takes(1.0, 4.0, 60.0);
    machine.put_estimate(&out, "made by tsc", size, sources).ok()?;
    Some(machine.estimated(format!("what `tsc` puts into `{out}` is estimated")))
}
