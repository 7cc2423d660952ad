// A link to a file works for some minutes (signed_links.py). What a page shows of files gets a new one by itself, and a
// recording goes on where it was; a link that is pressed later is made again on the way.
import { token } from "../ui/js/answers.js";

const OLD = 9 * 60_000, SOON = 60_000;
const born = Date.now(), keys = new Map(), tried = new WeakMap(), made = new WeakMap();
const isSigned = (address) => Boolean(address) && new URL(address, location).searchParams.has("key");

// The same address under a new key. Pages of one document share theirs for a minute.
export async function renewed(address) {
  const url = new URL(address, location);
  let known = keys.get(url.pathname);
  if (!known || Date.now() - known.at > SOON) {
    const asked = { method: "POST", credentials: "same-origin", headers: { Accept: "application/json", "X-CSRFToken": token() } };
    known = { at: Date.now(), key: fetch(url.pathname, asked).then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status))) };
    keys.set(url.pathname, known);
  }
  url.searchParams.set("key", (await known.key).key);
  return url.href;
}

async function again(one) {
  const { currentTime: at = 0, paused = true, playbackRate = 1 } = one;
  one.src = await renewed(one.src);
  for (const track of one.querySelectorAll("track")) if (isSigned(track.src)) track.src = await renewed(track.src);
  if (one.tagName === "IMG") return;
  const goOn = () => {
    one.currentTime = at;
    one.playbackRate = playbackRate;
    if (!paused) one.play().catch(() => {});
  };
  one.addEventListener("loadedmetadata", goOn, { once: true });
  one.load();
}

document.addEventListener("error", (event) => {
  const one = event.target;
  if (!one.matches?.("img, video, audio") || !isSigned(one.src) || Date.now() - (tried.get(one) ?? 0) < SOON) return;
  tried.set(one, Date.now());
  again(one).catch(() => {});
}, true);

document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[href]");
  if (!link || !isSigned(link.href) || Date.now() - (made.get(link) ?? born) < OLD) return;
  event.preventDefault();
  link.href = await renewed(link.href).catch(() => link.href);
  made.set(link, Date.now());
  link.click();
});
