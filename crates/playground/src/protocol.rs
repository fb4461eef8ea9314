//! What the page and the evaluator say to each other. The two are modules of their own, often on threads of their own;
//! a message is one value of this file in bytes (postcard).

use drydock_builder::Waste;
use drydock_source::Edit;
use serde::de::Deserialize;
use serde::ser::Serialize;

use crate::assist::{Completions, Hover, StageName};
use crate::bundle::Packed;
use crate::describe::Described;
use crate::rules::{Checked, RuleLine, RuleText};
use crate::{
    Advice, Claims, ContextVerdict, ContextWeight, Evaluation, FixReport, FixesMade, Goal, MisconceptionLine,
    MisconceptionText, Patch, Rebuild, Scene, StateWord, Way,
};

/// One message to the evaluator: what changed, then one question about the project as it then stands.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Request {
    /// Comes back in the reply.
    pub id: u32,
    /// What changed, in order.
    pub updates: Vec<Update>,
    /// What is asked.
    pub question: Question,
}

/// A change of what the evaluator holds: a project, and a build cache. Both begin empty.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum Update {
    /// Changes the project.
    Project(Box<Patch>),
    /// Builds the project: the cache takes what that leaves.
    Build,
    /// Empties the cache.
    Prune,
}

/// What can be asked.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum Question {
    /// What the next build does; see [`Answer::Evaluation`].
    Evaluate,
    /// What `docker build --progress=plain` prints for the next build; see [`Answer::Text`].
    Progress,
    /// A Dockerfile, tidied; see [`Answer::Text`].
    Format(String),
    /// What a directory holds after a step; see [`Answer::Directory`].
    Directory {
        /// Index of the stage.
        stage: usize,
        /// Index in [`crate::Stage::steps`].
        step: usize,
        /// Absolute path.
        path: String,
    },
    /// What the final image carries without use; see [`Answer::Waste`].
    Waste,
    /// What `docker history` and `docker images` print for the image; see [`Answer::Text`].
    Printed,
    /// What becomes of these paths of the context; see [`Answer::ContextVerdicts`].
    ContextVerdicts(Vec<String>),
    /// What weighs in the context, at most so many of the largest; see [`Answer::ContextWeight`].
    ContextWeight(usize),
    /// Where Podman does otherwise; see [`Answer::Ways`].
    Ways,
    /// The build step by step; see [`Answer::Scenes`].
    Narrate,
    /// The project as a zip archive; see [`Answer::Packed`].
    Pack,
    /// The project that a zip archive holds; see [`Answer::Unpacked`].
    Unpack(Vec<u8>),
    /// What the token at a place of a Dockerfile means; see [`Answer::Hover`].
    Hover {
        /// The Dockerfile as it is typed.
        text: String,
        /// Byte offset in it.
        at: u32,
    },
    /// What could be written at a place of a Dockerfile; see [`Answer::Completions`].
    Complete {
        /// The Dockerfile as it is typed.
        text: String,
        /// Byte offset in it.
        at: u32,
        /// True when somebody asked for the choices.
        asked: bool,
    },
    /// Which stage's name stands at a place of a Dockerfile; see [`Answer::StageName`].
    StageName {
        /// The Dockerfile as it is typed.
        text: String,
        /// Byte offset in it.
        at: u32,
    },
    /// What gives the stage at a place of a Dockerfile another name; see [`Answer::Edits`].
    RenameStage {
        /// The Dockerfile as it is typed.
        text: String,
        /// Byte offset in it.
        at: u32,
        /// The new name.
        name: String,
    },
    /// What would make the image smaller; see [`Answer::Advice`].
    Advice,
    /// What the fixes of the findings would do; see [`Answer::FixReport`].
    FixReport,
    /// All safe fixes; see [`Answer::FixesMade`].
    MakeFixes,
    /// All rules; see [`Answer::Rules`].
    Rules,
    /// The page of the rule of that code; see [`Answer::Rule`].
    Rule(String),
    /// What is found in an example of a rule; see [`Answer::Checked`].
    Check {
        /// Code of the rule.
        code: String,
        /// The example, perhaps changed.
        dockerfile: String,
    },
    /// All misconceptions; see [`Answer::Misconceptions`].
    Misconceptions,
    /// The misconception of that name; see [`Answer::Misconception`].
    Misconception(String),
    /// What the misconception of that name says, put to the project; see [`Answer::Claims`].
    Claims(String),
    /// How the goals of an exercise stand; see [`Answer::Goals`].
    Goals(Vec<String>),
    /// The project beside the one that this makes of it: what a build of the project runs after a build of the other;
    /// see [`Answer::Rebuild`].
    Compare(Box<Patch>),
    /// The text of a Dockerfile in which this is stated about a step; see [`Answer::Stated`].
    State {
        /// The Dockerfile.
        text: String,
        /// Byte offset at which the instruction begins.
        step: u32,
        /// What is stated, and what is taken back.
        words: Vec<StateWord>,
    },
    /// What a text says about an image, as it is pasted; see [`Answer::Described`].
    Describe(String),
}

