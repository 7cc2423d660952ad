// [data-table] is a fold: opened for the first time, it fetches a CSV file and shows its rows. Nothing of it is HTML.
import { renewed } from "../evidence/signed_links.js";

const MOST = 200;

function* rowsOf(text) {
  const mark = [",", ";", "\t"].map((one) => [text.split("\n", 1)[0].split(one).length, one]).sort((a, b) => b[0] - a[0])[0][1];
  let row = [], cell = "", quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[i + 1] === '"') cell += text[++i];
      else quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === mark) (row.push(cell), (cell = ""));
    else if (c === "\n") (yield [...row, cell], (row = []), (cell = ""));
    else if (c !== "\r") cell += c;
  }
  if (cell || row.length) yield [...row, cell];
}

function drawn(text) {
  const table = document.createElement("table"), [head, body] = [table.createTHead(), table.createTBody()];
  table.className = "data";
  let more = false;
  for (const row of rowsOf(text)) {
    if (body.rows.length >= MOST) {
      more = true;
      break;
    }
    const line = (head.rows.length ? body : head).insertRow();
    for (const cell of row) {
      const place = document.createElement(line.parentElement === head ? "th" : "td");
      if (line.parentElement === head) place.scope = "col";
      place.textContent = cell;
      line.append(place);
    }
  }
  return { table, more };
}

for (const fold of document.querySelectorAll("[data-table]")) {
  const said = fold.querySelector("[data-said]");
  fold.hidden = false;
  fold.addEventListener("toggle", async () => {
    if (!fold.open || fold.dataset.shown) return;
    fold.dataset.shown = "yes";
    try {
      let answer = await fetch(fold.dataset.table);
      if (answer.status === 410) answer = await fetch(await renewed(fold.dataset.table));
      if (!answer.ok) throw new Error(answer.status);
      const { table, more } = drawn(new TextDecoder().decode(await answer.arrayBuffer()).replace(/^\uFEFF/, ""));
      fold.querySelector("[data-rows]").replaceChildren(table);
      said.textContent = more ? fold.dataset.more : "";
    } catch {
      delete fold.dataset.shown;
      said.textContent = fold.dataset.failed;
    }
  });
}
