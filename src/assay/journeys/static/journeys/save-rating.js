// Saves a rating as soon as it is chosen. Without script the button below the questions saves the whole page.
const form = document.querySelector("[data-save-rating]");
const line = document.querySelector("[data-saved]");

async function save(input) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.set("competency", input.name.replace("level-", ""));
  body.set("level", input.value);
  try {
    const answer = await fetch(form.dataset.saveRating, { method: "POST", body, headers: { Accept: "application/json" } });
    line.textContent = answer.ok ? line.dataset.saved : line.dataset.notSaved;
  } catch {
    line.textContent = line.dataset.notSaved;
  }
}

form?.addEventListener("change", (event) => {
  if (event.target.matches("input[type=radio]")) save(event.target);
});
