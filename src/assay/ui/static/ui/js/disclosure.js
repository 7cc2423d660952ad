// input or select [data-shows=ID] shows the element with that id while it is checked, or while its value is one of
// data-shows-when (words apart by spaces), and hides it otherwise. Without script everything is shown.
function follow(control) {
  const target = document.getElementById(control.dataset.shows);
  if (!target) return;
  const when = control.dataset.showsWhen?.split(" ");
  target.hidden = when ? !when.includes(control.value) : !control.checked;
}

const all = (root) => root.querySelectorAll("[data-shows]").forEach(follow);
document.addEventListener("change", (event) => {
  const group = event.target.name
    ? document.querySelectorAll(`[data-shows][name="${CSS.escape(event.target.name)}"]`)
    : [event.target];
  group.forEach((control) => control.dataset.shows && follow(control));
});
document.addEventListener("htmx:afterSettle", (event) => all(event.detail.elt));
all(document);
