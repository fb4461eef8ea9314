//! Whatever stands in the text: no panic, spans within the text, linear cost.

use cpu_time::ThreadTime;
use drydock_shell::{CommandKind, parse};

#[test]
fn any_mixture_of_pieces_is_read() {
    const PIECES: [&str; 40] = [
        "$(", "`", "${", "}", ")", "(", "\"", "'", "\\", "\n", ";", "&", "|", "<<E", "E\n", "<", ">", " ",
        "if ", "then ", "fi ", "case ", "esac ", "in ", "a", "é", "$", "$((", "))", "{ ", "[[ ", "]] ", "#",
        "=", "x=(", "for ", "do ", "done ", "\0", "<(",
    ];
    let mut state = 7u64;
    for _ in 0..20_000 {
        let mut text = String::new();
        for _ in 0..(state >> 33) % 24 + 1 {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            text.push_str(PIECES[(state >> 33) as usize % PIECES.len()]);
        }
        let script = parse(&text);
        for found in script.commands() {
            let span = found.command.span;
            assert!(text.get(span.start as usize..span.end as usize).is_some(), "{text:?} {span:?}");
            for word in &found.simple.words {
                assert!(text.get(word.span.start as usize..word.span.end as usize).is_some(), "{text:?}");
            }
        }
    }
}

#[test]
fn deep_nesting_is_bounded() {
    for open in
        ["(", "$(", "${a:-", "{ ", "if ", "$((", "((", "<(", "\"$(", "a=(", "f() ", "case a in a) ", "! "]
    {
        let script = parse(&open.repeat(50_000));
        assert!(!script.is_understood(), "{open}");
    }
}

#[test]
fn cost_is_linear() {
    for piece in
        ["a && b\n", "$((x ", "cat <<E\nx\nE\n", "((a ", "\"$(a)\" ", "`a` ", "${a:-b}", "<<E ", "a=(", "\\a"]
    {
        // As much text in either case, so that what else the machine does weighs the same on both.
        let time = |times: usize, count: usize| {
            let text = piece.repeat(count);
            // A busy machine is no failure.
            let start = ThreadTime::now();
            for _ in 0..times {
                std::hint::black_box(parse(&text));
            }
            start.elapsed().as_secs_f64()
        };
        let (small, large) = (time(10, 2_000), time(1, 20_000));
        assert!(large < 0.05 || large < small * 4.0, "{piece:?}: {small} then {large}");
    }
}

#[test]
fn a_command_beyond_the_bound_is_not_misread() {
    let script = parse(&format!("{}rm -rf /{}", "(".repeat(80), ")".repeat(80)));
    assert!(script.commands().is_empty());
    assert!(matches!(script.body.lists[0].first.commands[0].kind, CommandKind::Unknown(_)));
}
