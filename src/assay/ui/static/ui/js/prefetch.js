// The next page is fetched as soon as somebody means to go there: a link that is pointed at, focused or touched for
// SOON_MS is marked, and the browser fetches it if the rules of config/prefetch.py list its address. It is kept in the
// memory of this page alone, one at a time, for KEPT_MS, and until anything is sent from here.
const SOON_MS = 65, KEPT_MS = 10_000;
let meant, kept;

function forget() {
  clearTimeout(kept);
  for (const link of document.querySelectorAll("a[data-soon]")) delete link.dataset.soon;
}

function mean(event) {
  clearTimeout(meant);
  const link = event.target.closest?.("a[href]:not([download], [target])");
  if (!link || link.dataset.soon !== undefined) return;
  meant = setTimeout(() => {
    forget();
    link.dataset.soon = "";
    kept = setTimeout(forget, KEPT_MS);
  }, SOON_MS);
}

if (HTMLScriptElement.supports?.("speculationrules") && !navigator.connection?.saveData) {
  for (const kind of ["pointerover", "focusin", "touchstart"]) addEventListener(kind, mean, { passive: true });
  addEventListener("submit", forget);
  const sent = (one) => ["fetch", "xmlhttprequest", "beacon"].includes(one.initiatorType);
  new PerformanceObserver((list) => list.getEntries().some(sent) && forget()).observe({ type: "resource" });
}
