use super::CommandLine;

/// ENTRYPOINT: the command a container always runs.
#[derive(Clone, Debug, Default)]
pub struct Entrypoint {
    /// The command.
    pub command: CommandLine,
}
