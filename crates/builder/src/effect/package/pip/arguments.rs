//! Arguments of `pip`.

/// Flags that take a value.
const VALUED: [&str; 40] = [
    "-r",
    "--requirement",
    "--requirements",
    "-c",
    "--constraint",
    "-i",
    "--index-url",
    "--extra-index-url",
    "-f",
    "--find-links",
    "-t",
    "--target",
    "--prefix",
    "--root",
    "--cache-dir",
    "--python-version",
    "--platform",
    "-e",
    "--editable",
    "--trusted-host",
    "-w",
    "--wheel-dir",
    "-d",
    "--dest",
    "--src",
    "--no-binary",
    "--only-binary",
    "--progress-bar",
    "--timeout",
    "--retries",
    "--proxy",
    "--abi",
    "--implementation",
    "--upgrade-strategy",
    "--python",
    "-p",
    "--log",
    "--config-settings",
    "--global-option",
    "--use-feature",
];

/// One call of `pip`, taken apart.
#[derive(Debug, Default)]
pub(super) struct Arguments {
    pub command: String,
    pub operands: Vec<String>,
    flags: Vec<(String, Option<String>)>,
}

impl Arguments {
    pub fn read(args: &[&str]) -> Self {
        let mut read = Arguments::default();
        let mut rest = args.iter();
        while let Some(arg) = rest.next() {
            if let Some((name, value)) = arg.strip_prefix("--").and_then(|long| long.split_once('=')) {
                read.flags.push((format!("--{name}"), Some(value.to_owned())));
            } else if VALUED.contains(arg) {
                read.flags.push(((*arg).to_owned(), rest.next().map(|value| (*value).to_owned())));
            } else if arg.starts_with("--") {
                read.flags.push(((*arg).to_owned(), None));
            } else if arg.starts_with('-') && arg.len() > 1 {
                read.short(arg, &mut rest);
            } else if read.command.is_empty() {
                read.command = (*arg).to_owned();
            } else {
                read.operands.push((*arg).to_owned());
            }
        }
        read
    }

    /// `-rrequirements.txt`, `-qq`, `-Ur`…: letters, the last of which may take what is attached to it.
    fn short(&mut self, arg: &str, rest: &mut std::slice::Iter<'_, &str>) {
        for (at, letter) in arg.char_indices().skip(1) {
            let flag = format!("-{letter}");
            if VALUED.contains(&flag.as_str()) {
                let attached = arg.get(at + letter.len_utf8()..).unwrap_or_default();
                let value = if attached.is_empty() { rest.next().copied() } else { Some(attached) };
                self.flags.push((flag, value.map(str::to_owned)));
                return;
            }
            self.flags.push((flag, None));
        }
    }

    pub fn has(&self, names: &[&str]) -> bool {
        self.flags.iter().any(|(flag, _)| names.contains(&flag.as_str()))
    }

    pub fn value(&self, names: &[&str]) -> Option<&str> {
        self.values(names).pop()
    }

    pub fn values(&self, names: &[&str]) -> Vec<&str> {
        let named = self.flags.iter().filter(|(flag, _)| names.contains(&flag.as_str()));
        named.filter_map(|(_, value)| value.as_deref()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_and_operands() {
        let read = Arguments::read(&["install", "-qr", "a.txt"]);
        assert!(read.has(&["-q"]) && read.value(&["-r"]) == Some("a.txt"));
        let read = Arguments::read(&[
            "--no-cache-dir",
            "install",
            "-r",
            "a.txt",
            "--target=/x",
            "flask>=2",
            "-e",
            ".",
        ]);
        assert_eq!(
            (read.command.as_str(), read.operands.as_slice()),
            ("install", &["flask>=2".to_owned()][..])
        );
        assert_eq!((read.values(&["-r"]), read.value(&["--target"])), (vec!["a.txt"], Some("/x")));
    }
}
