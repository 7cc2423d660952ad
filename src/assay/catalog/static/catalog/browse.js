// Narrowing the list swaps it whole. What stays with the reader: the filter in focus, and which groups stand open.
let last = null;
let open = null;

document.addEventListener("htmx:beforeSwap", (event) => {
  if (!event.target.matches?.("[data-browse]")) return;
  const input = document.activeElement?.closest?.(".facets input");
  last = input ? { name: input.name, value: input.value } : null;
  open = [...event.target.querySelectorAll(".facets details")].map((details) => details.open);
});

document.addEventListener("htmx:afterSettle", () => {
  const browse = document.querySelector("[data-browse]");
  if (!browse || !open) return;
  const groups = browse.querySelectorAll(".facets details");
  if (groups.length === open.length) groups.forEach((details, n) => (details.open = open[n]));
  else if (groups[0]) groups[0].open = open[0];
  if (last) browse.querySelector(`.facets input[name="${last.name}"][value="${CSS.escape(last.value)}"]`)?.focus();
  open = null;
});
