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
  // What was asked for by key is known when it is shown: whatever changes in the editor takes a question back that the
  // pointer asks, and leaves it to the pointer to ask again.
  const told = { tip: null };
  const hover = hoverTooltip((view, at) => told.tip ?? ask("hover", text(view.state), at, "").then((found) => found && tip(found)), {
    hideOnChange: true,
  });
  const choices = async (context) => {
    const found = await ask("complete", text(context.state), context.pos, context.explicit ? "asked" : "");
    if (!found || context.aborted) return null;
    return { from: found.from, options: found.items.map(option) };
  };
  return [
    hover,
    autocompletion({ override: [choices], icons: false, activateOnTypingDelay: 60 }),
    keymap.of([
      { key: "F1", run: (view) => explain(view, ask, hover, told), preventDefault: true },
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

/** Shows what the word at the caret means, and tells it to screen readers too, for the focus stays in the text. */
function explain(view, ask, hover, told) {
  if (closeTips(view)) return true;
  const { doc, selection: { main: { head } } } = view.state;
  ask("hover", doc.toString(), head, "").then((found) => {
    if (view.state.doc !== doc || view.state.selection.main.head !== head) return;
    view.dispatch({ effects: EditorView.announce.of(found ? words(found) : "Nothing to say about this place") });
    if (!found) return;
    told.tip = tip(found);
    activateHover(view, head, 1, { tooltip: hover, until: (transaction) => transaction.docChanged || !!transaction.selection });
    told.tip = null;
  });
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
