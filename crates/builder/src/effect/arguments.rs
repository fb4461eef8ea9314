use std::rc::Rc;

/// What is known of an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Knowledge {
    /// It is this text.
    Known,
    /// It is not known; the text is how it is written or empty.
    Unknown,
    /// More arguments may stand here: a pattern in a directory that may hold more than it lists.
    MaybeMore,
}

/// One argument of a command, expanded.
#[derive(Clone, Debug)]
pub(super) struct Arg {
    pub text: Rc<str>,
    pub knowledge: Knowledge,
}

impl Arg {
    pub fn known(text: &str) -> Self {
        Arg { text: text.into(), knowledge: Knowledge::Known }
    }

    pub fn unknown(text: &str) -> Self {
        Arg { text: text.into(), knowledge: Knowledge::Unknown }
    }

    pub fn maybe_more(text: &str) -> Self {
        Arg { text: text.into(), knowledge: Knowledge::MaybeMore }
    }

    pub fn is_known(&self) -> bool {
        self.knowledge == Knowledge::Known
    }
}

/// Arguments taken apart as `getopt` does: flags and operands.
#[derive(Debug, Default)]
pub(super) struct Options {
    /// Short flags by letter, long ones by name, with their values.
    flags: Vec<(String, Option<String>)>,
    pub operands: Vec<String>,
}

impl Options {
    /// Takes `args` apart. `short` lists the letters that are known, one that takes a value followed by `:`; `long`
    /// likewise the names. `None` when a flag is not among them: then the command is not understood.
    pub fn read(args: &[String], short: &str, long: &[&str]) -> Option<Self> {
        let mut options = Options::default();
        let mut rest = args.iter();
        while let Some(arg) = rest.next() {
            if arg == "--" {
                options.operands.extend(rest.by_ref().cloned());
            } else if let Some(name) = arg.strip_prefix("--") {
                let (name, value) = match name.split_once('=') {
                    Some((name, value)) => (name, Some(value.to_owned())),
                    None => (name, None),
                };
                options.long(name, value, long, &mut rest)?;
            } else if let Some(letters) = arg.strip_prefix('-').filter(|letters| !letters.is_empty()) {
                options.short(letters, short, &mut rest)?;
            } else {
                options.operands.push(arg.clone());
            }
        }
        Some(options)
    }

    fn long(
        &mut self,
        name: &str,
        value: Option<String>,
        long: &[&str],
        rest: &mut std::slice::Iter<'_, String>,
    ) -> Option<()> {
        let exact = |known: &&&str| known.trim_end_matches(':') == name;
        let known = long.iter().find(exact).or_else(|| {
            let mut starting = long.iter().filter(|known| known.starts_with(name));
            starting.next().filter(|_| starting.next().is_none())
        })?;
        let value = match (known.ends_with(':'), value) {
            (true, None) => Some(rest.next()?.clone()),
            (_, value) => value,
        };
        self.flags.push((known.trim_end_matches(':').to_owned(), value));
        Some(())
    }

    fn short(&mut self, letters: &str, short: &str, rest: &mut std::slice::Iter<'_, String>) -> Option<()> {
        for (at, letter) in letters.char_indices() {
            let place = short.find(letter).filter(|_| letter != ':')?;
            let valued = short.get(place + letter.len_utf8()..).is_some_and(|after| after.starts_with(':'));
            if !valued {
                self.flags.push((letter.to_string(), None));
                continue;
            }
            let attached = letters.get(at + letter.len_utf8()..).unwrap_or("");
            let value = if attached.is_empty() { rest.next()?.clone() } else { attached.to_owned() };
            self.flags.push((letter.to_string(), Some(value)));
            break;
        }
        Some(())
    }

    /// True when one of these flags was given.
    pub fn has(&self, names: &[&str]) -> bool {
        self.flags.iter().any(|(flag, _)| names.contains(&flag.as_str()))
    }

    /// The value of the last of these flags.
    pub fn value(&self, names: &[&str]) -> Option<&str> {
        self.flags
            .iter()
            .rev()
            .find(|(flag, _)| names.contains(&flag.as_str()))
            .and_then(|(_, value)| value.as_deref())
    }

    /// All values of these flags, in order.
    pub fn values<'a>(&'a self, names: &'a [&'a str]) -> impl Iterator<Item = &'a str> {
        self.flags
            .iter()
            .filter(|(flag, _)| names.contains(&flag.as_str()))
            .filter_map(|(_, value)| value.as_deref())
    }
}
