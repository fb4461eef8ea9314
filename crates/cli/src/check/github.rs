//! Workflow commands of GitHub Actions: each finding becomes an annotation at its lines.

use std::io::{self, Write};

use drydock_source::Severity;

use super::Report;

/// Prints a command a finding.
pub(super) fn print(report: &Report, out: &mut impl Write) -> io::Result<()> {
    for finding in &report.findings {
        let (start, end) = report.places(finding);
        let kind = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info | Severity::Hint => "notice",
        };
        let text = match finding.help.is_empty() {
            true => finding.message.clone(),
            false => format!("{}\n{}", finding.message, finding.help),
        };
        let (file, title, text) = (property(&report.path), property(&finding.code), data(&text));
        // A column range is read within one line only.
        let columns = match start.line == end.line {
            true => format!(",col={},endColumn={}", start.column, end.column),
            false => String::new(),
        };
        writeln!(
            out,
            "::{kind} file={file},line={},endLine={}{columns},title={title}::{text}",
            start.line, end.line
        )?;
    }
    Ok(())
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_command_is_escaped() {
        assert_eq!(data("50 %\nnext: a"), "50 %25%0Anext: a");
        assert_eq!(property("a:b,c"), "a%3Ab%2Cc");
    }
}
