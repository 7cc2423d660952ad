// A form that is sent shows at once that it was pressed, and is not sent twice: until the next page is here, until one
// comes back to this page, and for no longer than LONGEST_MS, since the answer may be a file, or be stopped.
// At the window, after every listener that may keep the form here for a reason of its own.
const LONGEST_MS = 10_000;

function release(form) {
  delete form.dataset.pressed;
  for (const button of document.querySelectorAll("button[aria-busy]")) {
    if (button.form === form) button.removeAttribute("aria-busy");
  }
}

addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.target) return;
  if (form.dataset.pressed !== undefined) return event.preventDefault();
  form.dataset.pressed = "";
  event.submitter?.setAttribute("aria-busy", "true");
  setTimeout(release, LONGEST_MS, form);
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-pressed]").forEach(release));
