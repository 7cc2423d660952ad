// What was typed and has not been confirmed by the server, kept on this device. One entry a person, subject and tab: tabs
// never overwrite each other, nobody else who signs in here is shown it, and an entry whose tab is gone (crash, closed
// browser) is taken up by the next page. An entry: {values, base, n, follow, page, title, at}.
const PREFIX = "assay:draft:";
const ORPHAN_AFTER = 60_000;
const FORGOTTEN_AFTER = 60 * 24 * 3600 * 1000;
const person = document.documentElement.dataset.person ?? "";
const inUse = new Set();
let closed = false;

export const TAB = `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
export const keyOf = (subject, tab = TAB) => `${PREFIX}${person}:${subject}:${tab}`;
export const subjectOf = (key) => key.slice(`${PREFIX}${person}:`.length, key.lastIndexOf(":"));

// False when it could not be kept: nobody is signed in, no room, or storage is switched off.
export function put(subject, value) {
  if (!person || closed) return false;
  const key = keyOf(subject);
  hold(key);
  const about = { page: location.pathname, title: document.title.replace(/ – Assay$/, ""), at: Date.now() };
  try {
    localStorage.setItem(key, JSON.stringify({ ...about, ...value }));
    return true;
  } catch {
    return false;
  }
}

export function drop(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // storage is switched off: nothing was kept either
  }
}

// Signing out: all that this person typed here goes, and what a page would keep on its way out with it.
export function forget() {
  closed = true;
  for (const [key] of entries()) drop(key);
}

// All entries of this person, oldest first: [[key, value], …].
export function entries() {
  const found = [];
  try {
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith(PREFIX)) continue;
      const value = JSON.parse(localStorage.getItem(key));
      if (!(Date.now() - value.at < FORGOTTEN_AFTER)) drop(key);
      else if (person && key.startsWith(`${PREFIX}${person}:`)) found.push([key, value]);
    }
  } catch {
    // storage is switched off, or holds something that is not ours
  }
  return found.sort((one, other) => one[1].at - other[1].at);
}

// Those that no living tab holds; of one subject where one is named.
export async function orphans(subject = null) {
  const held = await names();
  return entries().filter(([key, value]) => {
    if (key.endsWith(`:${TAB}`) || (subject !== null && subjectOf(key) !== subject)) return false;
    return held ? !held.has(key) : Date.now() - value.at > ORPHAN_AFTER;
  });
}

// A lock held for the life of the tab tells other tabs that this entry has an owner.
function hold(key) {
  if (inUse.has(key)) return;
  inUse.add(key);
  navigator.locks?.request(key, () => new Promise(() => {}));
}

async function names() {
  if (!navigator.locks?.query) return null;
  const { held } = await navigator.locks.query();
  return new Set(held.map((lock) => lock.name));
}
