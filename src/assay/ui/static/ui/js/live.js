// One polite live region for the page: say("Saved 20:41"). Saying the same thing twice is said twice.
let region;

export function say(text) {
  if (!region) {
    region = document.createElement("div");
    region.className = "vh";
    region.setAttribute("role", "status");
    region.id = "live";
    document.body.append(region);
  }
  region.textContent = "";
  setTimeout(() => (region.textContent = text), 50);
}

// Elements with data-say speak when htmx swaps them in.
document.addEventListener("htmx:afterSettle", (event) => {
  const found = event.detail.elt.closest?.("[data-say]") ?? event.detail.elt.querySelector?.("[data-say]");
  if (found) say(found.dataset.say || found.textContent.trim());
});
