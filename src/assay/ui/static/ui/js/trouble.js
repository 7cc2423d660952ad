// When a request of htmx does not come through, say so where it can be seen and heard, and keep what was typed.
// The words stand in data- attributes of #trouble (base.html); a refusal brings its own, in the .lede of its page.
const box = document.getElementById("trouble");

function show(text) {
  box.querySelector("p").textContent = text;
  box.hidden = false;
}

document.addEventListener("htmx:sendError", () => show(box.dataset.offline));
document.addEventListener("htmx:responseError", (event) => {
  const page = new DOMParser().parseFromString(event.detail.xhr.responseText ?? "", "text/html");
  show(page.querySelector("main .lede")?.textContent.trim() || box.dataset.refused);
});
document.addEventListener("htmx:beforeRequest", () => (box.hidden = true));
box?.querySelector("button").addEventListener("click", () => (box.hidden = true));
