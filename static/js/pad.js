// A signature drawn with a finger, a pen or a mouse; it travels as a PNG in the form's hidden field.

const LINE = 2.4;
const WIDEST = 1200; // pixels: more than paper shows, whatever screen it is signed on

function startPad(pad) {
  const canvas = pad.querySelector("canvas");
  const field = pad.querySelector("input[name=signature]");
  const pen = canvas.getContext("2d");
  let last = null;
  let drawn = {};

  // Also when the telephone is turned: lines are drawn where the finger is, and what is signed stays, in its shape.
  function measure() {
    const { width, height } = canvas.getBoundingClientRect();
    if (!width || (width === drawn.width && height === drawn.height)) return;
    drawn = { width, height };
    const ratio = Math.min(window.devicePixelRatio || 1, WIDEST / width);
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    pen.scale(ratio, ratio);
    Object.assign(pen, { lineWidth: LINE, lineCap: "round", lineJoin: "round", strokeStyle: getComputedStyle(canvas).color });
    if (field.value) redraw(width, height);
  }

  function redraw(width, height) {
    const kept = new Image();
    kept.onload = () => {
      const scale = Math.min(width / kept.width, height / kept.height);
      pen.drawImage(kept, 0, 0, kept.width * scale, kept.height * scale);
    };
    kept.src = field.value;
  }

  const place = (event) => ({ x: event.offsetX, y: event.offsetY });

  canvas.addEventListener("pointerdown", (event) => {
    if (!drawn.width || event.button) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    last = place(event);
    stroke(last, { x: last.x + 0.1, y: last.y });
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!last) return;
    const now = place(event);
    stroke(last, now);
    last = now;
  });
  for (const name of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(name, () => {
      if (!last) return;
      last = null;
      keep(canvas.toDataURL("image/png"));
    });
  }

  function stroke(from, to) {
    pen.beginPath();
    pen.moveTo(from.x, from.y);
    pen.lineTo(to.x, to.y);
    pen.stroke();
  }

  function keep(value) {
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  pad.querySelector("[data-pad-clear]").addEventListener("click", () => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    keep("");
  });
  measure();
  new ResizeObserver(measure).observe(canvas);
}

export function startPads(root) {
  for (const pad of root.querySelectorAll("[data-pad]:not([data-awake])")) {
    pad.dataset.awake = "";
    startPad(pad);
  }
}
