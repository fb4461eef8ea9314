//! `rm -rf "$DIR/"*` with a variable that may be empty.

use drydock_shell::{Part, PartKind, Word};

use crate::edits::{fix, replace};
use crate::finding::{Context, Found};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "SC2115",
    source: Source::ShellCheck,
    description: "A path that begins with a variable is the whole disk when the variable is empty",
    why: "When the variable is not set, `rm -rf \"$DIR/lib\"` deletes `/lib`.",
    help: "Have the shell stop at an empty value: `${NAME:?}`.",
    url: "https://www.shellcheck.net/wiki/SC2115",
    bad: r#"FROM alpine:3.22
ARG CACHE_DIR
RUN rm -rf "$CACHE_DIR/"*
"#,
    good: r#"FROM alpine:3.22
ARG CACHE_DIR=/var/cache
RUN rm -rf "${CACHE_DIR:?}/"*
"#,
    check,
    ..Rule::USUAL
};

/// What lies at the top of a disk and must not be deleted.
const TOP: [&str; 9] = ["", "bin", "lib", "usr", "etc", "var", "home", "opt", "*"];

fn check(context: &mut Context<'_>) {
    for text in context.shell_texts().iter().filter(|text| text.is_run()) {
        for (_, call) in text.calls() {
            if call.base_name() != "rm"
                || !(call.has_flag("r") || call.has_flag("R") || call.has_flag("recursive"))
            {
                continue;
            }
            for word in call.operands() {
                let Some(part) = dangerous(word) else { continue };
                let PartKind::Variable(expansion) = &part.kind else { continue };
                let name = &expansion.name;
                let known = text.at.before.env.get(name).or_else(|| text.at.before.args.get(name));
                if known.is_some_and(|value| !value.is_empty()) && !text.assigns(name) {
                    continue;
                }
                let span = text.span(part.span);
                let message =
                    format!("When `{name}` is empty this deletes what lies at the top of the file system");
                let mut found = Found::within(text.at.instruction, span, message);
                if context.text(span) == text.of(part.span) {
                    found = found.fixed(fix(
                        "Stop when it is empty",
                        vec![replace(span, format!("${{{name}:?}}"))],
                        true,
                    ));
                }
                context.add(found);
            }
        }
    }
}

/// The variable of `$DIR/`, `$DIR/*` or `$DIR/lib`.
fn dangerous(word: &Word) -> Option<&Part> {
    let (first, rest) = word.parts.split_first()?;
    let PartKind::Variable(expansion) = &first.kind else { return None };
    let mut path = String::new();
    for part in rest {
        let PartKind::Literal(text) = &part.kind else { return None };
        path.push_str(text);
    }
    let top = path.strip_prefix('/').map(|path| path.trim_end_matches('/'));
    (expansion.operator.is_none() && top.is_some_and(|top| TOP.contains(&top))).then_some(first)
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches, fixes};

    const RULE: &str = "SC2115";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nRUN rm -rf \"‹$D›/\"* ‹${E}›/lib\n");
        allows(RULE, "FROM a\nENV D=/x\nRUN rm -rf \"$D/\"* \"$F/build\" \"${E:?}/lib\" /lib\n");
        fixes(RULE, "FROM a\nRUN rm -rf \"$D/\"\n", "FROM a\nRUN rm -rf \"${D:?}/\"\n");
    }
}