impl Question {
    /// True for what is asked about no project, so that it can be asked before one is known.
    pub fn is_general(&self) -> bool {
        matches!(
            self,
            Self::Format(_)
                | Self::Rules
                | Self::Rule(_)
                | Self::Check { .. }
                | Self::Misconceptions
                | Self::Misconception(_)
        )
    }
}

/// The answer to one [`Request`].
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct Reply {
    /// That of the request.
    pub id: u32,
    /// The answer.
    pub answer: Answer,
}

/// What is answered.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub enum Answer {
    /// To [`Question::Evaluate`].
    Evaluation(Box<Evaluation>),
    /// To [`Question::Progress`], [`Question::Printed`] and [`Question::Format`].
    Text(String),
    /// To [`Question::Directory`]: entries by name; `None` where the build does not get there, or no directory is.
    Directory(Option<Vec<DirectoryEntry>>),
    /// To [`Question::Waste`]; `None` where the build makes no image.
    Waste(Option<Waste>),
    /// To [`Question::ContextVerdicts`]: one for each path that is there. None where the ignore file cannot be used.
    ContextVerdicts(Vec<Option<ContextVerdict>>),
    /// To [`Question::ContextWeight`]; nothing where the ignore file cannot be used.
    ContextWeight(ContextWeight),
    /// To [`Question::Ways`].
    Ways(Vec<Way>),
    /// To [`Question::Narrate`], in the order of the file.
    Scenes(Vec<Scene>),
    /// To [`Question::Pack`].
    Packed(Packed),
    /// To [`Question::Unpack`]: what makes the project of an empty one; `Err` says why not.
    Unpacked(Result<Box<Patch>, String>),
    /// To [`Question::Hover`]; `None` where nothing is to be said.
    Hover(Option<Hover>),
    /// To [`Question::Complete`]; `None` for nothing.
    Completions(Option<Completions>),
    /// To [`Question::StageName`]; `None` where none stands.
    StageName(Option<StageName>),
    /// To [`Question::RenameStage`]; `Err` says why not.
    Edits(Result<Vec<Edit>, String>),
    /// To [`Question::Advice`], with the package tables that are loaded.
    Advice(Vec<Advice>),
    /// To [`Question::FixReport`].
    FixReport(FixReport),
    /// To [`Question::MakeFixes`].
    FixesMade(Box<FixesMade>),
    /// To [`Question::Rules`].
    Rules(Vec<RuleLine>),
    /// To [`Question::Rule`]; `None` when there is no rule of that code.
    Rule(Option<Box<RuleText>>),
    /// To [`Question::Check`].
    Checked(Checked),
    /// To [`Question::Misconceptions`].
    Misconceptions(Vec<MisconceptionLine>),
    /// To [`Question::Misconception`]; `None` when there is none of that name.
    Misconception(Option<Box<MisconceptionText>>),
    /// To [`Question::Claims`]; `None` when there is no misconception of that name.
    Claims(Option<Claims>),
    /// To [`Question::Goals`], in the order in which they were asked.
    Goals(Vec<Goal>),
    /// To [`Question::Compare`].
    Rebuild(Box<Rebuild>),
    /// To [`Question::State`]; `Err` says what is wrong, and what to write.
    Stated(Result<String, String>),
    /// To [`Question::Describe`]; `Err` says what is wrong, and what to paste.
    Described(Result<Described, String>),
}

/// An entry of a directory in the file system after a step.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct DirectoryEntry {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: EntryKind,
    /// Bytes; of a directory, of all that is known to be below it.
    pub bytes: u64,
    /// True when `bytes` is an estimate, or more may be there than is known.
    pub estimated: bool,
    /// Regular files: 1, or those below a directory.
    pub files: u64,
    /// Permission bits.
    pub mode: u32,
    /// Owner and group.
    pub owner: (u32, u32),
}

/// What an entry of a directory is.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A directory.
    Directory,
    /// A symbolic link, with its target.
    Link(String),
    /// A pipe, a device, a socket.
    Other,
}

/// A message cannot be read: page and evaluator are not of one version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable;

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("page and evaluator are not of one version")
    }
}

impl std::error::Error for Unreadable {}

/// `message` in bytes.
///
/// # Errors
/// Never for the messages of this file.
pub fn encode(message: &impl Serialize) -> Result<Vec<u8>, Unreadable> {
    postcard::to_allocvec(message).map_err(|_| Unreadable)
}

/// The message that `bytes` are.
///
/// # Errors
/// When they are none.
pub fn decode<'b, T: Deserialize<'b>>(bytes: &'b [u8]) -> Result<T, Unreadable> {
    postcard::from_bytes(bytes).map_err(|_| Unreadable)
}
