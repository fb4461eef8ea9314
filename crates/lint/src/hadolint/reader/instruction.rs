//! One instruction.

use super::cursor::{Cursor, Read};
use crate::hadolint::step::Kind;
use crate::hadolint::value::Value;

/// How many ONBUILDs may stand behind one another; hadolint has no such bound.
const MAX_DEPTH: usize = 16;

impl Cursor<'_> {
    pub(super) fn instruction(&mut self) -> Read<Kind> {
        // In the order in which they are tried: it decides between two that fail equally far.
        self.choice(&[
            &|cursor: &mut Self| {
                cursor.keyword("ONBUILD")?;
                cursor.trigger()
            },
            &|cursor: &mut Self| {
                cursor.keyword("FROM")?;
                cursor.base_image().map(Kind::From)
            },
            &|cursor: &mut Self| {
                cursor.keyword("COPY")?;
                cursor.copy().map(Kind::Copy)
            },
            &|cursor: &mut Self| {
                cursor.keyword("RUN")?;
                cursor.run().map(Kind::Run)
            },
            &|cursor: &mut Self| cursor.line("WORKDIR", "the workdir path").map(Kind::Workdir),
            &|cursor: &mut Self| {
                cursor.keyword("ENTRYPOINT")?;
                cursor.arguments().map(Kind::Entrypoint)
            },
            &|cursor: &mut Self| cursor.line("VOLUME", "the volume path").map(|_| Kind::Volume),
            &|cursor: &mut Self| {
                cursor.keyword("EXPOSE")?;
                cursor.ports().map(Kind::Expose)
            },
            &|cursor: &mut Self| {
                cursor.keyword("ENV")?;
                cursor.pairs().map(Kind::Env)
            },
            &Self::arg,
            &|cursor: &mut Self| cursor.line("USER", "the user").map(Kind::User),
            &|cursor: &mut Self| {
                cursor.keyword("LABEL")?;
                cursor.pairs().map(Kind::Label)
            },
            &|cursor: &mut Self| cursor.line("STOPSIGNAL", "the stop signal").map(|_| Kind::Stopsignal),
            &|cursor: &mut Self| {
                cursor.keyword("CMD")?;
                cursor.arguments().map(Kind::Cmd)
            },
            &|cursor: &mut Self| {
                cursor.keyword("SHELL")?;
                cursor.arguments().map(Kind::Shell)
            },
            &|cursor: &mut Self| cursor.line("MAINTAINER", "the maintainer name").map(Kind::Maintainer),
            &|cursor: &mut Self| {
                cursor.keyword("ADD")?;
                cursor.add().map(Kind::Add)
            },
            &Self::comment_or_directive,
            &|cursor: &mut Self| {
                cursor.keyword("HEALTHCHECK")?;
                cursor.healthcheck().map(Kind::Healthcheck)
            },
        ])
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

    fn line(&mut self, keyword: &str, name: &'static str) -> Read<Value> {
        self.keyword(keyword)?;
        self.until_line_end(name)
    }

    fn arg(&mut self) -> Read<Kind> {
        const NAME: &str = "the argument name";
        self.keyword("ARG")?;
        let name = self.either(
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
        )?;
        Ok(Kind::Arg(name))
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
