// [data-player] holds a recording and its notes. The bar takes the place of the browser's own controls, and notes seek.
import "../evidence/signed_links.js"; // a link that ran out is made again
import "./table.js"; // a table beside a recording is shown in the page, too

const clock = (seconds) => {
  const whole = Math.floor(seconds || 0), pad = (n) => String(n).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  return `${hours ? `${hours}:` : ""}${pad(Math.floor((whole % 3600) / 60))}:${pad(whole % 60)}`;
};
const SPEEDS = [1, 1.25, 1.5, 0.75];

const lengthOf = (media) => media.duration || Number(media.dataset.seconds) || 0;

function serve(box) {
  const media = box.querySelector("video, audio"), bar = box.querySelector("[data-bar]");
  if (!media || !bar) return;
  const find = (name) => bar.querySelector(`[data-${name}]`);
  const [play, time, speed, mute, range] = [find("play"), find("time"), find("speed"), find("mute"), bar.querySelector("input")];
  media.controls = false;
  bar.hidden = false;

  const show = () => {
    const whole = Math.floor(lengthOf(media));
    time.textContent = `${clock(media.currentTime)} / ${clock(whole)}`;
    range.max = whole;
    range.value = Math.floor(media.currentTime);
    range.setAttribute("aria-valuetext", clock(media.currentTime));
  };
  const state = () => {
    play.setAttribute("aria-label", media.paused ? play.dataset.playText : play.dataset.pauseText);
    play.querySelector("[data-when=paused]").hidden = !media.paused;
    play.querySelector("[data-when=playing]").hidden = media.paused;
  };
  const mark = () => {
    bar.querySelectorAll(".track i").forEach((i) => i.remove());
    if (!(lengthOf(media) > 0)) return;
    for (const note of box.querySelectorAll("[data-seek]")) {
      const i = document.createElement("i");
      i.style.insetInlineStart = `${Math.min(100, (100 * note.dataset.seek) / lengthOf(media))}%`;
      find("track").append(i);
    }
  };
  for (const type of ["timeupdate", "seeked", "durationchange"]) media.addEventListener(type, show);
  media.addEventListener("loadedmetadata", () => (show(), mark()));
  for (const type of ["play", "pause", "ended"]) media.addEventListener(type, state);
  play.addEventListener("click", () => toggle(media));
  media.addEventListener("click", () => toggle(media));
  range.addEventListener("input", () => {
    media.currentTime = Number(range.value);
    if (!media.readyState) show(); // nothing is loaded before it is played: a look is noted then
  });
  speed.setAttribute("aria-label", `${speed.dataset.text} 1×`);
  speed.addEventListener("click", () => {
    media.playbackRate = SPEEDS[(SPEEDS.indexOf(media.playbackRate) + 1) % SPEEDS.length];
    speed.textContent = `${media.playbackRate}×`;
    speed.setAttribute("aria-label", `${speed.dataset.text} ${media.playbackRate}×`);
  });
  mute.addEventListener("click", () => {
    media.muted = !media.muted;
    mute.setAttribute("aria-pressed", String(media.muted));
  });
  mark();
  show();
}

const toggle = (media) => (media.paused ? media.play().catch(() => {}) : media.pause());
let last = null;
document.addEventListener("play", (event) => {
  if (last && last !== event.target) last.pause();
  last = event.target;
}, true);
document.addEventListener("click", (event) => {
  const note = event.target.closest?.("[data-seek]");
  const media = note && seekable(note);
  if (!media) return;
  media.currentTime = Number(note.dataset.seek);
  media.scrollIntoView({ block: "nearest" });
});
const seekable = (note) =>
  (note.dataset.artifact ? document.getElementById(`artifact-${note.dataset.artifact}`) : note.closest("[data-player]"))
    ?.querySelector("video, audio");

// The recording that keys act on: the one that played last, or the first.
export const current = () => last ?? document.querySelector("[data-player] :is(video, audio)");
const skip = (by) => {
  if (!current()) return false;
  current().currentTime = Math.max(0, current().currentTime + by);
};
const faster = () => {
  const button = current()?.closest("[data-player]").querySelector("[data-speed]");
  if (!button) return false;
  button.click();
};
const evidence = document.querySelector(".exhibit");
export const recordingKeys = {
  " ": () => (current() ? toggle(current()) : false),
  ",": () => skip(-5),
  ".": () => skip(5),
  s: faster,
  e: () => (evidence ? evidence.focus() : false),
};
export { clock };
document.querySelectorAll("[data-player]").forEach(serve);
