// [data-files]: what is chosen is sent at once, file by file, with how far it is; the words beside it stay as they are.
// Without script the form's own buttons add and take out, and the page comes back with the words as they were typed.
import { token } from "../ui/js/answers.js";
import { say } from "../ui/js/live.js";

const part = (name) => document.querySelector(`[data-files-${name}]`);
const words = (name, values) => zone().dataset[name].replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
const zone = () => document.querySelector("[data-files]");

function ask(url, body, progress = () => {}) {
  return new Promise((done) => {
    const asked = new XMLHttpRequest();
    asked.open("POST", url);
    asked.setRequestHeader("Accept", "application/json");
    asked.setRequestHeader("X-CSRFToken", token());
    asked.upload.addEventListener("progress", ({ loaded, total }) => progress(Math.floor((100 * loaded) / total)));
    asked.addEventListener("loadend", () => done(asked));
    asked.send(body);
  });
}

function refusalOf(asked) {
  if (asked.status >= 200 && asked.status < 300 && asked.responseText.includes('"done"')) return "";
  try {
    return JSON.parse(asked.responseText).detail || null;
  } catch {
    return null; // no answer, or a page
  }
}

function tell(name, n) {
  const bar = part("bar");
  bar.hidden = false;
  bar.value = n;
  part("words").textContent = n < 100 ? words("sending", { name, n }) : words("checking", { name });
}

async function sendAll(files) {
  const troubles = [], added = [];
  for (const file of files) {
    const body = new FormData();
    body.set("files", file);
    if (file.size > Number(zone().dataset.maxBytes)) {
      troubles.push(words("large", { name: file.name }));
      continue;
    }
    tell(file.name, 0);
    const told = refusalOf(await ask(zone().dataset.url, body, (n) => tell(file.name, n)));
    if (told === "") added.push(words("added", { name: file.name }));
    else troubles.push(told ?? words("offline", { name: file.name }));
  }
  await renew();
  part("words").textContent = added.join(" ");
  say(added.join(" "));
  for (const text of troubles) part("trouble").append(Object.assign(document.createElement("p"), { className: "error", textContent: text }));
}

// What lies there now, as the page itself would show it: the form around it, with what is typed, is left alone.
async function renew() {
  try {
    const page = await (await fetch(zone().dataset.page, { credentials: "same-origin" })).text();
    const fresh = new DOMParser().parseFromString(page, "text/html").querySelector("[data-files]");
    if (fresh) zone().replaceWith(fresh);
  } catch {
    // The list is as it was: the page shows the rest when it is opened again.
  }
  part("bar").hidden = true;
  if (part("add")) part("add").hidden = true;
}

document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-files] input[type=file]") && target.files.length) sendAll([...target.files]);
});
document.addEventListener("click", async (event) => {
  const press = event.target.closest?.("[data-file-removal]");
  if (!press) return;
  event.preventDefault();
  const told = refusalOf(await ask(press.formAction, new FormData()));
  await renew();
  if (told) part("trouble").append(Object.assign(document.createElement("p"), { className: "error", textContent: told }));
  document.getElementById("files")?.focus();
});
if (part("add")) part("add").hidden = true;
