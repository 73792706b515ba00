// The search panel: what the arrows choose, what Enter opens.

export function startSearch() {
  const form = document.querySelector("form[data-search]");
  if (form) wire(form, form.querySelector("#q"), form.querySelector("#search-panel"));
}

function wire(form, input, panel) {
  const hits = () => [...panel.querySelectorAll("[data-hit]")];
  const chosen = () => panel.querySelector("[data-hit].chosen");
  let moved = false; // Enter opens a hit only if it is the fresh answer to what stands in the field, or was chosen by hand
  let answered = "";

  function open() {
    form.classList.add("is-open");
    input.setAttribute("aria-expanded", "true");
  }

  function close() {
    form.classList.remove("is-open");
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    panel.replaceChildren();
    moved = false;
  }

  function choose(hit) {
    chosen()?.classList.remove("chosen");
    if (!hit) return;
    hit.classList.add("chosen");
    hit.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", hit.id);
  }

  function step(by) {
    const all = hits();
    if (!all.length) return;
    const at = all.indexOf(chosen());
    choose(all[(at + by + all.length) % all.length]);
    moved = true;
  }

  function openChosen(event) {
    const hit = chosen();
    if (!hit || (!moved && answered !== input.value)) return; // the form goes to the server, which knows exact numbers
    event.preventDefault();
    const intake = hit.dataset.intakeUrl;
    const url = event.shiftKey && intake ? intake : hit.querySelector("a").href;
    if (event.ctrlKey || event.metaKey) window.open(url, "_blank", "noopener");
    else location.assign(url);
  }

  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") openChosen(event);
    else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      input.value = "";
      close();
      if (!event.isTrusted || event.repeat) return;
      if (document.activeElement === input && !form.classList.contains("is-open")) input.blur();
    }
  });
  input.addEventListener("input", () => {
    moved = false;
    if (!input.value.trim()) close();
  });
  panel.addEventListener("htmx:afterSwap", () => {
    if (!input.value.trim() || document.activeElement !== input) return close();
    answered = input.value;
    open();
    choose(chosen());
  });
  // A slow answer must not replace the answer to what was typed since.
  panel.addEventListener("htmx:beforeSwap", (event) => {
    const asked = new URLSearchParams(event.detail.requestConfig?.parameters ?? {}).get("q");
    if (asked !== null && asked !== input.value) event.detail.shouldSwap = false;
  });
  panel.addEventListener("mousemove", (event) => {
    const hit = event.target.closest("[data-hit]");
    if (hit && hit !== chosen()) choose(hit);
  });
  panel.addEventListener("click", (event) => {
    const hit = event.target.closest("[data-hit]");
    if (hit && !event.target.closest("a")) location.assign(hit.querySelector("a").href);
  });
  document.addEventListener("pointerdown", (event) => {
    if (form.classList.contains("is-open") && !event.target.closest(".search-shell")) close();
  });
  form.querySelector("[data-search-close]").addEventListener("click", close);
  document.querySelector("[data-search-open]")?.addEventListener("click", (event) => {
    event.preventDefault();
    open();
    input.focus();
  });
}
