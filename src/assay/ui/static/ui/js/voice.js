// Says how it stands with what was typed: briefly in [data-saved], a live region; in full, with what can be done, in the
// box of {% saving %}. All words come from the template, in the reader's language.
const QUIET = new Set(["saved", "partly", "kept", "undone"]);
const words = (element, kind) => element.getAttribute(`data-when-${kind}`);
const fill = (text, values) => (text ?? "").replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

export function voiceOf(form) {
  const line = document.querySelector("[data-saved]");
  const box = form.querySelector("[data-saving]");
  const part = (name) => box.querySelector(`[data-${name}]`);
  let current = {}, restored = false, retry = () => {};

  function say(kind, more) {
    current = more;
    const values = { ...more, detail: more.detail ?? "", where: more.kept ? box.dataset.onDevice : box.dataset.onPage };
    short(kind, values);
    box.dataset.state = kind;
    if (QUIET.has(kind)) return restored || close(); // what was put back stays told until it is closed
    box.hidden = false;
    for (let fold = box.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    restored = kind === "restored";
    const text = fill(words(box, kind) ?? words(box, "refused"), values).trim();
    if (part("said").textContent !== text) part("said").textContent = text;
    part("sign-in").hidden = kind !== "signed-out" && kind !== "another";
    if (more.address) part("sign-in").href = more.address;
    part("retry").hidden = !["trouble", "busy", "full", "unsure", "offline", "refused"].includes(kind) || form.dataset.save === undefined;
    part("undo").hidden = !more.undo;
    part("others").hidden = !more.others?.length;
    part("others-list").replaceChildren(...(more.others ?? []).map(earlier));
    part("conflict").hidden = kind !== "conflict";
    if (kind === "conflict") part("conflict-rows").replaceChildren(...more.rows.flatMap(row));
  }

  function short(kind, values) {
    if (!line) return;
    const place = line.querySelector("[data-saved-words]") ?? line;
    const text = fill(words(line, kind) ?? words(line, "refused"), values).trim();
    if (place.textContent !== text) place.textContent = text;
    line.dataset.state = kind;
    line.classList.toggle("ok", kind === "saved" || kind === "partly");
    line.classList.toggle("waiting", !QUIET.has(kind));
    line.classList.toggle("lost", ["conflict", "refused", "signed-out", "another", "full", "late"].includes(kind));
  }

  const element = (name, text, data = "") => {
    const one = document.createElement(name);
    one.textContent = text;
    if (data) one.dataset[data] = "";
    return one;
  };
  const row = ([label, text]) => [...(label ? [element("dt", label)] : []), element("dd", [text].flat().join(", "), "conflictText")];
  const earlier = (text) => element("blockquote", text);

  async function copy() {
    const area = part("copied");
    area.value = current.words?.() ?? "";
    area.hidden = false;
    area.select();
    try {
      await navigator.clipboard.writeText(area.value);
      part("copied-said").textContent = box.dataset.wasCopied;
    } catch {
      part("copied-said").textContent = box.dataset.isMarked; // no clipboard here: it is marked, to be copied by hand
    }
  }
  function close() {
    box.hidden = true;
    restored = false;
    part("copied").hidden = true;
    part("copied-said").textContent = "";
  }

  box.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const { take } = button.dataset;
    if (take) current.choose?.(take);
    else if (button.dataset.copy !== undefined) copy();
    else if (button.dataset.retry !== undefined) retry();
    else if (button.dataset.undo !== undefined) current.undo?.();
    else if (button.dataset.throwAway !== undefined) (current.gone?.(), (part("others").hidden = true));
    else if (button.dataset.close !== undefined) close();
  });
  return { say, owns: (field) => box.contains(field), onRetry: (act) => (retry = act) };
}
