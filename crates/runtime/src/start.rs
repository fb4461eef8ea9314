use drydock_plan::Config;
use serde::Serialize;

use crate::accounts::{Accounts, User};
use crate::environment::{CONTAINER_ID, environment};
use crate::executable::{ExecError, Program, resolve};
use crate::image::{ImageFiles, Known};
use crate::ports::{Port, ports};
use crate::{Engine, RunRequest, Signal, Word, command};

/// Why `docker run` did not start the process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// What is printed, in the engine's words.
    pub text: String,
    /// Exit code of `docker run`.
    pub exit: i32,
}

/// What an engine makes of an image and the words of `docker run` before the process runs.
#[derive(Clone, Debug)]
pub struct Start {
    /// The engine.
    pub engine: Engine,
    /// The command; empty when the container was not even created.
    pub argv: Vec<Word>,
    /// What the kernel runs, when it gets that far.
    pub(crate) program: Option<Program>,
    /// Environment, in order.
    pub env: Vec<(String, String)>,
    /// Working directory.
    pub workdir: String,
    /// Who the process is.
    pub user: User,
    /// Ports.
    pub ports: Vec<Port>,
    /// What `docker stop` sends.
    pub stop_signal: Signal,
    /// How long `docker stop` waits, in seconds.
    pub stop_timeout: i64,
    /// Set when the process does not start.
    pub failure: Option<Failure>,
    /// Why its program cannot be run, in runc's words, where that is the failure.
    pub(crate) exec_error: Option<String>,
}

/// Seconds that `docker stop` and `podman stop` wait by default.
const STOP_TIMEOUT: i64 = 10;

impl Start {
    /// Works it out, as far as it goes.
    pub fn new(config: &Config, request: &RunRequest, files: &ImageFiles, engine: Engine) -> Self {
        let stop_signal = request.stop_signal.as_deref().unwrap_or(&config.stop_signal);
        let mut start = Start {
            engine,
            argv: Vec::new(),
            program: None,
            env: Vec::new(),
            workdir: workdir(config, request),
            user: User::default(),
            ports: Vec::new(),
            stop_signal: Signal::parse(stop_signal).unwrap_or(Signal::TERM),
            stop_timeout: request.stop_timeout.unwrap_or(STOP_TIMEOUT),
            failure: None,
            exec_error: None,
        };
        start.failure =
            start.create(config, request).and_then(|()| start.begin(config, request, files)).err();
        start
    }

    /// What the engine checks when it creates the container.
    fn create(&mut self, config: &Config, request: &RunRequest) -> Result<(), Failure> {
        let docker = self.engine == Engine::Docker;
        self.ports = ports(config, request).map_err(|error| self.usage(&error))?;
        if docker && !self.workdir.starts_with('/') {
            let workdir = &self.workdir;
            return Err(self.refused(&format!(
                "the working directory '{workdir}' is invalid, it needs to be an absolute path"
            )));
        }
        if let Some(name) = request.stop_signal.as_deref().filter(|name| Signal::parse(name).is_none()) {
            return Err(self.refused(&format!("invalid signal: {name}")));
        }
        let argv = command(config, request, self.engine);
        if argv.is_empty() {
            return Err(self.refused(match docker {
                true => "No command specified",
                false => "no command or entrypoint provided, and no CMD or ENTRYPOINT from image",
            }));
        }
        self.argv = argv;
        Ok(())
    }

    /// What it finds when it starts it.
    fn begin(&mut self, config: &Config, request: &RunRequest, files: &ImageFiles) -> Result<(), Failure> {
        let spec = request.user.as_deref().unwrap_or(&config.user);
        let accounts = Accounts::of(files);
        self.user =
            accounts.look_up(spec, &request.group_add, self.engine).map_err(|error| self.failed(&error))?;
        self.enter_workdir(request, files)?;
        self.env = environment(config, request, &self.user.home, self.engine);
        let argv: Vec<String> = self.argv.iter().map(|word| word.text.clone()).collect();
        let path = self.env.iter().find(|(name, _)| name == "PATH").map_or("", |(_, path)| path);
        let program = resolve(&argv, path, &self.workdir, (files, &self.user));
        match program {
            Ok(program) => self.program = Some(program),
            Err(error) => {
                self.exec_error = Some(error.text().to_owned());
                return Err(self.exec_failure(error, request.init));
            }
        }
        Ok(())
    }

