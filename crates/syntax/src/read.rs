use drydock_source::{Diagnostic, Span};

use crate::instruction::{self, Read, Request};
use crate::problem::Problem;
use crate::suggest::{nearest_any_case, with_suggestion};
use crate::{Instruction, Kind, LineRange, Node, Tree, Word};

/// A whole Dockerfile at the second level: typed instructions by stage.
#[derive(Clone, Debug, Default)]
pub struct Dockerfile {
    /// The ARGs before the first FROM.
    pub meta_args: Vec<Instruction>,
    /// The stages in order.
    pub stages: Vec<Stage>,
    /// Errors and warnings of this level, in the order of the text; the first error is the one BuildKit stops at,
    /// if the tree had none.
    pub diagnostics: Vec<Diagnostic>,
}

/// One stage: a FROM and what follows it.
#[derive(Clone, Debug)]
pub struct Stage {
    /// Name after AS, in lower case; empty when it has none.
    pub name: Word,
    /// The name as written.
    pub name_as_written: String,
    /// The base as written, not yet expanded.
    pub base: Word,
    /// Value of `--platform`, not yet expanded; empty when it has none.
    pub platform: Word,
    /// The keyword as written (`FROM`).
    pub keyword: Word,
    /// The word before the name as written (`AS`); empty when it has no name.
    pub as_keyword: Word,
    /// Description from the comment `# name …` directly above.
    pub doc: String,
    /// Comments directly above.
    pub comments: Vec<String>,
    /// The joined source line.
    pub source: String,
    /// Lines of the FROM.
    pub lines: LineRange,
    /// Bytes of the FROM.
    pub span: Span,
    /// The instructions after it.
    pub instructions: Vec<Instruction>,
}

/// Gives each node of `tree` its meaning; never fails, every problem is in [`Dockerfile::diagnostics`].
pub fn read(tree: &Tree) -> Dockerfile {
    let mut file = Dockerfile::default();
    let mut homeless = false;
    for node in &tree.nodes {
        let request = match request(node, &tree.text) {
            Ok(request) => request,
            Err(problem) => {
                file.diagnostics.push(located(problem, node));
                file.stages.extend(misspelled_from(node, &tree.text));
                continue;
            }
        };
        match (&request.spec.read, file.stages.last_mut()) {
            (Read::Stage(read), _) => {
                let stage = read(&request).unwrap_or_else(|problem| {
                    file.diagnostics.push(located(problem, node));
                    instruction::guess_stage(&request)
                });
                file.stages.push(stage);
            }
            (Read::Kind(read), stage) => match (read(&request), stage) {
                (Err(problem), _) => file.diagnostics.push(located(problem, node)),
                (Ok(kind), Some(stage)) => stage.instructions.push(instruction(node, kind)),
                (Ok(kind @ Kind::Arg(_)), None) => file.meta_args.push(instruction(node, kind)),
                // Said once: every instruction up to the first FROM has the same fault.
                (Ok(_), None) if homeless => {}
                (Ok(_), None) => {
                    homeless = true;
                    file.diagnostics.push(no_stage(node));
                }
            },
        }
    }
    file
}

/// The instruction that `node` names, with what it is read from.
fn request<'a>(node: &'a Node, text: &'a str) -> Result<Request<'a>, Problem> {
    let spec = instruction::spec(&node.keyword.text).ok_or_else(|| unknown(node))?;
    Ok(Request { node, spec, text })
}

/// The stage that begins at `node` if its keyword is a misspelled FROM: what follows has a place, also while FROM is typed.
fn misspelled_from(node: &Node, text: &str) -> Option<Stage> {
    let near = nearest_any_case(&node.keyword.text, &instruction::keywords())?;
    let spec = instruction::spec(&near).filter(|spec| spec.name == "FROM")?;
    let mut args = Vec::new();
    let mut at = 0;
    for word in node.original.split_inclusive(char::is_whitespace) {
        let (start, trimmed) = (at, word.trim_end());
        at += word.len();
        if !trimmed.is_empty() && !trimmed.starts_with("--") {
            let span = node.source_span(start..start + trimmed.len());
            args.push(Word { text: trimmed.into(), span });
        }
    }
    let node = Node { args: args.split_off(args.len().min(1)), ..node.clone() };
    Some(instruction::guess_stage(&Request { node: &node, spec, text }))
}

