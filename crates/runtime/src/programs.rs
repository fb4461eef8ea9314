//! What well-known programs do with signals: what decides how `docker stop` ends.

use drydock_builder::{Behaviour, FileSystem, Node, Programs, Reaction, Signal, split};

use crate::image::absolute;

/// Programs by their names, and by what their scripts say.
pub(crate) struct KnownPrograms<'a> {
    /// Where scripts are read from.
    pub(crate) fs: &'a FileSystem,
    /// Where relative paths lead from.
    pub(crate) cwd: &'a str,
    /// What the caller knows besides.
    pub(crate) more: Option<&'a dyn Programs>,
}

/// Signals that a server takes as the wish to end, with the exit code it then has.
struct Server {
    names: &'static [&'static str],
    signals: &'static [u8],
    exit: u8,
}

const HUP: u8 = 1;
const INT: u8 = 2;
const QUIT: u8 = 3;
const USR1: u8 = 10;
const TERM: u8 = 15;
const WINCH: u8 = 28;

/// Servers with handlers of their own, by what their manuals say.
const SERVERS: [Server; 9] = [
    Server { names: &["nginx", "php-fpm"], signals: &[INT, QUIT, TERM], exit: 0 },
    Server {
        names: &["httpd", "apache2", "apache2-foreground", "httpd-foreground"],
        signals: &[TERM, WINCH],
        exit: 0,
    },
    Server { names: &["postgres"], signals: &[INT, QUIT, TERM], exit: 0 },
    Server {
        names: &[
            "redis-server",
            "valkey-server",
            "mysqld",
            "mariadbd",
            "mongod",
            "memcached",
            "rabbitmq-server",
        ],
        signals: &[INT, TERM],
        exit: 0,
    },
    Server { names: &["haproxy"], signals: &[INT, TERM, USR1], exit: 0 },
    Server {
        names: &["caddy", "traefik", "registry", "dockerd", "supervisord"],
        signals: &[INT, QUIT, TERM],
        exit: 0,
    },
    Server {
        names: &["gunicorn", "uvicorn", "hypercorn", "celery", "uwsgi"],
        signals: &[INT, QUIT, TERM],
        exit: 0,
    },
    Server { names: &["dotnet"], signals: &[INT, QUIT, TERM], exit: 0 },
    Server {
        names: &["fluentd", "prometheus", "grafana", "vault", "consul"],
        signals: &[INT, TERM],
        exit: 0,
    },
];

/// Little inits: they pass signals on to the one program they start.
const INITS: [&str; 4] = ["tini", "dumb-init", "docker-init", "catatonit"];

/// Interpreters whose programs may set handlers themselves; with the flags after which no script file follows.
const INTERPRETERS: [(&str, &[&str]); 8] = [
    ("node", &["-e", "--eval", "-p", "--print"]),
    ("deno", &["eval"]),
    ("bun", &["-e", "--eval"]),
    ("python", &["-c", "-m"]),
    ("python3", &["-c", "-m"]),
    ("ruby", &["-e"]),
    ("perl", &["-e"]),
    ("php", &["-r", "-S"]),
];

/// Programs that run until they are stopped and have no handlers.
const WAITERS: [&str; 12] =
    ["sleep", "tail", "top", "nc", "ping", "watch", "npm", "npx", "yarn", "pnpm", "flask", "http-server"];

impl Programs for KnownPrograms<'_> {
    fn behaviour(&self, argv: &[String], node: Option<&Node>, signal: Option<u8>) -> Option<Behaviour> {
        if let Some(behaviour) = self.more.and_then(|more| more.behaviour(argv, node, signal)) {
            return Some(behaviour);
        }
        let name = split(argv.first()?).1;
        let only_tells = |word: &String| matches!(word.as_str(), "--version" | "--help" | "version");
        if argv.get(1).is_some_and(only_tells) {
            return Some(Behaviour::Ends { stdout: String::new(), exit: 0 });
        }
        if let Some(next) = self.start_script(name, argv) {
            return Some(Behaviour::Becomes(next));
        }
        if INITS.contains(&name) {
            return Some(self.init(argv, signal));
        }
        if name == "httpd" && argv.iter().any(|word| word == "-f") {
            // BusyBox's server, not Apache's.
            return Some(Behaviour::Runs(Reaction::None));
        }
        if let (true, Some(signal)) =
            (name == "top", signal.filter(|signal| [HUP, INT, TERM].contains(signal)))
        {
            return Some(Behaviour::Runs(Reaction::Ends(128 + signal)));
        }
        if let Some(server) = SERVERS.iter().find(|server| server.names.contains(&name)) {
            let ends = signal.is_some_and(|signal| server.signals.contains(&signal));
            return Some(Behaviour::Runs(if ends { Reaction::Ends(server.exit) } else { Reaction::None }));
        }
        if name == "java" {
            // The virtual machine runs its shutdown hooks and ends as a process that died of the signal.
            let ends = signal.filter(|signal| [HUP, INT, TERM].contains(signal));
            return Some(Behaviour::Runs(ends.map_or(Reaction::None, |signal| Reaction::Ends(128 + signal))));
        }
        if let Some((_, flags)) = INTERPRETERS.iter().find(|(known, _)| is_version_of(name, known)) {
            return self.interpreter(argv, flags, signal);
        }
        WAITERS.contains(&name).then_some(Behaviour::Runs(Reaction::None))
    }
}

