//! COPY and ADD.

use super::cursor::{Cursor, Read};
use crate::hadolint::step::Copy;
use crate::hadolint::value::Value;

/// How a flag takes its value.
enum Takes {
    /// A word after the equals sign.
    Word(&'static str),
    /// Nothing, or `true` or `false` after an equals sign.
    Switch,
}

/// A flag that is known, with what an alternative to it is called.
struct Flag {
    name: &'static str,
    label: &'static str,
    takes: Takes,
}

const fn word(name: &'static str, label: &'static str, value: &'static str) -> Flag {
    Flag { name, label, takes: Takes::Word(value) }
}

const fn switch(name: &'static str) -> Flag {
    Flag { name, label: name, takes: Takes::Switch }
}

const EXCLUDE: Flag = word("--exclude", "--exclude", "the exclude pattern");
const CHOWN: Flag = word("--chown", "--chown", "the user and group for chown");
const CHMOD: Flag = word("--chmod", "--chmod", "the mode for chmod");

const COPY: [Flag; 6] = [
    word("--from", "only one --from", "the copy source path"),
    CHOWN,
    CHMOD,
    switch("--link"),
    switch("--parents"),
    EXCLUDE,
];
const COPY_TOLD: [Told; 5] =
    [told("--chown"), told("--chmod"), told("--link"), told("--parents"), told("--from")];

const ADD: [Flag; 7] = [
    word("--checksum", "--checksum", "the remote file checksum"),
    CHOWN,
    CHMOD,
    switch("--link"),
    switch("--keep-git-dir"),
    switch("--unpack"),
    EXCLUDE,
];
/// hadolint mixes two of them up.
const ADD_TOLD: [Told; 6] = [
    told("--checksum"),
    told("--chown"),
    ("--link", "--chmod"),
    ("--chmod", "--link"),
    told("--keep-git-dir"),
    told("--unpack"),
];

/// A flag, and the name under which a repetition of it is told.
type Told = (&'static str, &'static str);

const fn told(name: &'static str) -> Told {
    (name, name)
}

/// Name and value of a flag; the name of one that is not known is owned.
struct Given {
    name: String,
    value: Value,
    known: bool,
}

impl Cursor<'_> {
    pub(super) fn copy(&mut self) -> Read<Copy> {
        let flags = self.ended(|cursor| cursor.flag(&COPY), Self::space1)?;
        self.check_flags(&flags, &COPY_TOLD)?;
        let from = flags.into_iter().find(|flag| flag.name == "--from").map(|flag| flag.value);
        let (sources, target) =
            self.either(|cursor| cursor.attempt(Self::heredocs), |cursor| cursor.paths("COPY"))?;
        Ok(Copy { sources, target, from })
    }

    pub(super) fn add(&mut self) -> Read<Copy> {
        let flags = self.ended(|cursor| cursor.flag(&ADD), Self::space1)?;
        let label = "only the --checksum, --chown, --chmod, --link, --exclude, --keep-git-dir, --unpack flags or the \
                     src and dest paths";
        self.label(label, |cursor| cursor.unless(|cursor| cursor.string("--")))?;
        self.check_flags(&flags, &ADD_TOLD)?;
        let (sources, target) = self.paths("ADD")?;
        Ok(Copy { sources, target, from: None })
    }

    fn flag(&mut self, known: &[Flag]) -> Read<Given> {
        let [flag, rest @ ..] = known else {
            return self.label("other flag", |cursor| cursor.attempt(Self::other_flag));
        };
        self.either(
            |cursor| {
                cursor.label(flag.label, |cursor| {
                    let value = cursor.attempt(|cursor| cursor.flag_value(flag))?;
                    Ok(Given { name: flag.name.to_owned(), value, known: true })
                })
            },
            |cursor| cursor.flag(rest),
        )
    }

