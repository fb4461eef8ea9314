//! The list of words that [`super::run`] makes besides the one word.

/// The words of the outermost level.
#[derive(Default)]
pub(super) struct Words {
    pub(super) current: String,
    done: Vec<String>,
    inside: bool,
}

impl Words {
    pub(super) fn add(&mut self, c: char) {
        if !c.is_whitespace() {
            self.add_raw(c);
        } else if self.inside && !self.current.is_empty() {
            self.done.push(std::mem::take(&mut self.current));
            self.inside = false;
        }
    }

    pub(super) fn add_raw(&mut self, c: char) {
        self.current.push(c);
        self.inside = true;
    }

    pub(super) fn add_raw_str(&mut self, text: &str) {
        self.current.push_str(text);
        self.inside = true;
    }

    pub(super) fn finish(mut self) -> Vec<String> {
        if !self.current.is_empty() {
            self.done.push(self.current);
        }
        self.done
    }
}
