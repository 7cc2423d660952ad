// textarea[data-autosize] grows with its text. Where CSS can do it (field-sizing), nothing is left to do.
if (!CSS.supports("field-sizing", "content")) {
  const fit = (area) => {
    area.style.blockSize = "auto";
    area.style.blockSize = `${area.scrollHeight + 2}px`;
  };
  const all = (root) => root.querySelectorAll("textarea[data-autosize]").forEach(fit);
  document.addEventListener(
    "input",
    (event) => event.target.matches("textarea[data-autosize]") && fit(event.target),
  );
  document.addEventListener("htmx:afterSettle", (event) => all(event.detail.elt));
  all(document);
}
