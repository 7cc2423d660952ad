// [data-dropzone] lets files be dropped where they could be picked. It hands them to the file input inside it
// and fires "change"; what then happens (sending, refusing) belongs to the room that listens.
const zoneOf = (event) => event.target.closest?.("[data-dropzone]");
const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");

for (const type of ["dragenter", "dragover"]) {
  document.addEventListener(type, (event) => {
    const zone = zoneOf(event);
    if (!zone || !hasFiles(event)) return;
    event.preventDefault();
    zone.classList.add("over");
  });
}
document.addEventListener("dragleave", (event) => {
  const zone = zoneOf(event);
  if (zone && !zone.contains(event.relatedTarget)) zone.classList.remove("over");
});
document.addEventListener("drop", (event) => {
  const zone = zoneOf(event);
  const input = zone?.querySelector("input[type=file]");
  if (!input || !hasFiles(event)) return;
  event.preventDefault();
  zone.classList.remove("over");
  const kept = new DataTransfer();
  for (const file of event.dataTransfer.files)
    if (input.multiple || kept.files.length === 0) kept.items.add(file);
  input.files = kept.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
});
