// What the build says beside the text: verdicts in the gutter, bytes at the line's end, the lit range.
import { RangeSetBuilder, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, GutterMarker, WidgetType, gutter } from "@codemirror/view";

/** Replaces all marks: `{lines: [{at, verdict, title, bytes, cause}], light: [{from, to}]}`, by place. */
export const setMarks = StateEffect.define();

const SHAPES = { cached: "✓", runs: "↻", skipped: "∕", failed: "✕", canceled: "·" };

class Verdict extends GutterMarker {
  constructor(verdict, title) {
    super();
    this.verdict = verdict;
    this.title = title;
  }
  eq(other) {
    return other.verdict === this.verdict && other.title === this.title;
  }
  toDOM() {
    const mark = document.createElement("i");
    mark.className = `verdict verdict-${this.verdict}`;
    mark.textContent = SHAPES[this.verdict] ?? "";
    mark.title = this.title;
    return mark;
  }
}

class Bytes extends WidgetType {
  constructor(text, title) {
    super();
    this.text = text;
    this.title = title;
  }
  eq(other) {
    return other.text === this.text && other.title === this.title;
  }
  toDOM() {
    const label = document.createElement("span");
    label.className = "line-bytes";
    label.textContent = this.text;
    label.title = this.title;
    label.setAttribute("aria-hidden", "true");
    return label;
  }
  ignoreEvent() {
    return false;
  }
}

const cause = Decoration.line({ class: "line-cause" });
const skipped = Decoration.line({ class: "line-skipped" });
const lit = Decoration.mark({ class: "lit" });

function lineDecorations(state, lines) {
  const builder = new RangeSetBuilder();
  for (const { at, to, bytes, bytesTitle, isCause, verdict } of lines) {
    if (at > state.doc.length) break;
    const line = state.doc.lineAt(at);
    if (isCause) builder.add(line.from, line.from, cause);
    if (verdict === "skipped") {
      const last = state.doc.lineAt(Math.min(to, state.doc.length)).number;
      builder.add(line.from, line.from, skipped);
      if (bytes) builder.add(line.to, line.to, widget(bytes, bytesTitle));
      for (let n = line.number + 1; n <= last; n++) builder.add(state.doc.line(n).from, state.doc.line(n).from, skipped);
    } else if (bytes) builder.add(line.to, line.to, widget(bytes, bytesTitle));
  }
  return builder.finish();
}

const widget = (bytes, title) => Decoration.widget({ widget: new Bytes(bytes, title), side: 1 });

function gutterMarks(state, lines) {
  const builder = new RangeSetBuilder();
  for (const { at, verdict, title } of lines) {
    if (at > state.doc.length) break;
    if (verdict in SHAPES) {
      const from = state.doc.lineAt(at).from;
      builder.add(from, from, new Verdict(verdict, title));
    }
  }
  return builder.finish();
}

const marks = StateField.define({
  create: () => ({ lines: Decoration.none, gutter: Decoration.none }),
  update(value, transaction) {
    let { lines, gutter } = value;
    if (transaction.docChanged) {
      lines = lines.map(transaction.changes);
      gutter = gutter.map(transaction.changes);
      value = { lines, gutter };
    }
    for (const effect of transaction.effects) {
      if (effect.is(setMarks)) {
        value = {
          lines: lineDecorations(transaction.state, effect.value),
          gutter: gutterMarks(transaction.state, effect.value),
        };
      }
    }
    return value;
  },
  provide: (field) => EditorView.decorations.from(field, (value) => value.lines),
});

/** Lights ranges, `[{from, to}]` by place; an empty list puts the light out. */
export const setLight = StateEffect.define();

const light = StateField.define({
  create: () => Decoration.none,
  update(value, transaction) {
    value = value.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (!effect.is(setLight)) continue;
      const end = transaction.state.doc.length;
      const ranges = effect.value.filter(({ from, to }) => from < to && to <= end);
      value = Decoration.set(ranges.map(({ from, to }) => lit.range(from, to)), true);
    }
    return value;
  },
  provide: (field) => EditorView.decorations.from(field),
});

export const verdicts = [
  marks,
  light,
  gutter({
    class: "verdicts",
    markers: (view) => view.state.field(marks).gutter,
    initialSpacer: () => new Verdict("runs", ""),
  }),
];
