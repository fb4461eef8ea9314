//! English: every text of the page that a person sees or hears, by view. A sentence with a value in it is a function, so
//! that another language can put the value in another place and has its own plurals. Pieces of a sentence with a link
//! between them keep their spaces. What the evaluator says (findings, reasons, what happens in a step) is not here: it is
//! written beside the rule or the instruction that it is about.
//!
//! A few texts stand elsewhere, since they show before this program is there or without it: `web/index.html` (the frame
//! while it loads), `static/editor/src` (menus of the editor), `static/site` (offline and one-file pages) and
//! `static/element` (the element that other pages load).

/// How many of something.
pub mod counts {
    fn count(number: usize, one: &str, many: &str) -> String {
        format!("{number} {}", if number == 1 { one } else { many })
    }

    pub fn stages(number: usize) -> String {
        count(number, "stage", "stages")
    }

    pub fn instructions(number: usize) -> String {
        count(number, "instruction", "instructions")
    }

    pub fn files(number: usize) -> String {
        count(number, "file", "files")
    }

    pub fn errors(number: usize) -> String {
        count(number, "error", "errors")
    }

    pub fn findings(number: usize) -> String {
        count(number, "finding", "findings")
    }

    pub fn fixes(number: usize) -> String {
        count(number, "fix", "fixes")
    }

    pub fn rules(number: usize) -> String {
        count(number, "rule", "rules")
    }
}

/// Words of many views.
pub mod common {
    pub const DRYDOCK: &str = "Drydock";
    pub const BUILD: &str = "Build";
    pub const RESET: &str = "Reset";
    pub const HELP: &str = "Help";

    pub fn line(line: u32) -> String {
        format!("line {line}")
    }
}

/// What several views show: verdicts, severities, notices.
pub mod parts {
    pub const CACHED: &str = "cached";
    pub const RUNS: &str = "runs";
    pub const SKIPPED: &str = "skipped: the target does not need it";
    pub const FAILS: &str = "fails";
    pub const CANCELED: &str = "not reached: another step fails";
    pub const ERROR: &str = "error";
    pub const WARNING: &str = "warning";
    pub const INFO: &str = "info";
    pub const HINT: &str = "hint";
    pub const DISMISS: &str = "Dismiss";

    pub fn bounds(bounds: &str) -> String {
        format!(" ({bounds})")
    }

    pub fn severity(word: &str) -> String {
        format!("{word}: ")
    }
}

/// Sizes and times.
pub mod figures {
    pub const UNKNOWN: &str = "unknown";
    pub const AND: &str = " and ";
    pub const SAVES: &str = "saves";
    pub const COSTS: &str = "costs";

    pub fn at_least(figure: &str) -> String {
        format!("at least {figure}")
    }

    pub fn range(low: &str, high: &str) -> String {
        format!("{low} to {high}")
    }

    pub fn minutes(minutes: u64, seconds: u64) -> String {
        if seconds == 0 { format!("{minutes} min") } else { format!("{minutes} min {seconds} s") }
    }

    pub fn hours(hours: u64, minutes: u64) -> String {
        format!("{hours} h {minutes} min")
    }

    /// A word of these, and what it is about: `saves about 38 MB and 12 s`.
    pub fn about(word: &str, figures: &[&str]) -> String {
        format!("{word} about {}", figures.join(AND))
    }
}

/// The edge between editor and panels.
pub mod split {
    pub const WIDTH: &str = "Width of the panels";
}

/// What is left when the program itself fails.
pub mod crash {
    pub const TITLE: &str = "Drydock stopped";
    pub const WHAT: &str =
        "This is a mistake of ours. Your Dockerfile is below; copy it if you like, then load the page again.";
    pub const DOCKERFILE: &str = "Your Dockerfile";
    pub const AGAIN: &str = "Load the page again";
    pub const FRESH: &str = "Start with an example";
}

/// The line below the editor.
pub mod status {
    pub const LEAVE: &str = "Press Escape, then Tab to leave the editor.";

