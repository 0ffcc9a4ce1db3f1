// "/" moves to the search box; in a list j and k move, x selects, Enter opens, ? tells all of this, as in most desks,
// unless something is being typed.
const typing = (target) =>
  target.closest("input:not([type=checkbox]), textarea, select, dialog[open], [contenteditable]") !== null;
const HERE = "fy-here";

function step(rows, by) {
  const at = rows.findIndex((row) => row.classList.contains(HERE));
  const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.max(0, Math.min(rows.length - 1, at + by))];
  rows[at]?.classList.remove(HERE);
  next?.classList.add(HERE);
  next?.querySelector("a")?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "nearest" });
}

// Selecting the row that stands out; the change is told to whoever counts.
function select() {
  const box = document.querySelector(`.${HERE} input[type=checkbox]`);
  if (box) box.click();
}

const helpOf = () => document.querySelector("[data-keys-help]");

function search(event) {
  const box = document.querySelector("[data-search]");
  if (!box) return;
  event.preventDefault();
  box.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === "/") search(event);
  if (event.key === "x") select();
  if (event.key === "?") helpOf()?.showModal();
  if (event.key !== "j" && event.key !== "k") return;
  const rows = [...document.querySelectorAll("[data-rows-by-key] tbody tr")].filter((row) => row.querySelector("td a"));
  step(rows, event.key === "j" ? 1 : -1);
});
