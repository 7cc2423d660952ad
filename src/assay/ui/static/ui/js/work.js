// Staff's lists. Rows are chosen with boxes [data-pick]; a [data-bulk] bar says how many are and is quiet with none.
// Without script the bar stands there, and an empty choice is refused by the server in words.
import "./list-keys.js";

const boxes = (list) => [...list.querySelectorAll("[data-pick]")];

function tell(list, bar) {
  const chosen = boxes(list).filter((box) => box.checked).length;
  bar.querySelector("[data-chosen]").textContent = bar.dataset.bulk.replace("%s", chosen);
  bar.querySelectorAll("button").forEach((button) => (button.disabled = chosen === 0));
  const all = list.querySelector("[data-pick-every]");
  if (!all) return;
  all.checked = chosen > 0 && chosen === boxes(list).length;
  all.indeterminate = chosen > 0 && !all.checked;
}

for (const bar of document.querySelectorAll("[data-bulk]")) {
  const list = document.getElementById(bar.dataset.bulkOf);
  const place = list?.querySelector("[data-pick-all]");
  if (place && boxes(list).length > 1) {
    const label = document.createElement("label");
    const every = Object.assign(document.createElement("input"), { type: "checkbox" });
    every.dataset.pickEvery = "";
    every.setAttribute("aria-label", bar.dataset.all);
    label.append(every);
    place.replaceWith(label);
    every.addEventListener("change", () => {
      for (const box of boxes(list)) box.checked = every.checked;
      tell(list, bar);
    });
  }
  list?.addEventListener("change", () => tell(list, bar));
  if (list) tell(list, bar);
}
