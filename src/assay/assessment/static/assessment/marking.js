// Which criterion is marked: always one, and it can be seen. Keys act on it and on no other. Focus and pointer take the
// mark along, so that it is never one criterion that looks chosen and another that changes.
export function marking(form) {
  const rows = [...form.querySelectorAll("[data-criterion]")];
  const said = form.querySelector("[data-key-said]");
  const row = () => rows.find((one) => one.classList.contains("current")) ?? rows[0];
  const scored = () => Boolean(row().querySelector(":checked")) || !row().querySelector("[type=radio]");

  function mark(chosen) {
    for (const one of rows) {
      one.classList.toggle("current", one === chosen);
      if (one === chosen) one.querySelector("summary").setAttribute("aria-current", "true");
      else one.querySelector("summary").removeAttribute("aria-current");
    }
  }
  function go(by) {
    const to = rows[Math.min(rows.length - 1, Math.max(0, rows.indexOf(row()) + by))];
    mark(to);
    for (const one of rows) one.open = one === to;
    to.querySelector("summary").focus();
    to.scrollIntoView({ block: "nearest" });
  }
  // From elsewhere on the page the first press comes into the marked criterion, unless that one is scored already.
  const inside = () => row().contains(document.activeElement);
  // What is demonstrated needs no words, so the mark goes on to the next criterion without a level. A j right after that
  // has been done already; another level, for as long as a finger bounces, is none.
  const BOUNCE_MS = 250;
  let wentOn = null;
  const step = (by) => {
    const done = by > 0 && wentOn?.row === row() && !wentOn.used;
    if (done) wentOn.used = true;
    else go(inside() || scored() ? by : 0);
  };

  function goOn() {
    const empty = rows.slice(rows.indexOf(row()) + 1).find((one) => one.querySelector("[type=radio]") && !one.querySelector(":checked"));
    if (!empty) return;
    go(rows.indexOf(empty) - rows.indexOf(row()));
    wentOn = { row: empty, at: performance.now(), used: false };
  }

  function pick(n) {
    const radio = row().querySelectorAll("[type=radio]")[n];
    if (!radio || (wentOn?.row === row() && !wentOn.used && performance.now() - wentOn.at < BOUNCE_MS)) return;
    row().open = true;
    radio.click();
    radio.closest("label").scrollIntoView({ block: "nearest" });
    said.textContent = `${row().querySelector("h3").textContent}: ${radio.closest("label").querySelector(".level").textContent}`;
    if (n === 0) goOn();
  }
  const follow = (event) => {
    const there = event.target.closest?.("[data-criterion]");
    if (rows.includes(there)) mark(there);
  };
  form.addEventListener("focusin", follow);
  form.addEventListener("pointerdown", follow);
  form.addEventListener("change", (event) => event.target.type === "radio" && showLevel(event.target));
  mark(row());
  const focus = () => row().querySelector("summary").focus();
  const keys = { 1: () => pick(0), 2: () => pick(1), 3: () => pick(2), j: () => step(1), k: () => step(-1), r: focus };
  return { row, focus, keys };
}

function showLevel(radio) {
  const row = radio.closest("[data-criterion]"), top = radio.value === "demonstrated";
  row.querySelector("[data-level-shown]").replaceChildren(radio.closest("label").querySelector(".level").cloneNode(true));
  row.querySelectorAll("[data-when-below]").forEach((e) => (e.hidden = top));
  row.querySelectorAll("[data-when-top], [data-optional]").forEach((e) => (e.hidden = !top));
}
