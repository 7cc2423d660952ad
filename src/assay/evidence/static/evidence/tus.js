// One file to the server in parts (tus 1.0.0): begins, goes on from where the server stands, waits out a lost network.
// It knows nothing of pages: new Sending(file, {...}) calls onChange({state, sent, why}) and onDone / onRefused.
// What fails is tried again after a pause that doubles, with chance in it so that many clients do not come back as one;
// after TRIES without a byte of progress it stops ("stopped", with why) until somebody presses Go on.
import { token } from "../ui/js/answers.js";

export const PART = 8 * 1024 * 1024;
const EDGE = 1024 * 1024;
const BASE = { "Tus-Resumable": "1.0.0", Accept: "application/json" };
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 60_000;
const TRIES = 8;
const BEGINNINGS = 3;
const SILENCE = 60_000; // no byte went out for so long: the line is dead, whatever the browser thinks
const PATIENCE = 300_000; // all of the part is out, and the server checks, hashes, keeps
const base64 = (bytes) => btoa(String.fromCharCode(...bytes));
const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

// By what a file is known again: its size, its beginning and its end. Name and size alone are no proof: phones make a
// new copy of a film each time it is picked. "" where the browser has no hash (a page without https).
export async function fingerprint(file) {
  if (!globalThis.crypto?.subtle) return "";
  const edges = [new TextEncoder().encode(`${file.size}:`), file.slice(0, EDGE), file.slice(-EDGE)];
  return hex(await crypto.subtle.digest("SHA-256", await new Blob(edges).arrayBuffer()));
}

export class Sending {
  constructor(file, { url, location = "", mark = "", onChange, onDone, onRefused }) {
    Object.assign(this, { file, url, location, mark, onChange, onDone, onRefused });
    this.sent = 0;
    this.state = "sending";
    this.tries = 0;
    this.begun = 0;
  }

  change(state, sent = this.sent, why = "") {
    this.state = state;
    this.onChange({ state, sent, why });
  }

  pause() {
    clearTimeout(this.timer);
    this.change("paused");
    this.request?.abort();
  }

  // Somebody pressed Go on, or the network is back.
  resume() {
    if (this.state === "sending") return;
    this.tries = this.begun = 0;
    this.again();
  }

  again() {
    clearTimeout(this.timer);
    this.change("sending");
    this.run();
  }

  async remove() {
    this.state = "removed";
    clearTimeout(this.timer);
    this.request?.abort();
    if (this.location) await this.ask("DELETE", this.location).catch(() => {});
  }

  async run() {
    try {
      let artifact = this.location ? await this.find() : "";
      if (!artifact && !this.location) await this.begin();
      while (!artifact && this.state === "sending") artifact = await this.part();
      if (artifact) {
        this.state = "done";
        this.onDone(artifact);
      }
    } catch (problem) {
      this.stumble(problem);
    }
  }

  stumble(problem) {
    if (this.state !== "sending") return;
    if (problem.refused) return void this.onRefused(problem.refused);
    if (problem.stopped) return void this.change("stopped", this.sent, problem.stopped);
    const away = globalThis.navigator?.onLine === false;
    if (!away) this.tries += 1;
    if (this.tries > TRIES) return void this.change("stopped");
    this.change(away || problem.network ? "offline" : "retrying");
    const pause = away ? LONGEST_PAUSE : Math.min(FIRST_PAUSE * 2 ** this.tries, LONGEST_PAUSE);
    this.timer = setTimeout(() => this.again(), pause * (0.5 + Math.random() / 2));
  }

  async begin() {
    this.begun += 1;
    if (this.begun > BEGINNINGS) throw { stopped: "again" };
    const said = { filename: this.file.name, fingerprint: this.mark };
    const pairs = Object.entries(said).map(([name, value]) => `${name} ${base64(new TextEncoder().encode(value))}`);
    const answer = await this.ask("POST", this.url, {
      "Upload-Length": String(this.file.size),
      "Upload-Metadata": pairs.join(","),
    });
    if (answer.status !== 201) throw refusal(answer);
    this.location = answer.getResponseHeader("Location");
    this.sent = 0;
  }

