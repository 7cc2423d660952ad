// The line in the head of the workspace that says what is saved: mark("saved", {time}), "saving", "waiting", "conflict",
// "refused". Its words are translated in the template. It is a live region, so it speaks when the state changes.
const line = document.querySelector("[data-saved]");
const words = line?.querySelector("[data-saved-words]");

export function mark(state, { time = "", detail = "" } = {}) {
  if (!line) return;
  const text = (line.dataset[`${state}Text`] ?? "").replace("{time}", time);
  const full = detail ? `${text}: ${detail}` : text;
  if (words.textContent !== full) words.textContent = full;
  line.classList.toggle("waiting", state === "waiting");
  line.classList.toggle("lost", state === "refused" || state === "conflict");
}

// The form token of Django, from its cookie or from any form on the page.
export function token() {
  const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  return cookie ? decodeURIComponent(cookie[1]) : (document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "");
}

// Sends a form's data and gives back {ok, status, body}; throws only when the network is away. A page where JSON was
// asked for means that the session has ended.
export async function send(url, data) {
  const answer = await fetch(url, {
    method: "POST",
    body: data,
    headers: { Accept: "application/json", "X-CSRFToken": token() },
    credentials: "same-origin",
  });
  if (answer.status >= 500) throw new Error("server");
  const json = /json/.test(answer.headers.get("Content-Type") ?? "");
  return { ok: answer.ok && json, ended: !json, status: answer.status, body: json ? await answer.json() : {} };
}
