//! RUN: its flags and its command.

use super::cursor::{Cursor, Read, Way};
use super::fail::Item;
use crate::hadolint::step::{Mount, Run, RunFlags};
use crate::hadolint::value::Value;

enum Flag {
    Mount(Mount),
    Security(&'static str),
    Network(&'static str),
}

/// Kinds of mount with the options each takes, and whether it needs a target.
const KINDS: [(&str, &str, &[&str], bool); 5] = [
    ("bind", "bind", &["target", "source", "from", "ro", "relabel"], true),
    ("cache", "cache", &["target", "sharing", "id", "ro", "from", "source", "mode", "uid", "gid"], true),
    ("tmpfs", "tmpfs", &["target", "size"], true),
    ("secret", "secret", &["target", "id", "required", "source", "mode", "uid", "gid", "env"], false),
    ("ssh", "secret", &["target", "id", "required", "source", "mode", "uid", "gid", "env"], false),
];

/// An option of a mount.
type Opt = (&'static str, String);

impl Cursor<'_> {
    pub(super) fn run(&mut self) -> Read<Run> {
        let flags = self.either(
            |cursor| {
                let flags = cursor.run_flags()?;
                cursor.space1()?;
                Ok(flags)
            },
            |_| Ok(RunFlags::default()),
        )?;
        let arguments = self.arguments()?;
        Ok(Run { flags, arguments })
    }

    fn run_flags(&mut self) -> Read<RunFlags> {
        let given = self.parted(Self::run_flag, |cursor| {
            cursor.either(
                |cursor| {
                    cursor.attempt(|cursor| {
                        cursor.space1()?;
                        cursor.look(|cursor| cursor.string("--"))
                    })
                },
                |cursor| cursor.refuse(|| "expected flag".to_owned()),
            )
        })?;
        let mut flags = RunFlags::default();
        for flag in given.into_iter().rev() {
            match flag {
                Flag::Mount(mount) => drop(flags.mounts.insert(mount)),
                Flag::Security(mode) => flags.security = mode,
                Flag::Network(mode) => flags.network = mode,
            }
        }
        Ok(flags)
    }

    fn run_flag(&mut self) -> Read<Flag> {
        self.choice(&[
            &|cursor: &mut Self| cursor.mount().map(Flag::Mount),
            &|cursor: &mut Self| {
                cursor.string("--security=")?;
                cursor.one_of(&["insecure", "sandbox"]).map(Flag::Security)
            },
            &|cursor: &mut Self| {
                cursor.string("--network=")?;
                cursor.one_of(&["none", "host", "default"]).map(Flag::Network)
            },
        ])
    }

    fn one_of(&mut self, texts: &[&'static str]) -> Read<&'static str> {
        match texts {
            [] => Ok(""),
            [last] => self.string(last).map(|()| *last),
            [first, rest @ ..] => {
                self.either(|cursor| cursor.string(first).map(|()| *first), |cursor| cursor.one_of(rest))
            }
        }
    }

    fn mount(&mut self) -> Read<Mount> {
        self.string("--mount=")?;
        let first = self.mount_option()?;
        let mut options = vec![first];
        options.extend(self.many(|cursor| {
            cursor.string(",")?;
            cursor.mount_option()
        })?);
        let (kinds, options): (Vec<Opt>, Vec<Opt>) =
            options.into_iter().partition(|(name, _)| *name == "type");
        let kind = match kinds.as_slice() {
            [] => "bind",
            [(_, kind)] => kind,
            _ => return self.refuse(|| "--mount with multiple `type` arguments".to_owned()),
        };
        if kinds.len() < 2 && self.rest().is_empty() {
            return self.unexpected(Item::End);
        }
        self.checked(kind, options)
    }

    /// The mount, when it has the options it needs and no others. The last wrong one is told.
    fn checked(&mut self, kind: &str, options: Vec<Opt>) -> Read<Mount> {
        let Some(&(kind, called, allowed, needs_target)) = KINDS.iter().find(|(name, ..)| *name == kind)
        else {
            return self.refuse(String::new);
        };
        let mut seen: Vec<&str> = Vec::new();
        let wrong = options.iter().rev().find(|(name, _)| {
            let wrong = !allowed.contains(name) || seen.contains(name);
            seen.extend((!wrong).then_some(*name));
            wrong
        });
        // Options before a wrong one count for nothing: a target among them is missing.
        if needs_target && !seen.contains(&"target") {
            return self.refuse(|| "missing required argument(s) for mount flag: [\"target\"]".to_owned());
        }
        match wrong {
            None => Ok(Mount { kind, options: options.into_iter().collect() }),
            Some((name, _)) if seen.contains(name) => {
                self.refuse(|| format!("duplicate argument for mount flag: {name}"))
            }
            Some((name, _)) => {
                self.refuse(|| format!("unexpected argument '{name}' for mount of type '{called}'"))
            }
        }
    }

    fn mount_option(&mut self) -> Read<Opt> {
        self.choice(&[
            &|cursor: &mut Self| cursor.text_option("env"),
            &|cursor: &mut Self| cursor.text_option("from"),
            &|cursor: &mut Self| cursor.text_option("gid"),
            &|cursor: &mut Self| cursor.text_option("id"),
            &|cursor: &mut Self| cursor.text_option("mode"),
            &Self::read_only,
            &Self::relabel,
            &Self::required,
            &|cursor: &mut Self| cursor.word_option("sharing", &["private", "shared", "locked"]),
            &|cursor: &mut Self| cursor.text_option("size"),
            &|cursor: &mut Self| cursor.path_option("source", &["source=", "src="]),
            &|cursor: &mut Self| cursor.path_option("target", &["target=", "dst=", "destination="]),
            &|cursor: &mut Self| cursor.word_option("type", &["bind", "cache", "tmpfs", "secret", "ssh"]),
            &|cursor: &mut Self| cursor.text_option("uid"),
        ])
    }

    fn text_option(&mut self, name: &'static str) -> Read<Opt> {
        self.string(&format!("{name}="))?;
        Ok((name, self.option_text()?.text))
    }

    fn word_option(&mut self, name: &'static str, words: &[&'static str]) -> Read<Opt> {
        self.string(&format!("{name}="))?;
        Ok((name, self.one_of(words)?.to_owned()))
    }

    fn path_option(&mut self, name: &'static str, starts: &[&'static str]) -> Read<Opt> {
        self.label(&format!("{name}="), |cursor| cursor.one_of(starts))?;
        Ok((name, self.option_text()?.text))
    }

    fn option_text(&mut self) -> Read<Value> {
        self.either(|cursor| cursor.literal('"'), |cursor| cursor.word("a string", |c| c == ','))
    }

    fn read_only(&mut self) -> Read<Opt> {
        const EXPLICIT: [(&str, &str, bool); 8] = [
            ("ro", "true", true),
            ("rw", "false", true),
            ("readonly", "true", true),
            ("readwrite", "false", true),
            ("rw", "true", false),
            ("ro", "false", false),
            ("readwrite", "true", false),
            ("readonly", "false", false),
        ];
        const ALONE: [(&str, bool); 4] =
            [("ro", true), ("readonly", true), ("rw", false), ("readwrite", false)];
        let explicit: Vec<_> = EXPLICIT
            .iter()
            .map(|(name, value, set)| {
                move |cursor: &mut Self| {
                    cursor.attempt(|cursor| {
                        cursor.string_any_case(&format!("{name}="))?;
                        cursor.string_any_case(value)?;
                        Ok(*set)
                    })
                }
            })
            .collect();
        let alone: Vec<_> = ALONE
            .iter()
            .map(|(name, set)| move |cursor: &mut Self| cursor.string_any_case(name).map(|()| *set))
            .collect();
        let mut all: Vec<Way<'_, '_, bool>> = explicit.iter().map(|one| one as _).collect();
        all.extend(alone.iter().map(|one| one as Way<'_, '_, bool>));
        Ok(("ro", self.choice(&all)?.to_string()))
    }

    fn required(&mut self) -> Read<Opt> {
        let written =
            self.one_of(&["required=true", "required=True", "required=false", "required=False", "required"])?;
        Ok(("required", (!written.to_lowercase().ends_with("=false")).to_string()))
    }

    fn relabel(&mut self) -> Read<Opt> {
        let mode = self.either(
            |cursor| {
                cursor.string("relabel=")?;
                cursor.one_of(&["shared", "private"])
            },
            |cursor| cursor.one_of(&["z", "Z"]),
        )?;
        Ok((
            "relabel",
            match mode {
                "z" => "shared",
                "Z" => "private",
                mode => mode,
            }
            .to_owned(),
        ))
    }
}