    fn flag_value(&mut self, flag: &Flag) -> Read<Value> {
        let with_value = format!("{}=", flag.name);
        match flag.takes {
            Takes::Word(name) => {
                self.string(&with_value)?;
                self.word(name, |_| false)
            }
            Takes::Switch => self
                .either(
                    |cursor| {
                        cursor.label(&format!("explicit {}", flag.name), |cursor| {
                            cursor.attempt(|cursor| {
                                cursor.string(&with_value)?;
                                cursor.either(|cursor| cursor.string("true"), |cursor| cursor.string("false"))
                            })
                        })
                    },
                    |cursor| {
                        cursor.label(&format!("implicit {}", flag.name), |cursor| {
                            cursor.attempt(|cursor| cursor.string(flag.name))
                        })
                    },
                )
                .map(|()| Value::default()),
        }
    }

    fn other_flag(&mut self) -> Read<Given> {
        let (name, value) = self.any_flag()?;
        Ok(Given { name, value, known: false })
    }

    /// `--name=value`.
    pub(super) fn any_flag(&mut self) -> Read<(String, Value)> {
        self.string("--")?;
        let name = self.word("the flag value", |c| c == '=')?;
        self.char('=')?;
        let value = self.either(|cursor| cursor.word("", |c| c == ' '), |_| Ok(Value::default()))?;
        Ok((format!("--{}", name.text), value))
    }

    /// The failure of a flag that is not known.
    pub(super) fn unknown_flag<T>(&self, name: &str, value: &Value) -> Read<T> {
        self.refuse(|| match value.text.as_str() {
            "" => format!("unexpected flag {name} with no value"),
            _ => format!("invalid flag: {name}"),
        })
    }

    fn check_flags(&mut self, flags: &[Given], told: &[Told]) -> Read<()> {
        if let Some(flag) = flags.iter().find(|flag| !flag.known) {
            return self.unknown_flag(&flag.name, &flag.value);
        }
        let repeated =
            told.iter().find(|(name, _)| flags.iter().filter(|flag| flag.name == *name).count() > 1);
        match repeated {
            Some((_, name)) => self.refuse(|| format!("duplicate flag: {name}")),
            None => Ok(()),
        }
    }

    fn heredocs(&mut self) -> Read<(Vec<Value>, Value)> {
        let markers = self.label("a list of heredoc markers", |cursor| {
            cursor.attempt(|cursor| {
                cursor.ended1(Self::heredoc_source, |cursor| {
                    cursor.blanks();
                    Ok(())
                })
            })
        })?;
        let target = self.until_line_end("target path")?;
        if let Some(last) = markers.last() {
            self.heredoc_content(&last.text)?;
        }
        Ok((markers, target))
    }

    fn heredoc_source(&mut self) -> Read<Value> {
        let start = self.at;
        let name = self.heredoc_marker()?;
        let mut value = Value::default();
        value.push(&name, start);
        Ok(value)
    }

    fn paths(&mut self, keyword: &str) -> Read<(Vec<Value>, Value)> {
        let mut paths = self.either(
            |cursor| {
                cursor.label("an array of strings [\"src_file\", \"dest_file\"]", |cursor| {
                    cursor.attempt(|cursor| {
                        cursor.brackets(|cursor| cursor.commas(|cursor| cursor.literal('"')))
                    })
                })
            },
            |cursor| {
                cursor.label("a space separated list of file paths", |cursor| {
                    cursor.attempt(|cursor| {
                        cursor.ended1(
                            |cursor| cursor.word("a file", |_| false),
                            |cursor| {
                                cursor.label("at least another file path", |cursor| {
                                    cursor.attempt(Self::space1)
                                })
                            },
                        )
                    })
                })
            },
        )?;
        let target = paths.pop().unwrap_or_default();
        if paths.is_empty() {
            return self.refuse(|| {
                format!("unexpected end of line. At least two arguments are required for {keyword}")
            });
        }
        Ok((paths, target))
    }
}
