//! `drydock advise`.

use std::fs;
use std::io::{self, Write};

use drydock_playground::{Advice, Advised, Project, Saved, advise};

use crate::args::{Args, Format};
use crate::plan::empty_cache;
use crate::size::{bytes, size};
use crate::{End, folder};

/// Prints what would make the image smaller, or makes it so.
pub(crate) fn print_advice(args: &Args, out: &mut impl Write) -> Result<End, String> {
    let mut project = folder::project(args)?;
    let mut advised = advise(&project, &empty_cache());
    if !args.fix.is_empty() {
        for name in &args.fix {
            let found = advised.advice.iter().find(|advice| advice.name == *name);
            let advice = found.ok_or_else(|| format!("there is no advice {name} on this Dockerfile"))?;
            let fixed = project.fixed(&advice.fix).ok_or_else(|| format!("{name} does not fit the text"))?;
            write(args, &project, &fixed, advice)?;
            writeln!(out, "{}", line(advice)).map_err(|error| error.to_string())?;
            project = fixed;
            advised = advise(&project, &empty_cache());
        }
        return Ok(End::Fine);
    }
    let printed = match args.format {
        Format::Json => serde_json::to_writer(&mut *out, &advised.advice)
            .map_err(io::Error::from)
            .and_then(|()| writeln!(out)),
        _ => text(&advised, out),
    };
    printed.map_err(|error| error.to_string()).map(|()| End::Fine)
}

/// Writes the files that `fixed` changes.
fn write(args: &Args, project: &Project, fixed: &Project, advice: &Advice) -> Result<(), String> {
    let put = |path: &std::path::Path, text: &str| {
        fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
    };
    if fixed.dockerfile != project.dockerfile {
        put(&folder::dockerfile_path(args), &fixed.dockerfile)?;
    }
    for appended in &advice.fix.appended {
        if let Some(text) = fixed.context.text(&appended.path) {
            put(&args.dir.join(&appended.path), text)?;
        }
    }
    Ok(())
}

fn text(advised: &Advised, out: &mut impl Write) -> io::Result<()> {
    if advised.advice.is_empty() {
        return writeln!(out, "Nothing found that would make this image smaller.");
    }
    for advice in &advised.advice {
        writeln!(out, "{}", line(advice))?;
        if let (Some(before), Some(after)) = (&advice.before, &advice.after) {
            writeln!(out, "    image {} -> {}{}", size(before), size(after), time(advice))?;
        }
        writeln!(out, "    {}", advice.why)?;
        if !advice.caution.is_empty() {
            writeln!(out, "    {}", advice.caution)?;
        }
    }
    writeln!(out, "\n`drydock advise --fix NAME` makes the edits of one.")
}

fn line(advice: &Advice) -> String {
    let place = if advice.line > 0 { format!("line {}: ", advice.line) } else { String::new() };
    let mut saves = Vec::new();
    if advice.saved.likely > 0 {
        saves.push(format!("removes {}", saved(&advice.saved)));
    }
    if advice.context >= 1000 {
        saves.push(format!("sends {} less", bytes(advice.context.unsigned_abs())));
    }
    format!("{}: {place}{}: {}", advice.name, advice.title, saves.join(", "))
}

/// `about 38MB (31MB to 45MB)`.
pub(crate) fn saved(saved: &Saved) -> String {
    let signed =
        |number: i64| format!("{}{}", if number < 0 { "-" } else { "" }, bytes(number.unsigned_abs()));
    saved.in_words(signed)
}

fn time(advice: &Advice) -> String {
    match advice.seconds {
        Some(seconds) if seconds >= 0.5 => format!(", a first build about {seconds:.0}s faster"),
        Some(seconds) if seconds <= -0.5 => format!(", a first build about {:.0}s slower", -seconds),
        _ => String::new(),
    }
}
