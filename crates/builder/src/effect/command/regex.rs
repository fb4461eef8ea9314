//! Regular expressions as `grep` and `sed` have them: basic and extended, by trying, within a bound of steps.

/// The expression is beyond what is understood, or takes too long to match.
#[derive(Debug)]
pub(super) struct NotUnderstood;

/// One expression.
#[derive(Debug)]
pub(super) struct Regex {
    nodes: Vec<Node>,
    root: usize,
    groups: usize,
    fold: bool,
}

#[derive(Debug)]
enum Node {
    Empty,
    Char(char),
    Any,
    Class { negated: bool, ranges: Vec<(char, char)>, names: Vec<String> },
    Start,
    End,
    Group(usize, usize),
    Concat(Vec<usize>),
    Either(Vec<usize>),
    Repeat { inner: usize, least: u32, most: u32 },
}

/// Where the whole and its groups match, in characters.
pub(super) type Groups = Vec<Option<(usize, usize)>>;

/// As many steps are taken for one match.
const MAX_STEPS: u32 = 50_000;

/// Deepest nesting of groups.
const MAX_DEPTH: usize = 30;

struct Reader {
    chars: Vec<char>,
    at: usize,
    extended: bool,
    nodes: Vec<Node>,
    groups: usize,
    depth: usize,
}

impl Regex {
    /// Reads an expression, extended or basic.
    pub fn new(text: &str, extended: bool, fold: bool) -> Result<Self, NotUnderstood> {
        let chars = text.chars().collect();
        let mut reader = Reader { chars, at: 0, extended, nodes: Vec::new(), groups: 0, depth: 0 };
        let root = reader.either()?;
        if reader.at < reader.chars.len() {
            return Err(NotUnderstood);
        }
        Ok(Regex { nodes: reader.nodes, root, groups: reader.groups, fold })
    }

    /// An expression that matches `text` itself.
    pub fn literal(text: &str, fold: bool) -> Self {
        let mut nodes: Vec<Node> = text.chars().map(Node::Char).collect();
        let parts = (0..nodes.len()).collect();
        nodes.push(Node::Concat(parts));
        Regex { root: nodes.len() - 1, nodes, groups: 0, fold }
    }

    /// The first match at or after character `from`.
    pub fn find(&self, text: &str, from: usize) -> Result<Option<Groups>, NotUnderstood> {
        let chars: Vec<char> = text.chars().collect();
        let mut matcher =
            Matcher { regex: self, text: &chars, steps: 0, groups: vec![None; self.groups + 1] };
        for start in from..=chars.len() {
            matcher.groups.fill(None);
            if let Some(end) = matcher.run(self.root, start, &mut |_, at| Some(at), 0)? {
                matcher.groups[0] = Some((start, end));
                return Ok(Some(matcher.groups));
            }
        }
        Ok(None)
    }
}

