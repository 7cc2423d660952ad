// What stands in a form's own fields, as {name: text or list}, and back into them. Passwords, files and the form's
// machinery (hidden fields, unless marked data-kept) are not read.
const NEVER = new Set(["password", "file", "submit", "button", "reset", "image"]);

export function fieldsOf(form) {
  return [...form.elements].filter(
    (one) => one.name && !NEVER.has(one.type) && (one.type !== "hidden" || one.dataset.kept !== undefined) && one.tagName !== "FIELDSET",
  );
}

export function read(form) {
  const values = {};
  for (const one of fieldsOf(form)) {
    if (one.type === "checkbox") {
      values[one.name] ??= [];
      if (one.checked) values[one.name].push(one.value);
    } else if (one.type === "radio") {
      values[one.name] ??= "";
      if (one.checked) values[one.name] = one.value;
    } else values[one.name] = one.value;
  }
  return values;
}

export function write(form, values) {
  for (const one of fieldsOf(form)) {
    const value = values[one.name];
    if (value === undefined) continue;
    if (one.type === "checkbox" || one.type === "radio") {
      const on = Array.isArray(value) ? value.includes(one.value) : value === one.value;
      if (one.checked === on) continue;
      one.checked = on;
      unfold(one);
      if (on || one.type === "checkbox") one.dispatchEvent(new Event("change", { bubbles: true }));
    } else if (one.value !== String(value)) {
      one.value = value;
      unfold(one);
      one.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
}

// What was put back is seen: it does not lie in something folded.
function unfold(field) {
  for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
}

const plain = (value) => (Array.isArray(value) ? [...value].sort().join("\n") : String(value ?? "").replace(/\r\n/g, "\n").trim());
export const alike = (one, other) => plain(one) === plain(other);
export const same = (one, other, names = Object.keys({ ...one, ...other })) => names.every((name) => alike(one[name], other[name]));
export const isText = (value) => typeof value === "string" && value.trim() !== "";

// All that was typed, to read and to copy: the words of each field under its label.
export function inWords(values, form = null) {
  const lines = [];
  for (const [name, value] of Object.entries(values)) {
    if (isText(value)) lines.push(form ? `${labelOf(form, name)}\n${valueOf(form, name, value)}` : value.trim());
  }
  return lines.join("\n\n");
}

export function labelOf(form, name) {
  const one = form.elements[name];
  const field = one instanceof RadioNodeList ? one[0] : one;
  const heading = field?.closest("[data-criterion]")?.querySelector("h3")?.textContent.trim();
  const label = field?.closest("fieldset")?.querySelector("legend")?.textContent.trim();
  const own = field?.type === "radio" ? label : field?.labels?.[0]?.textContent.trim() || field?.getAttribute("aria-label");
  return [heading, own].filter(Boolean).join(": ") || name;
}

// A value as its reader knows it: the label of a choice, the words of a list of notes, or the text itself.
export function valueOf(form, name, value) {
  const one = form.elements[name];
  if (one instanceof RadioNodeList || one?.type === "radio") {
    const chosen = form.querySelector(`input[name="${CSS.escape(name)}"][value="${CSS.escape(value)}"]`)?.closest("label");
    return (chosen?.querySelector(".level") ?? chosen)?.textContent.trim() ?? "–";
  }
  if (one?.dataset.kept === "notes") return JSON.parse(value || "[]").map((note) => note.text).join("\n") || "–";
  return String(value) || "–";
}