  // Where the server stands; the artifact, if the upload is finished and its last answer was lost. An upload that the
  // server no longer knows begins anew.
  async find() {
    const answer = await this.ask("HEAD", this.location);
    if (answer.status === 404 || answer.status === 410) {
      this.location = "";
      return "";
    }
    const offset = answer.getResponseHeader("Upload-Offset");
    if (answer.status !== 200 || offset === null) throw refusal(answer);
    this.reach(Number(offset));
    return answer.getResponseHeader("Upload-Artifact");
  }

  reach(offset) {
    if (offset > this.sent) this.tries = 0;
    this.sent = offset;
  }

  // A part's checksum, worked out while the part before is on its way; null where the file cannot be read.
  checksum(start) {
    if (this.ahead?.start !== start) {
      const bytes = this.file.slice(start, start + PART).arrayBuffer();
      const digest = bytes.then((read) => crypto.subtle.digest("SHA-256", read));
      this.ahead = { start, sum: digest.then((sum) => `sha256 ${base64(new Uint8Array(sum))}`, () => null) };
    }
    return this.ahead.sum;
  }

  async part() {
    const start = this.sent;
    const body = this.file.slice(start, start + PART);
    const headers = { "Upload-Offset": String(start), "Content-Type": "application/offset+octet-stream" };
    if (globalThis.crypto?.subtle) {
      const sum = await this.checksum(start);
      if (!sum) throw { stopped: "unreadable" }; // deleted or moved on this device meanwhile
      headers["Upload-Checksum"] = sum;
      if (start + PART < this.file.size) this.checksum(start + PART);
    }
    if (start >= this.file.size) this.onChange({ state: "checking", sent: start, why: "" });
    const answer = await this.ask("PATCH", this.location, headers, body, start);
    if (answer.status !== 204) throw refusal(answer);
    this.reach(Number(answer.getResponseHeader("Upload-Offset")));
    this.change(this.state, this.sent);
    const artifact = answer.getResponseHeader("Upload-Artifact");
    if (!artifact && this.sent === start) throw new Error("no progress");
    return artifact;
  }

  ask(method, url, headers = {}, body = null, start = 0) {
    return new Promise((resolve, reject) => {
      const request = (this.request = new XMLHttpRequest());
      let watch = 0;
      const within = (time) => {
        clearTimeout(watch);
        watch = setTimeout(() => request.abort(), time);
      };
      request.open(method, url);
      for (const [name, value] of Object.entries({ ...BASE, "X-CSRFToken": token(), ...headers })) {
        request.setRequestHeader(name, value);
      }
      if (body) {
        request.upload.onprogress = ({ loaded }) => {
          within(SILENCE);
          const state = start + loaded >= this.file.size ? "checking" : "sending";
          if (this.state === "sending") this.onChange({ state, sent: start + loaded, why: "" });
        };
        request.upload.onload = () => within(PATIENCE);
      }
      request.onloadend = () => clearTimeout(watch);
      request.onload = () => resolve(request);
      request.onerror = request.onabort = () => reject(Object.assign(new Error("network"), { network: true }));
      within(SILENCE);
      request.send(body);
    });
  }
}

// What an answer other than the wanted one means: {refused: words} ends it, {stopped: why} waits for somebody, an Error
// is tried again. 409 and 460 are tus's own for "ask me where I stand" and "that part arrived altered".
function refusal(answer) {
  let [detail, code] = ["", ""];
  try {
    ({ detail = "", code = "" } = JSON.parse(answer.responseText));
  } catch {
    // a page instead of JSON, or the answer to HEAD, which has no words
  }
  if (answer.status === 507) return { stopped: detail || "full" };
  if (answer.status === 200 || answer.status === 401 || answer.status === 403) return { stopped: "signedOut" };
  const later = [408, 423, 425, 460].includes(answer.status) || answer.status >= 500 || code === "stale";
  if (later) return new Error("later");
  return detail ? { refused: detail } : new Error("unclear");
}
