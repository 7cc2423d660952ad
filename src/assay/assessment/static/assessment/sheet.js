// The score sheet: the rule live, single keys that can be switched off (WCAG 2.1.4), own notes, and stems.
import { outcome } from "./rule.js";
import { singleKeys } from "./keys.js";
import { clock, current, recordingKeys } from "./player.js";
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
form.addEventListener("change", (event) => event.target.type === "radio" && showRule());

// --- single keys
singleKeys(form, { ...marked.keys, ...recordingKeys, n: () => (current() ? write() : false), b: bank }, marked.focus);

// --- the comment bank of the marked criterion: its key opens it, Enter takes a sentence
function bank() {
  const fold = marked.row().querySelector("[data-bank]");
  if (!fold) return false;
  marked.row().open = fold.open = true;
  fold.querySelector("[data-stem]").focus();
}

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
    const title = form.querySelector(`[data-criterion="${CSS.escape(note.criterion ?? "")}"] h3`)?.textContent ?? "";
    text.setAttribute("aria-label", [seek.textContent, title].filter(Boolean).join(", "));
    text.addEventListener("input", () => ((note.text = text.value), keep()));
    item.append(seek, text);
    if (title) item.append(Object.assign(document.createElement("span"), { className: "small soft", textContent: title }));
    return item;
  }));
}
function write() {
  const media = current();
  const artifact = Number(media.closest("[data-player]").id.slice("artifact-".length));
  notes.push({ artifact, at: Math.floor(media.currentTime), text: "", criterion: marked.row().dataset.criterion });
  keep();
  showNotes();
  list.lastElementChild.querySelector("textarea").focus();
}
showNotes();

// --- stems: pressing one puts it into the field that was written in last
let area = null;
form.addEventListener("focusin", (event) => event.target.matches("textarea") && (area = event.target));
function fieldFor(stem) {
  const row = stem.closest("[data-criterion]"), here = row ?? marked.row();
  if (area && (!row || row.contains(area))) return area;
  return here.querySelector(stem.dataset.for ? `[name^="${stem.dataset.for}-"]` : "textarea");
}
function insert(stem) {
  const into = fieldFor(stem);
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
