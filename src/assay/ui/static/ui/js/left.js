// What waits on this device and belongs to no open page: what the server confirmed is dropped, answers that may follow
// are sent, and the rest is offered on whatever page its writer is. Signing out asks before it is deleted here.
import { send } from "./answers.js";
import { forgetCopies } from "./signed-out.js";
import { drop, entries, forget, keyOf, orphans, subjectOf, TAB } from "./shelf.js";
import { inWords } from "./typed.js";

const COOKIE = "assay_kept";
const box = document.getElementById("left");

// The page after a form was sent: the server took what these marks name ("TAB.N.SUBJECT~…").
export function confirmed() {
  const cookie = document.cookie.match(new RegExp(`(?:^|; )${COOKIE}=([^;]+)`));
  if (!cookie) return;
  document.cookie = `${COOKIE}=; Max-Age=0; Path=/; SameSite=Lax`;
  const kept = new Map(entries());
  for (const mark of decodeURIComponent(cookie[1]).replace(/^"|"$/g, "").split("~")) {
    const [tab, n, ...subject] = mark.split(".");
    const key = keyOf(subject.join("."), tab);
    if (kept.has(key) && kept.get(key).n <= Number(n)) drop(key);
  }
}

async function follow(key, entry) {
  const data = new FormData();
  for (const [name, value] of Object.entries(entry.values)) if (typeof value === "string") data.set(name, value);
  data.set("revision", entry.base);
  const { kind } = await send(entry.follow, data, `${TAB}.${entry.n}`);
  // Where another text is newer by now, this one is kept among the earlier texts.
  if (kind === "saved" || kind === "stale") drop(key);
  return kind === "saved" || kind === "stale";
}

export async function offer() {
  if (!box) return;
  const here = new Set([...document.querySelectorAll("form[data-keep]")].map((form) => form.dataset.keep));
  const waiting = [];
  for (const [key, entry] of await orphans()) {
    if (here.has(subjectOf(key))) continue; // the form on this page takes it up
    if (entry.follow && (await follow(key, entry))) continue;
    if (!inWords(entry.values ?? {})) drop(key);
    else waiting.push([key, entry]);
  }
  if (waiting.length) show(waiting, box.dataset.waiting, false);
}

function show(waiting, words, leaving) {
  box.querySelector("[data-said]").textContent = words;
  box.querySelector("[data-list]").replaceChildren(...waiting.map(line));
  box.querySelector("[data-leave]").hidden = !leaving;
  box.hidden = false;
  if (leaving) box.querySelector("[data-said]").focus();
}

function line([key, entry]) {
  const item = document.importNode(box.querySelector("template").content, true).firstElementChild;
  const link = item.querySelector("a");
  link.href = entry.page;
  link.textContent = entry.title;
  const area = item.querySelector("textarea");
  area.setAttribute("aria-label", entry.title);
  item.querySelector("[data-copy]").addEventListener("click", () => {
    area.value = inWords(entry.values);
    area.hidden = false;
    area.select();
    navigator.clipboard?.writeText(area.value).catch(() => {});
  });
  item.querySelector("[data-throw-away]").addEventListener("click", () => {
    drop(key);
    item.remove();
    box.hidden = !box.querySelector("[data-list] > *");
  });
  return item;
}

// Recordings that lie on this device alone (evidence/recordings.js counts them). Signing out deletes none of them.
function recordings() {
  try {
    return Number(localStorage.getItem(`assay:recordings:${document.documentElement.dataset.person}`)) || 0;
  } catch {
    return 0;
  }
}

export function askBeforeLeaving() {
  let asked = null;
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.signOut === undefined || !box) return;
    const waiting = entries();
    const kept = recordings();
    if ((!waiting.length && !kept) || asked === event.target) return void (forget(), forgetCopies());
    event.preventDefault();
    asked = event.target;
    box.querySelector("[data-recordings]").hidden = !kept || !waiting.length;
    box.querySelector("[data-leave]").textContent = waiting.length ? box.dataset.leave : box.dataset.signOutOnly;
    show(waiting, waiting.length ? box.dataset.leaving : box.querySelector("[data-recordings]").textContent.trim(), true);
  });
  box?.querySelector("[data-leave]").addEventListener("click", () => asked?.requestSubmit());
  box?.querySelector("[data-close]").addEventListener("click", () => ((box.hidden = true), (asked = null)));
}
