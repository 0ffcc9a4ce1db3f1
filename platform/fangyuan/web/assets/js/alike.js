// Cases that look like what is being registered are looked for a moment after the last stroke, without what files hold.
const PAUSE = 900;
const LONGEST = 8000;
const waiting = new WeakMap();
const asked = new WeakMap();

function typed(form) {
  const body = new FormData(form);
  for (const [name, value] of [...body]) if (value instanceof File || name === "_act" || name === "_rev") body.delete(name);
  return body;
}

// What is chosen in the list does not change what looks alike.
const key = (body) => JSON.stringify([...body].filter(([name, value]) => !name.startsWith("_") && value));

function show(place, form, page) {
  if (place.contains(document.activeElement)) return;
  place.innerHTML = page;
  const count = place.querySelectorAll(".fy-alike-found > li").length;
  const link = form.querySelector("[data-alike-count]");
  if (link) {
    link.hidden = count === 0;
    link.querySelector(".fy-count").textContent = count;
  }
}

async function look(place, form) {
  const body = typed(form);
  const about = key(body);
  if (asked.get(form) === about) return;
  asked.set(form, about);
  try {
    const answer = await fetch(place.dataset.alike, {
      method: "POST", body, headers: { "X-Fangyuan-Part": "alike" }, signal: AbortSignal.timeout(LONGEST), redirect: "error",
    });
    // An answer to what was typed before must not cover a newer one.
    if (answer.ok && asked.get(form) === about) show(place, form, await answer.text());
  } catch {
    asked.delete(form);
  }
}

function soon(form, pause) {
  const place = document.querySelector(`[data-alike][data-alike-form="${form.id}"]`);
  if (!place) return;
  clearTimeout(waiting.get(form));
  waiting.set(form, setTimeout(() => look(place, form), pause));
}

document.addEventListener("input", (event) => {
  if (event.target.form && !event.target.closest("[data-alike]")) soon(event.target.form, PAUSE);
});

// A draft, or a form that came back with errors, holds something to look for already.
for (const place of document.querySelectorAll("[data-alike]")) {
  const form = document.getElementById(place.dataset.alikeForm);
  if (form) {
    asked.set(form, key(typed(form)));
    if (form.querySelector("[name=_rev]")?.value > 0 || place.querySelector("input")) { asked.delete(form); soon(form, 0); }
  }
}
