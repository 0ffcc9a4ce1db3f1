// What was typed is sent only to a server that answers: else the browser would put a page of its own in its place.
const LONGEST = 8000;
const asking = new WeakSet();
const answered = new WeakSet();

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.method === "post") form.dataset.typed = "";
});

async function answers() {
  try {
    await fetch(document.body.dataset.reach, { cache: "no-store", signal: AbortSignal.timeout(LONGEST) });
    return true;
  } catch {
    return false;
  }
}

// Said where the eye is: beside the button that was pressed.
function say(form, button, text) {
  form.querySelector("[data-unreached]")?.remove();
  if (!text) return;
  const draft = form.querySelector("[data-draft-note]");
  if (draft && form.dataset.unsaved) draft.textContent = form.dataset.unsaved;
  const told = document.createElement("p");
  told.className = "fy-error";
  told.dataset.unreached = "";
  told.setAttribute("role", "alert");
  told.textContent = text;
  (button?.parentElement ?? form).append(told);
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.dataset.typed === undefined || event.submitter?.name === "_row" || form.hasAttribute("hx-post")) return;
  if (answered.delete(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (asking.has(form)) return;
  asking.add(form);
  const reached = await answers();
  asking.delete(form);
  say(form, event.submitter, reached ? "" : document.body.dataset.unreached);
  if (!reached) return;
  answered.add(form);
  form.requestSubmit(event.submitter);
}, true);
