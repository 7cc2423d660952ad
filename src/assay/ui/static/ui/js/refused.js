// A page that answers a refused form is the answer to a POST: on the way back to it, or where it is reloaded, a browser
// asks whether to send the form again, or shows nothing. So its place in the history becomes that of the page the form
// was on, and what was typed is kept with that place: in this tab and nowhere else, until the form is sent again.
// Forms that keep what is typed by themselves (data-save, data-keep) are left to them.
import { isText, read, write } from "./typed.js";

const root = document.documentElement;
const forms = () => [...document.querySelectorAll("main form[method='post']:not([data-save], [data-keep])")];
const place = (form) => new URL(form.getAttribute("action") ?? "", document.baseURI).pathname;

function keep() {
  const before = document.referrer.startsWith(`${location.origin}/`) ? document.referrer : location.href;
  history.replaceState(history.state, "", before);
  const typed = forms().map((form) => ({ place: place(form), values: read(form) }));
  const worth = typed.filter(({ values }) => Object.values(values).flat().some(isText));
  history.replaceState({ ...history.state, typed: worth, person: root.dataset.person }, "");
}

function putBack({ typed, person }) {
  if (person !== root.dataset.person) return;
  for (const form of forms()) {
    const known = typed.findIndex((kept) => kept.place === place(form) && kept.values);
    if (known >= 0) write(form, typed.splice(known, 1)[0].values);
  }
}

// What a form was sent for may be shown at once, as a check of a badge is: that is no refusal.
const status = performance.getEntriesByType("navigation")[0]?.responseStatus;
const refused = (status ?? 422) >= 400 || document.querySelector("[data-focus-errors]");
if (root.dataset.refused !== undefined && refused) keep();
else if (history.state?.typed) putBack(history.state);
addEventListener("submit", (event) => {
  if (history.state?.typed && !event.defaultPrevented) history.replaceState(null, "");
});
