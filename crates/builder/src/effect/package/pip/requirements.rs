//! What an install asks for: arguments, lists of requirements, projects.

use drydock_catalog::packages::PipRequirement;

use super::super::super::machine::Machine;
use super::arguments::Arguments;
use crate::{join, split};

/// Lists within lists deeper than this are not read.
const MAX_DEPTH: usize = 8;

/// Everything that an install asks for.
#[derive(Debug, Default)]
pub(in super::super) struct Wanted {
    pub asked: Vec<PipRequirement>,
    /// Folders of projects, and whether each is installed as a link to its sources.
    pub projects: Vec<(String, bool)>,
    /// Addresses of repositories and archives.
    pub addresses: Vec<String>,
    /// True when a list could not be read because nobody knows what it says.
    pub unread: bool,
    /// True when an index of builds without a GPU is named.
    pub cpu_only: bool,
}

impl Wanted {
    /// Reads the arguments and the lists that they name.
    ///
    /// # Errors
    /// In pip's words, when a list or a project is not there.
    pub fn read(machine: &mut Machine<'_>, arguments: &Arguments) -> Result<Self, String> {
        let mut wanted = Wanted::default();
        for list in arguments.values(&["-r", "--requirement", "--requirements"]) {
            wanted.list(machine, list, 0)?;
        }
        for project in arguments.values(&["-e", "--editable"]) {
            wanted.item(machine, project, true)?;
        }
        for operand in &arguments.operands {
            wanted.item(machine, operand, false)?;
        }
        let indexes = ["-i", "--index-url", "--extra-index-url", "-f", "--find-links", "--index"];
        wanted.cpu_only |= arguments.values(&indexes).iter().any(|index| index.contains("/whl/cpu"));
        Ok(wanted)
    }

    /// True when a project of this normalised name is asked for by name.
    pub fn asks(&self, name: &str) -> bool {
        self.asked.iter().any(|requirement| requirement.name == name)
    }

    fn list(&mut self, machine: &mut Machine<'_>, path: &str, depth: usize) -> Result<(), String> {
        let text = match machine.text_of(path) {
            Ok(text) if depth < MAX_DEPTH => text,
            Ok(_) | Err(true) => {
                self.unread = true;
                return Ok(());
            }
            Err(false) => {
                return Err(format!(
                    "ERROR: Could not open requirements file: [Errno 2] No such file or directory: '{path}'"
                ));
            }
        };
        for line in logical_lines(&text) {
            self.line(machine, path, line.trim(), depth)?;
        }
        Ok(())
    }

    fn line(
        &mut self,
        machine: &mut Machine<'_>,
        list: &str,
        line: &str,
        depth: usize,
    ) -> Result<(), String> {
        let line = line.split_once(" #").map_or(line, |(line, _)| line).trim();
        if line.is_empty() || line.starts_with('#') {
            return Ok(());
        }
        let Some(option) = line.strip_prefix('-') else {
            // Hashes and other options stand behind a requirement.
            let requirement = line.split_once(" --").map_or(line, |(requirement, _)| requirement);
            return self.item(machine, &expanded(machine, requirement), false);
        };
        let (name, value) = option.split_once([' ', '=']).unwrap_or((option, ""));
        match name {
            "r" | "-requirement" => self.list(machine, &join(split(list).0, value.trim()), depth + 1),
            "e" | "-editable" => self.item(machine, value.trim(), true),
            "i" | "-index-url" | "-extra-index-url" | "f" | "-find-links" => {
                self.cpu_only |= value.contains("/whl/cpu");
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// A requirement, a folder, a wheel or an address.
    fn item(&mut self, machine: &mut Machine<'_>, text: &str, editable: bool) -> Result<(), String> {
        let (path, extras) = match text.split_once('[').filter(|_| text.starts_with(['.', '/'])) {
            Some((path, extras)) => (path, extras.trim_end_matches(']')),
            None => (text, ""),
        };
        if let Some((_, address)) = text.split_once(" @ ") {
            self.addresses.push(address.trim().to_owned());
        } else if text.contains("://") {
            self.addresses.push(text.to_owned());
        } else if path.ends_with(".whl") {
            self.wheel(split(path).1);
        } else if path == "." || path.contains('/') || path.starts_with("..") {
            self.project(machine, path, extras, editable)?;
        } else if let Some(requirement) = PipRequirement::parse(text) {
            if applies(machine, text) {
                self.asked.push(requirement);
            }
        } else {
            self.addresses.push(text.to_owned());
        }
        Ok(())
    }

    /// A wheel names its project and its version.
    fn wheel(&mut self, file: &str) {
        let mut parts = file.split('-');
        if let (Some(name), Some(version)) = (parts.next(), parts.next())
            && let Some(requirement) = PipRequirement::parse(&format!("{name}=={version}"))
        {
            self.asked.push(requirement);
        }
    }

    fn project(
        &mut self,
        machine: &mut Machine<'_>,
        path: &str,
        extras: &str,
        editable: bool,
    ) -> Result<(), String> {
        let read = |machine: &mut Machine<'_>, name: &str| machine.text_of(&join(path, name));
        let files = ["pyproject.toml", "setup.cfg", "setup.py"].map(|name| read(machine, name));
        if files.iter().all(|file| *file == Err(false)) {
            return Err(format!(
                "ERROR: Directory '{path}' is not installable. Neither 'setup.py' nor 'pyproject.toml' found."
            ));
        }
        self.unread |= files.iter().all(|file| file.is_err());
        let [toml, cfg, setup] = files.map(Result::unwrap_or_default);
        let wanted = toml_list(&toml, "project", "dependencies")
            .into_iter()
            .chain(
                extras
                    .split(',')
                    .flat_map(|extra| toml_list(&toml, "project.optional-dependencies", extra.trim())),
            )
            .chain(cfg_list(&cfg, "install_requires"))
            .chain(quoted_after(&setup, "install_requires"));
        self.asked.extend(wanted.filter_map(|text| PipRequirement::parse(&text)));
        self.projects.push((path.to_owned(), editable));
        Ok(())
    }
}

/// Lines with those that end in a backslash joined.
fn logical_lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut goes_on = false;
    for line in text.lines() {
        let part = line.strip_suffix('\\').unwrap_or(line);
        match lines.last_mut().filter(|_| goes_on) {
            Some(last) => last.push_str(part),
            None => lines.push(part.to_owned()),
        }
        goes_on = line.ends_with('\\');
    }
    lines
}

/// `${NAME}` as pip expands it in lists.
fn expanded(machine: &Machine<'_>, text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let Some((name, behind)) = after.split_once('}') else { break };
        out.push_str(before);
        out.push_str(&machine.shell.vars.text(name));
        rest = behind;
    }
    out + rest
}

