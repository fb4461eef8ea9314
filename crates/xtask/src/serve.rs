//! Serves `dist/` to the own machine.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::thread;

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
    for stream in listener.incoming().flatten() {
        thread::spawn(move || {
            // A browser that hangs up early is nobody's error.
            let _ = answer(stream, &workspace::dist());
        });
    }
    Ok(())
}

fn show(url: &str) {
    let opener = ["xdg-open", "open", "explorer"].into_iter().find(|name| process::find(name).is_some());
    if opener.is_none_or(|name| process::command(name).arg(url).spawn().is_err()) {
        eprintln!("No program to open a browser with: go to {url}");
    }
}

fn answer(mut stream: TcpStream, folder: &Path) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut request = String::new();
    reader.read_line(&mut request)?;
    loop {
        let mut header = String::new();
        if reader.read_line(&mut header)? == 0 || header.trim().is_empty() {
            break;
        }
    }
    let mut words = request.split_whitespace();
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let found = file(folder, target).and_then(|path| Some((fs::read(&path).ok()?, media_type(&path))));
    let (status, body, kind) = match found {
        _ if method != "GET" && method != "HEAD" => ("405 Method Not Allowed", Vec::new(), "text/plain"),
        Some((body, kind)) => ("200 OK", body, kind),
        None => ("404 Not Found", b"not found\n".to_vec(), "text/plain"),
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nCache-Control: no-cache\r\n\
         X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    if method != "HEAD" {
        stream.write_all(&body)?;
    }
    stream.flush()
}

/// The file that a request path names, never outside of `folder`.
fn file(folder: &Path, target: &str) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next()?.strip_prefix('/')?;
    let path = Path::new(path);
    if !path.components().all(|part| matches!(part, Component::Normal(_))) {
        return None;
    }
    let path = folder.join(path);
    Some(if path.is_dir() { path.join("index.html") } else { path })
}

fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|ending| ending.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" | "webmanifest" => "application/json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" | "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_stays_in_the_folder() {
        let folder = Path::new("/site");
        assert_eq!(file(folder, "/a/b.js?v=1"), Some(PathBuf::from("/site/a/b.js")));
        assert_eq!(file(folder, "/../etc/passwd"), None);
        assert_eq!(file(folder, "//etc/passwd"), None);
        assert_eq!(file(folder, "*"), None);
    }
}
