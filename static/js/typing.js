// What somebody types while an answer is under way is newer than the answer: it is put back over what the answer draws, the caret too.

const FIELDS = "input:not([type=file]), select, textarea";
const touched = new Map(); // a field's key: the number of its latest touch
const sent = new WeakMap(); // a request: the latest touch and the field in focus when it was sent
let touches = 0;
let kept = null;
let isFocusKept = false;

const isTick = (field) => field.type === "checkbox" || field.type === "radio";

function keyOf(field) {
  if (!field?.name || !field.matches(FIELDS)) return "";
  const form = field.form?.getAttribute("id") ?? field.form?.getAttribute("action");
  return JSON.stringify([form, field.name, field.id, isTick(field) ? field.value : ""]);
}

function valueOf(field) {
  if (isTick(field)) return field.checked;
  return field.multiple && field.options ? [...field.options].filter((each) => each.selected).map((each) => each.value) : field.value;
}

function putBack(field, value) {
  if (isTick(field)) field.checked = value;
  else if (Array.isArray(value)) for (const each of field.options) each.selected = value.includes(each.value);
  else if (!field.options || [...field.options].some((each) => each.value === value)) field.value = value;
}

// For scripts that fill a field themselves, where no event tells of it.
export function touch(field) {
  const key = keyOf(field);
  if (key) touched.set(key, ++touches);
}

export const keepsFocus = () => isFocusKept;

const fields = () => [...document.querySelectorAll(FIELDS)];

function remember({ detail: { xhr } }) {
  const at = sent.get(xhr);
  if (!at) return;
  const isNewer = (key) => touched.get(key) > at.touches;
  const active = document.activeElement;
  const key = keyOf(active);
  isFocusKept = key !== "" && (key !== at.focus || isNewer(key));
  kept = {
    values: fields().map((field) => ({ field, key: keyOf(field), value: valueOf(field) })).filter((each) => isNewer(each.key)),
    focus: isFocusKept ? { field: active, key, caret: [active.selectionStart, active.selectionEnd] } : null,
  };
}

function restore() {
  if (!kept) return;
  const { values, focus } = kept;
  kept = null;
  const drawn = (key) => fields().find((field) => keyOf(field) === key);
  for (const { field, key, value } of values) {
    const now = field.isConnected ? null : drawn(key);
    if (now) putBack(now, value);
  }
  if (!focus || focus.field.isConnected) return;
  const now = drawn(focus.key);
  now?.focus({ preventScroll: true });
  if (now && Number.isInteger(focus.caret[0])) now.setSelectionRange(...focus.caret);
}

export function startTyping() {
  document.addEventListener("input", (event) => touch(event.target), true);
  document.addEventListener("htmx:beforeRequest", ({ detail: { xhr } }) => sent.set(xhr, { touches, focus: keyOf(document.activeElement) }));
  document.addEventListener("htmx:beforeSwap", remember);
  document.addEventListener("htmx:afterSwap", restore);
  document.addEventListener("htmx:afterSettle", () => (isFocusKept = false));
}
