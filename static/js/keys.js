// Keys of the whole shop, and the scanner, which is a keyboard that types faster than anybody.

const SCAN_GAP_MS = 35;
const SCAN_LEAST = 5;
const GO = { s: "/", o: "/repairs/", b: "/repairs/board/", c: "/customers/", d: "/documents/" };

const typing = (element) => element?.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
const singleKeys = () => document.body.dataset.keys !== "off";

let scanned = "";
let last = 0;
let going = 0;

// True when this Enter ends a scan made while no field had the focus: the search knows where its page is.
function feedScanner(event) {
  const now = event.timeStamp;
  if (event.key === "Enter") {
    const text = scanned;
    scanned = "";
    if (text.length < SCAN_LEAST || now - last > SCAN_GAP_MS * 3) return false;
    const scan = new CustomEvent("scan", { detail: text, cancelable: true });
    if (document.dispatchEvent(scan)) location.assign(`/search/?q=${encodeURIComponent(text)}`); // unless the page took it
    return true;
  }
  if (event.key.length !== 1) return false;
  scanned = now - last <= SCAN_GAP_MS ? scanned + event.key : event.key;
  last = now;
  return false;
}

// A scan into a field ends there: its Enter sends no form, unless the field is one whose Enter only looks something up.
let inField = { since: 0, last: 0, letters: 0 };
function endsScanInField(event) {
  const now = event.timeStamp;
  if (event.key === "Enter") {
    const { since, last: at, letters } = inField;
    inField = { since: 0, last: 0, letters: 0 };
    const quick = letters >= SCAN_LEAST && now - at <= SCAN_GAP_MS * 3 && at - since <= SCAN_GAP_MS * letters;
    return quick && event.target.matches("input") && !event.target.closest("[data-search], #intake, [role=search]");
  }
  if (event.key.length !== 1) return false;
  const goesOn = now - inField.last <= SCAN_GAP_MS;
  inField = goesOn ? { ...inField, last: now, letters: inField.letters + 1 } : { since: now, last: now, letters: 1 };
  return false;
}

// The topmost open thing; closing gives the focus back to what opened it.
function closeTopmost() {
  const dialog = document.querySelector("dialog[open]");
  if (dialog) return dialog.close(), true;
  const sheet = document.querySelector("#sheet [data-close], .sheet [data-close], .dialog [data-close]");
  if (sheet) return sheet.click(), true;
  const menu = document.querySelector("details.menu[open]");
  if (menu) return (menu.open = false), menu.querySelector("summary").focus(), true;
  const clear = document.querySelector("[data-clear-selection]");
  if (clear?.offsetParent) return clear.click(), true;
  return false;
}

let opener = null;

function startSheet() {
  const place = document.getElementById("sheet");
  if (!place) return;
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.target === place) opener = event.detail.elt;
  });
  place.addEventListener("htmx:afterSwap", () => enterSheet(place));
  enterSheet(place); // opened as a page of its own
  place.addEventListener("click", (event) => {
    const close = event.target.closest("[data-close], .veil");
    if (!close || !opener) return; // opened as a page of its own: the link leads back
    event.preventDefault();
    place.replaceChildren();
    setInert(false);
    opener.focus();
    opener = null;
  });
}

// What stands behind a sheet is out of reach; the focus goes to the sheet itself, which is read out, never to a button.
function enterSheet(place) {
  const sheet = place.querySelector("[role=dialog]");
  setInert(Boolean(sheet));
  if (!sheet || sheet.contains(document.activeElement)) return;
  sheet.tabIndex = -1;
  (sheet.querySelector("[data-form-errors], [data-autofocus]") ?? sheet).focus();
}

function setInert(on) {
  for (const element of document.querySelectorAll(".nav, .frame-main, .bottom-bar")) element.inert = on;
}

function moveInList(by) {
  const rows = [...document.querySelectorAll("tr[data-href]")];
  if (!rows.length) return false;
  const at = rows.findIndex((row) => row.classList.contains("at"));
  const next = rows[Math.min(rows.length - 1, Math.max(0, at + by))];
  rows[at]?.classList.remove("at");
  next.classList.add("at");
  next.scrollIntoView({ block: "nearest" });
  next.querySelector("a.name, a")?.focus({ preventScroll: true });
  return true;
}

// The row one stands in, by Tab or by j and k.
const currentRow = () => document.activeElement?.closest("tr[data-href]") ?? document.querySelector("tr.at");

function selectRow() {
  currentRow()?.querySelector(".col-check input")?.click();
  return true;
}

function follow(key) {
  const link = document.querySelector(`[data-key="${key}"]`);
  link?.click();
  return Boolean(link);
}

function search() {
  const input = document.getElementById("q");
  if (!input?.offsetParent) return follow("/") || (document.querySelector("[data-search-open]")?.click(), true);
  input.focus();
  input.select();
  return true;
}

function help() {
  const dialog = document.getElementById("keys");
  if (dialog && !dialog.open) dialog.showModal();
  return Boolean(dialog);
}

const SINGLE = {
  "/": search,
  "?": help,
  n: () => follow("n"),
  j: () => moveInList(1),
  k: () => moveInList(-1),
  x: selectRow,
  v: () => currentRow()?.querySelector("[data-glance]")?.click(),
  g: () => (going = Date.now()),
};

function onSingle(event) {
  if (going && Date.now() - going < 1500 && GO[event.key]) {
    going = 0;
    location.assign(GO[event.key]);
    return true;
  }
  going = 0;
  return SINGLE[event.key]?.();
}

function onKey(event) {
  if (event.isComposing || event.defaultPrevented) return;
  const form = event.target.closest?.("form");
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form && form.dataset.search === undefined) {
    event.preventDefault();
    const button = form.querySelector("[data-default], .btn-primary") ?? undefined;
    form.requestSubmit(button?.type === "submit" ? button : undefined);
    return;
  }
  if (event.key === "Escape" && closeTopmost()) return event.preventDefault();
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (typing(event.target)) {
    if (endsScanInField(event)) {
      event.preventDefault();
      event.target.dispatchEvent(new Event("change", { bubbles: true }));
    }
    return;
  }
  if (feedScanner(event)) return event.preventDefault();
  if (!singleKeys() || document.querySelector("dialog[open]")) return;
  if (event.key === "/") event.preventDefault(); // Firefox would open its own search
  // A letter out of a scan is no command: it came fast after another, or another comes fast after it.
  if (scanned.length > 1) return;
  if (event.key === "/") return onSingle(event); // no scan begins so, and what is typed next belongs into the field
  setTimeout(() => scanned.length <= 1 && onSingle(event), SCAN_GAP_MS + 5);
}

export function startKeys() {
  document.addEventListener("keydown", onKey);
  startSheet();
}
