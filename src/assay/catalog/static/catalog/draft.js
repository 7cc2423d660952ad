// What stands beside a draft follows what was saved: the number, the outline and the standard ([data-live]).
const live = () => document.querySelectorAll("[data-live]");

async function renew() {
  let page;
  try {
    const answer = await fetch(location.pathname, { credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return;
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return; // offline: it follows with the next save
  }
  for (const part of live()) {
    const fresh = page.querySelector(`[data-live="${part.dataset.live}"]`);
    if (!fresh || part.contains(document.activeElement) || part.innerHTML === fresh.innerHTML) continue;
    const open = part.querySelector("details")?.open;
    part.innerHTML = fresh.innerHTML;
    if (open) part.querySelector("details")?.setAttribute("open", "");
  }
}
document.addEventListener("assay:saved", renew);
