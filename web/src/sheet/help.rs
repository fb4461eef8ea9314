use yew::prelude::*;

/// Keys in the editor, by what they do.
const EDITOR: &[(&str, &str)] = &[
    ("Esc, then Tab", "leaves the editor; Tab alone indents"),
    ("Ctrl Space", "offers what can be written here"),
    ("F1", "explains what stands at the caret, as pointing at it does"),
    ("F2", "renames the stage at the caret"),
    ("F8", "goes to the next finding"),
    ("Ctrl Shift M", "lists the findings with their fixes"),
    ("Ctrl F", "finds and replaces"),
    ("Ctrl Z, Ctrl Y", "takes a change back, and makes it again"),
    ("Ctrl /", "makes the line a comment, or none"),
    ("Alt ↑, Alt ↓", "moves the line"),
];

/// Keys anywhere.
const PAGE: &[(&str, &str)] = &[
    (
        "Ctrl Enter",
        "builds: the cache takes the result, and every line then shows what the next build reuses",
    ),
    ("?", "opens this help, outside of the editor"),
    ("Esc", "closes what lies over the page"),
    ("← →", "go along a row of tabs"),
    ("↑ ↓", "go along the files and the steps; F2 renames a file, Del deletes it, x makes it executable"),
];

/// Signs beside a line, in words.
const SIGNS: &[(&str, &str, &str)] = &[
    ("verdict verdict-cached", "✓", "comes from the cache"),
    ("verdict verdict-runs", "↻", "runs"),
    ("verdict verdict-skipped", "∕", "is skipped: the target does not need it"),
    ("verdict verdict-failed", "✕", "fails"),
    ("verdict verdict-canceled", "·", "is not reached: another step fails"),
];

/// Keys, signs, and how to go about it.
pub fn view() -> Html {
    let keys = |title: &'static str, rows: &'static [(&'static str, &'static str)]| {
        html! {
            <section aria-label={title}>
                <h3>{ title }</h3>
                <dl class="help-keys">
                    { for rows.iter().map(|(key, does)| html! { <div><dt>{ *key }</dt><dd>{ *does }</dd></div> }) }
                </dl>
            </section>
        }
    };
    html! {
        <div class="sheet-scroll sheet-help" tabindex="0">
            <p>{ "Type a Dockerfile; the panels show what docker build and docker run would do with it, at every keystroke. Nothing leaves this browser. Drafts are kept here: see Recover below Examples." }</p>
            { keys("In the editor", EDITOR) }
            { keys("Everywhere", PAGE) }
            <section aria-label="Signs">
                <h3>{ "Signs beside a line" }</h3>
                <dl class="help-keys">
                    { for SIGNS.iter().map(|(class, sign, means)| html! { <div><dt><i class={*class}>{ *sign }</i></dt><dd>{ *means }</dd></div> }) }
                    <div><dt>{ "≈" }</dt><dd>{ "an estimate: point at it, or go to its row, for its bounds and where it is from" }</dd></div>
                </dl>
                <p class="dim">{ "On a Mac it is Cmd in place of Ctrl." }</p>
            </section>
        </div>
    }
}
