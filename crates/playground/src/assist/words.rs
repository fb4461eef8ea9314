//! What the words of a Dockerfile mean, in a sentence or two each.

/// A word and what it means.
type Entry = (&'static str, &'static str);

/// What `word` means in `table`; words are compared without regard to case.
pub(super) fn meaning(table: &[Entry], word: &str) -> Option<&'static str> {
    table.iter().find(|(known, _)| known.eq_ignore_ascii_case(word)).map(|(_, text)| *text)
}

/// The instructions, the most used first.
pub(super) const INSTRUCTIONS: &[Entry] = &[
    (
        "FROM",
        "Begins a stage on top of an image or of an earlier stage. What other stages made is not in it unless COPY --from or a mount brings it in; the last stage becomes the image.",
    ),
    (
        "RUN",
        "Runs a command while the image is built and keeps the files it changes as a layer. Nothing else stays: no process, no `cd`, no `export`.",
    ),
    (
        "COPY",
        "Copies files of the build context, of another stage or of an image into this stage. Its cache key is the content of the files, not their time.",
    ),
    (
        "WORKDIR",
        "Sets the directory for what follows and for the container, and makes it where it is missing. A relative path goes on from the last one.",
    ),
    (
        "ENV",
        "Sets variables for the steps that follow and for the container. A changed value is another cache key for every RUN after it.",
    ),
    (
        "ARG",
        "Declares a variable that `docker build --build-arg` can set. RUN sees it as a variable too, the container does not. Before the first FROM it is for FROM lines only.",
    ),
    (
        "CMD",
        "What the container runs when `docker run` names nothing else; behind an ENTRYPOINT in exec form it is its default arguments. The last CMD counts.",
    ),
    (
        "ENTRYPOINT",
        "What the container always runs. In exec form the words of CMD, or those behind `docker run IMAGE`, follow it; in shell form they are ignored.",
    ),
    ("EXPOSE", "Says which ports the program listens on. It opens nothing: `docker run -p` or `-P` does."),
    (
        "USER",
        "Sets the user for the RUNs that follow and for the container. COPY and ADD still make files of root unless --chown says otherwise.",
    ),
    ("ADD", "Like COPY, and it can also fetch a URL or a git repository and unpacks local tar archives."),
    (
        "LABEL",
        "Notes names and values in the image config, for tools and for people. It never makes a layer.",
    ),
    (
        "HEALTHCHECK",
        "Has Docker run a command in the container again and again, and call it healthy or unhealthy by the exit code. NONE switches off what the base image asks for.",
    ),
    (
        "VOLUME",
        "Gives each container storage of its own at these paths, unless `docker run -v` mounts something there.",
    ),
    ("STOPSIGNAL", "The signal that `docker stop` sends first, instead of SIGTERM."),
    (
        "SHELL",
        "Sets the program that RUN, CMD and ENTRYPOINT in shell form are given to, instead of `/bin/sh -c`.",
    ),
    (
        "ONBUILD",
        "Keeps an instruction for later: it runs right after the FROM of an image that is built on this one.",
    ),
    (
        "MAINTAINER",
        "Notes an author. It is deprecated: LABEL org.opencontainers.image.authors says the same.",
    ),
];

