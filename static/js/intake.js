// The intake keeps its draft on the server while somebody types; a closed tab or another computer loses nothing.

import { allThrough, inTurn, isBusy } from "./turns.js";
import { touch } from "./typing.js";

const WAIT_MS = 800;
let timer = 0;
let isSent = false;
let signed = null; // the signature that lies in the draft

const form = () => document.getElementById("intake");

// A signature that was kept is not sent again: what is sent as a page is left may have 64 KiB, and a signature has more.
function body() {
  const data = new FormData(form());
  data.delete("photo");
  if (data.get("draft") && data.get("signature") && data.get("signature") === signed) data.set("signature", "same");
  return data;
}

async function keep() {
  if (isSent || !form()) return;
  const now = form().elements.signature?.value;
  const answer = await fetch(form().dataset.draft, { method: "POST", body: body(), keepalive: document.hidden });
  if (isSent) return;
  const { draft, kept } = await answer.json(); // a page instead, to sign in say, is no answer
  signed = draft ? now : null;
  const key = form()?.querySelector("input[name=draft]");
  if (key) {
    key.value = draft;
    touch(key);
  }
  if (kept) say(kept);
}

function say(words) {
  const state = document.getElementById("draft-state");
  if (!state) return;
  state.textContent = words ?? state.dataset.lost;
  state.classList.toggle("danger", !words);
}

function keepNow() {
  clearTimeout(timer);
  timer = 0;
  inTurn(keep).catch(() => say());
}

// A page that is left does not wait for a photo under way: its draft is begun already, or there is nothing else to lose.
function keepLeaving() {
  if (!document.hidden || !timer) return;
  if (!isBusy() || !form()?.elements.draft?.value) return keepNow();
  clearTimeout(timer);
  timer = 0;
  keep().catch(() => {});
}

function keepSoon(event) {
  if (!event.target.closest?.("#intake") || event.target.matches("[type=file], [name=q]")) return;
  clearTimeout(timer);
  timer = setTimeout(keepNow, event.target.name === "signature" ? 0 : WAIT_MS);
}

// Keeping ends with the sending: what was sent is an order, and no draft any more. A draft or a photo under way is awaited, so that it goes along.
function onSubmit(event) {
  if (event.target !== form() || event.submitter?.matches("[hx-post]")) return;
  clearTimeout(timer);
  timer = 0;
  if (isBusy()) {
    event.preventDefault();
    event.stopPropagation();
    allThrough().then(() => form().requestSubmit(event.submitter));
    return;
  }
  isSent = true;
}

// So is one before the page is drawn anew by the server, which knows only the photos that arrived.
function onAsking(event) {
  const { elt, verb, path, issueRequest } = event.detail;
  if (verb !== "post" || !isBusy() || !elt.closest("#intake") || path !== form().getAttribute("action")) return;
  event.preventDefault();
  allThrough().then(() => issueRequest(true));
}

function foldOnPhones() {
  if (innerWidth >= 768) return;
  for (const part of document.querySelectorAll("#intake .fold[open]")) part.open = false;
}

function peek(event) {
  const button = event.target.closest?.(".peek");
  if (!button) return;
  const field = button.parentElement.querySelector("input");
  field.type = field.type === "password" ? "text" : "password";
  button.setAttribute("aria-pressed", String(field.type === "text"));
}

// A scan made while no field has the focus goes where it belongs: to the search for the customer, else to the identifier it looks like.
function onScan(event) {
  const text = event.detail.trim();
  const find = document.getElementById("id_q");
  const name = /^[0-9]{15,16}$/.test(text) ? "imei" : /^[A-HJ-NPR-Z0-9]{17}$/i.test(text) ? "vin" : "serial";
  const field = find ?? document.getElementById(`id_${name}`);
  if (!field?.offsetParent) return; // nothing of ours: its page is opened
  event.preventDefault();
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
  if (find) form().querySelector("[name=look]").click();
}

document.addEventListener("scan", onScan);
document.addEventListener("input", keepSoon);
document.addEventListener("change", keepSoon);
document.addEventListener("submit", onSubmit, true);
document.addEventListener("htmx:confirm", onAsking);
document.addEventListener("click", peek);
document.addEventListener("visibilitychange", keepLeaving);
window.addEventListener("pageshow", (event) => event.persisted && (isSent = false));
foldOnPhones();
if (form()?.elements.draft?.value) signed = form().elements.signature?.value;
