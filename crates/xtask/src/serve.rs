//! Serves `dist/` to the own machine.

use std::net::TcpListener;

use drydock_xtask::http;

use crate::{Result, process, site, workspace};

/// Builds the site and serves it until interrupted.
pub fn serve(args: &[String]) -> Result {
    let (mut port, mut open, mut dev) = (8080, false, false);
    let mut words = args.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--port" => {
                let number = words.next().and_then(|number| number.parse().ok());
                port = number.ok_or("--port needs a number")?;
            }
            "--open" => open = true,
            "--dev" => dev = true,
            "--release" => dev = false,
            _ => return Err(format!("unknown argument {word}")),
        }
    }
    if dev {
        return site::watch(port);
    }
    // Before the build: a port that is taken should not cost a minute first.
    let listener = TcpListener::bind(("127.0.0.1", port))
        .map_err(|error| format!("port {port}: {error}; choose another with --port"))?;
    site::build()?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    println!("The playground answers on http://{address}/ (Ctrl+C ends it).");
    if open {
        show(&format!("http://{address}/"));
    }
    http::serve(&listener, &workspace::dist());
    Ok(())
}

fn show(url: &str) {
    let opener = ["xdg-open", "open", "explorer"].into_iter().find(|name| process::find(name).is_some());
    if opener.is_none_or(|name| process::command(name).arg(url).spawn().is_err()) {
        eprintln!("No program to open a browser with: go to {url}");
    }
}
