//! Arguments of `apt-get` and `apt`, and the configuration that has the same words.

use super::super::super::machine::Machine;

/// Short flags that take a value.
const SHORT_VALUED: &str = "otcaP";
/// Long flags that take a value.
const LONG_VALUED: [&str; 8] = [
    "--option",
    "--target-release",
    "--default-release",
    "--config-file",
    "--host-architecture",
    "--build-profiles",
    "--with-source",
    "--solver",
];

/// One call of `apt-get` or `apt`, taken apart.
#[derive(Debug, Default)]
pub(super) struct Arguments {
    pub command: String,
    pub operands: Vec<String>,
    /// Short flags by letter, long ones with their dashes.
    flags: Vec<String>,
    /// `-o NAME=VALUE`.
    options: Vec<(String, String)>,
    quiet: u32,
}

impl Arguments {
    pub fn read(args: &[&str]) -> Self {
        let mut read = Arguments::default();
        let mut rest = args.iter();
        while let Some(arg) = rest.next() {
            if let Some((name, value)) = arg.strip_prefix("--").and_then(|long| long.split_once('=')) {
                read.long(&format!("--{name}"), Some(value));
            } else if arg.starts_with("--") {
                let value = LONG_VALUED.contains(arg).then(|| rest.next().copied()).flatten();
                read.long(arg, value);
            } else if let Some(letters) = arg.strip_prefix('-').filter(|letters| !letters.is_empty()) {
                read.short(letters, &mut rest);
            } else if read.command.is_empty() {
                read.command = (*arg).to_owned();
            } else {
                read.operands.push((*arg).to_owned());
            }
        }
        read
    }

    fn short(&mut self, letters: &str, rest: &mut std::slice::Iter<'_, &str>) {
        for (at, letter) in letters.char_indices() {
            if SHORT_VALUED.contains(letter) {
                let attached = letters.get(at + letter.len_utf8()..).unwrap_or_default();
                let value = if attached.is_empty() { rest.next().copied() } else { Some(attached) };
                if letter == 'o' {
                    self.option(value.unwrap_or_default());
                }
                return;
            }
            self.quiet += u32::from(letter == 'q');
            self.flags.push(letter.to_string());
        }
    }

    fn long(&mut self, name: &str, value: Option<&str>) {
        match (name, value) {
            ("--option", Some(option)) => self.option(option),
            ("--quiet", value) => self.quiet += value.and_then(|level| level.parse().ok()).unwrap_or(1),
            (_, Some("false" | "no" | "0")) => {}
            _ => self.flags.push(name.to_owned()),
        }
    }

    fn option(&mut self, text: &str) {
        if let Some((name, value)) = text.split_once('=') {
            self.options.push((name.trim().to_ascii_lowercase(), value.trim_matches('"').to_owned()));
        }
    }

    pub fn has(&self, flags: &[&str]) -> bool {
        self.flags.iter().any(|flag| flags.contains(&flag.as_str()))
    }

    /// What `-o NAME=VALUE`, or else the configuration files, say of a setting.
    pub fn setting(&self, machine: &Machine<'_>, name: &str) -> Option<bool> {
        let name = name.to_ascii_lowercase();
        let given = self.options.iter().rev().find(|(option, _)| *option == name);
        given.map(|(_, value)| truth(value)).or_else(|| configured(machine, &name))
    }

    pub fn recommends(&self, machine: &Machine<'_>) -> bool {
        if self.has(&["--no-install-recommends", "--no-recommends"]) {
            return false;
        }
        self.has(&["--install-recommends"]) || self.setting(machine, "APT::Install-Recommends") != Some(false)
    }

    /// True when the package lists are brought first (`--update`, since apt 2.9.19).
    pub fn brings_lists(&self) -> bool {
        self.command != "update" && self.has(&["U", "--update"])
    }

    /// True when nobody is asked whether to go on.
    pub fn assumes_yes(&self, machine: &Machine<'_>) -> bool {
        self.quiet >= 2
            || self.has(&["y", "--yes", "--assume-yes", "s", "--simulate", "--dry-run", "d", "--print-uris"])
            || self.setting(machine, "APT::Get::Assume-Yes") == Some(true)
    }
}

fn truth(value: &str) -> bool {
    !matches!(value.to_ascii_lowercase().as_str(), "false" | "no" | "0" | "off" | "without" | "disable" | "")
}

/// What the files of `/etc/apt` say of `name`, which is in lower case; the last one counts. Only what stands on a line
/// of its own is read.
fn configured(machine: &Machine<'_>, name: &str) -> Option<bool> {
    let mut said = None;
    let files = machine.fs.read_dir("/etc/apt/apt.conf.d").map(|(_, node)| node);
    for node in files.chain(machine.fs.get("/etc/apt/apt.conf")) {
        let text = node.as_file().and_then(|file| file.content.as_text()).unwrap_or_default();
        for line in text.lines() {
            let line = line.trim().trim_end_matches(';');
            let Some((setting, value)) = line.split_once(char::is_whitespace) else { continue };
            if setting.eq_ignore_ascii_case(name) {
                said = Some(truth(value.trim().trim_matches('"')));
            }
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_may_stand_anywhere() {
        for text in
            ["-yqq install -t bookworm-backports git", "install git -y --quiet=2 -otest=1", "-y install git"]
        {
            let args: Vec<&str> = text.split(' ').collect();
            let read = Arguments::read(&args);
            assert_eq!(
                (read.command.as_str(), read.operands.as_slice()),
                ("install", &["git".to_owned()][..]),
                "{text}"
            );
            assert!(read.has(&["y"]), "{text}");
        }
    }

    #[test]
    fn options_are_read() {
        let read = Arguments::read(&["-o", "APT::Install-Recommends=0", "--option=A::B=yes", "update"]);
        assert_eq!(
            read.options,
            [("apt::install-recommends".into(), "0".into()), ("a::b".into(), "yes".into())]
        );
    }
}
