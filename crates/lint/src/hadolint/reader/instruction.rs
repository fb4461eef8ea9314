//! One instruction.

use super::cursor::{Cursor, Read, Way};
use crate::hadolint::step::Kind;
use crate::hadolint::value::Value;

/// How many ONBUILDs may stand behind one another; hadolint has no such bound.
const MAX_DEPTH: usize = 16;

/// A keyword, or nothing for comments, with what reads on behind it.
type Named<'w, 'a> = (&'w str, Way<'w, 'a, Kind>);

impl<'a> Cursor<'a> {
    pub(super) fn instruction(&mut self) -> Read<Kind> {
        // In the order in which they are tried: it decides between two that fail equally far.
        let ways: [Named<'_, 'a>; 19] = [
            ("ONBUILD", &|cursor| cursor.trigger()),
            ("FROM", &|cursor| cursor.base_image().map(Kind::From)),
            ("COPY", &|cursor| cursor.copy().map(Kind::Copy)),
            ("RUN", &|cursor| cursor.run().map(Kind::Run)),
            ("WORKDIR", &|cursor| cursor.until_line_end("the workdir path").map(Kind::Workdir)),
            ("ENTRYPOINT", &|cursor| cursor.arguments().map(Kind::Entrypoint)),
            ("VOLUME", &|cursor| cursor.until_line_end("the volume path").map(|_| Kind::Volume)),
            ("EXPOSE", &|cursor| cursor.ports().map(Kind::Expose)),
            ("ENV", &|cursor| cursor.pairs().map(Kind::Env)),
            ("ARG", &|cursor| cursor.arg().map(Kind::Arg)),
            ("USER", &|cursor| cursor.until_line_end("the user").map(Kind::User)),
            ("LABEL", &|cursor| cursor.pairs().map(Kind::Label)),
            ("STOPSIGNAL", &|cursor| cursor.until_line_end("the stop signal").map(|_| Kind::Stopsignal)),
            ("CMD", &|cursor| cursor.arguments().map(Kind::Cmd)),
            ("SHELL", &|cursor| cursor.arguments().map(Kind::Shell)),
            ("MAINTAINER", &|cursor| cursor.until_line_end("the maintainer name").map(Kind::Maintainer)),
            ("ADD", &|cursor| cursor.add().map(Kind::Add)),
            ("", &|cursor| cursor.comment_or_directive()),
            ("HEALTHCHECK", &|cursor| cursor.healthcheck().map(Kind::Healthcheck)),
        ];
        if !self.is_loud() {
            // Nobody asks what else could stand here: the one way that begins so is enough.
            let way = ways.iter().find(|(name, _)| self.begins_with(name));
            return match way {
                Some(way) => self.way(way),
                None => self.refuse(String::new),
            };
        }
        self.first_way(&ways)
    }

    /// True when the keyword stands here; without one, when a comment does.
    fn begins_with(&self, name: &str) -> bool {
        let rest = self.rest();
        match name {
            "" => rest.starts_with('#'),
            name => rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)),
        }
    }

    fn way(&mut self, (name, way): &Named<'_, 'a>) -> Read<Kind> {
        if !name.is_empty() {
            self.keyword(name)?;
        }
        way(self)
    }

    fn first_way(&mut self, ways: &[Named<'_, 'a>]) -> Read<Kind> {
        match ways {
            [] => self.refuse(String::new),
            [last] => self.way(last),
            [first, rest @ ..] => self.either(|cursor| cursor.way(first), |cursor| cursor.first_way(rest)),
        }
    }

    /// What stands behind ONBUILD.
    fn trigger(&mut self) -> Read<Kind> {
        if self.depth >= MAX_DEPTH {
            return self.refuse(|| "ONBUILD nests too deeply".to_owned());
        }
        self.depth += 1;
        let kind = self.instruction();
        self.depth -= 1;
        Ok(Kind::Onbuild(Box::new(kind?)))
    }

    /// The name that ARG declares.
    fn arg(&mut self) -> Read<Value> {
        const NAME: &str = "the argument name";
        self.either(
            |cursor| {
                cursor.label("the arg name", |cursor| {
                    cursor.attempt(|cursor| {
                        let name = cursor.word(NAME, |c| c == '=')?;
                        cursor.char('=')?;
                        cursor.until_line_end("the argument value")?;
                        Ok(name)
                    })
                })
            },
            |cursor| {
                cursor.either(
                    |cursor| {
                        cursor.label("the arg name", |cursor| {
                            cursor.attempt(|cursor| {
                                let name = cursor.word(NAME, |c| c == '=')?;
                                cursor.until_line_end("the rest")?;
                                Ok(name)
                            })
                        })
                    },
                    |cursor| cursor.until_line_end(NAME),
                )
            },
        )
    }

    pub(super) fn comment_or_directive(&mut self) -> Read<Kind> {
        self.either(
            |cursor| cursor.label("a pragma", |cursor| cursor.attempt(Self::directive)),
            |cursor| cursor.comment().map(Kind::Comment),
        )
    }

    fn directive(&mut self) -> Read<Kind> {
        self.char('#')?;
        self.blanks();
        let escape = self.choice(&[
            &|cursor: &mut Self| {
                cursor.label("an escape", |cursor| {
                    cursor.assigned("escape")?;
                    cursor.literal_char().map(Some)
                })
            },
            &|cursor: &mut Self| {
                cursor.label("a syntax", |cursor| {
                    cursor.assigned("syntax")?;
                    cursor.until_line_end("the syntax").map(|_| None)
                })
            },
        ])?;
        Ok(Kind::Directive { escape })
    }

    fn assigned(&mut self, name: &str) -> Read<()> {
        self.string(name)?;
        self.blanks();
        self.string("=")?;
        self.blanks();
        Ok(())
    }
}
