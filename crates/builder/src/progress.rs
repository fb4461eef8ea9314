//! A build as `docker build --progress=plain` prints it (`util/progress/progressui/printer.go`).

mod size;
mod snippet;

use std::fmt::Write;

pub use size::{human_bytes, human_size};
pub use snippet::snippet;

/// One vertex of the build.
#[derive(Clone, Debug, Default)]
pub struct Vertex {
    /// Its name (`[builder 2/4] COPY src/ ./`).
    pub name: String,
    /// Lines on what it does (`transferring context: 121B done`).
    pub statuses: Vec<String>,
    /// Lines that its process prints, with the seconds since it began.
    pub log: Vec<(f64, String)>,
    /// How it ends.
    pub end: VertexEnd,
}

/// How a vertex ends.
#[derive(Clone, Debug, Default)]
pub enum VertexEnd {
    /// Done after so many seconds.
    Done(f64),
    /// Taken from the cache.
    Cached,
    /// Failed with this text.
    Error(String),
    /// Interrupted.
    Canceled,
    /// Never begun: nothing is printed.
    #[default]
    NotBegun,
}

/// The failure that ends a build.
#[derive(Clone, Debug, Default)]
pub struct Failure {
    /// The failing vertex, when there is one.
    pub vertex: Option<usize>,
    /// The piece of the Dockerfile it is about, as [`snippet`] cuts it.
    pub snippet: String,
    /// The error text without `failed to solve`.
    pub message: String,
}

/// Prints the vertices in the order given, and what is said of a failure.
pub fn plain(vertices: &[Vertex], failure: Option<&Failure>) -> String {
    let mut out = String::new();
    let begun = vertices.iter().filter(|vertex| !matches!(vertex.end, VertexEnd::NotBegun));
    for (number, vertex) in (1..).zip(begun) {
        if number > 1 {
            out.push('\n');
        }
        print_vertex(&mut out, number, vertex);
    }
    if let Some(failure) = failure {
        print_failure(&mut out, vertices, failure);
    }
    out
}

fn print_vertex(out: &mut String, number: usize, vertex: &Vertex) {
    let mut line = |text: &str| {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "#{number} {text}");
    };
    line(&vertex.name);
    vertex.statuses.iter().for_each(|status| line(status));
    vertex.log.iter().for_each(|(at, text)| line(&format!("{at:.3} {text}")));
    match &vertex.end {
        VertexEnd::Done(seconds) => line(&format!("DONE {seconds:.1}s")),
        VertexEnd::Cached => line("CACHED"),
        VertexEnd::Error(text) => line(&format!("ERROR: {text}")),
        VertexEnd::Canceled => line("CANCELED"),
        VertexEnd::NotBegun => {}
    }
}

fn print_failure(out: &mut String, vertices: &[Vertex], failure: &Failure) {
    if let Some(vertex) = failure.vertex.and_then(|vertex| vertices.get(vertex)) {
        out.push_str("------\n");
        let _ = writeln!(out, " > {}:", vertex.name);
        for (at, text) in &vertex.log {
            let _ = writeln!(out, "{at:.3} {text}");
        }
        out.push_str("------\n");
    }
    out.push_str(&failure.snippet);
    let _ = writeln!(out, "ERROR: failed to build: failed to solve: {}", failure.message);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_run_prints_as_recorded() {
        let vertices = [
            Vertex { name: "[1/2] WORKDIR /app".into(), end: VertexEnd::Cached, ..Vertex::default() },
            Vertex {
                name: "[2/2] RUN echo one && false".into(),
                log: vec![(0.085, "one".into())],
                end: VertexEnd::Error("process \"x\" did not complete successfully: exit code: 1".into()),
                ..Vertex::default()
            },
        ];
        let failure = Failure {
            vertex: Some(1),
            snippet: snippet("Dockerfile", "FROM base\nWORKDIR /app\nRUN echo one && false\n", &[3..=3]),
            message: "process \"x\" did not complete successfully: exit code: 1".into(),
        };
        let expected = "#1 [1/2] WORKDIR /app\n#1 CACHED\n\n#2 [2/2] RUN echo one && false\n#2 0.085 one\n\
            #2 ERROR: process \"x\" did not complete successfully: exit code: 1\n------\n > [2/2] RUN echo one && \
            false:\n0.085 one\n------\nDockerfile:3\n--------------------\n   1 |     FROM base\n   2 |     WORKDIR \
            /app\n   3 | >>> RUN echo one && false\n   4 |     \n--------------------\nERROR: failed to build: failed \
            to solve: process \"x\" did not complete successfully: exit code: 1\n";
        assert_eq!(plain(&vertices, Some(&failure)), expected);
    }
}