impl KnownPrograms<'_> {
    /// What the start scripts of the official images (`docker-entrypoint.sh` and its kin, whose text is not held) become:
    /// their arguments, behind the image's own program where the first is a flag, or for node no command.
    fn start_script(&self, name: &str, argv: &[String]) -> Option<Vec<String>> {
        let rest = argv.get(1..).filter(|rest| !rest.is_empty())?;
        if !(name.ends_with("entrypoint.sh") || name.ends_with("-entrypoint")) {
            return None;
        }
        let has = |program: &str| self.fs.follow(&format!("/usr/local/bin/{program}")).is_some();
        let first = rest.first()?;
        let is_file = first.contains('.') && self.fs.follow(&absolute(self.cwd, first)).is_some();
        let own = match name {
            "docker-entrypoint.sh" if has("node") && (first.starts_with('-') || is_file) => Some("node"),
            "docker-php-entrypoint" if first.starts_with('-') => Some("php"),
            _ => None,
        };
        Some(own.into_iter().map(str::to_owned).chain(rest.iter().cloned()).collect())
    }

    /// An init passes the signal on; its program is not process 1, so it dies of what it does not handle.
    fn init(&self, argv: &[String], signal: Option<u8>) -> Behaviour {
        let rest = argv.get(1..).unwrap_or_default();
        let start = match rest.iter().position(|word| word == "--") {
            Some(dashes) => dashes + 1,
            None => rest.iter().position(|word| !word.starts_with('-')).unwrap_or(rest.len()),
        };
        let inner = rest.get(start..).unwrap_or_default();
        let reaction = match (self.behaviour(inner, None, signal), signal) {
            (Some(Behaviour::Runs(Reaction::Ends(code))), _) => Reaction::Ends(code),
            (_, Some(signal)) if Signal(signal).ends_by_default() => Reaction::Ends(128 + signal),
            _ => Reaction::None,
        };
        Behaviour::Runs(reaction)
    }

    /// A program of an interpreter handles a signal when its text names it.
    fn interpreter(&self, argv: &[String], flags: &[&str], signal: Option<u8>) -> Option<Behaviour> {
        let rest = argv.get(1..).unwrap_or_default();
        if rest.is_empty() {
            // It reads its program from standard input, which is empty.
            return Some(Behaviour::Ends { stdout: String::new(), exit: 0 });
        }
        if let Some(place) = rest.iter().position(|word| flags.contains(&word.as_str())) {
            return self.module(rest.get(place..).unwrap_or_default(), signal);
        }
        let script = rest.iter().find(|word| !word.starts_with('-'))?;
        let Some(signal) = signal else { return Some(Behaviour::Runs(Reaction::None)) };
        let path = absolute(self.cwd, script);
        let text = self.fs.follow(&path).and_then(|node| node.as_file()?.content.as_text());
        let reaction = match text {
            Some(text) if text.contains(&Signal(signal).to_string()) => Reaction::Ends(0),
            Some(_) => Reaction::None,
            None => Reaction::Unknown,
        };
        Some(Behaviour::Runs(reaction))
    }

    /// `python -m gunicorn …` is gunicorn; what is given as text runs and ends, nobody knows when.
    fn module(&self, words: &[String], signal: Option<u8>) -> Option<Behaviour> {
        match words {
            [flag, module @ ..] if flag == "-m" && !module.is_empty() => {
                self.behaviour(module, None, signal).or(Some(Behaviour::Runs(Reaction::None)))
            }
            _ => None,
        }
    }
}

/// `python3.12` is `python3`.
fn is_version_of(name: &str, known: &str) -> bool {
    name.strip_prefix(known).is_some_and(|rest| {
        rest.is_empty() || rest.starts_with('.') || rest.chars().all(|c| c.is_ascii_digit())
    })
}
