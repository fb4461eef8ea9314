// Finds what a person would: elements by role and name. `arguments` are the role, the name or a part of it, and
// whether the name must be equal. Answers the visible matches.
const [role, name, exact] = arguments;
const SELECTORS = {
  alert: "[role=alert]",
  button: "button, [role=button], summary",
  cell: "td, [role=cell], [role=gridcell]",
  checkbox: "input[type=checkbox], [role=checkbox]",
  combobox: "select, [role=combobox]",
  heading: "h1, h2, h3, h4, [role=heading]",
  link: "a[href], [role=link]",
  listitem: "li, [role=listitem]",
  main: "main, [role=main]",
  region: "section[aria-label], [role=region]",
  row: "tr, [role=row]",
  status: "[role=status]",
  tab: "[role=tab]",
  tabpanel: "[role=tabpanel]",
  textbox: "textarea, input:not([type]), input[type=text], [role=textbox]",
  treeitem: "[role=treeitem]",
};
const text = (element) => (element.innerText ?? element.textContent ?? "").replace(/\s+/g, " ").trim();
const label = (element) => {
  const own = element.getAttribute("aria-label");
  if (own) return own;
  const by = (element.getAttribute("aria-labelledby") ?? "").split(/\s+/).filter(Boolean);
  const parts = by.map((id) => document.getElementById(id)).filter(Boolean).map(text);
  if (parts.length) return parts.join(" ");
  if (element.labels?.length) {
    const clone = element.labels[0].cloneNode(true);
    clone.querySelectorAll("select, input, textarea").forEach((control) => control.remove());
    return text(clone) || clone.textContent.trim();
  }
  return text(element) || element.getAttribute("title") || element.getAttribute("placeholder") || "";
};
const visible = (element) => {
  const style = getComputedStyle(element);
  return element.getClientRects().length > 0 && style.visibility !== "hidden";
};
const named = (element) => {
  const found = label(element);
  return exact ? found === name : found.toLowerCase().includes(name.toLowerCase());
};
return [...document.querySelectorAll(SELECTORS[role] ?? `[role=${role}]`)].filter((e) => visible(e) && named(e));
