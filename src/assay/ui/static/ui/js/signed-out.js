// The copies that the workspace's service worker keeps (evidence/worker.js) are of whoever is signed in: with nobody here,
// or somebody else, they go.
const person = document.documentElement.dataset.person;

export async function forgetCopies(but = "") {
  if (!globalThis.caches) return;
  for (const name of await caches.keys()) {
    if (name.startsWith("assay-workspace:") && !(but && name.startsWith(`assay-workspace:${but}:`))) await caches.delete(name);
  }
}

forgetCopies(person).catch(() => {}); // storage is switched off: nothing was kept either