    pub fn took(milliseconds: f64) -> String {
        format!("evaluated in {milliseconds:.1} ms")
    }
}

/// The build context.
pub mod context {
    use super::counts;

    pub const TITLE: &str = "Build context";
    pub const FILES: &str = "Files of the build context";
    pub const ADD_FILE: &str = "Add file";
    pub const CHANGED: &str = "changed since the last build";
    pub const COMMA_CHANGED: &str = ", changed since the last build";
    pub const EXECUTABLE: &str = "Executable or not (x)";
    pub const RENAME_KEY: &str = "Rename (F2)";
    pub const DELETE_KEY: &str = "Delete (Del)";
    pub const IGNORED: &str = "ignored";
    pub const OPEN_FOLDER: &str = "Open folder";
    pub const OPEN_FOLDER_ABOUT: &str = "Or drop one here. Nothing leaves this browser.";
    pub const FOLDER: &str = "Folder";
    pub const OPENING: &str = "Opening the folder…";
    pub const READING: &str = "Reading the folder";
    pub const STOP: &str = "Stop";
    pub const FINDING_FILES: &str = "Finding";
    pub const LISTING_FILES: &str = "Listing";
    pub const READING_FILES: &str = "Reading";
    pub const MEMORY: &str = "Memory";
    pub const UNKNOWN: &str = "unknown";
    pub const PATH: &str = "Path of the file";
    pub const PATH_LIKE: &str = "src/app.py";
    pub const ADD: &str = "Add";
    pub const RENAME: &str = "Rename";
    pub const NO_NAME: &str = "A file needs a name";
    pub const OUTSIDE: &str = "This is no path inside the context";
    pub const TAKEN: &str = "This path is taken";
    pub const WEIGHS: &str = "What weighs";
    pub const FOLDERS_ENTER: &str = "Folders that enter the build";
    pub const FILES_ENTER: &str = "Files that enter the build";
    pub const WHAT: &str = "What ";
    pub const LEAVES_OUT: &str = " leaves out";
    pub const PATTERNS: &str = "What each pattern leaves out";
    pub const NO_IGNORE_FILE: &str = "There is no .dockerignore: everything enters.";
    pub const EXCEPTION: &str = "exception";
    pub const NOTHING: &str = "nothing";

    pub fn make_executable(path: &str) -> String {
        format!("Make {path} executable")
    }

    pub fn rename(path: &str) -> String {
        format!("Rename {path}")
    }

    pub fn delete(path: &str) -> String {
        format!("Delete {path}")
    }

    pub fn show_more(next: usize, all: usize) -> String {
        format!("Show {next} more of {all}")
    }

    /// Which line of the ignore file decides about a path.
    pub fn decided(kept: bool, line: u32, pattern: &str) -> String {
        let does = if kept { "kept" } else { "left out" };
        format!("{does} by line {line} of the ignore file: {pattern}")
    }

    pub fn ignored_by(line: u32) -> String {
        format!("ignored · {line}")
    }

    pub fn part(entering: &str, all: &str) -> String {
        format!("{entering} of {all}")
    }

    pub fn unreadable(path: &str) -> String {
        format!("{path} cannot be read any more: open the folder again.")
    }

    pub fn refused(path: &str, more: usize) -> String {
        match more {
            0 => format!("{path} cannot be in a context."),
            more => format!("{path} and {more} more cannot be in a context."),
        }
    }

    /// How far reading a folder is; `total` is 0 while nobody knows.
    pub fn progress(doing: &str, done: usize, total: usize) -> String {
        match (doing, total) {
            ("", _) => OPENING.to_owned(),
            (doing, 0) => format!("{doing} files: {done}"),
            (doing, total) => format!("{doing} files: {done} of {}", counts::files(total)),
        }
    }

    /// `script` only where the browser tells.
    pub fn memory(page: &str, evaluator: &str, script: Option<&str>) -> String {
        let script = script.map(|script| format!(", JavaScript {script}")).unwrap_or_default();
        format!("Memory: page {page}, evaluator {evaluator}{script}")
    }

