// Nothing typed is lost. form[data-keep="SUBJECT"]: what is typed in it is kept on this device until the server confirms
// that very revision. With data-save="URL" it is also sent as it grows; without, the form's own button sends it.
//   data-unsent="REGEX"  fields that wait for their own button      data-changes  send only what changed here
//   data-was             send beside each text what it replaces     data-follow   any page may send it later
// {% saving %} inside the form holds what is said and offered; [data-saved] anywhere on the page says how it stands.
import { send } from "./answers.js";
import { askBeforeLeaving, confirmed as dropConfirmed, offer } from "./left.js";
import { drop, keyOf, orphans, put, TAB } from "./shelf.js";
import { alike, inWords, isText, labelOf, read, same, valueOf, write } from "./typed.js";
import { voiceOf } from "./voice.js";

const IDLE = 1200, LEFT = 150, FIRST = 2000, LONGEST = 30_000;
const AGAIN = new Set(["offline", "busy", "trouble", "unsure", "full"]);

function keeping(form) {
  const { keep: subject, save: url = "" } = form.dataset;
  const unsent = form.dataset.unsent ? new RegExp(form.dataset.unsent) : null;
  const revision = form.elements.revision ?? form.elements.base ?? null;
  const voice = voiceOf(form);
  const words = () => inWords(read(form), form);
  let confirmed = read(form); // what the server has, as far as this page knows
  let pending = null; // what was sent and neither confirmed nor refused: it may have arrived
  let conflict = null, count = 0, timer = 0, wait = FIRST, busy = false, leaving = false, leavingBy = null, kept = true;

  const sent = (values) => Object.keys(values).filter((name) => !unsent?.test(name));
  const isSaved = (values) => same(values, confirmed, sent({ ...values, ...confirmed }));
  const waitsForItsButton = (values) => Object.keys(values).some((name) => unsent?.test(name) && isText(values[name]));
  const later = (delay) => (clearTimeout(timer), (timer = setTimeout(save, delay)));
  const say = (kind, more = {}) => voice.say(kind, { kept, words, ...more });

  function shelve(n = count) {
    const follow = form.dataset.follow === undefined ? "" : url;
    kept = put(subject, { values: read(form), base: revision?.value ?? "", n, follow });
  }

  function bodyOf(values, keep) {
    const data = new FormData(form);
    const changed = (name) => !alike(values[name], confirmed[name]);
    for (const [name, value] of [...data.entries()]) {
      const left = form.dataset.changes !== undefined && name in values && !changed(name);
      if (name === "csrfmiddlewaretoken" || name === "kept" || value instanceof File || unsent?.test(name) || left) data.delete(name);
    }
    if (form.dataset.was !== undefined) {
      for (const name of sent(values)) if (typeof values[name] === "string" && changed(name)) data.set(`was:${name}`, confirmed[name] ?? "");
    }
    if (keep) data.set("keep", "1");
    return data;
  }

  async function save({ keep = false } = {}) {
    clearTimeout(timer);
    if (!url || conflict || leaving) return;
    if (busy) return later(IDLE);
    const values = read(form), n = count;
    if (isSaved(values) && !keep) return;
    busy = true;
    const answer = await send(url, bodyOf(values, keep), `${TAB}.${n}`);
    busy = false;
    settle(answer, values, n);
    if (leavingBy) form.requestSubmit(leavingBy);
    leavingBy = null;
  }

  function settle({ kind, body, after }, values, n) {
    if (kind === "saved") return arrived(values, body, n);
    if (kind === "stale") return stale(body);
    if (kind === "late" && body.confirms === `${TAB}.${n}` && n === count) {
      confirmed = values; // it is on the server, beside the sheet that has ended
      drop(keyOf(subject));
    }
    if (AGAIN.has(kind)) {
      pending = values;
      later(after ? after * 1000 : wait);
      wait = Math.min(wait * 1.6, LONGEST);
    }
    say(kind, { detail: Object.values(body.fields ?? {})[0] ?? body.detail, address: body.sign_in });
  }

  function arrived(values, body, n) {
    [wait, pending, confirmed] = [FIRST, null, values];
    if (revision && body.revision !== undefined && body.revision !== null) revision.value = body.revision;
    const now = read(form);
    if (!isSaved(now)) return shelve(), later(IDLE);
    const waiting = waitsForItsButton(now);
    if (waiting) shelve(n);
    else drop(keyOf(subject));
    say(waiting ? "partly" : "saved", { time: body.saved });
    form.dispatchEvent(new CustomEvent("assay:saved", { bubbles: true })); // what stands beside it may follow
  }

  // Somebody, or another tab, was quicker. Was it an answer of our own that never came back? Then nothing is amiss.
  function stale(body) {
    const stored = body.stored ?? {};
    const ours = pending && same(stored, pending, Object.keys(stored));
    const now = read(form);
    if (ours || same(stored, now, Object.keys(stored).filter((name) => name in now))) {
      adopt(stored, body.revision);
      pending = null;
      return isSaved(now) ? arrived(now, body, count) : save();
    }
    conflict = { stored, revision: body.revision, time: body.saved };
    shelve();
    showConflict();
  }

  function adopt(stored, newer) {
    confirmed = { ...confirmed, ...stored };
    if (revision && newer !== undefined && newer !== null) revision.value = newer;
  }

  function showConflict() {
    const now = read(form), { stored } = conflict;
    const rows = Object.keys(stored).filter((name) => name in now && !alike(stored[name], now[name]));
    say("conflict", { rows: rows.map((name) => [rows.length > 1 ? labelOf(form, name) : "", valueOf(form, name, stored[name])]), choose });
  }

  function choose(which) {
    const { stored, revision: newer, time } = conflict, mine = read(form);
    conflict = null;
    adopt(stored, newer);
    if (which === "theirs") write(form, stored);
    if (which === "both") {
      const both = Object.keys(stored).filter((name) => isText(mine[name]) && isText(stored[name]) && !alike(mine[name], stored[name]));
      write(form, Object.fromEntries(both.filter(isLong).map((name) => [name, `${mine[name]}\n\n${stored[name]}`])));
    }
    clearTimeout(timer);
    if (which === "theirs") return drop(keyOf(subject)), say("saved", { time });
    shelve();
    if (url) save({ keep: true });
    else say("kept");
  }
  const isLong = (name) => form.elements[name]?.tagName === "TEXTAREA";

  // What a closed tab, a crash or an ended session left behind: the newest goes back into the form, unless the server has
  // a newer text than it began from; then both are shown. What finds no field, or is older still, can be copied.
  async function takeUp() {
    const found = (await orphans(subject)).reverse(), stands = read(form), spare = [];
    let [newest] = found.filter(([, entry]) => !same(entry.values ?? {}, stands, Object.keys(entry.values ?? {})));
    for (const one of found) {
      const [key, entry] = one;
      if (one === newest) continue;
      if (!newest || same(entry.values, { ...stands, ...newest[1].values }, Object.keys(entry.values))) drop(key);
      else spare.push(one);
    }
    if (!newest) return;
    const [key, { values, base, at }] = newest;
    const homeless = Object.fromEntries(Object.entries(values).filter(([name, value]) => !(name in stands) && isText(value)));
    const newer = revision && base !== revision.value;
    write(form, values);
    count += 1;
    shelve();
    if (kept && !Object.keys(homeless).length) drop(key);
    const time = new Date(at).toLocaleTimeString(`${document.documentElement.lang}-US`, { hour: "numeric", minute: "2-digit" });
    if (newer) {
      conflict = { stored: stands, revision: revision.value, time: "" };
      return showConflict();
    }
    const undo = () => (write(form, stands), drop(keyOf(subject)), drop(key), clearTimeout(timer), say("undone"));
    const others = [inWords(homeless), ...spare.map(([, entry]) => inWords(entry.values))].filter(Boolean);
    const gone = () => [key, ...spare.map(([one]) => one)].forEach(drop);
    say("restored", { time, undo: url ? null : undo, others, gone });
    pending = read(form); // the page before may have sent it, and it may arrive only now
    save();
  }

  form.addEventListener("input", (event) => {
    if (event.target.type === "file" || voice.owns(event.target)) return;
    count += 1;
    shelve();
    if (conflict) return;
    if (!url) return say("kept");
    if (!kept) say("unkept");
    later(IDLE);
  });
  form.addEventListener("change", (event) => {
    if (event.target.type === "file" || voice.owns(event.target) || conflict || !url) return;
    later(LEFT);
  });
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    clearTimeout(timer);
    if (!navigator.onLine || busy) {
      event.preventDefault();
      shelve();
      if (busy) leavingBy = event.submitter; // a save under way changes the revision: the form waits for it
      else say("offline"), later(wait);
      return;
    }
    leaving = true;
    if (!isSaved(read(form)) || waitsForItsButton(read(form)) || refused) shelve();
    const mark = form.elements.kept ?? form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name: "kept" }));
    mark.value = `${TAB}.${count}.${subject}`;
  });
  addEventListener("pageshow", () => (leaving = false));
  addEventListener("online", () => save());
  addEventListener("focus", () => save());
  addEventListener("pagehide", () => !isSaved(read(form)) && !leaving && shelve());
  addEventListener("beforeunload", (event) => !kept && !leaving && !isSaved(read(form)) && event.preventDefault());
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && save());
  voice.onRetry(() => save());

  // A page that answers a refused form shows what is not saved: it is no less worth keeping.
  const refused = document.documentElement.dataset.refused !== undefined;
  if (refused) shelve();
  if (form.dataset.newer) {
    conflict = { stored: JSON.parse(form.dataset.newer), revision: revision.value, time: "" };
    showConflict();
  }
  takeUp();
  setTimeout(() => count === 0 && !conflict && takeUp(), 1500); // the page before may still have been closing
}

dropConfirmed();
for (const form of document.querySelectorAll("form[data-keep]")) keeping(form);
offer();
askBeforeLeaving();
