// details.chapter[id]: the address says which one is open (#its-id), so a link, a reload and the back button find it so.
// Without script the browser opens one for an address that leads inside it.
const target = () => (location.hash ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null);

function openForAddress() {
  const found = target();
  const chapter = found?.closest("details.chapter");
  if (!chapter || chapter.open) return;
  chapter.open = true;
  found.scrollIntoView();
}

addEventListener("hashchange", openForAddress);
openForAddress();
document.addEventListener("click", (event) => {
  // A link to the chapter whose address is there already changes no address.
  if (event.target.closest("a")?.hash === location.hash) openForAddress();
});
document.addEventListener(
  "toggle",
  ({ target: chapter }) => {
    if (!chapter.matches("details.chapter[id]")) return;
    const named = chapter.contains(target());
    if (chapter.open === named) return;
    history.replaceState(history.state, "", chapter.open ? `#${chapter.id}` : location.pathname + location.search);
  },
  true,
);
