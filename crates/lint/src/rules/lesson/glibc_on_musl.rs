//! A program linked to glibc in an image without it.

use std::collections::HashMap;

use drydock_plan::{Base, Input, Plan, Stage};
use drydock_shell::Invocation;
use drydock_syntax::instruction::Kind;

use crate::At;
use crate::chain::roots;
use crate::copies::copies;
use crate::finding::{Context, Found};
use crate::rule::Rule;
use crate::script::ShellText;

pub(super) static RULE: Rule = Rule {
    code: "GlibcOnMusl",
    description: "A program compiled against glibc is copied into an image without glibc",
    why: "Debian's C library is glibc, Alpine's is musl, and `scratch` has none. A program names its loader; where that is missing the kernel says `no such file or directory` of a file that is plainly there.",
    help: "Build in the same distribution as the last stage, or link statically: `CGO_ENABLED=0` for Go, a musl target for Rust, `-static` for C.",
    url: "https://wiki.alpinelinux.org/wiki/Running_glibc_programs",
    bad: r#"FROM rust:1.90 AS build
WORKDIR /src
COPY . .
RUN cargo build --release

FROM alpine:3.22
COPY --from=build /src/target/release/app /usr/local/bin/app
CMD ["app"]
"#,
    good: r#"FROM rust:1.90-alpine AS build
WORKDIR /src
COPY . .
RUN cargo build --release

FROM alpine:3.22
COPY --from=build /src/target/release/app /usr/local/bin/app
CMD ["app"]
"#,
    files: &[
        ("Cargo.toml", "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n"),
        ("src/main.rs", "fn main() {}\n"),
    ],
    check,
    ..Rule::USUAL
};

/// The C library of what a stage begins with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Libc {
    Glibc,
    Musl,
    None,
}

fn check(context: &mut Context<'_>) {
    let plan = context.plan;
    let (texts, roots) = (context.shell_texts(), roots(plan));
    let libc = |stage: &Stage| libc(plan, roots.get(stage.index).copied());
    // Texts that compile something, by the tree their stage ends with, which copies name.
    let mut compiling: HashMap<Input, Vec<&ShellText<'_>>> = HashMap::new();
    for text in texts.iter().filter(|text| text.is_run() && !is_static(text)) {
        if libc(text.at.stage) == Some(Libc::Glibc) && text.calls().any(|(_, call)| compiles(&call)) {
            compiling.entry(text.at.stage.output).or_default().push(text);
        }
    }
    for at in context.steps().filter(|_| !compiling.is_empty()) {
        let Some(to @ (Libc::Musl | Libc::None)) = libc(at.stage) else { continue };
        let Some((from, path)) = copied(plan, &at) else { continue };
        let Some(texts) = compiling.get(&from) else { continue };
        let made = texts.iter().find_map(|text| Some((compiler(text, &path)?, text.at.instruction.span)));
        let Some((name, place)) = made else { continue };
        let image = if to == Libc::Musl { "this image has musl" } else { "`scratch` has no C library" };
        let may = if name == "go" { "may be linked" } else { "is linked" };
        let message = format!("`{path}` {may} to glibc, and {image}: it would not start");
        let found = Found::within(at.instruction, at.instruction.span, message);
        context.add(found.label(place, "compiled here, with glibc"));
    }
}

/// What the image at the root of a stage's chain has; `None` when nobody knows.
fn libc(plan: &Plan, root: Option<usize>) -> Option<Libc> {
    match &plan.stages.get(root?)?.base {
        Base::Scratch => Some(Libc::None),
        Base::Image { info: Some(info), .. } => match info.package_manager.as_str() {
            "apt" | "dnf" => Some(Libc::Glibc),
            "apk" => Some(Libc::Musl),
            _ => None,
        },
        _ => None,
    }
}

