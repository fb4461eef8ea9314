// Colours for Dockerfiles. What a Dockerfile means is Rust's business; this only paints it.
import { StreamLanguage } from "@codemirror/language";
import { tags } from "@lezer/highlight";

const INSTRUCTIONS = new Set(
  ("add arg cmd copy entrypoint env expose from healthcheck label maintainer onbuild run shell stopsignal user " +
    "volume workdir").split(" "),
);

const start = () => ({ fresh: true, keyword: "", heredocs: [], body: "", escape: "\\", head: true });

/** The rest of a line inside an instruction, one token at a time. */
function argument(stream, state) {
  if (stream.eatSpace()) return null;
  if (stream.match(/^--[a-z][\w-]*/i)) return "flag";
  if (stream.match(/^\$\{[^}\s]*\}?|^\$\w+/)) return "variable";
  if (stream.match(/^"(?:[^"\\]|\\.)*"?|^'[^']*'?/)) return "string";
  if (stream.match(/^(?:&&|\|\|?|;)/)) return "operator";
  if (state.keyword === "from" && stream.match(/^as\b/i)) return "keyword";
  const heredoc = state.canHeredoc && stream.match(/^<<-?\s*(["']?)([A-Za-z_]\w*)\1/);
  if (heredoc) {
    state.heredocs.push(heredoc[2]);
    return "flag";
  }
  stream.next();
  stream.eatWhile(/[^\s"'$&|;<=,\\`]/);
  return null;
}

function lineStart(stream, state) {
  if (state.body) {
    const line = stream.string.trim();
    stream.skipToEnd();
    if (line === state.body) {
      state.body = state.heredocs.shift() ?? "";
      return "flag";
    }
    return "string";
  }
  if (stream.match(/^\s*#.*/)) {
    const directive = state.head && stream.string.match(/^#\s*(\w+)\s*=\s*(\S+)/);
    if (directive && directive[1].toLowerCase() === "escape") state.escape = directive[2];
    if (!directive) state.head = false;
    return directive ? "directive" : "comment";
  }
  state.head = false;
  return undefined;
}

function keyword(stream, state) {
  stream.eatSpace();
  const word = stream.match(/^[A-Za-z]+/);
  if (!word) return undefined;
  const name = word[0].toLowerCase();
  if (!INSTRUCTIONS.has(name)) return undefined;
  state.keyword = name;
  state.canHeredoc = name === "run" || name === "copy" || name === "add";
  state.fresh = name === "onbuild";
  return "keyword";
}

function token(stream, state) {
  if (stream.sol()) {
    const whole = lineStart(stream, state);
    if (whole) return whole;
    state.continued = stream.string.trimEnd().endsWith(state.escape);
  }
  if (state.fresh) {
    const found = keyword(stream, state);
    if (found) return found;
  }
  if (state.fresh) {
    if (stream.eatSpace()) return null;
    state.fresh = false;
    state.canHeredoc = false;
  }
  const style = argument(stream, state);
  if (stream.eol()) endOfLine(state);
  return style;
}

function endOfLine(state) {
  state.fresh = !state.continued;
  if (state.fresh && state.heredocs.length) state.body = state.heredocs.shift();
}

export const dockerfile = StreamLanguage.define({
  name: "dockerfile",
  startState: start,
  copyState: (state) => ({ ...state, heredocs: [...state.heredocs] }),
  token,
  blankLine() {},
  languageData: { commentTokens: { line: "#" } },
  tokenTable: {
    flag: tags.attributeName,
    directive: tags.meta,
    variable: tags.special(tags.variableName),
  },
});
