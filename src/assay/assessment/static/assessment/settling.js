// Settling by keyboard, as a sheet is scored.
import { singleKeys } from "./keys.js";
import { marking } from "./marking.js";
import { recordingKeys } from "./player.js";

const form = document.querySelector("[data-settling]");
const marked = marking(form);
singleKeys(form, { ...marked.keys, ...recordingKeys }, marked.focus);
