//! Writes the TypeScript definitions of an evaluation from the Rust types themselves, so that they never disagree.

use std::{env, fs, path::Path};

/// Files with the types, by crate folder; each type once.
const SOURCES: &[&str] = &[
    "playground/src/evaluation.rs",
    "source/src/diagnostic.rs",
    "source/src/edit.rs",
    "source/src/span.rs",
    "catalog/src/size.rs",
    "runtime/src/health.rs",
];

fn main() {
    let mut out = String::new();
    for source in SOURCES {
        let path = Path::new("..").join(source);
        println!("cargo::rerun-if-changed={}", path.display());
        match fs::read_to_string(&path) {
            Ok(text) => Reader::default().read(&text, &mut out),
            Err(error) => panic!("{}: {error}", path.display()),
        }
    }
    let folder = env::var_os("OUT_DIR").unwrap_or_default();
    if let Err(error) = fs::write(Path::new(&folder).join("evaluation.d.ts"), out) {
        panic!("evaluation.d.ts: {error}");
    }
}

/// Reads the plain `pub struct` and `pub enum` items of a file that serialize; everything else passes by.
#[derive(Default)]
struct Reader {
    docs: Vec<String>,
    attributes: String,
    item: Item,
}

#[derive(Default, PartialEq)]
enum Item {
    #[default]
    None,
    /// With the rule by which its keys are renamed.
    Struct(String),
    /// With the variants so far.
    Enum(Vec<String>),
}

impl Reader {
    fn read(&mut self, text: &str, out: &mut String) {
        for line in text.lines() {
            let trimmed = line.trim();
            if let Some(doc) = trimmed.strip_prefix("///") {
                self.docs.push(doc.to_owned());
            } else if trimmed.starts_with("#[") {
                self.attributes.push_str(trimmed);
            } else {
                self.line(line, trimmed, out);
                self.docs.clear();
                self.attributes.clear();
            }
        }
    }

    fn line(&mut self, line: &str, trimmed: &str, out: &mut String) {
        match &mut self.item {
            Item::None => self.begin(line, out),
            Item::Struct(_) if line == "}" => {
                out.push_str("}\n\n");
                self.item = Item::None;
            }
            Item::Struct(rename) => {
                let rename = rename.clone();
                self.field(trimmed, &rename, out);
            }
            Item::Enum(variants) if line == "}" => {
                out.push_str(&variants.join(" | "));
                out.push_str(";\n\n");
                self.item = Item::None;
            }
            Item::Enum(variants) => {
                if let Some(name) = trimmed.strip_suffix(',') {
                    variants.push(format!("\"{}\"", name.to_lowercase()));
                }
            }
        }
    }

    fn begin(&mut self, line: &str, out: &mut String) {
        let named = |keyword: &str| line.strip_prefix(keyword)?.strip_suffix(" {").map(str::to_owned);
        if !self.attributes.contains("Serialize") {
            return;
        }
        if let Some(name) = named("pub struct ") {
            self.doc("", out);
            out.push_str(&format!("export interface {name} {{\n"));
            let pascal = self.attributes.contains("PascalCase");
            self.item = Item::Struct(if pascal { "PascalCase" } else { "" }.to_owned());
        } else if let Some(name) = named("pub enum ") {
            self.doc("", out);
            out.push_str(&format!("export type {name} = "));
            self.item = Item::Enum(Vec::new());
        }
    }

    fn field(&self, trimmed: &str, rename: &str, out: &mut String) {
        let Some((name, kind)) = trimmed.strip_prefix("pub ").and_then(|field| field.split_once(": ")) else {
            return;
        };
        let name = if rename.is_empty() { name.to_owned() } else { pascal(name) };
        let optional = if self.attributes.contains("skip_serializing_if") { "?" } else { "" };
        self.doc("  ", out);
        out.push_str(&format!("  {name}{optional}: {};\n", type_of(kind.trim_end_matches(','))));
    }

    fn doc(&self, indent: &str, out: &mut String) {
        if !self.docs.is_empty() {
            out.push_str(&format!("{indent}/**{} */\n", self.docs.join(&format!("\n{indent} *"))));
        }
    }
}

fn pascal(name: &str) -> String {
    let word =
        |word: &str| word.get(..1).unwrap_or_default().to_uppercase() + word.get(1..).unwrap_or_default();
    name.split('_').map(word).collect()
}

fn type_of(kind: &str) -> String {
    let inside = |outer: &str| kind.strip_prefix(outer)?.strip_suffix('>');
    if let Some(item) = inside("Vec<").or(inside("Rc<[").and_then(|item| item.strip_suffix(']'))) {
        let item = type_of(item);
        return if item.contains(' ') { format!("({item})[]") } else { format!("{item}[]") };
    }
    if let Some(item) = inside("Option<") {
        return format!("{} | null", type_of(item));
    }
    if let Some(item) = inside("Rc<").or(inside("Box<")).filter(|item| *item != "str") {
        return type_of(item);
    }
    if let Some((_, value)) = inside("BTreeMap<").and_then(|inner| inner.split_once(", ")) {
        return format!("Record<string, {}>", type_of(value));
    }
    if let Some(items) = kind.strip_prefix('(').and_then(|items| items.strip_suffix(')')) {
        return format!("[{}]", items.split(", ").map(type_of).collect::<Vec<_>>().join(", "));
    }
    match kind {
        "String" | "Rc<str>" | "Cow<'static, str>" => "string".to_owned(),
        "bool" => "boolean".to_owned(),
        "u8" | "u16" | "u32" | "u64" | "i32" | "i64" | "usize" | "f64" => "number".to_owned(),
        name if name.chars().all(char::is_alphanumeric) => name.to_owned(),
        other => panic!("no TypeScript type for {other}: add it here"),
    }
}