    pub fn unread(unread: usize, files: usize) -> String {
        format!(
            "{unread} of {files} files are here by size and time alone; they are read when you open them."
        )
    }

    pub fn files_and_bytes(files: usize, bytes: &str) -> String {
        format!("{}, {bytes}", counts::files(files))
    }
}

/// Options: how it is built.
pub mod options {
    pub const TITLE: &str = "Options";
    pub const BUILD_ARGUMENTS: &str = "Build arguments";
    pub const PLATFORM: &str = "Platform";
    pub const DEFAULT_PLATFORM: &str = "linux/amd64 (default)";
    pub const DOCKERFILE: &str = "Dockerfile";
    pub const FORMAT: &str = "Format it";
    pub const FILES: &str = "Files";
    pub const CACHE: &str = "Cache";
    pub const NO_CACHE: &str = "Build without it (--no-cache)";
    pub const PRUNE: &str = "Prune the build cache";
    pub const CACHE_HOLDS: &str = "It holds the results of your builds on this page, also after a reload.";
    pub const CACHE_EMPTY: &str = "It is empty: the next build runs every step.";
    pub const PULL: &str = "Ask the registry for newer base images (--pull)";
    pub const PULL_ABOUT: &str = "Here each tag always means the same image, so no step runs because of it.";
    pub const NAME: &str = "Name";
    pub const NAME_LIKE: &str = "NAME";
    pub const VALUE: &str = "Value";
    pub const VALUE_LIKE: &str = "value";
    pub const REMOVE: &str = "Remove";

    pub fn title(set: usize) -> String {
        format!("Options ({set})")
    }

    pub fn no_cache_of(stage: &str) -> String {
        format!("Build {stage} without it (--no-cache-filter)")
    }
}

/// Zip archives of the project.
pub mod archive {
    pub const SAVE: &str = "Download as zip";
    pub const OPEN: &str = "Open a zip";
    pub const FIELD: &str = "Zip archive";
    pub const REFUSED: &str = "This browser did not take the download.";
    pub const SAVED: &str = "The archive holds the Dockerfile, the context and the commands";
    pub const UNREADABLE: &str = "This file cannot be read.";
    pub const NOT_YET: &str = "Not yet: the first evaluation is not done";

    pub fn left_out(files: usize, first: &str) -> String {
        match files {
            1 => format!("One file is not in the archive, for its bytes are not held here: {first}."),
            _ => format!(
                "{files} files are not in the archive, for their bytes are not held here: {first} and so on."
            ),
        }
    }
}

/// The menu of what explains.
pub mod learn {
    pub const TITLE: &str = "Learn";
    pub const MISCONCEPTIONS: &str = "Misconceptions…";
    pub const MISCONCEPTIONS_ABOUT: &str = "What many believe, and what happens: see it";
    pub const RULES: &str = "Rules…";
    pub const RULES_ABOUT: &str = "What the findings mean, with examples to change";
    pub const HELP: &str = "Help and keys…";
    pub const HELP_ABOUT: &str = "How to go about this page";
}

/// The bar at the top.
pub mod header {
    pub const BUILD_ABOUT: &str = "Runs the simulated build and stores its cache (Ctrl or Cmd with Enter)";
    pub const BUILD_KEYS: &str = "Ctrl ↵";
    pub const HELP_KEYS: &str = "Help and keys (?)";
    pub const TARGET: &str = "Target";
    pub const LAST_STAGE: &str = "last stage";
    pub const AS_SYSTEM: &str = "as the system";
    pub const LIGHT: &str = "light";
    pub const DARK: &str = "dark";

    pub fn last(stage: &str) -> String {
        format!("{stage} (last)")
    }

    pub fn unknown(stage: &str) -> String {
        format!("{stage} (unknown)")
    }

    pub fn colours(word: &str) -> String {
        format!("Colours: {word}")
    }
}