/// False when the marker behind a requirement rules this system out: another operating system, or an older Python.
fn applies(machine: &Machine<'_>, text: &str) -> bool {
    let Some((_, marker)) = text.split_once(';') else { return true };
    let marker = marker.replace(['\'', '"', ' '], "");
    let system = [
        "sys_platform==win32",
        "sys_platform==darwin",
        "platform_system==Windows",
        "platform_system==Darwin",
        "os_name==nt",
    ];
    if system.iter().any(|system| marker.contains(system)) && !marker.contains("or") {
        return false;
    }
    let minor = |text: &str| text.split('.').nth(1).and_then(|minor| minor.parse::<u32>().ok());
    let own = minor(&super::python(machine));
    let below = marker.split("python_version<").nth(1);
    match (own, below.and_then(|rest| minor(rest.trim_start_matches('=')))) {
        (Some(own), Some(bound)) if !marker.contains("or") => {
            own < bound || marker.contains("<=") && own == bound
        }
        _ => true,
    }
}

/// The texts in quotes up to the end of the list that follows `key`.
fn quoted_after(text: &str, key: &str) -> Vec<String> {
    let Some((_, after)) = text.split_once(key) else { return Vec::new() };
    let Some((_, list)) = after.split_once('[') else { return Vec::new() };
    strings(list)
}

/// Texts in quotes up to the `]` that ends their list.
fn strings(list: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = list;
    while let Some(at) = rest.find(['"', '\'', ']', '#']) {
        let (mark, after) = rest.split_at(at);
        let _ = mark;
        let mut chars = after.chars();
        match chars.next() {
            Some('#') => rest = after.split_once('\n').map_or("", |(_, next)| next),
            Some(quote @ ('"' | '\'')) => {
                let Some((text, next)) = chars.as_str().split_once(quote) else { break };
                found.push(text.to_owned());
                rest = next;
            }
            _ => break,
        }
    }
    found
}

/// The list `key` of a table in a TOML file.
fn toml_list(text: &str, table: &str, key: &str) -> Vec<String> {
    if key.is_empty() {
        return Vec::new();
    }
    let mut inside = false;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        if trimmed.starts_with('[') {
            inside = trimmed.trim_matches(['[', ']']) == table;
        } else if inside
            && let Some((name, value)) = trimmed.split_once('=')
            && name.trim().trim_matches('"') == key
            && value.trim_start().starts_with('[')
        {
            let list = text.get(at..).and_then(|rest| rest.split_once('[')).map_or("", |(_, list)| list);
            return strings(list);
        }
        at += line.len();
    }
    Vec::new()
}

/// The lines of a setting in an INI file.
fn cfg_list(text: &str, key: &str) -> Vec<String> {
    let mut lines = text.lines().skip_while(|line| !line.trim_start().starts_with(key));
    let Some(first) = lines.next() else { return Vec::new() };
    let own = first.split_once('=').map_or("", |(_, value)| value.trim());
    let more = lines.take_while(|line| line.starts_with([' ', '\t']) && !line.trim().is_empty());
    [own].into_iter().chain(more.map(str::trim)).filter(|text| !text.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn projects_list_what_they_need() {
        let toml = "[build-system]\nrequires = [\"x\"]\n[project]\nname = \"app\"\ndependencies = [\n  \"flask>=2\", # web\n  'redis[hiredis]',\n]\n\
                    [project.optional-dependencies]\ndev = [\"pytest\"]\n";
        assert_eq!(toml_list(toml, "project", "dependencies"), ["flask>=2", "redis[hiredis]"]);
        assert_eq!(toml_list(toml, "project.optional-dependencies", "dev"), ["pytest"]);
        assert_eq!(
            cfg_list(
                "[options]\ninstall_requires =\n    flask\n    redis\npackages = x\n",
                "install_requires"
            ),
            ["flask", "redis"]
        );
        assert_eq!(
            quoted_after("setup(install_requires=['a>=1', \"b\"], x=1)", "install_requires"),
            ["a>=1", "b"]
        );
    }

    #[test]
    fn lines_are_joined() {
        assert_eq!(logical_lines("flask==3 \\\n  --hash=x\nredis"), ["flask==3   --hash=x", "redis"]);
    }
}
