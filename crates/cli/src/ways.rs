//! `drydock ways`.

use std::io::Write;

use drydock_playground::ways;

use crate::args::{Args, Format};
use crate::plan::complete;
use crate::{End, folder};

/// Prints where Podman does otherwise than Docker.
pub(crate) fn print_ways(args: &Args, out: &mut impl Write) -> Result<End, String> {
    let project = folder::project(args)?;
    let evaluation = complete(&project, &folder::cache(args, &project)?)?;
    let ways = ways(&project, &evaluation);
    let printed = match args.format {
        Format::Json => writeln!(out, "{}", serde_json::json!({"ways": ways})),
        _ => ways.iter().try_for_each(|way| {
            let line = way.line.map(|line| format!(" (line {line})")).unwrap_or_default();
            writeln!(out, "{}{line}", way.about)?;
            if !way.docker.is_empty() {
                writeln!(out, "  Docker: {}", way.docker)?;
            }
            writeln!(out, "  Podman: {}", way.podman)
        }),
    };
    printed.map(|()| End::Fine).map_err(|error| error.to_string())
}
