// Help while writing. What a token means and what could be written is Rust's business; this asks and shows.
import { autocompletion, completionKeymap, startCompletion } from "@codemirror/autocomplete";
import { isolateHistory } from "@codemirror/commands";
import { EditorView, activateHover, closeHoverTooltips, hasHoverTooltips, hoverTooltip, keymap, showDialog } from "@codemirror/view";

/**
 * The extensions. `ask(kind, text, at, word)` promises an answer about the Dockerfile `text`, or null: `hover` a token's
 * meaning, `complete` the choices (`word` is `asked` where somebody asked for them), `stage` the name of a stage,
 * `rename` the changes that give it the name `word`.
 */
export function assist(ask) {
  const text = (state) => state.doc.toString();
  // True while the meaning was asked for by key: then it is told to screen readers too, for the focus stays in the text.
  const told = { next: false };
  const hover = hoverTooltip(async (view, at) => {
    const found = await ask("hover", text(view.state), at, "");
    if (told.next) view.dispatch({ effects: EditorView.announce.of(found ? words(found) : "Nothing to say about this place") });
    told.next = false;
    return found && tip(found);
  }, { hideOnChange: true });
  const choices = async (context) => {
    const found = await ask("complete", text(context.state), context.pos, context.explicit ? "asked" : "");
    if (!found || context.aborted) return null;
    return { from: found.from, options: found.items.map(option) };
  };
  return [
    hover,
    autocompletion({ override: [choices], icons: false, activateOnTypingDelay: 60 }),
    keymap.of([
      { key: "F1", run: (view) => explain(view, hover, told), preventDefault: true },
      { key: "Escape", run: closeTips },
      { key: "F2", run: (view) => rename(view, ask), preventDefault: true },
      ...completionKeymap,
    ]),
  ];
}

/** A choice; Rust has put the likeliest first. */
function option({ label, insert, detail, info, opens }, at) {
  const apply = (view, _, from, to) => {
    const written = insert ?? label;
    view.dispatch({ changes: { from, to, insert: written }, selection: { anchor: from + written.length }, userEvent: "input.complete" });
    if (opens) startCompletion(view);
  };
  return { label, detail, info: info || undefined, apply, boost: Math.max(-99, -at) };
}

function explain(view, hover, told) {
  if (closeTips(view)) return true;
  told.next = true;
  const { head } = view.state.selection.main;
  activateHover(view, head, 1, { tooltip: hover, until: (transaction) => transaction.docChanged || !!transaction.selection });
  return true;
}

function closeTips(view) {
  if (!hasHoverTooltips(view.state)) return false;
  view.dispatch({ effects: closeHoverTooltips });
  return true;
}

function tip(found) {
  return { pos: found.from, end: found.to, above: true, create: () => ({ dom: card(found) }) };
}

function words({ title, text, facts }) {
  return [title, ...text, ...facts.map(({ name, value }) => `${name}: ${value}`)].join(". ");
}

function card({ title, text, facts }) {
  const box = element("div", "hover");
  box.append(element("code", "hover-title", title), ...text.map((paragraph) => prose(paragraph)));
  if (facts.length) {
    const list = element("dl", "hover-facts");
    for (const { name, value } of facts) list.append(element("dt", "", name), element("dd", "", value));
    box.append(list);
  }
  return box;
}

/** A paragraph in which words between backticks are code. */
function prose(text) {
  const paragraph = element("p", "");
  text.split("`").forEach((part, at) => paragraph.append(at % 2 ? element("code", "", part) : part));
  return paragraph;
}

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function rename(view, ask) {
  const at = view.state.selection.main.head;
  const announce = (words) => view.dispatch({ effects: EditorView.announce.of(words) });
  ask("stage", view.state.doc.toString(), at, "").then((here) => {
    if (!here) {
      showDialog(view, { label: "No name of a stage stands at the caret.", submitLabel: "Close", focus: true, class: "rename", top: true });
      return;
    }
    askName(view, ask, at, here.name, "New name of the stage", announce);
  });
  return true;
}

async function askName(view, ask, at, name, label, announce) {
  const { close, result } = showDialog(view, {
    label, input: { type: "text", name: "name", value: name, "aria-label": label }, submitLabel: "Rename", focus: true, class: "rename", top: true,
  });
  const form = await result;
  const wanted = form?.elements.namedItem("name")?.value.trim();
  view.focus();
  if (!wanted || wanted === name) return;
  const answer = await ask("rename", view.state.doc.toString(), at, wanted);
  if (!answer) return;
  if (answer.error) {
    askName(view, ask, at, wanted, `${answer.error}.`, announce);
    return;
  }
  view.dispatch({ changes: answer.changes, effects: close, annotations: isolateHistory.of("full"), userEvent: "rename" });
  announce(`Renamed in ${answer.changes.length} places`);
}