impl Reader {
    fn push(&mut self, node: Node) -> usize {
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    /// An operator: bare in extended expressions, after a backslash in basic ones.
    fn operator(&self, c: char) -> bool {
        if self.extended {
            self.peek(0) == Some(c)
        } else {
            self.peek(0) == Some('\\') && self.peek(1) == Some(c)
        }
    }

    fn skip_operator(&mut self) {
        self.at += if self.extended { 1 } else { 2 };
    }

    fn either(&mut self) -> Result<usize, NotUnderstood> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(NotUnderstood);
        }
        let mut arms = vec![self.concat()?];
        while self.operator('|') {
            self.skip_operator();
            arms.push(self.concat()?);
        }
        self.depth -= 1;
        Ok(if arms.len() == 1 { arms[0] } else { self.push(Node::Either(arms)) })
    }

    fn concat(&mut self) -> Result<usize, NotUnderstood> {
        let mut parts = Vec::new();
        while self.at < self.chars.len() && !self.operator('|') && !self.operator(')') {
            let atom = self.atom(parts.is_empty())?;
            let repeated = self.repeats(atom)?;
            parts.push(repeated);
        }
        Ok(match parts.as_slice() {
            [] => self.push(Node::Empty),
            [one] => *one,
            _ => self.push(Node::Concat(parts)),
        })
    }

    fn atom(&mut self, first: bool) -> Result<usize, NotUnderstood> {
        if self.operator('(') {
            self.skip_operator();
            self.groups += 1;
            let number = self.groups;
            let inner = self.either()?;
            if !self.operator(')') {
                return Err(NotUnderstood);
            }
            self.skip_operator();
            return Ok(self.push(Node::Group(number, inner)));
        }
        let c = self.peek(0).ok_or(NotUnderstood)?;
        self.at += 1;
        let last = self.at >= self.chars.len() || self.operator(')') || self.operator('|');
        let node = match c {
            '.' => Node::Any,
            '[' => self.class()?,
            '^' if self.extended || first => Node::Start,
            '$' if self.extended || last => Node::End,
            '*' if first && !self.extended => Node::Char('*'),
            '*' | '+' | '?' | '{' if self.extended => return Err(NotUnderstood),
            '\\' => {
                let escaped = self.peek(0).ok_or(NotUnderstood)?;
                self.at += 1;
                match escaped {
                    'n' => Node::Char('\n'),
                    't' => Node::Char('\t'),
                    'w' | 'W' => word_class(escaped == 'W'),
                    's' | 'S' => Node::Class {
                        negated: escaped == 'S',
                        ranges: Vec::new(),
                        names: vec!["space".into()],
                    },
                    c if c.is_ascii_alphanumeric() || "<>".contains(c) => return Err(NotUnderstood),
                    c => Node::Char(c),
                }
            }
            c => Node::Char(c),
        };
        Ok(self.push(node))
    }

    fn repeats(&mut self, atom: usize) -> Result<usize, NotUnderstood> {
        let mut atom = atom;
        loop {
            let (least, most) = if self.peek(0) == Some('*') {
                self.at += 1;
                (0, u32::MAX)
            } else if self.operator('+') {
                self.skip_operator();
                (1, u32::MAX)
            } else if self.operator('?') {
                self.skip_operator();
                (0, 1)
            } else if self.operator('{') {
                self.skip_operator();
                self.bounds()?
            } else {
                return Ok(atom);
            };
            atom = self.push(Node::Repeat { inner: atom, least, most });
        }
    }

    fn bounds(&mut self) -> Result<(u32, u32), NotUnderstood> {
        let start = self.at;
        while self.at < self.chars.len() && !self.operator('}') {
            self.at += 1;
        }
        let text: String = self.chars.get(start..self.at).unwrap_or_default().iter().collect();
        if !self.operator('}') {
            return Err(NotUnderstood);
        }
        self.skip_operator();
        let number = |text: &str| text.parse::<u32>().map_err(|_| NotUnderstood);
        match text.split_once(',') {
            Some((least, "")) => Ok((number(least)?, u32::MAX)),
            Some((least, most)) => Ok((number(least)?, number(most)?)),
            None => number(&text).map(|count| (count, count)),
        }
    }

    fn class(&mut self) -> Result<Node, NotUnderstood> {
        let negated = self.peek(0) == Some('^');
        self.at += usize::from(negated);
        let first = self.at;
        let (mut ranges, mut names) = (Vec::new(), Vec::new());
        loop {
            let low = self.peek(0).ok_or(NotUnderstood)?;
            self.at += 1;
            if low == ']' && self.at > first + 1 {
                return Ok(Node::Class { negated, ranges, names });
            }
            if low == '[' && self.peek(0) == Some(':') {
                let rest: String = self.chars.get(self.at + 1..).unwrap_or_default().iter().collect();
                let (name, _) = rest.split_once(":]").ok_or(NotUnderstood)?;
                self.at += name.chars().count() + 3;
                names.push(name.to_owned());
                continue;
            }
            match (self.peek(0), self.peek(1)) {
                (Some('-'), Some(high)) if high != ']' => {
                    ranges.push((low, high));
                    self.at += 2;
                }
                _ => ranges.push((low, low)),
            }
        }
    }
}

fn word_class(negated: bool) -> Node {
    Node::Class { negated, ranges: vec![('_', '_')], names: vec!["alnum".into()] }
}

struct Matcher<'r> {
    regex: &'r Regex,
    text: &'r [char],
    steps: u32,
    groups: Groups,
}

