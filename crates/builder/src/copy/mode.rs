const SET_USER: u32 = 0o4000;
const SET_GROUP: u32 = 0o2000;
const STICKY: u32 = 0o1000;
const STANDARD: u32 = SET_USER | SET_GROUP | 0o777;
const EXECUTE: u32 = 0o111;

/// A symbolic mode such as `u=rwX,go=rX`, as chmod(1) and `--chmod` take it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModeChange {
    steps: Vec<Step>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Set(u32),
    Clear(u32),
    /// Sets where something may execute already, or for a directory.
    SetExecute(u32),
    /// Copies the bits of the class at this shift to the classes of `to` (their read bits tell), by this operator.
    Copy {
        from: u32,
        to: u32,
        operator: char,
    },
}

impl ModeChange {
    /// Reads a symbolic mode; `None` when it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let mut steps = Vec::new();
        for clause in text.split(',') {
            let rest = clause.trim_start_matches(['a', 'u', 'g', 'o']);
            let who = clause
                .get(..clause.len() - rest.len())?
                .chars()
                .fold(0, |who, class| who | class_bits(class));
            if rest.is_empty() {
                return None;
            }
            let mut rest = rest.chars().peekable();
            while let Some(operator) = rest.next() {
                if !matches!(operator, '+' | '-' | '=') {
                    return None;
                }
                let mut permissions = String::new();
                while let Some(letter) = rest.next_if(|next| !matches!(next, '+' | '-' | '=')) {
                    permissions.push(letter);
                }
                clause_steps(who, operator, &permissions, &mut steps)?;
            }
        }
        Some(Self { steps })
    }

    /// What `mode` becomes.
    pub fn apply(&self, mode: u32, dir: bool) -> u32 {
        let mut new = mode;
        for step in &self.steps {
            match *step {
                Step::Set(bits) => new |= bits,
                Step::Clear(bits) => new &= !bits,
                Step::SetExecute(bits) if dir || mode & EXECUTE != 0 => new |= bits,
                Step::SetExecute(_) => {}
                Step::Copy { from, to, operator } => {
                    let bits = new >> from & 0o7;
                    for shift in [6, 3, 0].into_iter().filter(|shift| to >> shift & 0o4 != 0) {
                        match operator {
                            '-' => new &= !(bits << shift),
                            '+' => new |= bits << shift,
                            _ => new = new & !(0o7 << shift) | bits << shift,
                        }
                    }
                }
            }
        }
        new
    }
}

fn class_bits(class: char) -> u32 {
    match class {
        'u' => SET_USER | 0o700,
        'g' => SET_GROUP | 0o070,
        'o' => 0o007,
        _ => STANDARD,
    }
}

/// What one operator with its permissions does; `who` is 0 when no class was named.
fn clause_steps(who: u32, operator: char, permissions: &str, steps: &mut Vec<Step>) -> Option<()> {
    let mut who = who;
    let special = who == 0 || who & !0o007 != 0;
    let within = |who: u32, bits: u32| if who == 0 { bits } else { who & bits };
    let mut bits = 0;
    let mut execute = 0;
    let mut copies = Vec::new();
    for letter in permissions.chars() {
        match letter {
            'r' => bits |= 0o444,
            'w' => bits |= 0o222,
            'x' => bits |= EXECUTE,
            'X' if operator == '-' => bits |= EXECUTE,
            'X' => execute = EXECUTE,
            's' if special => bits |= SET_USER | SET_GROUP,
            't' if special => {
                who |= STICKY;
                bits |= STICKY;
            }
            's' | 't' => {}
            'u' | 'g' | 'o' => copies.push(letter),
            _ => return None,
        }
    }
    if operator == '=' && (copies.is_empty() || bits != 0) {
        steps.push(Step::Clear(if who == 0 { STANDARD } else { who }));
    }
    if bits != 0 {
        let bits = within(who, bits);
        steps.push(if operator == '-' { Step::Clear(bits) } else { Step::Set(bits) });
    }
    if execute != 0 {
        steps.push(Step::SetExecute(within(who, execute)));
    }
    let to = if who == 0 { 0o777 } else { who };
    for letter in copies {
        let from = match letter {
            'u' => 6,
            'g' => 3,
            _ => 0,
        };
        steps.push(Step::Copy { from, to, operator });
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn apply(text: &str, mode: u32, dir: bool) -> u32 {
        ModeChange::parse(text).unwrap().apply(mode, dir)
    }

    #[test]
    fn changes_modes_as_chmod_does() {
        assert_eq!(apply("u=rwX,go=rX", 0o600, false), 0o644);
        assert_eq!(apply("u=rwX,go=rX", 0o700, true), 0o755);
        assert_eq!(apply("u=rwX,go=rX", 0o100, false), 0o755);
        assert_eq!(apply("+x", 0o644, false), 0o755);
        assert_eq!(apply("go-rwx", 0o777, false), 0o700);
        assert_eq!(apply("a=r", 0o4755, false), 0o444);
        assert_eq!(apply("u+s,g+s,+t", 0o755, false), 0o7755);
        assert_eq!(apply("g=u", 0o740, false), 0o770);
        assert_eq!(apply("o=g-w", 0o765, false), 0o764);
        assert_eq!(apply("u=", 0o755, false), 0o055);
        assert_eq!(apply("u+w-x", 0o555, false), 0o655);
    }

    #[test]
    fn refuses_what_is_no_mode() {
        for text in ["", "u", "9z", "rwx", "u=q", "u=r,", "u+r,,g+r"] {
            assert!(ModeChange::parse(text).is_none(), "{text}");
        }
    }
}
