// Playgrounds in one page and of one origin share what one of them has compiled.

/** What `make` promises under `key`: that of another frame of this page where there is one already. */
export function shared(key, make) {
  self[key] = others(key) ?? make();
  self[key].catch(() => delete self[key]);
  return self[key];
}

function others(key) {
  if (parent === self) return undefined;
  for (let i = 0; i < parent.length; i += 1) {
    try {
      if (parent[i] !== self && parent[i][key]) return parent[i][key];
    } catch {
      // A frame of somebody else.
    }
  }
  return undefined;
}
