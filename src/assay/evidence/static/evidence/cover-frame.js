// [data-cover-frame]: dragging on the picture draws a box and writes it into the fields; pressing a face is its button.
const frame = document.querySelector("[data-cover-frame]");
const fields = document.querySelector("[data-cover-fields]")?.closest("form").elements;
const drawing = frame?.querySelector("[data-drawing]");
let from = null;

const at = (event) => {
  const box = frame.getBoundingClientRect();
  const share = (part, whole) => Math.min(100, Math.max(0, (part / whole) * 100));
  return [share(event.clientX - box.left, box.width), share(event.clientY - box.top, box.height)];
};
const show = (box) => {
  for (const [name, value] of Object.entries({ x: box.left, y: box.top, width: box.width, height: box.height }))
    drawing.setAttribute(name, value);
};

frame?.addEventListener("pointerdown", (event) => {
  event.preventDefault();
  frame.setPointerCapture(event.pointerId);
  from = at(event);
});
frame?.addEventListener("pointermove", (event) => {
  if (!from) return;
  const to = at(event);
  show(boxOf(from, to));
});
frame?.addEventListener("pointerup", (event) => {
  if (!from) return;
  const box = boxOf(from, at(event));
  const pressed = box.width < 1 && box.height < 1;
  from = null;
  if (pressed) {
    show({ left: 0, top: 0, width: 0, height: 0 });
    const rect = document.elementsFromPoint(event.clientX, event.clientY).find((one) => one.dataset?.press);
    if (rect) document.getElementById(rect.dataset.press)?.click();
    return;
  }
  for (const [name, value] of Object.entries(box)) fields[name].value = Math.max(value, 0).toFixed(1);
  fields.first.focus();
});

function boxOf([x, y], [u, v]) {
  return { left: Math.min(x, u), top: Math.min(y, v), width: Math.abs(u - x), height: Math.abs(v - y) };
}
