//! Other processes, and the container around them.

use super::{Ended, Job, KILL, Mount, Tail, Who, ends_by_default};
use crate::Content;
use crate::effect::machine::{Machine, Status};

impl<'a> Machine<'a> {
    /// Runs something that nobody waits for, from now on; `false` where there is no clock.
    pub fn in_background(&mut self, run: impl FnOnce(&mut Self)) -> bool {
        let Some(live) = self.live.as_mut() else { return false };
        let (now, who, tail) = (live.now, live.who, live.tail);
        (live.who, live.tail) = (Who::Background, Tail::Last);
        run(self);
        let status = self.shell.status;
        let Some(live) = self.live.as_mut() else { return false };
        let pid = live.next_pid;
        live.next_pid += 1;
        // In the background nothing but running on for ever ends a life.
        let ends = if live.ended.take().is_some() { None } else { Some(live.now) };
        live.jobs.push(Job { pid, ends, status });
        (live.now, live.who, live.tail) = (now, who, tail);
        true
    }

    /// `wait`: until all jobs have ended, or those named; a signal with a handler ends it too.
    pub fn wait(&mut self, pids: &[String]) -> Status {
        let Some(live) = self.live.as_mut() else { return Status::OK };
        let named = |job: &&Job| pids.is_empty() || pids.contains(&job.pid.to_string());
        let mut status = Status::OK;
        let mut until = Some(live.now);
        for job in live.jobs.iter().filter(named) {
            until = until.zip(job.ends).map(|(until, ends)| until.max(ends));
            if !pids.is_empty() {
                status = job.status;
            }
        }
        let span = until.map(|until| until.saturating_sub(live.now));
        let who = live.who;
        live.current = vec!["wait".into()];
        live.pass(span, who == Who::Main);
        match live.pending.first() {
            Some(signal) => Status::Code(128 + *signal),
            None => status,
        }
    }

    /// `$$`.
    pub fn pid(&self) -> u32 {
        self.live.as_ref().map_or(1, |live| live.main_pid())
    }

    /// `$!`.
    pub fn last_job(&self) -> Option<u32> {
        self.live.as_ref().and_then(|live| live.jobs.last()).map(|job| job.pid)
    }

    /// `kill`: a signal for a process of the container.
    pub fn kill(&mut self, pid: u32, signal: u8) -> bool {
        let Some(live) = self.live.as_mut() else { return false };
        if pid == live.main_pid() {
            match (signal, live.first) {
                (0, _) => {}
                // Not even SIGKILL reaches process 1 from within.
                (KILL, true) => {}
                (KILL, false) => live.ended = Some(Ended::Signal(KILL)),
                _ => live.receive(signal),
            }
            return true;
        }
        let now = live.now;
        let Some(job) =
            live.jobs.iter_mut().find(|job| job.pid == pid && job.ends.is_none_or(|ends| ends > now))
        else {
            return false;
        };
        if signal != 0 && ends_by_default(signal) {
            job.ends = Some(now);
            job.status = Status::Code(128 + signal);
        }
        true
    }

    /// `trap ACTION SIGNAL`: `None` brings the default back.
    pub fn set_handler(&mut self, signal: u8, action: Option<&str>) {
        let Some(live) = self.live.as_mut().filter(|live| live.who == Who::Main) else { return };
        match action {
            Some(action) => drop(live.traps.insert(signal, action.into())),
            None => drop(live.traps.remove(&signal)),
        }
    }

    /// Name of the host of a living process.
    pub fn hostname(&self) -> Option<&'a str> {
        self.live.as_ref().map(|live| live.hostname)
    }

    /// `mount` in a container: the root, what the engine always mounts, and its volumes.
    pub fn mount_table(&self) -> Option<String> {
        let live = self.live.as_ref()?;
        let mut table = String::from(
            "overlay on / type overlay (rw,relatime)\nproc on /proc type proc (rw,nosuid,nodev,noexec,relatime)\n\
             tmpfs on /dev type tmpfs (rw,nosuid,size=65536k,mode=755)\n\
             sysfs on /sys type sysfs (ro,nosuid,nodev,noexec,relatime)\n",
        );
        let engine = ["/etc/resolv.conf", "/etc/hostname", "/etc/hosts"];
        for path in engine.into_iter().chain(live.mounts.iter().map(|mount| mount.path.as_str())) {
            table.push_str(&format!("/dev/sda1 on {path} type ext4 (rw,relatime)\n"));
        }
        Some(table)
    }

    /// True where a living process may not write to `path`.
    pub fn is_read_only(&self, path: &str) -> bool {
        let Some(live) = self.live.as_ref() else { return false };
        let below = |mount: &&Mount| {
            path == mount.path || path.strip_prefix(&mount.path).is_some_and(|rest| rest.starts_with('/'))
        };
        let mount = live.mounts.iter().filter(below).max_by_key(|mount| mount.path.len());
        let engine = ["/dev", "/proc", "/sys"].iter().any(|dir| path.starts_with(dir));
        mount.map_or(live.read_only && !engine, |mount| mount.read_only)
    }

    /// Writes to standard error, where that is apart.
    pub fn push_error(&mut self, content: &Content) {
        match self.live.as_mut() {
            Some(live) => live.stderr.push(content),
            None => self.console.push(content),
        }
    }
}
