//! `drydock fmt`.

use std::fs;
use std::io::{Read, Write};
use std::path::PathBuf;

use drydock_syntax::format;

use crate::End;

/// What is formatted, and how.
#[derive(Default)]
pub(crate) struct FmtArgs {
    /// Files; `-` is standard input. None means `Dockerfile`.
    pub files: Vec<PathBuf>,
    /// Names the files that are not formatted and writes nothing.
    pub check: bool,
    /// Writes the files in place of printing them.
    pub write: bool,
}

/// Formats files.
pub(crate) fn fmt(args: &FmtArgs, out: &mut impl Write) -> Result<End, String> {
    let default = [PathBuf::from("Dockerfile")];
    let files = if args.files.is_empty() { &default[..] } else { &args.files };
    let mut end = End::Fine;
    for file in files {
        let shown = file.display();
        let input = read(file)?;
        let output = format(&input);
        if args.check {
            if input != output {
                writeln!(out, "{shown}").map_err(|error| error.to_string())?;
                end = End::Failed;
            }
        } else if args.write && file.as_os_str() != "-" {
            if input != output {
                fs::write(file, output).map_err(|error| format!("{shown}: {error}"))?;
            }
        } else {
            out.write_all(output.as_bytes()).map_err(|error| error.to_string())?;
        }
    }
    Ok(end)
}

fn read(file: &PathBuf) -> Result<String, String> {
    let mut text = String::new();
    let result = if file.as_os_str() == "-" {
        std::io::stdin().read_to_string(&mut text)
    } else {
        fs::File::open(file).and_then(|mut file| file.read_to_string(&mut text))
    };
    result.map(|_| text).map_err(|error| format!("{}: {error}", file.display()))
}
