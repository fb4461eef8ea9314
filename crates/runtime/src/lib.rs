//! The simulated container: what `docker run` and `podman run` make of an image. Its command, environment, user,
//! working directory and ports; which process is PID 1; how `docker stop` ends it; its health over time; and, where it
//! does not start, the engine's own words.

mod accounts;
mod command;
mod container;
mod duration;
mod environment;
mod executable;
mod flags;
mod health;
mod image;
mod matrix;
mod podman;
mod ports;
mod programs;
mod request;

mod start;
mod words;

pub use accounts::User;
pub use command::{Form, Origin, Word, command, form_of};
pub use container::{Container, Order, Stop, health, run};
pub use drydock_builder::Signal;
pub use health::{CheckResult, HealthCheck, HealthState, HealthStatus, HealthTimeline};
pub use image::ImageFiles;
pub use matrix::{Matrix, MatrixCell, matrix};
pub use podman::differences;
pub use ports::{Port, Published};
pub use request::{Engine, HealthFlags, RunRequest, VolumeMount};
pub use start::{Failure, Start};
pub use words::{join_words, split_words};
