// [data-worker] names the service worker by which the workspace opens without a network. A page that is such a copy says
// so, and is asked for again when the network is back and nothing is being made or sent.
const box = document.querySelector("[data-worker]");
const STATIC = `${location.origin}/static/`;

async function keepThis() {
  const registration = await navigator.serviceWorker.register(box.dataset.worker, { updateViaCache: "none" });
  if (navigator.serviceWorker.controller) return;
  await navigator.serviceWorker.ready;
  const parts = performance.getEntriesByType("resource").map((one) => one.name).filter((name) => name.startsWith(STATIC));
  registration.active?.postMessage({ page: location.href, shell: [...new Set(parts)] });
}

if (box && navigator.serviceWorker && globalThis.caches) {
  if (document.documentElement.dataset.lastSeen !== undefined) box.hidden = false;
  else if (document.readyState === "complete") keepThis().catch(() => {});
  else addEventListener("load", () => keepThis().catch(() => {})); // no worker here: the page works as before
}
