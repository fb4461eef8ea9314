//! Any word, with any values, is expanded or refused without a panic.
#![no_main]

use drydock_syntax::expand::{Environment, Options, expand_word, expand_words};
use libfuzzer_sys::fuzz_target;

/// `A` to `D` have the given values; nothing else is set.
struct Values<'a>(Vec<&'a str>);

impl Environment for Values<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        let place = name.bytes().next()?.checked_sub(b'A')?;
        if name.len() == 1 { self.0.get(usize::from(place)).copied() } else { None }
    }
}

fuzz_target!(|input: (u8, &str)| {
    let (flags, text) = input;
    let mut parts = text.split('\0');
    let word = parts.next().unwrap_or_default();
    let values = Values(parts.take(4).collect());
    let options = Options {
        escape: if flags & 1 == 0 { '\\' } else { '`' },
        raw_quotes: flags & 2 != 0,
        raw_escapes: flags & 4 != 0,
        skip_process_quotes: flags & 8 != 0,
        skip_unset_env: flags & 16 != 0,
    };
    let one = expand_word(word, &values, options);
    assert_eq!(one.is_ok(), expand_words(word, &values, options).is_ok());
});
