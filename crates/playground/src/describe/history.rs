//! `docker history`: its table, and its lines with `--format json`.

use drydock_plan::Config;
use serde_json::Value;

use super::{DescribeError, DescribedLayer, ImageDescription, printed};

/// Collects the lines of a history, the newest first as Docker prints them.
#[derive(Default)]
pub(super) struct Reader {
    columns: Option<Columns>,
    lines: Vec<DescribedLayer>,
}

/// Where the columns of a table begin, in characters.
struct Columns {
    created_by: usize,
    size: usize,
    comment: usize,
}

impl Reader {
    /// Reads a line of the table.
    pub fn line(&mut self, text: &str, line: usize) -> Result<(), DescribeError> {
        let trimmed = text.trim();
        if trimmed.is_empty() || is_prompt(trimmed) {
            return Ok(());
        }
        if let Some(columns) = Columns::of(text) {
            self.columns = Some(columns);
            return Ok(());
        }
        let lower = trimmed.to_ascii_lowercase();
        if lower.starts_with("error") || lower.contains("no such image") || lower.contains("no such object") {
            let message = format!("this is an error of Docker: {trimmed}");
            return Err(DescribeError::new(message, "Pull the image first: `docker pull IMAGE`.", line));
        }
        let row = trimmed.split_whitespace().next().filter(|id| is_id(id)).and_then(|_| self.row(text));
        let help = "Paste the lines of `docker history` as they are, or the JSON of `docker image inspect`.";
        let none = || DescribeError::new("this line is none of `docker history`", help, line);
        self.lines.push(row.ok_or_else(none)?);
        Ok(())
    }

    fn row(&self, text: &str) -> Option<DescribedLayer> {
        let by_column = self.columns.as_ref().and_then(|columns| columns.row(text));
        by_column.or_else(|| by_words(text))
    }

    /// Takes over a line in JSON.
    pub fn entry(&mut self, value: &Value) {
        self.lines.extend(entry(value));
    }

    /// Adds the history to what else is known of the image.
    pub fn finish(mut self, description: &mut ImageDescription) {
        if self.lines.is_empty() && description.config.is_some() {
            return;
        }
        if !self.lines.is_empty() {
            self.lines.reverse();
            description.layers = self.lines;
        }
        if description.config.is_none() && !description.layers.is_empty() {
            let (config, cut) = config(&description.layers);
            description.config = Some(config);
            if cut {
                description.notes.push(
                    "the history is cut, so a part of the config is not known: `docker history --no-trunc` prints all".into(),
                );
            }
        }
    }
}

impl Columns {
    fn of(header: &str) -> Option<Self> {
        let at = |name: &str| Some(header.get(..header.find(name)?)?.chars().count());
        Some(Self {
            created_by: at("CREATED BY")?,
            size: at("SIZE")?,
            comment: at("COMMENT").unwrap_or(usize::MAX),
        })
    }

    fn row(&self, text: &str) -> Option<DescribedLayer> {
        let cell = |from: usize, to: usize| {
            text.chars().skip(from).take(to.saturating_sub(from)).collect::<String>().trim().to_owned()
        };
        let size = cell(self.size, self.comment);
        printed::size(&size)?;
        Some(DescribedLayer { created_by: cell(self.created_by, self.size), size })
    }
}

/// A row whose columns were lost on the way: the last word that is a size, and what stands before it.
fn by_words(text: &str) -> Option<DescribedLayer> {
    let mut end = text.len();
    for word in text.split_whitespace().rev() {
        let start = text.get(..end)?.rfind(word)?;
        // Podman puts a space before the unit.
        let number = text.get(..start)?.trim_end();
        let number = number.get(number.rfind(char::is_whitespace).map_or(0, |at| at + 1)..)?;
        let before = start - (text.get(..start)?.len() - text.get(..start)?.trim_end().len()) - number.len();
        let with_unit = word.ends_with('B') && printed::size(word).is_some();
        let (from, size) = match word {
            _ if with_unit && word != "B" => (start, word.to_owned()),
            "B" | "kB" | "KB" | "MB" | "GB" => (before, format!("{number}{word}")),
            _ => {
                end = start;
                continue;
            }
        };
        printed::size(&size)?;
        let made_by = text.get(..from)?.trim();
        let made_by = made_by.split_once(" ago ").map_or_else(
            || made_by.split_once(char::is_whitespace).map_or("", |(_, rest)| rest),
            |(_, rest)| rest,
        );
        return Some(DescribedLayer { created_by: made_by.trim().to_owned(), size });
    }
    None
}

/// True for the line that asked for the output.
fn is_prompt(line: &str) -> bool {
    let asks = [" history ", " inspect "].iter().any(|asks| line.contains(asks));
    let program = ["docker", "podman", "nerdctl"].iter().any(|program| line.contains(program));
    asks && program && !line.split_whitespace().next().is_some_and(is_id)
}

