// Conveniences only: every deed works without this file.
import { startKeys } from "./keys.js";
import { startOrder } from "./order.js";
import { startPads } from "./pad.js";
import { startPhotos } from "./photos.js";
import { startSearch } from "./search.js";
import { startSizes } from "./sizes.js";
import { startSuggesting } from "./suggest.js";
import { keepsFocus, startTyping } from "./typing.js";

const TOAST_MS = 8000;

// Toasts leave after eight seconds, later while somebody reads or may act on them.
function startToast(toast) {
  let left = TOAST_MS;
  let since = Date.now();
  let timer = 0;
  const go = () => {
    since = Date.now();
    timer = setTimeout(() => toast.remove(), left);
  };
  const hold = () => {
    clearTimeout(timer);
    left = Math.max(1500, left - (Date.now() - since));
  };
  toast.addEventListener("mouseenter", hold);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("mouseleave", go);
  toast.addEventListener("focusout", go);
  go();
}

// A list of errors takes the focus, else whatever the page names as its first field.
function focusFirst(root) {
  if (keepsFocus()) return;
  const within = (selector) => (root.matches?.(selector) ? root : root.querySelector(selector));
  const target = within("[data-form-errors]") ?? within("[data-autofocus]");
  target?.focus({ preventScroll: target.hasAttribute("data-autofocus") });
}

// The field had the focus before htmx listened: what was typed into it meanwhile is told now.
function tellTyped() {
  const field = document.activeElement;
  if ("defaultValue" in field && field.value !== field.defaultValue) field.dispatchEvent(new Event("input", { bubbles: true }));
}

const leavesPage = (form) => form.method === "post" && !form.matches("[hx-post], [hx-get], [data-many]");

// A form is sent once, however often somebody clicks; `data-many` is for those whose answer is a file.
function startForm(form) {
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented || !leavesPage(form) || event.submitter?.matches("[hx-post], [hx-get], [formtarget]")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    // Off only after the browser has collected the values: the pressed button's own name and value belong to them.
    setTimeout(() => markSaving(form, event.submitter));
  });
}

function markSaving(form, button) {
  if (!button?.classList.contains("btn")) return;
  button.dataset.label = button.innerHTML;
  button.textContent = form.dataset.saving ?? document.body.dataset.saving;
  button.setAttribute("aria-disabled", "true");
}

// A page taken back from the browser's memory may be sent again.
function unlock() {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("button[data-label]")) {
    button.innerHTML = button.dataset.label;
    button.removeAttribute("aria-disabled");
    delete button.dataset.label;
  }
}

// Rows: the name is the link; a click anywhere else in the row does the same. While a phone's list is in "Select", it ticks.
function openRow(event) {
  const row = event.target.closest("tr[data-href]");
  if (!row || event.target.closest("a, button, input, label, select, summary, .menu")) return;
  if (getSelection().toString()) return;
  if (row.closest("form")?.querySelector("[data-select-mode]:checked")) {
    row.querySelector(".col-check input")?.click();
    return;
  }
  if (event.ctrlKey || event.metaKey) window.open(row.dataset.href, "_blank", "noopener");
  else location.assign(row.dataset.href);
}

function countSelected(form) {
  const boxes = [...form.querySelectorAll("tbody .col-check input")];
  const chosen = boxes.filter((box) => box.checked);
  for (const all of form.querySelectorAll("[data-tick-all]")) {
    all.checked = chosen.length === boxes.length && boxes.length > 0;
    all.indeterminate = chosen.length > 0 && chosen.length < boxes.length;
  }
  for (const place of form.querySelectorAll("[data-selected-count]")) place.textContent = chosen.length;
  showDebt(form.querySelector("[data-selected-debt]"), chosen);
}

// What the ticked rows owe together; nothing is said where nothing is owed.
function showDebt(place, chosen) {
  if (!place) return;
  const cents = chosen.reduce((sum, box) => sum + Math.round(100 * (box.dataset.debt ?? 0)), 0);
  place.hidden = !cents;
  const twoPlaces = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  place.querySelector("b").textContent = (cents / 100).toLocaleString(document.documentElement.lang, twoPlaces);
}

