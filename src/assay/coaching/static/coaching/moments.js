// Buttons that lead to a moment of a recording: to the one they name, or the one they stand beside.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-seek]");
  if (!button) return;
  const named = button.dataset.in && document.querySelector(`[data-recording="${button.dataset.in}"]`);
  const box = named || button.closest("[data-recording]");
  const recording = box && box.querySelector("video, audio");
  if (!recording) return;
  recording.currentTime = Number(button.dataset.seek);
  recording.play().catch(() => {});
  recording.focus();
});
