// The score sheet: the rule live, single keys that can be switched off (WCAG 2.1.4), own notes, and stems.
import { outcome } from "./rule.js";
import { clock, current, toggle } from "./player.js";
import { marking } from "./marking.js";

const form = document.querySelector("[data-sheet]");
const facts = JSON.parse(document.getElementById("rule-facts").textContent);
const notes = JSON.parse(document.getElementById("own-notes").textContent || "[]");
const marked = marking(form);
const field = form.querySelector("[data-notes]");
field.disabled = false;
const keep = () => {
  field.value = JSON.stringify(notes);
  field.dispatchEvent(new Event("input", { bubbles: true })); // ui/js/saving.js saves what changes in the form
};
field.addEventListener("input", () => {
  if (field.value === JSON.stringify(notes)) return;
  notes.splice(0, notes.length, ...JSON.parse(field.value || "[]")); // put back from this device, or taken from another tab
  showNotes();
});

// --- the rule, as levels change
function levels() {
  return Object.fromEntries([...form.querySelectorAll("[type=radio]:checked")].map((r) => [r.name.slice(6), r.value]));
}
function showRule() {
  const found = outcome(facts, levels());
  form.querySelector("[data-verdict]").textContent = found.verdict;
  form.querySelector("[data-because]").textContent = found.explanation;
}
function showLevel(radio) {
  const row = radio.closest("[data-criterion]"), top = radio.value === "demonstrated";
  row.querySelector("[data-level-shown]").replaceChildren(radio.closest("label").querySelector(".level").cloneNode(true));
  row.querySelectorAll("[data-when-below]").forEach((e) => (e.hidden = top));
  row.querySelectorAll("[data-when-top], [data-optional]").forEach((e) => (e.hidden = !top));
}
form.addEventListener("change", (event) => {
  if (event.target.type !== "radio") return;
  showLevel(event.target);
  showRule();
});

// --- single keys
const head = form.querySelector("[data-keys]"), button = head.querySelector("[data-switch-keys]");
let on = localStorage.getItem("assessment-keys") !== "off";
function showKeys() {
  form.classList.toggle("keys-off", !on);
  button.textContent = on ? button.dataset.off : button.dataset.on;
  button.setAttribute("aria-pressed", String(!on));
}
head.hidden = false;
showKeys();
button.addEventListener("click", () => {
  on = !on;
  localStorage.setItem("assessment-keys", on ? "on" : "off");
  showKeys();
});
const KEYS = {
  1: () => marked.pick(0), 2: () => marked.pick(1), 3: () => marked.pick(2), j: marked.next, k: marked.previous,
  n: () => write(), " ": () => current() && toggle(current()),
};
addEventListener("keydown", (event) => {
  if (!on || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat || !(event.key in KEYS)) return;
  const typing = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])";
  const pressing = event.key === " " && event.target.closest("button, a, summary, input, [role=button]");
  if (event.target.matches(typing) || pressing || (event.key === "n" && !current())) return;
  event.preventDefault();
  KEYS[event.key]();
});

// --- own notes, tied to a recording
const section = document.querySelector("[data-own-notes]"), list = section?.querySelector("[data-list]");
function showNotes() {
  if (!section) return;
  section.hidden = notes.length === 0;
  list.replaceChildren(...notes.map((note) => {
    const item = document.createElement("li"), seek = document.createElement("button"), text = document.createElement("textarea");
    seek.type = "button";
    Object.assign(seek.dataset, { seek: note.at, artifact: note.artifact });
    seek.textContent = clock(note.at);
    text.value = note.text;
    text.rows = 1;
    text.setAttribute("aria-label", seek.textContent);
    text.addEventListener("input", () => ((note.text = text.value), keep()));
    item.append(seek, text);
    return item;
  }));
}
function write() {
  const media = current();
  const artifact = Number(media.closest("[data-player]").id.slice("artifact-".length));
  notes.push({ artifact, at: Math.floor(media.currentTime), text: "" });
  keep();
  showNotes();
  list.lastElementChild.querySelector("textarea").focus();
}
showNotes();

// --- stems: pressing one puts it into the field that was written in last
let area = null;
form.addEventListener("focusin", (event) => event.target.matches("textarea") && (area = event.target));
function insert(stem) {
  const into = area ?? marked.row().querySelector("textarea");
  if (!into) return;
  into.value = into.value ? `${into.value.trimEnd()} ${stem.textContent}` : stem.textContent;
  into.dispatchEvent(new Event("input", { bubbles: true }));
  into.focus();
}
for (const stem of document.querySelectorAll("[data-stem]")) {
  stem.tabIndex = 0;
  stem.setAttribute("role", "button");
  stem.addEventListener("click", () => insert(stem));
  stem.addEventListener("keydown", (event) => (event.key === "Enter" || event.key === " ") && (event.preventDefault(), insert(stem)));
}

// --- handing over leaves the house: a second press
const over = form.querySelector("[data-hand-over]");
let asked = false;
over.addEventListener("click", (event) => {
  if (asked) return;
  event.preventDefault();
  asked = true;
  const said = over.textContent;
  over.textContent = over.dataset.second;
  setTimeout(() => ((asked = false), (over.textContent = said)), 8000);
});
showRule();