/// The tree and the one path that a COPY takes; libraries may well come with several.
fn copied(plan: &Plan, at: &At<'_>) -> Option<(Input, String)> {
    if !matches!(at.instruction.kind, Kind::Copy(_)) {
        return None;
    }
    let mut copies = copies(plan, at.step);
    let copy = copies.next()?;
    let alone = copies.next().is_none() && copy.include.is_empty();
    (alone && !copy.src.ends_with('/')).then(|| (copy.from, copy.src.to_string()))
}

/// True for a compiler that links programs.
fn compiles(call: &Invocation<'_>) -> bool {
    let first = call.args.first().and_then(|word| word.literal());
    match call.base_name() {
        "gcc" | "g++" | "cc" | "c++" | "clang" | "clang++" | "rustc" => true,
        "go" | "cargo" => first.is_some_and(|word| word == "build"),
        _ => false,
    }
}

/// The compiler in `text` that makes a program of this path.
fn compiler(text: &ShellText<'_>, path: &str) -> Option<String> {
    let file = path.rsplit('/').next().unwrap_or(path);
    text.calls().filter(|(_, call)| compiles(call)).find_map(|(_, call)| {
        let words: Vec<_> = call.args.iter().filter_map(|word| word.literal()).collect();
        let makes = match call.base_name() {
            "go" => output(&words).is_none_or(|out| is(out, file) || out.ends_with('/')),
            "cargo" => path.contains("/release/") || path.contains("/debug/"),
            _ => output(&words).is_some_and(|out| is(out, file)),
        };
        makes.then(|| call.base_name().to_owned())
    })
}

/// The value of `-o`.
fn output<'w>(words: &'w [std::borrow::Cow<'_, str>]) -> Option<&'w str> {
    let at = words.iter().position(|word| word == "-o")?;
    words.get(at + 1).map(|word| word.as_ref())
}

fn is(out: &str, file: &str) -> bool {
    out.rsplit('/').next() == Some(file)
}

/// True when something says that the C library is linked in, is another one, or is not used.
fn is_static(text: &ShellText<'_>) -> bool {
    let marks = ["-static", "musl", "CGO_ENABLED=0", "+crt-static", "netgo"];
    let env = &text.at.before.env;
    let set = |name: &str, mark: &str| env.value(name).is_some_and(|value| value.contains(mark));
    marks.iter().any(|mark| text.text.contains(mark))
        || set("CGO_ENABLED", "0")
        || set("RUSTFLAGS", "+crt-static")
        || set("CARGO_BUILD_TARGET", "musl")
        || set("LDFLAGS", "-static")
        || set("CFLAGS", "-static")
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches};

    const RULE: &str = "GlibcOnMusl";

    #[test]
    fn finds_and_leaves() {
        catches(
            RULE,
            "FROM debian AS b\nRUN gcc -o /out/app a.c\nFROM alpine\n‹COPY --from=b /out/app /app›\n",
        );
        catches(RULE, "FROM debian AS b\nRUN gcc -o /app a.c\nFROM scratch\n‹COPY --from=0 /app /app›\n");
        catches(RULE, "FROM debian AS b\nRUN go build -o /app .\nFROM scratch\n‹COPY --from=b /app /›\n");
        allows(
            RULE,
            "FROM debian AS b\nENV CGO_ENABLED=0\nRUN go build -o /app .\nFROM scratch\nCOPY --from=b /app /\n",
        );
        allows(RULE, "FROM debian AS b\nRUN gcc -static -o /app a.c\nFROM scratch\nCOPY --from=b /app /\n");
        allows(RULE, "FROM alpine AS b\nRUN gcc -o /app a.c\nFROM alpine\nCOPY --from=b /app /\n");
        allows(RULE, "FROM debian AS b\nRUN gcc -o /app a.c\nFROM alpine\nCOPY --from=b /etc/passwd /\n");
        allows(RULE, "FROM debian AS b\nRUN gcc -o /app a.c\nFROM debian\nCOPY --from=b /app /\n");
    }
}