/// Docker and Podman beside one another.
pub mod engines {
    pub const SWITCH: &str = "Engine";
    pub const DOCKER: &str = "Docker";
    pub const PODMAN: &str = "Podman";
    pub const ABOUT: &str = "Only what Docker and Podman do differently with this project; the other panels show Docker's way. Observed with BuildKit and Podman 4.3.";
    pub const DIFFERS: &str = "What differs";
}

/// What a command prints.
pub mod printed {
    pub fn title(command: &str) -> String {
        format!("As {command} prints it")
    }
}

/// Findings and their fixes.
pub mod problems {
    use super::counts;

    pub const ALL_RULES: &str = "All rules";
    pub const NOTHING: &str = "Nothing to look at yet.";
    pub const NONE: &str = "No findings in this Dockerfile.";
    pub const SAFE_FIX: &str = "Make the safe fix";
    pub const SAFE: &str = "They change nothing of what the build makes but for the better";
    pub const ABOUT_RULE: &str = "What this rule says";
    pub const UNSAFE: &str = "may change what the build makes";

    pub fn safe_fixes(count: usize) -> String {
        match count {
            1 => SAFE_FIX.to_owned(),
            many => format!("Make all {many} safe fixes"),
        }
    }

    /// What fixes did: `saves` as [`figures::about`](super::figures::about) words it, or empty.
    pub fn made(fixes: usize, saves: &str, gone: usize) -> String {
        let gained = if saves.is_empty() { String::new() } else { format!(" This {saves}.") };
        let gone = if gone == 0 { String::new() } else { format!(" {} less.", counts::findings(gone)) };
        format!("{} made.{gained}{gone}", counts::fixes(fixes))
    }
}

/// The build step by step.
pub mod stepper {
    pub const TITLE: &str = "Step through the build";
    pub const NONE: &str = "No step of the target can be told.";
    pub const FIRST: &str = "First";
    pub const FIRST_STEP: &str = "First step";
    pub const BACK: &str = "◂ Back";
    pub const PAUSE: &str = "Pause";
    pub const PLAY: &str = "Play";
    pub const NEXT: &str = "Next ▸";
    pub const LAST: &str = "Last";
    pub const LAST_STEP: &str = "Last step";

    pub fn at(scene: usize, scenes: usize) -> String {
        format!("{scene} of {scenes}")
    }
}

/// When each step runs.
pub mod timeline {
    pub const TITLE: &str = "When each step runs";
    pub const ABOUT: &str = "Steps that do not wait for one another run at the same time. The build is done sooner only when one of the marked ones is.";
    pub const LONGEST: &str = "on the longest chain";
    pub const SPACE_LONGEST: &str = " on the longest chain";
}

/// What lies over the page.
pub mod sheet {
    pub const RULES: &str = "Rules";
    pub const STATE: &str = "State size or time";
    pub const DESCRIBE: &str = "Describe a base image";
    pub const MISCONCEPTIONS: &str = "Misconceptions";
    pub const HELP: &str = "Help";
    pub const CLOSE: &str = "Close";
    pub const CLOSE_KEY: &str = "Esc";
}

/// The list of misconceptions.
pub mod gallery {
    pub const ABOUT: &str = "What many believe of Dockerfiles, and what the engine does. Choose one and see it happen; what you work on is kept.";
    pub const SEARCH: &str = "Search the misconceptions";
    pub const NONE: &str = "None has these words.";
}

/// The list of rules and the page of a rule.
pub mod rules {
    use super::counts;

