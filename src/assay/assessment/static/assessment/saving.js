// Autosave of the sheet: some seconds after a change, one request at a time, again when the network is back.
const WAIT = 900, RETRY = 8000;

export function saver(form, notes) {
  const mark = document.querySelector("[data-saved]"), revision = form.querySelector("[name=revision]");
  let timer = 0, busy = false, dirty = false, stopped = false, leavingBy = null;
  const say = (text) => mark && (mark.textContent = text);

  async function save() {
    if (busy || stopped || !dirty) return;
    busy = true;
    dirty = false;
    const body = new FormData(form);
    body.set("notes", JSON.stringify(notes()));
    try {
      const answer = await fetch(form.dataset.save, { method: "POST", body, headers: { Accept: "application/json" } });
      const told = await answer.json();
      if (answer.ok) {
        revision.value = told.revision;
        say(mark.dataset.text.replace("{time}", told.saved));
      } else if (told.code === "stale") {
        stale(told.revision);
      } else {
        say(told.detail);
      }
    } catch {
      dirty = true;
      say(mark.dataset.trouble);
      timer = setTimeout(save, RETRY);
    }
    busy = false;
    if (leavingBy) form.requestSubmit(leavingBy);
    else if (dirty && !timer) later();
  }

  // Another tab was quicker. Nothing is sent until the person says which one stands.
  function stale(newer) {
    stopped = true;
    leavingBy = null;
    const box = document.createElement("div"), button = document.createElement("button");
    box.className = "stale-note stack gap-2";
    box.setAttribute("role", "alert");
    box.append(form.dataset.stale);
    button.type = "button";
    button.className = "button compact";
    button.textContent = form.dataset.takeOver;
    button.addEventListener("click", () => {
      revision.value = newer;
      stopped = false;
      dirty = true;
      box.remove();
      save();
    });
    box.append(button);
    form.prepend(box);
    box.scrollIntoView({ block: "nearest" });
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(() => ((timer = 0), save()), WAIT);
  }
  const changed = () => ((dirty = true), later());
  addEventListener("online", save);
  addEventListener("beforeunload", (event) => dirty && !form.dataset.leaving && event.preventDefault());
  // A save that is under way changes the revision: the form waits for it, or it would meet itself as another tab.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    stopped = true;
    form.dataset.leaving = "1";
    if (!busy) return;
    event.preventDefault();
    leavingBy = event.submitter;
  });
  return { changed };
}
