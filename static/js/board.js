// The board by mouse and by keyboard, and the moves of others as they happen. Without this file the "…" of a card leads to its moves.

const ASK_EVERY_MS = 6000;
const SCAN_GAP_MS = 40;
const FOLDED = "board-folded";

const board = () => document.getElementById("board");
const cardOf = (element) => element?.closest?.(".board-card");
const columnOf = (element) => element?.closest?.(".board-col");
const quiet = () => !dragged && !menu && !document.querySelector("#sheet [role=dialog]");

let dragged = null;
let menu = null; // the open Move menu: its element, its card, what had the focus
let asking = null; // the question under way

// --- What others moved -------------------------------------------------------------------------------------------------

async function ask({ force = false } = {}) {
  while (force && asking) await asking; // the answer under way may not know of our move yet
  if (asking || document.hidden || (!force && !quiet())) return;
  asking = look(force).finally(() => {
    asking = null;
  });
  await asking;
}

async function look(force) {
  try {
    const address = new URL(location.href);
    address.searchParams.set("mark", force ? "" : board().dataset.mark);
    const answer = await fetch(address, { headers: { "HX-Request": "true" } });
    if (answer.redirected) return location.reload(); // signed out meanwhile
    if (answer.status === 200 && (force || quiet())) patch(await answer.text());
  } catch {
    // No network: the next round asks again.
  }
}

// Only what differs is drawn anew: the focus, the scrolling and everything else stay where they are.
function patch(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("board");
  if (!fresh) return;
  const standing = board();
  standing.dataset.mark = fresh.dataset.mark;
  const before = new Map([...standing.querySelectorAll(".board-card")].map((card) => [card.id, card.getBoundingClientRect()]));
  const focused = cardOf(document.activeElement)?.id;
  for (const column of fresh.querySelectorAll(".board-col")) patchColumn(standing, column);
  for (const card of standing.querySelectorAll(".board-card")) if (!fresh.querySelector(`#${card.id}`)) card.remove();
  dress(standing);
  glide(standing, before);
  if (focused && !standing.contains(document.activeElement)) document.getElementById(focused)?.querySelector(".title").focus({ preventScroll: true });
}

function patchColumn(standing, fresh) {
  const column = standing.querySelector(`.board-col[data-status="${fresh.dataset.status}"]`);
  if (!column) return;
  column.querySelector(".count").textContent = fresh.querySelector(".count").textContent;
  const place = column.querySelector(".board-cards");
  column.classList.toggle("folded", fresh.classList.contains("folded"));
  [...fresh.querySelectorAll(".board-card")].forEach((card, at) => {
    const known = standing.querySelector(`#${card.id}`);
    const same = known && known.dataset.html === card.innerHTML;
    const node = same ? known : document.importNode(card, true);
    if (known && !same) known.remove();
    if (place.children[at] !== node) place.insertBefore(node, place.children[at] ?? null);
  });
  column.querySelector(".board-rest")?.remove();
  const rest = fresh.querySelector(".board-rest");
  if (rest) column.append(document.importNode(rest, true));
}

function glide(standing, before) {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  for (const card of standing.querySelectorAll(".board-card")) {
    const was = before.get(card.id);
    const is = card.getBoundingClientRect();
    if (!was || (was.left === is.left && was.top === is.top)) continue;
    card.animate([{ translate: `${was.left - is.left}px ${was.top - is.top}px` }, { translate: "0 0" }], { duration: 180, easing: "ease-out" });
  }
}

// --- Folding -----------------------------------------------------------------------------------------------------------

function folds() {
  try {
    return JSON.parse(localStorage.getItem(FOLDED)) ?? {};
  } catch {
    return {};
  }
}

function onFold(event) {
  const link = event.target.closest(".board-fold");
  if (!link) return;
  event.preventDefault();
  const column = columnOf(link);
  const folded = column.classList.toggle("folded");
  localStorage.setItem(FOLDED, JSON.stringify({ ...folds(), [column.dataset.status]: folded }));
}

function dress(root) {
  const chosen = folds();
  for (const column of root.querySelectorAll(".board-col")) {
    const empty = !column.querySelector(".board-card");
    if (!empty && column.dataset.status in chosen) column.classList.toggle("folded", chosen[column.dataset.status]);
  }
  for (const card of root.querySelectorAll(".board-card:not([data-html])")) {
    card.dataset.html = card.innerHTML;
    card.draggable = root.dataset.mayMove !== undefined;
    for (const link of card.querySelectorAll("a")) link.draggable = false;
  }
}

// --- Moving ------------------------------------------------------------------------------------------------------------

async function move(card, to) {
  const [seen, focus] = [columnOf(card).dataset.status, card.id];
  await htmx.ajax("POST", `${card.dataset.url}move/`, { source: board(), target: "#board", swap: "none", values: { to, seen } });
  await ask({ force: true });
  document.getElementById(focus)?.querySelector(".title").focus({ preventScroll: true });
}

function openSheet(card, path) {
  const next = `${path.includes("?") ? "&" : "?"}next=${encodeURIComponent(location.pathname + location.search)}`;
  htmx.ajax("GET", `${card.dataset.url}${path}${next}`, { source: card.querySelector(".title"), target: "#sheet", swap: "innerHTML" });
}

