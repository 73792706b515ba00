// A file that is too large is refused before it is sent: the server would cut the connection in the middle of it.

const isTooLarge = (input) => [...input.files].some((file) => file.size > Number(input.dataset.largest));

function say(input) {
  const field = input.closest(".field");
  field.querySelector(".errorlist")?.remove();
  field.classList.toggle("has-error", isTooLarge(input));
  input.toggleAttribute("aria-invalid", isTooLarge(input));
  if (!isTooLarge(input)) return;
  const list = document.createElement("div");
  list.className = "errorlist";
  list.setAttribute("role", "alert");
  list.append(Object.assign(document.createElement("div"), { className: "error", textContent: input.dataset.tooLarge }));
  field.querySelector(".field-box")?.after(list);
}

function onChange(event) {
  if (event.target.matches("input[data-largest]")) say(event.target);
}

function onSubmit(event) {
  const tooLarge = [...event.target.querySelectorAll("input[data-largest]")].find(isTooLarge);
  if (!tooLarge) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  say(tooLarge);
  tooLarge.focus();
}

export function startSizes() {
  document.addEventListener("change", onChange);
  document.addEventListener("submit", onSubmit, true); // before the form marks itself as sent
}