    /// Docker makes a missing working directory; Podman only that of the image.
    fn enter_workdir(&self, request: &RunRequest, files: &ImageFiles) -> Result<(), Failure> {
        let path = &self.workdir;
        match (files.look(path), self.engine) {
            (Known::Found(_, node), Engine::Docker) if !node.is_dir() => {
                Err(self.refused(&format!("Cannot mkdir: {path} is not a directory")))
            }
            (Known::Found(_, node), _) if node.is_dir() => Ok(()),
            (Known::Unknown, _) => Ok(()),
            (_, Engine::Docker) => Ok(()),
            (_, Engine::Podman) if request.workdir.is_none() => Ok(()),
            (Known::Found(..), Engine::Podman) => Err(self.failed(&format!(
                "workdir \"{path}\" exists on container {CONTAINER_ID}, but is not a directory"
            ))),
            (_, Engine::Podman) => {
                Err(self.failed(&format!("workdir \"{path}\" does not exist on container {CONTAINER_ID}")))
            }
        }
    }

    fn exec_failure(&self, error: ExecError, init: bool) -> Failure {
        if init && let ExecError::NotFound(text) | ExecError::Denied(text) = &error {
            return self.init_failure(text, matches!(error, ExecError::Denied(_)));
        }
        let (text, exit) = match error {
            ExecError::Kernel(text) => return Failure { text, exit: 1 },
            ExecError::NotFound(text) => (text, 127),
            ExecError::Denied(text) => (text, 126),
            ExecError::Refused(text) => (text, 125),
        };
        let runc = format!("runc create failed: unable to start container process: {text}");
        match self.engine {
            Engine::Docker => {
                let frame = "failed to create shim task: OCI runtime create failed";
                let mount = match text.ends_with("not a directory") {
                    true => {
                        ": Are you trying to mount a directory onto a file (or vice-versa)? Check if the specified \
                         host path exists and is the expected type"
                    }
                    false => "",
                };
                Failure { exit, ..self.refused(&format!("{frame}: {runc}: unknown{mount}")) }
            }
            Engine::Podman => {
                let kind = match exit {
                    125 => {
                        return Failure {
                            text: format!("Error: OCI runtime error: runc: {runc}"),
                            exit: 126,
                        };
                    }
                    126 => "OCI permission denied",
                    _ => "OCI runtime attempted to invoke a command that was not found",
                };
                Failure { text: format!("Error: runc: {runc}: {kind}"), exit }
            }
        }
    }

    /// With `--init` it is the little init (tini) that does not find the program.
    fn init_failure(&self, text: &str, denied: bool) -> Failure {
        let name = text.split('"').nth(1).unwrap_or_default();
        let (reason, exit) =
            if denied { ("Permission denied", 126) } else { ("No such file or directory", 127) };
        Failure { text: format!("[FATAL tini (7)] exec {name} failed: {reason}"), exit }
    }

    /// An error of the engine.
    fn refused(&self, error: &str) -> Failure {
        let text = match self.engine {
            Engine::Docker => {
                format!(
                    "docker: Error response from daemon: {error}\n\nRun 'docker run --help' for more information"
                )
            }
            Engine::Podman => format!("Error: {error}"),
        };
        Failure { text, exit: 125 }
    }

    /// An error while the container is set up: Podman counts it as one of the runtime.
    fn failed(&self, error: &str) -> Failure {
        let exit = if self.engine == Engine::Podman { 126 } else { 125 };
        Failure { exit, ..self.refused(error) }
    }

    /// An error of the command line.
    fn usage(&self, error: &str) -> Failure {
        let text = match self.engine {
            Engine::Docker => format!("docker: {error}\n\nRun 'docker run --help' for more information"),
            Engine::Podman => format!("Error: {error}"),
        };
        Failure { text, exit: 125 }
    }
}

/// `-w`, or WORKDIR, or the root.
fn workdir(config: &Config, request: &RunRequest) -> String {
    let path = request.workdir.as_deref().filter(|path| !path.is_empty()).unwrap_or(&config.working_dir);
    match path {
        "" => "/".into(),
        path if path.starts_with('/') => drydock_builder::clean(path),
        path => path.into(),
    }
}