const allows = (column) => dragged && columnOf(dragged).dataset.moves.split(" ").includes(column.dataset.status);

function onDragStart(event) {
  dragged = cardOf(event.target);
  if (!dragged) return;
  closeMenu();
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.url);
  dragged.classList.add("dragging");
}

function onDragOver(event) {
  const column = columnOf(event.target);
  for (const other of board().querySelectorAll(".drop-ok")) if (other !== column) other.classList.remove("drop-ok");
  if (!dragged || !column || !allows(column)) return;
  event.preventDefault();
  column.classList.add("drop-ok");
}

function onDrop(event) {
  const column = columnOf(event.target);
  if (!dragged || !column || !allows(column)) return;
  event.preventDefault();
  const card = dragged;
  onDragEnd();
  move(card, column.dataset.status);
}

function onDragEnd() {
  dragged?.classList.remove("dragging");
  dragged = null;
  for (const column of board().querySelectorAll(".drop-ok")) column.classList.remove("drop-ok");
}

// --- The Move menu -----------------------------------------------------------------------------------------------------

function openMenu(card) {
  closeMenu();
  const template = document.querySelector(`template[data-menu="${columnOf(card).dataset.status}"]`);
  if (!template) return;
  const element = template.content.firstElementChild.cloneNode(true);
  const title = element.querySelector("[data-title]");
  title.textContent = title.dataset.title.replace("%s", card.querySelector(".top span").textContent);
  menu = { element, card };
  document.body.append(element);
  element.querySelector(".menu-item").focus();
  if (innerWidth < 768) return; // the stylesheet places it
  const at = card.querySelector(".board-more").getBoundingClientRect();
  const { width, height } = element.getBoundingClientRect();
  element.style.left = `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`;
  element.style.top = `${at.bottom + 6 + height > innerHeight ? Math.max(8, at.top - 6 - height) : at.bottom + 6}px`;
}

function closeMenu({ refocus = false } = {}) {
  if (!menu) return;
  const { element, card } = menu;
  menu = null;
  element.remove();
  if (refocus) card.querySelector(".title").focus({ preventScroll: true });
}

function choose(item) {
  const { card } = menu;
  closeMenu({ refocus: true });
  if (item.dataset.to) move(card, item.dataset.to);
  else openSheet(card, item.dataset.sheet);
}

let digit = 0; // a digit out of a scan is no choice: another key comes within milliseconds

function onMenuKey(event) {
  const items = [...menu.element.querySelectorAll(".menu-item")];
  const at = items.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  clearTimeout(digit);
  if (step) items[(at + step + items.length) % items.length].focus();
  else if (event.key === "Escape" || event.key === "Tab") closeMenu({ refocus: true });
  else if (/^[1-9]$/.test(event.key) && items[event.key - 1]) digit = setTimeout(() => menu && choose(items[event.key - 1]), SCAN_GAP_MS);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

// --- Keys --------------------------------------------------------------------------------------------------------------

const shownCards = (column) => [...column.querySelectorAll(".board-card")].filter((card) => card.offsetParent);

function beside(card, by) {
  const columns = [...board().querySelectorAll(".board-col")].filter((column) => shownCards(column).length);
  const column = columns[columns.indexOf(columnOf(card)) + by];
  if (!column) return null;
  const cards = shownCards(column);
  return cards[Math.min(cards.length - 1, shownCards(columnOf(card)).indexOf(card))];
}

const STEPS = {
  ArrowLeft: (card) => beside(card, -1),
  ArrowRight: (card) => beside(card, 1),
  ArrowUp: (card) => card.previousElementSibling,
  ArrowDown: (card) => card.nextElementSibling,
};

function onKey(event) {
  if (menu) return onMenuKey(event);
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const card = cardOf(event.target);
  if (!card) {
    if (event.target === document.body && event.key in STEPS) goTo(board().querySelector(".board-col:not(.folded) .board-card"), event);
    return;
  }
  if (event.key in STEPS) goTo(STEPS[event.key](card), event);
  else if (event.key === "m" && document.body.dataset.keys !== "off" && board().dataset.mayMove !== undefined) {
    event.preventDefault();
    openMenu(card);
  }
}

function goTo(card, event) {
  if (!card) return;
  event.preventDefault();
  card.querySelector(".title").focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function onClick(event) {
  const more = event.target.closest(".board-more");
  const offer = event.target.closest(".board-offer");
  const item = menu && event.target.closest(".board-menu .menu-item");
  if (item) return choose(item);
  if (offer && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    return move(cardOf(offer), offer.dataset.to);
  }
  if (more && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    const same = menu?.card === cardOf(more);
    return same ? closeMenu({ refocus: true }) : openMenu(cardOf(more));
  }
  if (menu && !menu.element.contains(event.target)) closeMenu();
  onFold(event);
}

document.addEventListener("keydown", onKey, true);
document.addEventListener("click", onClick);
document.addEventListener("dragstart", onDragStart);
document.addEventListener("dragover", onDragOver);
document.addEventListener("drop", onDrop);
document.addEventListener("dragend", onDragEnd);
document.addEventListener("scroll", () => closeMenu(), { passive: true });
document.addEventListener("visibilitychange", () => ask());
setInterval(ask, ASK_EVERY_MS);
dress(board());
