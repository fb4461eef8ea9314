//! How containers start, and what is said where they do not.

use std::rc::Rc;

use drydock_builder::{Content, FileSystem, Metadata, Node, Time};
use drydock_plan::{BaseImage, Config};
use drydock_runtime::{Engine, Form, ImageFiles, RunRequest, Start, matrix};

fn files() -> ImageFiles {
    let mut fs = FileSystem::new();
    let mut put = |path: &str, text: &str, mode: u32| {
        let content = Content::bytes(text.as_bytes().to_vec());
        fs.insert(path, Node::file(content, Metadata::new(mode, Time::Build))).expect("a file");
    };
    put("/etc/passwd", "root:x:0:0::/root:/bin/sh\napp:x:1000:1000::/home/app:/bin/sh\n", 0o644);
    put("/etc/group", "root:x:0:\napp:x:1000:\nstaff:x:50:app\n", 0o644);
    put("/bin/sh", "\x7fELF", 0o755);
    put("/usr/bin/tool", "\x7fELF", 0o755);
    put("/script", "#!/bin/sh -e\n", 0o755);
    put("/windows", "#!/bin/sh\r\n", 0o755);
    put("/plain", "echo hi\n", 0o755);
    put("/data", "", 0o644);
    ImageFiles { fs, base: None, more_commands: false }
}

fn config(entrypoint: &[&str], cmd: &[&str]) -> Config {
    let words = |words: &[&str]| (!words.is_empty()).then(|| words.iter().map(|w| (*w).to_owned()).collect());
    Config { entrypoint: words(entrypoint), cmd: words(cmd), ..Config::default() }
}

fn start(config: &Config, line: &str, engine: Engine) -> Start {
    Start::new(config, &RunRequest::parse(line).expect("a request"), &files(), engine)
}

fn argv(config: &Config, line: &str) -> Vec<String> {
    start(config, line, Engine::Docker).argv.into_iter().map(|word| word.text).collect()
}

#[test]
fn arguments_replace_cmd_and_the_flag_drops_it() {
    let image = config(&["tool", "e"], &["c"]);
    assert_eq!(argv(&image, ""), ["tool", "e", "c"]);
    assert_eq!(argv(&image, "app x y"), ["tool", "e", "x", "y"]);
    assert_eq!(argv(&image, "--entrypoint tool app"), ["tool"]);
    assert_eq!(argv(&image, "--entrypoint '' app tool"), ["tool"]);
    assert_eq!(argv(&image, "--entrypoint '' app"), [""; 0]);
}

#[test]
fn failures_are_the_engine_s_words() {
    let failure = |cmd: &[&str], line: &str, engine| {
        let failure = start(&config(&[], cmd), line, engine).failure.expect("a failure");
        (failure.exit, failure.text.lines().next().unwrap_or_default().to_owned())
    };
    let docker = |cmd: &[&str], line: &str| failure(cmd, line, Engine::Docker);
    let prefix = "docker: Error response from daemon: ";
    let runc = "failed to create shim task: OCI runtime create failed: runc create failed: unable to start container \
                process: exec: ";
    assert_eq!(docker(&[], ""), (125, format!("{prefix}No command specified")));
    assert_eq!(
        docker(&["nope"], ""),
        (127, format!("{prefix}{runc}\"nope\": executable file not found in $PATH: unknown"))
    );
    assert_eq!(docker(&["/data"], ""), (126, format!("{prefix}{runc}\"/data\": permission denied: unknown")));
    assert_eq!(docker(&["/etc"], "").0, 126);
    assert_eq!(docker(&["/plain"], ""), (1, "exec /plain: exec format error".into()));
    assert_eq!(docker(&["/windows"], ""), (1, "exec /windows: no such file or directory".into()));
    assert_eq!(
        docker(&["tool"], "-u ghost app"),
        (125, format!("{prefix}unable to find user ghost: no matching entries in passwd file"))
    );
    assert_eq!(docker(&["tool"], "-w rel app").0, 125);
    assert_eq!(failure(&["tool"], "-w /new app", Engine::Podman).0, 126);
    assert!(start(&config(&[], &["tool"]), "-w /new app", Engine::Docker).failure.is_none());
}

#[test]
fn users_groups_and_environment_follow_the_image() {
    let mut image = config(&[], &["tool"]);
    image.env = vec!["PATH=/usr/bin".into(), "A=1".into()];
    image.user = "app".into();
    let docker = start(&image, "-e B=2 -e A app", Engine::Docker);
    assert_eq!((docker.user.uid, docker.user.groups.as_slice()), (1000, &[50, 1000][..]));
    let names: Vec<&str> = docker.env.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["PATH", "HOSTNAME", "B", "HOME"]);
    assert_eq!(docker.env[0].1, "/usr/bin");
    assert_eq!(docker.env[3].1, "/home/app");
    let podman = start(&image, "-e A app", Engine::Podman);
    assert!(podman.env.contains(&("A".into(), "1".into())));
    assert_eq!(start(&image, "-u 1000:root app", Engine::Docker).user.gid, 0);
    assert_eq!(start(&image, "-u 4242 app", Engine::Docker).user.home, "/");
}

#[test]
fn nothing_is_claimed_of_files_that_are_not_known() {
    let unknown = ImageFiles::unknown();
    let image = config(&[], &["anything"]);
    let request = RunRequest::parse("-u ghost app").expect("a request");
    assert!(Start::new(&image, &request, &unknown, Engine::Docker).failure.is_none());
    let base = BaseImage { has_shell: Some(false), ..BaseImage::default() };
    let distroless = ImageFiles { base: Some(Rc::new(base)), more_commands: false, ..ImageFiles::unknown() };
    let image = config(&[], &["/bin/sh", "-c", "true"]);
    let failure = Start::new(&image, &RunRequest::default(), &distroless, Engine::Docker).failure;
    assert!(failure.expect("a failure").text.contains("stat /bin/sh: no such file or directory"));
}

#[test]
fn the_matrix_lights_the_image_s_cell() {
    let table = matrix(&config(&["node"], &["/bin/sh", "-c", "server.js --port 80"]));
    let here: Vec<_> = table.cells.iter().flatten().filter(|cell| cell.here).collect();
    assert_eq!(here.len(), 1);
    assert_eq!((here[0].entrypoint, here[0].cmd), (Form::Exec, Form::Shell));
    let texts = |row: usize, column: usize| -> Vec<&str> {
        table.cells[row][column].argv.iter().map(|word| word.text.as_str()).collect()
    };
    assert_eq!(texts(0, 0), [""; 0]);
    assert_eq!(texts(2, 2), ["node", "server.js", "--port", "80"]);
    assert_eq!(texts(2, 1), ["/bin/sh", "-c", "node", "server.js", "--port", "80"]);
}
