// The look of the editor: only names from tokens.css.
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const look = EditorView.theme({
  "&": { height: "100%", color: "var(--text)", backgroundColor: "var(--bg)" },
  // A line at its edge, so that the text does not stand in a box.
  "&.cm-focused": { outline: "none", boxShadow: "inset 2px 0 var(--focus)" },
  ".cm-scroller": { font: "var(--code)", lineHeight: "var(--code-line)", overflow: "auto" },
  ".cm-content": { padding: "8px 0 24px", caretColor: "var(--text)" },
  ".cm-line": { padding: "0 12px 0 2px" },
  ".cm-cursor": { borderLeftColor: "var(--text)", borderLeftWidth: "2px" },
  ".cm-gutters": { backgroundColor: "var(--bg)", color: "var(--dim)", border: "0" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "34px", padding: "0 4px 0 0" },
  ".cm-activeLine": { backgroundColor: "var(--active)" },
  ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--text)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--selection)",
  },
  ".cm-selectionMatch": { backgroundColor: "var(--mark)" },
  ".cm-panels": { backgroundColor: "var(--surface)", color: "var(--text)", borderColor: "var(--line)" },
  ".cm-panels.cm-panels-top": { borderBottom: "1px solid var(--line)" },
  ".cm-tooltip": {
    backgroundColor: "var(--raised)", color: "var(--text)", border: "1px solid var(--line-strong)",
    borderRadius: "var(--radius)", boxShadow: "0 2px 12px var(--shadow)",
  },
  ".cm-textfield, .cm-button": {
    font: "inherit", background: "var(--raised)", color: "var(--text)", border: "1px solid var(--line-strong)",
    borderRadius: "var(--radius)",
  },
  ".cm-placeholder": { color: "var(--dim)" },
  ".cm-searchMatch": { backgroundColor: "var(--mark)" },
  ".cm-searchMatch-selected": { outline: "1px solid var(--focus)" },
});

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--code-keyword)" },
  { tag: tags.string, color: "var(--code-string)" },
  { tag: tags.attributeName, color: "var(--code-flag)" },
  { tag: [tags.special(tags.variableName), tags.operator], color: "var(--code-variable)" },
  { tag: [tags.comment, tags.meta], color: "var(--code-comment)" },
]);

export const theme = [look, syntaxHighlighting(colours)];