function onChange(event) {
  const box = event.target;
  const form = box.closest("form");
  if (box.matches("[data-tick-all]")) {
    for (const other of form.querySelectorAll("tbody .col-check input")) other.checked = box.checked;
  }
  if (box.matches("[data-tick-all], .col-check input")) countSelected(form);
  if (box.matches("[data-select-mode]") && !box.checked) clearSelection(form);
  if (box.matches("[data-submit-on-change]")) form.requestSubmit();
  if (box.closest("[data-checklist]")) countChecked(box.closest("[data-checklist]"));
}

function countChecked(list) {
  const answered = list.querySelectorAll("input:checked").length;
  const place = document.querySelector(`[data-checklist-count="${list.dataset.checklist}"]`);
  if (place) place.textContent = answered;
}

function onClick(event) {
  openRow(event);
  const asked = event.target.closest("[data-print]");
  if (asked) window.print();
  if (event.target.closest("[data-clear-selection]")) clearSelection(event.target.closest("form"));
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
}

function clearSelection(form) {
  for (const box of form.querySelectorAll(".col-check input")) box.checked = false;
  countSelected(form);
}

// A menu near an edge, or inside a table that scrolls, is laid out against the window so that nothing cuts it.
function placeMenu(menu) {
  const panel = menu.querySelector(".menu-panel");
  if (!panel || !menu.open) return;
  panel.removeAttribute("style");
  if (innerWidth < 768 || menu.closest(".bulk-bar")) return; // the stylesheet places it
  const at = menu.querySelector("summary").getBoundingClientRect();
  const { width, height } = panel.getBoundingClientRect();
  const left = menu.classList.contains("menu-right") ? at.right - width : at.left;
  const [roomBelow, roomAbove] = [innerHeight - at.bottom - 14, at.top - 14];
  const below = height <= roomBelow || roomBelow >= roomAbove;
  const tall = Math.min(height, below ? roomBelow : roomAbove); // one taller than the window scrolls
  Object.assign(panel.style, {
    position: "fixed",
    right: "auto",
    left: `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`,
    top: `${below ? at.bottom + 6 : at.top - tall - 6}px`,
    maxHeight: `${tall}px`,
    overflowY: "auto",
  });
}

function closeMenus() {
  for (const menu of document.querySelectorAll("details.menu[open]")) menu.open = false;
}

function wake(root) {
  root.querySelectorAll("[data-toast]:not([data-awake])").forEach((toast) => {
    toast.dataset.awake = "";
    startToast(toast);
  });
  root.querySelectorAll("form:not([data-awake])").forEach((form) => {
    form.dataset.awake = "";
    startForm(form);
  });
  startPads(root);
}

// What had the focus was drawn anew: it goes to what stands there now, not to the top of the page.
let losing = "";
function holdFocus({ detail: { target, requestConfig } }) {
  const active = document.activeElement;
  // A deed's button is locked while the answer is under way, and what is locked soon has no focus.
  const had = active === document.body && requestConfig?.verb === "post" ? requestConfig.elt : active;
  losing = target.contains(had) ? target.id : "";
}

function keepFocus() {
  const now = document.activeElement === document.body && losing ? document.getElementById(losing) : null;
  losing = "";
  (now?.matches("[tabindex]") ? now : now?.querySelector("a[href], button, input:not([type=hidden]), select, textarea"))?.focus();
}

document.addEventListener("htmx:beforeSwap", holdFocus);
document.addEventListener("htmx:afterSettle", keepFocus);
document.addEventListener("toggle", (event) => event.target.matches?.("details.menu") && placeMenu(event.target), true);
document.addEventListener("scroll", (event) => event.target.closest?.(".menu-panel") || closeMenus(), true);
document.addEventListener("change", onChange);
document.addEventListener("click", onClick);
document.addEventListener("DOMContentLoaded", tellTyped); // comes after htmx's own, which was there first
window.addEventListener("pageshow", (event) => event.persisted && unlock());
document.addEventListener("htmx:load", ({ detail: { elt } }) => {
  wake(elt.parentElement ?? document);
  focusFirst(elt);
});
const progress = document.getElementById("progress");
document.addEventListener("htmx:beforeRequest", () => progress?.classList.add("on"));
document.addEventListener("htmx:afterRequest", () => progress?.classList.remove("on"));

startTyping();
wake(document);
focusFirst(document);
startKeys();
startSearch();
startOrder();
startPhotos();
startSizes();
startSuggesting();
