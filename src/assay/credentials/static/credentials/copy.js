// [data-copy] fields select themselves when entered, and get a button that copies them. Without script one selects.
const status = document.createElement("p");
status.className = "vh";
status.setAttribute("role", "status");

document.addEventListener("focusin", (event) => event.target.matches("[data-copy]") && event.target.select());

if (navigator.clipboard) {
  document.body.append(status);
  const words = document.querySelector("[data-copy-words]")?.dataset ?? {};
  for (const field of document.querySelectorAll("[data-copy]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button small";
    button.textContent = words.word ?? "Copy";
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(field.value);
      button.textContent = status.textContent = words.copied ?? "Copied";
    });
    field.after(button);
  }
}
