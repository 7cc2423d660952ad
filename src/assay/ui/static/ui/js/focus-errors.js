// An error summary takes the focus when the page comes back or when htmx swaps it in, and its links reach the field.
// An address that names a field (#id_title) leads into it: what folds it opens, and it takes the focus.
function announce(root) {
  const summary = root.matches?.("[data-focus-errors]") ? root : root.querySelector("[data-focus-errors]");
  if (!summary) return;
  const prefix = summary.querySelector("h2")?.textContent.trim();
  if (prefix && !document.title.startsWith(prefix)) document.title = `${prefix} – ${document.title}`;
  summary.focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-focus-errors] a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  (field.closest(".field") ?? field).scrollIntoView({ block: "center" });
  field.focus({ preventScroll: true });
});
function arrive() {
  const field = location.hash ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
  if (!field?.matches("input, textarea, select, [tabindex]") || field.id === "main") return;
  for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  (field.closest(".field") ?? field).scrollIntoView({ block: "center" });
  field.focus({ preventScroll: true });
}
addEventListener("hashchange", arrive);
arrive();
document.addEventListener("htmx:afterSettle", (event) => announce(event.detail.elt));
announce(document.body);
