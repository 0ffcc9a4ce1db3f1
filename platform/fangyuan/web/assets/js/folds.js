// Parts of a form that are folded away: opened where an answer asks for it, and never closed under somebody's hands.
const FOLD = "details.fy-fold";

export function unfoldAround(element) {
  for (let fold = element.closest(FOLD); fold; fold = fold.parentElement.closest(FOLD)) fold.open = true;
}

// A part opens when its condition begins to hold; whoever closes it then finds it closed.
export function unfold(sheet, isMet) {
  for (const fold of sheet.querySelectorAll("[data-open-when]")) {
    const met = isMet(fold.dataset.openWhen, fold);
    if (met && fold.dataset.met === undefined) fold.open = true;
    if (met) fold.dataset.met = "";
    else delete fold.dataset.met;
  }
}

const named = (fold) => fold.dataset.fold;
let stood = new Set();

// A row that comes or goes brings the form anew from the server, which does not know what was open.
document.addEventListener("htmx:beforeSwap", (event) => {
  stood = new Set([...event.detail.target.querySelectorAll(`${FOLD}[open]`)].map(named));
});
document.addEventListener("htmx:afterSwap", (event) => {
  const place = document.getElementById(event.detail.target.id) ?? event.detail.target;
  for (const fold of place.querySelectorAll(FOLD)) if (stood.has(named(fold))) fold.open = true;
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  const there = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (there) unfoldAround(there);
});

// On paper everything is seen.
window.addEventListener("beforeprint", () => {
  for (const fold of document.querySelectorAll(`${FOLD}:not([open])`)) {
    fold.dataset.printed = "";
    fold.open = true;
  }
});
window.addEventListener("afterprint", () => {
  for (const fold of document.querySelectorAll("[data-printed]")) {
    delete fold.dataset.printed;
    fold.open = false;
  }
});
