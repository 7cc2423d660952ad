// Sends what was typed and says how the server took it. Only an answer that names the very mark that was sent confirms
// it (saving.schema.json); a page, half an answer, or the answer to something else does not.
const LONGEST_WAIT = 30_000;
const SIGN_IN = "/accounts/login/";
const CODES = { stale: "stale", "signed-out": "signed-out", "another-person": "another", "lease-ended": "late" };

// The form token of Django. The cookie first: it changes when somebody signs in again in another tab.
export function token() {
  const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  return cookie ? decodeURIComponent(cookie[1]) : (document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "");
}

// {kind, body, after}: "saved", "stale", "late", "signed-out", "another", "full", "busy", "trouble", "offline",
// "unsure" (no telling whether it arrived) or "refused". `after`: seconds to wait, 0 where none are named.
export async function send(url, data, mark) {
  let answer;
  try {
    answer = await fetch(url, {
      method: "POST",
      body: data,
      credentials: "same-origin",
      signal: AbortSignal.timeout?.(LONGEST_WAIT), // an older browser waits as long as it will
      headers: {
        Accept: "application/json",
        "X-CSRFToken": token(),
        "Assay-Save": mark,
        "Assay-Person": document.documentElement.dataset.person ?? "",
      },
    });
  } catch {
    return { kind: "offline", body: {}, after: 0 };
  }
  const body = await read(answer);
  return { kind: kindOf(answer, body, mark), body, after: Number(answer.headers.get("Retry-After")) || 0 };
}

async function read(answer) {
  try {
    const body = await answer.json();
    return body !== null && typeof body === "object" ? body : {};
  } catch {
    return {}; // a page, or half an answer
  }
}

function kindOf(answer, body, mark) {
  if (answer.status === 401 || (answer.redirected && new URL(answer.url).pathname === SIGN_IN)) return "signed-out";
  if (answer.ok) return body.code === "saved" && body.confirms === mark ? "saved" : "unsure";
  if (CODES[body.code]) return CODES[body.code];
  if (answer.status === 507) return "full";
  if (answer.status === 429) return "busy";
  return answer.status >= 500 ? "trouble" : "refused";
}
