//! `drydock outline` and `drydock targets`: what `docker build --call` lists.

use std::io::{self, Write};

use drydock_builder::CatalogImages;
use drydock_plan::{Mounted, Options, Outline, Plan, outline, plan};
use drydock_source::Diagnostic;
use drydock_syntax::{Dockerfile, parse, read};
use serde_json::json;

use crate::args::{Args, Format};
use crate::table::Table;
use crate::{End, folder};

/// Prints the stages of the file with their descriptions.
pub(crate) fn print_targets(args: &Args, out: &mut impl Write) -> Result<End, String> {
    let (text, _) = folder::dockerfile(args)?;
    let tree = parse(&text);
    let file = read(&tree);
    if let Some(error) = first_error(tree.diagnostics.iter().chain(&file.diagnostics)) {
        return Err(error);
    }
    let printed = match args.format {
        Format::Json => writeln!(out, "{}", targets_json(&file)),
        _ => targets_text(&file, out),
    };
    printed.map(|()| End::Fine).map_err(|error| error.to_string())
}

fn targets_json(file: &Dockerfile) -> serde_json::Value {
    let last = file.stages.len().saturating_sub(1);
    let targets = file.stages.iter().enumerate().map(|(index, stage)| {
        json!({
            "name": stage.name.text, "default": index == last, "description": stage.doc,
            "base": stage.base.text, "platform": stage.platform.text, "line": stage.lines.first,
        })
    });
    json!({"targets": targets.collect::<Vec<_>>()})
}

fn targets_text(file: &Dockerfile, out: &mut impl Write) -> io::Result<()> {
    let last = file.stages.len().saturating_sub(1);
    let mut table = Table::new("", &[]);
    table.row(["TARGET".to_owned(), "DESCRIPTION".to_owned()]);
    for (index, stage) in file.stages.iter().enumerate() {
        let name = match (stage.name.text.as_str(), index == last) {
            ("", true) => "(default)".to_owned(),
            (name, true) => format!("{name} (default)"),
            (name, false) => name.to_owned(),
        };
        table.row([name, stage.doc.clone()]);
    }
    table.print(out)
}

/// Prints what the target takes from outside.
pub(crate) fn print_outline(args: &Args, out: &mut impl Write) -> Result<End, String> {
    let (text, _) = folder::dockerfile(args)?;
    let tree = parse(&text);
    let file = read(&tree);
    let options = Options {
        target: args.options.target.clone(),
        build_args: args.options.build_args.clone(),
        platform: args.options.platform.clone(),
        ..Options::default()
    };
    let plan: Plan = plan(&tree, &file, &options, &CatalogImages::default());
    let diagnostics = tree.diagnostics.iter().chain(&file.diagnostics).chain(&plan.diagnostics);
    if let Some(error) = first_error(diagnostics) {
        return Err(error);
    }
    let outline = outline(&plan).unwrap_or_default();
    let printed = match args.format {
        Format::Json => writeln!(out, "{}", outline_json(&outline)),
        _ => outline_text(&outline, out),
    };
    printed.map(|()| End::Fine).map_err(|error| error.to_string())
}

fn outline_json(outline: &Outline) -> serde_json::Value {
    let arg = |arg: &drydock_plan::ArgInfo| json!({"name": arg.name, "value": arg.value, "description": arg.doc, "line": arg.lines.first});
    let mounted = |one: &Mounted| json!({"name": one.id, "required": one.required, "line": one.lines.first});
    json!({
        "name": outline.name,
        "description": outline.description,
        "args": outline.args.iter().map(arg).collect::<Vec<_>>(),
        "secrets": outline.secrets.iter().map(mounted).collect::<Vec<_>>(),
        "ssh": outline.ssh.iter().map(mounted).collect::<Vec<_>>(),
    })
}

/// As BuildKit prints it (`outline.PrintOutline`).
fn outline_text(outline: &Outline, out: &mut impl Write) -> io::Result<()> {
    if !outline.name.is_empty() || !outline.description.is_empty() {
        let name = if outline.name.is_empty() { "(default)" } else { &outline.name };
        let mut table = Table::new("", &[]);
        table.row(["TARGET:".to_owned(), name.to_owned()]);
        if !outline.description.is_empty() {
            table.row(["DESCRIPTION:".to_owned(), outline.description.clone()]);
        }
        table.print(out)?;
        writeln!(out)?;
    }
    if !outline.args.is_empty() {
        let mut table = Table::new("", &[]);
        table.row(["BUILD ARG", "VALUE", "DESCRIPTION"].map(str::to_owned));
        for arg in &outline.args {
            table.row([arg.name.clone(), arg.value.clone().unwrap_or_default(), arg.doc.clone()]);
        }
        table.print(out)?;
        writeln!(out)?;
    }
    for (title, list) in [("SECRET", &outline.secrets), ("SSH", &outline.ssh)] {
        if list.is_empty() {
            continue;
        }
        let mut table = Table::new("", &[]);
        table.row([title, "REQUIRED"].map(str::to_owned));
        for one in list {
            table.row([one.id.clone(), if one.required { "true" } else { "" }.to_owned()]);
        }
        table.print(out)?;
        writeln!(out)?;
    }
    Ok(())
}

fn first_error<'a>(mut diagnostics: impl Iterator<Item = &'a Diagnostic>) -> Option<String> {
    diagnostics.find(|diagnostic| diagnostic.is_error()).map(|error| error.message.clone())
}