fn instruction(node: &Node, kind: Kind) -> Instruction {
    Instruction {
        keyword: node.keyword.clone(),
        source: node.source().into(),
        lines: node.lines,
        span: node.span,
        comments: node.comments.clone(),
        flags: node.flags.clone(),
        kind,
    }
}

/// A problem as BuildKit words it for a whole file.
fn located(mut problem: Problem, node: &Node) -> Diagnostic {
    problem.message = format!("dockerfile parse error on line {}: {}", node.lines.first, problem.message);
    problem.diagnostic(node.lines)
}

fn no_stage(node: &Node) -> Diagnostic {
    Problem::new("NoBuildStage", node.keyword.span, "no build stage in current context")
        .because(
            "Before the first FROM only ARG is allowed: every other instruction changes an image, \
                  and there is none yet.",
        )
        .help("Put a FROM above it, such as FROM alpine.")
        .diagnostic(node.lines)
}

fn unknown(node: &Node) -> Problem {
    let keyword = &node.keyword;
    let near = nearest_any_case(&keyword.text, &instruction::keywords());
    let message = with_suggestion(format!("unknown instruction: {}", keyword.text), near.as_deref());
    let problem = Problem::new("UnknownInstruction", keyword.span, message);
    match near {
        Some(near) => problem
            .because("Each instruction begins with one of the 18 keywords, and this is none of them.")
            .help(format!("Write {near}."))
            .fix(format!("Change to {near}"), keyword.span, &near),
        None => {
            let problem = problem
                .because("Each line begins a new instruction, unless the line before it ends in a line continuation.")
                .help(
                    "If it is a command, put RUN before it; if it belongs to the line above, end that line with a \
                     line continuation.",
                );
            let start = Span::at(keyword.span.start as usize);
            match keyword.text.starts_with(|c: char| c.is_ascii_lowercase()) {
                true => problem.fix(format!("Run {} in the build", keyword.text), start, "RUN "),
                false => problem,
            }
        }
    }
}

/// Reads one trigger of an inherited ONBUILD, as an image config holds it, into an instruction.
///
/// Fails with BuildKit's text (`initOnBuildTriggers`); places in the answer are those within `trigger`.
pub fn read_trigger(trigger: &str) -> Result<Instruction, String> {
    let tree = crate::parse(trigger);
    if let Some(error) = tree.diagnostics.iter().find(|diagnostic| diagnostic.is_error()) {
        return Err(error.message.clone());
    }
    let [node] = tree.nodes.as_slice() else {
        return Err("onbuild trigger should be a single expression".into());
    };
    let request = request(node, &tree.text).map_err(|problem| problem.message)?;
    match request.spec.read {
        Read::Kind(read) => {
            read(&request).map(|kind| instruction(node, kind)).map_err(|problem| problem.message)
        }
        Read::Stage(read) => match read(&request) {
            Ok(_) => Err("*instructions.Stage is not a command type".into()),
            Err(problem) => Err(problem.message),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Dockerfile {
        read(&crate::parse(text))
    }

    #[test]
    fn a_misspelled_from_still_begins_a_stage() {
        let file = read_text("FORM --platform=x alpine AS b\nRUN x\n");
        assert_eq!(file.diagnostics.len(), 1);
        let stage = &file.stages[0];
        assert_eq!((stage.base.text.as_str(), stage.name.text.as_str()), ("alpine", "b"));
        assert_eq!((stage.base.span, stage.instructions.len()), (Span::new(18, 24), 1));
    }

    #[test]
    fn a_missing_from_is_said_once() {
        let messages: Vec<String> =
            read_text("RUN a\nRUN b\nUSER\n").diagnostics.into_iter().map(|d| d.message).collect();
        assert_eq!(
            messages,
            [
                "no build stage in current context",
                "dockerfile parse error on line 3: USER requires exactly one argument"
            ]
        );
    }

    #[test]
    fn a_trigger_is_one_instruction() {
        let message =
            |trigger: &str| read_trigger(trigger).map(|one| one.kind.name()).map_err(|m| m.to_string());
        assert_eq!(message("RUN <<EOF\na\nEOF"), Ok("RUN"));
        assert_eq!(message("FROM a"), Err("*instructions.Stage is not a command type".into()));
        assert_eq!(message("RUN a\nRUN b"), Err("onbuild trigger should be a single expression".into()));
        assert_eq!(message("RUNN a"), Err("unknown instruction: RUNN (did you mean RUN?)".into()));
    }
}
