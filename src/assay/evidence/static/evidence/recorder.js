// [data-recorder] records picture and sound, or sound alone, straight into the step: looked at, made again, sent. What is
// recorded lies on this device from the first second (recordings.js) and is sent by kept-recordings.js.
import { say } from "../ui/js/live.js";
import * as recordings from "./recordings.js";

const PIECE_MS = 2000;
const KINDS = {
  video: { wants: { audio: true, video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } } }, ending: "mp4" },
  audio: { wants: { audio: true }, ending: "m4a" },
};
const place = document.querySelector("[data-recorder]");
const part = (name) => place.querySelector(`[data-${name}]`);
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

function speak(name, values = {}) {
  const text = name ? fill(place.dataset[name], values) : "";
  part("told").textContent = text;
  part("told").hidden = !text;
  if (text) say(text);
}

class Recording {
  constructor(kind) {
    this.kind = kind;
    this.limit = Number(place.dataset.secondsLeft) || Infinity;
    this.room = Number(place.dataset.maxBytes);
    this.kept = Promise.resolve();
    this.pieces = this.bytes = 0;
  }

  async start() {
    this.stream = await navigator.mediaDevices.getUserMedia(KINDS[this.kind].wants);
    const now = new Date();
    const two = (n) => String(n).padStart(2, "0");
    const name = `${place.dataset.name}-${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}-${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
    this.recorder = new MediaRecorder(this.stream, { mimeType: `${this.kind}/mp4`, videoBitsPerSecond: 2_500_000 });
    this.entry = await recordings.begin({
      url: place.dataset.url,
      page: location.pathname,
      title: place.dataset.title,
      name: `${name}.${KINDS[this.kind].ending}`,
      type: `${this.kind}/mp4`,
    });
    this.recorder.ondataavailable = ({ data }) => data.size && this.keep(data);
    this.ended = new Promise((resolve) => (this.recorder.onstop = resolve));
    this.recorder.start(PIECE_MS);
    this.began = performance.now();
    this.timer = setInterval(() => this.tick(), 250);
  }

  get seconds() {
    return Math.min((performance.now() - this.began) / 1000, this.limit);
  }

  keep(data) {
    const n = this.pieces++;
    this.bytes += data.size;
    this.kept = this.kept.then(() => recordings.add(this.entry, n, data));
    this.kept.catch(() => this.stop("full"));
  }

  tick() {
    const { limit } = this;
    part("clock").textContent = Number.isFinite(limit) ? fill(place.dataset.counter, { at: clock(this.seconds), of: clock(limit) }) : clock(this.seconds);
    if (this.seconds >= limit) this.stop("limit");
    else if (this.bytes > this.room * 0.97) this.stop("large");
  }

  stop(why = "") {
    this.why ||= why;
    if (this.recorder.state === "inactive") return;
    this.length = this.seconds;
    clearInterval(this.timer);
    this.recorder.stop();
    for (const track of this.stream.getTracks()) track.stop();
  }
}

const show = (state) => {
  for (const name of ["idle", "making", "made"]) part(name).hidden = name !== state;
};

async function record(kind) {
  speak("");
  const one = new Recording(kind);
  try {
    await one.start();
  } catch (problem) {
    for (const track of one.stream?.getTracks() ?? []) track.stop();
    return speak({ NotAllowedError: "refused", NotFoundError: "missing" }[problem.name] ?? "trouble");
  }
  place.current = one;
  await recordings.holding(one.entry, async () => {
    part("live").srcObject = kind === "video" ? one.stream : null;
    part("live").hidden = kind !== "video";
    one.tick();
    show("making");
    part("stop").focus();
    await one.ended;
    await one.kept.catch(() => {});
  });
  part("live").srcObject = null;
  await recordings.change(one.entry, { seconds: one.length, bytes: one.bytes, state: "made" }).catch(() => {});
  speak(one.why, { of: clock(one.limit) });
  await preview(one);
}

async function preview(one) {
  const player = part("preview");
  URL.revokeObjectURL(player.src);
  player.src = URL.createObjectURL(await recordings.fileOf(one.entry));
  show("made");
  part("send").focus();
  changed();
}

const changed = () => document.dispatchEvent(new CustomEvent("assay:recordings"));

function finish() {
  part("preview").removeAttribute("src");
  part("preview").load();
  show("idle");
  place.current = null;
}

async function press(event) {
  const button = event.target.closest("button");
  const one = place.current;
  if (button?.dataset.record) await record(button.dataset.record);
  else if (button?.dataset.stop !== undefined) one.stop();
  else if (button?.dataset.send !== undefined) {
    await recordings.change(one.entry, { state: "sending" });
    finish();
    changed();
  } else if (button?.dataset.again !== undefined) {
    await recordings.drop(one.entry);
    finish();
    changed();
    part("idle").querySelector("button").focus();
  }
}

function isAble() {
  if (!navigator.mediaDevices?.getUserMedia || !globalThis.MediaRecorder || !globalThis.indexedDB) return false;
  for (const button of place.querySelectorAll("[data-record]")) {
    button.hidden = !MediaRecorder.isTypeSupported(`${button.dataset.record}/mp4`);
  }
  return place.querySelector("[data-record]:not([hidden])") !== null;
}

if (place && isAble()) {
  place.hidden = false;
  place.addEventListener("click", press);
  addEventListener("beforeunload", (event) => place.current?.recorder.state === "recording" && event.preventDefault());
}
