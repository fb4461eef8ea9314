use std::rc::Rc;

use crate::{Env, History};

/// A list of history entries that shares its beginning with the lists it grew from.
#[derive(Clone, Debug, Default)]
pub(crate) struct HistoryList {
    /// Entries of the base image.
    base: Rc<[History]>,
    last: Option<Rc<Link>>,
    own: usize,
}

#[derive(Debug)]
struct Link {
    before: Option<Rc<Link>>,
    text: Text,
    layer: bool,
    created: Rc<str>,
}

/// What made an entry. Texts whose length is not bounded by the instruction's own are put together on demand.
#[derive(Debug)]
pub(crate) enum Text {
    /// The text itself.
    Plain(String),
    /// RUN: the declared build arguments stand in front of the command (`runCommandString`).
    Run(Box<RunText>),
    /// EXPOSE: ranges of ports, each with its protocol.
    Expose(Vec<PortRange>),
}

/// What the entry of a RUN is made of.
#[derive(Debug)]
pub(crate) struct RunText {
    pub(crate) args: Rc<[String]>,
    pub(crate) declared: Env,
    pub(crate) env: Env,
}

/// First and last port, and the protocol.
pub(crate) type PortRange = (u16, u16, Rc<str>);

impl Drop for Link {
    /// Frees a long list without a call per entry on the stack.
    fn drop(&mut self) {
        let mut next = self.before.take();
        while let Some(mut link) = next.and_then(Rc::into_inner) {
            next = link.before.take();
        }
    }
}

impl HistoryList {
    pub(crate) fn new(base: Rc<[History]>) -> Self {
        Self { base, last: None, own: 0 }
    }

    pub(crate) fn push(&mut self, text: Text, layer: bool, created: Rc<str>) {
        let before = self.last.take();
        self.last = Some(Rc::new(Link { before, text, layer, created }));
        self.own += 1;
    }

    pub(crate) fn len(&self) -> usize {
        self.base.len() + self.own
    }

    /// Every entry, oldest first.
    pub(crate) fn entries(&self) -> Vec<History> {
        let mut own = Vec::with_capacity(self.own);
        let mut link = self.last.as_deref();
        while let Some(entry) = link {
            own.push(entry.entry());
            link = entry.before.as_deref();
        }
        own.reverse();
        self.base.iter().cloned().chain(own).collect()
    }
}

impl Link {
    fn entry(&self) -> History {
        History {
            created: self.created.to_string(),
            created_by: self.text.text(),
            author: String::new(),
            comment: "buildkit.dockerfile.v0".into(),
            empty_layer: !self.layer,
        }
    }
}

impl Text {
    fn text(&self) -> String {
        match self {
            Text::Plain(text) => text.clone(),
            Text::Run(run) => {
                let RunText { args, declared, env } = &**run;
                let mut words = Vec::new();
                if !declared.is_empty() {
                    words.push(format!("|{}", declared.len()));
                    words.extend(
                        declared.iter().map(|(name, own)| format!("{name}={}", env.get(name).unwrap_or(own))),
                    );
                }
                words.extend(args.iter().cloned());
                format!("RUN {} # buildkit", words.join(" "))
            }
            Text::Expose(ranges) => {
                let ports: Vec<String> = ranges.iter().flat_map(ports).collect();
                format!("EXPOSE [{}]", ports.join(" "))
            }
        }
    }
}

/// Each port of a range as the config names it.
pub(crate) fn ports((first, last, protocol): &PortRange) -> impl Iterator<Item = String> + '_ {
    (*first..=*last).map(move |port| format!("{port}/{protocol}"))
}
