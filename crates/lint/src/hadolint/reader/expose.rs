//! EXPOSE.

use super::cursor::{Cursor, Read};
use crate::hadolint::step::Ports;

/// A port, where it is a number.
type Port = Option<u128>;

impl Cursor<'_> {
    pub(super) fn ports(&mut self) -> Read<Vec<Ports>> {
        self.ended(Self::port_or_range, Self::space1)
    }

    fn port_or_range(&mut self) -> Read<Ports> {
        let start = self.at;
        let (first, last) = self.either(
            |cursor| {
                cursor.label("A range of ports optionally followed by the protocol", |cursor| {
                    cursor.attempt(Self::range)
                })
            },
            |cursor| {
                cursor.label("A port optionally followed by the protocol", |cursor| {
                    cursor.port().map(|port| (port, port))
                })
            },
        )?;
        Ok(Ports { text: self.since(start), first, last })
    }

    fn range(&mut self) -> Read<(Port, Port)> {
        let first = self.limit()?;
        self.char('-')?;
        let last = self.attempt(Self::limit)?;
        self.either(|cursor| cursor.attempt(Self::protocol), |_| Ok(()))?;
        Ok((first, last))
    }

    fn limit(&mut self) -> Read<Port> {
        self.either(
            |cursor| cursor.natural().map(Some),
            |cursor| {
                cursor.char('$')?;
                cursor.word("the variable name", |c| c == '-' || c == '/')?;
                Ok(None)
            },
        )
    }

    fn port(&mut self) -> Read<Port> {
        self.either(
            |cursor| {
                cursor.label("a variable", |cursor| {
                    cursor.attempt(|cursor| {
                        cursor.char('$')?;
                        cursor.word("the variable name", |c| c == '$')?;
                        Ok(None)
                    })
                })
            },
            |cursor| {
                cursor.either(
                    |cursor| {
                        cursor.label("a port with its protocol (udp/tcp)", |cursor| {
                            cursor.attempt(|cursor| {
                                let port = cursor.natural()?;
                                cursor.protocol()?;
                                Ok(Some(port))
                            })
                        })
                    },
                    |cursor| {
                        cursor.label("a valid port number", |cursor| {
                            let port = cursor.natural()?;
                            cursor.unless(|cursor| {
                                cursor.either(|cursor| cursor.string("/"), |cursor| cursor.string("-"))
                            })?;
                            Ok(Some(port))
                        })
                    },
                )
            },
        )
    }

    fn protocol(&mut self) -> Read<()> {
        self.char('/')?;
        self.either(
            |cursor| {
                cursor.attempt(|cursor| {
                    cursor.either(
                        |cursor| cursor.string_any_case("tcp"),
                        |cursor| cursor.string_any_case("udp"),
                    )
                })
            },
            |cursor| cursor.refuse(|| "invalid protocol".to_owned()),
        )
    }
}