    pub const RULES: &str = "Rules";
    pub const FILTER: &str = "Filter the rules";
    pub const NONE: &str = "No rule has these words.";
    pub const ABOUT: &str = "Each has a page: what it finds and why, a Dockerfile in which it finds something, and one that does the same in the right way. Both can be changed there.";
    pub const BUILDKIT: &str = "BuildKit: docker build --check";
    pub const DRYDOCK: &str = "Drydock: what the lesson teaches";
    pub const SHELLCHECK: &str = "Shell, with ShellCheck's codes";
    pub const READING: &str = "Reading…";
    pub const ALL: &str = "‹ All rules";
    pub const OFF: &str = " · off unless a Dockerfile asks for it";
    pub const BAD: &str = "Bad";
    pub const GOOD: &str = "Good";
    pub const FIX: &str = "Fix";
    pub const ITS_FIX: &str = "Its fix: ";
    pub const SAFE: &str = "Safe: it changes nothing of what the build makes but for the better.";
    pub const UNSAFE: &str = "It may change what the build makes, so look at it first.";
    pub const ADDS: &str = "Adds ";
    pub const TO: &str = " to ";
    pub const FILES: &str = "Files beside both";
    pub const LEAVE: &str = "To leave it be";
    pub const IN_ONE_PLACE: &str = "In one place: the line above the instruction is";
    pub const SAME_LINE: &str = "At the very top of the file the same line holds for all of it.";
    pub const IN_FILE: &str = "In the whole file: its first line is";
    pub const SAME_AS: &str = "The same is said by ";
    pub const ONE_SHOWS: &str = "; only one of them shows at a place.";
    pub const MORE: &str = "More on the web";
    pub const LINK: &str = "Link to this page";
    pub const OPEN: &str = "Open in the editor";

    pub fn count(rules: usize) -> String {
        format!("{} look at your Dockerfile at every keystroke.", counts::rules(rules))
    }

    pub fn unknown(code: &str) -> String {
        format!("There is no rule called {code}.")
    }

    /// `saves` as [`figures::about`](super::figures::about) words it.
    pub fn fix_saves(saves: &str) -> String {
        format!(" It {saves}.")
    }

    /// `name` is [`BAD`] or [`GOOD`].
    pub fn example(name: &str) -> String {
        format!("{name} example")
    }

    pub fn opened(name: &str, rule: &str) -> String {
        format!("This is the {} example of {rule}. What you worked on is kept", name.to_lowercase())
    }

    pub fn at_line(line: u32) -> String {
        format!(" · line {line} · ")
    }

    pub fn finds_nothing(rule: &str) -> String {
        format!(" {rule} finds nothing here.")
    }
}

/// A misconception beside the workspace.
pub mod guide {
    pub const MISCONCEPTION: &str = "Misconception";
    pub const BELIEVE: &str = "Many believe";
    pub const TRUTH: &str = "In truth";
    pub const ALL: &str = "All";
    pub const NEXT: &str = "Next";
    pub const STAY: &str = "Stay here";
    pub const STAY_ABOUT: &str = "Closes this, and stays with its project";
    pub const BACK: &str = "Back to my work";
    pub const BACK_ABOUT: &str = "Closes this, and opens what you worked on before";
    pub const STEPS: &str = "Steps";
    pub const BUILD: &str = "Build it";
    pub const AGAIN: &str = "From the start";
    pub const SEEN: &str = "seen";
    pub const NOT_SEEN: &str = "not seen yet";
    pub const BACK_TO_IT: &str = "Back to it";
    pub const CHANGED: &str = "Changed";
    pub const NOT_FIXED: &str = "The text changed meanwhile; nothing was fixed";
    pub const UNDO: &str = "Undo";

    pub fn unknown(name: &str) -> String {
        format!("There is no misconception named {name}.")
    }
}

/// The box behind "Share".
pub mod share {
    pub const TITLE: &str = "Share";
    pub const TOO_MUCH: &str =
        "This is too much for a link. Take the file: `docker build - < drydock.tar` builds it.";
    pub const DOWNLOAD: &str = "Download as a file";
    pub const COPIED: &str = "Copied";
    pub const NOT_ALLOWED: &str = "Not allowed here: press Ctrl or Cmd with C";
    pub const LINK: &str = "Link";
    pub const LONG: &str =
        "Some chats and mail programs cut links of more than 2,000: take a shorter form, or the file.";
    pub const COPY_LINK: &str = "Copy link";
    pub const COPY_MARKDOWN: &str = "Copy Markdown";
    pub const COPY_HTML: &str = "Copy HTML";
    pub const FORMS: &str = "What the link holds";
    pub const REFUSED: &str = "The browser does not let this page download a file";
    pub const AS_CHANGES: &str = "Everything, as changes to the example";
    pub const EVERYTHING: &str = "Everything";
    pub const BARE: &str = "The Dockerfile without files";
    pub const READABLE: &str = "Everything, readable";
    pub const DOCKERFILE: &str = "Dockerfile";
    pub const FRAME: &str = "Dockerfile playground";

