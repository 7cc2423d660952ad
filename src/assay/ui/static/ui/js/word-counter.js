// [data-word-counter=ID] counts the words of the text area with that id. The figure is for the eye; a polite live
// region speaks only when the count comes near the limit or passes it, so that typing is not interrupted.
import { say } from "./live.js";

// The same words as the server counts (lib/wording.py): "don't" is one, "0.9" is one.
const WORDS = /[\p{L}\p{N}_]+(?:['’\-.,][\p{L}\p{N}_]+)*/gu;
const count = (text) => (text.match(WORDS) ?? []).length;
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

function update(counter, aloud) {
  const area = document.getElementById(counter.dataset.wordCounter);
  if (!area) return;
  const words = count(area.value);
  const max = Number(counter.dataset.max) || 0;
  const over = max && words > max;
  const text = over ? counter.dataset.over : max ? counter.dataset.of : counter.dataset.words;
  counter.textContent = fill(text, { count: words, max, over: words - max });
  const was = counter.classList.contains("over");
  counter.classList.toggle("over", Boolean(over));
  if (aloud && max && (over !== was || words === Math.round(max * 0.9))) say(counter.textContent);
}

const all = (root, aloud) =>
  root.querySelectorAll("[data-word-counter]").forEach((one) => update(one, aloud));
document.addEventListener("input", (event) => {
  if (!event.target.id) return;
  const counter = document.querySelector(`[data-word-counter="${CSS.escape(event.target.id)}"]`);
  if (counter) update(counter, true);
});
document.addEventListener("htmx:afterSettle", (event) => all(event.detail.elt, false));
all(document, false);
