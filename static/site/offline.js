// Makes the page work offline, and says when there is a new version of it.
const prompt = (registration) => {
  if (document.querySelector(".update")) return;
  const bar = document.createElement("div");
  bar.className = "update";
  bar.setAttribute("role", "status");
  bar.append("A new version of Drydock is ready. ");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Reload";
  button.addEventListener("click", () => registration.waiting?.postMessage("take over"));
  bar.append(button);
  document.body.append(bar);
};

const watch = (registration) => {
  const { installing } = registration;
  installing?.addEventListener("statechange", () => {
    // The first version that is installed is the one that is shown.
    if (installing.state === "installed" && navigator.serviceWorker.controller) prompt(registration);
  });
};

const register = async () => {
  const registration = await navigator.serviceWorker.register(new URL("./sw.js", document.baseURI), { updateViaCache: "none" });
  const had = Boolean(navigator.serviceWorker.controller);
  navigator.serviceWorker.addEventListener("controllerchange", () => had && location.reload());
  if (registration.waiting && had) prompt(registration);
  watch(registration);
  registration.addEventListener("updatefound", () => watch(registration));
};

// Not there on pages without a secure origin, refused where storage is.
if ("serviceWorker" in navigator && location.protocol !== "file:") register().catch((error) => console.info(`Not kept for offline use: ${error.message}`));
