//! HEALTHCHECK.

use super::cursor::{Cursor, Read};
use crate::hadolint::step::Arguments;
use crate::hadolint::value::Value;

struct Flag {
    name: String,
    value: Value,
    known: bool,
}

const DURATIONS: [&str; 4] = ["--interval", "--timeout", "--start-period", "--start-interval"];

impl Cursor<'_> {
    /// The command; `None` for NONE.
    pub(super) fn healthcheck(&mut self) -> Read<Option<Arguments>> {
        self.either(|cursor| cursor.check().map(Some), |cursor| cursor.string("NONE").map(|()| None))
    }

    fn check(&mut self) -> Read<Arguments> {
        let flags = self.either(
            |cursor| {
                let flags = cursor.check_flags_given()?;
                cursor.label("another flag", Self::space1)?;
                Ok(flags)
            },
            |_| Ok(Vec::new()),
        )?;
        if let Some(flag) = flags.iter().find(|flag| !flag.known) {
            return self.unknown_flag(&flag.name, &flag.value);
        }
        let repeated = DURATIONS
            .iter()
            .chain(&["--retries"])
            .find(|name| flags.iter().filter(|flag| flag.name == **name).count() > 1);
        if let Some(name) = repeated {
            return self.refuse(|| format!("duplicate flag: {name}"));
        }
        self.keyword("CMD")?;
        self.arguments()
    }

    fn check_flags_given(&mut self) -> Read<Vec<Flag>> {
        let mut flags = vec![self.check_flag(&DURATIONS)?];
        loop {
            let more = self.optional(|cursor| {
                cursor.attempt(|cursor| {
                    cursor.space1()?;
                    cursor.look(|cursor| cursor.string("--"))
                })
            })?;
            if more.is_none() {
                return Ok(flags);
            }
            flags.push(self.check_flag(&DURATIONS)?);
        }
    }

    fn check_flag(&mut self, durations: &[&'static str]) -> Read<Flag> {
        let known = |name: &str| Flag { name: name.to_owned(), value: Value::default(), known: true };
        let [name, rest @ ..] = durations else {
            return self.either(
                |cursor| cursor.label("--retries", |cursor| cursor.retries().map(|()| known("--retries"))),
                |cursor| {
                    cursor.label("no flags", |cursor| {
                        let (name, value) = cursor.any_flag()?;
                        Ok(Flag { name, value, known: false })
                    })
                },
            );
        };
        self.either(
            |cursor| cursor.label(name, |cursor| cursor.duration(name).map(|()| known(name))),
            |cursor| cursor.check_flag(rest),
        )
    }

    fn duration(&mut self, name: &str) -> Read<()> {
        self.attempt(|cursor| cursor.string(&format!("{name}=")))?;
        self.label("a natural or fractional number", |cursor| {
            cursor.either(|cursor| cursor.attempt(Self::fractional), |cursor| cursor.natural().map(|_| ()))
        })?;
        self.label("either 's', 'm' or 'h' as the unit", |cursor| {
            cursor.choice(&[
                &|cursor: &mut Self| cursor.char('s'),
                &|cursor: &mut Self| cursor.char('m'),
                &|cursor: &mut Self| cursor.char('h'),
            ])
        })
    }

    fn fractional(&mut self) -> Read<()> {
        self.label("fractional number", |cursor| {
            cursor.label("floating point number", |cursor| {
                cursor.digits()?;
                cursor.either(
                    |cursor| {
                        cursor.char('.')?;
                        cursor.digits()?;
                        cursor.either(|cursor| cursor.attempt(Self::exponent), |_| Ok(()))
                    },
                    Self::exponent,
                )
            })
        })
    }

    fn digits(&mut self) -> Read<()> {
        self.take_while1("digit", |c| c.is_ascii_digit()).map(|_| ())
    }

    fn exponent(&mut self) -> Read<()> {
        self.string_any_case("e")?;
        self.optional(|cursor| cursor.either(|cursor| cursor.char('+'), |cursor| cursor.char('-')))?;
        self.digits()
    }

    fn retries(&mut self) -> Read<()> {
        self.attempt(|cursor| cursor.string("--retries="))?;
        self.label("the number of retries", |cursor| cursor.attempt(Self::natural)).map(|_| ())
    }
}
