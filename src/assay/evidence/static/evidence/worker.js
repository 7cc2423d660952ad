// The service worker of the workspace: without a network it opens as it was last seen on this device. It keeps copies of
// the pages that the server marks (the head Assay-Workspace: whose, and of which submission), of one submission at a
// time, and of the styles and scripts they need. Nothing else of the site is kept, no file and no page of anybody else's.
// With a network the server always answers. ui/js/signed-out.js deletes the copies when somebody else is here, or nobody.
const PAGES = "assay-workspace:";
const SHELL = "assay-shell";
const MOST = 200; // styles and scripts; older ones of an earlier version go
const LONGEST = 14 * 24 * 3600 * 1000;
const MARK = "Assay-Workspace";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event, url));
  else if (url.pathname.startsWith("/static/")) event.respondWith(shell(event));
});

// The first page was here before this worker: it says what it was made of.
self.addEventListener("message", (event) => {
  const { page: address, shell: parts } = event.data ?? {};
  if (!address) return;
  const all = parts.map(async (part) => keepPart(part, await fetch(part)));
  event.waitUntil(Promise.allSettled([fetch(address).then((answer) => keep(new URL(address), answer)), ...all]));
});

async function page(event, url) {
  let answer;
  try {
    answer = await fetch(event.request);
  } catch (away) {
    const copy = await lastSeen(url);
    if (copy) return copy;
    throw away;
  }
  const copy = answer.clone();
  event.waitUntil(keep(url, copy));
  return answer;
}

async function keep(url, answer) {
  const subject = answer.headers.get(MARK);
  if (answer.status >= 500) return; // the server is in trouble: what was seen last is as good as it was
  if (answer.status !== 200 || !subject) {
    // Handed in, signed out, somebody else's: what was kept of it is no longer true.
    for (const name of await own()) await (await caches.open(name)).delete(url.pathname);
    return;
  }
  for (const name of await own()) if (name !== PAGES + subject) await caches.delete(name);
  await (await caches.open(PAGES + subject)).put(url.pathname, answer);
}

const own = async () => (await caches.keys()).filter((name) => name.startsWith(PAGES));

// A step that was never opened here leads to the overview of its submission.
async function lastSeen(url) {
  for (const name of await own()) {
    const cache = await caches.open(name);
    const overview = `/evidence/${name.split(":").pop()}/`;
    const found = (await cache.match(url.pathname)) ?? (url.pathname.startsWith(overview) ? await cache.match(overview) : null);
    if (!found || Date.now() - Date.parse(found.headers.get("Date") ?? "") > LONGEST) continue;
    const text = (await found.text()).replace("<html ", "<html data-last-seen ");
    const headers = new Headers(found.headers);
    for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name); // of the bytes as they traveled
    return new Response(text, { headers });
  }
  return null;
}

async function shell(event) {
  try {
    const answer = await fetch(event.request);
    const copy = answer.clone();
    event.waitUntil(keepPart(event.request.url, copy));
    return answer;
  } catch (away) {
    const copy = await (await caches.open(SHELL)).match(event.request.url);
    if (copy) return copy;
    throw away;
  }
}

async function keepPart(address, answer) {
  if (answer.status !== 200) return;
  const cache = await caches.open(SHELL);
  await cache.put(address, answer);
  const parts = await cache.keys();
  for (const part of parts.slice(0, Math.max(0, parts.length - MOST))) await cache.delete(part);
}