    pub fn characters(count: &str) -> String {
        format!("{count} characters. ")
    }

    pub fn in_drydock(title: &str) -> String {
        format!("{title} in Drydock")
    }
}

/// What lies elsewhere.
pub mod elsewhere {
    pub const TRY_AGAIN: &str = "Try again";
    pub const GITHUB: &str = "GitHub";
    pub const ITS_HOST: &str = "its host";
    pub const READ: &str = "Read it";
    pub const BROKE_OFF: &str = "The connection broke off; try again.";
    pub const TOO_LARGE: &str = "This file is too large for a Dockerfile.";
    pub const NOT_UNDERSTOOD: &str = "The host's answer is not understood.";
    pub const BROKEN_ADDRESS: &str = "The address in this link is broken";
    pub const NO_PAGE: &str = "there is no page";
    pub const PARTIAL: &str = " The host lists only a part of this large repository.";

    pub fn offer(place: &str, host: &str) -> String {
        format!("This link opens {place}. To read it, your browser asks {host}; nothing was asked yet.")
    }

    /// `files` of which only the size is known; `note` is a sentence with a space before it, or empty.
    pub fn opened(place: &str, files: usize, note: &str) -> String {
        match files {
            0 => format!("This is {place}.{note}"),
            1 => format!("This is {place}. Of its one file the size is known, not the content.{note}"),
            files => {
                format!("This is {place}. Of its {files} files the sizes are known, not the content.{note}")
            }
        }
    }

    pub fn at(reference: &str) -> String {
        format!(" at {reference}")
    }

    pub fn no_repository(text: &str) -> String {
        format!("{text}: a repository is written owner/name@branch/path")
    }

    pub fn not_secure(address: &str) -> String {
        format!("{address}: only addresses that begin with https:// can be read")
    }

    pub fn not_understood(what: &str) -> String {
        format!("{what}: the host's answer is not understood")
    }

    pub fn no_answer(what: &str) -> String {
        format!(
            "{what} cannot be read: its host does not answer, or does not let other pages read it (CORS)."
        )
    }

    pub fn offline(what: &str) -> String {
        format!("{what} cannot be read: this browser is offline.")
    }

    /// `clock` is when the host answers again, where it says so.
    pub fn too_often(what: &str, clock: Option<&str>) -> String {
        let again = clock.map(|clock| format!(" It answers again at {clock}.")).unwrap_or_default();
        format!("{what} cannot be read now: its host lets an address ask only so often an hour.{again}")
    }

    pub fn refused(what: &str) -> String {
        format!("{what} cannot be read: its host refuses it. Only public ones can be opened.")
    }

    pub fn not_there(what: &str) -> String {
        format!("{what} is not there: no public repository, branch or file of that name.")
    }

    pub fn answers(what: &str, status: u16) -> String {
        format!("{what} cannot be read: its host answers with {status}.")
    }

    pub fn no_dockerfile(wanted: &str, others: &[&str]) -> String {
        match others {
            [] => format!("There is no {wanted}, and no other Dockerfile."),
            others => format!("There is no {wanted}. There are: {}.", others.join(", ")),
        }
    }

    pub fn left_out(count: usize) -> String {
        match count {
            1 => " One link or other repository in it is left out.".to_owned(),
            count => format!(" {count} links and other repositories in it are left out."),
        }
    }
}

/// The goals of an exercise in an embedded page.
pub mod goals {
    pub const GOALS: &str = "Goals";
    pub const MET: &str = "met";
    pub const OPEN: &str = "open";
    pub const UNKNOWN: &str = "unknown";
    pub const NOT_SEEN: &str = "not looked at yet";

    pub fn state(word: &str) -> String {
        format!(": {word}")
    }
}
