// A signature is drawn on a canvas; the picture is put into the file input, as if somebody had chosen it.
const INK = 2.5;

export function signing(box) {
  const canvas = box.querySelector("canvas");
  const file = box.querySelector("[data-sign-file]");
  const drawn = box.querySelector("input[value=drawn]");
  const pen = canvas.getContext("2d");
  let writing = false;

  const at = (event) => {
    const frame = canvas.getBoundingClientRect();
    return [((event.clientX - frame.left) * canvas.width) / frame.width, ((event.clientY - frame.top) * canvas.height) / frame.height];
  };
  const wipe = () => {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.lineWidth = INK;
    pen.lineCap = "round";
    pen.strokeStyle = "#111";
  };
  const keep = () =>
    canvas.toBlob((blob) => {
      const files = new DataTransfer();
      files.items.add(new File([blob], "signature.png", { type: "image/png" }));
      file.files = files.files;
      drawn.checked = true;
      drawn.dispatchEvent(new Event("input", { bubbles: true }));
      box.dataset.signed = "";
    }, "image/png");

  wipe();
  canvas.addEventListener("pointerdown", (event) => {
    writing = true;
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...at(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!writing) return;
    pen.lineTo(...at(event));
    pen.stroke();
  });
  const stop = () => {
    if (writing) keep();
    writing = false;
  };
  canvas.addEventListener("pointerup", stop);
  canvas.addEventListener("pointercancel", stop);
  box.querySelector("[data-sign-clear]").addEventListener("click", () => {
    wipe();
    file.value = "";
    delete box.dataset.signed;
  });
}
