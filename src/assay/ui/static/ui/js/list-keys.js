// Keys of staff's lists: j and k go from row to row, Enter opens it, ? shows them. One switch turns single keys off,
// here and on the score sheet (WCAG 2.1.4); it is kept on this device.
const list = document.querySelector("table.work tbody");
const help = document.querySelector("[data-list-keys]");
const isOn = () => localStorage.getItem("assessment-keys") !== "off";
const rows = () => [...list.rows];
const way = (row) => row.querySelector("th a, .acts a, .acts button, .acts summary");

function go(by) {
  const all = rows(), at = all.findIndex((row) => row.contains(document.activeElement));
  const to = all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
  const target = to && (way(to) ?? to.querySelector("input"));
  if (target) target.focus();
  else if (to) Object.assign(to, { tabIndex: -1 }).focus();
  to?.scrollIntoView({ block: "nearest" });
}

if (list && help) {
  const button = help.querySelector("[data-switch-keys]");
  const show = () => {
    button.textContent = isOn() ? button.dataset.off : button.dataset.on;
    button.setAttribute("aria-pressed", String(!isOn()));
  };
  show();
  button.addEventListener("click", () => {
    localStorage.setItem("assessment-keys", isOn() ? "off" : "on");
    show();
  });
  const KEYS = {
    j: () => go(1),
    k: () => go(-1),
    "?": () => {
      help.open = !help.open;
      help.querySelector("summary").focus();
    },
  };
  addEventListener("keydown", (event) => {
    if (!isOn() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !(event.key in KEYS)) return;
    if (event.target.matches("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])")) return;
    event.preventDefault();
    KEYS[event.key]();
  });
}
