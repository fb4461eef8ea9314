//! Time of planning for shapes of files that invite more than linear cost, at 60, 1,000 and 10,000 lines, and the
//! growth from 100 to 10,000 lines, of which 1.3 is the bound.

use std::fmt::Write;
use std::hint::black_box;
use std::rc::Rc;
use std::time::{Duration, Instant};

use drydock_plan::{BaseImage, Image, Images, Options, Platform, plan};
use drydock_syntax::{parse, read};

struct AnyImage(Rc<BaseImage>);

impl Images for AnyImage {
    fn image(&self, _: &str, _: &Platform) -> Result<Rc<BaseImage>, String> {
        Ok(self.0.clone())
    }
}

/// One line of a file, by its number.
type Line = fn(&mut String, usize) -> std::fmt::Result;

const SHAPES: &[(&str, Line)] = &[
    ("run", |text, n| writeln!(text, "RUN echo {n}")),
    ("env", |text, n| writeln!(text, "ENV NAME_{n}=value")),
    ("env, same names", |text, n| writeln!(text, "ENV NAME_{}={n}", n % 97)),
    ("env and run", |text, n| match n % 2 {
        0 => writeln!(text, "ENV NAME_{n}=value"),
        _ => writeln!(text, "RUN echo {n}"),
    }),
    ("arg and run", |text, n| match n % 2 {
        0 => writeln!(text, "ARG NAME_{n}=value"),
        _ => writeln!(text, "RUN echo {n}"),
    }),
    ("label", |text, n| writeln!(text, "LABEL org.example.name{n}=value")),
    ("expose", |text, n| writeln!(text, "EXPOSE {n}")),
    ("copy", |text, n| writeln!(text, "COPY file{n} /srv/")),
    ("undefined", |text, n| match n % 2 {
        0 => writeln!(text, "ENV NAME_{n}=value"),
        _ => writeln!(text, "LABEL a=$NAME_x{n}"),
    }),
    ("stages in a row", |text, n| match n % 3 {
        0 if n == 0 => writeln!(text, "FROM debian AS s0"),
        0 => writeln!(text, "FROM s{} AS s{n}", n - 3),
        1 => writeln!(text, "ENV NAME_{n}=value"),
        _ => writeln!(text, "RUN echo {n}"),
    }),
    ("stages of one base", |text, n| match n % 3 {
        0 => writeln!(text, "FROM debian AS s{n}"),
        1 => writeln!(text, "COPY --from={} /a /b", if n > 3 { format!("s{}", n - 4) } else { "x".into() }),
        _ => writeln!(text, "RUN echo {n}"),
    }),
    ("stages with arguments", |text, n| match n % 3 {
        0 if n == 0 => writeln!(text, "FROM debian AS s0"),
        0 => writeln!(text, "FROM s{} AS s{n}", n - 3),
        1 => writeln!(text, "ARG NAME_{n}=value"),
        _ => writeln!(text, "ENV OTHER_{n}=$NAME_{}", n - 1),
    }),
];

fn file(line: Line, lines: usize) -> String {
    let mut text = String::from("FROM debian\n");
    for n in 0..lines {
        line(&mut text, n).expect("a String takes everything");
    }
    text
}

fn time(line: Line, lines: usize) -> Duration {
    let tree = parse(&file(line, lines));
    let file = read(&tree);
    let mut image = Image::default();
    image.rootfs.diff_ids = Some(vec!["sha256:1".into()]);
    let images = AnyImage(Rc::new(BaseImage { image: Rc::new(image), ..Default::default() }));
    // As many plans are alive at once as make up 10,000 lines: memory costs the same at every size.
    let alive = 10_000 / lines;
    let work = || {
        drop(black_box(
            (0..alive).map(|_| plan(&tree, &file, &Options::default(), &images)).collect::<Vec<_>>(),
        ))
    };
    work();
    let (begun, mut rounds) = (now(), 0);
    while now() - begun < Duration::from_millis(400) {
        work();
        rounds += alive;
    }
    (now() - begun) / rounds as u32
}

/// Time this thread has run; where the system does not tell, time that has passed. A long measurement on a busy machine
/// would otherwise measure the other programs too.
fn now() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    match text.split(' ').next().and_then(|nanoseconds| nanoseconds.parse().ok()) {
        Some(nanoseconds) => Duration::from_nanos(nanoseconds),
        None => BEGUN.with(Instant::elapsed),
    }
}

thread_local! {
    static BEGUN: Instant = Instant::now();
}

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    println!(
        "{:<22} {:>12} {:>12} {:>12} {:>8}",
        "shape", "60 lines", "1,000 lines", "10,000 lines", "growth"
    );
    for (name, line) in
        SHAPES.iter().filter(|(name, _)| wanted.is_empty() || wanted.iter().any(|w| name.contains(w)))
    {
        let [short, small, middle, large] = [60, 100, 1_000, 10_000].map(|lines| time(*line, lines));
        let growth = large.as_secs_f64() / small.as_secs_f64() / 100.0;
        println!("{name:<22} {short:>12.2?} {middle:>12.2?} {large:>12.2?} {growth:>7.2}×");
    }
}
