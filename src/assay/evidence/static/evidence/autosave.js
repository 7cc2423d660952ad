// textarea[data-autosave] in form[data-answer-url] is saved as it is typed. What cannot be sent is kept on this device
// and follows when the network is back. Where another tab was quicker, both texts are shown and nothing is dropped.
import { mark, send } from "./saved.js";
import { keyOf, orphans, put, take } from "./shelf.js";

const IDLE = 1200;
const form = document.querySelector("form[data-answer-url]");
const area = form?.querySelector("textarea[data-autosave]");

let wait = 2000;
let timer = 0;
let sending = false;
let conflicting = false;
let sentText = area?.value ?? "";

const revision = () => form.elements.revision;
const key = () => keyOf(form.dataset.submission, form.dataset.step);

function shelve() {
  put(key(), { text: area.value, revision: revision().value, url: form.dataset.answerUrl });
}

function later(delay) {
  clearTimeout(timer);
  timer = setTimeout(save, delay);
}

function body(text, number, keep) {
  const data = new FormData();
  data.set("text", text);
  data.set("revision", number);
  if (keep) data.set("keep", "1");
  return data;
}

async function save({ keep = false } = {}) {
  if (sending) return later(IDLE);
  if (conflicting || (area.value === sentText && !keep)) return;
  sending = true;
  const text = area.value;
  try {
    const answer = await send(form.dataset.answerUrl, body(text, revision().value, keep));
    sending = false;
    settle(answer, text);
  } catch {
    sending = false;
    mark("waiting");
    wait = Math.min(wait * 1.6, 30_000);
    later(wait);
  }
}

function settle(answer, text) {
  wait = 2000;
  if (answer.ok) {
    revision().value = answer.body.revision;
    sentText = text;
    if (area.value === text) take(key());
    else later(IDLE);
    mark("saved", { time: answer.body.saved });
  } else if (answer.status === 409 && answer.body.code === "stale") {
    showConflict(answer.body);
  } else if (answer.ended) {
    mark("waiting"); // signed out meanwhile: it stays on this device and follows after signing in
  } else {
    mark("refused", { detail: answer.body.detail });
  }
}

function showConflict({ text, revision: newer, saved: time }) {
  conflicting = true;
  const box = form.querySelector("[data-conflict]");
  box.querySelector("[data-conflict-text]").textContent = text;
  box.querySelector("[data-conflict-choices]").hidden = false;
  box.hidden = false;
  box.dataset.newer = newer;
  box.dataset.time = time;
  mark("conflict");
}

function choose(which) {
  const box = form.querySelector("[data-conflict]");
  const theirs = box.querySelector("[data-conflict-text]").textContent;
  revision().value = box.dataset.newer ?? revision().value;
  conflicting = false;
  box.hidden = true;
  if (which === "theirs") area.value = sentText = theirs;
  if (which === "both") area.value = `${area.value}\n\n${theirs}`;
  area.dispatchEvent(new Event("input", { bubbles: true }));
  area.focus();
  if (which === "theirs") {
    take(key()); // what was typed here is kept by the server, among the earlier texts
    mark("saved", { time: box.dataset.time });
  } else save({ keep: true });
}

// What a crashed or closed tab left behind for this very answer: back into the field, oldest to newest. A text that
// started from an older revision goes to the server, which keeps it among the earlier texts.
async function takeUp() {
  for (const [old, value] of await orphans(form.dataset.submission, form.dataset.step)) {
    if (value.text === undefined) continue;
    if (value.text === area.value) take(old);
    else if (String(value.revision) === revision().value && area.value === sentText) {
      area.value = value.text;
      area.dispatchEvent(new Event("input", { bubbles: true }));
      shelve();
      take(old);
      save();
    } else await follow(old, value);
  }
}

async function follow(old, value) {
  try {
    const answer = await send(value.url, body(value.text, value.revision));
    if (answer.ok || answer.status === 409 || answer.status === 404) take(old);
  } catch {
    // still no network: it stays where it is
  }
}

// Answers of other steps that never arrived follow from whatever page of the workspace is open.
async function followAll() {
  const submission = document.querySelector("[data-submission]")?.dataset.submission;
  if (!submission) return;
  for (const [old, value] of await orphans(submission)) {
    if (value.url && value.url !== form?.dataset.answerUrl) await follow(old, value);
  }
}

if (area) {
  area.addEventListener("input", () => {
    shelve();
    if (!conflicting) later(IDLE);
  });
  addEventListener("online", () => save());
  addEventListener("pagehide", () => area.value !== sentText && shelve());
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && save());
  form.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    shelve();
    mark("waiting");
  });
  form.addEventListener("click", (event) => {
    const which = event.target.closest("[data-take]")?.dataset.take;
    if (which) choose(which);
  });
  const box = form.querySelector("[data-conflict]:not([hidden])");
  if (box) {
    conflicting = true;
    box.querySelector("[data-conflict-choices]").hidden = false;
    box.dataset.newer = revision().value;
    box.dataset.time = "";
    mark("conflict");
  }
  takeUp().then(followAll);
} else {
  followAll();
}
