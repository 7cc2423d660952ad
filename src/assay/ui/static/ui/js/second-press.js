// details[data-second-press] asks for a second press. Opening moves the focus to what is about to happen;
// Escape or "Not now" closes it and gives the focus back. Without script the details simply opens.
document.addEventListener(
  "toggle",
  (event) => {
    const box = event.target;
    if (!box.matches?.("details[data-second-press]") || !box.open) return;
    box.querySelectorAll("[data-second-press-back]").forEach((back) => (back.hidden = false));
    box.querySelector(".body")?.focus();
  },
  true,
);

function leave(box) {
  box.open = false;
  box.querySelector("summary").focus();
}

document.addEventListener("click", (event) => {
  const back = event.target.closest?.("[data-second-press-back]");
  if (back) leave(back.closest("details[data-second-press]"));
});
document.addEventListener("keydown", (event) => {
  const box = event.key === "Escape" && event.target.closest?.("details[data-second-press][open]");
  if (box) leave(box);
});
