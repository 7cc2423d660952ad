// Single keys of a form in which levels are chosen: one switch turns them off (WCAG 2.1.4), kept on this device; ? shows
// them all, Escape leaves a field. Within text fields every key is a letter.
const isOn = () => localStorage.getItem("assessment-keys") !== "off";
const TYPING = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])";

export function singleKeys(form, acts, leave) {
  const head = form.querySelector("[data-keys]"), button = head.querySelector("[data-switch-keys]");
  const all = form.querySelector("[data-all-keys]");
  const show = () => {
    form.classList.toggle("keys-off", !isOn());
    button.textContent = isOn() ? button.dataset.off : button.dataset.on;
    button.setAttribute("aria-pressed", String(!isOn()));
  };
  head.hidden = all.hidden = false;
  show();
  button.addEventListener("click", () => {
    localStorage.setItem("assessment-keys", isOn() ? "off" : "on");
    show();
  });
  const keys = {
    ...acts,
    "?": () => {
      all.open = !all.open;
      all.querySelector("summary").focus();
    },
  };
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.matches("textarea") && !event.isComposing) return leave(event.target);
    if (!isOn() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat || !(event.key in keys)) return;
    const pressing = event.key === " " && event.target.closest("button, a, summary, input, [role=button]");
    if (event.target.matches(TYPING) || pressing || keys[event.key]() === false) return;
    event.preventDefault();
  });
}
