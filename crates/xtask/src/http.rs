//! A server for static files on the own machine.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A page that is no file.
#[derive(Clone, Debug, Default)]
pub struct OwnPage {
    /// Its path, with the first slash.
    pub path: String,
    /// Its media type.
    pub kind: String,
    /// Its text.
    pub text: String,
    /// Its status, such as `200 OK`, which an empty text stands for.
    pub status: String,
    /// Headers of its own.
    pub headers: Vec<(String, String)>,
}

/// What a server answers with.
#[derive(Default)]
pub struct Site {
    /// The files.
    pub folder: PathBuf,
    /// The path they are under, without slashes at its ends; empty for the top.
    pub prefix: String,
    /// Pages beside the files, or in place of some; they may change while it serves.
    pub pages: Arc<Mutex<Vec<OwnPage>>>,
    /// Parts of paths that get no answer for as long as they are here.
    pub held: Arc<Mutex<Vec<String>>>,
    /// Headers of every answer beside the usual ones; a page's own take the place of those of the same name.
    pub headers: Vec<(String, String)>,
    /// Paths that were asked for, with the bytes that went out for each.
    pub log: Arc<Mutex<Vec<(String, usize)>>>,
}

/// Answers requests for the files in `folder`, each on a thread of its own, until the process ends.
pub fn serve(listener: &TcpListener, folder: &Path) {
    serve_site(listener, Site { folder: folder.to_path_buf(), ..Site::default() });
}

/// Answers requests, each on a thread of its own, until the process ends: as a static host should, with packed copies
/// where there are some and the browser takes them, and for readers of any origin.
pub fn serve_site(listener: &TcpListener, site: Site) {
    let site = Arc::new(site);
    for stream in listener.incoming().flatten() {
        let site = Arc::clone(&site);
        thread::spawn(move || {
            // A browser that hangs up early is nobody's error.
            let _ = answer(stream, &site);
        });
    }
}

struct Answer {
    status: String,
    kind: String,
    headers: Vec<(String, String)>,
    encoding: Option<&'static str>,
    body: Vec<u8>,
}

fn answer(mut stream: TcpStream, site: &Site) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut request = String::new();
    reader.read_line(&mut request)?;
    let mut brotli = false;
    loop {
        let mut header = String::new();
        if reader.read_line(&mut header)? == 0 || header.trim().is_empty() {
            break;
        }
        let header = header.to_ascii_lowercase();
        brotli |= header.strip_prefix("accept-encoding:").is_some_and(|value| value.contains("br"));
    }
    let mut words = request.split_whitespace();
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let path = target.split(['?', '#']).next().unwrap_or_default();
    while is_held(site, path) {
        thread::sleep(Duration::from_millis(20));
    }
    let text = |status: &str, text: &str| Answer {
        status: status.to_owned(),
        kind: "text/plain".to_owned(),
        headers: Vec::new(),
        encoding: None,
        body: text.into(),
    };
    let answer = if method != "GET" && method != "HEAD" {
        text("405 Method Not Allowed", "")
    } else {
        page(site, path)
            .or_else(|| stored(site, path, brotli))
            .unwrap_or_else(|| text("404 Not Found", "not found\n"))
    };
    let kept = is_immutable(path) && answer.status.starts_with("200");
    let cache = if kept { "public, max-age=31536000, immutable" } else { "no-cache" };
    write!(
        stream,
        "HTTP/1.1 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nCache-Control: {cache}\r\n\
         X-Content-Type-Options: nosniff\r\nAccess-Control-Allow-Origin: *\r\nVary: Accept-Encoding\r\n\
         Connection: close\r\n",
        answer.status,
        answer.kind,
        answer.body.len()
    )?;
    if let Some(encoding) = answer.encoding {
        write!(stream, "Content-Encoding: {encoding}\r\n")?;
    }
    let is_own = |name: &String| answer.headers.iter().any(|(own, _)| own == name);
    let usual = site.headers.iter().filter(|(name, _)| !is_own(name));
    for (name, value) in usual.chain(&answer.headers) {
        write!(stream, "{name}: {value}\r\n")?;
    }
    stream.write_all(b"\r\n")?;
    if let Ok(mut log) = site.log.lock() {
        log.push((target.to_owned(), answer.body.len()));
    }
    if method != "HEAD" {
        stream.write_all(&answer.body)?;
    }
    stream.flush()
}

fn is_held(site: &Site, path: &str) -> bool {
    site.held.lock().is_ok_and(|held| held.iter().any(|part| path.contains(part.as_str())))
}

/// Names by content, as the build gives them, never change what they hold.
fn is_immutable(path: &str) -> bool {
    let stem = path.rsplit('/').next().and_then(|name| name.split('.').next()).unwrap_or_default();
    let hash = stem.rsplit_once('-').map_or("", |(_, hash)| hash);
    hash.len() == 12 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn page(site: &Site, path: &str) -> Option<Answer> {
    let pages = site.pages.lock().ok()?;
    let page = pages.iter().find(|page| page.path == path)?.clone();
    let status = if page.status.is_empty() { "200 OK".to_owned() } else { page.status };
    Some(Answer {
        status,
        kind: page.kind,
        headers: page.headers,
        encoding: None,
        body: page.text.into_bytes(),
    })
}

fn stored(site: &Site, path: &str, brotli: bool) -> Option<Answer> {
    let below = match site.prefix.as_str() {
        "" => path,
        prefix => path.strip_prefix('/')?.strip_prefix(prefix)?,
    };
    let file = file(&site.folder, below)?;
    let kind = media_type(&file).to_owned();
    let mut packed = file.clone().into_os_string();
    packed.push(".br");
    let packed = brotli.then(|| fs::read(packed).ok()).flatten();
    let encoding = packed.is_some().then_some("br");
    let body = packed.or_else(|| fs::read(&file).ok())?;
    Some(Answer { status: "200 OK".to_owned(), kind, headers: Vec::new(), encoding, body })
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
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" | "md" | "tsv" | "ts" => "text/plain; charset=utf-8",
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

    #[test]
    fn names_by_content_are_kept_for_ever() {
        assert!(is_immutable("/drydock/page_bg-513000347ab8.wasm"));
        assert!(!is_immutable("/index.html") && !is_immutable("/dockerfile-playground.js"));
    }
}
