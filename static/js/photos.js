// Pictures are sent one by one, as they are taken: what stands around the camera is drawn anew with each.

import { inTurn } from "./turns.js";
import { touch } from "./typing.js";

let failed = [];

async function send(address, file) {
  const body = new FormData();
  body.append("photo", file);
  body.append("fragment", "1");
  const draft = document.querySelector("input[name=draft]");
  if (draft) body.append("draft", draft.value);
  const { "x-csrftoken": token } = JSON.parse(document.body.getAttribute("hx-headers"));
  const headers = { "X-CSRFToken": token, "HX-Request": "true" };
  const answer = await fetch(address, { method: "POST", body, headers });
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.text();
}

// The place is looked up only now: the page may have been drawn anew while the picture was under way.
function drawAnew(id, html) {
  const made = new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
  document.getElementById(id)?.replaceWith(made);
  window.htmx?.process(made);
  const draft = made.querySelector("input[name=draft]");
  if (draft) touch(draft);
}

function show(id, isSending) {
  const place = document.getElementById(id);
  for (const add of place?.querySelectorAll(".photo-add") ?? []) add.classList.toggle("busy", isSending);
  const line = place?.querySelector("[data-photos-failed]");
  if (line) line.hidden = isSending || !failed.length;
}

async function sendAll(id, address, files) {
  show(id, true);
  for (const file of files) {
    try {
      drawAnew(id, await inTurn(() => send(address, file)));
    } catch {
      failed.push(file);
    }
    show(id, file !== files.at(-1));
  }
  document.querySelector(failed.length ? `#${id} [data-photos-again]` : `#${id} input[data-photos]`)?.focus();
}

function onPhotos(event) {
  const input = event.target.closest?.("input[data-photos]");
  if (!input?.files.length) return;
  const files = [...input.files];
  input.value = ""; // the page itself does not send them once more
  sendAll(input.closest("#photos, #order-photos").id, input.dataset.photos, files);
}

function onAgain(event) {
  const button = event.target.closest?.("[data-photos-again]");
  if (!button) return;
  const files = failed;
  failed = [];
  const place = button.closest("#photos, #order-photos");
  sendAll(place.id, place.querySelector("input[data-photos]").dataset.photos, files);
}

export function startPhotos() {
  document.addEventListener("change", onPhotos);
  document.addEventListener("click", onAgain);
}
