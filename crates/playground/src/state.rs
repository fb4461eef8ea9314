//! Stating something about a step by hand.

use drydock_builder::statement::{StatementChange, StatementError, statement_edits};
use drydock_source::{Edit, apply_edits};

/// One thing that is stated about a step, or taken back.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct StateWord {
    /// `size`, `compressed`, `time` or `os`; `file` for a path.
    pub key: String,
    /// The path, for `file`; a directory ends in a slash.
    pub path: String,
    /// The value as one writes it (`120MB`, `20-40s`), for `file` its size; `None` takes back what is stated.
    pub value: Option<String>,
}

/// `text` with all of `words` stated about the instruction that begins at byte `step`.
///
/// # Errors
/// What is wrong with the first that states nothing there, and what to write instead.
pub fn state(text: &str, step: u32, words: &[StateWord]) -> Result<String, String> {
    let (mut text, mut step) = (text.to_owned(), step);
    for word in words {
        let change = StatementChange { key: &word.key, path: &word.path, value: word.value.as_deref() };
        let edits = statement_edits(&text, step, change).map_err(told)?;
        step = moved(step, &edits);
        text = apply_edits(&text, &edits).ok_or("the text cannot be changed there")?;
    }
    Ok(text)
}

fn told(error: StatementError) -> String {
    match error {
        StatementError::Invalid { message, help } => format!("{message}. {help}"),
        error @ StatementError::NoInstruction => error.to_string(),
    }
}

/// Where what stood at `at` stands after `edits`.
fn moved(at: u32, edits: &[Edit]) -> u32 {
    let before = edits.iter().filter(|edit| edit.span.end <= at);
    before.fold(i64::from(at), |at, edit| {
        at + edit.text.len() as i64 - i64::from(edit.span.end - edit.span.start)
    }) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(key: &str, path: &str, value: Option<&str>) -> StateWord {
        StateWord { key: key.into(), path: path.into(), value: value.map(str::to_owned) }
    }

    #[test]
    fn several_things_are_stated_at_once_and_taken_back() {
        let text = "FROM alpine\nRUN ./x\n";
        let words =
            [word("size", "", Some("12MB")), word("time", "", Some("3s")), word("file", "/x", Some("1MB"))];
        let stated = state(text, 12, &words).unwrap();
        assert_eq!(
            stated,
            "FROM alpine\n# drydock: size=12MB time=3s\n# drydock: file=/x size=1MB\nRUN ./x\n"
        );
        let step = stated.find("RUN").unwrap() as u32;
        let back = words.map(|word| StateWord { value: None, ..word });
        assert_eq!(state(&stated, step, &back).unwrap(), text);
    }

    #[test]
    fn what_states_nothing_is_told_with_what_to_write() {
        let error = state("FROM alpine\n", 0, &[word("size", "", Some("much"))]).unwrap_err();
        assert!(error.contains("120MB"), "{error}");
        assert_eq!(
            state("FROM alpine\n", 3, &[word("size", "", None)]).unwrap_err(),
            "there is no instruction here"
        );
    }
}