/// Flags, as `INSTRUCTION --flag`.
pub(super) const FLAGS: &[Entry] = &[
    ("FROM --platform", "Takes the image for this platform instead of the one that is built for."),
    (
        "COPY --from",
        "Takes the files from an earlier stage, by name or number, or from an image, instead of the build context. The cache compares the files, not how the stage made them.",
    ),
    (
        "COPY --chown",
        "Owner and group of what is copied, `user:group` by name or number. Without it everything belongs to root.",
    ),
    (
        "COPY --chmod",
        "Mode of what is copied, `755` or `u=rwX,go=rX`. Doing it here costs nothing; RUN chmod would copy each file into a layer of its own.",
    ),
    (
        "COPY --link",
        "Puts the files into a layer that does not stand on those below, so it stays cached when they change. Links at the destination are not followed.",
    ),
    ("COPY --exclude", "Leaves out files that match the pattern."),
    (
        "COPY --parents",
        "Keeps the directories of the source paths instead of taking the last component only; `/./` marks where to begin.",
    ),
    ("ADD --chown", "Owner and group of what is added. Without it everything belongs to root."),
    ("ADD --chmod", "Mode of what is added."),
    (
        "ADD --link",
        "Puts the files into a layer that does not stand on those below, so it stays cached when they change.",
    ),
    ("ADD --exclude", "Leaves out files that match the pattern."),
    ("ADD --keep-git-dir", "Keeps `.git` of a git repository."),
    (
        "ADD --checksum",
        "The build fails when what is fetched has another checksum: `sha256:…` for a URL, a commit for git.",
    ),
    ("ADD --unpack", "Unpacks an archive, also one from a URL; `false` copies it as it is."),
    (
        "RUN --mount",
        "Gives the command files that stay out of the layer: a cache, a secret, files of a stage or of the context.",
    ),
    ("RUN --network", "`none` runs it without network, `host` with that of the builder."),
    ("RUN --security", "`insecure` runs it with full privileges, where the builder allows that."),
    ("RUN --device", "Gives the command a device of the builder (CDI)."),
    ("HEALTHCHECK --interval", "Time between two checks; 30s without it."),
    ("HEALTHCHECK --timeout", "A check that takes longer has failed; 30s without it."),
    (
        "HEALTHCHECK --start-period",
        "Checks that fail within this time after the start do not count; 0s without it.",
    ),
    ("HEALTHCHECK --start-interval", "Time between two checks during the start period; 5s without it."),
    ("HEALTHCHECK --retries", "As many failures in a row make it unhealthy; 3 without it."),
];

/// Types of a mount.
pub(super) const MOUNTS: &[Entry] = &[
    (
        "cache",
        "A directory that outlives the build, for package managers and compilers. What is in it is never in the image, and it is not part of the cache key.",
    ),
    (
        "bind",
        "Files of the build context, of a stage or of an image, without copying them. Writes are dropped. Their content is part of the cache key.",
    ),
    (
        "secret",
        "A file or variable from `docker build --secret` that is there during this command only. Its content is not part of the cache key.",
    ),
    ("ssh", "The SSH agent of whoever builds (`docker build --ssh`), during this command only."),
    ("tmpfs", "Memory: what is written there is gone after the command."),
];

/// Options of a mount.
pub(super) const MOUNT_OPTIONS: &[Entry] = &[
    ("type", "What is mounted: bind (the default), cache, secret, ssh or tmpfs."),
    ("target", "Where it is mounted. `dst` and `destination` are the same."),
    ("source", "Path in what it is taken from; the root without it. `src` is the same."),
    ("from", "A stage or an image to take it from, instead of the build context."),
    ("id", "Name of the cache, the secret or the agent. Caches of one id are one, whoever mounts them."),
    (
        "sharing",
        "Who may use the cache at once: `shared` all, `locked` one after the other, `private` each its own.",
    ),
    ("readonly", "Writes fail."),
    ("readwrite", "Writes are allowed; of a bind mount they are dropped afterwards."),
    (
        "required",
        "The build fails when the secret or the agent is not given; without it the command runs and finds nothing.",
    ),
    ("env", "Gives the secret as this variable, instead of as a file."),
    ("size", "At most so many bytes."),
    ("mode", "Permission bits, in octal."),
    ("uid", "Owner, by number."),
    ("gid", "Group, by number."),
];

/// Other spellings of the options of a mount.
pub(super) const MOUNT_ALIASES: &[Entry] = &[
    ("dst", "target"),
    ("destination", "target"),
    ("src", "source"),
    ("ro", "readonly"),
    ("rw", "readwrite"),
];

/// Values of `sharing`.
pub(super) const SHARING: &[Entry] = &[
    ("shared", "Every step may use the cache at once; the default."),
    ("locked", "One step after the other, as apt and dpkg need it."),
    ("private", "A step that finds the cache in use gets another, empty one."),
];

/// Values of `--network`.
pub(super) const NETWORKS: &[Entry] = &[
    ("default", "The network of the builder's own bridge."),
    ("none", "No network: only the loopback interface."),
    ("host", "The network of the builder itself, where it allows that."),
];

/// Parser directives.
pub(super) const DIRECTIVES: &[Entry] = &[
    (
        "syntax",
        "A directive: the image that reads this Dockerfile. `docker/dockerfile:1` is the newest of version 1, whatever the age of the builder.",
    ),
    (
        "escape",
        "A directive: the character that joins lines and takes away the meaning of the next one, `\\` or a backtick (for Windows paths).",
    ),
    (
        "check",
        "A directive: which checks are skipped (`skip=…`), and whether one that fails fails the build (`error=true`).",
    ),
];

