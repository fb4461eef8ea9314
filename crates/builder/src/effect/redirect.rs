//! Redirections.

use drydock_shell::{Redirect, RedirectOp, Word};

use super::files::Errno;
use super::io::{Fd, Io, Source};
use super::machine::{Machine, ShellKind, Status};
use crate::Content;

impl Machine<'_> {
    /// `io` with the redirections made, in order.
    pub fn redirect_all(&mut self, redirects: &[Redirect], io: &Io) -> Result<Io, Status> {
        let mut io = io.clone();
        for redirect in redirects {
            self.redirect(redirect, &mut io)?;
        }
        Ok(io)
    }

    fn redirect(&mut self, redirect: &Redirect, io: &mut Io) -> Result<(), Status> {
        use RedirectOp as Op;
        let posix_only = self.shell.kind == ShellKind::Dash;
        if posix_only && matches!(redirect.op, Op::Both | Op::BothAppend | Op::HereString) {
            return Err(self.not_understood("a redirection that only bash has, in a shell that is not bash"));
        }
        let default = u32::from(!matches!(
            redirect.op,
            Op::Read | Op::ReadWrite | Op::DupIn | Op::Heredoc | Op::HereString
        ));
        let number = redirect.fd.unwrap_or(default);
        match redirect.op {
            Op::Heredoc | Op::HereString => {
                let fd = self.here(&redirect.target, redirect.op == Op::HereString);
                io.set(number, fd);
            }
            Op::DupIn | Op::DupOut => self.duplicate(&redirect.target, number, io)?,
            Op::Both | Op::BothAppend => {
                let fd = self.open(&redirect.target, redirect.op == Op::BothAppend)?;
                io.set(1, fd.clone());
                io.set(2, fd);
            }
            Op::Write | Op::Clobber | Op::Append => {
                let fd = self.open(&redirect.target, redirect.op == Op::Append)?;
                io.set(number, fd);
            }
            Op::Read | Op::ReadWrite => {
                let fd = self.open_to_read(&redirect.target)?;
                io.set(number, fd);
            }
        }
        Ok(())
    }

    fn here(&mut self, word: &Word, line: bool) -> Fd {
        let content = match self.text(word) {
            Some(text) => Content::bytes(if line { format!("{text}\n") } else { text }.into_bytes()),
            None => self.unknown_content("a heredoc"),
        };
        Fd::input(Source::Content(content))
    }

    fn duplicate(&mut self, target: &Word, number: u32, io: &mut Io) -> Result<(), Status> {
        let text = self.text(target);
        match text.as_deref() {
            Some("-") => io.close(number),
            Some(text) => match text.parse::<u32>().ok().and_then(|from| io.get(from).cloned()) {
                Some(fd) => io.set(number, fd),
                None if text.bytes().all(|b| b.is_ascii_digit()) => {
                    self.complain(io, &format!("{text}: Bad file descriptor"));
                    return Err(Status::Code(if self.shell.kind == ShellKind::Bash { 1 } else { 2 }));
                }
                // `>&file`, as bash has it.
                None => {
                    let fd = self.open(target, false)?;
                    io.set(1, fd.clone());
                    io.set(2, fd);
                }
            },
            None => return Err(self.not_understood("a redirection whose target is not known")),
        }
        Ok(())
    }

    fn path_of(&mut self, target: &Word) -> Result<String, Status> {
        match self.text(target) {
            Some(text) => Ok(text),
            None => Err(self.not_understood("a redirection whose file is not known")),
        }
    }

    fn open(&mut self, target: &Word, append: bool) -> Result<Fd, Status> {
        let written = self.path_of(target)?;
        match self.open_to_write(&written, append) {
            Ok(fd) => Ok(fd),
            Err(errno) => Err(self.cannot_open(&written, errno, true)),
        }
    }

    /// Opens a file to write at its end; makes it, and empties it unless `append`.
    pub fn open_to_write(&mut self, written: &str, append: bool) -> Result<Fd, Errno> {
        let path = self.absolute(written);
        match crate::clean(&path).as_str() {
            "/dev/null" | "/dev/zero" | "/dev/random" | "/dev/urandom" | "/dev/tty" => return Ok(Fd::Null),
            "/dev/full" => return Ok(Fd::Full),
            "/dev/stderr" | "/proc/self/fd/2" | "/dev/fd/2" if self.live.is_some() => return Ok(Fd::Errors),
            "/dev/stdout" | "/dev/stderr" | "/proc/self/fd/1" | "/proc/self/fd/2" | "/dev/fd/1"
            | "/dev/fd/2" => {
                return Ok(Fd::Console);
            }
            _ => {}
        }
        let path = self.open_file(&path, append)?;
        Ok(Fd::File(path.as_str().into()))
    }

    fn open_to_read(&mut self, target: &Word) -> Result<Fd, Status> {
        let written = self.path_of(target)?;
        match self.read_source(&written) {
            Ok(source) => Ok(Fd::file(source)),
            Err(errno) => Err(self.cannot_open(&written, errno, false)),
        }
    }

    /// The shell's words for a file that cannot be opened, and its exit code.
    fn cannot_open(&mut self, written: &str, errno: Errno, write: bool) -> Status {
        let io = self.own_io();
        match self.shell.kind {
            ShellKind::Bash => self.complain(&io, &format!("{written}: {}", errno.words())),
            ShellKind::Ash | ShellKind::Dash => {
                let (verb, missing) = match (write, self.shell.kind) {
                    (true, ShellKind::Ash) => ("can't create", "nonexistent directory"),
                    (true, _) => ("cannot create", "Directory nonexistent"),
                    (false, ShellKind::Ash) => ("can't open", "no such file"),
                    (false, _) => ("cannot open", "No such file"),
                };
                let words = if errno == Errno::NotFound { missing } else { errno.words() };
                self.complain(&io, &format!("{verb} {written}: {words}"));
            }
        }
        Status::Code(if self.shell.kind == ShellKind::Dash { 2 } else { 1 })
    }

    /// Writes a line of the shell itself to standard error.
    pub fn complain(&mut self, io: &Io, message: &str) {
        let name = self.shell.name.clone();
        let place = match self.shell.kind {
            ShellKind::Ash => "",
            ShellKind::Dash => "1: ",
            ShellKind::Bash => "line 1: ",
        };
        self.print_to(io, 2, format!("{name}: {place}{message}\n").as_bytes());
    }
}
