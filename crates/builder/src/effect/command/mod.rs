//! The commands that are carried out, one family a file.

mod account;
mod account_files;
mod archive;
mod change;
mod convert;
mod copy;
mod dd;
mod digest;
mod filter;
mod find;
mod grep;
mod identity;
mod lines;
mod list;
mod mode;
mod owner;
mod print;
mod process;
mod regex;
mod sed;
mod shell;
mod test;
mod time;
mod wrapper;

use super::arguments::{Arg, Knowledge, Options};
use super::files::Errno;
use super::io::Io;
use super::machine::{Flavour, Flow, Machine, Status};

/// One call of a command.
pub(super) struct Call<'c> {
    pub name: &'c str,
    /// Arguments, those that are known.
    pub args: Vec<String>,
    /// The same with what is not known.
    pub all: &'c [Arg],
    pub io: &'c Io,
    pub flavour: Flavour,
    /// True when a pattern may stand for more arguments than are listed.
    pub maybe_more: bool,
}

impl Call<'_> {
    pub fn busybox(&self) -> bool {
        self.flavour == Flavour::Busybox
    }

    /// The arguments taken apart; see [`Options::read`].
    pub fn options(&self, short: &str, long: &[&str]) -> Option<Options> {
        Options::read(&self.args, short, long)
    }
}

type Run = fn(&mut Machine<'_>, &Call<'_>) -> Status;

/// What carries a command out, and whether it makes sense of arguments that are not known.
fn find_command(name: &str) -> Option<(Run, bool)> {
    let run: Run = match name {
        "true" | ":" | "sync" | "hash" | "ulimit" | "sysctl" => |_, _| Status::OK,
        "false" => |_, _| Status::FAILED,
        "echo" => return Some((print::echo, true)),
        "printf" => return Some((print::printf, true)),
        "test" | "[" | "[[" => return Some((test::test, true)),
        "pwd" => print::pwd,
        "seq" => print::seq,
        "yes" => print::yes,
        "basename" => print::basename,
        "dirname" => print::dirname,
        "expr" => print::expr,
        "wait" => process::wait,
        "kill" => process::kill,
        "mount" => process::mount,
        "date" => time::date,
        "sleep" => time::sleep,
        "id" | "whoami" | "groups" | "logname" => identity::run,
        "printenv" => identity::printenv,
        "hostname" | "uname" | "arch" | "nproc" | "getconf" => identity::machine,
        "cat" => lines::cat,
        "head" => lines::head,
        "tail" => lines::tail,
        "wc" => lines::wc,
        "tee" => lines::tee,
        "tac" | "rev" | "nl" => lines::reorder,
        "sort" => filter::sort,
        "uniq" => filter::uniq,
        "tr" => filter::tr,
        "cut" => filter::cut,
        "grep" | "egrep" | "fgrep" => grep::grep,
        "sed" => sed::sed,
        "base64" | "gzip" | "gunzip" | "bzip2" | "xz" | "zcat" => convert::run,
        "sha256sum" | "md5sum" | "sha1sum" | "sha512sum" | "cksum" => digest::run,
        "mkdir" => change::mkdir,
        "rmdir" => change::rmdir,
        "rm" | "unlink" => change::rm,
        "touch" => change::touch,
        "ln" | "link" => change::ln,
        "truncate" | "fallocate" => change::truncate,
        "mktemp" => change::mktemp,
        "mkfifo" => change::mkfifo,
        "mv" => copy::mv,
        "cp" => copy::cp,
        "install" => copy::install,
        "chmod" => mode::chmod,
        "chown" | "chgrp" => owner::chown,
        "dd" => dd::dd,
        "ls" | "dir" => list::ls,
        "readlink" | "realpath" => list::readlink,
        "which" => list::which,
        "stat" | "du" => list::stat,
        "find" => find::find,
        "tar" => archive::tar,
        "unzip" => archive::unzip,
        "useradd" | "adduser" => account::add_user,
        "groupadd" | "addgroup" => account::add_group,
        "usermod" | "chpasswd" | "passwd" | "deluser" | "userdel" | "delgroup" | "groupdel" => {
            account::change
        }
        "env" | "nice" | "nohup" | "time" | "timeout" | "setsid" | "sudo" | "gosu" | "su-exec" | "chroot"
        | "ionice" | "stdbuf" | "doas" | "eatmydata" => return Some((wrapper::run, true)),
        "xargs" => wrapper::xargs,
        _ => return None,
    };
    Some((run, false))
}

