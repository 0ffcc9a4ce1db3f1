// In a short list of choices the first letters of how a choice sounds choose it: "xt" is 系统. A browser knows only what is
// typed as it is written, and no input method composes in a list.
const PAUSE = 1000;
let typed = "";
let at = 0;
let before = null;

document.addEventListener("keydown", (event) => {
  const list = event.target;
  if (!list.matches?.("select[data-sounds]") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!/^[a-z0-9]$/i.test(event.key)) return;
  typed = list === before && event.timeStamp - at < PAUSE ? typed + event.key : event.key;
  at = event.timeStamp;
  before = list;
  const place = list.dataset.sounds.split(" ").findIndex((sound) => sound.startsWith(typed.toLowerCase()));
  if (place < 0) return;
  event.preventDefault();
  list.selectedIndex = place + 1;
  list.dispatchEvent(new Event("input", { bubbles: true }));
  list.dispatchEvent(new Event("change", { bubbles: true }));
});
