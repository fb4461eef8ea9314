use super::CommandLine;

/// CMD: the default command, or the default arguments of ENTRYPOINT.
#[derive(Clone, Debug, Default)]
pub struct Cmd {
    /// The command.
    pub command: CommandLine,
}
