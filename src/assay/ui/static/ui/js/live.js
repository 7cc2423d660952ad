// One polite live region for the page: say("Saved 20:41"). Saying the same thing twice is said twice.
// The module may be here twice, by its hashed name and by an import of its plain one: both share the region.
function region() {
  const there = document.getElementById("live");
  if (there) return there;
  const made = document.createElement("div");
  made.className = "vh";
  made.setAttribute("role", "status");
  made.id = "live";
  document.body.append(made);
  return made;
}

export function say(text) {
  region().textContent = "";
  setTimeout(() => (region().textContent = text), 50);
}

// Elements with data-say speak when htmx swaps them in.
document.addEventListener("htmx:afterSettle", (event) => {
  const found = event.detail.elt.closest?.("[data-say]") ?? event.detail.elt.querySelector?.("[data-say]");
  if (found) say(found.dataset.say || found.textContent.trim());
});
