use drydock_shell::*;

/// A script in one line a list, problems at the end.
pub fn script(script: &Script) -> String {
    let mut lines: Vec<String> = script.body.lists.iter().map(list).collect();
    lines.extend(script.problems.iter().map(|problem| format!("! {}", problem.message)));
    lines.join("\n")
}

fn body(body: &Body) -> String {
    body.lists.iter().map(list).collect::<Vec<_>>().join("; ")
}

fn list(list: &List) -> String {
    let mut out = pipeline(&list.first);
    for joined in &list.rest {
        out += if joined.joiner == Joiner::And { " && " } else { " || " };
        out += &pipeline(&joined.pipeline);
    }
    out + if list.background { " &" } else { "" }
}

fn pipeline(pipeline: &Pipeline) -> String {
    let commands: Vec<String> = pipeline.commands.iter().map(command).collect();
    format!("{}{}", if pipeline.negated { "! " } else { "" }, commands.join(" | "))
}

fn command(command: &Command) -> String {
    let mut out = match &command.kind {
        CommandKind::Simple(simple) => {
            let assignments = simple.assignments.iter().map(assignment);
            assignments.chain(simple.words.iter().map(word)).collect::<Vec<_>>().join(" ")
        }
        CommandKind::Subshell(inner) => format!("({})", body(inner)),
        CommandKind::Group(inner) => format!("{{{}}}", body(inner)),
        CommandKind::If { arms, otherwise } => {
            let arms: Vec<_> =
                arms.iter().map(|arm| format!("{} then {}", body(&arm.condition), body(&arm.body))).collect();
            let otherwise =
                otherwise.as_ref().map(|inner| format!(" else {}", body(inner))).unwrap_or_default();
            format!("if[{}{otherwise}]", arms.join(" elif "))
        }
        CommandKind::While { until, condition, body: inner } => {
            format!("{}[{} do {}]", if *until { "until" } else { "while" }, body(condition), body(inner))
        }
        CommandKind::For { name, words, body: inner } => {
            let words = words.as_ref().map_or("*".to_owned(), |words| words.iter().map(word).collect());
            format!("for[{name} in {words} do {}]", body(inner))
        }
        CommandKind::Case { word: subject, arms } => {
            let arms: Vec<_> = arms
                .iter()
                .map(|arm| {
                    format!("{} => {}", arm.patterns.iter().map(word).collect::<String>(), body(&arm.body))
                })
                .collect();
            format!("case[{} {}]", word(subject), arms.join(", "))
        }
        CommandKind::Function { name, body: inner } => format!("fn[{name} {}]", self::command(inner)),
        CommandKind::Unknown(_) => "?".to_owned(),
    };
    for redirect in &command.redirects {
        let fd = redirect.fd.map(|fd| fd.to_string()).unwrap_or_default();
        out += &format!(" <{fd}{:?} {}>", redirect.op, word(&redirect.target));
    }
    out
}

fn assignment(assignment: &Assignment) -> String {
    format!("{}{}{}", assignment.name, if assignment.append { "+=" } else { "=" }, word(&assignment.value))
}

fn word(word: &Word) -> String {
    let parts: Vec<String> = word.parts.iter().map(part).collect();
    format!("[{}]", parts.join("·"))
}

fn part(part: &Part) -> String {
    let quote = match part.quote {
        Quote::None => "",
        Quote::Single => "'",
        Quote::Double => "\"",
        Quote::Backslash => "\\",
    };
    let text = match &part.kind {
        PartKind::Literal(text) => text.replace('\n', "⏎"),
        PartKind::Variable(expansion) => variable(expansion),
        PartKind::Command(inner) => format!("$({})", body(inner)),
        PartKind::Arithmetic(text) => format!("$(({text}))"),
        PartKind::Process(inner) => format!("<({})", body(inner)),
        PartKind::Unknown(_) => "?".to_owned(),
    };
    format!("{quote}{text}")
}

fn variable(expansion: &Expansion) -> String {
    let name = &expansion.name;
    let colon = |colon: &bool| if *colon { ":" } else { "" };
    let twice = |longest: &bool, sign: &str| sign.repeat(1 + usize::from(*longest));
    match &expansion.operator {
        None => format!("${name}"),
        Some(Operator::Length) => format!("${{#{name}}}"),
        Some(Operator::Default { colon: c, word: w }) => format!("${{{name}{}-{}}}", colon(c), word(w)),
        Some(Operator::Assign { colon: c, word: w }) => format!("${{{name}{}={}}}", colon(c), word(w)),
        Some(Operator::Error { colon: c, word: w }) => format!("${{{name}{}?{}}}", colon(c), word(w)),
        Some(Operator::Alternative { colon: c, word: w }) => format!("${{{name}{}+{}}}", colon(c), word(w)),
        Some(Operator::RemovePrefix { longest, pattern }) => {
            format!("${{{name}{}{}}}", twice(longest, "#"), word(pattern))
        }
        Some(Operator::RemoveSuffix { longest, pattern }) => {
            format!("${{{name}{}{}}}", twice(longest, "%"), word(pattern))
        }
        Some(Operator::Other) => format!("${{{name}…}}"),
    }
}
