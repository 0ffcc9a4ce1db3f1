// The public page comes by sending forms, which browsers do not show a second time: whoever presses “back” there finds the
// first page with a way on to what they asked after, instead of an error; of what was written they are warned first.
const KEPT = "fangyuan-asked-after";
const LASTS = 30 * 60 * 1000;

function keep(text) {
  try {
    if (text) sessionStorage.setItem(KEPT, text);
    else sessionStorage.removeItem(KEPT);
  } catch { /* Where nothing may be kept, number and code are asked for again. */ }
}

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
  } catch {
    return {};
  }
}

// The first back takes one out of the entry that the first sign has made, and says that a second one leaves.
function guard(form, note) {
  let guarded = false;
  form.addEventListener("input", () => {
    if (!guarded) history.pushState(null, "");
    guarded = true;
    note.hidden = true;
  });
  window.addEventListener("popstate", () => {
    if (!guarded) return;
    guarded = false;
    note.hidden = false;
    note.scrollIntoView({ block: "center" });
  });
}

const page = document.querySelector("[data-asked-at]");
if (page) {
  history.replaceState(null, "", page.dataset.askedAt);
  keep(JSON.stringify({ at: page.dataset.askedAt, ticket: page.dataset.ticket, until: Date.now() + LASTS }));
  const note = page.querySelector("[data-unsent]");
  if (note) guard(page.querySelector("[data-sheet]"), note);
}

const wayOn = document.querySelector("form[data-go-on]");
const asked = wayOn ? kept() : {};
if (wayOn && asked.at === wayOn.getAttribute("action") && asked.until > Date.now()) {
  wayOn.elements._ticket.value = asked.ticket;
  wayOn.hidden = false;
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-forget]")) keep("");
});
