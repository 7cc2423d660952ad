// [data-upload] holds a file input: what is picked or dropped there is sent in parts, with a row each that says how far
// it is, can be paused, and goes on after a lost network, a reload or a crash. Without script the form sends the file.
import { say } from "../ui/js/live.js";
import { Sending, fingerprint } from "./tus.js";

const zone = document.querySelector("[data-upload]");
const list = document.querySelector("[data-uploads]");
const words = document.querySelector("template[data-upload-words]");
const queue = [];
let running = null;

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
const speak = (name, values = {}) => fill(words.dataset[name], values);

function size(bytes) {
  for (const [unit, n] of [["GB", 1e9], ["MB", 1e6], ["KB", 1e3]]) {
    if (bytes >= n) return `${unit === "GB" ? (bytes / n).toFixed(1) : Math.round(bytes / n)} ${unit}`;
  }
  return `${bytes} B`;
}

function left(seconds) {
  const n = Math.max(1, Math.round(seconds));
  if (n > 90) return speak("minutes", { n: Math.round(n / 60) });
  return speak(n === 1 ? "second" : "seconds", { n });
}

function fault(file) {
  const extension = file.name.split(".").pop().toLowerCase().replace(/^jpeg$/, "jpg");
  const taken = zone.dataset.formats.split(" ");
  const max = Number(zone.dataset.maxBytes);
  if (!file.size) return speak("empty", { name: file.name });
  if (file.size > max) return speak("tooLarge", { name: file.name, size: size(file.size), max: size(max) });
  if (!taken.includes(extension)) return speak("format", { name: file.name, formats: taken.join(", ").toUpperCase() });
  return "";
}

const RECORDED = /\.(mp4|mov|m4a|mp3|wav)$/i;

// How long a recording lasts, in seconds; 0 where the browser cannot tell.
function lasts(file) {
  if (!RECORDED.test(file.name)) return Promise.resolve(0);
  const player = document.createElement("video");
  const url = URL.createObjectURL(file);
  return new Promise((resolve) => {
    setTimeout(resolve, 4000, 0);
    player.onerror = () => resolve(0);
    player.onloadedmetadata = () => resolve(Number.isFinite(player.duration) ? player.duration : 0);
    player.preload = "metadata";
    player.src = url;
  }).finally(() => URL.revokeObjectURL(url));
}

const minutes = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.round(seconds % 60)).padStart(2, "0")}`;

// Why a recording is too long for what the step has left, in words; "" where it fits or nobody can tell.
async function tooLong(file) {
  const most = zone.dataset.secondsLeft;
  const seconds = most ? await lasts(file) : 0;
  return seconds > Number(most) + 1 ? speak("tooLong", { name: file.name, length: minutes(seconds), left: minutes(Number(most)) }) : "";
}

class Row {
  constructor(file, element) {
    const fresh = words.content.querySelector("[data-upload-row]").cloneNode(true);
    if (element) element.replaceWith(fresh);
    else list.append(fresh);
    this.file = file;
    this.element = fresh;
    this.began = performance.now();
    this.first = null;
    this.find("name").textContent = file.name;
    this.find("facts").textContent = size(file.size);
    this.find("bar").setAttribute("aria-label", speak("bar", { name: file.name }));
    fresh.addEventListener("click", (event) => this.press(event));
  }

  find(name) {
    return this.element.querySelector(`[data-${name}]`);
  }

  press(event) {
    if (event.target.closest("[data-pause]")) this.sending.pause();
    if (event.target.closest("[data-resume]")) this.sending.resume();
    if (event.target.closest("[data-remove]")) this.drop();
  }

  async drop() {
    await this.sending?.remove();
    this.element.remove();
    this.recorded?.onLeft();
    zone.querySelector("input").focus();
    next(this);
  }

  change({ state, sent, why = "" }) {
    this.first ??= { sent, at: performance.now() };
    const percent = this.file.size ? Math.floor((sent / this.file.size) * 100) : 0;
    const rate = (sent - this.first.sent) / Math.max(1, performance.now() - this.first.at);
    const figures = { sent: size(sent), size: size(this.file.size), left: rate ? left((this.file.size - sent) / rate / 1000) : "…" };
    const text = state === "sending" ? "progress" : state;
    const spoken = why && !words.dataset[why] ? why : speak(why || text, { ...figures, name: this.file.name });
    this.find("percent").textContent = `${percent} %`;
    this.find("bar").value = percent;
    this.find("words").textContent = spoken;
    this.find("pause").hidden = state !== "sending";
    this.find("resume").hidden = !["paused", "offline", "retrying", "stopped"].includes(state);
    if (text !== this.spoken || Math.floor(percent / 25) !== this.quarter) {
      say(`${this.file.name}: ${percent} %. ${text === "progress" ? "" : spoken}`);
      [this.spoken, this.quarter] = [text, Math.floor(percent / 25)];
    }
  }

  refuse(text) {
    this.recorded?.onLeft();
    this.element.classList.add("refused");
    this.find("facts").textContent = text;
    this.find("facts").className = "small";
    for (const name of ["percent", "bar", "words", "pause", "resume"]) this.find(name).hidden = true;
    say(text);
  }
}

function start(row, location, mark = "", recorded = null) {
  row.recorded = recorded;
  row.sending = new Sending(row.file, {
    url: zone.dataset.url,
    location,
    mark,
    onChange: (how) => row.change(how),
    onDone: async (artifact) => {
      recorded?.onDone();
      await show(artifact).catch(() => {}); // the network went with the last answer: the next page shows it
      row.element.remove();
      next(row);
    },
    onRefused: (text) => {
      row.refuse(text);
      next(row);
    },
  });
  row.change({ state: "sending", sent: 0 });
  queue.push(row);
  if (!running) next(null);
}

function next(done) {
  if (done && running !== done) return void queue.splice(queue.indexOf(done) >>> 0, 1);
  running = queue.shift() ?? null;
  running?.sending.run();
  return undefined;
}

// The artifact as the server shows it, put where it belongs; whatever is being typed on this page stays.
async function show(artifact) {
  const answer = await fetch(location.href, { credentials: "same-origin" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById(`a${artifact}`);
  if (fresh && !document.getElementById(fresh.id)) list.before(document.importNode(fresh, true));
  const notes = page.querySelector("main .messages");
  if (notes) document.querySelector("form[data-step-form]").prepend(document.importNode(notes, true));
  if (!page.querySelector("[data-upload]")) zone.hidden = true;
  else Object.assign(zone.dataset, page.querySelector("[data-upload]").dataset);
  say(document.querySelector(`#a${artifact} .name`)?.textContent.trim() ?? "");
}

