// A button that asks the browser where it is, where the browser may say so at all (never over plain http).
const DECIMALS = 6;

export function placing(box) {
  const button = box.querySelector("[data-place-ask]");
  const note = box.querySelector("[data-place-note]");
  if (!window.isSecureContext || !("geolocation" in navigator)) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    note.textContent = box.dataset.asking;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const [north, east] = box.querySelectorAll("input");
        north.value = String(Number(coords.latitude.toFixed(DECIMALS)));
        east.value = String(Number(coords.longitude.toFixed(DECIMALS)));
        note.textContent = box.dataset.found;
        east.dispatchEvent(new Event("input", { bubbles: true }));
      },
      () => {
        note.textContent = box.dataset.refused;
      },
      { enableHighAccuracy: true, timeout: 15000 },
    );
  });
}
