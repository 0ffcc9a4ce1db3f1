// Lists of which several rows may be chosen: how many are, all of the page at once, buttons that wait for the first one.
const boxes = (form) => [...form.querySelectorAll("tbody input[name=case]")];

function told(form) {
  const tools = form.querySelector("[data-tools]");
  const all = boxes(form);
  const chosen = all.filter((box) => box.checked);
  for (const box of all) box.closest("tr").classList.toggle("fy-chosen", box.checked);
  for (const button of tools.querySelectorAll("button")) button.disabled = chosen.length === 0;
  const status = tools.querySelector("[data-selected]");
  status.dataset.none ??= status.textContent;
  status.textContent = chosen.length ? status.dataset.words.replace("{}", chosen.length) : status.dataset.none;
  const whole = tools.querySelector("[data-select-all]");
  whole.checked = all.length > 0 && chosen.length === all.length;
  whole.indeterminate = chosen.length > 0 && !whole.checked;
}

for (const tools of document.querySelectorAll("[data-tools]")) {
  const { form } = tools.querySelector("button");
  tools.querySelector("label").hidden = false;
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-select-all]")) {
      for (const box of boxes(form)) box.checked = event.target.checked;
    }
    told(form);
  });
  // Going back, a browser ticks again what was ticked, and says so to nobody.
  window.addEventListener("pageshow", () => told(form));
  told(form);
}

// An act that is held counts down, then is asked for at once: a round of the worker would come too, a little later.
for (const place of document.querySelectorAll("[data-count-down]")) {
  const until = performance.now() + Number(place.dataset.countDown) * 1000;
  const timer = setInterval(() => {
    const left = Math.max(0, Math.ceil((until - performance.now()) / 1000));
    place.textContent = left;
    if (left > 0) return;
    clearInterval(timer);
    document.querySelector("[data-when-over]")?.requestSubmit();
  }, 250);
}
