// [data-kept-recordings] says which recordings are kept on this device alone, and lets them be sent or deleted. Those
// that may go are sent, from whatever page of the workspace is open: on the page of their step with the row of an upload,
// elsewhere beside their name. One is deleted here when the server has said that it has all of it, or by its maker.
import { say } from "../ui/js/live.js";
import * as recordings from "./recordings.js";
import { Sending, fingerprint } from "./tus.js";

const box = document.querySelector("[data-kept-recordings]");
const under = new Map(); // what this page sends: id -> Sending, or true where uploads.js does
const here = document.querySelector("[data-upload]");
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
const speak = (name, values = {}) => fill(box.dataset[name], values);
const minutes = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.round(seconds % 60)).padStart(2, "0")}`;

function line(entry) {
  const item = document.importNode(box.querySelector("template").content, true).firstElementChild;
  const part = (name) => item.querySelector(`[data-${name}]`);
  item.dataset.recording = entry.id;
  part("title").textContent = entry.title;
  part("title").href = entry.page;
  const lang = document.documentElement.lang;
  const at = new Date(entry.at).toLocaleString(`${lang}-US`, { dateStyle: "medium", timeStyle: "short" });
  part("facts").textContent = speak(entry.seconds ? "facts" : "cut", { at, length: minutes(entry.seconds), name: entry.name });
  part("send").hidden = entry.state === "sending";
  part("standing").textContent = entry.state === "sending" ? speak("waiting") : "";
  part("send").addEventListener("click", async () => {
    await recordings.change(entry, { state: "sending" });
    await refresh();
  });
  part("delete").addEventListener("click", () => remove(entry, item));
  return item;
}

async function remove(entry, item) {
  const button = item.querySelector("[data-delete]");
  if (button.dataset.sure === undefined) {
    button.dataset.sure = "";
    button.textContent = speak("sure");
    return;
  }
  const sending = under.get(entry.id);
  if (sending?.remove) await sending.remove();
  await gone(entry);
}

async function gone(entry) {
  await recordings.drop(entry);
  under.delete(entry.id);
  await refresh();
}

async function refresh() {
  const found = [];
  for (const entry of await recordings.mine()) {
    if (entry.state === "recording" && (await recordings.isHeld(entry))) continue; // it is being made just now
    if (entry.state === "made" && document.querySelector("[data-recorder]")?.current?.entry?.id === entry.id) continue;
    found.push(entry);
  }
  const list = box.querySelector("[data-list]");
  const standing = new Map([...list.children].map((item) => [item.dataset.recording, item]));
  list.replaceChildren(...found.map((entry) => (under.has(entry.id) && standing.get(entry.id)) || line(entry)));
  box.hidden = !found.length;
  for (const entry of found) if (entry.state === "sending" && !under.has(entry.id)) void send(entry);
}

async function send(entry) {
  under.set(entry.id, true);
  await recordings.holding(entry, async () => {
    const still = (await recordings.mine()).find((one) => one.id === entry.id);
    if (!still || still.state !== "sending") return under.delete(entry.id); // another tab was quicker
    const file = await recordings.fileOf(entry);
    if (here?.dataset.url === entry.url) await byTheStep(entry, file);
    else await byItself(entry, file);
    return undefined;
  });
}

// The upload of the step's own page, with its row.
function byTheStep(entry, file) {
  return new Promise((resolve) => {
    const detail = {
      file,
      onDone: () => gone(entry).then(resolve),
      onLeft: () => notSent(entry).then(resolve),
    };
    here.dispatchEvent(new CustomEvent("assay:recorded", { detail }));
  });
}

async function byItself(entry, file) {
  const mark = await fingerprint(file).catch(() => "");
  const standing = (text) => {
    const place = box.querySelector(`[data-recording="${entry.id}"] [data-standing]`);
    if (place && place.textContent !== text) place.textContent = text;
  };
  await new Promise((resolve) => {
    const sending = new Sending(file, {
      url: entry.url,
      location: entry.location ?? "",
      mark,
      onChange: ({ state, sent }) => {
        if (sending.location && sending.location !== entry.location) void recordings.change(entry, { location: sending.location });
        standing(speak(["sending", "checking"].includes(state) ? "onItsWay" : "waiting", { percent: Math.floor((100 * sent) / file.size) }));
      },
      onDone: () => {
        say(speak("arrived", { title: entry.title }));
        gone(entry).then(resolve);
      },
      onRefused: (text) => {
        notSent(entry).then(() => {
          standing(text);
          say(text);
          resolve();
        });
      },
    });
    under.set(entry.id, sending);
    addEventListener("online", () => ["offline", "retrying", "stopped"].includes(sending.state) && sending.resume());
    sending.run();
  });
}

// Refused, or taken out of what is on its way: it stays here until its maker sends it again or deletes it.
async function notSent(entry) {
  under.delete(entry.id);
  await recordings.change(entry, { state: "made" });
  await refresh();
}

if (box && globalThis.indexedDB) {
  document.addEventListener("assay:recordings", refresh);
  if (document.readyState === "complete") refresh();
  else addEventListener("load", refresh); // once uploads.js listens
}
