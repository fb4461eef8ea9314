//! The form of the binary tables: numbers of seven bits a byte, texts, and lists of numbers by column, which compress
//! better than rows do.

/// Writes a table.
#[derive(Debug, Default)]
pub(super) struct Writer(Vec<u8>);

impl Writer {
    pub fn number(&mut self, number: u64) {
        let mut rest = number;
        while rest >= 0x80 {
            self.0.push(rest as u8 | 0x80);
            rest >>= 7;
        }
        self.0.push(rest as u8);
    }

    pub fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.0.extend_from_slice(text.as_bytes());
    }

    /// A list of numbers.
    pub fn numbers(&mut self, numbers: impl ExactSizeIterator<Item = u32>) {
        self.number(numbers.len() as u64);
        numbers.for_each(|number| self.number(u64::from(number)));
    }

    /// A list of lists: their lengths, then all their numbers.
    pub fn lists(&mut self, lists: &[Vec<u32>]) {
        self.numbers(lists.iter().map(|list| list.len() as u32));
        let flat: Vec<u32> = lists.iter().flatten().copied().collect();
        self.numbers(flat.into_iter());
    }

    /// Texts in order, each as how much of the one before it begins with, and the rest.
    pub fn names(&mut self, names: &[String]) {
        let mut before = "";
        let mut shared = Vec::new();
        let mut rest = String::new();
        for name in names {
            let common = name.bytes().zip(before.bytes()).take_while(|(a, b)| a == b).count();
            shared.push(common as u32);
            rest.push_str(&name[common..]);
            rest.push('\n');
            before = name;
        }
        self.numbers(shared.into_iter());
        self.text(&rest);
    }

    pub fn finish(self) -> Vec<u8> {
        self.0
    }
}

/// Reads a table; `None` where it is not of that form.
#[derive(Clone, Debug)]
pub(super) struct Reader<'b>(pub &'b [u8]);

impl<'b> Reader<'b> {
    pub fn number(&mut self) -> Option<u64> {
        let mut number = 0u64;
        for shift in (0..63).step_by(7) {
            let (first, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u64::from(first & 0x7f) << shift;
            if first & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn count(&mut self) -> Option<usize> {
        // No list is longer than what is left to read: each of its items takes a byte.
        usize::try_from(self.number()?).ok().filter(|count| *count <= self.0.len())
    }

    pub fn text(&mut self) -> Option<&'b str> {
        let count = self.count()?;
        let (text, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        std::str::from_utf8(text).ok()
    }

    pub fn numbers(&mut self) -> Option<Vec<u32>> {
        let count = self.count()?;
        let mut numbers = Vec::with_capacity(count);
        let (bytes, mut at) = (self.0, 0);
        for _ in 0..count {
            // Nearly all take one byte or two.
            let number = match (*bytes.get(at)?, bytes.get(at + 1)) {
                (low @ ..0x80, _) => {
                    at += 1;
                    u32::from(low)
                }
                (low, Some(&high @ ..0x80)) => {
                    at += 2;
                    u32::from(low & 0x7f) | u32::from(high) << 7
                }
                _ => {
                    let mut rest = Reader(bytes.get(at..)?);
                    let number = u32::try_from(rest.number()?).ok()?;
                    at = bytes.len() - rest.0.len();
                    number
                }
            };
            numbers.push(number);
        }
        self.0 = bytes.get(at..)?;
        Some(numbers)
    }

    pub fn lists(&mut self) -> Option<Lists> {
        let mut end = 0u32;
        let lengths = self.numbers()?;
        let mut ends = Vec::with_capacity(lengths.len());
        for length in lengths {
            end = end.checked_add(length)?;
            ends.push(end);
        }
        let items = self.numbers()?;
        (items.len() == end as usize).then_some(Lists { ends, items })
    }

    pub fn names(&mut self) -> Option<Names> {
        let shared = self.numbers()?;
        let mut rest = self.text()?.split('\n');
        let mut names = Names { text: String::new(), ends: Vec::with_capacity(shared.len()) };
        let mut before = 0usize;
        for common in shared {
            let start = names.text.len();
            let common = before..before.checked_add(common as usize)?;
            // No more than the name before it has.
            names.text.get(common.clone()).filter(|_| common.end <= start)?;
            names.text.extend_from_within(common);
            names.text.push_str(rest.next()?);
            names.ends.push(u32::try_from(names.text.len()).ok()?);
            before = start;
        }
        Some(names)
    }
}

/// Names in order, one after the other in one text.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    text: String,
    ends: Vec<u32>,
}

impl Names {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// The name of this number.
    pub fn get(&self, at: usize) -> Option<&str> {
        let end = *self.ends.get(at)? as usize;
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.text.get(start as usize..end)
    }

    /// The number of `name`.
    pub fn find(&self, name: &str) -> Option<usize> {
        let at = self.starting_at(name);
        self.get(at).is_some_and(|known| known == name).then_some(at)
    }

    /// The number of the first name that is not before `name`.
    pub fn starting_at(&self, name: &str) -> usize {
        let (mut from, mut to) = (0, self.len());
        while from < to {
            let middle = from + (to - from) / 2;
            if self.get(middle).is_some_and(|known| known < name) { from = middle + 1 } else { to = middle }
        }
        from
    }
}

/// Lists of numbers, one after the other.
#[derive(Clone, Debug, Default)]
pub(super) struct Lists {
    ends: Vec<u32>,
    items: Vec<u32>,
}

impl Lists {
    pub fn get(&self, at: u32) -> &[u32] {
        let at = at as usize;
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(at).copied().unwrap_or(start);
        self.items.get(start as usize..end as usize).unwrap_or_default()
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// True when every item is below `bound`.
    pub fn are_below(&self, bound: usize) -> bool {
        self.items.iter().all(|item| (*item as usize) < bound)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let mut writer = Writer::default();
        writer.number(300);
        writer.text("bookworm");
        writer.lists(&[vec![1, 70_000], Vec::new(), vec![3]]);
        writer.names(&["libc6".into(), "libc6-dev".into(), "zlib1g".into()]);
        let bytes = writer.finish();
        let mut reader = Reader(&bytes);
        assert_eq!((reader.number(), reader.text()), (Some(300), Some("bookworm")));
        let lists = reader.lists().expect("lists");
        assert_eq!(
            [lists.get(0), lists.get(1), lists.get(2), lists.get(9)],
            [&[1, 70_000][..], &[], &[3], &[]]
        );
        let names = reader.names().expect("names");
        assert_eq!(
            (0..4).filter_map(|at| names.get(at)).collect::<Vec<_>>(),
            ["libc6", "libc6-dev", "zlib1g"]
        );
        assert_eq!((names.find("libc6-dev"), names.find("libc"), names.len()), (Some(1), None, 3));
        assert_eq!((names.starting_at("libc6-d"), names.starting_at("zz")), (1, 3));
        assert_eq!(reader.number(), None);
    }

    #[test]
    fn nonsense_is_refused() {
        for bytes in [&[0xff; 12][..], &[200, 1], &[5, b'a']] {
            assert!(Reader(bytes).numbers().is_none() && Reader(bytes).text().is_none());
        }
    }
}