fn is_id(word: &str) -> bool {
    let hex = word.strip_prefix("sha256:").unwrap_or(word);
    word == "<missing>" || hex.len() >= 12 && hex.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The member of an object called `name`, however it is cased.
fn member<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    let same = |key: &str| key.chars().filter(|c| *c != '_').map(|c| c.to_ascii_lowercase()).eq(name.chars());
    value.as_object()?.iter().find(|(key, _)| same(key)).map(|(_, value)| value)
}

/// True for a line of a history in JSON.
pub(super) fn is_entry(value: &Value) -> bool {
    member(value, "createdby").is_some() && member(value, "config").is_none()
}

/// The line that a JSON object of a history stands for.
pub(super) fn entry(value: &Value) -> Option<DescribedLayer> {
    let created_by = member(value, "createdby")?.as_str()?.to_owned();
    let empty = member(value, "emptylayer").and_then(Value::as_bool).unwrap_or_default();
    let size = match member(value, "size") {
        Some(Value::String(size)) => size.clone(),
        Some(Value::Number(size)) => format!("{size}B"),
        _ if empty => "0B".to_owned(),
        _ => String::new(),
    };
    Some(DescribedLayer { created_by, size })
}

/// The config that the instructions of a history make, and whether some of them are cut off.
fn config(layers: &[DescribedLayer]) -> (Config, bool) {
    let mut config = Config { working_dir: "/".into(), ..Config::default() };
    let mut cut = false;
    for layer in layers {
        let text = layer.created_by.strip_prefix("/bin/sh -c #(nop)").unwrap_or(&layer.created_by).trim();
        let (keyword, rest) = text.split_once(' ').unwrap_or((text, ""));
        if !known(keyword) {
            continue;
        }
        if text.ends_with('…') || text.ends_with("...") {
            cut = true;
            continue;
        }
        instruction(&mut config, keyword, rest.trim());
    }
    (config, cut)
}

fn known(keyword: &str) -> bool {
    matches!(
        keyword,
        "ENV" | "WORKDIR" | "USER" | "EXPOSE" | "VOLUME" | "STOPSIGNAL" | "CMD" | "ENTRYPOINT" | "LABEL"
    )
}

fn instruction(config: &mut Config, keyword: &str, rest: &str) {
    match keyword {
        "ENV" => pairs(rest).into_iter().for_each(|(name, value)| {
            config.env.retain(|old| old.split('=').next() != Some(&name));
            config.env.push(format!("{name}={value}"));
        }),
        "LABEL" => config.labels.extend(pairs(rest)),
        "WORKDIR" => config.working_dir = rest.into(),
        "USER" => config.user = rest.into(),
        "STOPSIGNAL" => config.stop_signal = rest.into(),
        "EXPOSE" => config.exposed_ports.extend(words(rest).into_iter().map(|port| {
            let port = port.trim_end_matches(":{}").to_owned();
            (if port.contains('/') { port } else { format!("{port}/tcp") }, ())
        })),
        "VOLUME" => config.volumes.extend(words(rest).into_iter().map(|path| (path, ()))),
        "ENTRYPOINT" => {
            config.entrypoint = Some(words(rest));
            // An ENTRYPOINT resets the CMD below it.
            config.cmd = None;
        }
        _ => config.cmd = Some(words(rest)),
    }
}

/// `A=1 B=two words` as a history prints it: a value reaches up to the next name.
fn pairs(text: &str) -> Vec<(String, String)> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for word in text.split(' ') {
        let name = |name: &str| {
            !name.is_empty()
                && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '/'))
        };
        match (word.split_once('=').filter(|(key, _)| name(key)), pairs.last_mut()) {
            (Some((key, value)), _) => pairs.push((key.to_owned(), value.to_owned())),
            (None, Some((_, value))) => {
                value.push(' ');
                value.push_str(word);
            }
            (None, None) => {}
        }
    }
    for (_, value) in &mut pairs {
        if let Some(bare) = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')) {
            *value = bare.to_owned();
        }
    }
    pairs
}

/// `["a" "b"]`, `["a", "b"]`, `[a b]` or `map[80/tcp:{}]`, as histories print lists.
fn words(text: &str) -> Vec<String> {
    let inner = text.trim_start_matches("map").trim_start_matches('[').trim_end_matches(']');
    let mut words = Vec::new();
    let mut chars = inner.chars().peekable();
    while let Some(c) = chars.next() {
        let mut word = String::new();
        if c == '"' {
            while let Some(c) = chars.next().filter(|c| *c != '"') {
                match c {
                    '\\' => word.extend(chars.next().map(|c| match c {
                        'n' => '\n',
                        't' => '\t',
                        c => c,
                    })),
                    c => word.push(c),
                }
            }
        } else if !matches!(c, ' ' | ',') {
            word.push(c);
            while let Some(c) = chars.next_if(|c| !matches!(c, ' ' | ',')) {
                word.push(c);
            }
        } else {
            continue;
        }
        words.push(word);
    }
    words
}
