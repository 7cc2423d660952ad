// What was typed and has not reached the server yet, kept on this device. One entry a tab and field, so that two tabs
// never overwrite each other; an entry whose tab is gone (crash, closed browser) is taken up by the next page.
const PREFIX = "assay:draft:";
const tab = `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
const ORPHAN_AFTER = 60_000;
const inUse = new Set();

export const keyOf = (submission, step) => `${PREFIX}${submission}:${step}:${tab}`;

export function put(key, value) {
  hold(key);
  try {
    localStorage.setItem(key, JSON.stringify({ ...value, at: Date.now() }));
    return true;
  } catch {
    return false; // no room, or storage is switched off: the page itself still holds the text
  }
}

export function take(key) {
  localStorage.removeItem(key);
}

// Entries of a submission that no living tab holds: [[key, value], …], oldest first.
export async function orphans(submission, step = "") {
  const held = await names();
  const found = [];
  for (let n = 0; n < localStorage.length; n += 1) {
    const key = localStorage.key(n);
    if (!key.startsWith(`${PREFIX}${submission}:${step ? `${step}:` : ""}`) || key.endsWith(`:${tab}`)) continue;
    const value = read(key);
    if (!value) continue;
    if (held ? !held.has(key) : Date.now() - value.at > ORPHAN_AFTER) found.push([key, value]);
  }
  return found.sort((one, other) => one[1].at - other[1].at);
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
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
