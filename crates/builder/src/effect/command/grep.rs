//! `grep`.

use super::super::io::Source;
use super::super::machine::{Machine, Status};
use super::Call;
use super::lines::PLAIN;
use super::regex::Regex;

pub(super) fn grep(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let long = [
        "invert-match",
        "ignore-case",
        "quiet",
        "silent",
        "count",
        "fixed-strings",
        "extended-regexp",
        "no-filename",
        "line-number",
        "files-with-matches",
        "only-matching",
        "with-filename",
        "no-messages",
        "line-regexp",
        "regexp:",
    ];
    let Some(mut options) = call.options("viqcFEhHnloswxe:r", &long) else {
        return machine.unknown_flag(call);
    };
    if options.has(&["w", "r"]) {
        return machine.unknown_flag(call);
    }
    let mut patterns: Vec<String> = options.values(&["e", "regexp"]).map(str::to_owned).collect();
    if patterns.is_empty() {
        if options.operands.is_empty() {
            return Status::Code(2);
        }
        patterns.push(options.operands.remove(0));
    }
    let fold = options.has(&["i", "ignore-case"]);
    let fixed = options.has(&["F", "fixed-strings"]) || call.name == "fgrep";
    let extended = options.has(&["E", "extended-regexp"]) || call.name == "egrep";
    let lines = patterns.iter().flat_map(|pattern| pattern.split('\n'));
    let regexes: Result<Vec<Regex>, _> = lines
        .map(|line| if fixed { Ok(Regex::literal(line, fold)) } else { Regex::new(line, extended, fold) })
        .collect();
    let Ok(regexes) = regexes else { return machine.unknown_flag(call) };
    let stdin = ["-".to_owned()];
    let paths = if options.operands.is_empty() { stdin.to_vec() } else { options.operands.clone() };
    let named =
        (paths.len() > 1 || options.has(&["H", "with-filename"])) && !options.has(&["h", "no-filename"]);
    let mut hits = 0usize;
    let mut failed = false;
    for path in &paths {
        let text = match machine.operand(call, path) {
            Ok(Source::Content(content)) => content.as_text().map(str::to_owned),
            Ok(_) => None,
            Err(errno) => {
                failed = true;
                if !options.has(&["s", "no-messages"]) {
                    machine.fail(call, path, errno, PLAIN);
                }
                continue;
            }
        };
        let Some(found) = text.as_deref().and_then(|text| matching(text, &regexes, &options)) else {
            return machine.unknown_output(call.io, call.name);
        };
        hits += found.len();
        if !options.has(&["q", "quiet", "silent"]) {
            let prefix = if named { format!("{path}:") } else { String::new() };
            show(machine, call, &options, path, &prefix, &found);
        }
    }
    let quiet_hit = hits > 0 && options.has(&["q", "quiet", "silent"]);
    match (hits > 0, failed && !quiet_hit) {
        (_, true) => Status::Code(2),
        (true, _) => Status::OK,
        (false, _) => Status::FAILED,
    }
}

/// Numbers and texts of the lines that match, or of the matches; `None` when that is not known.
fn matching<'t>(
    text: &'t str,
    regexes: &[Regex],
    options: &super::super::arguments::Options,
) -> Option<Vec<(usize, &'t str)>> {
    let (invert, whole) = (options.has(&["v", "invert-match"]), options.has(&["x", "line-regexp"]));
    let only = options.has(&["o", "only-matching"]);
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let mut hit = None;
        for regex in regexes {
            let groups = regex.find(line, 0).ok()?;
            let range = groups.and_then(|groups| groups.first().copied().flatten());
            hit = hit.or(range.filter(|(start, end)| !whole || *start == 0 && *end == line.chars().count()));
        }
        if only {
            // Matches after the first in a line are not looked for.
            match hit {
                Some((start, end)) => {
                    let rest: String = line.chars().skip(end).collect();
                    if regexes.iter().any(|regex| !matches!(regex.find(&rest, 0), Ok(None))) {
                        return None;
                    }
                    let byte = |place: usize| line.char_indices().nth(place).map_or(line.len(), |(at, _)| at);
                    found.push((index + 1, line.get(byte(start)..byte(end))?));
                }
                None => continue,
            }
        } else if hit.is_some() != invert {
            found.push((index + 1, line));
        }
    }
    Some(found)
}

fn show(
    machine: &mut Machine<'_>,
    call: &Call<'_>,
    options: &super::super::arguments::Options,
    path: &str,
    prefix: &str,
    found: &[(usize, &str)],
) {
    if options.has(&["l", "files-with-matches"]) {
        if !found.is_empty() {
            machine.print(call.io, &format!("{path}\n"));
        }
    } else if options.has(&["c", "count"]) {
        machine.print(call.io, &format!("{prefix}{}\n", found.len()));
    } else {
        let numbered = options.has(&["n", "line-number"]);
        let lines: String = found
            .iter()
            .map(|(number, line)| match numbered {
                true => format!("{prefix}{number}:{line}\n"),
                false => format!("{prefix}{line}\n"),
            })
            .collect();
        machine.print(call.io, &lines);
    }
}
