// Forms of work samples, declarations and the note: saved when a field is left. Notes being written and files are not
// sent by themselves; all of it is kept on this device until the server has it.
import { mark, send } from "./saved.js";
import { keyOf, orphans, put, take } from "./shelf.js";

const form = document.querySelector("form[data-step-form]:not([data-answer-url])");
const NOTE = /^a\d+-(note|at)$/;
let changed = false;
let sending = false; // one at a time: of two on their way the older could arrive last and stand
let retry = 0;

const fields = () => [...form.elements].filter((one) => one.name && /^(textarea|text|checkbox)$/.test(one.type));
const key = () => keyOf(form.dataset.submission, form.dataset.step);

function shelve() {
  const values = {};
  for (const one of fields()) values[one.name] = one.type === "checkbox" ? one.checked : one.value;
  put(key(), { fields: values });
}

function data() {
  const found = new FormData(form);
  for (const name of [...found.keys()]) if (name === "files" || NOTE.test(name) || name.startsWith("link-")) found.delete(name);
  return found;
}

const unsent = () => fields().some((one) => (NOTE.test(one.name) || one.name.startsWith("link-")) && one.value);

async function save() {
  clearTimeout(retry);
  retry = 0;
  if (!changed || sending) return;
  changed = false;
  sending = true;
  try {
    const answer = await send(form.getAttribute("action") || location.pathname, data());
    if (answer.ok) {
      if (!changed && !unsent()) take(key());
      if (!changed) mark("saved", { time: answer.body.saved });
    } else if (answer.ended) {
      mark("waiting");
    } else {
      mark("refused", { detail: Object.values(answer.body.errors ?? {})[0] ?? answer.body.detail });
    }
  } catch {
    changed = true;
    mark("waiting");
    retry = setTimeout(save, 8000);
  } finally {
    sending = false;
  }
  if (changed && !retry) save();
}

async function takeUp() {
  for (const [old, value] of await orphans(form.dataset.submission, form.dataset.step)) {
    for (const one of fields()) {
      const kept = value.fields?.[one.name];
      if (kept === undefined) continue;
      if (one.type === "checkbox") one.checked = kept;
      else if (kept) one.value = kept;
    }
    take(old);
    shelve();
    changed = true;
  }
  save();
}

if (form) {
  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    shelve();
    if (!NOTE.test(event.target.name)) changed = true;
  });
  form.addEventListener("change", (event) => event.target.type !== "file" && save());
  addEventListener("online", save);
  form.addEventListener("submit", (event) => {
    if (navigator.onLine) return take(key());
    event.preventDefault();
    shelve();
    mark("waiting");
  });
  takeUp();
}
