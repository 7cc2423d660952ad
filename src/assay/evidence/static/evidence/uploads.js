// [data-upload] holds a file input: what is picked or dropped there is sent in parts, with a row each that says how far
// it is, can be paused, and goes on after a lost network, a reload or a crash. Without script the form sends the file.
import { say } from "../ui/js/live.js";
import { Sending } from "./tus.js";

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
  return seconds > 90
    ? speak("minutes", { n: Math.round(seconds / 60) })
    : speak("seconds", { n: Math.max(1, Math.round(seconds)) });
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
    zone.querySelector("input").focus();
    next(this);
  }

  change({ state, sent }) {
    this.first ??= { sent, at: performance.now() };
    const percent = this.file.size ? Math.floor((sent / this.file.size) * 100) : 0;
    const rate = (sent - this.first.sent) / Math.max(1, performance.now() - this.first.at);
    const figures = { sent: size(sent), size: size(this.file.size), left: rate ? left((this.file.size - sent) / rate / 1000) : "…" };
    const text = { paused: "paused", offline: "offline", checking: "checking" }[state] ?? "progress";
    this.find("percent").textContent = `${percent} %`;
    this.find("bar").value = percent;
    this.find("words").textContent = speak(text, figures);
    this.find("pause").hidden = state !== "sending";
    this.find("resume").hidden = state !== "paused" && state !== "offline";
    if (text !== this.spoken || Math.floor(percent / 25) !== this.quarter) {
      say(`${this.file.name}: ${percent} %. ${text === "progress" ? "" : speak(text, figures)}`);
      [this.spoken, this.quarter] = [text, Math.floor(percent / 25)];
    }
  }

  refuse(text) {
    this.element.classList.add("refused");
    this.find("facts").textContent = text;
    this.find("facts").className = "small";
    for (const name of ["percent", "bar", "words", "pause", "resume"]) this.find(name).hidden = true;
    say(text);
  }
}

function start(row, location) {
  row.sending = new Sending(row.file, {
    url: zone.dataset.url,
    location,
    onChange: (how) => row.change(how),
    onDone: async (artifact) => {
      await show(artifact);
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

function chosen(files) {
  const most = Number(zone.dataset.most) - queue.length - (running ? 1 : 0);
  if (files.length > most) return say(speak("tooMany", { most: Math.max(0, most) }));
  for (const file of files) {
    const waiting = [...list.querySelectorAll("[data-location]")].find(
      (one) => one.dataset.name === file.name && Number(one.dataset.size) === file.size,
    );
    const text = fault(file);
    const location = waiting?.dataset.location ?? "";
    const row = new Row(file, waiting);
    if (text) row.refuse(text);
    else start(row, location);
  }
  return undefined;
}

if (zone && list && words) {
  const input = zone.querySelector("input[type=file]");
  input.addEventListener("change", () => {
    chosen([...input.files]);
    input.value = ""; // so that the form does not send it a second time, and the same file can be chosen again
  });
  addEventListener("online", () => running?.sending.state === "offline" && running.sending.resume());
  addEventListener("beforeunload", (event) => running && running.sending.state === "sending" && event.preventDefault());
}
