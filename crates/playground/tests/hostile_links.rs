//! What a hostile link costs: time and memory stay within bounds whatever it holds.

use std::time::Duration;

use cpu_time::ThreadTime;
use drydock_playground::link::{LinkError, MAX_UNFOLDED, decode};
use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// The most that reading a link may take, over the link itself, in a build without optimisation. Time is the
/// processor's, so that a busy machine is no failure.
const MEGABYTES: f32 = 48.0;
const TIME: Duration = Duration::from_secs(4);

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn base64(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for chunk in bytes.chunks(3) {
        let group =
            chunk.iter().fold(0u32, |group, byte| group << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        (0..=chunk.len())
            .for_each(|i| text.push(char::from(ALPHABET[(group >> (18 - 6 * i)) as usize & 63])));
    }
    text
}

fn packed(json: &[u8]) -> String {
    format!("v1/d{}", base64(&miniz_oxide::deflate::compress_to_vec(json, 9)))
}

/// A link whose body unfolds to `megabytes` of spaces: one packed megabyte over and over, so that nobody has to pack
/// them all.
fn bomb(megabytes: usize) -> String {
    use miniz_oxide::deflate::core::{CompressorOxide, TDEFLFlush, compress_to_output};
    let mut one = Vec::new();
    let mut compressor = CompressorOxide::default();
    let (status, read) =
        compress_to_output(&mut compressor, &vec![b' '; 1 << 20], TDEFLFlush::Sync, |bytes| {
            one.extend_from_slice(bytes);
            true
        });
    assert_eq!(read, 1 << 20, "{status:?}");
    // Raw, without the header that a stream of this compressor begins with.
    let mut all = one.get(2..).expect("a header").repeat(megabytes);
    all.extend([3, 0]);
    format!("v1/d{}", base64(&all))
}

/// Reads `fragment` and holds time and memory to their bounds.
fn cost(name: &str, fragment: &str) -> Result<(), LinkError> {
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage_as_mb();
    let begun = ThreadTime::now();
    let read = decode(fragment).map(drop);
    let (took, peak) = (begun.elapsed(), MEMORY.peak_usage_as_mb() - before);
    println!("{name}: {} bytes, {took:?}, {peak:.1} MB, {read:?}", fragment.len());
    assert!(took < TIME, "{name}: {took:?}");
    assert!(peak < MEGABYTES, "{name}: {peak} MB");
    read
}

#[test]
fn hostile_links_cost_little() {
    let too_large = Err(LinkError::TooLarge);
    let broken = Err(LinkError::Broken);
    assert_eq!(cost("a bomb of 2 GB", &bomb(2048)), too_large);
    assert_eq!(cost("a bomb cut off", bomb(2048).get(..100_000).expect("it is longer")), too_large);
    let text = "RUN echo hello, this is a line of text\\n".repeat(5_000_000 / 40);
    assert_eq!(cost("5 MB of text", &format!("v1/p{{\"d\":\"{text}\"}}")), too_large);
    assert_eq!(cost("5 MB of text, packed", &packed(format!("{{\"d\":\"{text}\"}}").as_bytes())), too_large);
    let deep = |times: usize| format!("{{\"later\":{}{}}}", "[".repeat(times), "]".repeat(times));
    assert_eq!(cost("deep JSON", &packed(deep(MAX_UNFOLDED / 2 - 10).as_bytes())), Ok(()));
    assert_eq!(
        cost("deep JSON, cut off", &packed(&deep(MAX_UNFOLDED / 2 - 10).as_bytes()[..MAX_UNFOLDED / 2])),
        broken
    );
    let nested = |name: &str| format!("{{\"f\":{}", format!("{{\"{name}\":").repeat(400_000));
    assert_eq!(cost("deep files", &packed(nested("a").as_bytes())), broken);
    let paths: Vec<String> = (0..9000).map(|i| format!("\"{i}{}\":\"\"", "/a".repeat(200))).collect();
    assert_eq!(
        cost("deep folders", &packed(format!("{{\"f\":{{{}}}}}", paths.join(",")).as_bytes())),
        too_large
    );
    let paths: Vec<String> = (0..9000).map(|i| format!("\"{i}{}\":\"\"", "/a".repeat(4))).collect();
    assert_eq!(
        cost("many folders", &packed(format!("{{\"f\":{{{}}}}}", paths.join(",")).as_bytes())),
        Ok(())
    );
    let keys = |count: usize| {
        format!("{{\"l\":{{{}}}}}", (0..count).map(|i| format!("\"{i}\":\"\"")).collect::<Vec<_>>().join(","))
    };
    assert_eq!(cost("many labels", &packed(keys(300_000).as_bytes())), too_large);
    assert_eq!(
        cost("many arguments", &packed(format!("{{\"a\":[{}\"\"]}}", "\"\",".repeat(1_300_000)).as_bytes())),
        too_large
    );
}
