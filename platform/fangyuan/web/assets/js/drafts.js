// A form that is being filled in is kept by itself: a while after the last stroke, and when the page is left or covered.
const PAUSE = 2500;
const LONGEST = 8000;
const SMALL = 60_000;
const waiting = new WeakMap();
const sending = new WeakMap();
const busy = new WeakSet();

const note = (form, text) => {
  const place = form.querySelector("[data-draft-note]");
  if (place && place.textContent !== text) place.textContent = text;
};

// Files are taken in when the form is sent or saved by its button; here they would be sent over and over.
function typed(form) {
  const body = new FormData(form);
  for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
  body.delete("_act");
  return body;
}

const size = (body) => [...body].reduce((sum, [name, value]) => sum + 3 * (name.length + value.length) + 200, 0);

function goOn(form, answer) {
  const set = (name, value) => {
    const input = form.querySelector(`input[name="${name}"]`);
    if (input && value !== undefined) input.value = value;
  };
  set("_key", answer.key);
  set("_rev", answer.revision);
  // A reload finds the draft again. A form that unfolded in another page leaves that page's address alone.
  if (answer.address && new URL(form.action).pathname === location.pathname) {
    const address = new URL(answer.address, location.href);
    for (const [name, value] of new URLSearchParams(location.search)) if (!address.searchParams.has(name)) address.searchParams.set(name, value);
    history.replaceState(history.state, "", address.pathname + address.search + location.hash);
  }
}

async function send(form) {
  clearTimeout(waiting.get(form));
  waiting.delete(form);
  const touched = form.dataset.touched;
  try {
    const body = typed(form);
    const answer = await fetch(form.dataset.draft, {
      method: "POST", body, headers: { Accept: "application/json" }, signal: AbortSignal.timeout(LONGEST),
      // A page that is left may still finish what is small; the browser refuses more.
      keepalive: document.visibilityState === "hidden" && size(body) < SMALL,
    });
    const isOurs = answer.headers.get("Content-Type")?.startsWith("application/json");
    if (!isOurs) return note(form, form.dataset.unsaved);
    const said = await answer.json();
    goOn(form, said);
    note(form, said.said);
    if (form.dataset.touched === touched && !waiting.has(form)) delete form.dataset.touched;
  } catch {
    note(form, form.dataset.unsaved);
  }
}

// One at a time, so that a saving never overtakes the one before it.
function save(form) {
  const before = sending.get(form) ?? Promise.resolve();
  const now = before.then(() => (form.isConnected && form.dataset.sent === undefined ? send(form) : undefined));
  sending.set(form, now);
  busy.add(form);
  now.then(() => sending.get(form) === now && busy.delete(form));
  return now;
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-draft]");
  if (!form) return;
  clearTimeout(waiting.get(form));
  waiting.set(form, setTimeout(() => save(form), PAUSE));
});

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "hidden") return;
  for (const form of document.querySelectorAll("form[data-draft][data-touched]")) save(form);
});

// What is being kept is kept before the form itself is sent: two savings at once would look like two devices.
document.addEventListener("submit", (event) => {
  const form = event.target;
  clearTimeout(waiting.get(form));
  waiting.delete(form);
  if (!busy.has(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  sending.get(form).then(() => form.requestSubmit(event.submitter));
}, true);
