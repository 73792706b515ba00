// Pictures are sent one by one, as they are taken: what stands around the camera is drawn anew with each.

async function send(input, file) {
  const body = new FormData();
  body.append("photo", file);
  body.append("fragment", "1");
  const draft = document.querySelector("input[name=draft]");
  if (draft) body.append("draft", draft.value);
  const { "x-csrftoken": token } = JSON.parse(document.body.getAttribute("hx-headers"));
  const headers = { "X-CSRFToken": token, "HX-Request": "true" };
  const answer = await fetch(input.dataset.photos, { method: "POST", body, headers });
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.text();
}

function drawAnew(place, html) {
  const made = new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
  place.replaceWith(made);
  window.htmx?.process(made);
  return made;
}

async function onPhotos(event) {
  const input = event.target.closest?.("input[data-photos]");
  if (!input?.files.length) return;
  let place = input.closest("#photos, #order-photos");
  const files = [...input.files];
  input.closest(".photo-add").classList.add("busy");
  for (const file of files) {
    try {
      place = drawAnew(place, await send(input, file));
    } catch {
      place.querySelector(".photo-add")?.classList.remove("busy");
    }
  }
  place.querySelector("input[data-photos]")?.focus();
}

export function startPhotos() {
  document.addEventListener("change", onPhotos);
}