/// What follows a part of the expression.
type Next<'n> = &'n mut dyn FnMut(&mut Matcher<'_>, usize) -> Option<usize>;

impl Matcher<'_> {
    /// Matches node `at` of the expression from `place` on, then `next`; the end of the whole match.
    fn run(
        &mut self,
        node: usize,
        place: usize,
        next: Next<'_>,
        depth: usize,
    ) -> Result<Option<usize>, NotUnderstood> {
        const MAX_CALLS: usize = 400;
        self.steps += 1;
        if self.steps > MAX_STEPS || depth > MAX_CALLS {
            return Err(NotUnderstood);
        }
        let regex = self.regex;
        match &regex.nodes[node] {
            Node::Empty => Ok(next(self, place)),
            Node::Start => Ok(if place == 0 { next(self, place) } else { None }),
            Node::End => Ok(if place == self.text.len() { next(self, place) } else { None }),
            Node::Char(_) | Node::Any | Node::Class { .. } => {
                let hit = self.text.get(place).is_some_and(|c| self.single(node, *c));
                Ok(if hit { next(self, place + 1) } else { None })
            }
            Node::Group(number, inner) => {
                let (number, before) = (*number, self.groups[*number]);
                let found = self.run(
                    *inner,
                    place,
                    &mut |matcher, end| {
                        let old = matcher.groups[number].replace((place, end));
                        let found = next(matcher, end);
                        if found.is_none() {
                            matcher.groups[number] = old;
                        }
                        found
                    },
                    depth + 1,
                );
                if matches!(found, Ok(None)) {
                    self.groups[number] = before;
                }
                found
            }
            Node::Either(arms) => {
                for arm in arms {
                    if let Some(end) = self.run(*arm, place, next, depth + 1)? {
                        return Ok(Some(end));
                    }
                }
                Ok(None)
            }
            Node::Concat(parts) => self.sequence(parts, place, next, depth + 1),
            Node::Repeat { inner, least, most } => {
                self.repeat(*inner, (*least, *most), place, next, depth + 1)
            }
        }
    }

    fn single(&self, node: usize, c: char) -> bool {
        let fold = self.regex.fold;
        let same = |a: char, b: char| a == b || fold && a.eq_ignore_ascii_case(&b);
        match &self.regex.nodes[node] {
            Node::Char(known) => same(*known, c),
            Node::Any => true,
            Node::Class { negated, ranges, names } => {
                let cases = [c, c.to_ascii_lowercase(), c.to_ascii_uppercase()];
                let tried = if fold { &cases[..] } else { &cases[..1] };
                let inside = tried.iter().any(|c| {
                    ranges.iter().any(|(low, high)| (*low..=*high).contains(c))
                        || names.iter().any(|name| super::super::glob::named(name, *c))
                });
                inside != *negated
            }
            _ => false,
        }
    }

    fn sequence(
        &mut self,
        parts: &[usize],
        place: usize,
        next: Next<'_>,
        depth: usize,
    ) -> Result<Option<usize>, NotUnderstood> {
        let Some((first, rest)) = parts.split_first() else { return Ok(next(self, place)) };
        if rest.is_empty() {
            return self.run(*first, place, next, depth);
        }
        let mut error = None;
        let found = self.run(
            *first,
            place,
            &mut |matcher, at| match matcher.sequence(rest, at, next, depth + 1) {
                Ok(found) => found,
                Err(refused) => {
                    error = Some(refused);
                    None
                }
            },
            depth,
        );
        error.map_or(found, Err)
    }

    /// Greedy: as many as there are, then fewer. What repeats one character needs no nesting.
    fn repeat(
        &mut self,
        inner: usize,
        (least, most): (u32, u32),
        place: usize,
        next: Next<'_>,
        depth: usize,
    ) -> Result<Option<usize>, NotUnderstood> {
        if matches!(self.regex.nodes[inner], Node::Char(_) | Node::Any | Node::Class { .. }) {
            let rest = self.text.get(place..).unwrap_or_default();
            let most = usize::try_from(most).unwrap_or(usize::MAX);
            let count = rest.iter().take(most).take_while(|c| self.single(inner, **c)).count();
            for taken in (least as usize..=count).rev() {
                self.steps += 1;
                if let Some(end) = next(self, place + taken) {
                    return Ok(Some(end));
                }
            }
            return if self.steps > MAX_STEPS { Err(NotUnderstood) } else { Ok(None) };
        }
        if most > 0 {
            let mut error = None;
            let fewer = (least.saturating_sub(1), most.saturating_sub(u32::from(most != u32::MAX)));
            let found = self.run(
                inner,
                place,
                &mut |matcher, at| {
                    if at == place {
                        return None;
                    }
                    matcher.repeat(inner, fewer, at, next, depth + 1).unwrap_or_else(|refused| {
                        error = Some(refused);
                        None
                    })
                },
                depth + 1,
            );
            if let Some(error) = error {
                return Err(error);
            }
            if let Some(end) = found? {
                return Ok(Some(end));
            }
        }
        Ok(if least == 0 { next(self, place) } else { None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions() {
        let cases = [
            ("a.c", false, "xabcx", Some("abc")),
            ("^//", false, "// x", Some("//")),
            ("^//", false, " // x", None),
            ("a*b", false, "caaab", Some("aaab")),
            ("a\\+b", false, "caab", Some("aab")),
            ("a+b", false, "a+b", Some("a+b")),
            ("a+b", true, "caab", Some("aab")),
            ("(ab|cd)+$", true, "abcd", Some("abcd")),
            ("[^0-9]+", true, "12ab3", Some("ab")),
            ("[[:upper:]]{2}", true, "xABc", Some("AB")),
            ("\\.", false, "a.b", Some(".")),
            ("(a*)*b", true, "aaab", Some("aaab")),
            ("", true, "x", Some("")),
        ];
        for (pattern, extended, text, expected) in cases {
            let found = Regex::new(pattern, extended, false).unwrap().find(text, 0).unwrap();
            let got = found.map(|groups| groups[0].unwrap()).map(|(start, end)| &text[start..end]);
            assert_eq!(got, expected, "{pattern} {text}");
        }
    }

    #[test]
    fn a_costly_match_is_given_up() {
        let regex = Regex::new("(a|aa)+(a|aa)+(a|aa)+$", true, false).unwrap();
        assert!(regex.find(&format!("{}b", "a".repeat(60)), 0).is_err());
    }
}