/// Arguments that exist without being declared in FROM lines, and in a stage once ARG names them.
pub(super) const PREDEFINED: &[Entry] = &[
    ("BUILDPLATFORM", "The platform of the builder."),
    ("BUILDOS", "The operating system of the builder."),
    ("BUILDARCH", "The processor of the builder."),
    ("BUILDVARIANT", "The variant of the builder's processor."),
    ("TARGETPLATFORM", "The platform that is built for."),
    ("TARGETOS", "The operating system that is built for."),
    ("TARGETARCH", "The processor that is built for."),
    ("TARGETVARIANT", "The variant of the processor that is built for."),
    ("TARGETSTAGE", "The stage that was asked for."),
];

/// Arguments that every RUN gets when they are given, without a declaration, and that are no part of its cache key.
pub(super) const PROXIES: &[&str] = &["HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY"];

/// Variables that programs look at.
pub(super) const VARIABLES: &[Entry] = &[
    ("PATH", "Where programs are looked for."),
    ("HOME", "The home directory of the user."),
    ("LANG", "Language and character set."),
    ("LC_ALL", "Language and character set, over all other settings of the kind."),
    ("TZ", "Time zone."),
    (
        "DEBIAN_FRONTEND",
        "`noninteractive` keeps apt from asking. Set it as ARG or for one command: the container has no use for it.",
    ),
    ("PYTHONUNBUFFERED", "Python prints at once, so that logs show what was written before a crash."),
    ("PYTHONDONTWRITEBYTECODE", "Python writes no `.pyc` files."),
    ("PIP_NO_CACHE_DIR", "pip keeps no downloads, which would stay in the layer."),
    ("PIP_DISABLE_PIP_VERSION_CHECK", "pip does not look for a newer pip."),
    ("VIRTUAL_ENV", "The Python environment that is active."),
    (
        "NODE_ENV",
        "`production` makes npm leave out development dependencies, and many libraries run without debugging aids.",
    ),
    ("NODE_OPTIONS", "Options that every node gets."),
    ("NPM_CONFIG_CACHE", "Where npm keeps its downloads."),
    ("GOPATH", "Where Go keeps modules and programs."),
    ("CGO_ENABLED", "`0` makes Go build static programs that need no C library."),
    ("GOOS", "The operating system that Go builds for."),
    ("GOARCH", "The processor that Go builds for."),
    ("GOFLAGS", "Options that every go command gets."),
    ("CARGO_HOME", "Where cargo keeps crates and programs."),
    ("RUSTFLAGS", "Options that every rustc gets."),
    ("JAVA_HOME", "Where Java is."),
    ("JAVA_OPTS", "Options that start scripts give to Java."),
    ("PORT", "The port to listen on, for programs that look at it."),
    (
        "SOURCE_DATE_EPOCH",
        "The time that files and the image are given, in seconds since 1970, so that the same build makes the same bytes.",
    ),
];

/// Operators of the shell.
pub(super) const OPERATORS: &[Entry] = &[
    ("&&", "The next command runs when this one succeeds (exit code 0)."),
    ("||", "The next command runs when this one fails."),
    (
        ";",
        "The next command runs whatever becomes of this one: a failure before the last `;` does not fail the step.",
    ),
    (
        "|",
        "The output of the command before goes to the command behind. The step fails when the last one does; failures before it go unseen without `pipefail`.",
    ),
    ("&", "The command goes on in the background. It is gone when the step ends: only files stay."),
    (">", "The output goes to a file, which is emptied first."),
    (">>", "The output goes to the end of a file."),
    ("<", "The input comes from a file."),
    ("2>", "Error messages go to a file."),
    ("2>&1", "Error messages go where the output goes."),
    (
        "&>",
        "Output and error messages go to a file; in `sh` it means something else: background, then an empty file.",
    ),
];

/// Signals that STOPSIGNAL is used with.
pub(super) const SIGNALS: &[Entry] = &[
    ("SIGTERM", "Asks to end; the default."),
    ("SIGINT", "What Ctrl+C sends."),
    ("SIGQUIT", "Asks nginx and php-fpm to finish what they are at, then to end."),
    ("SIGKILL", "Ends at once; no program can do anything about it."),
    ("SIGHUP", "Often read as: read the configuration again."),
    ("SIGUSR1", "Whatever the program makes of it."),
    ("SIGUSR2", "Whatever the program makes of it."),
    ("SIGWINCH", "Asks Apache httpd to finish what it is at, then to end."),
    ("SIGRTMIN+3", "Asks systemd to halt."),
];
