// Recordings made on this device that the server does not have yet: kept in the browser (IndexedDB), piece by piece while
// they are made, so that a crash loses seconds. Each belongs to the person who made it: nobody else who signs in here is
// shown it or sends it. An entry: {id, person, url, page, title, name, type, at, seconds, bytes, state}; its state is
// "recording", "made" (to be looked at) or "sending" (it may go whenever there is a network).
const person = document.documentElement.dataset.person ?? "";
const COUNT = `assay:recordings:${person}`; // for left.js, which cannot wait for a database while somebody signs out
let opened = null;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open("assay-recordings", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("recordings", { keyPath: "id" });
      asked.result.createObjectStore("pieces", { keyPath: ["id", "n"] });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opened;
}

// Runs `act` on the two stores and answers, once all of it is kept, with what `act` asked for.
async function within(mode, act) {
  const room = (await database()).transaction(["recordings", "pieces"], mode, { durability: "strict" });
  const asked = act(room.objectStore("recordings"), room.objectStore("pieces"));
  return new Promise((resolve, reject) => {
    room.oncomplete = () => resolve(asked?.result);
    room.onerror = room.onabort = () => reject(room.error);
  });
}

const piecesOf = (id) => IDBKeyRange.bound([id, 0], [id, Infinity]);

export async function begin(about) {
  if (!person) throw new Error("nobody is signed in");
  navigator.storage?.persist?.().catch(() => {}); // asks the browser not to make room with it
  const id = crypto.randomUUID();
  const entry = { id, person, at: Date.now(), seconds: 0, bytes: 0, state: "recording", ...about };
  await within("readwrite", (rows) => rows.add(entry));
  await counted();
  return entry;
}

export const add = (entry, n, piece) => within("readwrite", (_rows, pieces) => pieces.add({ id: entry.id, n, piece }));

export async function change(entry, values) {
  Object.assign(entry, values);
  await within("readwrite", (rows) => rows.put(entry));
}

export async function drop(entry) {
  await within("readwrite", (rows, pieces) => {
    pieces.delete(piecesOf(entry.id));
    return rows.delete(entry.id);
  });
  await counted();
}

// Those of the person who is signed in, oldest first.
export async function mine() {
  const found = person ? await within("readonly", (rows) => rows.getAll()) : [];
  return found.filter((entry) => entry.person === person).sort((one, other) => one.at - other.at);
}

export async function fileOf(entry) {
  const pieces = await within("readonly", (_rows, rows) => rows.getAll(piecesOf(entry.id)));
  return new File(pieces.map(({ piece }) => piece), entry.name, { type: entry.type, lastModified: entry.at });
}

async function counted() {
  const { length } = await mine();
  try {
    if (length) localStorage.setItem(COUNT, length);
    else localStorage.removeItem(COUNT);
  } catch {
    // storage is switched off
  }
}

// One tab at a time makes or sends a recording: `act` runs while this one has it, and not at all while another does.
export function holding(entry, act) {
  if (!navigator.locks) return act();
  return navigator.locks.request(`assay:recording:${entry.id}`, { ifAvailable: true }, (lock) => (lock ? act() : null));
}

export async function isHeld(entry) {
  const { held } = (await navigator.locks?.query?.()) ?? { held: [] };
  return held.some((lock) => lock.name === `assay:recording:${entry.id}`);
}
