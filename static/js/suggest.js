// Brands and models from the catalogue, as the options of the field's list.

const WAIT_MS = 150;
let timer = 0;

async function suggest(input) {
  const form = input.form;
  if (!form) return; // drawn anew meanwhile
  const asked = new URLSearchParams({ of: input.dataset.suggests });
  for (const name of ["kind", "device_kind", "brand", "model"]) {
    const field = form.elements[name];
    if (field?.value) asked.set(name, field.value);
  }
  const answer = await fetch(`/devices/suggest/?${asked}`);
  if (answer.ok && input.list) input.list.innerHTML = await answer.text();
}

export function startSuggesting() {
  const onTyping = (event) => {
    const input = event.target.closest?.("input[data-suggests]");
    if (!input || event.inputType === undefined && event.type === "input") return; // an option was taken
    clearTimeout(timer);
    timer = setTimeout(() => suggest(input), event.type === "focusin" ? 0 : WAIT_MS);
  };
  document.addEventListener("input", onTyping);
  document.addEventListener("focusin", onTyping);
}
