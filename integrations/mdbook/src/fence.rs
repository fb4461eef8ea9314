//! Finds fenced blocks and writes them as elements.

/// Attributes of the element; every other option becomes a `data-` attribute.
const PLAIN: [&str; 7] = ["panes", "theme", "mode", "load", "example", "link", "label"];

/// `markdown` with each block of the language `dockerfile,drydock[,OPTION=VALUE…]` as a playground. A value with commas
/// stands in quotes.
pub fn replace(markdown: &str, site: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    let mut lines = markdown.split_inclusive('\n');
    let mut found = false;
    while let Some(line) = lines.next() {
        let Some(fence) = opening(line) else {
            out.push_str(line);
            continue;
        };
        let mut code = String::new();
        let mut end = None;
        for line in lines.by_ref() {
            if closing(line, fence) {
                end = Some(line);
                break;
            }
            code.push_str(line);
        }
        match options(line).filter(|_| end.is_some()) {
            Some(options) => {
                found = true;
                out.push_str(&element(&code, &options));
            }
            None => {
                out.push_str(line);
                out.push_str(&code);
                out.push_str(end.unwrap_or_default());
            }
        }
    }
    if found {
        let script =
            format!("\n<script type=\"module\" src=\"{}dockerfile-playground.js\"></script>\n", escape(site));
        out.push_str(&script);
    }
    out
}

/// The fence that a line begins a block with: three or more backticks or tildes.
fn opening(line: &str) -> Option<&str> {
    let text = line.trim_start();
    let mark = text.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
    let fence = text.get(..text.len() - text.trim_start_matches(mark).len())?;
    let indented = line.len() - text.len() > 3;
    (fence.len() >= 3 && !indented).then_some(fence)
}

fn closing(line: &str, fence: &str) -> bool {
    let text = line.trim();
    text.starts_with(fence) && text.trim_start_matches(fence.get(..1).unwrap_or_default()).is_empty()
}

/// The options of a block that is to become a playground.
fn options(line: &str) -> Option<Vec<(String, String)>> {
    let info = line.trim().trim_start_matches(['`', '~']);
    let words = words(info);
    let is = |name: &str| words.iter().any(|word| word.eq_ignore_ascii_case(name));
    if !(is("dockerfile") || is("docker")) || !is("drydock") {
        return None;
    }
    let pair = |word: &String| {
        word.split_once('=').map(|(name, value)| (name.to_owned(), value.trim_matches('"').to_owned()))
    };
    Some(words.iter().filter_map(pair).collect())
}

/// What stands between commas and spaces that are not in quotes.
fn words(info: &str) -> Vec<String> {
    let mut quoted = false;
    let split = |c: char| {
        quoted ^= c == '"';
        !quoted && (c == ',' || c == ' ')
    };
    info.split(split).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The empty lines keep Markdown out of the code.
fn element(code: &str, options: &[(String, String)]) -> String {
    let mut attributes = String::new();
    for (name, value) in
        options.iter().filter(|(name, _)| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))
    {
        let prefix = if PLAIN.contains(&name.as_str()) { "" } else { "data-" };
        attributes.push_str(&format!(" {prefix}{name}=\"{}\"", escape(value)));
    }
    let code = escape(code);
    format!(
        "<dockerfile-playground{attributes}>\n\n<pre><code class=\"language-dockerfile\">{code}</code></pre>\n\n\
         </dockerfile-playground>\n\n"
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_becomes_an_element() {
        let text =
            "a\n\n```dockerfile,drydock,panes=\"editor,build\",target=x\nFROM a\n\nRUN <b>\n```\n\nb\n";
        let expected = "a\n\n<dockerfile-playground panes=\"editor,build\" data-target=\"x\">\n\n\
            <pre><code class=\"language-dockerfile\">FROM a\n\nRUN &lt;b&gt;\n</code></pre>\n\n</dockerfile-playground>\n\n\
            \nb\n\n<script type=\"module\" src=\"d/dockerfile-playground.js\"></script>\n";
        assert_eq!(replace(text, "d/"), expected);
    }

    #[test]
    fn everything_else_stays() {
        for text in [
            "",
            "text",
            "```dockerfile\nFROM a\n```\n",
            "~~~~ dockerfile,drydock\nnever closed\n~~~\n",
            "````\n```dockerfile,drydock\nFROM a\n```\n````\n",
            "    ```dockerfile,drydock\n    indented code\n    ```\n",
            "```rust,drydock\n  `````",
        ] {
            assert_eq!(replace(text, ""), text);
        }
    }
}
