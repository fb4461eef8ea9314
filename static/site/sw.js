// Keeps the whole site, so that it works offline. Files are named by their content; a version is kept whole, and the one
// before it goes when the new one takes over.
const NAME = "drydock-VERSION";
const FILES = ["FILES"];

addEventListener("install", (event) => {
  // Past the browser's own cache: a host may have told it to keep the pages for a while.
  const fresh = (file) => new Request(file, { cache: /-[0-9a-f]{12}\./.test(file) ? "default" : "no-cache" });
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(FILES.map(fresh))));
});

addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.startsWith("drydock-") && name !== NAME);
  event.waitUntil(caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name)))));
});

addEventListener("message", ({ data }) => {
  if (data === "take over") skipWaiting();
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  // `?panes=…` is for the page, not for the server; a folder is its index.html.
  address.search = "";
  if (address.pathname.endsWith("/")) address.pathname += "index.html";
  event.respondWith(caches.open(NAME).then(async (cache) => (await cache.match(address.href)) ?? fetch(request)));
});
