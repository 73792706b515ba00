// Rows that can be put into another order, by dragging or by the arrows beside them; without this file the arrows are sent.

const rowOf = (event) => event.target.closest?.("[data-order] > li");
let moving = null;

function onArrow(event) {
  const button = event.target.closest?.("[data-order] button[name=up], [data-order] button[name=down]");
  if (!button) return;
  event.preventDefault();
  const row = button.closest("li");
  if (button.name === "up") row.previousElementSibling?.before(row);
  else row.nextElementSibling?.after(row);
  button.focus();
}

function onOver(event) {
  const row = moving && rowOf(event);
  if (!row || row.parentElement !== moving.parentElement) return;
  event.preventDefault();
  if (row === moving) return;
  const { top, height } = row.getBoundingClientRect();
  if (event.clientY < top + height / 2) row.before(moving);
  else row.after(moving);
}

export function startOrder() {
  document.addEventListener("click", onArrow);
  document.addEventListener("dragstart", (event) => {
    moving = rowOf(event) ?? null;
    moving?.classList.add("moving");
  });
  document.addEventListener("dragover", onOver);
  document.addEventListener("dragend", () => {
    moving?.classList.remove("moving");
    moving = null;
  });
}
