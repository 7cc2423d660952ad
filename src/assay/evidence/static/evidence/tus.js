// One file to the server in parts (tus 1.0.0): begins, goes on from where the server stands, waits out a lost network.
// It knows nothing of pages: new Sending(file, {...}) calls onChange({state, sent}) and onDone / onRefused.
import { token } from "../ui/js/answers.js";

export const PART = 8 * 1024 * 1024;
const BASE = { "Tus-Resumable": "1.0.0", Accept: "application/json" };
const base64 = (bytes) => btoa(String.fromCharCode(...bytes));

export class Sending {
  constructor(file, { url, location = "", onChange, onDone, onRefused }) {
    Object.assign(this, { file, url, location, onChange, onDone, onRefused });
    this.sent = 0;
    this.state = "sending";
    this.wait = 2000;
  }

  change(state, sent = this.sent) {
    this.state = state;
    this.onChange({ state, sent });
  }

  pause() {
    this.change("paused");
    this.request?.abort();
  }

  resume() {
    if (this.state === "sending") return;
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
      if (this.location) await this.find();
      if (!this.location) await this.begin();
      while (this.state === "sending") {
        const artifact = await this.part();
        if (artifact) return this.onDone(artifact);
      }
    } catch (problem) {
      this.stumble(problem);
    }
    return undefined;
  }

  stumble(problem) {
    if (this.state !== "sending") return;
    if (problem.refused) return this.onRefused(problem.refused);
    this.change("offline");
    this.wait = Math.min(this.wait * 1.6, 30_000);
    this.timer = setTimeout(() => this.resume(), this.wait);
  }

  async begin() {
    const name = base64(new TextEncoder().encode(this.file.name));
    const answer = await this.ask("POST", this.url, {
      "Upload-Length": String(this.file.size),
      "Upload-Metadata": `filename ${name}`,
    });
    if (answer.status !== 201) throw refusal(answer);
    this.location = answer.getResponseHeader("Location");
    this.sent = 0;
  }

  // Where the server stands; an upload it no longer knows begins anew.
  async find() {
    const answer = await this.ask("HEAD", this.location);
    if (answer.status === 200) this.sent = Number(answer.getResponseHeader("Upload-Offset"));
    else if (answer.status === 404 || answer.status === 410) this.location = "";
    else throw refusal(answer);
  }

  async part() {
    const start = this.sent;
    const body = this.file.slice(start, start + PART);
    const headers = { "Upload-Offset": String(start), "Content-Type": "application/offset+octet-stream" };
    if (globalThis.crypto?.subtle) {
      const digest = await crypto.subtle.digest("SHA-256", await body.arrayBuffer());
      headers["Upload-Checksum"] = `sha256 ${base64(new Uint8Array(digest))}`;
    }
    if (start + body.size >= this.file.size) this.change("sending", start);
    const answer = await this.ask("PATCH", this.location, headers, body, start);
    if (answer.status === 204) {
      this.sent = Number(answer.getResponseHeader("Upload-Offset"));
      this.wait = 2000;
      this.change(this.state, this.sent);
      return answer.getResponseHeader("Upload-Artifact");
    }
    if (answer.status === 409 || answer.status === 460) return (await this.find(), this.location || (await this.begin()), null);
    throw refusal(answer);
  }

  ask(method, url, headers = {}, body = null, start = 0) {
    return new Promise((resolve, reject) => {
      const request = (this.request = new XMLHttpRequest());
      request.open(method, url);
      for (const [name, value] of Object.entries({ ...BASE, "X-CSRFToken": token(), ...headers })) {
        request.setRequestHeader(name, value);
      }
      if (body) {
        request.upload.onprogress = ({ loaded }) => {
          const state = start + loaded >= this.file.size ? "checking" : "sending";
          if (this.state === "sending") this.onChange({ state, sent: start + loaded });
        };
      }
      request.onload = () => (request.status >= 500 ? reject(new Error("server")) : resolve(request));
      request.onerror = request.onabort = () => reject(new Error("network"));
      request.send(body);
    });
  }
}

function refusal(answer) {
  let detail = "";
  try {
    detail = JSON.parse(answer.responseText).detail;
  } catch {
    // a page instead of JSON: signed out, or something in between; trying again later is all there is
  }
  return detail ? { refused: detail } : new Error("unclear");
}