/// True when the command is carried out.
pub(super) fn is_known(name: &str) -> bool {
    find_command(name).is_some()
}

/// True when every shell has the command built in, so that no file needs to be there.
pub(super) fn is_builtin(name: &str) -> bool {
    matches!(
        name,
        "true"
            | "false"
            | ":"
            | "echo"
            | "printf"
            | "test"
            | "["
            | "[["
            | "pwd"
            | "wait"
            | "kill"
            | "hash"
            | "ulimit"
    )
}

/// Built-ins that act on the shell itself; `None` for other names.
pub(super) fn special(machine: &mut Machine<'_>, name: &str, args: &[Arg], io: &Io) -> Option<Flow> {
    shell::special(machine, name, args, io)
}

/// Carries a command out.
pub(super) fn run(machine: &mut Machine<'_>, name: &str, args: &[Arg], io: &Io, flavour: Flavour) -> Status {
    let Some((run, partial)) = find_command(name) else {
        return machine.not_understood(format!("what `{name}` does is not followed"));
    };
    let unknown = args.iter().any(|arg| arg.knowledge == Knowledge::Unknown);
    let maybe_more = args.iter().any(|arg| arg.knowledge == Knowledge::MaybeMore);
    if unknown && !partial {
        machine.unknown_output(io, name);
        return machine.not_understood(format!("the arguments of `{name}` are not known"));
    }
    let changes =
        matches!(name, "rm" | "chmod" | "chown" | "chgrp" | "touch" | "mv" | "cp" | "tar" | "install");
    if maybe_more && !partial && !changes {
        return machine.unknown_output(io, name);
    }
    let texts = args.iter().filter(|arg| arg.is_known()).map(|arg| arg.text.to_string()).collect();
    run(machine, &Call { name, args: texts, all: args, io, flavour, maybe_more })
}

impl Machine<'_> {
    /// Prints something nobody knows, and says so.
    pub fn unknown_output(&mut self, io: &Io, name: &str) -> Status {
        self.note(format!("what `{name}` prints is not known"));
        self.known = false;
        let content = self.unknown_content(name);
        self.send(io, 1, &content);
        Status::Unknown
    }

    /// A flag that is not carried out.
    pub(super) fn unknown_flag(&mut self, call: &Call<'_>) -> Status {
        self.unknown_output(call.io, call.name);
        self.not_understood(format!("`{}` with these flags is not followed", call.name))
    }

    /// Prints an error; `gnu` and `busybox` are the words before the system's, with `{}` for the path.
    pub(super) fn fail(&mut self, call: &Call<'_>, path: &str, errno: Errno, words: (&str, &str)) -> Status {
        if errno == Errno::Unknown {
            return self.not_understood(format!("whether `{path}` is there is not known"));
        }
        let template = if call.busybox() { words.0 } else { words.1 };
        let text = format!("{}: {}: {}", call.name, template.replace("{}", path), errno.words());
        self.error(call.io, &text);
        Status::FAILED
    }
}

/// The worse of two: a failure, then what is not known.
fn worse(first: Status, second: Status) -> Status {
    match (first, second) {
        (Status::Code(0), other) => other,
        (Status::Unknown, Status::Code(code)) if code != 0 => Status::Code(code),
        _ => first,
    }
}