async function chosen(files) {
  const most = Number(zone.dataset.most) - queue.length - (running ? 1 : 0);
  if (files.length > most) return say(speak("tooMany", { most: Math.max(0, most) }));
  for (const file of files) {
    const text = fault(file) || (await tooLong(file));
    if (text) new Row(file).refuse(text);
    else await take(file);
  }
  return undefined;
}

// A file that was on its way goes on where it stood, if it is the same by its bytes. One of the same name and size with
// other bytes is a new copy of it: what had arrived of the old one is of no use, and goes.
async function take(file, recorded = null) {
  const mark = await fingerprint(file).catch(() => "");
  const standing = [...list.querySelectorAll("[data-location]")];
  const same = standing.find((one) => mark && one.dataset.fingerprint === mark);
  if (same) return start(new Row(file, same), same.dataset.location, mark, recorded);
  const copy = standing.find((one) => one.dataset.name === file.name && Number(one.dataset.size) === file.size);
  const row = new Row(file, copy);
  if (copy) {
    row.find("facts").textContent = speak("other", { name: file.name });
    say(speak("other", { name: file.name }));
    await new Sending(file, { location: copy.dataset.location }).remove();
  }
  return start(row, "", mark, recorded);
}

// All of it had arrived and the end was never heard of: asking once more finishes it, without the file.
function finish(element) {
  const { name, size: bytes, location } = element.dataset;
  start(new Row({ name, size: Number(bytes), slice: () => new Blob() }, element), location);
}

if (zone && list && words) {
  const input = zone.querySelector("input[type=file]");
  input.addEventListener("change", () => {
    chosen([...input.files]);
    input.value = ""; // so that the form does not send it a second time, and the same file can be chosen again
  });
  for (const camera of document.querySelectorAll("[data-camera] input")) {
    camera.addEventListener("change", () => {
      chosen([...camera.files]);
      camera.value = "";
    });
  }
  zone.addEventListener("assay:recorded", ({ detail }) => take(detail.file, detail));
  addEventListener("online", () => ["offline", "retrying"].includes(running?.sending.state) && running.sending.resume());
  addEventListener("beforeunload", (event) => running && running.sending.state === "sending" && event.preventDefault());
  for (const element of list.querySelectorAll("[data-location]")) if (element.dataset.offset === element.dataset.size) finish(element);
}
