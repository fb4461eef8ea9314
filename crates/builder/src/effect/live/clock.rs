//! Time, and signals from outside.

use std::collections::BTreeMap;

use super::{
    Behaviour, Ended, FIRST_CHILD, INT, KILL, Live, Micros, Process, Reaction, Snapshot, Tail, Who,
    ends_by_default,
};
use crate::effect::io::Output;

impl<'a> Live<'a> {
    pub(super) fn new(process: &Process<'a>) -> Self {
        Live {
            programs: process.programs,
            delivery: process.delivery,
            first: process.first,
            now: 0,
            commands: 0,
            delivered: false,
            ended: None,
            who: Who::Main,
            tail: Tail::Exec,
            command_line: process.argv.to_vec(),
            is_shell: false,
            handles_interrupt: false,
            exec: false,
            traps: BTreeMap::new(),
            pending: Vec::new(),
            current: process.argv.to_vec(),
            snapshot: None,
            jobs: Vec::new(),
            next_pid: FIRST_CHILD,
            stderr: Output::default(),
            hostname: process.hostname,
            mounts: process.mounts,
            read_only: process.read_only,
        }
    }

    /// Lets `span` pass, or for ever; what arrives meanwhile is delivered. False once the main process has ended.
    pub(super) fn pass(&mut self, span: Option<Micros>, awaits_signal: bool) -> bool {
        if self.ended.is_some() {
            return false;
        }
        if self.who == Who::Background {
            match span {
                Some(span) => self.now = self.now.saturating_add(span),
                None => self.ended = Some(Ended::Running),
            }
            return self.ended.is_none();
        }
        let end = span.map(|span| self.now.saturating_add(span));
        while let Some((at, signal)) = self.next_event().filter(|(at, _)| end.is_none_or(|end| *at <= end)) {
            self.now = self.now.max(at);
            self.deliver(signal);
            if self.ended.is_some() {
                return false;
            }
            if awaits_signal && !self.pending.is_empty() {
                return true;
            }
        }
        match end {
            Some(end) => self.now = end,
            None => self.ended = Some(Ended::Running),
        }
        self.ended.is_none()
    }

    fn next_event(&self) -> Option<(Micros, u8)> {
        let delivery = self.delivery?;
        match (self.delivered, delivery.grace) {
            (false, _) => Some((delivery.at, delivery.signal)),
            (true, Some(grace)) => Some((delivery.at.saturating_add(grace), KILL)),
            (true, None) => None,
        }
    }

    /// A signal from outside reaches the main process.
    fn deliver(&mut self, signal: u8) {
        if !self.delivered {
            self.delivered = true;
            self.take_snapshot(signal);
        }
        if signal == KILL {
            self.ended = Some(Ended::Signal(KILL));
            return;
        }
        self.receive(signal);
    }

    /// The main process gets a signal it may handle.
    pub(super) fn receive(&mut self, signal: u8) {
        if self.is_shell {
            match self.traps.get(&signal).map(|action| action.is_empty()) {
                Some(true) => {}
                Some(false) => self.pending.push(signal),
                // Shells of Almquist's kind handle SIGINT themselves: they end once what they wait for has ended.
                None if signal == INT && self.handles_interrupt => self.pending.push(signal),
                None if self.first || !ends_by_default(signal) => {}
                None => self.ended = Some(Ended::Signal(signal)),
            }
            return;
        }
        if self.traps.contains_key(&signal) {
            return;
        }
        match self.reaction(signal) {
            Some(Reaction::Ends(code)) => self.ended = Some(Ended::Exit(code)),
            _ if self.first || !ends_by_default(signal) => {}
            _ => self.ended = Some(Ended::Signal(signal)),
        }
    }

    fn reaction(&self, signal: u8) -> Option<Reaction> {
        match self.programs.behaviour(&self.command_line, None, Some(signal)) {
            Some(Behaviour::Runs(reaction)) => Some(reaction),
            _ => None,
        }
    }

    /// Signals that the main shell has handlers for.
    fn handled(&self) -> Vec<u8> {
        let own = (self.is_shell && self.handles_interrupt && !self.traps.contains_key(&INT)).then_some(INT);
        own.into_iter()
            .chain(self.traps.iter().filter(|(_, action)| !action.is_empty()).map(|(n, _)| *n))
            .collect()
    }

    pub(super) fn take_snapshot(&mut self, signal: u8) {
        if self.snapshot.is_none() {
            self.snapshot = Some(Snapshot {
                command_line: self.command_line.clone(),
                shell_waits: self.is_shell,
                handles: self.handled(),
                waited_for: self.current.clone(),
                reaction: if self.is_shell { None } else { self.reaction(signal) },
            });
        }
    }
}

impl Live<'_> {
    pub(super) fn main_pid(&self) -> u32 {
        if self.first { 1 } else { FIRST_CHILD }
    }
}
