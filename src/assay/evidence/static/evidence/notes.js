// [data-seek] goes to a time in the recording of its artifact; writing a note fills in the time one is at.
const playerOf = (name) => document.querySelector(`[data-player="${CSS.escape(name)}"]`);
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-seek]");
  const player = button && playerOf(button.dataset.playerOf);
  if (!player) return;
  player.currentTime = Number(button.dataset.seek);
  player.focus();
});

document.addEventListener("focusin", (event) => {
  const name = /^(a\d+)-note$/.exec(event.target.name ?? "")?.[1];
  const at = name && event.target.form.elements[`${name}-at`];
  const player = name && playerOf(name);
  if (at && !at.value && player?.currentTime > 0) at.value = clock(player.currentTime);
});

// Enter in a note adds the note, as its button does.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !/^a\d+-(note|at)$/.test(event.target.name ?? "")) return;
  event.preventDefault();
  event.target.closest("li").querySelector("[data-add-note]").click();
});
